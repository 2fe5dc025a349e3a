"""`show`, `search` and `changes`: what a release holds, for people and for programs, without page or archive."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli import execute
from tests.cli.looked_at_site import LookedAt, looked_at
from tests.cli.test_earlier_releases import rewrite

__all__ = ["looked_at"]

Capture = pytest.CaptureFixture[str]


def look(site: LookedAt, capsys: Capture, *arguments: str) -> tuple[int, list[str], str]:
    code = execute([*arguments, "--site", site.url, "--output", str(site.output)])
    captured = capsys.readouterr()
    return code, captured.out.splitlines(), captured.err


def test_a_card_has_values_what_is_printed_history_and_where_it_comes_from(
    looked_at: LookedAt, capsys: Capture
) -> None:
    code, lines, _ = look(looked_at, capsys, "show", "CD.0001")
    assert code == 0
    assert lines[0] == "Project: CD.0001  Invented project 1 on managing migration"
    assert "budget_usd: 120000.00  (printed: 'USD 120,000')" in lines
    assert "status: Active" in lines
    assert "prima_id: null (not_on_page)" in lines
    assert "Country: GHA  Ghana (benefiting)" in lines
    day = looked_at.releases[1][:10]
    history = [line for line in lines if line.startswith("History: ")]
    assert history == [
        f"History: {day}  budget_usd: '100000.00' -> '120000.00'  (source)",
        f"History: {day}  status: 'Completed' -> 'Active'  (source)",
    ]
    (source,) = [line for line in lines if line.startswith("Source: ")]
    assert source.startswith(f"Source: {looked_at.url}/project/p1  live; en, current layout; last seen {day}T")
    assert "found by known, sitemap; sha256:" in source
    assert lines[-1] == f"Look closer: iom-projects explain CD.0001 [FIELD] --site {looked_at.url}"


def test_a_card_says_why_there_is_no_value(looked_at: LookedAt, capsys: Capture) -> None:
    _, lines, _ = look(looked_at, capsys, "show", "CD.0002")
    assert "end_date: null (not_understood)" in lines
    assert "Country: CIV  Côte d'Ivoire (benefiting, printed 'Côte d\u2019Ivoire')" in lines
    assert any(line.startswith("Issue: ") and "(end_date): " in line and "31 Feb 2012" in line for line in lines)


@pytest.mark.parametrize("name", ["cd.0003", "{url}/project/p3", "{url}/project/p3/", "P3"])
def test_a_project_is_found_by_what_people_write(looked_at: LookedAt, capsys: Capture, name: str) -> None:
    code, lines, _ = look(looked_at, capsys, "show", name.format(url=looked_at.url), "--json")
    card = json.loads("\n".join(lines))
    assert (code, card["project"]["project_key"]) == (0, "CD.0003")
    assert card["release"] == looked_at.releases[1]
    assert {row["url"] for row in card["pages"]} == {f"{looked_at.url}/project/p3"}
    assert next(row["raw"] for row in card["observations"] if row["field"] == "budget_usd") == "100000.00"
    assert (card["changes"], card["countries"][0]["iso3"]) == ([], "GHA")


def test_a_card_of_an_earlier_release_has_its_own_values(looked_at: LookedAt, capsys: Capture) -> None:
    _, lines, _ = look(looked_at, capsys, "show", "CD.0001", "--release", looked_at.releases[0])
    assert "status: Completed" in lines
    assert "History: nothing has changed since the first release" in lines


def test_search_finds_words_in_any_field_without_accents_and_capitals(looked_at: LookedAt, capsys: Capture) -> None:
    code, lines, _ = look(looked_at, capsys, "search", "COTE", "d'ivoire")
    assert (code, lines) == (
        0,
        [
            "CD.0002  Invented project 2 on managing migration",
            "    countries: CIV, Côte d'Ivoire, Côte d\u2019Ivoire",
            "1 of 4 projects",
        ],
    )
    code, lines, _ = look(
        looked_at, capsys, "search", "managing migration", "ghana", "--in", "title", "--in", "countries"
    )
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["CD.0001", "CD.0003", "CD.0004", "3"]
    code, lines, _ = look(looked_at, capsys, "search", "invented", "--most", "1", "--json")
    said = json.loads("\n".join(lines))
    assert (said["found"], len(said["projects"])) == (4, 1)
    assert look(looked_at, capsys, "search", "nowhere")[:2] == (0, ["0 of 4 projects"])


def test_changes_go_over_all_releases(looked_at: LookedAt, capsys: Capture) -> None:
    day = looked_at.releases[1][:10]
    code, lines, _ = look(looked_at, capsys, "changes")
    assert (code, lines) == (
        0,
        [
            f"{day}  new projects: 1 by source",
            "  CD.0004  Invented project 4 on managing migration",
            f"{day}  budget_usd: 1 by source",
            "  CD.0001  '100000.00' -> '120000.00'",
            f"{day}  status: 1 by source",
            "  CD.0001  'Completed' -> 'Active'",
        ],
    )
    _, lines, _ = look(looked_at, capsys, "changes", "--project", "cd.0001", "--field", "status", "--json")
    (row,) = json.loads("\n".join(lines))["changes"]
    assert (row["old"], row["new"], row["cause"]) == ("Completed", "Active", "source")
    assert look(looked_at, capsys, "changes", "--since", "2999-01-01")[1] == ["nothing has changed that fits"]
    assert look(looked_at, capsys, "changes", "--release", looked_at.releases[0])[1] == ["nothing has changed"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "CD.001"], "is called CD.001; did you mean CD.0001"),
        (["show", ""], " is empty; iom-projects search TEXT finds some"),
        (["show", "zzzzzz"], "is called zzzzzz; iom-projects search TEXT finds some"),
        (["search", " "], "name a word to look for"),
        (
            ["search", "x", "--in", "titel"],
            "no field to search is called titel; did you mean title?; there are title, ",
        ),
        (["changes", "--field", "budget"], "is called budget; did you mean budget_usd?; there are project_key, "),
        (["changes", "--since", "yesterday"], "--since yesterday is no day: write it as 2026-11-24"),
        (["changes", "--cause", "sauce"], "'sauce' is not one of 'source', 'parser', 'vocabulary'"),
        (["explain", "CD.0001", "budget"], "no field is called budget; did you mean budget_usd?; there are "),
        (["export", "iat"], "no format 'iat'; did you mean iati?; there are "),
        (["show", "CD.0001", "--release", "2026"], "has no release 2026; there are: 20"),
    ],
)
def test_bad_input_is_one_line_with_what_may_be_meant(
    looked_at: LookedAt, capsys: Capture, arguments: list[str], words: str
) -> None:
    code, lines, error = look(looked_at, capsys, *arguments)
    assert (code, lines, error.count("\n")) == (2, [], 1)
    assert words in error


def test_a_release_of_an_earlier_version_is_shown_and_says_what_it_lacks(
    looked_at: LookedAt, tmp_path: Path, capsys: Capture
) -> None:
    output = Path(shutil.copytree(looked_at.output, tmp_path / "output", symlinks=True))
    copy = LookedAt(looked_at.url, output)
    changes = ["project_key", "field", "observed_at", "cause", "old", "new"]
    keys = {"projects": ["project_key"], "changes": changes, "pages": ["url"]}
    day = looked_at.releases[1][:10]
    rewrite(
        copy.folder / "releases" / copy.releases[1],
        lambda name, table: table.select(keys[name]) if name in keys else None,
        format=0,
    )
    code, lines, _ = look(copy, capsys, "show", "CD.0001")
    assert (code, lines[0]) == (0, "Project: CD.0001  untitled")
    (note,) = [line for line in lines if line.startswith("Note: ")]
    assert note.startswith("Note: written by another version, projects without project_id, ")
    assert "status: null" in lines
    assert f"History: {day}  status: 'Completed' -> 'Active'  (source)" in lines
    code, lines, _ = look(copy, capsys, "search", "cd.0001")
    assert (code, lines[1], lines[-1]) == (0, "CD.0001  untitled", "1 of 4 projects")
    code, lines, _ = look(copy, capsys, "changes")
    assert (code, lines[-2:]) == (0, [f"{day}  status: 1 by source", "  CD.0001  'Completed' -> 'Active'"])


def test_before_the_first_release_there_is_one_line_with_the_next_step(tmp_path: Path, capsys: Capture) -> None:
    for arguments in (["show", "CD.0001"], ["search", "x"], ["changes"]):
        assert execute([*arguments, "--output", str(tmp_path)]) == 2
        assert capsys.readouterr().err == (
            f"iom-projects: {tmp_path}/live has no release yet: iom-projects run makes one\n"
        )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["statsu"], "Did you mean 'status'?"),
        (["releases", "lst"], "Did you mean 'list'?"),
        (["run", "practise"], "did you mean practice?"),
        (["run", "--contct", "a@example.org"], "Possible options: --config, --contact"),
    ],
)
def test_a_slip_in_a_command_site_or_option_is_told(capsys: Capture, arguments: list[str], words: str) -> None:
    assert execute(arguments) == 2
    assert words in capsys.readouterr().err


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = Path(sys.executable).with_name("iom-projects")
    surroundings = {**os.environ, **environment}
    return subprocess.run([command, *arguments], capture_output=True, check=False, timeout=60, env=surroundings)


def test_a_card_is_printed_in_an_encoding_that_lacks_its_letters(looked_at: LookedAt) -> None:
    where = ["--site", looked_at.url, "--output", str(looked_at.output)]
    done = start("show", "CD.0002", *where, PYTHONIOENCODING="ascii", COLUMNS="40")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode("ascii").splitlines()
    assert r"Country: CIV  C\xf4te d'Ivoire (benefiting, printed 'C\xf4te d\u2019Ivoire')" in lines
    assert all(line == line.strip() for line in lines)
    assert max(map(len, lines)) > 120, "nothing is wrapped"
    done = start("search", "cote", *where, "--json", PYTHONIOENCODING="utf-16")
    assert json.loads(done.stdout.decode("utf-16"))["projects"][0]["project_key"] == "CD.0002"


def test_help_is_plain_where_it_is_piped_even_where_colours_are_forced() -> None:
    for environment in ({}, {"GITHUB_ACTIONS": "true"}, {"FORCE_COLOR": "1"}):
        done = start("show", "-h", **environment)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(b"Usage: iom-projects show [OPTIONS]")
        assert b"\x1b" not in done.stdout
        assert done.stdout.isascii()


@pytest.mark.needs("script")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_are_off_on_a_terminal_that_says_so(
    looked_at: LookedAt, environment: dict[str, str], coloured: bool
) -> None:
    surroundings = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", **environment}
    program = Path(sys.executable).with_name("iom-projects")
    card = shlex.join([str(program), "show", "CD.0001", "--site", looked_at.url, "--output", str(looked_at.output)])
    for command in (f"{program} --help", card):
        done = subprocess.run(
            ["script", "--quiet", "--return", "--command", command, "/dev/null"],
            capture_output=True,
            check=False,
            timeout=60,
            env=surroundings,
        )
        assert done.returncode == 0
        assert (b"\x1b[" in done.stdout) is coloured


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_shells(shell: str) -> None:
    done = start("--show-completion", shell)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"_IOM_PROJECTS_COMPLETE" in done.stdout


def test_bash_completes_commands_and_options() -> None:
    done = start("--show-completion", "bash")
    script = f"{done.stdout.decode()}\nCOMP_WORDS=(iom-projects %s); COMP_CWORD=%d; {{0}}; echo ${{COMPREPLY[*]}}"
    bin_folder = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for words, at, completed in (("sta", 1, "status"), ("show --rel", 2, "--release"), ("export xl", 2, "xlsx")):
        text = script.replace("{0}", "_iom_projects_completion iom-projects") % (words, at)
        told = subprocess.run(
            ["bash", "-c", text],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "PATH": bin_folder},
        )
        assert told.stdout.split() == [completed]
