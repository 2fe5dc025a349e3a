"""A record that a build has compared with its index line is not read again until its file or that line changes."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.bit_flips import make_site, read
from build import captures
from sandbox import parse_cache
from sandbox.parse_cache import Readings
from scraper.errors import StorageFault

LINE = "one capture"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a practice site that was crawled and built; not to be changed."""
    return make_site(tmp_path_factory.mktemp("compared"), 4)


@pytest.fixture
def folder(site: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(site, tmp_path / site.name, symlinks=True))


def test_no_record_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(folder)
    monkeypatch.delattr(captures, "read_capture")
    assert read(folder) == before


def test_a_reading_that_is_gone_is_made_of_the_record(folder: Path) -> None:
    before = read(folder)
    with closing(sqlite3.connect(folder / parse_cache.FILE_NAME)) as db, db:
        assert db.execute("DELETE FROM reading").rowcount > 4
    assert read(folder) == before


def test_a_bit_that_flips_in_a_file_is_found_whatever_is_kept(folder: Path) -> None:
    read(folder)
    file = min((folder / "archive").glob("*.warc.gz"))
    spoilt = bytearray(file.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    file.write_bytes(spoilt)
    with pytest.raises(StorageFault, match=r"\.warc\.gz"):
        read(folder)


def test_a_content_type_that_is_not_what_was_kept_counts_for_nothing(tmp_path: Path) -> None:
    with closing(Readings(tmp_path)) as kept:
        for content_type in (None, "text/html; charset=latin-1"):
            kept.note_content_type(LINE, content_type)
            assert kept.content_type_of(LINE) == (content_type,)
        assert kept.content_type_of(LINE + " ") is None
    with closing(sqlite3.connect(tmp_path / parse_cache.FILE_NAME)) as db, db:
        db.execute("UPDATE compared SET content_type = 'text/html; charset=latin-2'")
    assert "the Content-Type of a capture does not fit its checksum" in str(parse_cache.find_fault(tmp_path))
    with closing(Readings(tmp_path)) as kept:
        assert kept.content_type_of(LINE) is None
