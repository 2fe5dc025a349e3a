"""Projects whose texts hold some words, however these are accented or capitalised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parsers.folding import fold, fold_with_origins

FIELDS = (
    "title",
    "project_key",
    "project_id",
    "prima_id",
    "countries",
    "region",
    "coverage",
    "status",
    "project_type",
    "project_type_code",
    "year",
    "description",
    "url",
)
"""Where words are looked for; the first field that holds one is where it was found."""
AROUND = 60
"""So many characters before and after a word are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A project that holds every word.

    Attributes:
        project_key, title: as in `projects`.
        found_in: for each field that holds words of the search, the text around the first of them.
    """

    project_key: str
    title: str | None
    found_in: Mapping[str, str]


def search(
    projects: Iterable[Mapping[str, Any]],
    countries: Iterable[Mapping[str, Any]],
    texts: Iterable[str],
    *,
    fields: Sequence[str] = FIELDS,
) -> list[Hit]:
    """Find the projects that hold every one of some texts, each anywhere in the fields, as a part of a word, too.

    Args:
        projects: rows of `projects`.
        countries: rows of `project_countries`, by whose names a project is found, too.
        texts: words or phrases.
        fields: where to look, of `FIELDS`.

    Returns:
        Those with one in the title first, else in the order of the table.
    """
    words = [word for word in map(fold, texts) if word]
    names: dict[str, list[str]] = {}
    for row in countries:
        names.setdefault(row["project_key"], []).extend(name for name in (row["name_en"], row["name"]) if name)
    hits = []
    for row in projects if words else ():
        whole = {field: _text(row, field, names.get(row["project_key"], ())) for field in fields}
        folded = {field: fold(one) for field, one in whole.items() if one}
        if all(any(word in one for one in folded.values()) for word in words):
            found = {
                field: _around(whole[field], words)
                for field, one in folded.items()
                if any(word in one for word in words)
            }
            hits.append(Hit(row["project_key"], row["title"], found))
    return sorted(hits, key=lambda hit: "title" not in hit.found_in)


def _text(row: Mapping[str, Any], field: str, names: Iterable[str]) -> str:
    value = row[field]
    if field == "countries":
        return ", ".join(dict.fromkeys([*(value or ()), *names]))
    return "" if value is None else str(value)


def _around(text: str, words: list[str]) -> str:
    """The text around the first word, on one line."""
    folded, origins = fold_with_origins(text)
    first = min(at for at in (folded.find(word) for word in words) if at >= 0)
    at = origins[first]
    start, end = max(0, at - AROUND), at + AROUND
    line = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"
