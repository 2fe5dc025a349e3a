"""Where settings stand: one TOML file, and the environment. What is misspelt is named, with what was meant."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from alerts.settings import Secret
from scraper.errors import ConfigurationError
from settings.setting import PREFIX, SETTINGS, TABLES
from settings.setting_types import checked, read_text

FILE_NAME = "iom-projects.toml"
FILE_VARIABLE = f"{PREFIX}CONFIG"


def from_file(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield what a settings file sets, by the setting's name.

    Raises:
        ConfigurationError: it cannot be read, or says what cannot be.
    """
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
        yield name, checked(setting, value, origin=str(path), folder=path.parent)


def _suggestion(table: str, name: str) -> str:
    if name in SETTINGS:
        return f"it belongs under [{SETTINGS[name].table}]" if SETTINGS[name].table else "it belongs above all tables"
    known = [each.name for each in SETTINGS.values() if each.table == table] + ([] if table else list(TABLES))
    near = difflib.get_close_matches(name, known, n=1) or difflib.get_close_matches(name, SETTINGS, n=1)
    return f"did you mean {SETTINGS[near[0]].place if near[0] in SETTINGS else near[0]}?" if near else _listed(known)


def _listed(names: list[str]) -> str:
    return f"there are {', '.join(names)}"


def from_environment(variables: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield what variables set, by the setting's name.

    Raises:
        ConfigurationError: there is no such setting, or it cannot be so.
    """
    known = {setting.variable: setting for setting in SETTINGS.values()}
    for variable, text in sorted(variables.items()):
        if variable == FILE_VARIABLE:
            continue
        setting = known.get(variable)
        if setting is None:
            near = difflib.get_close_matches(variable, [*known, FILE_VARIABLE], n=1)
            rest = f"did you mean {near[0]}?" if near else _listed([*known, FILE_VARIABLE])
            raise ConfigurationError(f"{variable}: there is no such setting; {rest}")
        yield setting.name, checked(setting, read_text(setting, text), origin=variable, folder=Path())
