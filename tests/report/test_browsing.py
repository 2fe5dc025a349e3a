"""Datasette over a release: every column is explained, and every ready question has an answer that adds up."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from cli import execute
from dataset.exports import export
from dataset.projects.tables import Tables
from dataset.schema.fields import TABLES
from dataset.values.cells import as_text
from report.browsing import DATABASE, metadata, queries
from tests.report.conftest import HOSTILE
from tests.report.test_browser import found_by_axe

STANDS = re.compile(r"The release \S+ stands at (?P<url>http://127\.0\.0\.1:[0-9]+/) and its report at \S+\n")


@pytest.fixture
def database(output: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    (file,), _ = export("sqlite", output / "practice", tmp_path / "out")
    with closing(sqlite3.connect(file)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


def test_every_column_is_explained_in_the_words_of_the_codebook() -> None:
    told = metadata(source="https://www.iom.int/", practice=False, release="R")["databases"][DATABASE]["tables"]
    assert {name: list(table["columns"]) for name, table in told.items()} == {
        declared.name: [column.name for column in declared.columns] for declared in TABLES
    }
    for table in told.values():
        facets = [next(iter(one.values())) if isinstance(one, dict) else one for one in table["facets"]]
        assert set(facets) <= set(table["columns"])


@pytest.mark.parametrize("name", queries())
def test_every_question_has_an_answer(database: sqlite3.Connection, name: str) -> None:
    given = {"iso3": "blz", "project_key": "Q36-805"}
    rows = database.execute(queries()[name]["sql"], given).fetchall()
    assert rows, name


def test_budgets_add_up_to_what_the_projects_have(database: sqlite3.Connection, tables: Tables) -> None:
    budgets = [budget for budget in tables["projects"].column("budget_usd").to_pylist() if budget is not None]
    for name in ("budgets_by_region_and_year", "budgets_by_type"):
        rows = database.execute(queries()[name]["sql"]).fetchall()
        assert sum(row["budget_usd"] or 0 for row in rows) == float(sum(budgets)), name
    rows = database.execute(queries()["what_is_missing_and_why"]["sql"]).fetchall()
    assert sum(sum(tuple(row)[1:]) for row in rows) == tables["observations"].num_rows


@pytest.fixture(scope="module")
def served(output: Path) -> Iterator[str]:
    """The address of a real `iom-projects serve`; it ends by itself on SIGTERM, and without a complaint."""
    command = Path(sys.executable).with_name("iom-projects")
    arguments = ["serve", "--site", "practice", "--output", str(output), "--port", "0"]
    with subprocess.Popen([command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        match = STANDS.fullmatch(server.stdout.readline())
        assert match is not None
        yield match["url"]
        server.send_signal(signal.SIGTERM)
        _, complaints = server.communicate(timeout=30)
    assert (server.returncode, complaints) == (0, "")


def ask(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - the server of this test
        return str(answer.read().decode())


def test_a_release_is_served_on_this_machine_alone(served: str, tables: Tables) -> None:
    assert "PRACTICE DATA, NOT REAL" in ask(served)
    project = json.loads(ask(f"{served}iom-projects/projects/CT~2E0001.json?_shape=array"))
    row = tables["projects"].to_pylist()[0]
    assert (project[0]["project_key"], project[0]["title"]) == ("CT.0001", row["title"])
    assert project[0]["first_seen"] == as_text(row["first_seen"])
    found = json.loads(ask(f"{served}iom-projects/projects.json?_search=integration&_shape=array"))
    assert [one["project_key"] for one in found] == ["Q36-805"]
    assert HOSTILE not in ask(f"{served}iom-projects/projects/LM~2E0254")
    assert ask(f"{served}release/report.html").startswith("<!doctype html>")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        ask(f"{served}iom-projects/projects/nobody")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        ask(f"{served}release/../../latest.json")


def test_another_name_for_this_machine_is_not_answered(served: str) -> None:
    """A page of another site can let its own name lead here, and would read every answer (DNS rebinding)."""
    port = served.rstrip("/").rpartition(":")[2]
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port}.evil.example"):
        asked = urllib.request.Request(served, headers={"Host": host})  # noqa: S310 - as below
        with pytest.raises(urllib.error.HTTPError, match="421") as refused:
            urllib.request.urlopen(asked, timeout=30)  # noqa: S310 - the server of this test
        with refused.value as answer:
            assert answer.read().decode() == f"This is {served}, for this machine alone: open it by that name.\n"
    assert "PRACTICE DATA" in ask(served.replace("127.0.0.1", "localhost"))


@pytest.mark.parametrize(
    "place",
    [
        "iom-projects",
        "iom-projects/projects?_search=integration",
        "iom-projects/projects_of_a_country?iso3=KHM",
    ],
)
def test_axe_finds_nothing_serious_in_the_tables(served: str, browser: Browser, place: str) -> None:
    page = browser.new_page()
    page.goto(f"{served}{place}")
    page.wait_for_function("!document.querySelector('textarea:not([aria-label])')")  # named after the page has loaded
    assert [one for one in found_by_axe(page) if one.startswith(("serious", "critical"))] == []
    page.close()


def test_a_browser_searches_filters_and_asks_nobody_else(served: str, browser: Browser) -> None:
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{served}iom-projects/projects")
    page.fill("input[name=_search]", "integration")
    page.click("input[value=Apply]")
    expect(page.locator("td.col-project_key")).to_have_text(["Q36-805"])
    page.goto(f"{served}iom-projects/projects")
    page.click(".facet-info a:text-is('Labour Migration')")
    expect(page.locator("td.col-project_key")).to_have_text(["LM.0254"])
    page.goto(f"{served}iom-projects/projects_of_a_country?iso3=KHM")
    expect(page.locator("td.col-project_key")).to_have_text(["LM.0254"])
    page.goto(f"{served}release/report.html#project=LM.0254")
    page.click("text=what its pages print")
    expect(page.locator("td.col-raw").filter(has_text=HOSTILE)).to_have_count(2)  # title and description
    page.go_back()
    page.click("text=this project's rows")
    expect(page).to_have_url(f"{served}iom-projects/projects/LM~2E0254")
    page.close()
    assert [url for url in requests if not url.startswith((served, "data:"))] == []
    assert complaints == []


def test_a_port_that_is_taken_is_one_line(served: str, output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = served.rpartition(":")[2].rstrip("/")
    assert execute(["serve", "--site", "practice", "--output", str(output), "--port", port]) == 2
    assert capsys.readouterr().err == (
        f"iom-projects: port {port} cannot be used: {os.strerror(98)}; --port 0 takes any free one\n"
    )


def test_without_a_release_or_datasette_the_next_step_is_named(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert execute(["serve", "--site", "live", "--output", str(output)]) == 2
    assert "iom-projects" in capsys.readouterr().err
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert execute(["serve", "--site", "practice", "--output", str(output)]) == 2
    assert capsys.readouterr().err == (
        "iom-projects: serve needs the package datasette, which the extra `serve` brings: pip install"
        " 'iom-projects[serve]'; report.html in the release needs nothing\n"
    )
