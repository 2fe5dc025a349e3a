"""`status`: the age and the health of a site's data, for people and for monitors."""

import textwrap
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.alerts import tell
from cli.configured import AsJson, ConfigFile, Output, SiteName, Today, clock_of, plan
from cli.exits import WrongUseError
from cli.lines import print_lines
from cli.terminal import print_json

if TYPE_CHECKING:
    from monitoring.condition import Condition
    from monitoring.runs import Run
    from settings.run_plan import RunPlan

MaxAge = Annotated[
    int | None, typer.Option(min=0, max=36500, help="Older data are too old: exit code 3 (default: any age will do).")
]
Ack = Annotated[str | None, typer.Option(metavar="REASON", help="Accept the verdict of today, and say why.")]
AlertToo = Annotated[
    bool, typer.Option("--alert", help="Tell whom the settings name, if anybody, where the verdict is another one.")
]
LABEL = 11
SHORT = 100
"""So much of a run's reason stands in its line."""
TEMPLATES = 5
"""So many ways in which the pages are laid out are shown."""


def status(
    site: SiteName = "live",
    *,
    output: Output = None,
    config: ConfigFile = None,
    max_age_days: MaxAge = None,
    ack: Ack = None,
    alert: AlertToo = False,
    today: Today = None,
    json: AsJson = False,
) -> int:
    """Show the age of the data, what the last runs came to, and what is next. Asks the site nothing.

    With --ack, the verdict shown is written down as accepted: it counts as ok until there is another one.

    For example:

        iom-projects status

        iom-projects status --max-age-days 8 || mail -s "iom-projects needs you" you@example.org

    Exit codes, by the newest run that is over: 0 ok, ok with notes, or acknowledged; 1 our bug; 3 layout change,
    partial, refused by the checks, nothing published yet, or too old; 4 source down or soft errors; 5 blocked, or a
    firewall; 2 there is nothing at all; 7 ledger or release cannot be read.
    """
    from monitoring.condition import read_condition
    from monitoring.next_steps import next_step

    job = plan(site, config, output=output)
    max_age = timedelta(days=max_age_days) if max_age_days is not None else None
    now = clock_of(job, today).now()
    with ExitStack() as last:
        if alert and job.alerts.tells_somebody:  # also where nothing is there, or nothing can be read
            last.callback(tell, job, site, now, max_age=max_age)
        condition = read_condition(job.folder, now=now, refetch_days=job.settings.refetch_days)
        if condition is None:
            raise WrongUseError(_nothing(job))
        if ack is not None:
            condition = _acknowledged(job, condition, ack)
        code, reason = condition.judge(max_age)
        step = next_step(job, condition, code, reason)
        if json:
            print_json(_describe(job, condition, code, reason, step), indent=2)
        else:
            print_lines(_lines(job, condition, reason, step))
    return code


def _acknowledged(job: "RunPlan", condition: "Condition", reason: str) -> "Condition":
    from monitoring.acknowledgement import acknowledge, read_acknowledged

    verdict = condition.to_acknowledge()
    if verdict is None:
        raise WrongUseError("there is no verdict to acknowledge: nothing asks for anybody")
    if not reason.strip():
        raise WrongUseError("--ack needs a reason, which is kept with the verdict")
    acknowledge(job.folder, verdict, reason, datetime.now(UTC))
    return replace(condition, acknowledged=read_acknowledged(job.folder))


def _nothing(job: "RunPlan") -> str:
    from dataset.releases.catalogue import how_to_begin

    parent = job.folder.parent
    others = (
        sorted(path.name for path in parent.iterdir() if path.is_dir() and path != job.folder)
        if parent.is_dir()
        else []
    )
    there = f"; {parent} holds {', '.join(others)}" if others else ""
    return f"{job.folder} holds neither a crawl nor a release yet: {how_to_begin(job.folder)} makes them{there}"


def _lines(job: "RunPlan", condition: "Condition", reason: str, step: str | None) -> Iterator[str]:
    yield f"{'Site':<{LABEL}}{job.site.start}, in {job.folder}"
    yield f"{'Release':<{LABEL}}{_release(condition)}"
    for number, one in enumerate(condition.templates[:TEMPLATES]):
        yield f"{'' if number else 'Templates':<{LABEL}}{_template(one)}"
    if len(condition.templates) > TEMPLATES:
        yield f"{'':<{LABEL}}and {len(condition.templates) - TEMPLATES:,} more, in --json"
    account = condition.account
    if account is not None:
        states = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in account.states.items()) or "none"
        yield f"{'Addresses':<{LABEL}}{sum(account.states.values()):,}: {states}"
        if account.unsettled:
            yield f"{'':<{LABEL}}{account.unsettled:,} of them not settled in the newest run"
    if condition.next_refetch is not None:
        yield f"{'Refetch':<{LABEL}}the next page is downloaded anew from {condition.next_refetch:%Y-%m-%d} on"
    yield f"{'At work':<{LABEL}}{condition.holder or 'nobody'}"
    for number, run in enumerate(condition.runs):
        yield f"{'Runs' if number == 0 else '':<{LABEL}}{_run(run)}"
    yield f"{'Verdict':<{LABEL}}{reason}"
    if step is not None:
        yield f"{'Next':<{LABEL}}{step}"


def _release(condition: "Condition") -> str:
    if condition.release is None:
        return "none yet"
    age = f"; its newest page is {condition.age / timedelta(days=1):.1f} days old" if condition.age else ""
    return f"{condition.release}{age}"


def _template(one: Mapping[str, Any]) -> str:
    pages = f"{one['pages']:,} page{'' if one['pages'] == 1 else 's'}"
    return f"{pages} in the {one['layout']} layout since {one['since'][:10]}, for example {one['example']}"


def _run(run: "Run") -> str:
    # whole in the verdict, for the newest, and in --json
    reason = f": {textwrap.shorten(run.reason, SHORT, placeholder=' …')}" if run.reason else ""
    return f"{run.started:%Y-%m-%d %H:%M} UTC  {run.verdict or 'at work'}{reason}{_outcome(run)}"


def _outcome(run: "Run") -> str:
    if run.build is None:
        return ""
    if run.build.refused:
        return f" (build refused: refused/{run.build.id})"
    if run.build.same_data_as:
        return f" (nothing new, the data are those of {run.build.same_data_as})"
    return f" (published {run.build.id}{' against its checks' if run.build.overridden else ''})"


def _describe(job: "RunPlan", condition: "Condition", code: int, reason: str, step: str | None) -> dict[str, Any]:
    account = condition.account
    return {
        "site": job.site.start,
        "folder": str(job.folder),
        "practice": job.is_practice,
        "exit_code": code,
        "verdict": reason,
        "next": step,
        "release": condition.release,
        "published": _time(condition.published),
        "newest_page": _time(condition.newest_page),
        "age_days": round(condition.age / timedelta(days=1), 3) if condition.age is not None else None,
        "last_asked": _time(account.last_asked) if account else None,
        "last_seen": _time(account.last_seen) if account else None,
        "addresses": dict(account.states) if account else None,
        "unsettled": account.unsettled if account else None,
        "next_refetch": _time(condition.next_refetch),
        "templates": list(condition.templates),
        "at_work": condition.holder,
        "runs": [
            {
                "name": run.name,
                "started": _time(run.started),
                "ended": _time(run.ended),
                "verdict": run.verdict,
                "reason": run.reason,
                "release": (run.build.same_data_as or run.build.id) if run.build and not run.build.refused else None,
                "refused": run.build.id if run.build and run.build.refused else None,
                "overridden": run.build.overridden if run.build else None,
            }
            for run in condition.runs
        ],
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
