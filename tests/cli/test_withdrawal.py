"""A withdrawal, practised by the real commands as practice/README.md says: weeks pass by `--today`."""

import re
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cli import execute

README = Path("practice/README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^iom-projects ((?:run|status) practice .*?--today [0-9-]+)", README, re.MULTILINE)


def test_a_withdrawal_can_be_practised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    *runs, status = COMMANDS
    assert len(runs) == 4
    seen: list[tuple[str, bool]] = []
    for line in runs:
        assert execute([*shlex.split(line.replace("--size 50", "--size 24")), "--output", str(tmp_path)]) == 0
        latest: Any = tmp_path / "practice" / "latest"
        project = pd.read_parquet(latest / "projects.parquet").set_index("project_id").loc["ZZ.0005"]
        pages = pd.read_parquet(latest / "pages.parquet")
        seen.append((pages[pages.project_key == project.project_key].state.item(), bool(project.withdrawn)))
    assert seen == [("live", False), ("gone", False), ("gone", False), ("withdrawn", True)]
    changes = pd.read_parquet(latest / "changes.parquet")
    (change,) = changes[changes.field == "withdrawn"].to_dict("records")
    assert (change["project_key"], change["new"], str(change["observed_at"])[:10]) == ("ZZ.0005", "true", "2026-03-23")
    capsys.readouterr()
    assert execute([*shlex.split(status), "--output", str(tmp_path)]) == 0
    assert "Verdict    ok" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["run", "crawl", "build", "status"])
def test_no_other_site_gets_another_day(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert execute([command, "http://127.0.0.1:9/", "--today", "2026-03-09", "--output", str(tmp_path)]) == 2
    assert "--today is for the practice site alone" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_day_that_is_none_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", "practice", "--today", "soon", "--output", str(tmp_path)]) == 2
    assert "'soon' does not match the formats '%Y-%m-%d'" in " ".join(capsys.readouterr().err.split())
