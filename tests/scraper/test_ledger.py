"""The ledger: one state for every address, and never silently empty."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.errors import StorageFault
from scraper.ledger import ledger
from scraper.ledger.ledger import Ledger
from scraper.ledger.schema import Document
from scraper.ledger.states import Judgement
from tests.scraper.loopback import START

PAGES = [f"https://iom.int/project/{letter}" for letter in "abc"]


def test_addresses_are_pending_until_settled(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        run = book.begin_run(START)
        book.discover(run, "sitemap", PAGES, START)
        book.discover(run, "seed", PAGES[:1], START)
        assert book.pending(run) == PAGES
        book.settle(run, PAGES[0], Judgement("fresh", None, {"digest": "sha256:1"}, {"link": [PAGES[0] + "x"]}), START)
        assert book.pending(run) == [*PAGES[1:], PAGES[0] + "x"] or PAGES[0] not in book.pending(run)
        assert book.totals(run)["fresh"] == 1
        assert book.discovered() == 4
        assert book.ways(run) == {
            "link": {"found": 1, "found_by_no_other": 1},
            "seed": {"found": 1, "found_by_no_other": 0},
            "sitemap": {"found": 3, "found_by_no_other": 2},
        }


def test_a_new_run_starts_with_what_is_known(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        first = book.begin_run(START)
        book.discover(first, "sitemap", PAGES, START)
        for number, url in enumerate(PAGES):
            fetched: dict[str, object] = {"fetched_at": START + timedelta(minutes=9 - number)}
            book.settle(first, url, Judgement("fresh", None, fetched), START)
        book.end_run(first, START, "ok", {})
        second = book.begin_run(START)
        assert second.id == first.id + 1
        assert second.name != first.name
        assert book.pending(second) == PAGES[::-1], "those not asked for the longest come first"
        assert book.ways(second) == {"known": {"found": 3, "found_by_no_other": 3}}
        assert book.get(PAGES[0]) is not None
        assert [record.state for record in book.addresses()] == ["fresh"] * 3, "until the new run knows better"


def test_a_run_that_stopped_is_taken_up_within_a_day(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        first = book.begin_run(START)
    with Ledger(tmp_path) as book:
        again = book.begin_run(START + timedelta(hours=23))
        assert (again.id, again.name, again.resumed) == (first.id, first.name, True)
        later = book.begin_run(START + timedelta(hours=25))
        assert (later.id, later.resumed) == (first.id + 1, False)


def test_case_79_run_names_are_unique_though_the_clock_goes_back(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        names = []
        for hours in (0, -5, 0, -5):
            run = book.begin_run(START + timedelta(hours=hours))
            book.end_run(run, START, "ok", {})
            names.append(run.name)
    assert len(set(names)) == 4


def test_places_are_looked_at_once(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        run = book.begin_run(START)
        first, second = Document("https://iom.int/a.xml", "sitemap", 0), Document("https://iom.int/b.xml", "sitemap", 1)
        book.plan_documents(run, [first, first])
        assert book.next_document(run) == first
        book.settle_document(run, first, "read", None, found=dict.fromkeys(PAGES), further=[second, first], now=START)
        assert book.next_document(run) == second
        book.settle_document(run, second, "failed", "cut", found={}, further=[first], now=START)
        assert book.next_document(run) is None
        assert [(row["url"][-5:], row["state"], row["reason"]) for row in book.documents(run)] == [
            ("a.xml", "read", None),
            ("b.xml", "failed", "cut"),
        ]


def test_records_can_be_read_from_the_folder(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        run = book.begin_run(START)
        book.discover(run, "sitemap", PAGES[:1], START)
        book.discover(run, "listing", PAGES[:1], START)
    (record,) = ledger.addresses(tmp_path)
    assert record.found_by == ("listing", "sitemap")
    assert record.first_seen == START
    assert record.state is None


@pytest.mark.parametrize("content", [b"\0" * 4096, b"not a database " * 500, b"x"], ids=["zeroed", "random", "short"])
def test_case_77_a_damaged_ledger_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(content)
    with pytest.raises(StorageFault, match=r"ledger\.sqlite"):
        Ledger(tmp_path)
    assert (tmp_path / "ledger.sqlite").read_bytes() == content


def test_case_77_an_empty_ledger_beside_an_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "x-1.warc.gz").write_bytes(b"")
    (tmp_path / "ledger.sqlite").write_bytes(b"")
    with pytest.raises(StorageFault, match="schema version 0"):
        Ledger(tmp_path)


def test_case_77_a_truncated_ledger_is_refused(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        book.discover(book.begin_run(START), "seed", [f"{PAGES[0]}{n}" for n in range(500)], START)
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(StorageFault, match=r"ledger\.sqlite"):
        list(ledger.addresses(tmp_path))


def test_case_77_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    Ledger(tmp_path).__exit__(None, None, None)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StorageFault, match="schema version 99"):
        Ledger(tmp_path)


def test_a_ledger_of_the_version_before_is_upgraded(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        book.discover(book.begin_run(START), "seed", PAGES, START)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("ALTER TABLE address DROP COLUMN lastmod")
        db.execute("ALTER TABLE run DROP COLUMN stopped")
        db.execute("ALTER TABLE run DROP COLUMN trouble")
        db.execute("DROP TABLE unfollowed")
        db.execute("DROP TABLE seal")
        db.execute("PRAGMA user_version = 1")
    db.close()
    with Ledger(tmp_path) as book:
        assert [record.url for record in book.addresses()] == PAGES
        book.note_verdict(book.begin_run(START), "blocked", START)
        assert book.lastmod(PAGES[0]) is None
        assert book.begin_run(START).stopped == START


def test_damage_within_the_ledger_is_told_in_one_line(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        book.discover(book.begin_run(START), "seed", [f"{PAGES[0]}{n}" for n in range(2000)], START)
    path = tmp_path / "ledger.sqlite"
    spoilt = bytearray(path.read_bytes())
    for position in range(40_000, len(spoilt), 4096):
        spoilt[position : position + 2000] = bytes(2000)
    path.write_bytes(spoilt)
    told = r"ledger\.sqlite is damaged \(.* Page [0-9]+: .*; 'iom-projects repair SITE --ledger' makes one"
    with pytest.raises(StorageFault, match=told):
        list(ledger.addresses(tmp_path))


def test_pages_that_a_sitemap_says_have_changed_come_first(tmp_path: Path) -> None:
    with Ledger(tmp_path) as book:
        first = book.begin_run(START)
        book.discover(first, "sitemap", PAGES, START)
        for url in PAGES:
            book.settle(first, url, Judgement("fresh", None, {"fetched_at": START}), START)
        book.end_run(first, START, "ok", {})
        second = book.begin_run(START)
        found = {PAGES[0]: "2026-11-01", PAGES[2]: "2026-11-24", PAGES[0] + "-new": None}
        sitemap = Document("https://a.example/sitemap.xml", "sitemap", 0)
        book.settle_document(second, sitemap, "read", None, found=found, further=[], now=START)
        assert book.pending(second) == [PAGES[0] + "-new", PAGES[2], PAGES[0], PAGES[1]]


def test_a_missing_ledger_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="'iom-projects crawl' or 'import' makes one"):
        list(ledger.addresses(tmp_path))


def test_a_ledger_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(StorageFault, match=r"ledger\.sqlite"):
        Ledger(tmp_path)
