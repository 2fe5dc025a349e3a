"""What the practice site publishes in a season: all project pages, moved and withdrawn addresses.

Season 1 is the site as it starts. What later seasons change is written down in `data/seasons.json`, and concerns
invented projects alone: the facts of real projects stay as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from practice.facts import load_facts
from practice.generation import LARGEST, draw_project, lay_out_pages
from practice.project import ProjectPage, Way
from practice.vocabulary import read_json

_FIRST_DAY = date(2024, 1, 1)
_INVENTED_ORDINALS = 1000  # real projects count from 0, invented ones from here on, whatever the size


@dataclass(frozen=True, slots=True)
class Edition:
    """One season of the site.

    Attributes:
        pages: every project page by its path, in site order.
        moved: old path to new path.
        withdrawn: paths that earlier seasons had.
    """

    pages: Mapping[str, ProjectPage]
    moved: Mapping[str, str]
    withdrawn: tuple[str, ...]


def truth(*, season: int = 1, size: int = 1200) -> Mapping[str, ProjectPage]:
    """What every project page of a season says, by path: what a whole run must come out with."""
    return publish(season=season, size=size).pages


@lru_cache(maxsize=8)
def publish(*, season: int = 1, size: int = 1200) -> Edition:
    """The site of a season.

    Args:
        season: 1 or a season of `data/seasons.json`, which builds on all seasons before it.
        size: how many projects season 1 has. Half of them, but no more than there are, are real.

    Raises:
        ValueError: for an unknown season or a size that cannot be.
    """
    if not 1 <= size <= LARGEST:
        raise ValueError(f"a practice site has 1 to {LARGEST} projects, not {size}")
    seasons = read_json("seasons.json")
    if season != 1 and str(season) not in seasons:
        raise ValueError(f"the practice site has the seasons 1, {', '.join(seasons)}, not {season}")
    real = load_facts()[: (size + 1) // 2]
    invented = size - len(real)
    edition = Edition(_by_path([*real, *_invent(range(1, invented + 1))]), {}, ())
    for later in range(2, season + 1):
        edition = _follow(edition, seasons[str(later)], invented)
        invented += seasons[str(later)]["new"]
    return replace(edition, pages=_found_by(edition.pages))


def _invent(numbers: Iterable[int]) -> list[tuple[ProjectPage, ...]]:
    return [lay_out_pages(draw_project(n), _INVENTED_ORDINALS + n) for n in numbers]


def _by_path(projects: Iterable[tuple[ProjectPage, ...]]) -> dict[str, ProjectPage]:
    """Pages by path, each with a day of its own on which it was last changed."""
    pages: dict[str, ProjectPage] = {}
    for page in (page for project in projects for page in project):
        if page.path in pages:
            raise ValueError(f"two practice pages share the path {page.path}")
        pages[page.path] = replace(page, modified=_FIRST_DAY + timedelta(days=page.ordinal * 37 % 500))
    return pages


def _follow(before: Edition, season: dict[str, Any], invented: int) -> Edition:
    """The edition after one more season; so many `invented` projects exist before it.

    A site too small to have a project that the season changes goes without that change.
    """
    day = date.fromisoformat(season["modified"])
    pages, moved = dict(before.pages), dict(before.moved)
    for change in season["changes"]:
        ordinal = _INVENTED_ORDINALS + change["number"]
        old = [page for page in pages.values() if page.ordinal == ordinal]
        new = lay_out_pages(replace(draw_project(change["number"]), **change["set"]), ordinal) if old else ()
        for was, now in zip(old, new, strict=True):
            if was.path != now.path:
                moved[was.path] = now.path
                del pages[was.path]
            if replace(now, modified=was.modified) != was:
                pages[now.path] = replace(now, modified=day)
    gone = {_INVENTED_ORDINALS + number for number in season["withdrawn"]}
    withdrawn = tuple(path for path, page in pages.items() if page.ordinal in gone)
    for path in withdrawn:
        del pages[path]
    for page in _by_path(_invent(range(invented + 1, invented + season["new"] + 1))).values():
        pages[page.path] = replace(page, modified=day)
    return Edition(pages, moved, before.withdrawn + withdrawn)


def _found_by(pages: Mapping[str, ProjectPage]) -> dict[str, ProjectPage]:
    """The pages in site order, each with the ways that lead to it: every way alone would miss some."""
    english = {page.ordinal for page in pages.values() if page.family == "current" and page.language == "en"}
    translated = {page.ordinal for page in pages.values() if page.family == "current" and page.language != "en"}
    ordered = sorted(pages.values(), key=lambda page: page.ordinal)
    return {page.path: replace(page, found_by=_ways(page, english, translated)) for page in ordered}


def _ways(page: ProjectPage, english: set[int], translated: set[int]) -> tuple[Way, ...]:
    if page.family == "legacy":
        return ("sitemap",)
    if page.language != "en":
        if page.ordinal not in english:
            return ("sitemap",)
        return ("language_link",) if page.ordinal % 2 else ("sitemap", "language_link")
    ways: tuple[Way, ...] = ("listing", "sitemap")
    if page.ordinal % 41 == 7:
        ways = ("listing",)
    elif page.ordinal % 41 == 23:
        ways = ("sitemap",)
    return (*ways, "language_link") if page.ordinal in translated else ways
