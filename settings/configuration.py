"""Settings: flags over the environment over one TOML file over the defaults, all of them checked before any request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from alerts.settings import AlertSettings
from dataset.credit import Credit
from scraper.archive.place import read_address
from scraper.errors import ConfigurationError
from scraper.settings import CrawlSettings
from settings.run_plan import RunPlan, plan_run
from settings.setting import PREFIX, SETTINGS
from settings.sources import FILE_NAME, FILE_VARIABLE, from_environment, from_file

FLAGS = {"delay_seconds": "--delay"}
"""Flags that are not called as their settings are."""
Origins = Mapping[str, str]
"""Where a setting's value comes from, by name: `default`, a file, a variable or a flag."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings that somebody gave, each checked by itself.

    Attributes:
        output: the folder that holds one folder per site.
        crawl: how to crawl.
        checks: the bounds that were set; the site's own hold for the others.
        origins: where every value comes from.
        keep: how many of the newest releases to keep; None keeps all.
        credit: whom to name when a release is cited.
        file: the file that was read, or None.
        alerts: whom to tell.
    """

    output: Path
    crawl: CrawlSettings
    checks: Mapping[str, Any]
    origins: Origins
    file: Path | None = None
    keep: int | None = None
    credit: Credit = field(default_factory=Credit)
    alerts: AlertSettings = field(default_factory=AlertSettings)

    @property
    def address(self) -> str | None:
        """The `s3://` address that output is; None where it is a folder.

        Raises:
            ConfigurationError: it is another address.
        """
        try:
            return read_address(self.output)
        except ConfigurationError as error:
            raise self._wrong(str(error)) from None

    def mirrored(self, folder: Path) -> "Configuration":
        """The same with a folder for the mirror of an address.

        Raises:
            ConfigurationError: a setting does not go with an address.
        """
        if self.keep is not None:
            raise self._wrong("keep is for folders; a rule of the bucket removes old releases there")
        return replace(self, output=folder)

    def plan(self, site: str, *, practice_size: int = 1200, practice_season: int = 1) -> RunPlan:
        """Turn the settings into a job for one site, before anything is touched.

        Raises:
            ConfigurationError: there is no such site, or a setting cannot work there.
        """
        if self.address is not None:
            raise self._wrong("output can be s3:// for `build` alone; crawl into a folder and copy it there")
        if obstacle := _obstacle(self.output.absolute()):
            raise self._wrong(f"output cannot be made: {obstacle}")
        try:
            job = plan_run(site, self.output, self.crawl, practice_size=practice_size, practice_season=practice_season)
            filled = {**job.floors.min_filled, **self.checks.get("min_filled", {})}
            floors = replace(job.floors, **{**self.checks, "min_filled": filled})
            floors.check()
            self.credit.check()
            self.alerts.check()
        except (ConfigurationError, ValueError) as error:
            raise self._wrong(str(error)) from error
        if self.keep is not None and self.keep < 1:
            raise self._wrong(f"keep must be 1 or more, not {self.keep}")
        return replace(job, floors=floors, keep=self.keep, alerts=self.alerts, credit=self.credit)

    def _wrong(self, message: str) -> ConfigurationError:
        """The error with the origin of the setting that it begins with."""
        origin = self.origins.get(message.partition(" ")[0], "default")
        return ConfigurationError(message if origin == "default" else f"{origin}: {message}")


def _obstacle(folder: Path) -> str | None:
    """Why a folder can neither be used nor be made; None where it can. Only its last part may be missing."""
    if folder.exists():
        return None if folder.is_dir() else f"{folder} is no folder"
    if folder.parent.is_dir():
        return None
    file = next((one for one in folder.parents if one.is_file()), None)
    return f"{file} is no folder" if file else f"there is no folder {folder.parent}"


def read_configuration(
    file: Path | None, environment: Mapping[str, str], flags: Mapping[str, Any], *, folder: Path = Path()
) -> Configuration:
    """Read what is set anywhere.

    Args:
        file: the TOML file; None takes the one that `IOM_PROJECTS_CONFIG` names, else `iom-projects.toml` if it is
            there. Paths in it are relative to its own folder.
        environment: variables; an empty one counts as not set.
        flags: by setting; None counts as not given.
        folder: where to look for `iom-projects.toml`.

    Raises:
        ConfigurationError: one line that names the file, variable or flag, the setting, and what is allowed.
    """
    variables = {name: text for name, text in environment.items() if name.startswith(PREFIX) and text}
    named = Path(variables[FILE_VARIABLE]) if FILE_VARIABLE in variables else None
    path = file or named or folder / FILE_NAME
    values: dict[str, Any] = {}
    origins = {setting.name: "default" for setting in SETTINGS.values()}
    is_read = bool(file or named or path.exists())
    if is_read:
        for name, value in from_file(path):
            values[name], origins[name] = value, str(path)
    for name, value in from_environment(variables):
        values[name], origins[name] = value, SETTINGS[name].variable
    for name, value in flags.items():
        if value is not None:
            values[name], origins[name] = value, FLAGS.get(name, f"--{name}")
    crawl = {name: value for name, value in values.items() if SETTINGS[name].table == "crawl"}
    checks = {name: value for name, value in values.items() if SETTINGS[name].table == "checks"}
    alerts = {name: value for name, value in values.items() if SETTINGS[name].table == "alerts"}
    output = values.get("output", Path("output"))
    read = path if is_read else None
    credit = Credit(**{name: value for name, value in values.items() if SETTINGS[name].table == "citation"})
    crawl_settings, alert_settings = CrawlSettings(**crawl), AlertSettings(**alerts)
    return Configuration(
        output, crawl_settings, checks, origins, read, values.get("keep"), credit=credit, alerts=alert_settings
    )
