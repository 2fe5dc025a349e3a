"""`iati-activities.xml`: the projects as IATI 2.03 activities (https://iatistandard.org/en/iati-standard/203/).

What IATI asks for and the pages do not say is left out or, where a day is demanded of a date that has only a year,
marked:

- `iso-date` is the first day that a start can mean and the last day that an end can mean. By IATI's guidance an exact
  date that is not known is reported as planned (types 1 and 3), and the narrative holds what is known (`2005`).
- No percentages: a project's countries are listed without shares, though IATI asks for them where there are several.
- The budget is that of the whole project, though IATI prefers a year at most: a split would be invented.
- Sectors are the Fund's own types (vocabulary 99).

An activity needs an identifier of its own, title, description, status and start: projects without them are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from dataset.exports.source import ExportError, Source
from dataset.projects.project_rows import m49
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.values.cells import as_text
from parsers.vocabulary import read_table

IOM = "XM-DAC-47066"
"""IOM's organisation identifier in IATI; its activities are this and the Projects ID."""

REPORTER = "Reproduced by iom-projects from the public project pages of the IOM Development Fund"
UNDETERMINED = "und"
"""Texts of translated pages: some are translated, some stay English."""

NEEDED = ("project_id", "title", "description", "status", "start_date")
KOSOVO = {"XKX": "XK"}
"""A user-assigned code that IATI's list of countries has and ISO 3166-1 has not."""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, such as NUL."""

Row = Mapping[str, Any]


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `iati-activities.xml`.

    Raises:
        ExportError: no project has what an activity needs.
    """
    projects = source.tables["projects"].to_pylist()
    left_out = {row["project_key"]: reason for row in projects if (reason := _unfit(row))}
    fit = [row for row in projects if row["project_key"] not in left_out]
    if not fit:
        raise ExportError("no project has all that an IATI activity needs: " + ", ".join(NEEDED))
    root = ET.Element("iati-activities", {"version": "2.03"})
    if source.is_practice:
        root.append(ET.Comment(f" {PRACTICE_NOTE} "))
    countries = _countries(source)
    for row in fit:
        root.append(_activity(row, countries.get(row["project_key"], [])))
    ET.indent(root)
    ET.ElementTree(root).write(folder / "iati-activities.xml", encoding="utf-8", xml_declaration=True)
    counts = Counter(left_out.values())
    reasons = "".join(f"; {count:,}: {reason}" for reason, count in counts.most_common())
    total = f"{len(fit):,} of {len(projects):,} projects written, {len(left_out):,} left out{reasons}"
    return (*(f"{key} left out: {reason}" for key, reason in left_out.items()), total)


def _unfit(row: Row) -> str | None:
    missing = [name for name in NEEDED if row[name] is None]
    if missing:
        return f"no {', '.join(missing)}"
    return "its Projects ID stands on another project too" if row["is_id_shared"] else None


def _countries(source: Source) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in source.tables["project_countries"].to_pylist():
        if row["role"] == "benefiting":
            found.setdefault(row["project_key"], []).append(row)
    return found


def _activity(row: Row, countries: list[Row]) -> ET.Element:
    """One activity, its elements in the order that the schema demands."""
    activity = ET.Element("iati-activity", {"default-currency": "USD", "xml:lang": "en"})
    if row["last_seen"] is not None:
        activity.set("last-updated-datetime", str(as_text(row["last_seen"])))
    ET.SubElement(activity, "iati-identifier").text = f"{IOM}-{row['project_id']}"
    reporter = ET.SubElement(activity, "reporting-org", {"ref": IOM, "type": "40", "secondary-reporter": "1"})
    _narrative(reporter, REPORTER)
    language = None if row["language"] == "en" else UNDETERMINED
    _narrative(ET.SubElement(activity, "title"), row["title"], language)
    _narrative(ET.SubElement(activity, "description", {"type": "1"}), row["description"], language)
    fund = ET.SubElement(activity, "participating-org", {"ref": IOM, "type": "40", "role": "1"})
    _narrative(fund, "International Organization for Migration, IOM Development Fund")
    if row["prima_id"] is not None:
        other = ET.SubElement(activity, "other-identifier", {"ref": row["prima_id"], "type": "B9"})
        ET.SubElement(other, "owner-org", {"ref": IOM})
    ET.SubElement(activity, "activity-status", {"code": _code("status", row["status"])})
    activity.extend(_dates(row))
    if row["coverage"] is not None:
        ET.SubElement(activity, "activity-scope", {"code": _code("coverage", row["coverage"])})
    for country in countries:
        element = ET.SubElement(activity, "recipient-country", {"code": _alpha2(country["iso3"])})
        _narrative(element, country["name_en"])
    if row["project_type_code"] is not None:
        sector = ET.SubElement(activity, "sector", {"vocabulary": "99", "code": row["project_type_code"]})
        _narrative(sector, row["project_type"])
    activity.extend(_budget(row))
    activity.append(_page(row))
    return activity


def _dates(row: Row) -> Iterator[ET.Element]:
    """Start and end; a day that is known is actual once it is past, everything else is planned."""
    seen: date | None = row["last_seen"].date() if row["last_seen"] else None
    for name, bound, planned, actual in (("start_date", "earliest", "1", "2"), ("end_date", "latest", "3", "4")):
        printed: str | None = row[name]
        if printed is None:
            continue
        day: date = row[f"{name}_{bound}"]
        is_past_day = len(printed) == len("2005-03-14") and seen is not None and day <= seen
        element = ET.Element("activity-date", {"type": actual if is_past_day else planned, "iso-date": day.isoformat()})
        if printed != day.isoformat():
            _narrative(element, printed)
        yield element


def _budget(row: Row) -> Iterator[ET.Element]:
    """The whole project's budget, where both ends of its period are known."""
    if row["budget_usd"] is None or row["end_date"] is None:
        return
    start, end = row["start_date_earliest"].isoformat(), row["end_date_latest"].isoformat()
    budget = ET.Element("budget", {"type": "1", "status": "1"})
    ET.SubElement(budget, "period-start", {"iso-date": start})
    ET.SubElement(budget, "period-end", {"iso-date": end})
    ET.SubElement(budget, "value", {"value-date": start}).text = str(as_text(row["budget_usd"]))
    yield budget


def _page(row: Row) -> ET.Element:
    page = ET.Element("document-link", {"url": row["url"], "format": "text/html"})
    _narrative(ET.SubElement(page, "title"), "Project page")
    ET.SubElement(page, "category", {"code": "A12"})
    if row["language"] is not None:
        ET.SubElement(page, "language", {"code": row["language"]})
    return page


def _narrative(parent: ET.Element, text: str, language: str | None = None) -> None:
    marked = {} if language is None else {"xml:lang": language}
    ET.SubElement(parent, "narrative", marked).text = _FORBIDDEN.sub("\ufffd", text)


def _alpha2(iso3: str) -> str:
    return KOSOVO.get(iso3) or m49()[iso3]["iso2"]


def _code(field: str, value: str) -> str:
    return _codes()[field, value]


@cache
def _codes() -> dict[tuple[str, str], str]:
    return {(row["field"], row["value"]): row["code"] for row in read_table("iati_codes.csv", "dataset")}
