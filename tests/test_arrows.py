"""The imports of the single module, which import-linter cannot see; the packages' arrows stand in pyproject."""

import ast
from pathlib import Path

ROOMS = {
    *("build", "cli", "dataset", "maintenance", "monitoring", "parsers", "pipeline", "practice", "report", "sandbox"),
    *("alerts", "scraper", "settings"),
}
PIPELINE_IMPORTS = {"build", "dataset", "report", "scraper", "settings"}


def test_the_pipeline_imports_only_what_stands_below_it() -> None:
    tree = ast.parse((Path(__file__).parents[1] / "pipeline.py").read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert imported & ROOMS == PIPELINE_IMPORTS
