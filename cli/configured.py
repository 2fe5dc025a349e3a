"""The options that every command with settings shares, and how they become a job."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exits import WrongUseError
from cli.terminal import write_error

if TYPE_CHECKING:
    from scraper.clock import Clock
    from settings.configuration import Configuration
    from settings.run_plan import RunPlan

SITES = ("live", "practice")
"""What a shell completes; an address is a site, too."""
SiteName = Annotated[
    str,
    typer.Argument(
        metavar="SITE", help="live, practice, or the address of such a site.", autocompletion=lambda: list(SITES)
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings (default: iom-projects.toml, if it is there)."),
]
Output = Annotated[Path | None, typer.Option(help="The folder that holds one folder per site (default: output).")]
Mirror = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Where to keep what an s3:// output holds (default: the user's cache)."),
]
SiteOption = Annotated[
    str,
    typer.Option("--site", metavar="SITE", help="live, practice, or an address.", autocompletion=lambda: list(SITES)),
]
Release = Annotated[str | None, typer.Option(metavar="ID", help="Which release (default: the latest).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Contact = Annotated[str | None, typer.Option(help="How the site's people reach you: an e-mail address or a web page.")]
Delay = Annotated[float | None, typer.Option(help="Least seconds between two requests (default: 2; practice: 0).")]
Size = Annotated[int, typer.Option(min=1, max=9999, help="Practice site only: how many projects it has.")]
Season = Annotated[int, typer.Option(min=1, max=2, help="Practice site only: which season it shows (1 or 2).")]

Today = Annotated[
    datetime | None,
    typer.Option("--today", metavar="DATE", formats=["%Y-%m-%d"], help="Practice site only: the day that is today."),
]


def clock_of(job: "RunPlan", today: datetime | None) -> "Clock":
    """Return the machine's clock, on another day where the practice site is asked to have one.

    Raises:
        WrongUseError: there is a day, and this is not the practice site.
    """
    from scraper.clock import SetClock, SystemClock

    if today is None:
        return SystemClock()
    if not job.is_practice:
        raise WrongUseError("--today is for the practice site alone: elsewhere a page's time is evidence")
    return SetClock(today.date())


def missing_contact(job: "RunPlan") -> str | None:
    """Say that the site's people cannot reach whoever asks, where that is so; None at home and on the practice site."""
    if job.settings.contact is not None or job.is_practice or job.site.is_loopback:
        return None
    return (
        "no contact is set: --contact you@example.org (or a web page) lets the site's people write to you, and"
        " firewalls let an honest name with a contact in where they answer 403 to others"
    )


def warn_of_contact(job: "RunPlan") -> None:
    """Warn on stderr, before anything is asked, where no contact is set."""
    lack = missing_contact(job)
    if lack is not None:
        write_error(f"iom-projects: warning: {lack}")


def configure(config: Path | None, **flags: Any) -> "Configuration":
    """Read what is set in a file, in the environment and by flags.

    Args:
        config: the file, None for the usual one.
        flags: by the setting's name; None where the flag was not given.

    Raises:
        ConfigurationError: a setting that cannot be.
    """
    from settings.configuration import read_configuration

    return read_configuration(config, os.environ, flags)


def plan(site: str, config: Path | None, *, size: int = 1200, season: int = 1, **flags: Any) -> "RunPlan":
    """Read the settings and plan the job for a site, before anything is touched.

    Raises:
        ConfigurationError: a setting that cannot be, or there is no such site.
    """
    return configure(config, **flags).plan(site, practice_size=size, practice_season=season)


def plan_build(
    site: str, config: Path | None, output: Path | None, mirror: Path | None
) -> "tuple[RunPlan, str | None]":
    """Read the settings and plan a build, in the output's folder or in the mirror of its `s3://` address.

    Returns:
        The job, and the site's address; None where the output is a folder.

    Raises:
        ConfigurationError: a setting that cannot be, or there is no such site.
        WrongUseError: there is nothing to mirror.
    """
    settings = configure(config, output=output)
    if settings.address is None:
        if mirror is not None:
            raise WrongUseError("--mirror is for an output of s3://bucket/prefix")
        return settings.plan(site), None
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "iom-projects"
    folder = mirror or cache / settings.address.partition("://")[2].replace("/", "+")
    folder.parent.mkdir(parents=True, exist_ok=True)
    job = settings.mirrored(folder).plan(site)
    return job, f"{settings.address}/{job.folder.name}"
