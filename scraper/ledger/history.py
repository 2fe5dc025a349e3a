"""What a site's ledger tells of the past, read without touching it, while a crawl may be at work beside."""

import contextlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scraper import seal
from scraper.errors import StorageFault
from scraper.ledger.file import FILE_NAME, REMEDY
from scraper.ledger.schema import SCHEMA_VERSION, SEALED_SINCE, UPGRADES

JOURNAL = f"{FILE_NAME}-journal"
WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PastRun:
    """One crawl as the ledger has it.

    Attributes:
        ended: None where it stopped in the middle, to be taken up by the next crawl.
        verdict: how it ended or stopped, in the crawl's own words; None where it could not say.
        summary: `CrawlSummary.to_json()`; None for a run that did not come to its end.
        trouble: what kept it from fetching, in one line; None where nothing did, or an earlier version wrote it.
    """

    name: str
    started: datetime
    ended: datetime | None
    verdict: str | None
    summary: Mapping[str, Any] | None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger in numbers.

    Attributes:
        runs: the newest first.
        states: addresses per state in which their last run left them; `pending` are those never reached.
        unsettled: addresses that the newest run has not settled.
        last_asked: when a page was last asked for. last_seen: when one last gave, or confirmed, its content.
        oldest_body: when the body was downloaded that is to be renewed first.
    """

    runs: tuple[PastRun, ...]
    states: Mapping[str, int]
    unsettled: int
    last_asked: datetime | None
    last_seen: datetime | None
    oldest_body: datetime | None


def read_account(folder: Path, *, runs: int) -> Account | None:
    """Read the ledger of a site's folder; None where there is none.

    Args:
        folder: the site's folder.
        runs: how many runs to return at most.

    Raises:
        StorageFault: it cannot be read, or is gone though there is an archive.
    """
    path = folder / FILE_NAME
    if not path.is_file() or path.stat().st_size == 0:
        if any((folder / "archive").glob("*.warc.gz")):
            raise StorageFault(f"{path} is missing or empty, though there is an archive; {REMEDY}")
        return None
    try:
        with _opened(path) as database:
            return _read(database, path, runs)
    except (sqlite3.Error, OSError, ValueError) as error:
        raise StorageFault(f"{path} cannot be read ({error}); {REMEDY}") from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a ledger for reading only.

    Where a crawl was killed in a transaction, reading would first have to undo that: it is done in a copy.
    """
    with contextlib.closing(_connected(f"{path.absolute().as_uri()}?mode=ro")) as database:
        try:
            database.execute("SELECT count(*) FROM run").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
                raise
        else:
            yield database
            return
    with tempfile.TemporaryDirectory(prefix="iom-projects-") as aside:
        for name in (FILE_NAME, JOURNAL):
            shutil.copy(path.with_name(name), aside)
        with contextlib.closing(_connected((Path(aside) / FILE_NAME).as_uri())) as database:
            yield database


def _connected(uri: str) -> sqlite3.Connection:
    database = sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS)
    database.row_factory = sqlite3.Row
    return database


def _read(database: sqlite3.Connection, path: Path, runs: int) -> Account:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != SCHEMA_VERSION and version not in UPGRADES:
        raise StorageFault(f"{path} has schema version {version}, this program reads {SCHEMA_VERSION}; {REMEDY}")
    database.execute("BEGIN")  # one moment for all that follows
    fault = seal.find_fault(database) if version >= SEALED_SINCE else None
    if fault is not None:
        raise StorageFault(f"{path} is damaged ({fault}); {REMEDY}")
    rows = database.execute("SELECT * FROM run ORDER BY id DESC LIMIT ?", (runs,)).fetchall()
    newest = rows[0]["id"] if rows else 0
    states = database.execute("SELECT coalesce(state, 'pending') AS state, count(*) AS n FROM address GROUP BY 1")
    times = database.execute("SELECT max(fetched_at) AS asked, max(last_seen) AS seen FROM address").fetchone()
    (unsettled,) = database.execute("SELECT count(*) FROM address WHERE run != ?", (newest,)).fetchone()
    (oldest,) = database.execute(
        "SELECT min(body_at) FROM address WHERE digest IS NOT NULL AND state IN ('fresh', 'unchanged', 'duplicate')"
    ).fetchone()
    return Account(
        runs=tuple(_past_run(row) for row in rows),
        states=dict(sorted((row["state"], row["n"]) for row in states)),
        unsettled=unsettled,
        last_asked=_moment(times["asked"]),
        last_seen=_moment(times["seen"]),
        oldest_body=_moment(oldest),
    )


def _past_run(row: sqlite3.Row) -> PastRun:
    summary = json.loads(row["summary"]) if row["summary"] else None
    started, ended = datetime.fromisoformat(row["started"]), _moment(row["ended"])
    trouble = row["trouble"] if "trouble" in row.keys() else None  # noqa: SIM118 - a row is no mapping
    return PastRun(row["name"], started, ended, row["verdict"], summary, trouble)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
