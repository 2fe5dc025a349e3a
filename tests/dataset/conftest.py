"""A builder of pages, so that tests state only what they are about."""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from dataset.projects.pages import PageRecord
from dataset.values.observation import Observation, PageObservations, Value
from parsers.model import Issue, RawItem

FETCHED = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)

SEED: dict[str, Value] = {
    "title": "Strengthening of the Migration Components of the Central American Integration Process",
    "project_id": "Q36-805",
    "status": "Completed",
    "project_type": "TCMMCB",
    "project_type_code": "TC",
    "coverage": "Regional",
    "region": "Latin America and the Caribbean",
    "year": 2005,
    "start_date": "2005",
    "end_date": "2011",
    "budget_usd": Decimal("81500.00"),
    "countries": ("BLZ", "CRI", "DOM", "SLV", "GTM", "HND", "MEX", "NIC", "PAN"),
    "description": "Two parts: passports; visas.",
}
FIELDS = (*SEED, "prima_id", "other_countries")


@dataclass(frozen=True)
class PageBuilder:
    """Makes page records; `Builder()("https://iom.int/project/a", title="A")`."""

    def __call__(
        self,
        url: str = "https://www.iom.int/project/a",
        *,
        facts: Mapping[str, Value] | None = None,
        items: tuple[RawItem, ...] = (),
        issues: tuple[Issue, ...] = (),
        fetched: datetime = FETCHED,
        language: Any = "en",
        layout: Any = "current",
        state: Any = "live",
        digest: str | None = None,
        unclaimed: Mapping[str, str] | None = None,
        raw: Mapping[str, str] | None = None,
        visited: datetime | None = None,
        **changed: Value | None,
    ) -> PageRecord:
        values = {**(SEED if facts is None else facts), **changed}
        observations = {
            name: Observation(
                name,
                "reported" if values.get(name) is not None else "not_on_page",
                values.get(name),
                (raw or {}).get(name, None if values.get(name) is None else str(values[name])),
            )
            for name in FIELDS
        }
        content = PageObservations(
            url=url,
            fetched_at=fetched,
            digest=digest or f"sha256:{hashlib.sha256(url.encode()).hexdigest()}",
            outcome="project",
            reason="labels",
            encoding="utf-8",
            layout=layout,
            language=language,
            observations=observations,
            items=items,
            unclaimed=unclaimed or {},
            issues=issues,
        )
        return PageRecord(
            url=url,
            state=state,
            http_status=200 if state == "live" else 404,
            first_fetched=fetched,
            last_fetched=fetched,
            last_visited=visited or fetched,
            found_by=("sitemap", "listing"),
            content=content,
        )


@pytest.fixture
def page() -> Callable[..., PageRecord]:
    return PageBuilder()


def find_program(name: str, package: str) -> str:
    """The path of a system program; where it is absent the test is skipped, in CI it fails."""
    path = shutil.which(name)
    if path is not None:
        return path
    if os.environ.get("REQUIRE_PROGRAMS"):
        pytest.fail(f"{name} is not installed; it comes with Debian's {package}")
    pytest.skip(f"{name} is not installed; it comes with Debian's {package}")


@pytest.fixture
def r_program() -> str:
    return find_program("Rscript", "r-base-core")


@pytest.fixture
def strace_program() -> str:
    return find_program("strace", "strace")
