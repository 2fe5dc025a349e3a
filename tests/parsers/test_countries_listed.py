"""Countries that a description lists are no items of it, in whatever form and language."""

import pytest

from parsers import parse_page
from tests.parsers.pages import list_of, page

LISTS = {
    "elements": "<p>The project has these components:</p><ul><li>Kenya</li><li>Uganda</li><li>Viet Nam</li></ul>",
    "numbers": "<p>The project has three components: 1) Kenya; 2) Uganda; and 3) Viet Nam.</p>",
    "letters": "<p>The project will support: a) Kenya, b) Uganda and c) Viet Nam.</p>",
    "typed": "<p>The project works in the following countries:<br>- Kenya<br>- Uganda<br>- Viet Nam</p>",
    "French": "<p>Le projet a trois volets :</p><ol><li>le Kenya ;</li><li>l’Ouganda ;</li><li>le Viet Nam.</li></ol>",
    "Spanish": "<p>El proyecto tiene tres componentes:</p><ul><li>Kenya;</li><li>Uganda; y</li><li>Viet Nam.</li></ul>",
    "several in one": "<p>Activities:</p><ul><li>Kenya and Uganda</li><li>Viet Nam, Mali</li></ul>",
}


def read(body: str) -> tuple[list[str], list[tuple[str, str]]]:
    parsed = parse_page(page(f"{list_of()}<div><p>Officials learn to plan recruitment abroad.</p>{body}</div>"))
    assert parsed.project is not None
    issues = [(issue.kind, str(issue.severity)) for issue in parsed.issues if issue.field == "components"]
    return [item.text for item in parsed.project.items], issues


@pytest.mark.parametrize("form", LISTS)
def test_a_list_of_countries_has_no_items_and_is_said(form: str) -> None:
    assert read(LISTS[form]) == ([], [("countries_listed", "info")])


def test_a_country_among_items_is_left_out_with_a_warning() -> None:
    items, issues = read(
        "<p>The project will:</p><ul><li>train officers in Kenya</li><li>Uganda</li><li>draft a law</li></ul>"
    )
    assert items == ["train officers in Kenya", "draft a law"]
    assert issues == [("countries_listed", "warning")]


def test_a_country_that_heads_its_item_stays() -> None:
    items, issues = read(
        "<p>The components are:</p><ul><li>Kenya: a law</li><li>Uganda: training of officers</li></ul>"
    )
    assert items == ["Kenya: a law", "Uganda: training of officers"]
    assert issues == []
