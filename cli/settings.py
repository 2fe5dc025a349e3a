"""`config`: the settings in force with where each comes from, and the commented template."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alerts.settings import Secret
from cli.configured import AsJson, ConfigFile, Contact, Delay, Output, SiteName, configure
from cli.exits import DONE
from cli.lines import print_lines
from cli.terminal import print_json

if TYPE_CHECKING:
    from dataset.credit import Credit
    from settings.configuration import Configuration
    from settings.run_plan import RunPlan

Template = Annotated[bool, typer.Option("--template", help="Print a commented settings file with every default.")]
ORIGIN_COLUMN = 44
HIDDEN = "(hidden)"


def config(
    site: SiteName = "live",
    *,
    template: Template = False,
    config: ConfigFile = None,
    output: Output = None,
    contact: Contact = None,
    delay: Delay = None,
    json: AsJson = False,
) -> int:
    """Print the settings in force for a site, as TOML, and where each comes from; nothing is asked or changed.

    Flags win over the environment (IOM_PROJECTS_DELAY_SECONDS=5), the environment over the file, the file over the
    defaults. The file is --config FILE, else the one that IOM_PROJECTS_CONFIG names, else ./iom-projects.toml.

    For example:

        iom-projects config --template > iom-projects.toml

        iom-projects config live
    """
    from cli.template import template_lines

    if template:
        print_lines(template_lines())
        return DONE
    configuration = configure(config, output=output, contact=contact, delay_seconds=delay)
    job = configuration.plan(site)
    if json:
        print_json(_describe(configuration, job), indent=2)
    else:
        print_lines(_lines(configuration, job))
    return DONE


def _values(job: "RunPlan", credit: "Credit") -> dict[str, Any]:
    """The values that hold for a job, by setting."""
    from settings.setting import SETTINGS

    holders = {
        "": {"output": job.folder.parent, "keep": job.keep},
        "crawl": job.settings,
        "checks": job.floors,
        "citation": credit,
        "alerts": job.alerts,
    }
    values = {
        setting.name: holder[setting.name] if isinstance(holder, dict) else getattr(holder, setting.name)
        for setting in SETTINGS.values()
        for holder in [holders[setting.table]]
    }
    return {**values, "delay_seconds": job.settings.delay(job.site)}


def _describe(configuration: "Configuration", job: "RunPlan") -> dict[str, Any]:
    settings = {
        name: {"value": _plain(value), "from": configuration.origins[name]}
        for name, value in _values(job, configuration.credit).items()
    }
    return {"site": job.site.start, "user_agent": job.settings.user_agent, "settings": settings}


def _plain(value: Any) -> Any:
    """A value that JSON has: paths and infinity as text; a secret as a word that hides it."""
    if isinstance(value, Secret):
        return HIDDEN
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, tuple) and (not value or isinstance(value[-1], str)):
        return list(value)
    if isinstance(value, tuple):
        return f"{value[0]}:{value[1]}"
    return {name: _plain(each) for name, each in value.items()} if hasattr(value, "items") else str(value)


def _lines(configuration: "Configuration", job: "RunPlan") -> Iterator[str]:
    from cli.template import toml_value
    from settings.setting import SETTINGS, TABLES

    values = _values(job, configuration.credit)
    yield f"# {job.site.start} is told: User-Agent: {job.settings.user_agent}"
    for table in ("", *TABLES):
        if table:
            yield from ("", f"[{table}]")
        for name, value in values.items():
            if SETTINGS[name].table == table:
                line = f"# {name} is not set" if value is None else f"{name} = {toml_value(value)}"
                line = f"# {name} is set and hidden" if isinstance(value, Secret) else line
                yield f"{line:<{ORIGIN_COLUMN}}  # {configuration.origins[name]}"
