"""An unknown label stays a label of its own where a known one's place is empty: nothing is glued to its neighbour."""

from parsers import parse_page


def page(facts: str) -> bytes:
    known = (
        "<p><strong>Project Status</strong> Completed</p><p><strong>Project Type</strong> Community Development</p>"
        "<p><strong>Budget Amount (USD)</strong> 200000.00</p><p><strong>Coverage</strong> National</p>"
        "<p><strong>IDF Region</strong> Africa</p><p><strong>Benefiting Member States</strong> Kenya</p>"
    )
    text = "<h2>Description</h2><p>The project trained officers of the ministry for two years.</p>"
    return f"<html lang=en><main><h1>Training of officers</h1>{known}{facts}{text}</main></html>".encode()


def test_a_paragraph_that_opens_with_an_unknown_label_is_no_further_value() -> None:
    parsed = parse_page(page("<p><strong>Start Date</strong> 2023</p><p><strong>Last updated</strong> 2019</p>"))
    assert parsed.project is not None
    assert parsed.project.fields["start_date"].raw == "2023"
    assert parsed.project.unclaimed == {"Last updated": "2019"}


def test_a_value_whose_label_is_empty_is_not_glued_to_the_text_before_it() -> None:
    lost = "<div><div>Contact</div><div>fund@example.org</div></div><div><div></div><div>PR.0216</div></div>"
    cells = "".join(
        f"<div><div>{label}</div><div>{text}</div></div>"
        for label, text in {"Project Status": "Completed", "Coverage": "National", "IDF Region": "Africa"}.items()
    )
    text = "<h2>Description</h2><p>The project trained officers of the ministry for two years.</p>"
    html = f"<html lang=en><main><h1>Training of officers</h1>{cells}{lost}{text}</main></html>"
    parsed = parse_page(html.encode())
    assert parsed.project is not None
    assert parsed.project.fields["project_id"].raw is None
    assert parsed.project.unclaimed == {"Contact": "fund@example.org", "PR.0216": ""}
    assert ("unknown_label_fits", "project_id") in [(issue.kind, issue.field) for issue in parsed.issues]
