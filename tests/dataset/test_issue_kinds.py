"""`docs/issue-kinds.md` lists every kind of finding that the code can make, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from parsers.lists.sentences import FaultKind

SOURCES = sorted(
    [
        *(path for room in ("parsers", "scraper", "dataset", "build", "cli") for path in Path(room).rglob("*.py")),
        *map(Path, ("pipeline.py", "sandbox/pool.py")),
    ]
)

MAKERS = {"Issue", "doubt", "_findings", "Fault"}
"""Calls that name a kind, as their first argument or by the keyword `kind`."""

ROW = re.compile(r"^[|] `([a-z_]+)` [|]", re.MULTILINE)
"""The first cell of a row of the page."""


def kind_of(call: ast.Call) -> ast.expr | None:
    """The argument that is the kind, where the call is one that names it."""
    if not isinstance(call.func, ast.Name) or call.func.id not in MAKERS:
        return None
    keywords = [keyword.value for keyword in call.keywords if keyword.arg == "kind"]
    return (keywords or call.args)[0]


def kinds_in(path: Path) -> Iterator[tuple[str, int, ast.expr]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (kind := kind_of(node)) is not None:
            yield str(path), node.lineno, kind


def chosen_in(path: Path) -> Iterator[tuple[str, int, ast.expr]]:
    """The kinds that a variable `kind` is given, to be passed on: `kind, reason = "values_shifted", …`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            for target in node.targets:
                for name, value in zip(getattr(target, "elts", ()), node.value.elts, strict=False):
                    if ast.unparse(name) == "kind" and ast.unparse(value) != "''":
                        yield str(path), node.lineno, value


def made() -> dict[str, str]:
    """Every kind in the code, with one place where it is made."""
    places = [found for path in SOURCES for found in (*kinds_in(path), *chosen_in(path))]
    constant = {str(kind.value): f"{path}:{line}" for path, line, kind in places if isinstance(kind, ast.Constant)}
    return {**dict.fromkeys(get_args(FaultKind), "FaultKind in parsers/lists/sentences.py"), **constant}


def listed() -> list[str]:
    return ROW.findall(Path("docs/issue-kinds.md").read_text(encoding="utf-8"))


def test_every_kind_in_the_code_is_explained() -> None:
    missing = {kind: place for kind, place in made().items() if kind not in listed()}
    assert missing == {}, "add a row for each to docs/issue-kinds.md"


def test_every_kind_explained_is_in_the_code() -> None:
    assert sorted(set(listed()) - set(made())) == []


def test_no_kind_is_explained_twice() -> None:
    assert len(listed()) == len(set(listed()))


def test_kinds_are_constants_but_in_the_makers_themselves() -> None:
    places = [f"{name}:{line}" for path in SOURCES if path.exists() for name, line, _ in _variable(path)]
    assert places == [], "pass the kind as a constant, or add the function that takes it to MAKERS"


def _variable(path: Path) -> Iterator[tuple[str, int, ast.expr]]:
    """Kinds that are no constants: what is called `kind` may be passed on."""
    for name, line, kind in kinds_in(path):
        passed_on = ast.unparse(kind).split(".")[-1] == "kind"
        if not isinstance(kind, ast.Constant) and not passed_on:
            yield name, line, kind
