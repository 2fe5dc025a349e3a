"""The ledger of a site: every address ever discovered, who found it, and the one state it is in.

SQLite, one writer under the site's lock, rollback journal (write-ahead logs of SQLite before 3.51.3 can be corrupted).
An address is *pending* in a run until that run settles it; a run that was killed is taken up again where it stopped.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from scraper.errors import StorageFault
from scraper.ledger_schema import SCHEMA, SCHEMA_VERSION, AddressRecord, Document, Run, record_of
from scraper.states import STATES, Judgement, Way

FILE_NAME = "ledger.sqlite"
SETTLED_TOGETHER = 25
MAX_REDIRECTS = 5
RESUME_WITHIN = timedelta(hours=24)
"""A run that stopped longer ago is not taken up: what it fetched is no longer today's state."""


class Ledger:
    """Reads and writes the ledger of one folder.

    Raises:
        StorageFault: the file is damaged, of a newer version, or cannot be written. It is never begun anew silently.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._unsaved = 0
        try:
            self._db = sqlite3.connect(self.path, timeout=30.0)
            self._db.row_factory = sqlite3.Row
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == 0 and self.path.stat().st_size == 0:
                self._db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
            elif version != SCHEMA_VERSION:
                raise StorageFault(f"{self.path} has schema version {version}, this program reads {SCHEMA_VERSION}")
            self._db.execute("SELECT count(*) FROM address").fetchone()
        except (sqlite3.Error, OSError) as error:
            raise StorageFault(f"{self.path} cannot be used ({error}); {_REMEDY}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, StorageFault):
                self._db.rollback()
            else:
                self._db.commit()
        except sqlite3.Error as fault:
            raise StorageFault(f"{self.path} cannot be written ({fault})") from fault
        finally:
            self._db.close()

    def begin_run(self, now: datetime) -> Run:
        """Begin a run, or take up one that stopped in the middle less than a day ago."""
        row = self._one("SELECT * FROM run ORDER BY id DESC LIMIT 1")
        if row and row["ended"] is None:
            started = datetime.fromisoformat(row["started"])
            if timedelta(0) <= now - started < RESUME_WITHIN:
                with self._db:
                    self._do("UPDATE run SET verdict = NULL WHERE id = ?", row["id"])
                return Run(row["id"], row["name"], started, resumed=True)
            self._do("UPDATE run SET ended = ?, verdict = 'abandoned' WHERE id = ?", now, row["id"])
        number = row["id"] + 1 if row else 1
        # Unique though the clock may go back: the number counts on.
        name = f"{now:%Y%m%dT%H%M%SZ}-{number:06}"
        with self._db:
            self._do("INSERT INTO run (id, name, started) VALUES (?, ?, ?)", number, name, now)
            self._do(
                "INSERT INTO found SELECT url, 'known', ?, ? FROM address WHERE true "
                "ON CONFLICT (url, way) DO UPDATE SET last_run = excluded.last_run",
                number,
                number,
            )
        return Run(number, name, now, resumed=False)

    def end_run(self, run: Run, now: datetime, verdict: str, summary: Mapping[str, Any]) -> None:
        """Close a run; the next crawl begins a new one."""
        with self._db:
            self._do(
                "UPDATE run SET ended = ?, verdict = ?, summary = ? WHERE id = ?",
                now,
                verdict,
                json.dumps(summary, sort_keys=True),
                run.id,
            )

    def discover(self, run: Run, way: Way, urls: Iterable[str], now: datetime) -> None:
        """Write down addresses that a way of discovery has found, in one transaction."""
        with self._db:
            self._discover(run, way, urls, now)

    def _discover(self, run: Run, way: Way, urls: Iterable[str], now: datetime) -> None:
        for url in urls:
            self._do("INSERT OR IGNORE INTO address (url, first_seen) VALUES (?, ?)", url, now)
            self._do(
                "INSERT INTO found VALUES (?, ?, ?, ?) "
                "ON CONFLICT (url, way) DO UPDATE SET last_run = excluded.last_run",
                url,
                way,
                run.id,
                run.id,
            )

    def plan_documents(self, run: Run, documents: Iterable[Document]) -> None:
        """Write down places to look for addresses; those known in this run stay as they are."""
        with self._db:
            self._plan(run, documents)

    def _plan(self, run: Run, documents: Iterable[Document]) -> None:
        for each in documents:
            self._do(
                "INSERT OR IGNORE INTO document (run, url, way, depth) VALUES (?, ?, ?, ?)",
                run.id,
                each.url,
                each.way,
                each.depth,
            )

    def next_document(self, run: Run, *, in_web_archive: bool = False) -> Document | None:
        """Return a place not yet looked at in this run, on the site itself or in a web archive; or None."""
        row = self._one(
            "SELECT * FROM document WHERE run = ? AND state IS NULL AND (way = 'archive') = ? ORDER BY rowid LIMIT 1",
            run.id,
            in_web_archive,
        )
        return Document(row["url"], row["way"], row["depth"]) if row else None

    def settle_document(
        self,
        run: Run,
        document: Document,
        state: Literal["read", "absent", "failed"],
        reason: str | None,
        *,
        found: Iterable[str],
        further: Iterable[Document],
        now: datetime,
    ) -> None:
        """Write down what a place gave: addresses and further places, in one transaction with its own state."""
        with self._db:
            self._discover(run, document.way, found, now)
            self._plan(run, further)
            self._do(
                "UPDATE document SET state = ?, reason = ? WHERE run = ? AND url = ?",
                state,
                reason,
                run.id,
                document.url,
            )

    def documents(self, run: Run) -> list[sqlite3.Row]:
        """Return url, way, depth, state and reason of every place of this run, in the order of discovery."""
        return self._db.execute("SELECT * FROM document WHERE run = ? ORDER BY rowid", (run.id,)).fetchall()

    def pending(self, run: Run) -> list[str]:
        """Return the addresses that this run has not settled: never fetched first, then the longest unfetched."""
        rows = self._db.execute(
            "SELECT url FROM address WHERE run != ? ORDER BY fetched_at IS NOT NULL, fetched_at, url", (run.id,)
        )
        return [row["url"] for row in rows]

    def settle(self, run: Run, url: str, judgement: Judgement, now: datetime) -> None:
        """Put an address in its state for this run, with all that it leads to.

        Several settlements share one transaction: it costs the disk much, and what a kill takes away is settled again
        from the archive, which has the response already.
        """
        columns = {"run": run.id, "state": judgement.state, "reason": judgement.reason, **judgement.changes}
        self._do(
            f"UPDATE address SET {', '.join(f'{name} = ?' for name in columns)} WHERE url = ?",  # noqa: S608
            *columns.values(),
            url,
        )
        for way, found in judgement.found.items():
            self._discover(run, way, found, now)
        self._unsaved += 1
        if self._unsaved >= SETTLED_TOGETHER:
            self._db.commit()
            self._unsaved = 0

    def twins(self, run: Run, url: str, digest: str) -> list[str]:
        """Return the other addresses that gave a body of this digest in this run, in order."""
        rows = self._db.execute(
            "SELECT url FROM address WHERE digest = ? AND run = ? AND url != ? "
            "AND state IN ('fresh', 'unchanged', 'duplicate') ORDER BY url",
            (digest, run.id, url),
        )
        return [row["url"] for row in rows]

    def redirects_to(self, run: Run, url: str) -> list[str]:
        """Return the addresses whose redirects led to an address in this run, the nearest first; loops end."""
        before = "SELECT url FROM address WHERE redirect_to = ? AND run = ? AND state = 'redirected' ORDER BY url"
        chain: list[str] = []
        row = self._one(before, url, run.id)
        while row is not None and row["url"] not in chain and len(chain) <= MAX_REDIRECTS:
            chain.append(row["url"])
            row = self._one(before, chain[-1], run.id)
        return chain

    def note_verdict(self, run: Run, verdict: str) -> None:
        """Write down how a run stopped that is not over."""
        with self._db:
            self._do("UPDATE run SET verdict = ? WHERE id = ?", verdict, run.id)

    def pages_asked(self, run: Run) -> int:
        """Return how many addresses this run has asked for and settled."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM address WHERE run = ? AND state NOT IN "
            "('robots_denied', 'offsite', 'skipped_by_limit')",
            (run.id,),
        ).fetchone()
        return int(count)

    def progress(self, run: Run) -> tuple[int, int]:
        """Return how many addresses this run has settled, and how many are known."""
        done, known = self._db.execute(
            "SELECT (SELECT count(*) FROM address WHERE run = ?), (SELECT count(*) FROM address)", (run.id,)
        ).fetchone()
        return done, known

    def get(self, url: str) -> AddressRecord | None:
        """Return what is known of an address, or None."""
        return next(self._records("WHERE url = ?", url), None)

    def addresses(self) -> Iterator[AddressRecord]:
        """Yield what is known of every address, in order."""
        yield from self._records("ORDER BY url")

    def settled_in(self, run: Run, url: str) -> bool:
        """Say whether this run has settled an address."""
        return self._one("SELECT 1 FROM address WHERE url = ? AND run = ?", url, run.id) is not None

    def totals(self, run: Run) -> dict[str, int]:
        """Return how many addresses each state has in this run, every state named."""
        rows = self._db.execute("SELECT state, count(*) AS n FROM address WHERE run = ? GROUP BY state", (run.id,))
        counted = {row["state"]: row["n"] for row in rows}
        return {state: counted.get(state, 0) for state in STATES}

    def discovered(self) -> int:
        """Return how many addresses are known."""
        (count,) = self._db.execute("SELECT count(*) FROM address").fetchone()
        return int(count)

    def ways(self, run: Run) -> dict[str, dict[str, int]]:
        """Return for every way how many addresses it found in this run, and how many no other way found."""
        rows = self._db.execute(
            "SELECT way, count(*) AS n, sum(alone) AS alone FROM (SELECT way, count(*) OVER (PARTITION BY url) = 1 "
            "AS alone FROM found WHERE last_run = ?) GROUP BY way ORDER BY way",
            (run.id,),
        )
        return {row["way"]: {"found": row["n"], "found_by_no_other": row["alone"]} for row in rows}

    def keep_robots(self, authority: str, at: datetime, status: int, body: bytes) -> None:
        """Keep a copy of robots.txt."""
        with self._db:
            self._do("INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", authority, at, status, body)

    def kept_robots(self, authority: str) -> tuple[datetime, int, bytes] | None:
        """Return time, status and body of the kept copy of robots.txt, or None."""
        row = self._one("SELECT * FROM robots WHERE authority = ?", authority)
        return (datetime.fromisoformat(row["fetched_at"]), row["status"], row["body"]) if row else None

    def _records(self, rest: str, *values: object) -> Iterator[AddressRecord]:
        rows = self._db.execute(
            "SELECT *, (SELECT group_concat(way, ';') FROM (SELECT way FROM found WHERE found.url = address.url "  # noqa: S608
            f"ORDER BY way)) AS found_by FROM address {rest}",
            values,
        )
        for row in rows:
            yield record_of(row)

    def _one(self, statement: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(statement, values).fetchone()
        return row

    def _do(self, statement: str, *values: object) -> None:
        bound = [value.isoformat() if isinstance(value, datetime) else value for value in values]
        try:
            self._db.execute(statement, bound)
        except sqlite3.OperationalError as error:
            raise StorageFault(f"{self.path} cannot be written ({error})") from error


_REMEDY = "move it away, and the next crawl asks for every page again"


def addresses(folder: Path) -> Iterator[AddressRecord]:
    """Yield what is known of every address of a site's folder, in order.

    Raises:
        StorageFault: there is no ledger, or it is damaged.
    """
    if not (folder / FILE_NAME).is_file():
        raise StorageFault(f"{folder / FILE_NAME} is not there; 'iom-projects crawl' makes one")
    with Ledger(folder) as ledger:
        yield from ledger.addresses()
