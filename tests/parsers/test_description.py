import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.parsers.pages import described as read


def test_blocks_become_lines_and_inline_elements_are_glued() -> None:
    description = read("<p>Border<b>s</b> and\n <i>people</i></p><ul><li>One;<li>Two</ul>tail")
    assert description.text == "Borders and people\nOne;\nTwo\ntail"
    assert [(block.kind, block.marker, block.depth, block.list_id) for block in description.blocks] == [
        ("paragraph", None, 0, None),
        ("item", "-", 1, 1),
        ("item", "-", 1, 1),
        ("paragraph", None, 0, None),
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<br/> <br> c", "a\nb\nc"),
        ("<br>a<br>", "a"),
        ("one&nbsp;&nbsp;two\u202f: three", "one two : three"),
        ("mi&shy;gra\u200btion\u2060 \ufeffdata", "migration data"),
        ("R&amp;D &lt;2&gt; &eacute;t&eacute;", "R&D <2> été"),
        ("de\u0301fis", "défis"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("one\n  two", "one two"),
        ("web<wbr>site", "website"),
        ("<table><tr><td>1.</td><td>Maps</td></tr></table>", "1.\tMaps"),
        ("<table><tr><th>Port<th>Work<tr><td>Kep<td><b>a</b> road</table>", "Port\tWork\nKep\ta road"),
        ("<table><tr><td>One<td><p>Two</p><p>Three</p></table>", "One\nTwo\nThree"),
        ("<table><caption>Work</caption><tr><td>One<td>Two</table>tail", "Work\nOne\tTwo\ntail"),
        ("<dl><dt>Aim</dt><dd>To count</dd></dl>", "Aim\nTo count"),
        ("a<script>b</script><style>c</style><!-- d --><template>e</template><noscript>f</noscript>g", "ag"),
        ("a<select><option>x</option></select><svg><text>y</text></svg>", "a"),
        ("a<span hidden>b</span><i style='color: red; display : none'>c</i>", "a"),
        ("a<b class='hidden-gem'>b</b>", "ab"),
        ("", ""),
        (" \n<p> &nbsp; </p>", ""),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert read(html).text == text


@pytest.mark.parametrize(
    ("html", "markers"),
    [
        ("<ol><li>a<li>b</ol>", ["1.", "2."]),
        ("<ol type=a start=2><li>a<li>b</ol>", ["b.", "c."]),
        ("<ol type=A><li value=27>a<li>b</ol>", ["AA.", "AB."]),
        ("<ol type=i><li>a<li>b<li>c<li>d</ol>", ["i.", "ii.", "iii.", "iv."]),
        ("<ol type=I start=4000><li>a</ol>", ["4000."]),
        ("<ol reversed><li>a<li>b</ol>", ["2.", "1."]),
        ("<ol start=x><li value=99999999>a</ol>", ["1."]),
        ("<ol style='list-style-type: lower-alpha'><li>a</ol>", ["a."]),
        ("<ol style='list-style: fancy'><li>a</ol>", ["1."]),
        ("<ol style='list-style: none'><li>a</ol>", ["-"]),
        ("<ul style='list-style-type:decimal'><li>a</ul>", ["1."]),
        ("<ul><li>a<ol><li>b</ol><li>c</ul>", ["-", "1.", "-"]),
        ("<li>a</li><li>b</li>", ["-", "-"]),
    ],
)
def test_items_carry_the_marker_a_browser_shows(html: str, markers: list[str]) -> None:
    assert [block.marker for block in read(html).blocks] == markers


def test_a_further_paragraph_of_an_item_is_no_item() -> None:
    blocks = read("<ul><li><h4>Maps</h4><p>of ten towns</p><ul><li>north</li></ul>and one more</li></ul>").blocks
    assert [(block.kind, block.depth, block.list_id, block.text) for block in blocks] == [
        ("item", 1, 1, "Maps"),
        ("paragraph", 1, 1, "of ten towns"),
        ("item", 2, 2, "north"),
        ("paragraph", 1, 1, "and one more"),
    ]


def test_headings_are_known_as_such() -> None:
    assert [block.kind for block in read("<h3>Aims</h3><p>x</p>").blocks] == ["heading", "paragraph"]


@pytest.mark.parametrize(
    ("html", "text", "stray"),
    [
        ('"The posts are open.', "The posts are open.", True),
        ('<p>"</p><p>The posts are open.</p>', "The posts are open.", True),
        ('"The "new" posts are open.', 'The "new" posts are open.', True),
        ('"New" posts are open.', '"New" posts are open.', False),
        ('"The posts are open."', '"The posts are open."', False),
        ("“The posts are “new”.", "The posts are “new”.", True),
        ("“New” posts.", "“New” posts.", False),
        ('The 5" posts.', 'The 5" posts.', False),
    ],
)
def test_a_leading_quotation_mark_without_partner_is_dropped(html: str, text: str, stray: bool) -> None:
    description = read(html)
    assert (description.text, description.stray_quote) == (text, stray)


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
"""Behind a word these are the marks of footnotes, which are no part of the text."""
TEXTS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Mn", "Mc", "Me"], exclude_characters=RAISED + "&"
    ),
    max_size=12,
)
TREES = st.recursive(
    st.one_of(st.tuples(st.just("text"), TEXTS), st.just(("br", ""))),
    lambda inner: st.tuples(
        st.sampled_from(["b", "em", "u", "div", "section", "blockquote", "script", "nobody"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)
PARTS_LINES = {"div", "section", "blockquote"}


def as_html(tree: tuple[str, object]) -> str:
    name, content = tree
    if isinstance(content, str):
        escaped = content.replace("&", "&amp;").replace("<", "&lt;")
        return "<br>" if name == "br" else escaped
    assert isinstance(content, list)
    inside = "" if name == "script" else "".join(map(as_html, content))
    return f"<span hidden>{inside}</span>" if name == "nobody" else f"<{name}>{inside}</{name}>"


def as_seen(tree: tuple[str, object]) -> str:
    name, content = tree
    if isinstance(content, str):
        return "\n" if name == "br" else " ".join(f"x{content}x".split())[1:-1]
    assert isinstance(content, list)
    inside = "" if name in {"script", "nobody"} else "".join(map(as_seen, content))
    return f"\n{inside}\n" if name in PARTS_LINES else inside


@UNHURRIED
@given(st.lists(TREES, max_size=6))
def test_no_visible_character_is_lost_added_or_moved(trees: list[tuple[str, object]]) -> None:
    description = read("".join(map(as_html, trees)))
    lines = (" ".join(line.split()) for line in "".join(map(as_seen, trees)).splitlines())
    seen = "\n".join(line for line in lines if line)
    if description.stray_quote:
        seen = re.sub(r'^\s*["“]\s*', "", seen)
    assert description.text == seen


@UNHURRIED
@given(st.lists(TREES, max_size=6))
def test_blocks_tile_the_text(trees: list[tuple[str, object]]) -> None:
    description = read("".join(map(as_html, trees)))
    assert description.text == "\n".join(block.text for block in description.blocks)
    assert all(description.text[block.start : block.end] == block.text for block in description.blocks)


@UNHURRIED
@given(st.binary(max_size=300))
def test_any_bytes_give_valid_text(body: bytes) -> None:
    description = read(b"<ul><li><ol><p>" + body)
    assert description.text.encode("utf-8").decode("utf-8") == description.text
    assert all(block.text.strip() == block.text != "" for block in description.blocks)
