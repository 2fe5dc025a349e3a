"""The types that settings can have: what a file's value or an environment's text must be, and what it becomes."""

import re
import shlex
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from alerts.settings import Secret
from dataset.schema.selections import WATCHED
from scraper.errors import ConfigurationError
from settings.setting import Setting

# Host and port, such as "127.0.0.1:8443" or "[::1]:8443".
_TARGET = re.compile(r"(?P<host>[^\s:/\[\]]+|\[[0-9a-f:]+\]):(?P<port>[0-9]{1,5})")


def checked(setting: Setting, value: Any, *, origin: str, folder: Path) -> Any:
    """The setting's value, a path below the folder.

    Raises:
        ConfigurationError: one line that names the origin, the setting, and what is allowed.
    """
    read = READERS[setting.kind][1](value)
    if read is None:
        allowed = READERS[setting.kind][0]
        raise ConfigurationError(f"{origin}: {setting.name} must be {allowed}, not {value!r}")
    return folder / read if setting.kind is Path and not str(read).startswith("s3:/") else read


def read_text(setting: Setting, text: str) -> Any:
    """What an environment's text means as a value in a TOML file; the text itself where it is none, for the complaint.

    Texts and paths need no quotes, and a list need not be TOML: `a@example.org,b@example.org`. Names of authors have
    commas of their own, so they are parted by `;`, and a command is written as for a shell.
    """
    if setting.kind in {str, Path, Secret}:
        return text
    if setting.kind == Sequence[str] and not text.lstrip().startswith("["):
        return _list(setting.name, text)
    try:
        read = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return read["value"] if len(read) == 1 else text


def _list(name: str, text: str) -> list[str] | str:
    """The parts of a line; the line itself where one is empty, or a quotation has no end."""
    if name == "alert_command":
        try:
            return shlex.split(text) or text
        except ValueError:
            return text
    parts = [part.strip() for part in text.split(";" if name == "authors" else ",")]
    return parts if all(parts) else text


def _whole_number(value: Any) -> int | None:
    """TOML's integers have 64 bits; a bool is none, whatever Python says."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if is_number else None


def _number(value: Any) -> float | None:
    number = value if isinstance(value, float) else _whole_number(value)
    return None if number is None else float(number)


def _shares(value: Any) -> dict[str, float] | None:
    shares = {name: _number(share) for name, share in value.items()} if isinstance(value, dict) else {"": None}
    known = {name: share for name, share in shares.items() if share is not None and name in WATCHED}
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
    Mapping[str, float]: (f"a table of shares for {', '.join(WATCHED)}", _shares),
    Sequence[str]: ('a list of texts, such as ["one", "two"]', _texts),
    Mapping[str, str]: ('a table of "name" = "host"', _names),
    Mapping[str, tuple[str, int]]: ('a table of "host:port" = "host:port"', _targets),
}
"""For every type a setting can have: what is allowed, and a function that gives the value or None."""
