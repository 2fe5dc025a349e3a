"""The report of a release: `report.html`, one file that makes no request and runs no code but its own.

Everything from the network is escaped: texts by the template, the projects' data as JSON in which no tag can end, and a
content security policy that allows the page's own style and script by their hashes, and nothing else.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup

from dataset.checks.result import CheckReport
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.releases.stored_tables import Tables, columns, row_groups
from dataset.schema.datapackage import ABOUT, TITLE
from dataset.values.cells import as_text
from report import figures
from report.charts import draw_svgs, make_charts
from report.figures import Rows
from report.projects import charted, project_rows

FILE_NAME = "report.html"
_OF_PAGES = ("url", "state", "outcome", "reason", "last_visited")
"""Columns of `pages` that the report tells of as a whole."""
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


def render_report(tables: Tables, account: Account) -> bytes:
    """Render the report of a release, the same bytes for the same tables and account.

    Args:
        tables: by `tables.build_tables`.
        account: what else is known.
    """
    return b"".join(stream_report(tables, account))


def stream_report(tables: Tables, account: Account) -> Iterator[bytes]:
    """Yield the report part by part: it holds what is known of every project, and nobody holds it as a whole."""
    style, script = _file("report.css"), _file("report.js")
    earlier = account.earlier_changes
    changes = figures.new_rows(tables["changes"].to_pylist(), [] if earlier is None else earlier.to_pylist())
    projects, pages = charted(tables), columns(tables, "pages", *_OF_PAGES)
    countries = columns(tables, "project_countries", "iso3", "name_en", "role").to_pylist()
    charts = make_charts(projects, countries)
    drawn = list(zip(charts, draw_svgs(charts), strict=True))
    parts = _template().generate(
        title=TITLE,
        about=ABOUT,
        practice_note=PRACTICE_NOTE if account.practice else None,
        source=account.source,
        newest=as_text(pc.max(pages.column("last_visited")).as_py()),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        data=map(Markup, _as_json(project_rows(tables))),  # `<` is escaped
        checks=account.checks,
        totals=_totals(projects, countries, pages),
        first=earlier is None,
        changes=figures.count_changes(changes),
        places=_places(tables),
        unread=_unread(pages),
        kinds=figures.kinds_of_issues(columns(tables, "issues", "severity", "kind")),
        reasons=_reasons(columns(tables, "observations", "field", "field_status")),
        balance=figures.outcomes(pages),
        politeness=_politeness(account.crawl),
        countries=_most_first(figures.projects_by_country(countries)),
        charts=[(chart, Markup(svg)) for chart, svg in drawn],  # noqa: S704 - drawn from codes and numbers
    )
    return (part.encode() for part in parts)


def _totals(projects: Rows, countries: Rows, pages: pa.Table) -> dict[str, Any]:
    budgets = [row["budget_usd"] for row in projects if row["budget_usd"] is not None]
    return {
        "projects": len(projects),
        "countries": len({row["iso3"] for row in countries if row["role"] == "benefiting"}),
        "budget": round(sum(budgets)),
        "without_budget": len(projects) - len(budgets),
        "pages": pages.num_rows,
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


def _places(tables: Tables) -> Rows:
    """The findings that a person should look at first: the worst, one for each kind and field in turn."""
    seen: set[tuple[str, str | None]] = set()
    first: Rows = []
    for group in row_groups(tables, "issues"):
        for row in group.filter(pc.not_equal(group.column("severity"), "info")).to_pylist():
            if (row["kind"], row["field"]) not in seen:
                seen.add((row["kind"], row["field"]))
                first.append(row)
    return first[:_MOST_PLACES]


def _unread(pages: pa.Table) -> Rows:
    """The addresses of which no usable page is known, and those that the last visit could not verify."""
    unverified = pc.is_in(pages.column("state"), pa.array(["unverified", "unfetched"]))
    usable = pc.is_in(pages.column("outcome"), pa.array(["project", "not_a_project", None], pa.string()))
    found: Rows = pages.filter(pc.or_(unverified, pc.invert(usable))).to_pylist()
    return found


def _reasons(observations: pa.Table) -> dict[str, dict[str, int]]:
    """For each field, how many pages give no value, by reason."""
    table: dict[str, dict[str, int]] = {}
    for row in figures.reasons_for_nulls(observations):
        table.setdefault(row["field"], {})[row["reason"]] = row["pages"]
    return table


def _as_json(rows: Iterable[object]) -> Iterator[str]:
    """JSON for a `<script>` element: no `<` stands in it, so nothing in it can end the element or begin another."""
    before = "["
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        yield before + text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        before = ","
    yield "[]" if before == "[" else "]"


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
