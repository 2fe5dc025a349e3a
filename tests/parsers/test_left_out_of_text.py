"""What is left out within a description is said: struck out, marks of footnotes, hidden; and lists of terms in it."""

import pytest

from parsers import parse_page
from tests.parsers.pages import list_of, page

FIRST = "<p>Officials of two ministries learn to plan fair recruitment abroad{}.</p>"
LAST = "<p>The work goes on in both ports until the end of the next year.</p>"


def findings(between: str, within: str = "") -> list[tuple[str, str | None, str]]:
    body = f"<div class=body>{FIRST.format(within)}{between}{LAST}</div>"
    parsed = parse_page(page(list_of() + body))
    assert parsed.project is not None
    text = parsed.project.fields["description"].raw
    assert text is not None
    assert "fair recruitment abroad" in text
    return [(issue.kind, issue.field, issue.message) for issue in parsed.issues]


@pytest.mark.parametrize(
    ("within", "kind", "quoted"),
    [
        (" in <del>three</del> two ports", "struck_out", "three"),
        (" in <s>four</s> five <span style='text-decoration: line-through'>six</span>", "struck_out", "'four', 'six'"),
        ("<sup><a href='#fn3'>3</a></sup>", "footnote_mark", "3"),
        ("<a class=footnote-ref href='#f'>[4]</a>", "footnote_mark", "4"),
        (" <span hidden>of which nobody knows</span>", "hidden_text", "of which nobody knows"),
    ],
)
def test_what_is_left_out_of_a_sentence_is_quoted_once(within: str, kind: str, quoted: str) -> None:
    (found,) = [one for one in findings("", within) if one[0] == kind]
    assert found[1] == "description"
    assert quoted in found[2]


@pytest.mark.parametrize(
    ("between", "kind"),
    [
        ("<p><del>A paragraph that was taken back.</del></p>", "struck_out"),
        ("<del><p>A paragraph that was taken back.</p></del>", "struck_out"),
        ("<div style='display:none'><p>A paragraph that was taken back.</p></div>", "hidden_text"),
    ],
)
def test_a_whole_paragraph_that_is_left_out_is_quoted(between: str, kind: str) -> None:
    (found,) = [one for one in findings(between) if one[0] == kind]
    assert (found[1], "A paragraph that was taken back." in found[2]) == ("description", True)


SENTENCE = "Both ministries keep two offices open for workers who leave by sea."
ASIDE = [
    "<nav>{}</nav>",
    "<nav><p>{} <a href=/x>Next</a></p></nav>",
    "<nav>{} <a href=/x>two</a> <a href=/y>min</a></nav>",
    "<dialog open><p>{}</p></dialog>",
    "<button>{}</button>",
    "<p><button>{}</button></p>",
    "<span role=button>{}</span>",
    "<a role=button href=#>{}</a>",
    "<div role=tooltip>{}</div>",
    "<div class=tabs><button>{}</button></div>",
]


@pytest.mark.parametrize("aside", ASIDE)
@pytest.mark.parametrize(
    "content", ["{x}{f}{b}", "{f}{x}{b}", "{f}{b}{x}", "{f}<div>" + FIRST + "{x}" + LAST + "</div>"]
)
@pytest.mark.parametrize("main", [True, False])
def test_a_sentence_in_a_menu_dialog_or_control_is_told(aside: str, content: str, *, main: bool) -> None:
    body = f"<div class=body>{FIRST.format('')}{LAST}</div>"
    html = page(content.replace("{}", "").format(x=aside.format(SENTENCE), f=list_of(), b=body))
    parsed = parse_page(html if main else html.replace(b"main>", b"div>"))
    assert parsed.project is not None
    assert SENTENCE not in (parsed.project.fields["description"].raw or "")
    told = [issue for issue in parsed.issues if SENTENCE in issue.message]
    assert {(issue.kind, issue.field) for issue in told} == {("text_left_out", "description")}


def test_what_is_left_out_of_a_value_is_no_finding_of_the_description() -> None:
    facts = list_of().replace("Q36-805</span>", "Q36-805<sup>7</sup></span>")
    parsed = parse_page(page(f"{facts}<div class=body>{FIRST.format('')}{LAST}</div>"))
    assert {issue.field for issue in parsed.issues if issue.kind == "footnote_mark"} == {"project_id"}


def test_a_list_of_terms_in_the_text_is_kept_and_said() -> None:
    terms = "<dl><dt>Partners</dt><dd>Both ministries lend two rooms.</dd><dt>Place</dt><dd>Two ports</dd></dl>"
    (found,) = [one for one in findings(terms) if one[0] == "terms_in_description"]
    assert found[1:] == ("description", "kept with what they explain, as text: 'Partners', 'Place'")
    assert not [one for one in findings("") if one[0] == "terms_in_description"]


@pytest.mark.parametrize(
    "form",
    [
        "<form><p>{0}</p><label>{1}</label><input></form>",
        "<form><label>{1} <input></label><p>{0}</p></form>",
        "<form><fieldset><legend>{1}</legend><p>{0}</p><input></fieldset></form>",
    ],
)
def test_the_labels_of_a_form_are_told_with_its_text(form: str) -> None:
    (found,) = [one for one in findings(form.format(SENTENCE, "Records at Mombasa")) if one[0] == "text_left_out"]
    assert found[1] == "description"
    assert f"'{SENTENCE}'" in found[2]
    assert "'Records at Mombasa'" in found[2]


@pytest.mark.parametrize(
    "tabs",
    ["<ul role=tablist><li><a role=tab>{}</a></li></ul>", "<ul role=tablist><li><a href=#p role=tab>{}</a></li></ul>"],
)
def test_the_names_of_tabs_are_told(tabs: str) -> None:
    between = tabs.format("Records at Mombasa") + f"<div role=tabpanel id=p><p>{SENTENCE}</p></div>"
    (found,) = [one for one in findings(between) if one[0] == "text_left_out"]
    assert found == (
        "text_left_out",
        "description",
        "left out, since it names the panel of a tab: 'Records at Mombasa'",
    )


@pytest.mark.parametrize("name", ["accordion-button", "usa-accordion__button", "btn accordion__toggle collapsed"])
def test_a_button_that_heads_a_panel_of_an_accordion_is_in_the_description(name: str) -> None:
    panel = f"<div><button class='{name}'>Records at Mombasa</button><div><p>{SENTENCE}</p></div></div>"
    parsed = parse_page(page(list_of() + f"<div class=body>{FIRST.format('')}{panel}{LAST}</div>"))
    assert parsed.project is not None
    assert f"abroad.\nRecords at Mombasa\n{SENTENCE}\n" in (parsed.project.fields["description"].raw or "")
