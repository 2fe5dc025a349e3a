"""A closed menu outside of the main content is not parsed; no page may say anything else for it."""

from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from parsers import parse_page
from parsers.folding import forget
from parsers.html_guard import inspect
from tests.parsers.pages import DESCRIPTION, list_of, page

LINK = '<li class="menu-item"><a href="/more" class="menu-link">More of the site</a></li>'
MENU = f'<nav aria-label="Main"><ul>{LINK * 40}</ul></nav>'
CONTENT = f"{list_of()}<div>{DESCRIPTION}</div>"


def around(before: str, after: str = "") -> bytes:
    """Make a page with these before and behind its main content."""
    body = page(CONTENT).replace(b"<main>", f"{before}<main>".encode())
    return body.replace(b"</main>", f"</main>{after}".encode())


def parsed(text: str) -> str:
    """Give what is parsed of a page, which is the same each time."""
    forget()
    left = inspect(text)[1]
    assert inspect(text)[1] == left
    return left


def test_the_insides_of_menus_are_left_out() -> None:
    choices = "".join(f'<option value="/{n}">Country {n}</option>' for n in range(100))
    text = around(
        MENU, f'<form><select name="country">{choices}</select></form>{MENU.replace("site", "house")}'
    ).decode()

    left = parsed(text)

    assert left.count("<li class") == left.count("<option") == 0
    assert left.count("</nav>") == text.count("</nav>")
    assert left.count("<select") == 1


INSIDE = {
    "an item in an item": "<li><li>a</li></li>",
    "an end tag too many": "</div>",
    "a heading in a heading": "<h2><h3>a</h3></h2>",
    "a block in a paragraph": "<p><div>a</div></p>",
    "not in order": "<b><i>a</b></i>",
    "a link in a link": "<a><a>a</a></a>",
    "a form": "<form>a</form>",
    "a table": "<table><tr><td>a</td></tr></table>",
    "a main heading": "<h1>a</h1>",
    "a stray angle": "a <",
    "the end of a stray tag": "a </",
    "a tag that never ends": '<a href="',
    "a comment that never ends": "<!-- a",
    "an element nobody knows": "<x-menu>a</x-menu>",
    "a paragraph in a drawing": "<svg><p>a</p></svg>",
    "an angle in an attribute": '<a title="a > b">a</a>',
}


@pytest.mark.parametrize("inside", INSIDE.values(), ids=INSIDE)
def test_a_menu_that_is_not_closed_is_parsed(inside: str) -> None:
    text = around(MENU.replace("</ul>", f"</ul>{inside}")).decode()

    assert parsed(text) == text


AROUND = {
    "link": "<a href=/x>{}</a>",
    "unclosed link": "<a href=/x>{}",
    "bold": "<b>{}</b>",
    "unclosed bold": "<p><b>a</p>{}",
    "table": "<table>{}</table>",
    "drawing": "<svg>{}</svg>",
    "comment": "<!-- {} -->",
    "comment that never ends": "<!-- {}",
    "script": "<script>'{}'</script>",
    "template": "<template>{}</template>",
    "select": "<select>{}</select>",
    "attribute": "<p title='{}'>a</p>",
    "attribute that never ends": "<p title='{}",
    "attribute of a menu": "<nav title='{}'>a</nav>",
    "capitals": "<P><B>a</P>{}",
}


@pytest.mark.parametrize("outer", AROUND.values(), ids=AROUND)
def test_a_menu_within_something_that_changes_it_is_parsed(outer: str) -> None:
    text = around(outer.replace("{}", MENU)).decode()

    assert parsed(text) == text


def test_a_menu_in_the_main_content_is_parsed_for_its_sentences_are_told() -> None:
    body = page(CONTENT + MENU.replace("</nav>", "<p>Both offices keep a list of the crews.</p></nav>"))
    forget()

    first, second = parse_page(body), parse_page(body)

    assert asdict(first) == asdict(second)
    assert ["Both offices keep a list of the crews." in issue.message for issue in first.issues] == [True]


_TAGS = "<div> </div> <ul> </ul> <li> </li> <a> </a> <b> </b> <p> </p> <h2> </h2> <span> </span> <svg> </svg> <path/> a"
TAGS = _TAGS.split()
tags = st.lists(st.sampled_from(TAGS), max_size=6).map("".join)


@settings(max_examples=40)
@given(tags, tags, tags)
def test_what_a_page_says_does_not_depend_on_the_pages_before(before: str, inside: str, after: str) -> None:
    menu = MENU.replace("</ul>", f"{inside}</ul>")
    body = around(f"{before}{menu}", f"{after}{MENU}<p>End of the page.</p>")
    forget()

    first, second = parse_page(body), parse_page(body)

    assert asdict(first) == asdict(second)
    text = body.decode()
    left = LexborHTMLParser(inspect(text)[1])
    whole = LexborHTMLParser(text)
    for tree in (left, whole):
        for node in tree.css("nav"):
            node.inner_html = ""
    assert left.html == whole.html
