import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from maintenance.explanation import COMPONENTS, RULES, explain_page, file_of
from maintenance.fixtures import find_fixtures
from sandbox.page import SavedPage

from .conftest import Ran, project_page

Run = Callable[..., Ran]
Save = Callable[..., Path]

RELATED = project_page(End_Date=None).replace(
    b"</main>", b"</main><section><h2>Related projects</h2><dl><dt>End Date</dt><dd>2031</dd></dl></section>"
)


@pytest.mark.parametrize(
    ("body", "field", "value", "status", "why"),
    [
        (project_page(), "start_date", "2017", "reported", "The page prints it under the label “Start Date”."),
        (project_page(), "title", "Figures for Zambia", "reported", "The page prints it without a label."),
        (project_page(), "project_type_code", "LM", "reported", "Taken from project_type by the codelist."),
        (
            project_page(Year=""),
            "year",
            None,
            "label_empty",
            "On the page the label “Year” stands there with nothing beside it.",
        ),
        (
            project_page(End_Date="3/4/2017"),
            "end_date",
            None,
            "ambiguous",
            "The page prints “3/4/2017” under the label “End Date”, which has several readings; none is guessed.",
        ),
        (
            project_page(Year="n/a"),
            "year",
            None,
            "label_empty",
            "The page prints “n/a” under the label “Year”, which stands for no value.",
        ),
        (
            project_page(Year="MMXVII"),
            "year",
            None,
            "not_understood",
            "The page prints “MMXVII” under the label “Year”, and no rule reads that.",
        ),
        (
            project_page(Year=None),
            "year",
            None,
            "not_on_page",
            "Neither a label nor a value of this field was found on the page.",
        ),
        (
            RELATED,
            "end_date",
            None,
            "not_on_page",
            "Neither a label nor a value of this field was found on the page. 1 other place was rejected.",
        ),
    ],
)
def test_why_in_plain_words(body: bytes, field: str, value: object, status: str, why: str) -> None:
    explanation = explain_page(SavedPage(body), field)
    (one,) = explanation.fields
    assert (one.seen.field, one.seen.value, one.seen.status, one.why) == (field, value, status, why)


def test_rejected_places_have_their_reasons() -> None:
    (one,) = explain_page(SavedPage(RELATED), "end_date").fields
    (other,) = one.rejected
    assert other.texts == ("2031",)
    assert other.where == "body > section > dl > dd"
    assert "Related projects" in other.rejected


def test_an_unknown_label_is_named_where_a_field_is_missing() -> None:
    body = project_page(Year=None).replace(b"<dt>Coverage", b"<dt>Vintage</dt><dd>2017</dd><dt>Coverage")
    (one,) = explain_page(SavedPage(body), "year").fields
    assert "Found on the page and in no table: “Vintage”." in one.why


def test_both_places_of_an_ambiguous_value_are_told() -> None:
    body = project_page().replace(b"<dt>Coverage", b"<dt>Budget Amount (USD)</dt><dd>999000.00</dd><dt>Coverage")
    (one,) = explain_page(SavedPage(body), "budget_usd").fields
    assert (one.seen.value, one.seen.status) == (None, "ambiguous")
    assert [other.texts for other in one.rejected] == [("110000.00",), ("999000.00",)]
    assert [issue.severity for issue in one.issues] == ["error"]


def test_components_alone() -> None:
    body = project_page(description="<p>The components are:</p><ul><li>a register;</li><li>a hotline.</li></ul>")
    explanation = explain_page(SavedPage(body), COMPONENTS)
    assert explanation.fields == ()
    assert [(item.kind, item.text) for item in explanation.items] == [
        ("component", "a register"),
        ("component", "a hotline"),
    ]


def test_a_page_that_is_no_project_has_an_outcome_and_no_fields() -> None:
    explanation = explain_page(SavedPage(b"%PDF-1.4"), "year")
    assert (explanation.answer.outcome, explanation.fields, explanation.items) == ("not_html", (), ())


def test_as_json(run: Run, save: Save) -> None:
    page = save(project_page(), url="https://www.iom.int/project/p")
    told = json.loads(run("explain", page, "project_id", "--json").out)
    assert told["url"] == "https://www.iom.int/project/p"
    assert told["digest"].startswith("sha256:")
    assert told["fields"] == {
        "project_id": {
            "value": "LM.0216",
            "status": "reported",
            "why": "The page prints it under the label “Projects ID”.",
            "raw": "LM.0216",
            "label": "Projects ID",
            "where": "body > main > dl > dd:nth-of-type(10)",
            "rule": "label:beside:dl",
            "rule_file": "parsers/pairs.py",
            "steps": [],
            "rejected": [],
            "issues": [],
        }
    }
    assert told["components"] == []


def test_for_people(run: Run, save: Save) -> None:
    ran = run("explain", save(project_page(budget="1.234,56")), "budget_usd")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[2].startswith("outcome     project: ")
    assert lines[5:] == [
        "budget_usd: null",
        "  status    not_understood",
        "  why       The page prints “1.234,56” under the label “Budget Amount (USD)”, and no rule reads that.",
        "  printed   1.234,56",
        "  label     Budget Amount (USD)",
        "  rule      label:beside:dl (parsers/pairs.py)",
        "  where     body > main > dl > dd:nth-of-type(5)",
        "  error     unreadable_amount: '1.234,56' is not one amount of US dollars",
    ]


def test_a_reader_that_goes_away_is_no_fault(save: Save) -> None:
    command = [str(Path(sys.executable).with_name("iom-projects")), "explain", str(save(project_page()))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_page_cannot_move_the_cursor(run: Run, save: Save) -> None:
    ran = run("explain", save(project_page(Project_Status="\x1b[2J\u202eDone")))
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_the_page_of_a_fixture_comes_with_its_meta_file(run: Run, save: Save, tmp_path: Path) -> None:
    page = save(project_page(), url="https://www.iom.int/project/p")
    run("fixture", "add", page, "--why", "w", "--fixtures", tmp_path)
    for path in (tmp_path / "current/p--w", tmp_path / "current/p--w/page.html"):
        assert json.loads(run("explain", path, "year", "--json").out)["url"] == "https://www.iom.int/project/p"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.html"], "no such file or folder: nowhere.html"),
        (["{page}", "budget"], "is called budget; did you mean budget_usd?; there are title, start_date"),
        (["{folder}"], "holds 2 pages: name one of them"),
        (["{page}", "--html", "{page}"], "is the page itself: name another file for --html"),
        (["{folder}/second.html", "--html", "{folder}/x.html"], "nothing to mark: the page is no project"),
        (["{page}", "--html", "{folder}/no/such.html"], "cannot write"),
    ],
)
def test_wrong_use(run: Run, save: Save, tmp_path: Path, arguments: list[str], words: str) -> None:
    page = save(project_page())
    save(b"", name="second")
    before = page.read_bytes()
    ran = run("explain", *[text.format(page=page, folder=tmp_path) for text in arguments])
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words in ran.err
    assert page.read_bytes() == before


def test_every_rule_of_the_fixtures_names_its_file() -> None:
    root = Path(__file__).parents[2]
    rules = set()
    for fixture in find_fixtures(root / "tests" / "fixtures"):
        explanation = explain_page(fixture.page())
        rules |= {one.seen.rule for one in explanation.fields if one.seen.rule}
    assert len(rules) > 10
    assert [rule for rule in rules if file_of(rule) is None] == []
    assert all((root / file).is_file() for file in RULES.values())
