"""Alerts at the end of a run, and `alerts test`: what somebody is told, and whether it would arrive."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

import typer

from cli.configured import AsJson, ConfigFile, Output, SiteName, plan
from cli.exits import DONE, LOCKED, OUR_BUG, UNREACHABLE, WRONG_USE, WrongUseError
from cli.lines import print_lines
from cli.terminal import print_json, write_error

if TYPE_CHECKING:
    from alerts.delivery import Delivery
    from scraper.clock import Clock
    from settings.run_plan import RunPlan

app = typer.Typer(help="Try who is told when the verdict on a site is another one.", no_args_is_help=True)
AGAIN = "it is tried again at the next look (iom-projects alerts test)"


@app.callback()
def alerts() -> None:
    """Who is told when the verdict on a site is another one (settings: [alerts], and secrets in the environment)."""


@app.command("test")
def try_alerts(
    site: SiteName = "live", *, output: Output = None, config: ConfigFile = None, json: AsJson = False
) -> int:
    """Send a test on every channel that is set, and say which arrived; the heartbeat is pinged, too.

    For example:

        iom-projects alerts test

        IOM_PROJECTS_ALERT_SLACK=https://hooks.slack.com/services/… iom-projects alerts test

    Exit codes: 0 all arrived, 2 none is set, 4 one did not.
    """
    from monitoring.watch import try_channels

    job = plan(site, config, output=output)
    if not job.alerts.tells_somebody:
        raise WrongUseError(
            "no alert is set: iom-projects config --template shows how, under [alerts]; or, for a try,"
            " IOM_PROJECTS_ALERT_NTFY=https://ntfy.sh/your-topic"
        )
    told = try_channels(job, site, datetime.now(UTC))
    if json:
        print_json([{"channel": one.channel, "failure": one.failure} for one in told], indent=2)
    else:
        print_lines(f"{one.channel}: {one.failure or 'sent'}" for one in told)
    return UNREACHABLE if any(one.failure for one in told) else DONE


@contextmanager
def alerting(job: "RunPlan", name: str, clock: "Clock") -> Iterator[Event]:
    """Look at the site once the block has ended, however it has, and alert where the verdict is another one.

    Neither what is raised nor the exit code is changed by it. Wrong use, a folder that another run holds, and somebody
    who stops a command are no verdicts: nothing is said of them. The event that is yielded, once set, says the latter.
    """
    stopped = Event()
    try:
        yield stopped
    except Exception as error:
        from cli import exit_code_of

        ended = exit_code_of(error) or OUR_BUG, str(error) or type(error).__name__
        if job.alerts.tells_somebody and ended[0] not in {WRONG_USE, LOCKED}:
            tell(job, name, clock.now(), ended=ended)
        raise
    if job.alerts.tells_somebody and not stopped.is_set():
        tell(job, name, clock.now())


def tell(
    job: "RunPlan",
    name: str,
    now: datetime,
    *,
    max_age: timedelta | None = None,
    ended: tuple[int, str] | None = None,
) -> None:
    """Look and alert; what fails is one line on stderr, for quiet commands too, and nothing else."""
    try:
        from monitoring.watch import watch

        told: Sequence[Delivery] = watch(job, name, now, max_age=max_age, ended=ended)
        failures = [f"the alert by {one.channel} failed: {one.failure}; {AGAIN}" for one in told if one.failure]
    except KeyboardInterrupt:  # what there was to do is done, and its exit code stands
        failures = ["alerts were stopped; they are tried again at the next look"]
    except Exception as error:  # noqa: BLE001 - whatever is wrong with an alert must not become the run's own end
        failures = [f"alerts failed: {' '.join(str(error).split()) or type(error).__name__}"]
    for failure in failures:
        write_error(f"iom-projects: warning: {failure}")
