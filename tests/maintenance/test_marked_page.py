import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from maintenance.explanation import explain_page, shown
from maintenance.fixtures import Fixture, find_fixtures
from maintenance.marked_page import KEPT_ELEMENTS, mark_page
from parsers.folding import fold
from sandbox.page import SavedPage

from .conftest import TEXT, Ran, project_page

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROJECTS = [one for one in find_fixtures(FIXTURES) if (one.expected() or {"project": None})["project"]]


def marked(body: bytes, field: str | None = None) -> LexborHTMLParser:
    page = SavedPage(body)
    return LexborHTMLParser(mark_page(page, explain_page(page, field)))


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("fixture", PROJECTS, ids=lambda one: one.name)
def test_what_is_marked_is_what_was_read(fixture: Fixture) -> None:
    page = fixture.page()
    explanation = explain_page(page)
    tree = LexborHTMLParser(mark_page(page, explanation))
    for one in explanation.fields:
        if one.seen.where and one.seen.raw:
            nodes = [node for node in tree.css("[data-marked]") if one.seen.field in _names(node.attrs["data-marked"])]
            assert letters(fold(one.seen.raw)) in letters(fold("".join(node.text() for node in nodes)))
    for item in explanation.items:
        name = f"{item.kind} {item.list}.{item.position}"
        parts = [node.text() for node in tree.css("mark") if node.attrs["data-marked"] == name]
        assert letters(fold("".join(parts))) == letters(fold(item.text))


def _names(marked: str | None) -> list[str]:
    return (marked or "").split(", ")


def test_one_field_alone_is_marked_and_linked() -> None:
    tree = marked(project_page(), "year")
    assert [node.attrs["data-marked"] for node in tree.css("[data-marked]")] == ["year"]
    (link,) = tree.css('#explanation a[href^="#"]')
    target = tree.css_first(link.attrs["href"] or "")
    assert target is not None
    assert target.text() == "2017"


def test_a_value_without_a_place_is_told_all_the_same() -> None:
    tree = marked(project_page(Year=None), "year")
    assert tree.css("[data-marked]") == []
    assert "Neither a label nor a value" in tree.css_first("#explanation").text()  # type: ignore[union-attr]


HOSTILE = f"""<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<link rel="stylesheet" href="https://evil.example/a.css"><style>@import "https://evil.example/b.css"</style>
<script>alert(1)</script><p onclick="alert(2)" style="background:url(https://evil.example/c)">{TEXT}</p>
<a href="javascript:alert(3)">link</a><a href="https://evil.example/d" ping="https://evil.example/e">out</a>
<img src="https://evil.example/f" onerror="alert(4)"><iframe src="https://evil.example/g"></iframe>
<object data="https://evil.example/h"></object><embed src="https://evil.example/i"><video src="/j" poster="/k"></video>
<form action="https://evil.example/l"><input autofocus onfocus="alert(5)"><button formaction="/m">go</button></form>
<svg><script>alert(6)</script><a xlink:href="javascript:alert(7)"><text>x</text></a></svg>
<math><mtext><table><mglyph><style><img src=x onerror=alert(8)></style></mglyph></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=alert(9)>"></noscript><template><img src=x></template>
<p id="explanation" data-marked="budget_usd">a false mark</p><!-- <img src=x onerror=alert(10)> -->
<frameset><frame src="https://evil.example/n"></frameset><textarea></textarea><img src=x onerror=alert(11)>"""

ATTRIBUTES = {"id", "lang", "dir", "datetime", "colspan", "rowspan", "data-marked"}


def assert_inert(tree: LexborHTMLParser) -> None:
    """Only our own head, and inside the page nothing but plain elements with plain attributes."""
    assert [node.tag for node in tree.css("head *")] == ["meta", "meta", "meta", "meta", "title", "style"]
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'",
        policy.attrs["content"] or "",
    )
    page = tree.css_first("#page")
    assert page is not None
    for node in page.css("*"):
        if node.mem_id != page.mem_id:
            assert node.tag in KEPT_ELEMENTS
            assert set(node.attributes) <= ATTRIBUTES
    assert [node.attrs["href"] for node in tree.css("[href]") if not (node.attrs["href"] or "").startswith("#")] == []
    assert len(tree.css("#explanation")) == 1


def test_a_hostile_page_is_inert() -> None:
    tree = marked(project_page(description=HOSTILE))
    assert_inert(tree)
    assert "evil.example" not in (tree.html or "")
    assert [node.text() for node in tree.css('[data-marked~="budget_usd"]')] == ["110000.00"]


MARKUP = """
<svg> </svg> <math> <mi> <style> </style> <script> </script> <noscript> </noscript> <template> </template> <title>
</title> <textarea> </textarea> <xmp> </xmp> <plaintext> <table> <td> <select> <option> <frameset> </div> </body>
</html> <body/onload=x> <img/src=x/onerror=x> <a/href=javascript:x> <iframe/srcdoc='<script>x</script>'> <!-- -->
<![CDATA[ ]]> "'> <p/id=explanation> <meta/http-equiv=refresh/content=0> <base/href=//x> text &lt;script&gt;
"""


@given(pieces=st.lists(st.sampled_from(MARKUP.split()), max_size=12))
def test_no_mixture_of_markup_comes_alive(pieces: list[str]) -> None:
    body = project_page(description="".join(pieces)).decode()
    page = SavedPage(body.encode())
    assert_inert(LexborHTMLParser(mark_page(page, EXPLAINED)))


EXPLAINED = explain_page(SavedPage(project_page()))


def test_the_explanation_is_escaped() -> None:
    tree = marked(project_page(Project_Status="&lt;script&gt;alert(1)&lt;/script&gt;"), "status")
    assert_inert(tree)
    assert "<script>alert(1)</script>" in tree.css_first("#explanation").text()  # type: ignore[union-attr]


def test_a_page_that_is_no_project_can_be_looked_at() -> None:
    for body in (b"", b"%PDF-1.4", b"<frameset><frame src=x></frameset>", b"\xff\xfe"):
        assert_inert(marked(body))


def test_the_command_writes_the_file(run: Callable[..., Ran], save: Callable[..., Path], tmp_path: Path) -> None:
    target = tmp_path / "explained.html"
    ran = run("explain", save(project_page()), "countries", "--html", target)
    assert (ran.code, ran.err) == (0, f"wrote {target}\n")
    tree = LexborHTMLParser(target.read_text(encoding="utf-8"))
    assert [node.text() for node in tree.css("#field-countries")] == ["Zambia"]


def test_values_for_people() -> None:
    values = {one.seen.field: shown(one.seen.value) for one in EXPLAINED.fields}
    assert values["budget_usd"] == "110000.00"
    assert values["countries"] == "ZMB"
    assert values["other_countries"] == "null"
