"""Two values beside one label: none of them is the field's, and the finding names both; twice the same is one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from parsers import parse_page
from tests.markups.judge import ask_parser, judge
from tests.markups.kinds import LANGUAGES, OTHER, expect, fields_of, insert_after, plain_page, refilled, value_holders
from tests.markups.render import STRUCTURES, Page
from tests.markups.tree import Child, el
from tests.markups.truth import Expected
from tests.parsers.pages import VALUES, list_of, page, pairs

KeepPage = Callable[[bytes], Path]
WAYS = ("a further element", "a further inner element", "a line break", "a comma", "a slash", "a span")


def put_second(spoilt: Page, name: str, way: str, text: str) -> bool:
    """Print a second value beside the first."""
    value, *holders = value_holders(spoilt, name)
    if way.startswith("a further"):
        holder = holders[0 if "inner" in way else -1] if holders else None
        if holder is None or spoilt.structure == "table_header_row":
            return False  # a row of values that is one too long pairs up with no head
        insert_after(spoilt, holder, refilled(holder, [text]))
        return True
    further: dict[str, list[Child]] = {
        "a line break": [el("br"), text],
        "a comma": [f", {text}"],
        "a slash": [f" / {text}"],
        "a span": [" ", el("span", text)],
    }
    value.children += further[way]
    return True


@pytest.mark.parametrize("structure", STRUCTURES)
def test_second_value_leaves_none(structure: str, keep_page: KeepPage) -> None:
    start = list(STRUCTURES).index(structure)
    language = LANGUAGES[start % 3]
    for number, name in enumerate(fields_of(language)):
        way = WAYS[(start + number) % len(WAYS)]
        spoilt = plain_page(structure, language)
        if not put_second(spoilt, name, way, OTHER[name]):
            continue
        expect(spoilt, **{name: Expected(None, flag=True)})
        silent = [str(one) for one in judge(ask_parser(spoilt.body), spoilt.truth) if one.verdict == "silent"]
        assert not silent, f"{name}, {way}: {silent}; the page is {keep_page(spoilt.body)}"


@pytest.mark.parametrize("structure", STRUCTURES)
def test_same_value_twice_is_one(structure: str, keep_page: KeepPage) -> None:
    for number, name in enumerate(fields_of("en")):
        spoilt = plain_page(structure)
        way = ("a further element", "a line break", "a span")[number % 3]
        if put_second(spoilt, name, way, str(spoilt.project.printed[name])):
            wrong = [str(one) for one in judge(ask_parser(spoilt.body), spoilt.truth) if one.verdict != "right"]
            assert not wrong, f"{name}, {way}: {wrong}; the page is {keep_page(spoilt.body)}"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("budget_usd", "<dd>200,000</dd><dd>50,000</dd>"),
        ("year", "<dd>2014<br>2016</dd>"),
        ("status", "<dd>Completed</dd><dd>On hold</dd>"),
        ("coverage", "<dd>National / Regional</dd>"),
        ("project_id", "<dd><p>PR.0216</p><p>PR.0217</p></dd>"),
    ],
)
def test_finding_names_both_values(name: str, printed: str) -> None:
    facts = pairs("<dt>{label}</dt><dd>{value}</dd>", part="{}")
    label = {"budget_usd": "Budget Amount (USD)", "year": "Year", "status": "Project Status"}.get(
        name, {"coverage": "Coverage", "project_id": "Projects ID"}.get(name, "")
    )
    old = f"<dt>{label}</dt><dd>{VALUES[name][0]}</dd>"
    assert old in facts

    answer = ask_parser(page(f"<dl>{facts.replace(old, f'<dt>{label}</dt>{printed}')}</dl><p>It helps.</p>"))

    assert answer["project"][name] is None
    (issue,) = [issue for issue in answer["issues"] if issue["field"] == name and issue["kind"] == "several_values"]
    shown = printed.replace("<br>", "|").replace("/", "|").replace("<", "|").replace(">", "|").split("|")
    assert all(text.strip() in issue["message"] for text in shown if text.strip() not in {"", "dd", "p"})


def test_note_beside_a_value_is_no_value() -> None:
    facts = list_of().replace("81500.00", "81500.00</span> <em>of which half for travel</em><span>")

    reading = parse_page(page(f"{facts}<p>It helps.</p>"))

    assert reading.project is not None
    assert reading.project.fields["budget_usd"].texts == ("81500.00",)


def test_value_whose_label_was_lost_is_not_the_one_befores() -> None:
    facts = pairs("<dt>{label}</dt><dd>{value}</dd>", part="{}").replace("<dt>End Date</dt>", "<dt></dt>")

    reading = parse_page(page(f"<dl>{facts}</dl><p>It helps.</p>"))

    assert reading.project is not None
    assert reading.project.fields["start_date"].texts == ("2005",)
    assert reading.project.fields["end_date"].texts == ()
    assert "end_date" in {issue.field for issue in reading.issues}
