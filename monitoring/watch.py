"""Looks at a site after a run or between runs, and alerts where the verdict is another one than was told."""

import shlex
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from alerts.delivery import Delivery, channels_of, deliver, run_all
from alerts.errors import AlertError
from alerts.memory import Memory, read_memory, write_memory
from alerts.message import Alert
from alerts.metrics import Figures, write_figures
from alerts.posting import ping
from alerts.way import Way
from dataset.errors import ReleaseError
from dataset.releases.catalogue import REFUSED, find_release, read_run
from monitoring.condition import Condition, read_condition
from scraper.errors import StorageFault, printable
from settings.run_plan import RunPlan

OK = "ok"
MEMORY = "alerts.json"
"""Stands among the channels where what was told cannot be read or kept."""
LONGEST = 1000
"""So much of a reason is told: it may quote pages."""
ONE_STEP = 0.8
"""The share of the time for all alerts that one step of one may take."""
NOTHING = "nothing there"
"""The verdict where there is neither a crawl nor a release."""
BY_EXIT_CODE: Mapping[int, str] = {
    1: "our bug",
    3: "refused",
    4: "source down",
    5: "blocked",
    7: "storage fault",
}
"""What a run that failed is called where neither ledger nor releases know of it."""
ADVICE: Mapping[str, str] = {
    "our bug": "build",
    "blocked": "doctor",
    "firewall": "doctor",
    "source down": "doctor",
    "layout change": "doctor",
    "storage fault": "verify",
    "too old": "run",
    NOTHING: "run",
}
"""The command to look closer with, beside `status`."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a look came to.

    Attributes:
        code: what `status` ends with. verdict: in a word or two. reason: one line.
        since: when the run that has it ended; None where no run tells.
        condition: None where there is nothing, or nothing can be read.
        of_command: whether the exit code of the command that just ended is all that tells of it.
    """

    code: int
    verdict: str
    reason: str
    since: datetime | None
    condition: Condition | None
    of_command: bool = False


def look(
    job: RunPlan, now: datetime, *, max_age: timedelta | None = None, ended: tuple[int, str] | None = None
) -> Outlook:
    """Judge a site's data.

    Args:
        job: whose.
        now: the time.
        max_age: from which age on the data are too old.
        ended: exit code and message of a run that just failed.
    """
    try:
        condition = read_condition(job.folder, now=now, refetch_days=job.settings.refetch_days)
    except (ReleaseError, StorageFault) as error:
        return Outlook(7, BY_EXIT_CODE[7], str(error), None, None)
    code, reason = (2, f"{NOTHING}: neither a crawl nor a release") if condition is None else condition.judge(max_age)
    if (code == 0 or condition is None) and ended is not None and ended[0] in BY_EXIT_CODE:
        return Outlook(ended[0], BY_EXIT_CODE[ended[0]], ended[1], now, condition, of_command=True)
    # A reason such as "layout change: the rule …", or "nothing is published yet, a run is at work".
    verdict = OK if code == 0 else reason.partition(":")[0].partition(",")[0]
    runs = condition.runs if condition is not None else ()
    since = next((run.ended or run.started for run in runs if run.verdict == verdict), None)
    return Outlook(code, verdict, reason, since, condition)


def watch(
    job: RunPlan, name: str, now: datetime, *, max_age: timedelta | None = None, ended: tuple[int, str] | None = None
) -> list[Delivery]:
    """Look, tell every channel that does not know the verdict yet, ping if all is well, and write the figures.

    Args:
        job: whose site, and whom to tell.
        name: of the site, as commands take it.
        now: the time.
        max_age: from which age on the data are too old.
        ended: exit code and message of a run that just failed.

    Returns:
        What came of every channel that was used; one that failed is tried again at the next look. `MEMORY` is
        among them where what was told cannot be read, and alerts begin anew, or cannot be kept.
    """
    try:
        memory, broken = read_memory(job.folder), []
    except AlertError as error:
        memory, broken = Memory(), [Delivery(MEMORY, str(error))]
    seen = _still(look(job, now, max_age=max_age, ended=ended), memory, ended)
    since = memory.since if memory.verdict == seen.verdict and memory.since else seen.since or now
    due = {
        channel: send
        for channel, send in channels_of(job.alerts, _way(job)).items()
        if memory.told_to(channel) != seen.verdict
    }
    before = memory.verdict if memory.verdict != seen.verdict else next(map(memory.told_to, due), None)
    told = deliver(compose(job, name, seen, since=since, before=before, now=now), due, job.alerts) if due else []
    kept = {**memory.told, **{one.channel: seen.verdict for one in told if one.failure is None}}
    try:
        write_memory(job.folder, Memory(seen.verdict, since, seen.reason if seen.of_command else None, kept))
    except AlertError as error:
        broken.append(Delivery(MEMORY, str(error)))
    return [*told, *broken, *run_all(_signs(job, seen, now, is_well=seen.code == 0), job.alerts)]


def compose(
    job: RunPlan, name: str, seen: Outlook, *, since: datetime, before: str | None, now: datetime, is_test: bool = False
) -> Alert:
    """Write the alert for what was seen."""
    options = [name, "--output", str(job.folder.parent.absolute())]
    closer = ["status", *([ADVICE[seen.verdict]] if seen.verdict in ADVICE else [])]
    return Alert(
        name=name,
        source=job.site.start,
        verdict=seen.verdict,
        before=before,
        reason=printable(" ".join(seen.reason.split()), LONGEST),
        exit_code=seen.code,
        since=since.astimezone(UTC),
        kept=_kept(seen.condition),
        look_closer=tuple(shlex.join(["iom-projects", command, *options]) for command in closer),
        host=socket.gethostname(),
        at=now,
        version=version("iom-projects"),
        is_practice=job.is_practice,
        is_test=is_test,
    )


def try_channels(job: RunPlan, name: str, now: datetime) -> list[Delivery]:
    """Send a test on every channel that is set, ping whatever the verdict, and write the figures; nothing is kept."""
    seen = look(job, now)
    alert = compose(job, name, seen, since=seen.since or now, before=None, now=now, is_test=True)
    told = deliver(alert, channels_of(job.alerts, _way(job)), job.alerts)
    return [*told, *run_all(_signs(job, seen, now, is_well=True), job.alerts)]


def _still(seen: Outlook, memory: Memory, ended: tuple[int, str] | None) -> Outlook:
    """A failure that no record knows of holds until another run has ended."""
    if memory.reason is None or memory.verdict is None or ended is not None or seen.code != 0:
        return seen
    runs: Sequence[datetime] = [run.ended for run in seen.condition.runs if run.ended] if seen.condition else []
    if memory.since is None or any(end > memory.since for end in runs):
        return seen
    code = next(code for code, verdict in BY_EXIT_CODE.items() if verdict == memory.verdict)
    return Outlook(code, memory.verdict, memory.reason, memory.since, seen.condition, of_command=True)


def _signs(job: RunPlan, seen: Outlook, now: datetime, *, is_well: bool) -> dict[str, Callable[[], None]]:
    """What is done at every look, whatever was told: the ping of all being well, and the figures."""
    signs: dict[str, Callable[[], None]] = {}
    heartbeat, folder = job.alerts.alert_heartbeat, job.alerts.alert_metrics
    if heartbeat is not None and is_well:
        signs["heartbeat"] = lambda: ping(heartbeat.reveal(), _way(job))
    if folder is not None:
        figures = _figures(job, seen, now)
        signs["metrics"] = lambda: write_figures(figures, folder)
    return signs


def _way(job: RunPlan) -> Way:
    """Alerts take the crawl's way to the network; each step ends by itself before all are given up."""
    return Way(ONE_STEP * job.alerts.alert_seconds, job.settings.proxy, job.settings.ca_file)


def _kept(condition: Condition | None) -> str:
    """What there is to work with: the latest release, and what was refused beside it."""
    if condition is None or condition.release is None:
        return "nothing is published yet"
    age = f", its newest page {condition.age / timedelta(days=1):.1f} days old" if condition.age is not None else ""
    last = condition.last_build
    beside = f"; what was refused is in {REFUSED}/{last.id}" if last is not None and last.refused else ""
    return f"the release {condition.release} stands{age}{beside}"


def _figures(job: RunPlan, seen: Outlook, now: datetime) -> Figures:
    found = seen.condition
    release = found.release if found is not None else None
    return Figures(
        name=job.folder.name,
        exit_code=seen.code,
        verdict=seen.verdict,
        looked=now,
        newest_page=found.newest_page if found is not None else None,
        published=found.published if found is not None else None,
        projects=_projects(job, release) if release is not None else None,
        addresses=found.account.states if found is not None and found.account is not None else {},
    )


def _projects(job: RunPlan, release: str) -> int:
    rows: int = read_run(find_release(job.folder, release))["rows"]["projects"]
    return rows
