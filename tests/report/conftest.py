"""A small release whose every text is hostile, and its report."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dataset.checks.checks import Floors, run_checks
from dataset.checks.result import Check, CheckReport
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.releases.release import publish
from dataset.releases.run_record import RunRecord
from parsers.model import Issue, RawItem
from report import FILE_NAME, Account, render_report
from tests.dataset.conftest import PageBuilder, find_program

HOSTILE = "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
LONG = (
    " ".join(f"Officials of district {number} were trained in reading passports." for number in range(8))
    + " Alpenglow."
)
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
CHECKS = CheckReport((Check("integrity", "passed", "all is well"), Check("missing", "warned", f"1 of 3: {HOSTILE}")))


@pytest.fixture(scope="session")
def tables() -> Tables:
    page: Callable[..., PageRecord] = PageBuilder()
    part = f"a passport; {HOSTILE}"
    item = RawItem(1, 1, "-", None, "component", part, 0, len(part))
    seed = page(
        "https://iom.int/project/a",
        description=f"{part}\n{LONG}",
        items=(item,),
        issues=(Issue("odd", "year", HOSTILE),),
    )
    hostile = page(
        "https://iom.int/project/b",
        title=HOSTILE,
        project_id="LM.0254",
        project_type="Labour Migration",
        project_type_code="LM",
        status="Active",
        year=2014,
        budget_usd=Decimal("218453.50"),
        countries=("XKX", "TUV", "KHM"),
        description=HOSTILE,
    )
    thin = page("https://iom.int/project/thin", facts={"title": "Thin", "project_id": "CT.0001"})
    changes = [
        {"project_key": "Q36-805", "field": "status", "observed_at": datetime(2026, 11, 24, tzinfo=UTC)}
        | {"cause": "source", "old": HOSTILE, "new": "Completed"}
    ]
    return build_tables([seed, hostile, thin], changes=changes)


@pytest.fixture(scope="session")
def account(tables: Tables) -> Account:
    return Account("http://practice.example/", True, CHECKS, tables["changes"].slice(0, 0))


@pytest.fixture(scope="session")
def report(tables: Tables, account: Account) -> bytes:
    return render_report(tables, account)


@pytest.fixture(scope="session")
def output(tables: Tables, report: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with the release, published as one of the practice site."""
    folder = tmp_path_factory.mktemp("output")
    run = RunRecord(site="practice", source="http://practice.example/", practice=True, started_at=NOW)
    checks = run_checks(tables, floors=Floors())
    publish(folder / "practice", tables, run, checks, now=NOW, extras={FILE_NAME: [report]})
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, without the requests that it makes of its own accord."""
    path = find_program("chromium", "chromium")
    flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=flags)
        yield started
        started.close()
