"""The report of a release: `report.html`, one file that makes no request and runs no code but its own.

Everything from the network is escaped: texts by the template, the projects' data as JSON in which no tag can end, and a
content security policy that allows the page's own style and script by their hashes, and nothing else.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
import pyarrow as pa
from markupsafe import Markup

from dataset.checks.result import CheckReport
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema.datapackage import ABOUT, TITLE
from dataset.values.cells import as_text
from report import figures
from report.charts import draw_svgs, make_charts
from report.figures import Row, Rows

FILE_NAME = "report.html"
_MOST_PLACES = 12
"""So many doubtful values and pages are named on the first screen; the tables have all."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the report says beside the tables.

    Attributes:
        source: address of the site.
        practice: whether the data is made up.
        checks: of the build.
        earlier_changes: the table `changes` of the release before; None for the first release.
        crawl: what the newest crawl came to, as the ledger keeps it; None where none came to its end.
    """

    source: str
    practice: bool
    checks: CheckReport
    earlier_changes: pa.Table | None = None
    crawl: Mapping[str, Any] | None = None


def render_report(tables: Mapping[str, pa.Table], account: Account) -> bytes:
    """Render the report of a release, the same bytes for the same tables and account.

    Args:
        tables: by `tables.build_tables`.
        account: what else is known.
    """
    rows = {name: table.to_pylist() for name, table in tables.items() if name != "observations"}
    style, script = _file("report.css"), _file("report.js")
    earlier = account.earlier_changes
    changes = figures.new_rows(rows["changes"], [] if earlier is None else earlier.to_pylist())
    charts = make_charts(rows["projects"], rows["project_countries"])
    drawn = list(zip(charts, draw_svgs(charts), strict=True))
    page = _template().render(
        title=TITLE,
        about=ABOUT,
        practice_note=PRACTICE_NOTE if account.practice else None,
        source=account.source,
        newest=_newest(rows["pages"]),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        data=Markup(_as_json([*_project_rows(rows)])),  # noqa: S704 - `<` is escaped
        checks=account.checks,
        totals=_totals(rows),
        first=earlier is None,
        changes=figures.count_changes(changes),
        places=_places(rows["issues"]),
        unread=_unread(rows["pages"]),
        kinds=figures.kinds_of_issues(rows["issues"]),
        reasons=_reasons(tables["observations"]),
        balance=figures.outcomes(rows["pages"]),
        politeness=_politeness(account.crawl),
        countries=_most_first(figures.projects_by_country(rows["project_countries"])),
        charts=[(chart, Markup(svg)) for chart, svg in drawn],  # noqa: S704 - drawn from codes and numbers
    )
    return page.encode()


def _totals(rows: Mapping[str, Rows]) -> dict[str, Any]:
    budgets = [row["budget_usd"] for row in rows["projects"] if row["budget_usd"] is not None]
    countries = {row["iso3"] for row in rows["project_countries"] if row["role"] == "benefiting"}
    return {
        "projects": len(rows["projects"]),
        "countries": len(countries),
        "budget": round(sum(budgets)),
        "without_budget": len(rows["projects"]) - len(budgets),
        "pages": len(rows["pages"]),
    }


def _politeness(crawl: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """How the newest crawl behaved towards the site; nothing where none is known, or an earlier version wrote it."""
    if crawl is None or "smallest_gaps" not in crawl:
        return []
    return [
        ("requests", f"{crawl['requests']:,}, {crawl['retries']:,} of them repeated"),
        *((f"least time between requests to {host}", f"{gap:,.2f} s") for host, gap in crawl["smallest_gaps"].items()),
        *((f"robots.txt of {host}", str(answer)) for host, answer in crawl["robots"].items()),
        ("waits as long as the site asked (Retry-After)", f"{crawl['retry_after_obeyed']:,}"),
        ("pages that had not changed", f"{crawl['not_modified']:,}, which saved {crawl['bytes_saved']:,} bytes"),
        ("bytes received", f"{crawl['bytes_received']:,}"),
    ]


def _most_first(countries: Rows) -> Rows:
    return sorted(countries, key=lambda row: (-row["projects"], row["name"]))


def _newest(pages: Rows) -> str | None:
    return max((as_text(row["last_visited"]) or "" for row in pages), default="") or None


def _places(issues: Rows) -> Rows:
    """The findings that a person should look at first: the worst, one for each kind and field in turn."""
    seen: set[tuple[str, str | None]] = set()
    first: Rows = []
    for row in issues:
        if row["severity"] != "info" and (row["kind"], row["field"]) not in seen:
            seen.add((row["kind"], row["field"]))
            first.append(row)
    return first[:_MOST_PLACES]


def _unread(pages: Rows) -> Rows:
    """The addresses of which no usable page is known, and those that the last visit could not verify."""
    return [row for row in pages if row["state"] in {"unverified", "unfetched"} or _is_refused(row)]


def _is_refused(row: Row) -> bool:
    return row["outcome"] is not None and row["outcome"] not in {"project", "not_a_project"}


def _reasons(observations: pa.Table) -> dict[str, dict[str, int]]:
    """For each field, how many pages give no value, by reason."""
    table: dict[str, dict[str, int]] = {}
    for row in figures.reasons_for_nulls(observations):
        table.setdefault(row["field"], {})[row["reason"]] = row["pages"]
    return table


def _project_rows(rows: Mapping[str, Rows]) -> Sequence[Row]:
    """What the table and the card of each project show."""
    of = {
        name: _by_project(rows[name])
        for name in ("project_countries", "project_components", "changes", "pages", "issues")
    }
    return [
        {
            "key": row["project_key"],
            "title": row["title"],
            "type": row["project_type"],
            "status": row["status"],
            "coverage": row["coverage"],
            "region": row["region"],
            "year": row["year"],
            "start": row["start_date"],
            "end": row["end_date"],
            "budget": as_text(row["budget_usd"]),
            "url": row["url"],
            "withdrawn": row["withdrawn"],
            "description": row["description"],
            "countries": [
                [one["iso3"], one["name"] or one["name_en"]]
                for one in of["project_countries"].get(row["project_key"], ())
            ],
            "parts": [one["text"] for one in of["project_components"].get(row["project_key"], ())],
            "history": [
                [as_text(one["observed_at"]), one["field"], one["old"], one["new"], one["cause"]]
                for one in of["changes"].get(row["project_key"], ())
            ],
            "pages": [
                [one["url"], one["language"], as_text(one["last_fetched"]), one["digest"]]
                for one in of["pages"].get(row["project_key"], ())
            ],
            "issues": [
                [one["field"], one["message"]]
                for one in of["issues"].get(row["project_key"], ())
                if one["severity"] != "info"
            ],
        }
        for row in rows["projects"]
    ]


def _by_project(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        if row["project_key"] is not None:
            found.setdefault(row["project_key"], []).append(row)
    return found


def _as_json(value: object) -> str:
    """JSON for a `<script>` element: no `<` stands in it, so nothing in it can end the element or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(style: str, script: str) -> str:
    """The content security policy: this style and this script, and no request (https://www.w3.org/TR/CSP3/)."""
    return (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["kind"] = lambda name: name.replace("_", " ")
    return environment.get_template("report.html")


def _file(name: str) -> str:
    return (files("report") / "templates" / name).read_text(encoding="utf-8")
