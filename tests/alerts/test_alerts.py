"""Alerts arrive when the verdict changes, and then alone; none changes what a run comes to, none shows a secret."""

import gzip
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from pytest_httpserver import HTTPServer
from werkzeug import Request as WebRequest
from werkzeug import Response

from alerts.memory import FILE_NAME
from sandbox.child import Child
from sandbox.pool import MODULE
from tests.alerts.conftest import PASSWORD, TOKEN, Inbox, Watched, serve_mail, server_context, toml

Capture = pytest.CaptureFixture[str]
Program = Callable[..., list[str]]


@pytest.fixture
def asked(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, dict[str, object]]]:
    """What webhook, Slack, ntfy and heartbeat were asked: method, path, and JSON."""
    seen: list[tuple[str, str, dict[str, object]]] = []

    def take(request: WebRequest) -> Response:
        seen.append((request.method, request.path, request.get_json() if request.data else {}))
        seen[-1][2].update({"token": request.headers["Authorization"]} if "Authorization" in request.headers else {})
        return Response(status=200)

    httpserver.expect_request(re.compile(".*")).respond_with_handler(take)
    for name, path in (("webhook", "/hook"), ("slack", "/slack"), ("ntfy", "/ntfy/topic"), ("heartbeat", "/beat")):
        monkeypatch.setenv(
            f"IOM_PROJECTS_ALERT_{name.upper()}", httpserver.url_for(f"{path}{'' if name == 'ntfy' else TOKEN}")
        )
    monkeypatch.setenv("IOM_PROJECTS_ALERT_NTFY_TOKEN", TOKEN)
    return seen


def test_every_channel_hears_of_a_change_and_of_nothing_else(
    watched: Watched, inbox: Inbox, asked: list[tuple[str, str, dict[str, object]]], program: Program, tmp_path: Path
) -> None:
    watched.set(
        'alert_email_to = ["you@example.org", "she@example.org"]',
        f'alert_smtp = "127.0.0.1:{inbox.port}"',
        f"alert_command = {toml(program())}",
        f"alert_metrics = {toml(str(tmp_path))}",
    )
    heard = tmp_path / "alert.json"

    assert watched.command("run") == 0
    assert [(method, path) for method, path, _ in asked] == [("GET", f"/beat{TOKEN}")]
    assert (inbox.messages, heard.exists()) == ([], False)
    figures = (tmp_path / f"iom_projects_{watched.folder.name}.prom").read_text()
    assert f'iom_projects_exit_code{{site="{watched.folder.name}"}} 0\n' in figures
    assert f'iom_projects_projects{{site="{watched.folder.name}"}} 3\n' in figures

    asked.clear()
    watched.is_down = True
    assert watched.command("run") == 4
    by_path = {path: record for _, path, record in asked}
    assert sorted(by_path) == [f"/hook{TOKEN}", "/ntfy/", f"/slack{TOKEN}"]
    told = by_path[f"/hook{TOKEN}"]
    release = (watched.folder / "latest").resolve().name
    assert (told["verdict"], told["before"], told["exit_code"], told["test"]) == ("source down", "ok", 4, False)
    assert str(told["reason"]).startswith(f"source down: {watched.site.url}/ does not answer: ")
    assert told["kept"] == f"the release {release} stands, its newest page 0.0 days old"
    options = f"{watched.site.url} --output {watched.output}"
    assert told["look_closer"] == [f"iom-projects status {options}", f"iom-projects doctor {options}"]
    assert json.loads(heard.read_text()) == told
    subject = f"iom-projects {watched.site.url}: source down (was ok)"
    assert by_path[f"/slack{TOKEN}"]["text"] == f"*{subject}*\n{told['text']}"
    note = by_path["/ntfy/"]
    assert (note["topic"], note["title"], note["priority"], note["token"]) == ("topic", subject, 4, f"Bearer {TOKEN}")
    (letter,) = inbox.messages
    assert (letter["Subject"], letter["To"]) == (subject, "you@example.org, she@example.org")
    assert inbox.recipients == ["you@example.org", "she@example.org"]
    assert letter.get_content().splitlines() == str(told["text"]).splitlines()
    assert str(told["text"]).startswith(f"What: {told['reason']}\nSince: 2")

    asked.clear()
    assert watched.command("run") == 4
    assert watched.command("status", "--alert") == 4
    assert (asked, len(inbox.messages)) == ([], 1)

    watched.is_down = False
    assert watched.command("run") == 0
    assert sorted(path for _, path, _ in asked) == [f"/beat{TOKEN}", f"/hook{TOKEN}", "/ntfy/", f"/slack{TOKEN}"]
    assert inbox.messages[1]["Subject"] == f"iom-projects {watched.site.url}: ok (was source down)"

    files = [path for path in watched.output.rglob("*") if path.is_file()]
    assert any(path.suffix == ".gz" for path in files)
    assert [path for path in files if TOKEN.encode() in _content(path)] == []
    assert TOKEN not in (tmp_path / "environment.txt").read_text()


def _content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_a_channel_that_failed_changes_no_exit_code_and_is_tried_again(
    watched: Watched, httpserver: HTTPServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IOM_PROJECTS_ALERT_WEBHOOK", httpserver.url_for(f"/{TOKEN}"))
    httpserver.expect_oneshot_request(f"/{TOKEN}").respond_with_data(status=410)
    watched.is_down = True
    log = tmp_path / "run.log"
    assert watched.command("crawl", "--log-file", str(log), "-v") == 4
    error = capsys.readouterr().err
    assert "warning: the alert by webhook failed: localhost answers 410: is the address right" in error
    assert TOKEN not in error + log.read_text()
    httpserver.expect_oneshot_request(f"/{TOKEN}").respond_with_data(status=204)
    assert watched.command("status", "--alert") == 4
    assert capsys.readouterr().err == ""
    assert [response.status_code for _, response in httpserver.log] == [410, 204]
    assert watched.command("status", "--alert") == 4
    assert len(httpserver.log) == 2


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ['alert_email_to = ["you@example.org"]', 'alert_smtp = "127.0.0.1:9"'],
            "no mail server takes it at 127.0.0.1:9",
        ),
        (['alert_command = ["no-such-program"]'], "no-such-program cannot be started (No such file or directory)"),
        ([f"alert_command = {toml([sys.executable, '-c', 'raise SystemExit(5)'])}"], " ended with 5"),
        (
            ["alert_seconds = 0.5", f"alert_command = {toml(['sleep', '30'])}"],
            "sleep was still at work after 0.4 s and was",
        ),
        (['alert_metrics = "missing"'], ".prom cannot be written (No such file or directory): alert_metrics must be a"),
    ],
)
def test_an_alert_that_fails_is_one_line_and_nothing_else(
    watched: Watched, capsys: Capture, lines: list[str], words: str
) -> None:
    watched.set(*lines)
    watched.is_down = True
    assert watched.command("run") == 4
    error = capsys.readouterr().err.splitlines()
    (warning,) = [line for line in error if line.startswith("iom-projects: warning: the alert by ")]
    assert words in warning
    assert warning.endswith("; it is tried again at the next look (iom-projects alerts test)")
    assert error[-1].startswith("iom-projects: 127.0.0.1:") or "does not answer" in error[-1]


def test_a_server_that_never_answers_costs_a_bounded_time(watched: Watched, capsys: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held: list[socket.socket] = []
        threading.Thread(target=lambda: held.append(silent.accept()[0]), daemon=True).start()
        port = silent.getsockname()[1]
        watched.set('alert_email_to = ["you@example.org"]', f'alert_smtp = "127.0.0.1:{port}"', "alert_seconds = 0.3")
        watched.is_down = True
        assert watched.command("run") == 4
        for connection in held:
            connection.close()
    assert re.search(r"the alert by email failed: (no end within 0.3 s|.*timed out)", capsys.readouterr().err)


def test_an_alert_that_is_interrupted_leaves_the_exit_code(
    watched: Watched, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    watched.set('alert_command = ["true"]')
    watched.is_down = True
    monkeypatch.setattr("monitoring.watch.watch", interrupt)
    assert watched.command("run") == 4
    assert "warning: alerts were stopped; they are tried again at the next look" in capsys.readouterr().err


def test_where_what_was_told_cannot_be_read_alerts_begin_anew(
    watched: Watched, capsys: Capture, program: Program, tmp_path: Path
) -> None:
    watched.set(f"alert_command = {toml(program())}")
    watched.is_down = True
    assert watched.command("crawl") == 4
    heard = tmp_path / "alert.json"
    heard.unlink()
    (watched.folder / FILE_NAME).write_text("[]")
    assert watched.command("status", "--alert") == 4
    assert f"{FILE_NAME} cannot be read (" in capsys.readouterr().err
    assert json.loads(heard.read_text())["verdict"] == "source down"
    heard.unlink()
    assert watched.command("status", "--alert") == 4
    assert (capsys.readouterr().err, heard.exists()) == ("", False)


def test_a_refusal_says_what_stands_and_what_was_refused(watched: Watched, program: Program, tmp_path: Path) -> None:
    watched.set(f"alert_command = {toml(program())}")
    assert watched.command("run") == 0
    watched.set(f"alert_command = {toml(program())}", "[checks]", "min_projects = 9")
    assert watched.command("run") == 3
    told = json.loads((tmp_path / "alert.json").read_text())
    (release,) = (watched.folder / "releases").iterdir()
    (refused,) = (watched.folder / "refused").iterdir()
    assert told["kept"].startswith(f"the release {release.name} stands, its newest page 0.0 days old; ")
    assert told["kept"].endswith(f"; what was refused is in refused/{refused.name}")
    assert (told["verdict"], told["exit_code"]) == ("partial", 3)


def test_lost_data_are_told_once(watched: Watched, program: Program, tmp_path: Path) -> None:
    watched.set(f"alert_command = {toml(program())}")
    assert watched.command("run") == 0
    for path in (watched.folder / "archive").glob("*.warc.gz"):
        path.unlink()
    assert watched.command("status", "--alert") == 7
    heard = tmp_path / "alert.json"
    told = json.loads(heard.read_text())
    assert (told["verdict"], told["exit_code"], told["before"]) == ("storage fault", 7, "ok")
    assert "archive is missing or empty, though the ledger tells of pages" in told["reason"]
    shutil.rmtree(watched.folder)
    heard.unlink()
    assert watched.command("status", "--alert") == 2
    assert json.loads(heard.read_text())["verdict"] == "nothing there"
    heard.unlink()
    assert watched.command("status", "--alert") == 2
    assert not heard.exists()
    assert watched.command("run") == 0
    assert (json.loads(heard.read_text())["verdict"], json.loads(heard.read_text())["before"]) == (
        "ok",
        "nothing there",
    )


def test_a_failure_that_no_record_knows_of_holds_until_the_next_run(
    watched: Watched, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.set(f"alert_command = {toml(program())}")
    assert watched.command("run") == 0
    heard = tmp_path / "alert.json"
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.crawl", _fail)
        with pytest.raises(ZeroDivisionError):
            watched.command("run")
    told = json.loads(heard.read_text())
    assert (told["verdict"], told["reason"], told["exit_code"]) == ("our bug", "a slip of ours", 1)
    heard.unlink()
    assert watched.command("status", "--alert") == 0
    assert not heard.exists(), "nothing has mended it yet"
    assert watched.command("run") == 0
    assert json.loads(heard.read_text())["before"] == "our bug"


def _fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a slip of ours")


def test_wrong_use_and_a_held_folder_are_no_verdicts(watched: Watched, program: Program, tmp_path: Path) -> None:
    watched.set(f"alert_command = {toml(program())}")
    assert watched.command("run", "--limit", "0") == 2
    assert watched.command("run") == 0
    from scraper import lock  # noqa: PLC0415 - what only this test needs

    with lock.hold(watched.folder):
        assert watched.command("run") == 6
    assert not (tmp_path / "alert.json").exists()


def test_a_password_goes_through_tls_alone(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("IOM_PROJECTS_ALERT_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("IOM_PROJECTS_CA_FILE", str(tmp_path / "ca.pem"))
    for inbox in serve_mail(Inbox(), tls_context=server_context(authority)):
        mail = (
            'alert_email_to = ["you@example.org"]',
            f'alert_smtp = "localhost:{inbox.port}"',
            'alert_smtp_user = "me"',
        )
        watched.set(*mail)
        assert watched.command("alerts", "test") == 0
        assert inbox.logins == ["me by PLAIN, TLS True"]
        assert inbox.messages[0]["Subject"].endswith("a test, nothing has happened")
        monkeypatch.setenv("IOM_PROJECTS_ALERT_SMTP_PASSWORD", "wrong-password")
        assert watched.command("alerts", "test") == 4
        monkeypatch.delenv("IOM_PROJECTS_CA_FILE")
        assert watched.command("alerts", "test") == 4
    said = capsys.readouterr()
    assert "does not take alert_smtp_user with its password (535)" in said.out
    assert "certificate verify failed" in said.out
    assert "wrong-password" not in said.out + said.err


def test_a_server_that_speaks_tls_at_once_and_one_that_never_does(
    watched: Watched, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("IOM_PROJECTS_CA_FILE", str(tmp_path / "ca.pem"))
    mail = 'alert_email_to = ["you@example.org"]'
    for secure in serve_mail(Inbox(), ssl_context=server_context(authority)):
        watched.set(mail, f'alert_smtp = "localhost:{secure.port}"', 'alert_smtp_security = "tls"')
        assert watched.command("alerts", "test") == 0
        assert secure.recipients == ["you@example.org"]
    watched.set(mail, f'alert_smtp = "localhost:{inbox.port}"', 'alert_smtp_security = "starttls"')
    assert watched.command("alerts", "test") == 4
    assert inbox.messages == []
    *_, line = capsys.readouterr().out.splitlines()
    assert line == (
        f"email: localhost:{inbox.port} cannot do what is asked for: STARTTLS extension not supported by server.; see"
        " alert_smtp_security"
    )


def test_a_try_says_what_arrived_and_what_did_not(
    watched: Watched, asked: list[tuple[str, str, dict[str, object]]], capsys: Capture
) -> None:
    watched.set('alert_email_to = ["you@example.org"]', 'alert_smtp = "127.0.0.1:9"')
    assert watched.command("alerts", "test") == 4
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("email")] == [
        *("webhook: sent", "slack: sent", "ntfy: sent", "heartbeat: sent")
    ]
    (failed,) = [line for line in lines if line.startswith("email")]
    assert failed.endswith(': name yours, alert_smtp = "host:port" under [alerts]')
    assert {record["test"] for _, path, record in asked if path == f"/hook{TOKEN}"} == {True}


@pytest.mark.parametrize(
    ("lines", "environment", "words"),
    [
        (
            ['alert_slack = "https://hooks.example/x"'],
            {},
            "alert_slack is a secret, and a settings file is no place for it",
        ),
        (['alert_smpt = "x:25"'], {}, "there is no setting [alerts] alert_smpt; did you mean alerts.alert_smtp?"),
        (['alert_smtp = "mail.example.org"'], {}, 'alert_smtp must be "host:port"'),
        (['alert_smtp_security = "ssl"'], {}, "alert_smtp_security must be one of auto, starttls, tls, none"),
        (['alert_email_to = ["you"]'], {}, "alert_email_to must be e-mail addresses, not 'you'"),
        (['alert_email_to = ["a@b.org\\nBcc: c@d.org"]'], {}, "alert_email_to must be e-mail addresses"),
        (['alert_smtp_user = "me"'], {}, "alert_smtp_user and alert_smtp_password must both be set, or neither"),
        (["alert_seconds = 0"], {}, "alert_seconds must be more than 0 and at most 300"),
        ([], {"ALERT_SLACK": f"file:///{TOKEN}"}, "alert_slack must be an address (https://…)"),
        (
            [],
            {"ALERT_SLAKC": TOKEN},
            "IOM_PROJECTS_ALERT_SLAKC: there is no such setting; did you mean IOM_PROJECTS_ALERT_SL",
        ),
        ([], {}, "no alert is set: iom-projects config --template shows how"),
    ],
)
def test_settings_that_cannot_be_are_one_line_without_a_secret(
    watched: Watched,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    lines: list[str],
    environment: dict[str, str],
    words: str,
) -> None:
    watched.set(*lines)
    for name, value in environment.items():
        monkeypatch.setenv(f"IOM_PROJECTS_{name}", value)
    assert watched.command("alerts", "test") == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert words in said.err
    assert TOKEN not in said.err


def test_config_shows_that_a_secret_is_set_and_not_what_it_is(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("IOM_PROJECTS_ALERT_NTFY", f"https://ntfy.sh/{TOKEN}")
    assert watched.command("config") == 0
    assert watched.command("config", "--json") == 0
    said = capsys.readouterr().out
    assert "# alert_ntfy is set and hidden " in said
    assert '"value": "(hidden)"' in said
    assert TOKEN not in said


def test_the_figures_are_what_prometheus_reads(watched: Watched, tmp_path: Path) -> None:
    watched.set(f"alert_metrics = {toml(str(tmp_path))}")
    assert watched.command("run") == 0
    text = (tmp_path / f"iom_projects_{watched.folder.name}.prom").read_text()
    sample = re.compile(r'(iom_projects_[a-z_]+)\{site="[^"]+"(?:,[a-z]+="[a-z _]+")*\} [0-9]+')
    names = [match[1] for line in text.splitlines() if not line.startswith("#") and (match := sample.fullmatch(line))]
    assert len(names) == sum(not line.startswith("#") for line in text.splitlines())
    for name in dict.fromkeys(names):
        assert f"# HELP {name} " in text
        assert f"# TYPE {name} gauge\n" in text
    assert text.endswith("\n")
    assert [path.name for path in tmp_path.glob(".*.prom*")] == []


def test_the_readers_of_hostile_pages_are_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOM_PROJECTS_ALERT_SLACK", f"https://hooks.example/{TOKEN}")
    before = set(_children())
    child = Child(MODULE)
    (number,) = set(_children()) - before
    try:
        child.give((b"<html>", None))
        child.take()  # its own program is under way: just after its start the system has no environment to show
        environment = Path(f"/proc/{number}/environ").read_bytes()
    finally:
        child.stop()
    assert b"PATH=" in environment
    assert TOKEN.encode() not in environment


def _children() -> list[str]:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


def test_alerts_cost_a_command_that_uses_none_nothing() -> None:
    code = "import sys, cli; sys.exit(sorted({'httpx', 'smtplib', 'alerts.delivery'} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
