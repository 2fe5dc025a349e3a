"""Settings: flags over the environment over one TOML file over the defaults, all of them checked before any request.

What can be set is read off the dataclasses that use it, their docstrings included: `CrawlSettings` is the file's table
`[crawl]`, `Floors` is `[checks]`, `Credit` is `[citation]`, `AlertSettings` is `[alerts]`. The commented template
(`cli/template.py`) is written from them as well, so it cannot fall behind.
"""

import difflib
import inspect
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from alerts.settings import AlertSettings, Secret
from dataset.checks.checks import Floors
from dataset.checks.profile import WATCHED_FIELDS
from dataset.credit import Credit
from scraper.archive.place import read_address
from scraper.errors import ConfigurationError
from scraper.settings import CrawlSettings
from settings.run_plan import RunPlan, plan_run

FILE_NAME = "iom-projects.toml"
PREFIX = "IOM_PROJECTS_"
FILE_VARIABLE = f"{PREFIX}CONFIG"
FLAGS = {"delay_seconds": "--delay"}
"""Flags that are not called as their settings are."""
Origins = Mapping[str, str]
"""Where a setting's value comes from, by name: `default`, a file, a variable or a flag."""

# A docstring's line such as "    limit: the most project pages to ask for in this run".
_ATTRIBUTE = re.compile(r" {4}(?P<name>[a-z_]+): (?P<text>.*)")
# Host and port, such as "127.0.0.1:8443" or "[::1]:8443".
_TARGET = re.compile(r"(?P<host>[^\s:/\[\]]+|\[[0-9a-f:]+\]):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set.

    Attributes:
        table: `crawl`, `checks`, `citation`, or `""` for the file's top.
        name: the key in the file; in capitals, behind `IOM_PROJECTS_`, the environment's variable.
        kind: its type, None left out.
        default: None where it has no value unless it is set.
        about: what it does.
    """

    table: str
    name: str
    kind: Any
    default: Any
    about: str

    @property
    def variable(self) -> str:
        """The environment's name for it."""
        return PREFIX + self.name.upper()

    @property
    def place(self) -> str:
        """The file's name for it."""
        return f"{self.table}.{self.name}" if self.table else self.name


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
        for name, value in _from_file(path):
            values[name], origins[name] = value, str(path)
    for name, value in _from_environment(variables):
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


def _from_file(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:  # TOML that is none, or bytes that are no UTF-8
        raise ConfigurationError(f"{path} is no TOML: {error}") from error
    for table in TABLES:
        content = tables.pop(table, {})
        if not isinstance(content, dict):
            raise ConfigurationError(f"{path}: {table} must be a table, [{table}]")
        yield from _from_table(path, table, content)
    yield from _from_table(path, "", tables)


def _from_table(path: Path, table: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in content.items():
        setting = SETTINGS.get(name)
        if setting is None or setting.table != table:
            here = f"[{table}] {name}" if table else name
            raise ConfigurationError(f"{path}: there is no setting {here}; {_suggestion(table, name)}")
        if setting.kind is Secret:
            where = f"put it into the environment, {setting.variable}=…"
            raise ConfigurationError(f"{path}: {name} is a secret, and a settings file is no place for it: {where}")
        yield name, _checked(setting, value, origin=str(path), folder=path.parent)


def _suggestion(table: str, name: str) -> str:
    if name in SETTINGS:
        return f"it belongs under [{SETTINGS[name].table}]" if SETTINGS[name].table else "it belongs above all tables"
    known = [each.name for each in SETTINGS.values() if each.table == table] + ([] if table else list(TABLES))
    near = difflib.get_close_matches(name, known, n=1) or difflib.get_close_matches(name, SETTINGS, n=1)
    return f"did you mean {SETTINGS[near[0]].place if near[0] in SETTINGS else near[0]}?" if near else _listed(known)


def _listed(names: list[str]) -> str:
    return f"there are {', '.join(names)}"


def _from_environment(variables: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    known = {setting.variable: setting for setting in SETTINGS.values()}
    for variable, text in sorted(variables.items()):
        if variable == FILE_VARIABLE:
            continue
        setting = known.get(variable)
        if setting is None:
            near = difflib.get_close_matches(variable, [*known, FILE_VARIABLE], n=1)
            rest = f"did you mean {near[0]}?" if near else _listed([*known, FILE_VARIABLE])
            raise ConfigurationError(f"{variable}: there is no such setting; {rest}")
        value = text if setting.kind in {str, Path, Secret} else _toml_value(text)
        yield setting.name, _checked(setting, value, origin=variable, folder=Path())


def _toml_value(text: str) -> Any:
    """What the text means as a value in a TOML file; the text itself where it is none, for the complaint."""
    try:
        read = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return read["value"] if len(read) == 1 else text


def _checked(setting: Setting, value: Any, *, origin: str, folder: Path) -> Any:
    read = READERS[setting.kind][1](value)
    if read is None:
        allowed = READERS[setting.kind][0]
        raise ConfigurationError(f"{origin}: {setting.name} must be {allowed}, not {value!r}")
    return folder / read if setting.kind is Path and not str(read).startswith("s3:/") else read


def _whole_number(value: Any) -> int | None:
    """TOML's integers have 64 bits; a bool is none, whatever Python says."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if is_number else None


def _number(value: Any) -> float | None:
    number = value if isinstance(value, float) else _whole_number(value)
    return None if number is None else float(number)


def _shares(value: Any) -> dict[str, float] | None:
    shares = {name: _number(share) for name, share in value.items()} if isinstance(value, dict) else {"": None}
    known = {name: share for name, share in shares.items() if share is not None and name in WATCHED_FIELDS}
    return known if len(known) == len(shares) else None


def _targets(value: Any) -> dict[str, tuple[str, int]] | None:
    """`"www.iom.int:443" = "127.0.0.1:8443"`, as curl's `--connect-to` means it."""
    targets = {}
    for place, target in value.items() if isinstance(value, dict) else [("", None)]:
        match = _TARGET.fullmatch(target) if isinstance(target, str) else None
        if match is None or not _TARGET.fullmatch(place) or int(match["port"]) > 65535:
            return None
        targets[place] = (match["host"].strip("[]"), int(match["port"]))
    return targets


def _texts(value: Any) -> tuple[str, ...] | None:
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return tuple(value) if is_list else None


def _names(value: Any) -> dict[str, str] | None:
    is_table = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return dict(value) if is_table else None


READERS: Mapping[Any, tuple[str, Callable[[Any], Any]]] = {
    str: ("a text", lambda value: value if isinstance(value, str) else None),
    Path: ("a path", lambda value: Path(value) if isinstance(value, str) and value else None),
    Secret: ("a text", lambda value: Secret(value) if isinstance(value, str) else None),
    bool: ("true or false", lambda value: value if isinstance(value, bool) else None),
    int: ("a whole number", _whole_number),
    float: ("a number", _number),
    Mapping[str, float]: (f"a table of shares for {', '.join(WATCHED_FIELDS)}", _shares),
    Sequence[str]: ('a list of texts, such as ["one", "two"],', _texts),
    Mapping[str, str]: ('a table of "name" = "host"', _names),
    Mapping[str, tuple[str, int]]: ('a table of "host:port" = "host:port"', _targets),
}
"""For every type a setting can have: what is allowed, and a function that gives the value or None."""


def _settings_of(table: str, kind: type) -> Iterator[Setting]:
    """Yield what a frozen dataclass of settings can be given, in its own order."""
    hints, defaults, about = get_type_hints(kind), kind(), _attributes(kind)
    for each in fields(kind):
        plain = [hint for hint in get_args(hints[each.name]) if hint is not type(None)]
        is_optional = type(None) in get_args(hints[each.name])
        hint = plain[0] if is_optional else hints[each.name]
        yield Setting(table, each.name, hint, getattr(defaults, each.name), about.get(each.name, ""))


def _attributes(kind: type) -> dict[str, str]:
    """The `Attributes:` of a docstring, each as one line of text."""
    about: dict[str, str] = {}
    for line in inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2].splitlines():
        match = _ATTRIBUTE.fullmatch(line)
        if match:
            about[match["name"]] = match["text"]
        elif about:
            about[next(reversed(about))] += f" {line.strip()}"
    return about


TABLES = ("crawl", "checks", "citation", "alerts")
SETTINGS: Mapping[str, Setting] = {
    each.name: each
    for each in (
        Setting(
            "", "output", Path, Path("output"), "the folder that holds one folder per site; its parent must exist."
        ),
        Setting(
            "",
            "keep",
            int,
            None,
            "how many of the newest releases a run keeps; older ones are removed, never the latest nor a pinned one.",
        ),
        *_settings_of("crawl", CrawlSettings),
        *_settings_of("checks", Floors),
        *_settings_of("citation", Credit),
        *_settings_of("alerts", AlertSettings),
    )
}
"""Everything that can be set, by name."""
