"""The age and the health of a site's data, for people and for monitors; nothing is asked, made or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from dataset.releases.catalogue import find_release, latest_id, read_run
from dataset.releases.loading import load_table
from monitoring.acknowledgement import read_acknowledged
from monitoring.runs import Build, Run, Verdict, judge_runs, read_builds
from scraper import lock
from scraper.archive.presence import demand_captures
from scraper.ledger.history import Account, read_account

RUNS = 10
ONE_DAY = timedelta(days=1)
CODES: dict[Verdict, int] = {
    "ok": 0,
    "ok with notes": 0,
    "our bug": 1,
    "layout change": 3,
    "partial": 3,
    "source down": 4,
    "soft error": 4,
    "blocked": 5,
    "firewall": 5,
}
REFUSED = 3
"""Exit code where the data are older or fewer than they should be."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A site's data at one moment.

    Attributes:
        now: that moment.
        release: id of the latest release, or None. published: when it was.
        newest_page: when the newest page of that release was fetched or confirmed.
        account: the ledger's; None where there is none, as beside a release that was copied.
        runs: the newest first.
        last_build: the last one, published or refused, or None.
        holder: who is at work in the folder, or None.
        templates: the ways in which the pages of that release are laid out (`build.tables.describe_templates`).
        acknowledged: verdicts that a person has seen and accepted, each with the reason given.
        next_refetch: when the next page is to be downloaded whatever its validators say.
    """

    now: datetime
    release: str | None
    published: datetime | None
    newest_page: datetime | None
    account: Account | None
    runs: tuple[Run, ...]
    last_build: Build | None
    holder: str | None
    next_refetch: datetime | None
    acknowledged: Mapping[str, str] = field(default_factory=dict)
    templates: tuple[Mapping[str, Any], ...] = ()

    @property
    def age(self) -> timedelta | None:
        """How long ago the newest page of the latest release was seen."""
        return self.now - self.newest_page if self.newest_page else None

    def judge(self, max_age: timedelta | None = None) -> tuple[int, str]:
        """Return the exit code for monitors and one line that gives its reason.

        Args:
            max_age: from which age on the data are too old; None for any age.
        """
        verdict, code = self._verdict(), self._code()
        if verdict is not None and code and verdict not in self.acknowledged:
            return code, verdict
        if self.last_build is not None and self.last_build.refused and verdict is None:
            return REFUSED, f"the last build was refused: {'; '.join(self.last_build.refused.values())}"
        why = self.acknowledged.get(verdict or "")
        passed = verdict or "ok" if why is None else f"ok, acknowledged ({why}): {verdict}"
        return self._judge_age(max_age) or (0, passed)

    def _judge_age(self, max_age: timedelta | None) -> tuple[int, str] | None:
        if self.age is None:
            return REFUSED, f"nothing is published yet{', a run is at work' if self.holder else ': iom-projects build'}"
        if self.age < -ONE_DAY:
            ahead = -self.age / ONE_DAY
            return REFUSED, f"a clock is or was wrong: the newest page is dated {ahead:.1f} days ahead of today"
        if max_age is not None and self.age > max_age:
            return REFUSED, f"too old: the newest page is of {self.age / timedelta(days=1):.1f} days ago"
        return None

    def _run(self) -> Run | None:
        return next((run for run in self.runs if run.verdict is not None), None)

    def _verdict(self) -> str | None:
        """The newest verdict that is not a plain `ok`, with its reason."""
        run = self._run()
        return f"{run.verdict}: {run.reason}" if run is not None and run.verdict != "ok" else None

    def _code(self) -> int:
        run = self._run()
        return CODES[run.verdict] if run is not None and run.verdict is not None else 0

    def to_acknowledge(self) -> str | None:
        """The verdict that a person could acknowledge; None where there is none that asks for anything."""
        return self._verdict() if self._code() else None


def read_condition(folder: Path, *, now: datetime, refetch_days: int) -> Condition | None:
    """Read what archive, ledger and releases of a site tell; None where it has neither ledger nor build.

    Args:
        folder: the site's folder.
        now: the time.
        refetch_days: a page is downloaded in full at least this often.

    Raises:
        StorageFault: the ledger cannot be read, or the archive is gone.
        ReleaseError: a release or the pointer to the latest cannot be read.
    """
    holder = lock.holder(folder)
    account = read_account(folder, runs=RUNS)
    demand_captures(folder)
    builds = read_builds(folder)
    if account is None and not builds:
        return None
    holder = holder or lock.holder(folder)  # asked twice: a run may begin or end meanwhile
    release = latest_id(folder)
    published = next((build.published for build in builds if build.id == release), None)
    oldest = account.oldest_body if account else None
    return Condition(
        now=now,
        release=release,
        published=published,
        newest_page=_newest_page(folder, release, builds) if release else None,
        account=account,
        runs=judge_runs(account.runs if account else (), builds, at_work=holder is not None),
        last_build=builds[-1] if builds else None,
        holder=holder,
        acknowledged=read_acknowledged(folder),
        next_refetch=oldest + timedelta(days=refetch_days) if oldest else None,
        templates=tuple(read_run(find_release(folder, release)).get("templates", ())) if release else (),
    )


def _newest_page(folder: Path, release: str, builds: Sequence[Build]) -> datetime | None:
    """When the newest page of a release was seen, by the crawl that it was made of or by a visit that found it so."""
    newest: datetime | None = pc.max(load_table(folder, "pages").column("last_fetched")).as_py()
    visits = [one.newest_page for one in builds if one.same_data_as == release]
    return max((moment for moment in (newest, *visits) if moment is not None), default=None)
