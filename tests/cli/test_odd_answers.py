"""Answers in other forms than they should have, by real sites and the real command: issue 11, A5 to A7."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cli import execute
from tests.cli.played_site import Play, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site
from tests.scraper.conftest import raw_site
from tests.scraper.loopback import Reply

__all__ = ["play", "raw_site", "run_site"]

FORBIDDEN = Reply(403, b"<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>")
MOVED = (
    b"<!DOCTYPE html><html><head><title>Moved</title><meta http-equiv='Refresh' content='0; URL=/project/new'></head>"
    b"<body><p>This page has moved.</p></body></html>"
)


def test_gzip_that_no_header_names_is_read_and_told(play: Play, run_site: RunSite) -> None:
    content: dict[str, Any] = {path: gzip.compress(project(number)) for number, path in enumerate(PATHS, 1)}
    content["/project/p2"] = gzip.compress(gzip.compress(project(2)))
    ran = run_site(play({**content, "/sitemap.xml": sitemap(*PATHS)}))
    assert (ran.code, len(ran.ids), ran.crawl["unannounced"]) == (0, 8, 8)
    assert [one["message"] for one in ran.said["warnings"] if one["check"] == "gzip"] == [
        "8 answers were gzip and did not say so; they were read as what they are"
    ]


def test_what_only_begins_as_gzip_is_no_page(play: Play, run_site: RunSite) -> None:
    content = {**PAGES, "/project/p1": gzip.compress(project(1))[:60]}
    ran = run_site(play({**content, "/sitemap.xml": sitemap(*PATHS)}))
    assert (ran.crawl["states"]["quarantined"], len(ran.ids)) == (1, 7)
    assert ran.crawl["failures"][0]["reason"] == "not_html: the bytes are gzip data"


def test_a_bomb_that_no_header_names_is_stopped(play: Play, run_site: RunSite) -> None:
    content = {**PAGES, "/project/p1": gzip.compress(b"<p>" + bytes(50_000_000))}
    site = play({**content, "/sitemap.xml": sitemap(*PATHS)})
    ran = run_site(site)
    assert (ran.crawl["states"]["quarantined"], site.asked["/project/p1"]) == (1, 1)
    assert "grows beyond" in ran.crawl["failures"][0]["reason"]


def test_illegal_header_lines_are_one_line_and_not_tried_again(run_site: RunSite, raw_site: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n"

    def script(asked: bytes, _: int) -> list[bytes | float]:
        path = asked.split()[1].decode()
        if path == "/sitemap.xml":
            body = "".join(f"<url><loc>{site.url}{one}</loc></url>" for one in PATHS).join(("<urlset>", "</urlset>"))
            return [head % len(body), b"\r\n", body.encode()]
        page = PAGES.get(path)
        odd = b"X Served By: a\r\n" if path == "/project/p3" else b""
        return [head % len(page) + odd + b"\r\n", page] if isinstance(page, bytes) else [b"HTTP/1.1 404 N\r\n\r\n"]

    site: Any = raw_site(script=script)
    ran = run_site(site)
    assert ran.code == 0
    assert len(ran.ids) == 7
    ((failure),) = ran.crawl["failures"]
    assert failure["reason"] == f"{site.url}/project/p3: the answer is no HTTP: illegal header line: 'X Served By: a'"
    assert sum(b"/project/p3 " in each for each in site.heads) == 1


@pytest.mark.parametrize("robots", [FORBIDDEN, Reply(404), Reply(200, b"User-agent: *\nAllow: /\n")])
def test_a_firewall_is_a_class_of_its_own(
    play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str], robots: Reply
) -> None:
    site = play({})
    site.answer = lambda request: robots if request.path == "/robots.txt" else FORBIDDEN
    settings = tmp_path / "settings.toml"
    settings.write_text("[crawl]\nbreaker = 10\n")
    arguments = [site.url, "--output", str(tmp_path), "--config", str(settings)]
    assert execute(["run", *arguments]) == 5
    error = capsys.readouterr().err
    assert "answers 403 Forbidden to all 2 addresses asked for" in error
    assert "a firewall keeps us out, which is neither robots.txt nor an outage" in error
    assert "an honest name with a contact (--contact)" in error
    assert execute(["status", *arguments, "--json"]) == 5
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"].startswith(f"firewall: {site.url[7:]} answers 403 Forbidden to all 2 addresses")
    assert said["next"].startswith(f"iom-projects doctor {site.url}/ --output {tmp_path} --contact you@example.org")
    assert execute(["doctor", *arguments, "--contact", "me@example.org"]) == 5
    said = capsys.readouterr().out
    assert "Verdict      firewall" in said
    assert "do not disguise it" in said


def test_pages_that_a_firewall_keeps_from_us(play: Play, run_site: RunSite) -> None:
    site = play({**dict.fromkeys(PATHS, FORBIDDEN), "/sitemap.xml": sitemap(*PATHS)})
    ran = run_site(site)
    assert (ran.code, site.pages_asked) == (5, 8)
    assert "answers 403 Forbidden to all 8 addresses asked for" in ran.error


def test_one_page_that_is_forbidden_is_no_firewall(play: Play, run_site: RunSite) -> None:
    ran = run_site(play({**PAGES, "/project/p1": FORBIDDEN, "/sitemap.xml": sitemap(*PATHS)}))
    assert (ran.code, ran.crawl["states"]["failed"], len(ran.ids)) == (0, 1, 7)


@pytest.mark.parametrize("command", ["run", "crawl", "doctor"])
def test_a_live_run_without_contact_warns_before_it_asks(
    play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    site = play({})
    settings = tmp_path / "settings.toml"
    settings.write_text(f'[crawl]\nattempts = 1\nconnect_to = {{ "site.example:80" = "127.0.0.1:{site.port}" }}\n')
    arguments = [command, "http://site.example/", "--output", str(tmp_path), "--config", str(settings)]
    execute([*arguments, "--delay", "0"])
    assert capsys.readouterr().err.startswith("iom-projects: warning: no contact is set: --contact")
    execute([*arguments, "--delay", "0", "--contact", "me@example.org"])
    assert "no contact" not in capsys.readouterr().err


def test_a_page_that_says_it_has_moved_leads_on(play: Play, run_site: RunSite) -> None:
    content = {**PAGES, "/project/p1": MOVED, "/project/new": project(81), "/sitemap.xml": sitemap(*PATHS)}
    site = play(content)
    ran = run_site(site)
    assert ran.code == 0
    assert "CD.0081" in ran.ids
    assert ran.crawl["states"]["quarantined"] == 1
    assert ran.crawl["failures"][0]["reason"] == f"the page says that it has moved to {site.url}/project/new"


def test_a_page_that_refreshes_itself_is_a_page(play: Play, run_site: RunSite) -> None:
    heads = ["<meta http-equiv=refresh content=300>", "<meta http-equiv=refresh content='60; url=/project/p2'>"]
    content = {**PAGES, **{PATHS[n]: project(n + 1, head=head) for n, head in enumerate(heads)}}
    ran = run_site(play({**content, "/sitemap.xml": sitemap(*PATHS)}))
    assert (ran.code, len(ran.ids), ran.crawl["complete"]) == (0, 8, True)


def test_a_page_that_has_moved_to_another_host_is_told(play: Play, run_site: RunSite) -> None:
    away = MOVED.replace(b"/project/new", b"https://new.example/project/p1")
    ran = run_site(play({**PAGES, "/project/p1": away, "/sitemap.xml": sitemap(*PATHS)}))
    assert [(one["host"], one["ways"]) for one in ran.crawl["unfollowed"]] == [("new.example", ["redirect"])]


def test_what_takes_a_pages_place_leaves_its_time_of_sight(play: Play, run_site: RunSite) -> None:
    """A consent wall for a day: the project, and when it was last seen, stay."""
    content: dict[str, Any] = {**PAGES, "/sitemap.xml": sitemap(*PATHS)}
    site = play(content)
    first = run_site(site)
    assert first.release is not None
    content["/project/p1"] = (
        b"<html><head><title>Consent</title></head><body><h1>We value your privacy</h1></body></html>"
    )
    second = run_site(site)
    assert second.release is not None
    before, after = (
        pd.read_parquet(folder / "projects.parquet").set_index("project_id").last_seen
        for folder in (first.release, second.release)
    )
    assert after["CD.0001"] == before["CD.0001"]
    assert after["CD.0002"] > before["CD.0002"]
    issues = pd.read_parquet(second.release / "issues.parquet")
    assert list(issues[issues.url.str.endswith("/project/p1", na=False)].kind) == ["earlier_capture"]
    assert re.search("not_a_project|soft_error", issues[issues.kind == "earlier_capture"].message.item())
