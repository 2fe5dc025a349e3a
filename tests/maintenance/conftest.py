"""Pages and commands for the maintainers' loop: the real command line, real files, real reading children."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli import execute

FACTS = {
    "Start Date": "2017",
    "End Date": "2019",
    "Project Status": "Completed",
    "Project Type": "Labour Migration",
    "Budget Amount (USD)": "110000.00",
    "Coverage": "National",
    "Year": "2017",
    "IDF Region": "Africa",
    "Prima ID": "ZM10P0004",
    "Projects ID": "LM.0216",
    "Benefiting Member States": "Zambia",
}
TEXT = "Officials in Zambia read figures on migration together, and planners learn to draw on what they say."


def project_page(*, description: str = f"<p>{TEXT}</p>", **changed: str | None) -> bytes:
    """A project page; `Start_Date="2018"` or `budget="1"` changes a fact, None leaves it out."""
    labels = {key: "Budget Amount (USD)" if key == "budget" else key.replace("_", " ") for key in changed}
    facts = FACTS | {labels[key]: value for key, value in changed.items()}
    rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in facts.items() if value is not None)
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Figures for Zambia</title></head><body>'
        f"<main><h1>Figures for Zambia</h1><dl>{rows}</dl><div>{description}</div></main></body></html>"
    ).encode()


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run_command(*arguments: str | Path) -> Ran:
        code = execute([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run_command


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Save a page, with a meta file beside it where something is known."""

    def save_page(body: bytes, *, name: str = "page", **meta: str) -> Path:
        path = tmp_path / f"{name}.html"
        path.write_bytes(body)
        if meta:
            path.with_name(f"{name}.meta.json").write_text(json.dumps(meta), encoding="utf-8")
        return path

    return save_page
