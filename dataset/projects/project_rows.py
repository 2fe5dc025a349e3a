"""The rows of one project: itself, its countries, its components."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from dataset.projects.preference import ProjectPage, is_suspect
from dataset.projects.resolution import Project
from dataset.schema.selections import OF_PAGE
from dataset.values.date_bounds import day_bounds
from parsers.vocabulary import read_table

Row = dict[str, Any]

NOT_OWN_PARTS = ("challenge", "parent_project", "other")
"""Kinds of enumerated items that are no part of the project itself."""

COUNTRY_ROLES = {"benefiting": "countries", "other": "other_countries"}
"""Role of a country in a project, and the field that lists the countries of that role."""


def project_row(project: Project) -> Row:
    """The row of `projects`."""
    best = project.pages[0]
    values = {name: project.value(name) for name in OF_PAGE}
    countries = values["countries"]
    start, end = _bounds(values["start_date"]), _bounds(values["end_date"])
    return {
        "project_key": project.key,
        **values,
        "start_date_earliest": start[0],
        "start_date_latest": start[1],
        "end_date_earliest": end[0],
        "end_date_latest": end[1],
        "n_countries": len(countries) if isinstance(countries, tuple) else None,
        "n_components": _count_components(project),
        "language": best.content.language,
        "url": best.url,
        "n_pages": len(project.pages),
        "n_conflicts": project.n_conflicts,
        "first_seen": whole_second(min(_times(project, "first_fetched"), default=None)),
        "last_seen": whole_second(max(_times(project, "last_fetched"), default=None)),
        "withdrawn": all(page.record.state == "withdrawn" for page in project.pages),
        "is_status_stale": _is_status_stale(project, end[1]),
        "is_end_date_suspect": "end_date" in project.chosen and is_suspect(project.chosen["end_date"], "end_date"),
        "is_id_shared": project.is_id_shared,
    }


def country_rows(project: Project) -> Iterator[Row]:
    """The rows of `project_countries`."""
    for role, field in COUNTRY_ROLES.items():
        page = project.chosen.get(field)
        observation = page.observation(field) if page else None
        if observation is None or not isinstance(observation.value, tuple):
            continue
        names = observation.names or (None,) * len(observation.value)
        for position, (iso3, name) in enumerate(zip(observation.value, names, strict=True), start=1):
            un = m49()[iso3]
            yield {
                "project_key": project.key,
                "role": role,
                "position": position,
                "iso3": iso3,
                "name": name,
                "name_en": un["name_en"] or None,
                "m49_code": un["m49"] or None,
                "m49_region": un["region"] or None,
                "m49_subregion": un["sub_region"] or None,
                "share": None,
            }


def component_rows(project: Project) -> Iterator[Row]:
    """The rows of `project_components`, from the page whose description is the project's."""
    page = _described_by(project)
    for item in page.content.items if page else ():
        yield {
            "project_key": project.key,
            "list": item.list,
            "position": item.position,
            "marker": item.marker,
            "lead_in": item.lead_in,
            "kind": item.kind,
            "text": item.text,
            "char_start": item.start,
            "char_end": item.end,
        }


@cache
def m49() -> Mapping[str, Mapping[str, str]]:
    """The UN M49 names and regions by ISO 3166-1 alpha-3 code, from the parsers' table of countries."""
    return {row["iso3"]: row for row in read_table("countries.csv")}


def whole_second(time: datetime | None) -> datetime | None:
    """The time as the tables hold it: nobody needs fractions, and readers differ in how they take them."""
    return None if time is None else time.replace(microsecond=0)


def _described_by(project: Project) -> ProjectPage | None:
    return project.chosen.get("description")


def _count_components(project: Project) -> int | None:
    page = _described_by(project)
    if page is None:
        return None
    return sum(item.kind not in NOT_OWN_PARTS for item in page.content.items)


def _bounds(edtf: object) -> tuple[date | None, date | None]:
    return day_bounds(edtf) if isinstance(edtf, str) else (None, None)


def _times(project: Project, name: str) -> list[datetime]:
    times = (getattr(page.record, name) for page in project.pages)
    return [time for time in times if time is not None]


def _is_status_stale(project: Project, end: date | None) -> bool | None:
    """Whether the page said `Active` when the end was past, by the day on which it said so."""
    page = project.chosen.get("status")
    seen = page.record.last_fetched if page else None
    if page is None or seen is None or end is None:
        return None
    return page.value("status") == "Active" and end < seen.date()
