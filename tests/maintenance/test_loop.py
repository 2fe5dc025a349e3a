import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Ran, project_page

Run = Callable[..., Ran]
Save = Callable[..., Path]

URL = "https://www.iom.int/project/figures-zambia"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "fixtures"
    folder.mkdir()
    return folder


@pytest.fixture
def added(run: Run, save: Save, root: Path) -> Path:
    """A fixture without expectation: its folder."""
    page = save(project_page(budget="1"), url=URL)
    assert run("fixture", "add", page, "--why", "no-budget", "--fixtures", root).code == 0
    return root / "current" / "figures-zambia--no-budget"


@pytest.fixture
def accepted(run: Run, root: Path, added: Path) -> Path:
    """A fixture whose answer was proposed and accepted."""
    assert run("fixture", "propose", added.name, "--fixtures", root).code == 0
    assert run("fixture", "accept", added.name, "--because", "Read.", "--by", "Ada", "--fixtures", root).code == 0
    return added


def test_add_keeps_the_bytes_and_expects_nothing_yet(run: Run, save: Save, root: Path) -> None:
    body = project_page() + b"\r\n<!-- \xff\xfe -->"
    page = save(body, url=URL, fetched_at="2026-11-01T06:00:00+00:00", content_type="text/html; charset=utf-8")
    ran = run("fixture", "add", page, "--why", "odd-bytes", "--reason", "Bytes that are no UTF-8.", "--fixtures", root)
    folder = root / "current" / "figures-zambia--odd-bytes"
    assert ran.code == 0
    assert f"iom-projects fixture propose current/figures-zambia--odd-bytes --fixtures {root}" in ran.out
    assert sorted(path.name for path in folder.iterdir()) == ["meta.json", "page.html"]
    assert (folder / "page.html").read_bytes() == body
    assert json.loads((folder / "meta.json").read_bytes()) == {
        "url": URL,
        "fetched_at": "2026-11-01T06:00:00+00:00",
        "content_type": "text/html; charset=utf-8",
        "source": "live",
        "reason": "Bytes that are no UTF-8.",
        "accepted": [],
    }


def test_add_overwrites_nothing(run: Run, save: Save, root: Path, added: Path) -> None:
    before = (added / "page.html").read_bytes()
    ran = run(
        "fixture", "add", save(b"other", url=URL), "--why", "no-budget", "--layout", "current", "--fixtures", root
    )
    assert ran.code == 2
    assert ran.err == f"iom-projects: {added} exists already: name another --why or --slug\n"
    assert (added / "page.html").read_bytes() == before


@pytest.mark.parametrize(
    ("body", "options", "folder"),
    [
        (b"%PDF-1.4\n%%EOF\n", [], "refused/figures-zambia--why"),
        (project_page(), [], "current/figures-zambia--why"),
        (project_page(), ["--layout", "legacy"], "legacy/figures-zambia--why"),
        (project_page(), ["--slug", "other-name"], "current/other-name--why"),
    ],
)
def test_add_chooses_the_folder(run: Run, save: Save, root: Path, body: bytes, options: list[str], folder: str) -> None:
    assert run("fixture", "add", save(body, url=URL), "--why", "why", *options, "--fixtures", root).code == 0
    assert (root / folder / "page.html").read_bytes() == body


def test_add_tells_the_source_by_the_address(run: Run, save: Save, root: Path) -> None:
    page = save(project_page(), url="http://127.0.0.1:8000/project/p")
    assert run("fixture", "add", page, "--why", "w", "--fixtures", root).code == 0
    assert json.loads((root / "current/p--w/meta.json").read_bytes())["source"] == "practice"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--why", "No Budget"], "--why is words in small letters joined by hyphens, like no-budget, not 'No Budget'"),
        (["--why", "../.."], "--why is words in small letters"),
        (["--why", "w", "--slug", "../up"], "the slug is words in small letters"),
        (["--why", "w", "--layout", "modern"], "modern"),
        (["--why", "w", "--source", "hearsay"], "hearsay"),
        ([], "--why"),
    ],
)
def test_add_refuses_bad_names(run: Run, save: Save, root: Path, options: list[str], words: str) -> None:
    ran = run("fixture", "add", save(project_page(), url=URL), *options, "--fixtures", root)
    assert ran.code == 2
    assert words in ran.err
    assert ran.err.count("\n") == 1
    assert list(root.iterdir()) == []


def test_add_does_not_guess_where_a_page_comes_from(run: Run, save: Save, root: Path) -> None:
    page = save(project_page())
    ran = run("fixture", "add", page, "--why", "w", "--fixtures", root)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert 'add --source live, practice or "written by hand"' in ran.err
    foreign = save(project_page(), name="foreign", url="https://iom.int.example/project/p")
    assert run("fixture", "add", foreign, "--why", "w", "--fixtures", root).err == ran.err
    assert run("fixture", "add", page, "--why", "w", "--source", "written by hand", "--fixtures", root).code == 0
    assert (root / "current" / "page--w").is_dir()


def test_add_names_a_page_by_its_own_link_where_no_meta_file_does(run: Run, save: Save, root: Path) -> None:
    body = project_page().replace(b"<title>", b'<link rel="canonical" href="https://www.iom.int/fr/node/1"><title>')
    assert run("fixture", "add", save(body), "--why", "w", "--source", "live", "--fixtures", root).code == 0
    assert json.loads((root / "current/fr-node-1--w/meta.json").read_bytes())["url"] is None


def test_add_refuses_a_damaged_meta_file(run: Run, save: Save, root: Path) -> None:
    page = save(project_page())
    page.with_name("page.meta.json").write_text("{", encoding="utf-8")
    ran = run("fixture", "add", page, "--why", "w", "--fixtures", root)
    assert ran.code == 2
    assert "page.meta.json" in ran.err


def test_propose_shows_every_line_of_a_first_answer(run: Run, root: Path, added: Path) -> None:
    ran = run("fixture", "propose", "current/figures-zambia--no-budget", "--fixtures", root)
    assert ran.code == 0
    assert "first answer, read every line" in ran.out
    assert '    + value: "LM.0216"' in ran.out
    assert "    - " not in ran.out
    assert (added / "expected.new.json").is_file()
    assert not (added / "expected.json").exists()


def test_propose_shows_what_differs_and_leaves_the_expectation_alone(run: Run, root: Path, accepted: Path) -> None:
    expected = json.loads((accepted / "expected.json").read_bytes())
    expected["project"]["start_date"] = "1999"
    text = json.dumps(expected)
    (accepted / "expected.json").write_text(text, encoding="utf-8")
    ran = run("fixture", "propose", "--all", "--fixtures", root)
    assert ran.code == 0
    assert '  start_date\n    - value: "1999"\n    + value: "2017"\n' in ran.out
    assert f'iom-projects fixture accept current/{accepted.name} --fixtures {root} --because "…"' in ran.out
    assert "end_date" not in ran.out
    assert (accepted / "expected.json").read_text(encoding="utf-8") == text
    proposed = json.loads((accepted / "expected.new.json").read_bytes())
    assert proposed["project"]["start_date"] == "2017"


@pytest.mark.parametrize("text", ["{}", '{"project": []}', '{"project": {"year": 1}, "issues": null, "outcome": 7}'])
def test_an_expectation_that_lacks_things_differs(run: Run, root: Path, accepted: Path, text: str) -> None:
    (accepted / "expected.json").write_text(text, encoding="utf-8")
    ran = run("fixture", "propose", "--all", "--fixtures", root)
    assert (ran.code, ran.err) == (0, "")
    assert "    + value: 2017\n" in ran.out
    assert json.loads(run("fixture", "list", "--json", "--fixtures", root).out)[0]["state"] == "proposed"


def test_propose_removes_a_proposal_that_became_needless(run: Run, root: Path, accepted: Path) -> None:
    (accepted / "expected.new.json").write_text("{}", encoding="utf-8")
    ran = run("fixture", "propose", "--all", "--fixtures", root)
    assert ran.out == f"current/{accepted.name}: as expected, nothing to propose\n"
    assert not (accepted / "expected.new.json").exists()


def test_propose_as_json(run: Run, root: Path, added: Path) -> None:
    (proposal,) = json.loads(run("fixture", "propose", "--all", "--json", "--fixtures", root).out)
    assert proposal["fixture"] == f"current/{added.name}"
    assert proposal["proposed"] == str(added / "expected.new.json")
    assert proposal["first"] is True
    year = next(one for one in proposal["differences"] if one["aspect"] == "year")
    assert year == {
        "aspect": "year",
        "removed": [],
        "added": ["value: 2017", 'status: "reported"', 'raw: "2017"'],
    }


@pytest.mark.parametrize("arguments", [[], ["--all", "current/figures-zambia--no-budget"]])
def test_propose_wants_names_or_all(run: Run, root: Path, added: Path, arguments: list[str]) -> None:
    ran = run("fixture", "propose", *arguments, "--fixtures", root)
    assert (ran.code, ran.err) == (2, "iom-projects: name the fixtures to propose answers for, or say --all\n")
    assert not (added / "expected.new.json").exists()


def test_accept_moves_the_proposal_and_notes_why(run: Run, root: Path, added: Path) -> None:
    run("fixture", "propose", "--all", "--fixtures", root)
    proposed = (added / "expected.new.json").read_bytes()
    ran = run("fixture", "accept", added, "--because", " The page says so. ", "--by", "Ada", "--fixtures", root)
    assert ran.code == 0
    assert sorted(path.name for path in added.iterdir()) == ["expected.json", "meta.json", "page.html"]
    assert (added / "expected.json").read_bytes() == proposed
    (acceptance,) = json.loads((added / "meta.json").read_bytes())["accepted"]
    assert (acceptance["by"], acceptance["because"]) == ("Ada", "The page says so.")
    assert acceptance["at"].count("-") == 2


def test_accept_keeps_the_history(run: Run, root: Path, accepted: Path) -> None:
    (accepted / "expected.json").unlink()
    run("fixture", "propose", "--all", "--fixtures", root)
    run("fixture", "accept", accepted, "--because", "Read again.", "--by", "Bo", "--fixtures", root)
    history = json.loads((accepted / "meta.json").read_bytes())["accepted"]
    assert [(one["by"], one["because"]) for one in history] == [("Ada", "Read."), ("Bo", "Read again.")]


def test_accept_needs_a_proposal_that_the_parser_still_gives(run: Run, root: Path, added: Path) -> None:
    ran = run("fixture", "accept", added, "--because", "x", "--fixtures", root)
    assert ran.code == 2
    assert f"run iom-projects fixture propose current/{added.name}" in ran.err
    run("fixture", "propose", "--all", "--fixtures", root)
    proposal = json.loads((added / "expected.new.json").read_bytes())
    proposal["project"]["year"] = 2018
    (added / "expected.new.json").write_text(json.dumps(proposal), encoding="utf-8")
    ran = run("fixture", "accept", added, "--because", "x", "--fixtures", root)
    assert ran.code == 2
    assert "the parser does not say what expected.new.json says (year)" in ran.err
    assert not (added / "expected.json").exists()
    assert json.loads((added / "meta.json").read_bytes())["accepted"] == []


def test_accept_notes_an_expectation_written_by_hand_once(run: Run, root: Path, accepted: Path) -> None:
    meta = json.loads((accepted / "meta.json").read_bytes()) | {"accepted": []}
    (accepted / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    expected = (accepted / "expected.json").read_bytes()
    command = ["fixture", "accept", accepted, "--because", "By hand.", "--by", "Cy", "--fixtures", root]
    assert run(*command).code == 0
    assert (accepted / "expected.json").read_bytes() == expected
    (acceptance,) = json.loads((accepted / "meta.json").read_bytes())["accepted"]
    assert (acceptance["by"], acceptance["because"]) == ("Cy", "By hand.")
    assert "nothing is proposed" in run(*command).err


def test_accept_refuses_an_expectation_written_by_hand_that_the_parser_does_not_give(
    run: Run, root: Path, added: Path
) -> None:
    run("fixture", "propose", "--all", "--fixtures", root)
    wrong = json.loads((added / "expected.new.json").read_bytes()) | {"outcome": "login"}
    (added / "expected.new.json").unlink()
    (added / "expected.json").write_text(json.dumps(wrong), encoding="utf-8")
    ran = run("fixture", "accept", added, "--because", "x", "--fixtures", root)
    assert ran.code == 2
    assert "the parser does not say what expected.json says (outcome)" in ran.err


def test_accept_wants_a_reason(run: Run, root: Path, added: Path) -> None:
    run("fixture", "propose", "--all", "--fixtures", root)
    assert run("fixture", "accept", added, "--because", " ", "--fixtures", root).err.endswith("needs a reason\n")
    assert "--because" in run("fixture", "accept", added, "--fixtures", root).err


def test_list_says_where_each_stands(run: Run, save: Save, root: Path, accepted: Path) -> None:
    for why, body in (("missing", b""), ("failing", project_page(Year="2016")), ("proposed", b"{}")):
        page = save(body, name=why, url=URL)
        run("fixture", "add", page, "--why", why, "--layout", "refused", "--fixtures", root)
    wrong = json.loads((accepted / "expected.json").read_bytes())
    (root / "refused/figures-zambia--failing/expected.json").write_text(json.dumps(wrong), encoding="utf-8")
    run("fixture", "propose", "refused/figures-zambia--proposed", "--fixtures", root)
    rows = json.loads(run("fixture", "list", "--json", "--fixtures", root).out)
    assert [(row["layout"], row["slug"], row["why"], row["outcome"], row["state"]) for row in rows] == [
        ("current", "figures-zambia", "no-budget", "project", "accepted"),
        ("refused", "figures-zambia", "failing", "project", "failing"),
        ("refused", "figures-zambia", "missing", "empty", "missing"),
        ("refused", "figures-zambia", "proposed", "not_html", "proposed"),
    ]
    lines = run("fixture", "list", "--fixtures", root).out.splitlines()
    assert lines[0] == "accepted  project       current/figures-zambia--no-budget"
    assert lines[-1] == "4 fixtures: 1 accepted, 1 failing, 1 missing, 1 proposed"


def test_names_that_lead_nowhere(run: Run, tmp_path: Path, root: Path, added: Path) -> None:
    ran = run("fixture", "propose", "current/figures-zambia--no-budge", "--fixtures", root)
    assert (ran.code, ran.err) == (
        2,
        f"iom-projects: no fixture is called current/figures-zambia--no-budge; near: current/{added.name}\n",
    )
    ran = run("fixture", "list", "--fixtures", tmp_path / "nowhere")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "no folder of fixtures" in ran.err
    page = tmp_path / "page.html"
    ran = run("fixture", "add", page, "--why", "w", "--source", "live", "--fixtures", tmp_path / "nowhere")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert not (tmp_path / "nowhere").exists()
    ran = run("fixture", "add", "PR.0216", "--why", "w", "--fixtures", root)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "PR.0216" in ran.err


def test_a_name_that_two_fixtures_share(run: Run, save: Save, root: Path, added: Path) -> None:
    page = save(project_page(), url=URL)
    run("fixture", "add", page, "--why", "no-budget", "--layout", "legacy", "--fixtures", root)
    ran = run("fixture", "propose", added.name, "--fixtures", root)
    assert ran.code == 2
    assert f"several fixtures are called {added.name}: current/{added.name}, legacy/{added.name}" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("meta.json", "{", "meta.json is not JSON"),
        ("meta.json", "[]", "meta.json is not a JSON object"),
        ("meta.json", "{}", "meta.json lacks 'source'"),
        ("meta.json", '{"source": "rumour", "reason": "x"}', "source is one of live, practice, written by hand"),
        ("meta.json", '{"source": "live", "reason": " "}', "reason is a sentence"),
        (
            "meta.json",
            '{"source": "live", "reason": "x", "url": null, "fetched_at": "soon"}',
            "soon",
        ),
        ("page.html", None, "cannot read"),
    ],
)
def test_a_damaged_fixture_is_named(
    run: Run, root: Path, added: Path, name: str, content: str | None, words: str
) -> None:
    if content is None:
        (added / name).unlink()
    else:
        (added / name).write_text(content, encoding="utf-8")
    ran = run("fixture", "list", "--fixtures", root)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words in ran.err


def test_from_any_folder_and_without_git(root: Path, added: Path, tmp_path: Path) -> None:
    """The real command, in a folder elsewhere, with a `git` on its path that would leave a trace."""
    git, trace = tmp_path / "bin" / "git", tmp_path / "git-was-called"
    git.parent.mkdir()
    git.write_text(f"#!/bin/sh\ntouch {trace}\n", encoding="utf-8")
    git.chmod(git.stat().st_mode | stat.S_IXUSR)
    environment = os.environ | {"PATH": f"{git.parent}{os.pathsep}{os.environ['PATH']}"}
    command = Path(sys.executable).with_name("iom-projects")
    for arguments in (
        ["fixture", "propose", "--all"],
        ["fixture", "accept", added.name, "--because", "Read.", "--by", "Ada"],
        ["fixture", "list"],
    ):
        done = subprocess.run(
            [command, *arguments, "--fixtures", root],
            cwd=tmp_path / "bin",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "1 fixtures: 1 accepted"
    assert not trace.exists()
