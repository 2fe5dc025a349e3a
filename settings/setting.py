"""What can be set: read off the dataclasses that use it, their docstrings included.

`CrawlSettings` is the file's table `[crawl]`, `Floors` is `[checks]`, `Credit` is `[citation]`, `AlertSettings` is
`[alerts]`. The commented template (`cli/template.py`) is written from them as well, so it cannot fall behind.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from alerts.settings import AlertSettings
from dataset.checks.result import Floors
from dataset.credit import Credit
from scraper.settings import CrawlSettings

PREFIX = "IOM_PROJECTS_"
# A docstring's line such as "    limit: the most project pages to ask for in this run".
_ATTRIBUTE = re.compile(r" {4}(?P<name>[a-z_]+): (?P<text>.*)")


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
