"""Every code block of README and docs runs as it stands, or `docs/code-blocks.md` names it and says why not."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cli import execute
from tests.cli.archived_site import Archive

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("notebooks/*.md"))]
PAGES += [ROOT / "CONTRIBUTING.md", ROOT / "practice" / "README.md"]
# A block with its language, wherever it is indented
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)
# A row of the table of those that are not run
_ROW = re.compile(r"^\| (?P<pages>[\w/., -]+) \| (?P<line>`[^`]+`|all) \| (?P<reason>[^|]+) \|$", re.MULTILINE)
COMMAND = re.compile(r"(?:\.venv/bin/)?iom-projects")


@dataclass(frozen=True)
class Block:
    page: str
    language: str
    text: str


def blocks() -> Iterator[Block]:
    for path in PAGES:
        page = path.relative_to(ROOT).as_posix()
        for match in _BLOCK.finditer(path.read_text(encoding="utf-8")):
            yield Block(page, match["language"], textwrap.dedent(match["text"]))


def not_run() -> list[tuple[str, str]]:
    """Page, and how a line begins or `all`."""
    table = (ROOT / "docs" / "code-blocks.md").read_text(encoding="utf-8")
    return [(page, row["line"].strip("`")) for row in _ROW.finditer(table) for page in row["pages"].split(", ")]


def commands(text: str) -> list[str]:
    """The lines of a block of shell, without comments; a backslash goes on in the next."""
    lines = text.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


REPAIR = "run it as it stands, or name page, line and reason in docs/code-blocks.md"


def is_left_out(page: str, line: str) -> bool:
    plain = line.removeprefix(".venv/bin/") if COMMAND.match(line) else line
    return any(page == where and (begin == "all" or plain.startswith(begin)) for where, begin in not_run())


RUN = [block for block in blocks() if (block.page, "all") not in not_run()]


def test_the_table_names_what_is_there() -> None:
    lines = [
        (block.page, line.removeprefix(".venv/bin/") if COMMAND.match(line) else line)
        for block in blocks()
        for line in commands(block.text)
    ]
    stale = [
        (page, begin)
        for page, begin in not_run()
        if not any(page == where and (begin == "all" or line.startswith(begin)) for where, line in lines)
    ]
    assert stale == []
    assert len(not_run()) >= 15


def test_every_block_says_its_language() -> None:
    known = {"sh", "python", "sql", "r", "toml", "json", "text", "stata"}
    assert [(block.page, block.text) for block in blocks() if block.language not in known] == []


@pytest.fixture(scope="module")
def room(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the repository's after `make demo`, whose release may be changed."""
    made = tmp_path_factory.mktemp("room")
    shutil.copytree(archive.output, made / "output", symlinks=True)
    return made


@pytest.fixture
def here(room: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(room)
    return room


def pages_with(language: str) -> list[str]:
    return sorted({block.page for block in RUN if block.language == language})


def texts(page: str, language: str) -> list[str]:
    return [block.text for block in RUN if block.page == page and block.language == language]


@pytest.mark.parametrize("page", pages_with("python"))
@pytest.mark.usefixtures("here")
def test_python(page: str, archive: Archive) -> None:
    day = archive.third.release.id[:10]  # on the pages' own day this archive held nothing, or that day has not come
    names: dict[str, Any] = {}
    for text in texts(page, "python"):
        exec(text.replace("2026-11-30", day), names)  # noqa: S102 - the documented lines are under test


@pytest.mark.parametrize("page", pages_with("sql"))
@pytest.mark.usefixtures("here")
def test_sql(page: str) -> None:
    for text in texts(page, "sql"):
        answer = duckdb.sql(text)
        assert answer is not None
        assert answer.columns


@pytest.mark.needs("Rscript")
@pytest.mark.parametrize("page", pages_with("r"))
def test_r(page: str, here: Path) -> None:
    script = "\n".join(texts(page, "r"))
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", script], cwd=here, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (here / "budgets.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.fixture(scope="module")
def ran() -> set[str]:
    """The lines that were run: what two pages say is run once."""
    return set()


@pytest.mark.parametrize("page", pages_with("sh"))
def test_commands(page: str, here: Path, ran: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    for text in texts(page, "sh"):
        for line in commands(text):
            words = shlex.split(line, comments=True)
            if not is_left_out(page, line) and shlex.join(words) not in ran:
                ran.add(shlex.join(words))
                assert COMMAND.fullmatch(words[0]), f"{line}: {REPAIR}"
                arguments, _, file = " ".join(map(shlex.quote, words[1:])).partition(" '>' ")
                code = execute(shlex.split(arguments))
                printed, complaints = capsys.readouterr()
                assert code == 0, f"{line}\n{complaints}\n{REPAIR}"
                if file:
                    (here / file).write_text(printed, encoding="utf-8")


def test_settings_and_answers_are_what_they_say(tmp_path: Path) -> None:
    for block in RUN:
        if block.language == "toml":
            assert tomllib.loads(block.text)
            (tmp_path / "iom-projects.toml").write_text(block.text, encoding="utf-8")
            assert execute(["config", "--config", str(tmp_path / "iom-projects.toml")]) == 0
        if block.language == "json":
            assert json.loads(block.text) is not None


def test_this_environment_has_the_command_that_the_pages_name() -> None:
    assert os.access(Path(sys.executable).with_name("iom-projects"), os.X_OK)
