"""Captures that a web archive replays become ours by `import`, without a crawl."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.archive import archive
from scraper.archive.rebuild import restore
from scraper.errors import BlockedError, ConfigurationError, SourceUnreachable
from scraper.imports.intake import take_in
from scraper.imports.provenance import imported_from
from scraper.imports.replays import Replays, find_replays
from scraper.imports.summary import ImportSummary
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from tests.scraper.loopback import NOT_FOUND, ManualClock, PlainSite, Reply, Request, page
from tests.scraper.taking import NOW, SITE

Start = Callable[..., PlainSite]
CAPTURES = [
    ("20190101000000", "http://site.example/project/a", "A"),
    ("20200101000000", "http://site.example:80/project/a/", "B"),
    ("20200101000000", "http://site.example/project/b", "C"),
    ("20210101000000", "http://site.example/project/lost", "D"),
    ("20990101000000", "http://site.example/project/c", "E"),
    ("20200101000000", "http://elsewhere.example/project/a", "F"),
]


def web(request: Request) -> Reply:
    """pywb with six captures, one of which it cannot give."""
    if request.path.startswith("/iom/cdx"):
        wanted = "url=site.example%2Fproject%2F*" in request.path
        rows = [
            {"url": url, "timestamp": at, "digest": digest, "status": "200", "mime": "text/html"}
            for at, url, digest in CAPTURES
        ]
        return Reply(200, b"\n".join(json.dumps(row).encode() for row in rows) if wanted else b"")
    if "id_/" not in request.path or "lost" in request.path:
        return NOT_FOUND
    return Reply(200, page(request.path.partition("/iom/")[2][:4] + request.path.rstrip("/")[-1]))


def imported(folder: Path, replays: Replays, **settings: int) -> ImportSummary:
    asked = CrawlSettings(attempts=1, **settings)  # type: ignore[arg-type]  # numbers alone
    return take_in(SITE, folder, [], clock=ManualClock(NOW), replays=[replays], settings=asked)


def test_replays_are_taken_under_their_own_dates_and_once(plain_site: Start, tmp_path: Path) -> None:
    server = plain_site(web)
    replays = find_replays(f"{server.url}/iom/cdx", None)
    assert replays == Replays(f"{server.url}/iom/cdx", f"{server.url}/iom/")
    summary = imported(tmp_path, replays)
    assert (summary.captures, summary.left_out) == (2, {"not_given": 1, "future": 1})
    found = [(one.url[-1], one.fetched_at, one.body) for one in archive.captures(tmp_path)]
    assert found == [(name, datetime(2020, 1, 1, tzinfo=UTC), page(f"2020{name}")) for name in "ab"]
    (first, _) = archive.page_history(tmp_path)
    assert imported_from(tmp_path, first) == f"{server.url}/iom/20200101000000id_/http://site.example:80/project/a/"
    before = [(one.url, one.state, one.found_by) for one in ledger.addresses(tmp_path)]
    assert before == [(f"http://site.example/project/{name}", "fresh", ("import",)) for name in "ab"]
    restore(SITE, tmp_path, with_ledger=True)
    assert [(one.url, one.state, one.found_by) for one in ledger.addresses(tmp_path)] == before
    asked = server.pages_asked
    again = imported(tmp_path, replays)
    assert (again.captures, again.left_out) == (0, {"known": 2, "not_given": 1, "future": 1})
    assert server.pages_asked == asked + 1, "what is not here yet"


def test_how_many_are_taken_is_a_setting(plain_site: Start, tmp_path: Path) -> None:
    replays = find_replays(f"{plain_site(web).url}/iom/cdx", None)
    summary = imported(tmp_path, replays, web_archive_captures=2, web_archive_limit=2)
    assert (summary.captures, summary.left_out) == (2, {"future": 1, "for_later": 2})
    assert imported(tmp_path, replays, web_archive_captures=2, web_archive_limit=2).captures == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(503), SourceUnreachable),
        (Reply(200, b"<html>not today</html>"), SourceUnreachable),
        (Reply(429, b"", {"Retry-After": "86400"}), BlockedError),
    ],
)
def test_a_web_archive_that_fails_is_named(
    plain_site: Start, tmp_path: Path, reply: Reply, error: type[Exception]
) -> None:
    server = plain_site(lambda request: NOT_FOUND if request.path == "/robots.txt" else reply)
    with pytest.raises(error, match=server.url):
        imported(tmp_path, find_replays(f"{server.url}/cdx", None))


@pytest.mark.parametrize(
    ("index", "replay", "found"),
    [
        ("https://web.archive.org/cdx/search/cdx", None, "https://web.archive.org/web/"),
        ("http://127.0.0.1:8080/iom/cdx", None, "http://127.0.0.1:8080/iom/"),
        ("https://a.example/index", "https://b.example/replay", "https://b.example/replay/"),
    ],
)
def test_where_captures_are_replayed(index: str, replay: str | None, found: str) -> None:
    assert find_replays(index, replay).replay == found


def test_an_index_that_tells_no_replay_wants_it_told() -> None:
    with pytest.raises(ConfigurationError, match="--replay must say where"):
        find_replays("https://a.example/index", None)
