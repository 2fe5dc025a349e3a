"""A list of countries with a name that nobody knows in a later row: the whole list is one, and none of it is taken."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, VALUES, page

FACTS = {name: texts[0] for name, texts in VALUES.items() if name != "countries"}
BODY = "<div class=body><p>The project takes stock of what it left in each of the member states.</p></div>"
FIELD = "<div class=field><div class=field__label>{}</div><div class=field__item>{}</div></div>"
BLOCK = "<div class=block><h2>{}</h2><div class=content>{}</div></div>"
WAYS = {  # all of the facts, a fact, a further row of its value
    "rowspan": ("<table>{}</table>", "<tr><th rowspan=4>{}</th><td>{}</td></tr>", "<tr><td>{}</td></tr>"),
    "empty th": ("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>", "<tr><th></th><td>{}</td></tr>"),
    "empty td": ("<table>{}</table>", "<tr><td>{}</td><td>{}</td></tr>", "<tr><td>&nbsp;</td><td>{}</td></tr>"),
    "dl": ("<dl>{}</dl>", "<div><dt>{}</dt><dd>{}</dd></div>", "<div><dd>{}</dd></div>"),
    "list": ("<ul>{}</ul>", "<li><span>{}</span><div>{}</div></li>", "<li><div>{}</div></li>"),
    "field": ("<div>{}</div>", FIELD, "<div class=field><div class=field__item>{}</div></div>"),
    "paragraph": ("<div>{}</div>", "<p><b>{}:</b> {}</p>", "<p>{}</p>"),
    "line": ("<p>{}</p>", "<b>{}</b>: {}<br>", "{}<br>"),
    "block": ("<div>{}</div>", BLOCK, "<div class=block><div class=content>{}</div></div>"),
}
UNKNOWN = ("Several states", "Freedonia", "Bolivia (Plurinational State of")


def facts(way: str, countries: tuple[str, ...], *, last: bool = True) -> bytes:
    whole, fact, further = WAYS[way]
    rows = [fact.format(LABELS[name], text) for name, text in FACTS.items()]
    states = fact.format(LABELS["countries"], countries[0]) + "".join(map(further.format, countries[1:]))
    rows.insert(len(rows) if last else 2, states)
    return page(whole.format("".join(rows)) + BODY)


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize("way", WAYS)
def test_a_name_that_nobody_knows_is_one_of_the_list(way: str, unknown: str, last: bool) -> None:
    for countries in (("Chile", "Kenya", unknown, "Nepal"), ("Chile", unknown)):
        project = parse_page(facts(way, countries, last=last)).project
        assert project is not None
        assert project.fields["countries"].texts == countries
        assert {name: project.fields[name].raw for name in FACTS} == FACTS


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_label_ends_the_list(way: str) -> None:
    fact = WAYS[way][1]
    body = facts(way, ("Chile", "Kenya")).decode()
    start = WAYS[way][2].format("Kenya")
    parsed = parse_page(body.replace(start, start + fact.format("Partner", "Wakanda House"), 1).encode())
    assert parsed.project is not None
    assert parsed.project.fields["countries"].texts == ("Chile", "Kenya")
    assert parsed.project.unclaimed == {"Partner": "Wakanda House"}


@pytest.mark.parametrize(("fact", "between"), [("{}<br>{}", "<br>"), ("{}: {}", " | ")])
@pytest.mark.parametrize("label", ["Note", "Last Updated", "Donor country"])
def test_an_unknown_label_in_plain_lines_ends_the_list(fact: str, between: str, label: str) -> None:
    rows = [fact.format(LABELS[name], text) for name, text in (*FACTS.items(), ("countries", "Chile"))]
    text = "Wakanda House" if between == "<br>" else "Norway"
    parsed = parse_page(page(f"<p>{between.join((*rows, fact.format(label, text)))}</p>{BODY}"))
    assert parsed.project is not None
    assert parsed.project.fields["countries"].texts == ("Chile",)
    assert label in (parsed.project.unclaimed or {})
