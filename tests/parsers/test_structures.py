"""The same facts in one arrangement of markup after the other."""

from collections.abc import Callable

import pytest

from parsers import parse_page

TITLE = "Strengthening of the Migration Components of the Central American Integration Process"
FACTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("start_date", "Start Date", ("2005",)),
    ("end_date", "End Date", ("2011",)),
    ("status", "Project Status", ("Completed",)),
    ("project_type", "Project Type", ("TCMMCB",)),
    ("budget_usd", "Budget Amount (USD)", ("81500.00",)),
    ("coverage", "Coverage", ("Regional",)),
    ("year", "Year", ("2005",)),
    ("region", "IDF Region", ("Latin America and the Caribbean",)),
    ("project_id", "Projects ID", ("Q36-805",)),
    ("countries", "Benefiting Member States", ("Belize", "Costa Rica", "Dominican Republic", "El Salvador")),
)
DESCRIPTION = (
    "<p>The integration of the region touches on migration in particular:</p>"
    "<ul><li>A passport for the region;</li><li>A common visa.</li></ul>"
    "<p>Work goes on in two areas: a) taking stock; and b) one workshop.</p>"
)
DESCRIPTION_TEXT = (
    "The integration of the region touches on migration in particular:\nA passport for the region;\n"
    "A common visa.\nWork goes on in two areas: a) taking stock; and b) one workshop."
)
RELATED = (
    '<section><h2>Related projects</h2><div><h3><a href="/project/quite-another">A quite different project of 1999</a>'
    "</h3><ul><li><b>Start Date</b> 1999</li><li><b>Prima ID</b> ZZ10P0001</li><li><b>Coverage</b> National</li></ul>"
    "</div></section>"
)

Arrange = Callable[[str, str], str]


def _each(template: str, part: str = "<span>{}</span>", sep: str = " ") -> Callable[[], str]:
    """Render every fact by a template of its label and its parts."""

    def render() -> str:
        return "".join(
            template.format(label=label, value=sep.join(part.format(v) for v in vs)) for _, label, vs in FACTS
        )

    return render


def _in(wrapper: str, render: Callable[[], str]) -> Callable[[], str]:
    return lambda: wrapper.format(render())


def _grid(row: str, cell: str) -> Callable[[], str]:
    def render() -> str:
        labels = "".join(cell.format(label) for _, label, _ in FACTS)
        values = "".join(cell.format(" ".join(f"<i>{v}</i>" for v in vs)) for _, _, vs in FACTS)
        return row.format(labels) + row.format(values)

    return render


STRUCTURES = {
    "li with two div": _in("<ul>{}</ul>", _each("<li><div>{label}</div><div>{value}</div></li>")),
    "li with label in strong": _in("<ul>{}</ul>", _each("<li><strong>{label}</strong> {value}</li>")),
    "li in turns": _in("<ul>{}</ul>", _each("<li>{label}</li><li>{value}</li>")),
    "dl": _in("<dl>{}</dl>", _each("<dt>{label}</dt>{value}", "<dd>{}</dd>")),
    "dl with div": _in("<dl>{}</dl>", _each("<div><dt>{label}</dt><dd>{value}</dd></div>")),
    "table by row": _in("<table>{}</table>", _each("<tr><th>{label}</th><td>{value}</td></tr>")),
    "table of td": _in("<table>{}</table>", _each("<tr><td>{label}</td><td>{value}</td></tr>", "<a>{}</a>", "")),
    "table with header row": _in("<table>{}</table>", _grid("<tr>{}</tr>", "<td>{}</td>")),
    "two columns": _in("<div>{}</div>", _grid("<div>{}</div>", "<p>{}</p>")),
    "paragraph with strong": _each("<p><strong>{label}:</strong> {value}</p>"),
    "paragraph with b and br": _each("<p><b>{label}</b><br>{value}</p>"),
    "one paragraph with br": _in("<p>{}</p>", _each("{label}<br>{value}<br>")),
    "one paragraph with b and br": _in("<p>{}</p>", _each("<b>{label}</b>: {value}<br>")),
    "headings and paragraphs": _each("<h3>{label}</h3><p>{value}</p>"),
    "spans in one line": _in("<div>{}</div>", _each("<span class=l>{label}</span> <span class=v>{value}</span> ")),
    "Drupal fields": _each(
        '<div class="field"><div class="field__label">{label}</div><div class="field__items">{value}</div></div>',
        '<div class="field__item">{}</div>',
    ),
    "Views rows": _each(
        '<div><span class="views-label">{label}: </span><div class="field-content">{value}</div></div>',
        "<a>{}</a>",
        ", ",
    ),
}


def _page(facts: str, description: str = f"<div>{DESCRIPTION}</div>", before: str = "", after: str = "") -> bytes:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{TITLE} | IOM</title></head><body>"
        f"<header><nav><ul><li><a href=/who>Who we are</a></li></ul></nav></header>"
        f"<main>{before}<h1>{TITLE}</h1>{facts}{description}{after}</main>"
        "<footer><p>A footer of the site.</p></footer></body></html>"
    ).encode()


@pytest.mark.parametrize("beside", ["", "related before", "related after"])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_facts_come_out_of_every_structure(structure: str, beside: str) -> None:
    before = RELATED if beside == "related before" else ""
    after = RELATED if beside == "related after" else ""

    reading = parse_page(_page(STRUCTURES[structure](), before=before, after=after))

    assert reading.outcome == "project"
    assert reading.project is not None
    fields = reading.project.fields
    assert {name: fields[name].texts for name, _, _ in FACTS} == {name: texts for name, _, texts in FACTS}
    assert fields["title"].texts == (TITLE,)
    assert fields["prima_id"].status == "not_on_page"
    assert fields["description"].texts == (DESCRIPTION_TEXT,)
    assert reading.project.unclaimed == {}
    assert reading.issues == ()
