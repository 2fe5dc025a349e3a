"""A figure with a label under it, which is none of the facts, is no unknown label of theirs."""

from parsers import parse_page


def test_a_counter_above_the_title_is_told_as_left_out() -> None:
    rows = "".join(
        f'<tr><td data-th="{label}">{text}</td></tr>'
        for label, text in {
            "Start Date": "2019",
            "Project Status": "Completed",
            "Year": "2019",
            "IDF Region": "Africa",
            "Projects ID": "CD.0032",
            "Donor": "Ministry of Ports",
        }.items()
    )
    counter = '<div class="counter"><div class="n">2030</div><div class="c">Year</div></div>'
    text = "<p>The project helps two ministries to prepare a fair recruitment abroad, and to follow up on it.</p>"
    facts = f'<div class="region"><h1>Training of officers</h1><div><table>{rows}</table></div>{text}</div>'
    html = f"<html lang=en><div>{counter}{facts}</div></html>"
    parsed = parse_page(html.encode())
    assert parsed.project is not None
    assert parsed.project.fields["year"].raw == "2019"
    assert parsed.project.unclaimed == {"Donor": "Ministry of Ports"}
    assert "left out, since it stands before the title: '2030'" in [issue.message for issue in parsed.issues]
