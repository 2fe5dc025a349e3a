"""Addresses that a crawl sees and does not follow are told: issue 11, A1 and A2, by real sites and the real command."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cli import execute
from scraper.clock import SystemClock
from tests.cli.played_site import Content, Play, listing, play, project, sitemap
from tests.scraper.loopback import PlainSite, Reply

__all__ = ["play"]

PATHS = [f"/project/p{number}" for number in range(1, 9)]
PAGES: Content = {path: project(number) for number, path in enumerate(PATHS, 1)}


@dataclass(frozen=True)
class Ran:
    """What `run --json` came to."""

    code: int
    said: dict[str, Any]
    error: str
    release: Path | None

    @property
    def crawl(self) -> dict[str, Any]:
        return dict(self.said["crawl"])

    @property
    def lines(self) -> list[str]:
        return [one["line"] for one in self.crawl["unfollowed"]]

    @property
    def ids(self) -> list[str]:
        assert self.release is not None
        return sorted(pd.read_parquet(self.release / "projects.parquet").project_id)


RunSite = Callable[..., Ran]


@pytest.fixture
def run_site(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> RunSite:
    """Run the whole job at a site, with settings as lines of TOML under `[crawl]`; each run two seconds later."""
    ahead = timedelta()
    monkeypatch.setattr(SystemClock, "now", lambda clock: datetime.now(UTC) + ahead)

    def run(site: PlainSite, *settings: str, command: str = "run", keep: int | None = None) -> Ran:
        nonlocal ahead
        ahead += timedelta(seconds=2)  # tables hold whole seconds, in which a fast machine has two runs
        file = tmp_path / "settings.toml"
        above = [] if keep is None else [f"keep = {keep}"]
        file.write_text("\n".join((*above, "[crawl]", *settings)), encoding="utf-8")
        output = tmp_path / "output"
        code = execute([command, site.url, "--output", str(output), "--config", str(file), "--json"])
        captured = capsys.readouterr()
        (folder,) = output.iterdir()
        latest = folder / "latest"
        said = json.loads(captured.out) if captured.out else {}
        return Ran(code, said, captured.err, latest.resolve() if latest.exists() else None)

    return run


def issues(ran: Ran) -> list[tuple[str, str]]:
    assert ran.release is not None
    table = pd.read_parquet(ran.release / "issues.parquet")
    return sorted(zip(table[table.kind == "address_not_followed"].severity, table.message, strict=False))


def test_a_language_that_no_rule_takes_is_told_and_taken_by_a_setting(play: Play, run_site: RunSite) -> None:
    other = {"/pt/project/a": project(21), "/pt/project/b": project(22)}
    site = play({**PAGES, **other, "/sitemap.xml": sitemap(*PATHS, *other)})
    ran = run_site(site)
    line = (
        f"2 addresses like /pt/project/… that no rule takes, on 127.0.0.1:{site.port} (seen by sitemap, for example "
        f'{site.url}/pt/project/a): prefixes = ["/pt"] takes them'
    )
    assert (ran.code, ran.error) == (0, "")
    assert ran.lines == [line] == ran.crawl["doubts"]
    assert not ran.crawl["complete"]
    assert [one["message"] for one in ran.said["warnings"] if one["check"] == "unfollowed"] == [
        f"seen and not followed beside 8 known addresses: {line}"
    ]
    assert issues(ran) == [("warning", line)]
    assert site.asked["/pt/project/a"] == 0
    ran = run_site(site, 'prefixes = ["/pt"]')
    assert (ran.lines, ran.crawl["complete"], len(ran.ids)) == ([], True, 10)


def test_status_knows_of_what_was_not_followed(
    play: Play, run_site: RunSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run_site(site := play({**PAGES, "/sitemap.xml": sitemap(*PATHS, "/pt/project/a")}))
    assert execute(["status", site.url, "--output", str(tmp_path / "output")]) == 3
    assert f"Verdict    partial: {ran.lines[0]}" in capsys.readouterr().out


OURS = ["/en/project/x", "/index.php/project/x", "/node/4711", "/en/node/4711", "/fr-ca/project/x", "/fr/node/5"]


def test_shapes_that_are_ours_are_read(play: Play, run_site: RunSite) -> None:
    content = {path: project(number) for number, path in enumerate(OURS, 31)}
    ran = run_site(play({**content, "/sitemap.xml": sitemap(*OURS)}))
    assert (ran.code, ran.lines, ran.crawl["complete"]) == (0, [], True)
    assert ran.ids == [f"CD.00{number}" for number in range(31, 37)]


STRANGE = {
    "/ar/node/4711": "/ar/node/…",
    "/zh-hans/project/x": "/zh-hans/project/…",
    "/fr/projet/x": "/fr/projet/…",
    "/?q=project/x": "/?q=project/…",
    "/projects/x": "/projects/…",
    "/our-work/project/2005/x": "/our-work/project/…/…",
}


def test_shapes_that_no_rule_takes_are_told(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS, *STRANGE)})
    ran = run_site(site)
    assert sorted(line.partition(" that no rule takes")[0] for line in ran.lines) == sorted(
        f"1 address like {shape}" for shape in STRANGE.values()
    )
    assert not ran.crawl["complete"]
    assert (ran.code, ran.release) == (3, None), "six beside eight are a large part of the site"


VERSIONS = [
    '<link rel="alternate" hreflang="fr" href="/fr/node/{}">',
    '<a href="/fr/node/{}" hreflang="fr" lang="fr">Français</a>',
    '<select onchange="go()"><option value="/fr/node/{}">Français</option></select>',
    '<button data-href="/fr/node/{}">Français</button>',
    '<input type="hidden" name="fr" value="/fr/node/{}">',
]


def test_a_page_in_another_language_is_followed(play: Play, run_site: RunSite) -> None:
    content = dict(PAGES)
    for number, link in enumerate(VERSIONS, 41):
        content[PATHS[number - 41]] = project(number - 40, links=link.format(number))
        content[f"/fr/node/{number}"] = project(number)
    ran = run_site(play({**content, "/sitemap.xml": sitemap(*PATHS)}))
    assert ran.ids[8:] == ["CD.0041", "CD.0042", "CD.0043", "CD.0044", "CD.0045"]
    assert ran.crawl["complete"]


def test_languages_that_a_sitemap_names_are_followed_or_told(play: Play, run_site: RunSite) -> None:
    def answer(request: Any) -> Reply:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{request.url}{path}"/>'
            for language, path in (("fr", "/fr/project/un"), ("ar", "/ar/%D9%85/x"), ("en", "/project/p1"))
        )
        entries = f"<url>{links}<loc>{request.url}/project/p1</loc></url>"
        namespaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
        return Reply(200, f"<urlset {namespaces}>{entries}</urlset>".encode(), content_type="text/xml")

    site = play({**PAGES, "/fr/project/un": project(50), "/sitemap.xml": answer})
    ran = run_site(site)
    assert ran.ids == ["CD.0001", "CD.0050"]
    assert [one["shape"] for one in ran.crawl["unfollowed"]] == ["/ar/%D9%85/…"]


def test_another_host_in_a_sitemap_is_told_and_read_by_a_setting(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS[:4], *(f"http://default{path}" for path in PATHS[4:]))})
    ran = run_site(site)
    assert ran.code == 3
    line = (
        f"4 addresses lead to default, which is not one of this site's (seen by sitemap, for example "
        f'http://default/project/p5): host_aliases = {{ "default" = "127.0.0.1:{site.port}" }} reads them as this '
        "site's"
    )
    assert ran.lines == [line]
    assert f"seen and not followed beside 4 known addresses: {line}; next: look at " in ran.error
    assert ran.release is None

    ran = run_site(site, f'host_aliases = {{ "default" = "127.0.0.1:{site.port}" }}')
    assert (ran.code, ran.lines, len(ran.ids)) == (0, [], 8)


def test_another_host_that_is_the_sites_is_asked_by_a_setting(play: Play, run_site: RunSite) -> None:
    moved = play({"/project/m1": project(61), "/project/m2": project(62)})
    places = sitemap(*PATHS, f"{moved.url}/project/m1", f"{moved.url}/project/m2")
    site = play({**PAGES, "/sitemap.xml": places})
    host = f"127.0.0.1:{moved.port}"
    ran = run_site(site)
    assert (ran.code, moved.asked) == (0, {})
    assert ran.lines[0].startswith(f"2 addresses lead to {host}, which is not one of this site's (seen by sitemap")
    assert ran.lines[0].endswith(f'more_hosts = ["{host}"] asks there, too')
    ran = run_site(site, f'more_hosts = ["{host}"]')
    assert (ran.lines, len(ran.ids), moved.asked["/robots.txt"]) == ([], 10, 1)


def test_a_sitemap_of_sitemaps_elsewhere_is_told(play: Play, run_site: RunSite) -> None:
    index = b"<sitemapindex><sitemap><loc>http://default/sitemap.xml?page=1</loc></sitemap></sitemapindex>"
    site = play({**PAGES, "/sitemap.xml": Reply(200, index), "/projects": listing(*PATHS)})
    ran = run_site(site)
    assert [one["host"] for one in ran.crawl["unfollowed"]] == ["default"]
    assert not ran.crawl["complete"]


def test_a_site_that_has_moved_is_refused_with_the_reason(play: Play, run_site: RunSite) -> None:
    moved = {path: Reply(301, headers={"Location": f"https://127.0.0.1:9{path}"}) for path in PATHS}
    ran = run_site(play({**moved, "/sitemap.xml": sitemap(*PATHS)}))
    assert ran.code == 3
    assert (
        "0 projects, between 1 and 50,000 expected; of 16 addresses: 8 offsite, 8 redirected; 8 addresses lead to "
        in (ran.error)
    )
    assert "https://127.0.0.1:9, which is not one of this site's" in ran.error
    assert "begin at https://127.0.0.1:9/ to take them" in ran.error


def test_a_site_without_one_address_says_so(play: Play, run_site: RunSite) -> None:
    ran = run_site(play({"/sitemap.xml": sitemap("/about"), "/projects": listing("/about")}))
    assert ran.code == 3
    assert "no address of a project page was found by any way" in ran.error


def test_links_to_other_peoples_projects_are_counted_and_no_doubt(play: Play, run_site: RunSite) -> None:
    links = (
        '<a href="https://partner.example/project/theirs">a partner</a> <a href="mailto:a@b.example/project/x">x</a>'
    )
    content = {**PAGES, "/project/p1": project(1, links=links), "/sitemap.xml": sitemap(*PATHS)}
    ran = run_site(play(content))
    assert ran.crawl["complete"]
    assert [(one["host"], one["is_doubt"]) for one in ran.crawl["unfollowed"]] == [("partner.example", False)]
    assert [severity for severity, _ in issues(ran)] == ["info"]


def test_an_entry_that_is_no_address_is_told_without_its_password(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS, "http://user:secret@127.0.0.1/project/x", "http:///y")})
    ran = run_site(site)
    (line,) = ran.lines
    assert line.startswith("2 entries that are no address (seen by sitemap, for example http:///y)")
    assert "secret" not in json.dumps(ran.said)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ('more_hosts = ["no host"]', "more_hosts must be names of hosts"),
        ('more_hosts = "a.example"', "more_hosts must be a list of texts"),
        ('host_aliases = { default = "elsewhere.example" }', "host_aliases must lead to hosts of the site"),
        ('prefixes = ["pt"]', "prefixes must be paths such as \"/pt\", not 'pt'"),
        ('listings = ["/project/x"]', "listings must be places where project pages are listed"),
        ('sitemaps = ["https://elsewhere.example/sitemap.xml"]', "sitemaps must be places where project pages"),
    ],
)
def test_what_cannot_be_set(
    play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str], setting: str, complaint: str
) -> None:
    site = play({})
    file = tmp_path / "settings.toml"
    file.write_text(f"[crawl]\n{setting}\n")
    assert execute(["run", site.url, "--output", str(tmp_path), "--config", str(file)]) == 2
    assert complaint in capsys.readouterr().err
    assert not site.asked
