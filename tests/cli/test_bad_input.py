"""Bad input gets one clear line on stderr and its exit code: no traceback, no request, nothing lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["parse", "no-such.html"], 2, "no such file or folder: no-such.html"),
        (["parse", "empty"], 2, "no pages (*.html) in the folder empty"),
        (["parse"], 2, "PATH"),
        (["run", "lvie"], 2, "unknown site 'lvie'"),
        (["run", "https://"], 2, "not a site's address"),
        (["run", "practice", "--limit", "0"], 2, "limit must be 1 or more, not 0"),
        (["run", "practice", "--limit", "ten"], 2, "--limit"),
        (["run", "practice", "--delay", "-1"], 2, "delay_seconds must be 0"),
        (["run", "live", "--delay", "0"], 2, "delay_seconds must be 0.5 or more"),
        (["run", "practice", "--size", "0"], 2, "size"),
        (["run", "practice", "--season", "9"], 2, "season"),
        (["run", "practice", "--output", "a-file"], 2, "a-file is no folder"),
        (["run", "practice", "--output", "a-file/sub"], 2, "a-file is no folder"),
        (["build", "practice"], 7, "there is nothing to build in output/practice: 'iom-projects crawl' fetches pages"),
        (["build", "practice", "--override", " "], 2, "--override needs a reason"),
        (["no-such-command"], 2, "no-such-command"),
    ],
)
def test_one_line_and_the_exit_code(
    iom_projects: Run, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file").write_text("in the way")
    done = iom_projects(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("iom-projects: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "output").exists(), "nothing is left behind"


def test_a_site_that_does_not_answer_ends_with_4_and_leaves_the_last_release(iom_projects: Run, tmp_path: Path) -> None:
    done = iom_projects("run", "http://127.0.0.1:9/", "--output", tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    waiting, error = done.stderr.splitlines()
    assert waiting.endswith("trying again")
    assert error.startswith("iom-projects: http://127.0.0.1:9 does not answer")


def test_without_a_command_there_is_help_alone(started: Run) -> None:
    done = started()
    assert (done.returncode, done.stderr) == (2, "")
    assert "Usage: iom-projects" in done.stdout


def test_the_version_is_told(started: Run) -> None:
    done = started("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"iom-projects {version('iom-projects')}\n", "")


def test_a_full_disk_under_stdout_is_one_line(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("iom-projects")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([command, "config"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        7,
        "iom-projects: standard output cannot be written (No space left on device)\n",
    )


def test_a_process_ends_with_the_same_line_and_code(started: Run, tmp_path: Path) -> None:
    done = started("parse", "no-such.html", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "iom-projects: no such file or folder: no-such.html\n"


@pytest.mark.parametrize("arguments", ["config", "--help"])
def test_a_closed_stdout_is_told_as_a_full_one_is(arguments: str) -> None:
    command = Path(sys.executable).with_name("iom-projects")
    shell = ["sh", "-c", f'"$0" {arguments} >&-', str(command)]
    done = subprocess.run(shell, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (7, "iom-projects: standard output cannot be written (it is closed)\n")


def test_faulty_row_of_a_table_is_one_line_before_any_page_is_read(tmp_path: Path) -> None:
    shutil.copytree("parsers", tmp_path / "parsers")
    table = tmp_path / "parsers" / "data" / "lead_ins.csv"
    table.write_text(f"{table.read_text(encoding='utf-8')}en,the aims of it\n", encoding="utf-8")
    call = [sys.executable, "-c", "import cli; cli.main()", "parse", "page.html"]
    done = subprocess.run(
        call,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "parsers/data/lead_ins.csv line" in done.stderr
    assert "2 fields instead of 4 (language,phrase,kind,place)" in done.stderr
    assert done.stderr.count("\n") == 1
