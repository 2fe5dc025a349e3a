"""What stands within the text of a description is kept or said, and gives no field a value."""

import re
from functools import cache
from itertools import product

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers import parse_page
from parsers.model import ParsedPage
from tests.markups.judge import answer_of
from tests.parsers.pages import page, pairs, without

FIRST = "Officials of two ministries learn to plan fair recruitment abroad."
LAST = "The work goes on in both ports until the end of the next year."

FACTS = {
    "list": "<ul>{}</ul>",
    "definitions": "<dl>{}</dl>",
    "table": "<table>{}</table>",
    "paragraphs": "{}",
    "drupal": "<div class=node__content>{}</div>",
}
FACT = {
    "list": "<li><span>{label}</span> <div>{value}</div></li>",
    "definitions": "<dt>{label}</dt><dd>{value}</dd>",
    "table": "<tr><th>{label}</th><td>{value}</td></tr>",
    "paragraphs": "<p><strong>{label}:</strong> {value}</p>",
    "drupal": "<div class='field field--name-x field--label-above'><div class=field__label>{label}</div>"
    "<div class=field__item>{value}</div></div>",
}
BODIES = {
    "in a container": "<div class='field field--name-body'>{}</div>",
    "in two": "<div class=body><div class=field__item>{}</div></div>",
    "bare": "{}",
}
TABS = "<ul role=tablist><li><a href='#a'>Aims</a></li><li><a href='#b'>Means</a></li></ul>"
PIECES = {
    "definitions": "<dl><dt>Partners</dt><dd>Both ministries</dd><dt>Coverage</dt><dd>Forty villages</dd></dl>",
    "definitions en français": "<dl><dt>Couverture</dt><dd>Quarante villages du nord</dd></dl>",
    "table of years": "<table><tr><th>Year</th><th>Work</th></tr><tr><td>2014</td><td>A road</td></tr>"
    "<tr><td>2015</td><td>A well</td></tr></table>",
    "table with a caption": "<table><caption>State of the work</caption><tr><th>Port</th><th>Status</th></tr>"
    "<tr><td>Kampot</td><td>Completed</td></tr><tr><td>Kep</td><td>Active</td></tr></table>",
    "table of one row": "<table><thead><tr><th>Donor</th><th>Budget Amount (USD)</th></tr></thead>"
    "<tbody><tr><td>Another</td><td>300000.00</td></tr></tbody></table>",
    "table in Spanish": "<table><tr><th>Puerto</th><th>Año</th></tr><tr><td>Kep</td><td>2016</td></tr></table>",
    "table with labels beside": "<table><tr><th>Coverage</th><td>Forty villages</td></tr></table>",
    "callout": "<aside class=box><p>Forty officers of both ports passed the final test.</p></aside>",
    "short callout": "<aside><strong>Note</strong> Forty officers passed</aside>",
    "alert": "<div class='callout alert'><p>Forty officers passed</p></div>",
    "form": "<form><p>Forty officers of both ports passed the final test.</p><input name=q></form>",
    "figure": "<figure><img src=a.jpg alt=x><figcaption>Officers at the port of Kep, 2015</figcaption></figure>",
    "figure of a table": "<figure><table><tr><td>Kep<td>12</table><figcaption>Officers</figcaption></figure>",
    "details": "<details><summary>Budget</summary><p>Forty officers were paid.</p></details>",
    "quotation": "<blockquote>Forty of us passed the test<footer>An officer</footer></blockquote>",
    "pull quote": "<blockquote><p>Forty passed</p><cite>An officer</cite></blockquote>",
    "tab panels": f"<div class=tabs>{TABS}"
    "<div role=tabpanel id=a><p>Forty officers are taught.</p></div>"
    "<div role=tabpanel id=b hidden><p>Ten courses are held.</p></div></div>",
    "line with a label": "<p><strong>Budget Amount:</strong> 200,000 were spent by another donor</p>",
    "line without an element": "<p>Budget Amount (USD): 300000.00 from another donor</p>",
    "line with a value": "<p><b>Year:</b> 2016</p>",
    "line in French": "<p><strong>Couverture :</strong> quarante villages</p>",
    "line in Spanish": "<p>Fecha de inicio: cuando lleguen los equipos</p>",
    "heading with a label": "<h3>Coverage</h3><p>Forty villages of both districts have a port or a road to one.</p>",
    "list of labels": "<ul><li>Coverage: forty villages</li><li>Year: the second one</li></ul>",
    "links": "<ul><li><a href=/a>A first report</a></li><li><a href=/b>A second report</a></li></ul>",
    "address": "<address>Port office, Kep</address>",
    "code": "<pre>Forty officers\n  passed</pre>",
    "section": "<section><header><h3>Results</h3></header><p>Forty passed.</p><footer>As of May</footer></section>",
    "another project": "<p><a href=/project/another-one-of-them>Another one of them, in the north of Kep</a></p>",
    "words of the site": "<h3>Contact</h3><p>Forty officers answer the calls of both ports.</p>",
}


def read(body: bytes) -> ParsedPage:
    reading = parse_page(body)
    assert reading.project is not None, reading.reason
    return reading


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def page_of(facts: str, body: str, text: str, *gaps: str) -> bytes:
    return page(FACTS[facts].format(pairs(FACT[facts], without(*gaps))) + BODIES[body].format(text))


@cache
def read_plain(facts: str, body: str) -> ParsedPage:
    return read(page_of(facts, body, f"<p>{FIRST}</p><p>{LAST}</p>"))


def assert_kept_or_said(reading: ParsedPage, markup: str) -> None:
    """Every word of a text is in a value or label, the description, `unclaimed` or a finding; tabs are chrome."""
    assert reading.project is not None
    fields = reading.project.fields.values()
    read_out = [text for field in fields for text in (field.raw, field.label) if text]
    unclaimed = [text for pair in (reading.project.unclaimed or {}).items() for text in pair]
    said = set(words(" ".join([*read_out, *unclaimed, *(issue.message for issue in reading.issues)])))
    tree = LexborHTMLParser(f"<body>{markup.replace(TABS, '')}</body>")
    assert tree.body is not None
    assert [word for word in words(tree.body.text(separator=" ")) if word not in said] == []


@pytest.mark.parametrize("piece", PIECES)
def test_what_stands_between_two_paragraphs_is_kept_or_said(piece: str) -> None:
    markup = PIECES[piece]
    for facts, body in product(FACTS, BODIES):
        content = f"<p>{FIRST}</p>{markup}<p>{LAST}</p>"
        whole = read(page_of(facts, body, content))
        assert_kept_or_said(whole, content)
        assert whole.project is not None
        plain = read_plain(facts, body)
        assert plain.project is not None
        for name, field in plain.project.fields.items():
            if name != "description":
                assert (name, whole.project.fields[name].texts) == (name, field.texts), (facts, body)


GAPS = ("budget_usd", "coverage", "year", "status")


@pytest.mark.parametrize("piece", PIECES)
def test_no_field_has_its_value_from_the_text_in_silence(piece: str) -> None:
    markup = PIECES[piece]
    for facts, body in product(FACTS, BODIES):
        for content in (f"<p>{FIRST}</p>{markup}<p>{LAST}</p>", f"<p>{FIRST}</p><p>{LAST}</p>{markup}"):
            whole = page_of(facts, body, content, *GAPS)
            reading = read(whole)
            answer = answer_of(reading, whole)
            named = {issue["field"] for issue in answer["issues"]}
            assert {name for name in GAPS if answer["project"][name]} <= named, (facts, body, content)
            assert_kept_or_said(reading, content)


@pytest.mark.parametrize("piece", PIECES)
def test_what_stands_at_an_end_of_the_text_is_kept_or_said(piece: str) -> None:
    markup = PIECES[piece]
    for facts, body in product(FACTS, BODIES):
        for content in (f"{markup}<p>{FIRST}</p><p>{LAST}</p>", f"<p>{FIRST}</p><p>{LAST}</p>{markup}"):
            reading = read(page_of(facts, body, content))
            assert_kept_or_said(reading, content)


def test_a_table_is_kept_row_by_row() -> None:
    reading = read(page_of("list", "in a container", f"<p>{FIRST}</p>{PIECES['table with a caption']}<p>{LAST}</p>"))

    assert reading.project is not None
    assert reading.project.fields["description"].texts == (
        f"{FIRST}\nState of the work\nPort\tStatus\nKampot\tCompleted\nKep\tActive\n{LAST}",
    )
