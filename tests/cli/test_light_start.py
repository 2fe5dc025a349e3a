"""`--help` and `--version` wait for nothing that they do not need; measured by what is imported, not by the clock."""

import json
import subprocess
import sys
from pathlib import Path

from practice.server import serve

HEAVY = {"httpx", "jinja2", "multiprocessing", "numpy", "pandas", "pyarrow", "selectolax", "sqlite3", "ssl", "warcio"}
"""Distributions, and parts of the standard library, that take a tenth of a second or megabytes."""

PROGRAM = """
import json, sys
from cli import execute
for line in sys.argv[1:]:
    code = execute(line.split())
    print("\\nMODULES " + json.dumps([line, code, sorted(sys.modules)]))
"""


def modules_after(*lines: str) -> dict[str, set[str]]:
    """Run command lines one after the other in a new process, and give what was imported when each had ended."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *lines], capture_output=True, text=True, check=True)
    told = [line.removeprefix("MODULES ") for line in done.stdout.splitlines() if line.startswith("MODULES ")]
    found = {line: (code, set(names)) for line, code, names in map(json.loads, told)}
    assert {line: code for line, (code, _) in found.items()} == dict.fromkeys(lines, 0), done.stderr
    return {line: names for line, (_, names) in found.items()}


def test_first_words_import_no_library_of_the_job() -> None:
    for line, names in modules_after("--version", "--help").items():
        assert "typer" in names
        assert (HEAVY | {"build.pages", "parsers.parse", "pipeline", "practice"}) & names == set(), line


def test_help_of_a_command_imports_no_library_of_the_job() -> None:
    commands = ("run", "build", "status", "parse", "explain", "doctor", "schedule")
    for line, names in modules_after(*(f"{command} --help" for command in commands)).items():
        assert (HEAVY - {"sqlite3"}) & names == set(), line


def test_a_crawl_imports_nothing_of_a_build(tmp_path: Path) -> None:
    with serve(size=3) as server:
        (names,) = modules_after(f"crawl {server.url} --output {tmp_path} --delay 0").values()
    assert {"httpx", "scraper.crawl"} <= names
    of_a_build = {"build.archive_state", "dataset.checks.checks", "pipeline", "report"}
    assert (of_a_build | {"jinja2", "numpy", "pandas", "pyarrow", "rich", "warcio"}) & names == set()
