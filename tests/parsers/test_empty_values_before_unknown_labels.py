"""An empty value before an unknown label with a text that its field could have: null, and the text is the other's."""

import pytest

from parsers import parse_page

KNOWN = {"End Date": "2011", "Project Type": "TCMMCB", "IDF Region": "Africa", "Projects ID": "Q36-805"}
STRUCTURES = {
    "dl": ("<dl>", "<dt>{}</dt><dd>{}</dd>", "</dl>"),
    "classes": ("<div>", "<div class=l>{}</div><div class=v>{}</div>", "</div>"),
    "paragraphs": ("<div>", "<p>{}</p><div>{}</div>", "</div>"),
    "headings": ("<div>", "<h4>{}</h4><p>{}</p>", "</div>"),
}


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize(
    ("unknown", "text"), [("Last updated", "2019"), ("Approved in", "May 2019"), ("Reviewed", "2019"), ("Of", "2005")]
)
def test_the_unknown_label_and_its_text_are_no_value(structure: str, unknown: str, text: str) -> None:
    before, row, after = STRUCTURES[structure]
    rows = row.format("Start Date", "") + row.format(unknown, text)
    rows += "".join(row.format(label, value) for label, value in KNOWN.items())
    body = "<p>Officials of two ministries learn to plan fair recruitment abroad, and go on.</p>"
    html = f"<html lang=en><main><h1>Training of officers</h1>{before}{rows}{after}{body}</main></html>"
    parsed = parse_page(html.encode())
    assert parsed.project is not None
    start = parsed.project.fields["start_date"]
    assert (start.status, start.texts) == ("label_empty", ())
    assert parsed.project.unclaimed == {unknown: text}
    assert {field: parsed.project.fields[field].raw for field in ("end_date", "project_id")} == {
        "end_date": "2011",
        "project_id": "Q36-805",
    }
