"""Small pages to try the parsers on: the seed's facts, a description of our own, and company that must not leak in."""

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

from parsers.description import Description, read_description
from parsers.layout import lay_out

TITLE = "Strengthening of the Migration Components of the Central American Integration Process"
URL = "https://www.iom.int/project/strengthening-migration-components-central-american-integration-process"
LABELS = {
    "start_date": "Start Date",
    "end_date": "End Date",
    "status": "Project Status",
    "project_type": "Project Type",
    "budget_usd": "Budget Amount (USD)",
    "coverage": "Coverage",
    "year": "Year",
    "region": "IDF Region",
    "prima_id": "Prima ID",
    "project_id": "Projects ID",
    "countries": "Benefiting Member States",
}
VALUES: dict[str, tuple[str, ...]] = {
    "start_date": ("2005",),
    "end_date": ("2011",),
    "status": ("Completed",),
    "project_type": ("TCMMCB",),
    "budget_usd": ("81500.00",),
    "coverage": ("Regional",),
    "year": ("2005",),
    "region": ("Latin America and the Caribbean",),
    "project_id": ("Q36-805",),
    "countries": ("Belize", "Costa Rica", "Dominican Republic", "El Salvador"),
}
DESCRIPTION = (
    "<p>The integration of the region touches on migration in particular:</p>"
    "<ul><li>A passport for the region;</li><li>A common visa.</li></ul>"
    "<p>Work goes on in two areas: a) taking stock; and b) one workshop.</p>"
)
DESCRIPTION_TEXT = (
    "The integration of the region touches on migration in particular:\nA passport for the region;\n"
    "A common visa.\nWork goes on in two areas: a) taking stock; and b) one workshop."
)
TEASER_FACTS = (
    "<ul><li><b>Start Date</b> 1999</li><li><b>Prima ID</b> ZZ10P0001</li><li><b>Coverage</b> National</li>"
    "<li><b>Project Status</b> Active</li><li><b>Benefiting Member States</b> Chad</li></ul>"
)
TEASER = f'<div><h3><a href="/project/quite-another">A quite different project of 1999</a></h3>{TEASER_FACTS}</div>'
RELATED = f"<section><h2>Related projects</h2>{TEASER}</section>"

Facts = Mapping[str, tuple[str, ...]]


def pairs(template: str, facts: Facts = VALUES, part: str = "<span>{}</span>", sep: str = " ") -> str:
    """Render facts by a template of their label and their parts."""
    return "".join(
        template.format(label=LABELS.get(name, name), value=sep.join(part.format(text) for text in texts))
        for name, texts in facts.items()
    )


def list_of(facts: Facts = VALUES) -> str:
    """Render facts as a list of items with the label in `<strong>`."""
    return f"<ul>{pairs('<li><strong>{label}</strong> {value}</li>', facts)}</ul>"


def page(
    content: str, *, title: str = TITLE, head: str = "", before: str = "", after: str = "", lang: str = "en"
) -> bytes:
    """A page of the site: menu, title, content in `<main>`, footer."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | IOM</title>{head}</head>'
        '<body><header><nav><ul><li><a href="/who">Who we are</a></li></ul></nav></header>'
        f"<main>{before}<h1>{title}</h1>{content}{after}</main>"
        "<footer><p>A footer of the site.</p></footer></body></html>"
    ).encode()


def grid(row: str, cell: str, facts: Facts = VALUES) -> str:
    """Render a row of labels and a row of values."""
    labels = "".join(cell.format(LABELS[name]) for name in facts)
    values = "".join(cell.format(" ".join(f"<i>{text}</i>" for text in texts)) for texts in facts.values())
    return row.format(labels) + row.format(values)


def without(*names: str) -> dict[str, tuple[str, ...]]:
    """The facts but for some."""
    return {name: texts for name, texts in VALUES.items() if name not in names}


def described(html: str | bytes) -> Description:
    """Read markup as if all of it were the description."""
    body = LexborHTMLParser(html).body
    assert body is not None
    outline = lay_out(body, lambda text: [text])
    return read_description(outline, range(len(outline.leaves)))
