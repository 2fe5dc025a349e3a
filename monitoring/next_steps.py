"""What to do about a verdict: one line of words and commands that can be given as they stand."""

from collections.abc import Mapping
from pathlib import Path

from dataset.releases.catalogue import REFUSED
from monitoring.condition import Condition
from scraper.crawl import verdict_of
from scraper.errors import BlockedError, SourceError
from settings.run_plan import RunPlan

_CONTACT = "--contact you@example.org"
_STEPS: Mapping[str, str] = {
    "our bug": "{build}; where that fails again, tell the maintainers, with all that it printed",
    "blocked": "leave the site alone for a day, then {doctor} " + _CONTACT + " says whether it lets us in",
    "firewall": "{doctor} " + _CONTACT + " says whether an honest name is let in",
    "source down": "{doctor} says what answers; then {run}",
    "soft error": "{run} asks again",
    "layout change": "docs/maintaining-parsers.md says how to teach the parsers; then {build}",
    "partial": "mend what the verdict names, then {run}",
    "nothing is published yet": "{build}",
    "a clock is or was wrong": "see that this machine's clock is right, then {run}: what was seen is dated anew",
    "too old": "{run}",
}
"""By what comes before the colon of a verdict."""


def command(plan: RunPlan, name: str) -> str:
    """Write a command of this program for a site, as a person would give it."""
    site = plan.folder.name if plan.folder.name in {"live", "practice"} else plan.site.start
    where = "" if plan.folder.parent == Path("output") else f" --output {plan.folder.parent}"
    return f"iom-projects {name} {site}{where}"


def step_after(plan: RunPlan, error: SourceError | BlockedError) -> str:
    """Say what to do about what ended a crawl."""
    return _STEPS[verdict_of(error)].format(**_commands(plan))


def _commands(plan: RunPlan) -> dict[str, str]:
    return {name: command(plan, name) for name in ("run", "build", "doctor")}


def next_step(plan: RunPlan, condition: Condition, code: int, reason: str) -> str | None:
    """Say what to do about a verdict; None where nobody need do anything.

    Args:
        plan: whose site.
        condition: what was found.
        code: as `Condition.judge` gave it.
        reason: the same.
    """
    if code == 0:
        return None
    commands = _commands(plan)
    verdict = reason.partition(":")[0].partition(",")[0]
    steps = [_STEPS[verdict].format(**commands)] if verdict in _STEPS else []
    last = condition.last_build
    if last is not None and last.refused:
        files = plan.folder / REFUSED / last.id
        steps.append(f"look at {files}/run.json; if it is right: {commands['build']} --override REASON")
    elif condition.to_acknowledge() is not None and condition.release is not None:
        steps.append(f"if it is to stay so: {command(plan, 'status')} --ack REASON")
    return "; ".join(steps) or None
