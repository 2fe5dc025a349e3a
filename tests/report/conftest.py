"""A small release whose every text is hostile, and its report."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dataset.checks.result import Check, CheckReport
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from parsers.model import Issue, RawItem
from report import Account, render_report
from tests.dataset.conftest import PageBuilder

HOSTILE = "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
CHECKS = CheckReport((Check("integrity", "passed", "all is well"), Check("missing", "warned", f"1 of 3: {HOSTILE}")))


@pytest.fixture
def tables() -> Tables:
    page: Callable[..., PageRecord] = PageBuilder()
    item = RawItem(1, 1, "-", None, "component", f"a passport; {HOSTILE}", 0, 5)
    seed = page("https://iom.int/project/a", items=(item,), issues=(Issue("odd", "year", HOSTILE),))
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


@pytest.fixture
def account(tables: Tables) -> Account:
    return Account("http://practice.example/", True, CHECKS, tables["changes"].slice(0, 0))


@pytest.fixture
def report(tables: Tables, account: Account) -> bytes:
    return render_report(tables, account)
