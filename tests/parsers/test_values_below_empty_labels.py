"""A second value below an empty label, and names that nobody knows before those of states: none is taken alone."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, VALUES, page

FACTS = {name: texts[0] for name, texts in VALUES.items()} | {"countries": "Belize", "prima_id": "CR10P0001"}
OTHERS = {
    "start_date": "2007",
    "end_date": "2013",
    "status": "Active",
    "project_type": "Labour Migration",
    "budget_usd": "91000.00",
    "coverage": "National",
    "year": "2009",
    "region": "Africa",
    "prima_id": "SV10P0002",
    "project_id": "Q37-805",
}
ROWS = {
    "dl": "<dt>{}</dt><dd>{}</dd>",
    "table": "<tr><th>{}</th><td>{}</td></tr>",
    "list": "<li><span>{}</span> <div>{}</div></li>",
    "grid": "<div class=row><div class=col-4>{}</div><div class=col-8>{}</div></div>",
    "fields": "<div class=field><div class=field__label>{}</div><div class=field__item>{}</div></div>",
}
OUTER = {"dl": "<dl>{}</dl>", "table": "<table>{}</table>", "list": "<ul>{}</ul>"}
BODY = "<div class=body><p>The region takes stock of what the project left in each member state.</p></div>"


def facts(way: str, rows: list[tuple[str, str]]) -> bytes:
    return page(OUTER.get(way, "{}").format("".join(ROWS[way].format(*row) for row in rows)) + BODY)


@pytest.mark.parametrize("empty", ["", "&nbsp;"])
@pytest.mark.parametrize("way", ROWS)
@pytest.mark.parametrize("name", OTHERS)
def test_a_field_with_another_value_below_an_empty_label_has_several(name: str, way: str, empty: str) -> None:
    rows = [(LABELS[one], text) for one, text in FACTS.items()]
    rows.insert(list(FACTS).index(name) + 1, (empty, OTHERS[name]))
    project = parse_page(facts(way, rows)).project
    assert project is not None
    assert project.fields[name].texts == (FACTS[name], OTHERS[name])
    assert all(project.fields[one].raw == FACTS[one] for one in FACTS if one != name)


@pytest.mark.parametrize("way", ROWS)
def test_a_value_that_may_be_a_lost_labels_stays_that_ones(way: str) -> None:
    rows = [("" if one == "end_date" else LABELS[one], text) for one, text in FACTS.items()]
    parsed = parse_page(facts(way, rows))
    assert parsed.project is not None
    assert parsed.project.fields["start_date"].raw == "2005"
    assert [issue.kind for issue in parsed.issues if issue.field == "end_date"] == ["unknown_label_fits"]


@pytest.mark.parametrize("unknown", ["Several states", "Venezuela (Bolivarian Republic of", "Freedonia"])
@pytest.mark.parametrize("known", [("Belize",), ("Belize", "Panama"), ("Belize", "Panama", "Honduras")])
def test_an_unknown_name_before_known_ones_is_part_of_the_list(unknown: str, known: tuple[str, ...]) -> None:
    items = "</dd><dd>".join((unknown, *known))
    rows = [(LABELS[one], items if one == "countries" else text) for one, text in FACTS.items()]
    project = parse_page(facts("dl", rows)).project
    assert project is not None
    assert project.fields["countries"].texts == (unknown, *known)
