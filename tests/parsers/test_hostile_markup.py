"""What a page may cost: attributes are counted and not the words in them, and the work grows as the page does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from parsers import parse_page
from parsers.folding import forget
from parsers.html_guard import MOST_REBUILT, inspect
from parsers.model import ExcessError
from tests.parsers.calls import count_calls
from tests.parsers.pages import DESCRIPTION, list_of, page

CONTENT = f"{list_of()}<div>{DESCRIPTION}</div>"

LONG_VALUES = {
    "path of a logo": '<svg viewBox="0 0 900 120"><path d="' + "M0.0,0 L37.1,53 C74.2,106 " * 2_000 + '"/></svg>',
    "path without quotes": "<svg><path d=" + "M0,0L37,53C74,106" * 2_000 + " /></svg>",
    "json": "<div data-settings='" + '{"a": "b > c", "d": [1, 2, 3]} ' * 2_000 + "'></div>",
    "srcset": '<img alt="" srcset="' + ", ".join(f"/a/{n}.jpg {n}w" for n in range(2_000)) + '">',
    "classes": '<div class="' + "p-1 md:p-2 " * 2_000 + '"></div>',
    "style": '<div style="' + "--a: 1px; " * 2_000 + '"></div>',
    "equals signs": '<a href="?' + "a=b&amp;c = d " * 2_000 + '"></a>',
    "line breaks": '<div data-x="' + "\n a\n=\tb" * 2_000 + '"></div>',
    "other quotes": "<div title='" + 'she said "no" ' * 2_000 + "'></div>",
}


@pytest.mark.parametrize("kind", LONG_VALUES)
@pytest.mark.parametrize("place", ["before", "around", "after"])
def test_long_value_of_an_attribute_changes_nothing(kind: str, place: str) -> None:
    long = LONG_VALUES[kind]
    body = {"before": long + CONTENT, "around": f"<div>{long}{CONTENT}</div>", "after": CONTENT + long}[place]

    reading, plain = parse_page(page(body)), parse_page(page(CONTENT))

    assert reading.outcome == "project"
    assert reading.project is not None
    assert plain.project is not None
    assert {name: field.texts for name, field in reading.project.fields.items()} == {
        name: field.texts for name, field in plain.project.fields.items()
    }


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f"a{n}" for n in range(10_000)),
        " ".join(f'a{n}="x y"' for n in range(10_000)),
        "".join(f"a{n}='x y'" for n in range(10_000)),
        "/".join(f"a{n}='x'" for n in range(10_000)),
        "a " * 10_000,
    ],
    ids=["names", "quoted", "glued", "slashes", "equal"],
)
def test_many_attributes_are_refused(attributes: str) -> None:
    with pytest.raises(ExcessError, match="a tag with more than 1000 attributes"):
        inspect(f"<html><body><p {attributes}>x</p></body></html>")
    with pytest.raises(ExcessError, match="a tag with more than 1000 attributes"):
        inspect(f"<nav><p {attributes}>x</p></nav><main></main>")


@pytest.mark.parametrize(
    ("unit", "count", "excess"),
    [
        ("<p>a</p>", 4_000, "more than 4000 pieces of text"),
        ("a<br>", 4_000, "more than 4000 pieces of text"),
        ("<p></p>", 10_000, "more than 10000 elements"),
        ("</p>", 12_000, "more than 12000 elements"),
    ],
)
def test_more_than_any_real_page_has_is_refused(unit: str, count: int, excess: str) -> None:
    assert parse_page(page(CONTENT + unit * (count - 100))).outcome == "project"

    refused = parse_page(page(CONTENT + unit * (count + 10)))

    assert (refused.outcome, refused.reason) == ("soft_error", f"too costly to parse: {excess}")


@pytest.mark.parametrize("menu", ["<div>" * 120 + "x" + "</div>" * 120, "<p>a</p>" * 4_100])
def test_a_menu_is_measured_where_it_is_read(menu: str) -> None:
    """Menus are read only on pages without facts."""
    assert parse_page(page(f"<nav>{menu}</nav>{CONTENT}")).outcome == "project"

    assert parse_page(page(f"<nav>{menu}</nav><p>{DESCRIPTION}</p>")).reason.startswith("too costly to parse: ")


UNITS = {
    "paragraphs": "<p>a</p>",
    "texts": "a<br>",
    "spans": "<span>a b</span> ",
    "glued spans": "<span>a</span>",
    "countries": "<span>Kenya</span>",
    "teasers": "<p>The same sentence of some more words…</p>",
    "links": '<a href="/project/p">another project here</a> ',
    "headings": "<h1>a</h1>",
    "headings of rank 2": "<h2>a b c d</h2>",
    "list items": "<li>a",
    "labels": "Year<br>",
    "cells": "<td>a",
    "columns": "<col>",
    "unclosed paragraphs in bold": "<p>a",
    "bold around a paragraph": "<b><p></b>",
    "fostered": "<i>a</i>",
    "links in a table": "<a>x",
    "tables": "<table><i></table>",
    "entities": "&amp;&notit;&#x10FFFF;",
    "bullets": "• a\n",
    "comments": "<!-->",
    "end tags": "</p></div>",
    "boxes": "<div><div><div>a</div></div></div>",
}
BEFORE = {"unclosed paragraphs in bold": "<b><b><b>", "fostered": "<table>", "links in a table": "<table>"}


@pytest.mark.parametrize("kind", UNITS)
@pytest.mark.parametrize("facts", [CONTENT, ""], ids=["project", "no facts"])
def test_twice_the_page_is_twice_the_work(kind: str, facts: str) -> None:
    bodies = [page(facts + BEFORE.get(kind, "") + UNITS[kind] * count) for count in (400, 800, 1_600)]
    parse_page(bodies[0])  # what is remembered for good is not counted
    calls = [_calls(body) for body in bodies]

    assert calls[2] - calls[0] <= 3.6 * (calls[1] - calls[0]) + 2_000  # squares would be 5 times as many


def _calls(body: bytes) -> int:
    """Count with empty memories: nearly full ones would be emptied in one reading and not in the next."""
    forget()
    return count_calls(body)


_TAGS = """
<b> </b> <a> </a> <i/x> <font/#> </font> <p> </p> <div> </div> <table> <tr> <td> </td> </table> <li> <ul> </ul>
x <span> </span> <button> </button> <h1> </h1> <select> <option> <nobr> <svg> </svg> <math> <template>
</template> <object> <caption> <br> <form> </form> <dd> <dt> <em/#> <hr> <input> <body> <svg><p> <foreignObject>
<marquee> </marquee> <u/#> <s> <b/#/> <div/> <i/> <a/#/>
"""
TAGS = _TAGS.split()


@given(
    st.lists(st.sampled_from(TAGS), max_size=6),
    st.sampled_from([1, 20, 100]),
    st.lists(st.sampled_from(TAGS), min_size=1, max_size=8),
    st.sampled_from([50, 500, 2_000]),
)
def test_tree_of_an_accepted_page_is_bounded(first: list[str], times: int, then: list[str], more: int) -> None:
    """The worst seen in 20,000 pages is 17 elements a tag; unbounded, 250 and more are reached."""
    tags = first * times + then * more
    text = "".join(tag.replace("#", f"c{index}") for index, tag in enumerate(tags))
    try:
        inspect(f"<html><body>{text}")
    except ExcessError:
        return
    elements = len(LexborHTMLParser(f"<html><body>{text}").css("*"))
    assert elements <= 8 * len(tags) + 2 * MOST_REBUILT


def test_comments_before_the_root_are_passed_over_in_one_go() -> None:
    reading = parse_page(b"<!-->" * 20_000 + b"<!-- -->" * 20_000)

    assert reading.outcome == "not_html"
