"""Bits that flip in index, ledger and kept readings change no table without a word; `verify` names the file."""

import json
import random
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.bit_flips import FILES, flip, make_site, read
from dataset.releases.parquet import read_parquet
from scraper import seal
from tests.project_site import command

FLIPS = 12
"""Of each file here; `benchmarks/bit_flips.py` does as many as one likes."""
TABLES = ("projects", "project_components", "observations", "pages")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a practice site that was crawled and built; not to be changed."""
    return make_site(tmp_path_factory.mktemp("sound"), 6)


@pytest.fixture
def folder(site: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(site, tmp_path / site.name, symlinks=True))


@pytest.mark.parametrize("file", FILES)
def test_single_bits_give_the_same_or_one_line(site: Path, file: str) -> None:
    chance, sound = random.Random(file), read(site)  # noqa: S311 - to be the same in every run
    outcomes = {flip(site, file, chance, sound) for _ in range(FLIPS)}
    assert outcomes <= {"same", "refused"}


def tables(folder: Path) -> list[object]:
    return [read_parquet(folder / "latest" / f"{name}.parquet") for name in TABLES]


@pytest.fixture
def edited(folder: Path) -> Iterator[sqlite3.Connection]:
    """The index, to be edited by a hand that knows nothing of seals."""
    with closing(sqlite3.connect(folder / "archive" / "index.sqlite")) as db:
        yield db


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE capture SET url = replace(url, 'http:', 'htdp:') WHERE rowid = 3",
        "UPDATE capture SET fetched_at = 'yesterday' WHERE rowid = 3",
        "UPDATE capture SET fetched_at = replace(fetched_at, '20', '30') WHERE rowid = 3",
        "UPDATE capture SET digest = NULL WHERE rowid = 3",
        "UPDATE capture SET is_project = 0",
        "UPDATE capture SET body_offset = body_offset + 1 WHERE rowid = 3",
        "DELETE FROM capture WHERE rowid = 3",
        "DELETE FROM seal",
        "PRAGMA user_version = 1",
    ],
)
def test_an_index_that_is_not_what_was_written_is_made_anew(
    folder: Path,
    edited: sqlite3.Connection,
    edit: str,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = tables(folder)
    edited.execute(edit)
    edited.commit()
    code, said = command(capsys, "build", "practice", "--output", folder.parent)
    assert code == 0, said
    assert tables(folder) == before
    assert "index.sqlite cannot be used" in caplog.text
    assert "is made anew from the files" in caplog.text


def test_an_index_of_other_files_is_made_anew(
    folder: Path, edited: sqlite3.Connection, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Sealed and sound, but not of these files: two of its lines have changed places."""
    before = tables(folder)
    pages = edited.execute("SELECT rowid, url FROM capture WHERE is_project ORDER BY rowid LIMIT 2").fetchall()
    seal.keep(edited)
    for (row, _), (_, url) in zip(pages, pages[::-1], strict=True):
        edited.execute("UPDATE capture SET url = ? WHERE rowid = ?", [url, row])
    edited.commit()
    code, said = command(capsys, "build", "practice", "--output", folder.parent)
    assert code == 0, said
    assert tables(folder) == before
    assert "the archive's index is made anew from its files" in caplog.text


@pytest.mark.parametrize("command_name", ["build", "status", "verify"])
def test_a_ledger_that_is_not_what_was_written_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], command_name: str
) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as db:
        db.execute("UPDATE address SET state = 'gone' WHERE rowid = 2")
        db.commit()
    code, said = command(capsys, command_name, "practice", "--output", folder.parent)
    assert (code, said.count("\n")) == (7, 1), said
    assert "ledger.sqlite is damaged (what it holds is not what was written: address)" in said
    assert "iom-projects repair SITE --ledger" in said
    assert command(capsys, "repair", "practice", "--ledger", "--output", folder.parent)[0] == 0
    assert command(capsys, "build", "practice", "--output", folder.parent)[0] == 0


def _read_of(said: bytes) -> str:
    """The digest of the page that a kept reading is of: behind its checksum, packed, in the first line."""
    digest: str = json.loads(zlib.decompress(said[32:]).partition(b"\n")[0])[0]
    return digest


def test_a_reading_under_another_pages_key_is_read_anew_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = tables(folder)
    published = set(read_parquet(folder / "latest" / "pages.parquet")["digest"].to_pylist())
    with closing(sqlite3.connect(folder / "readings.sqlite")) as db:
        kept = db.execute("SELECT page, said FROM reading ORDER BY page").fetchall()  # those of a crawl's listings, too
        (one, said_of_one), (other, said_of_other) = [row for row in kept if _read_of(row[1]) in published][:2]
        db.execute("UPDATE reading SET said = ? WHERE page = ?", [said_of_other, one])
        db.execute("UPDATE reading SET said = ? WHERE page = ?", [said_of_one, other])
        db.commit()
    code, said = command(capsys, "verify", "practice", "--output", folder.parent)
    assert (code, "readings.sqlite: is damaged (a reading is another page's" in said) == (7, True)
    assert command(capsys, "build", "practice", "--output", folder.parent)[0] == 0
    assert tables(folder) == before
    assert "a reading is damaged (it is another page's), the page is read from the archive" in caplog.text
    assert command(capsys, "verify", "practice", "--output", folder.parent)[0] == 0
