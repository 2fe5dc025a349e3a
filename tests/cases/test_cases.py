"""A page for each kind of fault (`cases.jsonl`): a value is right, or null with a finding that names its field."""

import json
from pathlib import Path
from typing import Any

import pytest

from build.pages import read_page
from dataset.page_json import describe_page
from dataset.schema.selections import PAGE_FIELDS
from sandbox.page import SavedPage

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "cases.jsonl").read_text("utf-8").splitlines()]


def test_every_page_is_a_case() -> None:
    assert sorted(case["page"] for case in CASES) == sorted(path.name for path in (HERE / "pages").iterdir())


@pytest.mark.parametrize("case", CASES, ids=[case["page"] for case in CASES])
def test_every_value_is_right_or_null_with_a_finding(case: dict[str, Any]) -> None:
    said = read(HERE / "pages" / case["page"])
    assert said["outcome"] == case["outcome"], said["reason"]
    faults = list(find_faults(case, said))
    if faults:
        pytest.fail(f"{case['kind']}\n" + "\n".join(faults), pytrace=False)


def read(path: Path) -> dict[str, Any]:
    return describe_page(read_page(SavedPage(path.read_bytes())), path=path.name)


def find_faults(case: dict[str, Any], said: dict[str, Any]) -> list[str]:
    project = said["project"] or {}
    told = {issue["field"] for issue in said["issues"]}
    faults = []
    for name in PAGE_FIELDS:
        expected, found = case.get("project", {}).get(name), project.get(name)
        if found is None and expected is None and name in case.get("told", []) and name not in told:
            faults.append(f"{name}: null, and no finding names it")
        elif found != expected and (found is not None or name not in told):
            faults.append(f"{name}: expected {expected!r}, got {found!r}")
    return faults
