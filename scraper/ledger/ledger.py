"""The ledger of a site: every address ever discovered, who found it, and the one state it is in.

An address is *pending* in a run until that run settles it; a run that was killed is taken up again where it stopped.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from scraper.errors import StorageFault, printable
from scraper.ledger.file import FILE_NAME, REMEDY
from scraper.ledger.runs import RunBook
from scraper.ledger.schema import TAB_DEPTH, AddressRecord, Document, Run, record_of
from scraper.ledger.states import NOT_ASKED, STATES, Judgement, Unfollowed, Way

SETTLED_TOGETHER = 25
"""So many pages become lasting with one wait for the disk; those that a kill takes away are settled again from the
archive, without a request."""
MOST_UNFOLLOWED = 50_000
"""So many are kept of one run: a site that names more need not be counted to the end."""
MAX_REDIRECTS = 5


class Ledger(RunBook):
    """Reads and writes the ledger of one folder.

    Raises:
        StorageFault: the file is damaged, of a newer version, or cannot be written. It is never begun anew silently.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._unsaved = 0
        self._passed_over: set[Unfollowed] | None = None
        self._progress: dict[int, tuple[int, int]] = {}
        self._discovered: set[tuple[int, Way, str]] = set()

    def discover(self, run: Run, way: Way, urls: Iterable[str], now: datetime) -> None:
        """Write down addresses that a way of discovery has found, in one transaction."""
        with self._transaction():
            self._discover(run, way, urls, now)

    def _discover(self, run: Run, way: Way, urls: Iterable[str], now: datetime) -> None:
        for url in urls:
            if (run.id, way, url) in self._discovered:
                continue
            self._discovered.add((run.id, way, url))
            is_new = self._do("INSERT OR IGNORE INTO address (url, first_seen) VALUES (?, ?)", url, now)
            self._count_on(run, known=is_new)
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
        with self._transaction():
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
            "SELECT * FROM document WHERE run = ? AND state IS NULL AND (way = 'archive') = ? "
            "ORDER BY depth >= ?, rowid LIMIT 1",
            run.id,
            in_web_archive,
            TAB_DEPTH,
        )
        return Document(row["url"], row["way"], row["depth"]) if row else None

    def settle_document(
        self,
        run: Run,
        document: Document,
        state: Literal["read", "absent", "failed"],
        reason: str | None,
        *,
        found: Mapping[str, str | None],
        further: Iterable[Document],
        now: datetime,
        unfollowed: Iterable[Unfollowed] = (),
    ) -> None:
        """Write down what a place gave: addresses and further places, in one transaction with its own state.

        Every address comes with the day of its last change where the place tells it; of several days the last counts.
        """
        with self._transaction():
            self._discover(run, document.way, found, now)
            self._plan(run, further)
            self._pass_over(run, unfollowed)
            for url, day in found.items():
                if day is not None:
                    self._do("UPDATE address SET lastmod = max(coalesce(lastmod, ''), ?) WHERE url = ?", day, url)
            self._do(
                "UPDATE document SET state = ?, reason = ? WHERE run = ? AND url = ?",
                state,
                printable(reason) if reason else None,
                run.id,
                document.url,
            )

    def pass_over(self, run: Run, unfollowed: Iterable[Unfollowed]) -> None:
        """Write down addresses that were seen and are not followed, in one transaction."""
        with self._transaction():
            self._pass_over(run, unfollowed)

    def _pass_over(self, run: Run, unfollowed: Iterable[Unfollowed]) -> None:
        known = self._passed_over = set(self.unfollowed(run)) if self._passed_over is None else self._passed_over
        for each in unfollowed:
            if each not in known and len(known) < MOST_UNFOLLOWED:
                known.add(each)
                self._do("INSERT INTO unfollowed VALUES (?, ?, ?, ?)", run.id, each.reason, each.url, each.way)

    def unfollowed(self, run: Run | None = None) -> list[Unfollowed]:
        """Return the addresses that a run, the newest if None, has seen and not followed, in order."""
        number = run.id if run else self._count("SELECT coalesce(max(id), 0) FROM run")
        rows = self._all("SELECT reason, url, way FROM unfollowed WHERE run = ? ORDER BY reason, url, way", number)
        return [Unfollowed(row["reason"], row["url"], row["way"]) for row in rows]

    def lastmod(self, url: str) -> date | None:
        """Return the day on which a page has changed last as this run's sitemaps say, or None."""
        row = self._one("SELECT lastmod FROM address WHERE url = ?", url)
        return date.fromisoformat(row["lastmod"]) if row and row["lastmod"] else None

    def documents(self, run: Run) -> list[sqlite3.Row]:
        """Return url, way, depth, state and reason of every place of this run, in the order of discovery."""
        return self._all("SELECT * FROM document WHERE run = ? ORDER BY rowid", run.id)

    def pending(self, run: Run) -> list[str]:
        """Return the addresses that this run has not settled.

        Those never fetched come first, then those that a sitemap says have changed since, then the longest unfetched.
        """
        rows = self._all(
            "SELECT url FROM address WHERE run != ? ORDER BY fetched_at IS NOT NULL, "
            "coalesce(lastmod < substr(fetched_at, 1, 10), 1), fetched_at, url",
            run.id,
        )
        return [row["url"] for row in rows]

    def settle(self, run: Run, url: str, judgement: Judgement, now: datetime) -> None:
        """Put an address in its state for this run, with all that it leads to.

        Several settlements share one transaction: it costs the disk much, and what a kill takes away is settled again
        from the archive, which has the response already.
        """
        reason = printable(judgement.reason) if judgement.reason else None
        self._count_on(run, settled=self._count("SELECT run != ? FROM address WHERE url = ?", run.id, url))
        columns = {"run": run.id, "state": judgement.state, "reason": reason, **judgement.changes}
        self._do(
            f"UPDATE address SET {', '.join(f'{name} = ?' for name in columns)} WHERE url = ?",  # noqa: S608
            *columns.values(),
            url,
        )
        for way, found in judgement.found.items():
            self._discover(run, way, found, now)
        self._pass_over(run, judgement.unfollowed)
        self._unsaved += 1
        if self._unsaved >= SETTLED_TOGETHER:
            self._unsaved = 0
            with self._transaction():
                return

    def twins(self, run: Run, url: str, digest: str) -> list[str]:
        """Return the other addresses that gave a body of this digest in this run, in order."""
        rows = self._all(
            "SELECT url FROM address WHERE digest = ? AND run = ? AND url != ? "
            "AND state IN ('fresh', 'unchanged', 'duplicate') ORDER BY url",
            digest,
            run.id,
            url,
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

    def pages_asked(self, run: Run) -> int:
        """Return how many addresses this run has asked for and settled."""
        unasked = "('robots_denied', 'offsite', 'skipped_by_limit')"
        settled = self._count(f"SELECT count(*) FROM address WHERE run = ? AND state NOT IN {unasked}", run.id)  # noqa: S608
        return settled - self.not_asked(run)

    def not_asked(self, run: Run) -> int:
        """Return how many pages this run has settled as unchanged on a sitemap's word."""
        return self._count("SELECT count(*) FROM address WHERE run = ? AND reason = ?", run.id, NOT_ASKED)

    def progress(self, run: Run) -> tuple[int, int]:
        """Return how many addresses this run has settled, and how many are known; counted once, then counted on."""
        if run.id not in self._progress:
            settled = self._count("SELECT count(*) FROM address WHERE run = ?", run.id)
            self._progress[run.id] = settled, self.discovered()
        return self._progress[run.id]

    def _count_on(self, run: Run, *, settled: int = 0, known: int = 0) -> None:
        if run.id in self._progress:
            before = self._progress[run.id]
            self._progress[run.id] = before[0] + settled, before[1] + known

    def get(self, url: str) -> AddressRecord | None:
        """Return what is known of an address, or None."""
        return next(self._records("WHERE url = ?", url), None)

    def addresses(self) -> Iterator[AddressRecord]:
        """Yield what is known of every address, in order."""
        yield from self._records("ORDER BY url")

    def settled(self, run: Run) -> Iterator[AddressRecord]:
        """Yield what is known of every address that this run has settled, in order."""
        yield from self._records("WHERE run = ? ORDER BY url", run.id)

    def totals(self, run: Run) -> dict[str, int]:
        """Return how many addresses each state has in this run, every state named."""
        rows = self._all("SELECT state, count(*) AS n FROM address WHERE run = ? GROUP BY state", run.id)
        counted = {row["state"]: row["n"] for row in rows}
        return {state: counted.get(state, 0) for state in STATES}

    def discovered(self) -> int:
        """Return how many addresses are known."""
        return self._count("SELECT count(*) FROM address")

    def ways(self, run: Run) -> dict[str, dict[str, int]]:
        """Return for every way how many addresses it found in this run, and how many no other way found."""
        rows = self._all(
            "SELECT way, count(*) AS n, sum(alone) AS alone FROM (SELECT way, count(*) OVER (PARTITION BY url) = 1 "
            "AS alone FROM found WHERE last_run = ?) GROUP BY way ORDER BY way",
            run.id,
        )
        return {row["way"]: {"found": row["n"], "found_by_no_other": row["alone"]} for row in rows}

    def keep_robots(self, authority: str, at: datetime, status: int, body: bytes) -> None:
        """Keep a copy of robots.txt."""
        with self._transaction():
            self._do("DELETE FROM robots WHERE authority = ?", authority)
            self._do("INSERT INTO robots VALUES (?, ?, ?, ?)", authority, at, status, body)

    def kept_robots(self, authority: str) -> tuple[datetime, int, bytes] | None:
        """Return time, status and body of the kept copy of robots.txt, or None."""
        row = self._one("SELECT * FROM robots WHERE authority = ?", authority)
        return (datetime.fromisoformat(row["fetched_at"]), row["status"], row["body"]) if row else None

    def _records(self, rest: str, *values: object) -> Iterator[AddressRecord]:
        ways = "SELECT way FROM found WHERE found.url = address.url ORDER BY way"
        # `rest` is this module's own words; what comes from outside is bound.
        found_by = f"(SELECT group_concat(way, ';') FROM ({ways})) AS found_by"  # noqa: S608
        for row in self._all(f"SELECT *, {found_by} FROM address {rest}", *values):  # noqa: S608
            yield record_of(row)


def addresses(folder: Path) -> Iterator[AddressRecord]:
    """Yield what is known of every address of a site's folder, in order.

    Raises:
        StorageFault: there is no ledger, or it is damaged.
    """
    if not (folder / FILE_NAME).is_file():
        raise StorageFault(f"{folder / FILE_NAME} is not there; 'iom-projects crawl' or 'import' makes one, {REMEDY}")
    with Ledger(folder) as ledger:
        yield from ledger.addresses()
