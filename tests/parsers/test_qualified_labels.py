"""Labels with a bracket that no table has: nothing is guessed, and no field is missing without a word."""

import pytest

from parsers import parse_page

FACTS = {
    "start_date": ("Start Date", "2014"),
    "end_date": ("End Date", "2017"),
    "status": ("Project Status", "Completed"),
    "project_type": ("Project Type", "Labour Migration"),
    "budget_usd": ("Budget Amount (USD)", "200,000"),
    "coverage": ("Coverage", "National"),
    "year": ("Year", "2014"),
    "region": ("IDF Region", "Asia and Oceania"),
    "project_id": ("Projects ID", "LM.0254"),
    "countries": ("Benefiting Member States", "Cambodia"),
}
STRUCTURES = {
    "dl": ("<dl>", "<dt>{label}</dt><dd>{value}</dd>", "</dl>"),
    "list": ("<ul>", "<li><span>{label}</span><div>{value}</div></li>", "</ul>"),
    "table": ("<table>", "<tr><th>{label}</th><td>{value}</td></tr>", "</table>"),
    "paragraphs": ("", "<p><strong>{label}:</strong> {value}</p>", ""),
    "headings": ("", "<h3>{label}</h3><p>{value}</p>", ""),
}


@pytest.mark.parametrize("qualifier", ["(actual)", "(planned)", "[estimated]"])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_field_whose_every_label_is_qualified_has_its_value_or_a_finding(structure: str, qualifier: str) -> None:
    before, row, after = STRUCTURES[structure]
    rows = [row.format(label=f"{label} {qualifier}", value=value) for label, value in FACTS.values()]
    body = "<p>The project supports two ministries in planning fair recruitment abroad.</p>"
    head = "<head><link rel=canonical href=https://www.iom.int/project/fair-recruitment></head>"
    facts = f"{before}{''.join(rows)}{after}"
    html = f"<html lang=en>{head}<body><main><h1>Fair Recruitment in Practice</h1>{facts}{body}</main>"
    page = parse_page(html.encode())
    if page.project is None:
        assert (qualifier == "(actual)", page.outcome) == (False, "soft_error")
        return
    told = set() if qualifier == "(actual)" else {issue.field for issue in page.issues}
    for name, (_, value) in FACTS.items():
        field = page.project.fields[name]
        assert name in told or field.raw == value, f"{name}: {field.status} {field.raw!r}"
