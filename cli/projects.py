"""The one project of a release that somebody names."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.exits import WrongUseError
from cli.suggestions import suggest

NAMES = ("project_key", "project_id", "prima_id", "url")


def find_project(projects: Sequence[Mapping[str, Any]], name: str, *, what: str = "project") -> Mapping[str, Any]:
    """Find a project by its key, Projects ID, Prima ID or address, else by these in other letters, or the address' end.

    Args:
        projects: rows of the table `projects`.
        name: as somebody wrote it.
        what: what the message says is not there.

    Raises:
        WrongUseError: no project, or several, are called so.
    """
    for column in NAMES:
        found = [row for row in projects if row[column] == name]
        if found:
            return _only(found, f"the {column} {name}")
    wanted = name.strip().rstrip("/").casefold()
    found = [row for row in projects if wanted and wanted in set(_spellings(row))]
    if found:
        return _only(found, f"the name {name}")
    known = dict.fromkeys(row[column] for row in projects for column in NAMES[:-1] if row[column] is not None)
    if not wanted:
        raise WrongUseError(f"the name of a {what} is empty; iom-projects search TEXT finds some")
    raise WrongUseError(f"no {what} is called {name}{suggest(name, known) or '; iom-projects search TEXT finds some'}")


def _spellings(row: Mapping[str, Any]) -> list[str]:
    names = [row[column].rstrip("/").casefold() for column in NAMES if row[column]]
    return [*names, *(name.rpartition("/")[2] for name in names[-1:] if row["url"])]


def _only(found: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    if len(found) > 1:
        keys = ", ".join(row["project_key"] for row in found)
        raise WrongUseError(f"several projects have {name}: name one of the keys {keys}")
    return found[0]
