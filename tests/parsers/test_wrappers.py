"""Elements that are named as chrome, or are such elements, and hold the text: the text is not lost."""

import pytest

from parsers import parse_page
from tests.parsers.pages import DESCRIPTION, DESCRIPTION_TEXT, list_of, page

FACTS = list_of()
BUTTON = "<button type=button>Copy the address</button>"
WRAPPERS = {
    "banner": "<div class=page-banner>{text}" + BUTTON + "</div>",
    "navigation": "<div id=navigation-tabs>{text}<input name=q></div>",
    "tags": "<section class='content tags'>" + BUTTON + "{text}</section>",
    "header": "<header>{text}</header>",
    "header within": "<div><header><h2>About it</h2>{text}</header></div>",
    "footer": "<footer>{text}</footer>",
}


@pytest.mark.parametrize("name", WRAPPERS)
@pytest.mark.parametrize("facts", ["before", "behind"])
def test_wrapper_that_holds_the_text_is_no_chrome(name: str, facts: str) -> None:
    text = WRAPPERS[name].format(text=DESCRIPTION)
    for whole in (page(FACTS + text if facts == "before" else text + FACTS), page(f"<article>{FACTS}{text}</article>")):
        reading = parse_page(whole)
        assert reading.project is not None, reading.reason
        description = reading.project.fields["description"].raw or ""
        left_out = " ".join(issue.message for issue in reading.issues if issue.field == "description")
        assert all(line in description or line in left_out for line in DESCRIPTION_TEXT.split("\n"))
