"""The same facts in one arrangement of markup after the other."""

import pytest

from parsers import parse_page
from tests.parsers.pages import (
    DESCRIPTION,
    DESCRIPTION_TEXT,
    LABELS,
    RELATED,
    TITLE,
    VALUES,
    grid,
    list_of,
    page,
    pairs,
)

LINES = " | ".join(f"{LABELS[name]}: {', '.join(texts)}" for name, texts in VALUES.items())

STRUCTURES = {
    "li with label in strong": list_of(),
    "li with two div": f"<ul>{pairs('<li><div>{label}</div><div>{value}</div></li>')}</ul>",
    "li in turns": f"<ul>{pairs('<li>{label}</li><li>{value}</li>')}</ul>",
    "li of one text": f"<ul>{pairs('<li>{label} {value}</li>', part='{}')}</ul>",
    "dl": f"<dl>{pairs('<dt>{label}</dt>{value}', part='<dd>{}</dd>')}</dl>",
    "dl with div": f"<dl>{pairs('<div><dt>{label}</dt><dd>{value}</dd></div>')}</dl>",
    "table by row": f"<table>{pairs('<tr><th>{label}</th><td>{value}</td></tr>')}</table>",
    "table of td": f"<table>{pairs('<tr><td>{label}</td><td>{value}</td></tr>', part='<a>{}</a>', sep='')}</table>",
    "table with header row": f"<table>{grid('<tr>{}</tr>', '<td>{}</td>')}</table>",
    "two columns": f"<div>{grid('<div>{}</div>', '<p>{}</p>')}</div>",
    "paragraph with strong": pairs("<p><strong>{label}:</strong> {value}</p>"),
    "paragraph with b and br": pairs("<p><b>{label}</b><br>{value}</p>"),
    "one paragraph with br": f"<p>{pairs('{label}<br>{value}<br>')}</p>",
    "one paragraph with b and br": f"<p>{pairs('<b>{label}</b>: {value}<br>')}</p>",
    "headings and paragraphs": pairs("<h3>{label}</h3><p>{value}</p>"),
    "accordion": pairs("<div><h3><button>{label}</button></h3><div><p>{value}</p></div></div>"),
    "spans in one line": f"<div>{pairs('<span class=l>{label}</span> <span class=v>{value}</span> ')}</div>",
    "cards with the value first": pairs("<div><b>{value}</b><span>{label}</span></div>"),
    "Drupal fields": pairs(
        '<div class="field"><div class="field__label">{label}</div><div class="field__items">{value}</div></div>',
        part='<div class="field__item">{}</div>',
    ),
    "Views rows": pairs(
        '<div><span class="views-label">{label}: </span><div class="field-content">{value}</div></div>',
        part="<a>{}</a>",
        sep=", ",
    ),
    "label in pieces": pairs("<p><b>{label}</b><br>{value}</p>").replace("Start Date", "Sta&shy;rt<i> Da</i>te&nbsp;:"),
    "label over two lines": list_of().replace("Benefiting Member", "Benefiting<br>Member"),
}


@pytest.mark.parametrize("beside", ["", "related before", "related after"])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_facts_come_out_of_every_structure(structure: str, beside: str) -> None:
    before = RELATED if beside == "related before" else ""
    after = RELATED if beside == "related after" else ""

    reading = parse_page(page(f"{STRUCTURES[structure]}<div>{DESCRIPTION}</div>", before=before, after=after))

    assert reading.outcome == "project"
    assert reading.project is not None
    fields = reading.project.fields
    found = {name: fields[name].texts if name != "countries" else " ".join(fields[name].texts) for name in VALUES}
    assert found == {name: texts if name != "countries" else " ".join(texts) for name, texts in VALUES.items()}
    assert fields["title"].texts == (TITLE,)
    assert fields["prima_id"].status == "not_on_page"
    assert fields["description"].texts == (DESCRIPTION_TEXT,)
    assert reading.project.unclaimed == {}
    assert reading.issues == ()


def test_facts_in_one_line_of_text() -> None:
    reading = parse_page(page(f"<p>{LINES}</p><div>{DESCRIPTION}</div>"))

    assert reading.project is not None
    fields = reading.project.fields
    assert {name: fields[name].raw for name in VALUES if name != "countries"} == {
        name: texts[0] for name, texts in VALUES.items() if name != "countries"
    }
    assert fields["countries"].raw == "Belize, Costa Rica, Dominican Republic, El Salvador"
    assert fields["description"].texts == (DESCRIPTION_TEXT,)


def test_lines_of_preformatted_text() -> None:
    lines = "\n".join(f"{LABELS[name]}: {', '.join(texts)}" for name, texts in VALUES.items())

    reading = parse_page(page(f"<pre>{lines}</pre><div>{DESCRIPTION}</div>"))

    assert reading.project is not None
    assert reading.project.fields["end_date"].raw == "2011"
    assert reading.project.fields["countries"].raw == "Belize, Costa Rica, Dominican Republic, El Salvador"
