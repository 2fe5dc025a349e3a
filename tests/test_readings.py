"""Readings that are kept give the same answers as parsing again, and damage to them gives nothing else."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from build.pages import read_page, read_pages
from maintenance.fixtures import find_fixtures
from parsers import parse_page
from sandbox import parse_cache as readings
from sandbox import pool
from sandbox.page import SavedPage
from sandbox.parse_cache import FILE_NAME, Readings
from sandbox.record import encode

FIXTURES = Path(__file__).with_name("fixtures")
PAGES = [fixture.page() for fixture in find_fixtures(FIXTURES)[::8]]
THEN = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Readings]:
    with closing(Readings(tmp_path)) as made:
        yield made


def test_a_kept_reading_is_the_reading(kept: Readings) -> None:
    assert len(PAGES) > 10
    for page in PAGES:
        reading = parse_page(page.body, content_type=page.content_type)
        kept.keep(page.digest, page.content_type, encode(reading))
        assert kept.get(page.digest, page.content_type) == reading
        assert kept.get(page.digest, "text/html; charset=koi8-r") is None


def test_pages_that_were_read_before_are_not_parsed_again(
    kept: Readings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = list(read_pages(PAGES, kept=kept))
    assert first == list(read_pages(PAGES)) == [read_page(page) for page in PAGES]
    kept.close()

    def no_child() -> None:
        pytest.fail("a child was asked for")

    monkeypatch.setattr(pool, "borrow", no_child)
    later = [SavedPage(page.body, page.content_type, page.url, THEN) for page in PAGES]
    with closing(Readings(tmp_path)) as again:
        assert list(read_pages(PAGES, kept=again)) == first
        assert {page.fetched_at for page in read_pages(later, kept=again)} == {THEN}


def test_another_reader_begins_anew(kept: Readings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = PAGES[0]
    kept.keep(page.digest, page.content_type, encode(parse_page(page.body, content_type=page.content_type)))
    kept.close()
    monkeypatch.setattr(readings, "_parser_hashes", lambda: ("other", "other"))
    with closing(Readings(tmp_path)) as other:
        assert other.get(page.digest, page.content_type) is None


def test_a_flipped_bit_in_a_reading_is_told_and_the_page_parsed(
    kept: Readings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = PAGES[0]
    kept.keep(page.digest, page.content_type, encode(parse_page(page.body, content_type=page.content_type)))
    kept.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        (said,) = db.execute("SELECT said FROM reading").fetchone()
        for place in range(0, len(said), 7):
            spoilt = said[:place] + bytes([said[place] ^ 4]) + said[place + 1 :]
            db.execute("UPDATE reading SET said = ?", [spoilt])
            db.commit()
            with closing(Readings(tmp_path)) as damaged:
                assert damaged.get(page.digest, page.content_type) is None
    assert "a reading is damaged" in caplog.text


@pytest.mark.parametrize("content", [b"\0" * 4096, b"no database " * 999, b"SQLite format 3\0" + b"x" * 5000])
def test_a_file_that_is_no_database_is_told_and_done_without(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    caplog.set_level(logging.WARNING)
    with closing(Readings(tmp_path)) as damaged:
        assert list(read_pages(PAGES[:1], kept=damaged)) == [read_page(PAGES[0])]
    assert f"{tmp_path / FILE_NAME} cannot be used" in caplog.text
    assert "it may be removed" in caplog.text
