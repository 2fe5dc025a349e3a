"""The ledger's book of runs: begun, taken up, ended, restored."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from scraper.archive.entry import newest_run
from scraper.ledger.file import LedgerFile
from scraper.ledger.schema import Run

RESUME_WITHIN = timedelta(hours=24)
"""A run that stopped longer ago is not taken up: what it fetched is no longer today's state."""


class RunBook(LedgerFile):
    """Reads and writes what the ledger says of runs.

    Raises:
        StorageFault: as `LedgerFile`.
    """

    def begin_run(self, now: datetime) -> Run:
        """Begin a run, or take up one of less than a day ago that did not end; its failed places count anew."""
        row = self._one("SELECT * FROM run ORDER BY id DESC LIMIT 1")
        if row and row["ended"] is None:
            started = datetime.fromisoformat(row["started"])
            if timedelta(0) <= now - started < RESUME_WITHIN:
                with self._transaction():
                    self._do("UPDATE run SET verdict = NULL, trouble = NULL WHERE id = ?", row["id"])
                    self._do("UPDATE document SET state = NULL WHERE run = ? AND state = 'failed'", row["id"])
                stopped = datetime.fromisoformat(row["stopped"]) if row["stopped"] else None
                return Run(row["id"], row["name"], started, resumed=True, stopped=stopped)
            self._do("UPDATE run SET ended = ?, verdict = 'abandoned' WHERE id = ?", now, row["id"])
        # Unique though the clock may go back, or the ledger be new beside an old archive: the number counts on.
        number = max(row["id"] if row else 0, newest_run(self.path.parent / "archive")) + 1
        name = f"{now:%Y%m%dT%H%M%SZ}-{number:06}"
        with self._transaction():
            self._do("INSERT INTO run (id, name, started) VALUES (?, ?, ?)", number, name, now)
            self._do("UPDATE address SET lastmod = NULL")  # a hint of today's sitemaps, or none
            self._do("DELETE FROM unfollowed")  # the summaries of earlier runs have the sum of theirs
            self._do(
                "INSERT INTO found SELECT url, 'known', ?, ? FROM address WHERE true "
                "ON CONFLICT (url, way) DO UPDATE SET last_run = excluded.last_run",
                number,
                number,
            )
        return Run(number, name, now, resumed=False)

    def restore_run(self, name: str, number: int, started: datetime) -> Run:
        """Write down a run of the past, by the name that its files have."""
        taken = self._count("SELECT coalesce(max(id), 0) FROM run")
        run = Run(max(number, taken + 1), name, started, resumed=False)
        with self._transaction():
            self._do("INSERT INTO run (id, name, started) VALUES (?, ?, ?)", run.id, name, started)
        return run

    def end_run(
        self, run: Run, now: datetime, verdict: str, summary: Mapping[str, Any], trouble: str | None = None
    ) -> None:
        """Close a run; the next crawl begins a new one."""
        told = json.dumps(summary, sort_keys=True)
        with self._transaction():
            self._do(
                "UPDATE run SET ended = ?, verdict = ?, summary = ?, trouble = ? WHERE id = ?",
                *(now, verdict, told, trouble, run.id),
            )

    def note_verdict(self, run: Run, verdict: str, stopped: datetime | None = None, trouble: str | None = None) -> None:
        """Write down how and why a run stopped that is not over, and since when its unsettled answers count not."""
        with self._transaction():
            self._do(
                "UPDATE run SET verdict = ?, stopped = coalesce(?, stopped), trouble = ? WHERE id = ?",
                *(verdict, stopped, trouble, run.id),
            )

    def summary_before(self, run: Run) -> Mapping[str, Any] | None:
        """Return the summary of the last run that came to its end before this one, or None."""
        row = self._one("SELECT summary FROM run WHERE id < ? AND summary != '{}' ORDER BY id DESC LIMIT 1", run.id)
        summary: Mapping[str, Any] | None = json.loads(row["summary"]) if row else None
        return summary
