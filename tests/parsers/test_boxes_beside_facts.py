"""A box with two labels that the own facts of a project lack, written otherwise: an event, a filter, a banner."""

import pytest

from parsers import parse_page

FACTS = {
    "Project Status": "Completed",
    "Project Type": "Labour Migration",
    "Budget Amount (USD)": "200000.00",
    "Coverage": "National",
    "IDF Region": "Asia and Oceania",
    "Prima ID": "KH10P0002",
    "Projects ID": "LM.0254",
    "Benefiting Member States": "Cambodia",
}
ROWS = "".join(
    f"<div class='row'><div class='name'>{label}</div><div>{text}</div></div>" for label, text in FACTS.items()
)
BODY = (
    "<div><p>The project trained officers of two ministries for two years, and they went on to train others.</p></div>"
)
BOXES = {
    "paragraphs": "<div><p><strong>Start Date:</strong> 2031</p><p><strong>End Date:</strong> 2032</p></div>",
    "list": "<ul><li>Start Date: 2031</li><li>End Date: 2032</li></ul>",
    "terms": "<dl><dt>Start Date</dt><dd>2031</dd><dt>End Date</dt><dd>2032</dd></dl>",
    "lines": "<div>Start Date: 2031<br>End Date: 2032</div>",
    "table": "<table><tr><th>Start Date</th><td>2031</td></tr><tr><th>End Date</th><td>2032</td></tr></table>",
    "aside": "<aside><p><b>Start Date</b> 2031</p><p><b>End Date</b> 2032</p></aside>",
}
PLACES = ("{box}<div>{rows}</div>{body}", "<div>{rows}</div>{box}{body}", "<div>{rows}</div>{body}{box}")


@pytest.mark.parametrize("place", PLACES, ids=("before", "between", "after"))
@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_a_box_fills_no_gap_of_the_facts(box: str, place: str) -> None:
    content = place.format(box=box, rows=ROWS, body=BODY)
    page = (
        f"<html lang='en'><body><main><article><h1>Fair Recruitment in Two Ports</h1>{content}</article></main></body>"
    )
    parsed = parse_page(page.encode())
    assert parsed.project is not None
    assert {name: parsed.project.fields[name].texts for name in ("start_date", "end_date")} == {
        "start_date": (),
        "end_date": (),
    }
    assert {issue.field for issue in parsed.issues} >= {"start_date", "end_date"}
    assert parsed.project.fields["coverage"].texts == ("National",)


def test_facts_under_the_title_of_another_project_are_not_taken_for_the_projects() -> None:
    own = "".join(f"<h4>{label}</h4><p>{text}</p>" for label, text in list(FACTS.items())[:3])
    others = "<table><tr><th>Project Type</th><td>TCMMCB</td></tr><tr><th>Projects ID</th><td>TC.0999</td></tr></table>"
    more = "<table><tr><th>Prima ID</th><td>ZM10P0004</td></tr><tr><th>IDF Region</th><td>Africa</td></tr></table>"
    page = f"""<body><main><h1>Fair Recruitment in Two Ports</h1><section><h2>Facts of it</h2>{own}</section>
    {BODY}<section><h2>Strengthening Borders in Two Other Countries</h2>{others}{more}</section></main></body>"""
    parsed = parse_page(page.encode())
    assert parsed.project is not None
    assert parsed.project.fields["project_type"].texts == ("Labour Migration",)
    assert parsed.project.fields["prima_id"].texts == ()
