"""The guide for maintainers is run as it is written, in a copy of the repository, and must print what it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "maintaining-parsers.md"
NEEDED = (
    "build",
    "cli",
    "dataset",
    "docs",
    "maintenance",
    "parsers",
    "practice",
    "sandbox",
    "scraper",
    "tests/fixtures",
)
ELSEWHERE = ("make test\n", "iom-projects build practice --compare\n")
"""Not run here: the first would run this very test, the second needs a release and has tests of its own."""

BLOCK = re.compile(r"```(sh|text|json)\n(.*?)```", re.DOTALL)


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_command_works_and_prints_what_the_guide_says(tmp_path: Path) -> None:
    for name in NEEDED:
        shutil.copytree(ROOT / name, tmp_path / name)  # with what is compiled already
    for module in ROOT.glob("*.py"):
        shutil.copy(module, tmp_path)
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LOGNAME": "ada",
    }
    printed = ""
    for kind, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        if kind != "sh":
            assert all(words(line) in printed for line in (text.splitlines() if kind == "text" else [text]))
        elif text not in ELSEWHERE:
            done = subprocess.run(
                ["sh", "-e", "-c", text],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=200,
            )
            assert done.returncode == 0, f"{text}\n{done.stderr}"
            printed = words(done.stdout)
    assert (
        (tmp_path / "parsers/data/labels.csv").read_text(encoding="utf-8").endswith("year,en,Approval Year,printed\n")
    )
    added = next((tmp_path / "tests/fixtures/current").glob("*--year-label-renamed"))
    assert sorted(path.name for path in added.iterdir()) == ["expected.json", "meta.json", "page.html"]
    assert '"by": "ada"' in (added / "meta.json").read_text(encoding="utf-8")
