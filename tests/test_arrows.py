"""The imports of the single modules, which import-linter cannot see; the packages' arrows stand in pyproject."""

import ast
from pathlib import Path

import pytest

ROOMS = {
    *("children", "cli", "configuration", "dataset", "derivation", "evidence", "job", "maintenance"),
    *("monitoring", "parsers", "pipeline", "practice", "readings", "report", "scraper", "workers"),
}


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("readings.py", {"dataset", "parsers"}),
        ("workers.py", {"children", "dataset", "parsers", "readings", "workers"}),
        ("job.py", {"dataset", "practice", "scraper"}),
        ("configuration.py", {"dataset", "job", "scraper"}),
        ("evidence.py", {"dataset", "parsers", "readings", "scraper", "workers"}),
        ("derivation.py", {"dataset", "evidence", "readings", "scraper"}),
        (
            "pipeline.py",
            {"configuration", "dataset", "derivation", "evidence", "job", "maintenance", "report", "scraper"},
        ),
    ],
)
def test_the_single_modules_import_only_what_stands_below_them(module: str, allowed: set[str]) -> None:
    tree = ast.parse((Path(__file__).parents[1] / module).read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert imported & ROOMS, "no import of ours was found: the test reads the wrong file"
    assert (imported & ROOMS) <= allowed
