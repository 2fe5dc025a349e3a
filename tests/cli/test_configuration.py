"""FAULTS 88: what is set is right, or an error in one line before any request; the template cannot fall behind."""

import json
import re
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from alerts.settings import SECRETS, AlertSettings
from cli.template import EXAMPLES, template_lines, toml_value
from dataset.checks.checks import LIVE_FLOORS, Floors
from dataset.credit import Credit
from scraper.errors import ConfigurationError
from scraper.settings import LEAST, CrawlSettings
from settings.configuration import Configuration, read_configuration
from settings.setting import SETTINGS

Run = Callable[..., subprocess.CompletedProcess[str]]
FILE = "iom-projects.toml"


def read(
    folder: Path, text: str | None = None, *, environment: Mapping[str, str] | None = None, **flags: Any
) -> Configuration:
    if text is not None:
        (folder / FILE).write_text(text, encoding="utf-8")
    return read_configuration(None, environment or {}, {"output": folder / "output", **flags}, folder=folder)


def test_nothing_set_gives_the_defaults(tmp_path: Path) -> None:
    read_nothing = read_configuration(None, {}, {}, folder=tmp_path)
    assert (read_nothing.output, read_nothing.crawl, read_nothing.checks) == (Path("output"), CrawlSettings(), {})
    assert set(read_nothing.origins.values()) == {"default"}


def test_every_setting_of_a_crawl_and_of_the_checks_can_be_set() -> None:
    named = {
        name for kind in (CrawlSettings, Floors, Credit, AlertSettings) for name in (each.name for each in fields(kind))
    }
    assert set(SETTINGS) == named | {"output", "keep"}
    assert [name for name, setting in SETTINGS.items() if not setting.about] == []


def test_flags_win_over_the_environment_over_the_file(tmp_path: Path) -> None:
    text = '[crawl]\ndelay_seconds = 3\nworkers = 4\ncontact = "file@example.org"\nbreaker = 9\n'
    environment = {"IOM_PROJECTS_DELAY_SECONDS": "4", "IOM_PROJECTS_CONTACT": "env@example.org"}
    given = read(tmp_path, text, environment=environment, delay_seconds=5.0, contact=None)
    assert given.crawl == CrawlSettings(contact="env@example.org", delay_seconds=5.0, workers=4, breaker=9)
    assert given.origins["delay_seconds"] == "--delay"
    assert given.origins["contact"] == "IOM_PROJECTS_CONTACT"
    assert given.origins["workers"] == str(tmp_path / FILE)
    assert given.origins["attempts"] == "default"


def test_bounds_are_laid_over_those_of_the_site(tmp_path: Path) -> None:
    job = read(tmp_path, "[checks]\nmin_projects = 120\nmin_filled = { title = 0.5 }\n").plan("live")
    filled = {**LIVE_FLOORS.min_filled, "title": 0.5}
    assert job.floors == replace(LIVE_FLOORS, min_projects=120, min_filled=filled)


def test_the_environment_can_set_tables_and_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    environment = {
        "IOM_PROJECTS_CONNECT_TO": '{"www.iom.int:443" = "[::1]:8443"}',
        "IOM_PROJECTS_CA_FILE": "ca.pem",
        "IOM_PROJECTS_WORKERS": "",
        "IOM_PROJECTS_COMPARES_WITH_FUND": "true",
    }
    given = read(tmp_path, environment=environment)
    assert given.crawl.connect_to == {"www.iom.int:443": ("::1", 8443)}
    assert (given.crawl.ca_file, given.crawl.workers, given.checks) == (Path("ca.pem"), 1, {"compares_with_fund": True})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("alert_email_to", "a@example.org,b@example.org", ("a@example.org", "b@example.org")),
        ("alert_email_to", " a@example.org ", ("a@example.org",)),
        ("alert_email_to", '["a@example.org"]', ("a@example.org",)),
        ("alert_command", "/bin/tell 'all of us' --loudly", ("/bin/tell", "all of us", "--loudly")),
        ("authors", "Lovelace, Ada; Example Lab", ("Lovelace, Ada", "Example Lab")),
        ("prefixes", "/pt, /ar", ("/pt", "/ar")),
    ],
)
def test_a_list_in_the_environment_may_be_one_line(
    tmp_path: Path, name: str, text: str, value: tuple[str, ...]
) -> None:
    given = read(tmp_path, environment={SETTINGS[name].variable: text})
    assert (
        next(getattr(each, name) for each in (given.alerts, given.credit, given.crawl) if hasattr(each, name)) == value
    )


@pytest.mark.parametrize(
    ("name", "text"), [("alert_email_to", "a@example.org,,"), ("alert_command", "tell 'us"), ("prefixes", '["/pt"')]
)
def test_a_line_that_is_no_list_says_what_is(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(tmp_path, environment={SETTINGS[name].variable: text})
    assert str(error.value) == (
        f'{SETTINGS[name].variable}: {name} must be a list of texts, such as ["one", "two"], not {text!r}'
    )


def test_paths_in_a_file_are_relative_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "mine.toml").write_text('output = "../data"\n[crawl]\nca_file = "/etc/ca.pem"\n')
    given = read_configuration(folder / "mine.toml", {}, {})
    assert (given.output, given.crawl.ca_file) == (folder / "../data", Path("/etc/ca.pem"))


def test_the_file_can_be_named_by_the_environment_and_by_a_flag(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[crawl]\nworkers = 2\n")
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text("[crawl]\nworkers = 3\n")
    two.write_text("[crawl]\nworkers = 4\n")
    environment = {"IOM_PROJECTS_CONFIG": str(one)}
    assert read_configuration(None, environment, {}, folder=tmp_path).crawl.workers == 3
    assert read_configuration(two, environment, {}, folder=tmp_path).crawl.workers == 4
    with pytest.raises(ConfigurationError, match=r"gone\.toml cannot be read \(No such file or directory\)"):
        read_configuration(None, {"IOM_PROJECTS_CONFIG": str(tmp_path / "gone.toml")}, {}, folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[crawl]\ncontct = 'a'\n", "there is no setting [crawl] contct; did you mean crawl.contact?"),
        ("contact = 'a@example.org'\n", "there is no setting contact; it belongs under [crawl]"),
        ("[crawl]\noutput = 'a'\n", "there is no setting [crawl] output; it belongs above all tables"),
        ("[crwl]\nworkers = 2\n", "there is no setting crwl; did you mean crawl?"),
        ("[checks]\nmin_project = 2\n", "there is no setting [checks] min_project; did you mean checks.min_projects?"),
        ("zzz = 1\n", "there is no setting zzz; there are output, keep, crawl, checks"),
        ("crawl = 3\n", "crawl must be a table, [crawl]"),
        ("[crawl]\nworkers = '2'\n", "workers must be a whole number, not '2'"),
        ("[crawl]\nworkers = true\n", "workers must be a whole number, not True"),
        ("[crawl]\nworkers = 2.0\n", "workers must be a whole number, not 2.0"),
        (f"[crawl]\nlimit = {2**63}\n", f"limit must be a whole number, not {2**63}"),
        ("[crawl]\ndelay_seconds = 'two'\n", "delay_seconds must be a number, not 'two'"),
        ("[crawl]\ncontact = 3\n", "contact must be a text, not 3"),
        ("[crawl]\nca_file = ''\n", "ca_file must be a path, not ''"),
        ("[crawl]\nconnect_to = { a = 'b' }\n", 'connect_to must be a table of "host:port" = "host:port"'),
        ("[checks]\ncompares_with_fund = 1\n", "compares_with_fund must be true or false, not 1"),
        ("[checks]\nmin_filled = { titel = 0.5 }\n", "min_filled must be a table of shares for project_id, title"),
        ("[crawl\n", "is no TOML: Expected ']' at the end of a table declaration (at line 1, column 7)"),
        ("[crawl]\nworkers = 1\nworkers = 2\n", "is no TOML: Cannot overwrite a value"),
    ],
)
def test_a_file_that_cannot_be_is_one_line_with_file_and_setting(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / FILE))
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[crawl]\ndelay_seconds = -1\n", "delay_seconds must be 0 or more, not -1.0"),
        ("[crawl]\ndelay_seconds = 0.1\n", "delay_seconds must be 0.5 or more for https://www.iom.int/, not 0.1"),
        ("[crawl]\ndelay_seconds = nan\n", "delay_seconds must be 0 or more, not nan"),
        ("[crawl]\nattempts = 0\n", "attempts must be 1 or more, not 0"),
        ("[crawl]\nca_file = 'gone.pem'\n", "ca_file is no file: "),
        ('[crawl]\ncontact = "a\\nb"\n', "contact must be one line of plain ASCII"),
        ("[checks]\nmax_loss = 10\n", "max_loss must be between 0 and 1, not 10.0"),
        ("[checks]\nmax_growth = nan\n", "max_growth must be 0 or more, not nan"),
        ("[checks]\nmin_projects = 0\n", "min_projects must be 1 or more, not 0"),
        ("[checks]\nmax_projects = 9\n", "max_projects must be min_projects or more, not 9"),
        ("[checks]\nmin_filled = { title = 1.5 }\n", "min_filled title must be between 0 and 1, not 1.5"),
    ],
)
def test_an_impossible_value_is_refused_with_its_origin(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, text).plan("live")
    assert str(caught.value).startswith(f"{tmp_path / FILE}: {complaint}")


@pytest.mark.parametrize("name", sorted(LEAST))
def test_every_number_of_a_crawl_has_a_least_value_that_the_environment_cannot_pass(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, environment={SETTINGS[name].variable: "-1"}).plan("live")
    assert str(caught.value).startswith(f"{SETTINGS[name].variable}: {name} must be {LEAST[name]} or more, not -1")


@pytest.mark.parametrize(
    ("variable", "text", "complaint"),
    [
        ("IOM_PROJECTS_CONTCAT", "a", "IOM_PROJECTS_CONTCAT: there is no such setting; did you mean IOM_PROJECTS_CONT"),
        ("IOM_PROJECTS_WORKERS", "two", "IOM_PROJECTS_WORKERS: workers must be a whole number, not 'two'"),
        (
            "IOM_PROJECTS_WORKERS",
            "2\nlimit = 3",
            "IOM_PROJECTS_WORKERS: workers must be a whole number, not '2\\nlimit",
        ),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, variable: str, text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, environment={variable: text})
    assert str(caught.value).startswith(complaint)


def test_an_output_folder_needs_a_parent(tmp_path: Path) -> None:
    given = read_configuration(None, {}, {"output": tmp_path / "no" / "output"}, folder=tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        given.plan("practice")
    assert str(caught.value) == f"--output: output cannot be made: there is no folder {tmp_path / 'no'}"


def test_a_file_that_is_a_folder_or_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    for name, complaint in (("folder.toml", "cannot be read (Is a directory)"), ("latin.toml", "is no TOML: 'utf-8'")):
        with pytest.raises(ConfigurationError, match=re.escape(f"{name} {complaint}")):
            read_configuration(tmp_path / name, {}, {})


def settings_of_template(*, with_examples: bool) -> str:
    """The template with every setting's # taken away."""
    lines = list(template_lines())
    is_example = [False, *(line.endswith("for example:") for line in lines)]
    return "\n".join(
        line[1:] if re.match(r"#[a-z_]+ = ", line) and (with_examples or not example) else line
        for line, example in zip(lines, is_example, strict=False)
    )


def test_the_template_sets_nothing_as_it_stands(tmp_path: Path) -> None:
    given = read(tmp_path, "\n".join(template_lines()))
    assert (given.crawl, given.checks, given.credit) == (CrawlSettings(), {}, Credit())
    assert {name: origin for name, origin in given.origins.items() if origin != "default"} == {"output": "--output"}


def test_the_templates_values_are_the_defaults(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(settings_of_template(with_examples=False))
    given = read_configuration(None, {}, {}, folder=tmp_path)
    assert given.crawl == CrawlSettings()
    assert replace(Floors(), **given.checks) == Floors()
    assert (given.output, given.alerts) == (tmp_path / "output", AlertSettings())
    assert {name for name, origin in given.origins.items() if origin == "default"} == {*EXAMPLES, *SECRETS}


def test_the_templates_examples_are_settings_that_have_no_default(tmp_path: Path) -> None:
    without = {name for name, setting in SETTINGS.items() if setting.default in (None, {}, ())}
    assert {*EXAMPLES, *SECRETS} == without, "a setting without a default wants an example in cli/template.py"
    text = settings_of_template(with_examples=True)
    given = read(tmp_path, text)
    assert [name for name, origin in given.origins.items() if origin == "default"] == list(SECRETS)
    written = tomllib.loads(text)
    values = {**written["crawl"], **written["citation"], **written["alerts"], "keep": written["keep"]}
    assert values.items() >= json.loads(json.dumps(EXAMPLES)).items()


def test_what_config_prints_is_a_file_with_the_same_meaning(iom_projects: Run, tmp_path: Path) -> None:
    text = 'output = "data"\n[crawl]\ncontact = "you@example.org"\nlimit = 7\n[checks]\nmin_projects = 120\n'
    (tmp_path / FILE).write_text(text)
    first = iom_projects("config", "live", "--delay", "3", cwd=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    assert re.search(r"^delay_seconds = 3\.0 +# --delay$", first.stdout, re.MULTILINE)
    assert re.search(r"^limit = 7 +# iom-projects\.toml$", first.stdout, re.MULTILINE)
    assert re.search(r"^workers = 1 +# default$", first.stdout, re.MULTILINE)
    assert "contact: you@example.org" in first.stdout.splitlines()[0]
    (tmp_path / FILE).write_text(first.stdout)
    again = json.loads(iom_projects("config", "live", "--json", cwd=tmp_path).stdout)
    assert again["settings"]["delay_seconds"] == {"value": 3.0, "from": FILE}
    assert again["settings"]["output"] == {"value": "data", "from": FILE}
    assert again["settings"]["min_filled"]["value"]["title"] == LIVE_FLOORS.min_filled["title"]
    assert again["settings"]["contact"]["value"] == "you@example.org"


@pytest.mark.parametrize("command", ["run", "crawl", "build"])
def test_a_wrong_file_stops_a_command_before_anything_is_made(iom_projects: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / FILE).write_text("[crawl]\nworkrs = 2\n")
    done = iom_projects(command, "practice", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"iom-projects: {FILE}: there is no setting [crawl] workrs; did you mean crawl.workers?\n"
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_values_are_written_as_toml_reads_them() -> None:
    values = {"a": 'quote " and ü', "b": float("inf"), "c": {"x y": 0.5, "z": 1.0}, "d": True, "e": {}}
    text = "\n".join(f"{name} = {toml_value(value)}" for name, value in values.items())
    assert tomllib.loads(text) == values
