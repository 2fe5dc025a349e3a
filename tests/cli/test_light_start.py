"""`--help` and `--version` wait for nothing that they do not need; measured by what is imported, not by the clock."""

import subprocess
import sys

import pytest

HEAVY = {"httpx", "jinja2", "multiprocessing", "numpy", "pandas", "pyarrow", "selectolax", "sqlite3", "ssl", "warcio"}
"""Distributions, and parts of the standard library, that take a tenth of a second or megabytes."""

PROGRAM = """
import sys
from cli import execute
code = execute(sys.argv[1:])
print("\\n".join(["MODULES", str(code), *sorted(sys.modules)]))
"""


def modules_after(*arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    code, *names = done.stdout.partition("MODULES\n")[2].splitlines()
    assert code == "0", done.stderr
    return set(names)


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_first_words_import_no_library_of_the_job(arguments: tuple[str, ...]) -> None:
    names = modules_after(*arguments)
    assert "typer" in names
    assert HEAVY & names == set()
    assert {"build.pages", "parsers.parse", "pipeline", "practice"} & names == set()


@pytest.mark.parametrize("command", ["run", "build", "status", "parse", "explain", "doctor", "schedule"])
def test_help_of_a_command_imports_no_library_of_the_job(command: str) -> None:
    assert (HEAVY - {"sqlite3"}) & modules_after(command, "--help") == set()
