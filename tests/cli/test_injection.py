"""Nothing from a page, a file name or a setting moves the cursor, forges a line or shows a secret: FAULTS 86."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.lines import print_lines
from cli.summary import print_summary

Run = Callable[..., subprocess.CompletedProcess[str]]

HOSTILE = "a\x1b[2J\rb\nc\u202ed\u2028e\x9b31mf"
ESCAPED = r"a\x1b[2J\rb\nc\u202ed\u2028e\x9b31mf"


def test_lines_for_people_stay_lines(capsys: pytest.CaptureFixture[str]) -> None:
    print_lines([HOSTILE, "next"])
    assert capsys.readouterr().out == f"{ESCAPED}\nnext\n"


def test_the_summary_shows_controls_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary({"site": f"{HOSTILE} [red]", "practice": False})
    shown = capsys.readouterr().out
    assert f"{ESCAPED} [red]" in shown
    assert all(character.isprintable() for character in shown if character != "\n")


def test_an_error_about_a_hostile_name_is_one_line(iom_projects: Run, tmp_path: Path) -> None:
    done = iom_projects("parse", HOSTILE.replace("\n", " "), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert all(character.isprintable() for character in done.stderr[:-1])


def test_a_password_in_the_address_of_a_proxy_is_not_shown(iom_projects: Run, tmp_path: Path) -> None:
    (tmp_path / "iom-projects.toml").write_text('[crawl]\nproxy = "http://me:hush@127.0.0.1:8080"\n')
    done = iom_projects("crawl", "practice", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "hush" not in done.stderr
    assert "an address with a user name, not shown, at '127.0.0.1'" in done.stderr
