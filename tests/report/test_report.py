"""The report says what the tables say, in the same bytes each time, and nothing of a page becomes markup."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from decimal import Decimal
from subprocess import CalledProcessError
from typing import Any

import pyarrow as pa
import pytest
from selectolax.lexbor import LexborHTMLParser

from dataset.projects.tables import Tables
from report import Account, figures, render_report
from report.charts import draw_png, make_charts
from report.drawing import draw
from report.world import unmatched
from tests.report.conftest import HOSTILE


def text_of(report: bytes, selector: str) -> str:
    node = LexborHTMLParser(report.decode()).css_first(selector)
    assert node is not None, selector
    return " ".join(node.text().split())


def test_the_same_tables_give_the_same_bytes(
    tables: Tables, account: Account, report: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the process of its own that draws for users as well."""
    monkeypatch.setattr("report.charts.draw", draw)
    assert render_report(tables, account) == report


def test_what_cannot_be_drawn_ends_the_build() -> None:
    with pytest.raises(CalledProcessError):
        draw([{"mark": "none there is"}])


def test_the_first_screen_says_what_can_be_trusted_what_changed_and_where_to_look(report: bytes) -> None:
    trust = text_of(report, "section:has(#trust)")
    assert "All 2 checks let it pass; 1 of them wants a person’s eye." in trust
    assert f"missing: 1 of 3: {HOSTILE}" in trust
    assert text_of(report, ".totals").startswith("projects3 benefiting countries12 stated budgets (USD)299,954 ")
    assert "statusthe site changed1" in text_of(report, "section:has(#changed)")
    assert f"odd (year): {HOSTILE}" in text_of(report, "section:has(#look)")
    assert "Practice data" in text_of(report, ".banner")
    assert "crawl in run.json" in text_of(report, "section:has(#politeness)")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the charts out, which take most of the time, where a test is about the words."""
    monkeypatch.setattr("report.page.draw_svgs", lambda charts: [""] * len(charts))


@pytest.mark.usefixtures("undrawn")
def test_a_first_release_has_nothing_to_compare_with(tables: Tables, account: Account) -> None:
    first = render_report(tables, replace(account, earlier_changes=None, practice=False))
    assert "first release" in text_of(first, "section:has(#changed)")
    assert LexborHTMLParser(first.decode()).css_first(".banner") is None


@pytest.mark.usefixtures("undrawn")
def test_changes_of_earlier_releases_are_not_told_again(tables: Tables, account: Account) -> None:
    same = render_report(tables, replace(account, earlier_changes=tables["changes"]))
    assert "Nothing." in text_of(same, "section:has(#changed)")


def test_no_text_of_a_page_becomes_markup(report: bytes) -> None:
    tree = LexborHTMLParser(report.decode())
    assert len(tree.css("script")) == 2
    assert tree.css("img, iframe, object, link, base, [onerror]") == []
    data = tree.css_first("#data")
    assert data is not None
    rows = json.loads(data.text())
    assert {row["key"]: row["title"] for row in rows}["LM.0254"] == HOSTILE


def test_the_policy_names_the_pages_own_style_and_script(report: bytes) -> None:
    tree = LexborHTMLParser(report.decode())
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    allowed = policy.attributes["content"] or ""
    assert allowed.startswith("default-src 'none';")
    for kind, node in (("style", tree.css_first("style")), ("script", tree.css("script")[1])):
        assert node is not None
        digest = base64.b64encode(hashlib.sha256(node.text().encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in allowed
    assert re.search(rb'(?:src|href)="(?!#|https?://)', report) is None


def test_figures_count_what_is_missing_too(tables: Tables) -> None:
    projects = tables["projects"].to_pylist()
    assert figures.projects_by(projects, "status") == [
        {"value": "Active", "projects": 1},
        {"value": "Completed", "projects": 1},
        {"value": "not stated", "projects": 1},
    ]
    budgets = figures.budgets_by_region_and_year(projects)
    assert sum(row["budget_usd"] for row in budgets) == float(Decimal("81500.00") + Decimal("218453.50"))
    assert figures.durations(projects) == [{"years": 6, "projects": 2}]
    shares = {(row["year"], row["field"]): row["share"] for row in figures.filled_by_year(projects)}
    assert shares["not stated", "budget_usd"] == 0
    assert shares["2005", "budget_usd"] == 1
    assert {row["field"] for row in figures.reasons_for_nulls(tables["observations"])} >= {"budget_usd", "year"}


def test_a_change_that_was_there_before_is_not_new() -> None:
    row = {"field": "year", "old": None, "new": "2005"}
    assert list(figures.new_rows([row, row], [row])) == [row]


def test_small_states_and_kosovo_are_on_the_map_and_the_others_are_named(tables: Tables) -> None:
    assert unmatched(["TUV", "XKX", "KHM", "UMI"]) == ["UMI"]
    charts = make_charts(tables["projects"].to_pylist(), [{"iso3": "UMI", "name_en": "x", "role": "benefiting"}])
    assert next(chart for chart in charts if chart.name == "map").about.endswith("Not on the map: UMI (1).")


def test_a_chart_is_a_picture_too(tables: Tables) -> None:
    charts = make_charts(tables["projects"].to_pylist(), tables["project_countries"].to_pylist())
    assert [chart.name for chart in charts][:2] == ["budgets", "map"]
    assert draw_png(charts[0]).startswith(b"\x89PNG\r\n\x1a\n")


def test_the_crawl_is_told_as_the_ledger_keeps_it(tables: Tables, account: Account) -> None:
    crawl: dict[str, Any] = {
        "requests": 1577,
        "retries": 2,
        "smallest_gaps": {"www.iom.int": 2.0004},
        "robots": {"<b>": "HTTP/1.1 200 OK"},
        "retry_after_obeyed": 1,
        "not_modified": 3,
        "bytes_saved": 4096,
        "bytes_received": 16_000_000,
    }
    told = text_of(render_report(tables, replace(account, crawl=crawl)), "section:has(#politeness)")
    assert told == (
        "How the last crawl behaved requests 1,577, 2 of them repeated"
        " least time between requests to www.iom.int 2.00 s"
        " robots.txt of <b> HTTP/1.1 200 OK waits as long as the site asked (Retry-After) 1"
        " pages that had not changed 3, which saved 4,096 bytes bytes received 16,000,000"
        " All else that belongs to one run alone stands under crawl in run.json."
    )
    assert "No crawl that came to its end is on record" in text_of(
        render_report(tables, account), "section:has(#politeness)"
    )


def test_a_release_without_projects_has_a_report(tables: Tables, account: Account) -> None:
    empty: dict[str, pa.Table] = {name: table.slice(0, 0) for name, table in tables.items()}
    assert text_of(render_report(empty, account), ".totals").startswith("projects0 benefiting countries0 ")
