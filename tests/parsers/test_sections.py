"""Facts of other projects, menus, facets and footers on the same page never leak in."""

import pytest

from parsers import parse_page
from parsers.model import ParsedPage
from tests.parsers.pages import (
    DESCRIPTION,
    DESCRIPTION_TEXT,
    RELATED,
    TEASER,
    TEASER_FACTS,
    VALUES,
    list_of,
    page,
    without,
)

OTHER = "Another project of the Fund in quite another country"
LINK = f'<a href="https://iom.int/project/another">{OTHER}</a>'
HEADED = f"<div><h3>{OTHER}</h3>{TEASER_FACTS}</div>"

COMPANY = {
    "section": RELATED,
    "aside": f"<aside><h2>See also</h2>{TEASER}{TEASER}</aside>",
    "no heading, title link": f"<div>{TEASER}{TEASER}</div>",
    "title link alone": f"<div>{LINK}{TEASER_FACTS}</div>",
    "read more": f'<div>{TEASER_FACTS}<p><a href="/project/another">Read more</a></p></div>',
    "title without a link": f"<div>{HEADED}{HEADED}</div>",
    "heading without element": f'<div class="block"><div class="t">Related projects</div>{HEADED}</div>',
    "french": f"<section><h3>Projets connexes</h3>{HEADED}</section>",
    "spanish": f"<section><h2>Proyectos relacionados</h2>{HEADED}</section>",
    "flat": f"<h2>Related projects</h2><h3>{LINK}</h3>{TEASER_FACTS}<h3>{LINK}</h3>{TEASER_FACTS}",
    "nav": f"<nav>{TEASER_FACTS}</nav>",
    "search form": "<form><label>Coverage</label><select><option>National</select><label>Year</label><input></form>",
    "facets": "<div><h3>IDF Region</h3><ul><li><a href='?r=1'>Africa (3)</a></li><li><a href='?r=2'>Europe (4)</a></li>"
    "<li><a href='?r=3'>Global (4)</a></li></ul></div>",
    "menu": "<div><ul><li><a href=/a>Project Type</a></li><li><a href=/b>Coverage</a></li><li><a href=/c>News</a></li>"
    "<li><a href=/d>Year</a></li><li><a href=/e>Reports</a></li><li><a href=/f>Budget</a></li><li><a>G</a></li>"
    "<li><a href=/h>H</a></li><li><a href=/i>I</a></li></ul></div>",
    "template": f"<template>{TEASER_FACTS}</template>",
    "noscript": f"<noscript>{TEASER_FACTS}</noscript>",
    "hidden": f"<div hidden>{TEASER_FACTS}</div><div style='display: none'>{TEASER_FACTS}</div>",
    "comment": f"<!-- {TEASER_FACTS} -->",
    "script": f"<script>document.write('{TEASER_FACTS}')</script>",
    "office": "<aside><h2>IOM Kenya</h2><dl><dt>Region</dt><dd>Africa</dd><dt>Status</dt><dd>Member</dd></dl></aside>",
}


def assert_untouched(reading: ParsedPage) -> None:
    assert reading.project is not None, reading.reason
    fields = reading.project.fields
    assert {name: fields[name].raw for name in VALUES} == {name: " ".join(texts) for name, texts in VALUES.items()}
    assert fields["prima_id"].raw is None
    assert fields["description"].texts == (DESCRIPTION_TEXT,)
    # what was left out is said
    doubts = [issue for issue in reading.issues if issue.kind not in {"text_left_out", "hidden_text"}]
    assert [issue for issue in doubts if issue.field in fields] == []


@pytest.mark.parametrize("place", ["before the title", "after the title", "before the description", "last"])
@pytest.mark.parametrize("company", COMPANY)
def test_company_never_leaks_in(company: str, place: str) -> None:
    other = COMPANY[company]
    facts, description = f"<div>{list_of()}</div>", f"<div>{DESCRIPTION}</div>"

    if place == "before the title":
        body = page(facts + description, before=other)
    elif place == "after the title":
        body = page(f"<div>{other}</div>{facts}{description}")
    elif place == "before the description":
        body = page(f"{facts}<div>{other}</div>{description}")
    else:
        body = page(facts + description, after=other)

    assert_untouched(parse_page(body))


@pytest.mark.parametrize("company", ["section", "aside", "no heading, title link", "title link alone", "read more"])
def test_field_that_the_page_lacks_is_not_taken_from_company(company: str) -> None:
    reading = parse_page(page(list_of(without("countries", "status")), after=COMPANY[company]))

    assert reading.project is not None
    assert reading.project.fields["countries"].raw is None
    assert reading.project.fields["status"].raw is None
    assert reading.project.fields["prima_id"].raw is None


def test_rejected_places_are_told() -> None:
    reading = parse_page(page(list_of(), after=RELATED))

    assert reading.project is not None
    [candidate] = reading.project.fields["prima_id"].alternatives
    assert candidate.texts == ("ZZ10P0001",)
    assert candidate.rejected == "it stands under 'Related projects'"


@pytest.mark.parametrize(
    "content",
    [
        f"<aside><h2>Project details</h2>{list_of()}</aside><div>{DESCRIPTION}</div>",
        f"<div>{DESCRIPTION}</div><aside>{list_of()}</aside>",
        f"<article><div>{DESCRIPTION}</div><footer>{list_of()}</footer></article>",
        f"<div><p>This follows <a href='/project/one'>the first</a>:</p></div>{list_of()}<div>{DESCRIPTION}</div>",
    ],
    ids=["aside before", "aside after", "article footer", "after a link in prose"],
)
def test_facts_of_the_page_may_stand_anywhere_in_the_content(content: str) -> None:
    reading = parse_page(page(content))

    assert reading.project is not None
    assert reading.project.fields["end_date"].texts == ("2011",)


def test_facts_around_the_description_are_one_block() -> None:
    first = {name: VALUES[name] for name in list(VALUES)[:5]}
    second = {name: VALUES[name] for name in list(VALUES)[5:]}

    assert_untouched(parse_page(page(f"{list_of(first)}<div>{DESCRIPTION}</div>{list_of(second)}")))


def test_page_without_landmarks() -> None:
    body = page(f"{list_of()}<div>{DESCRIPTION}</div>", after=RELATED).decode()
    for tag in ("header", "nav", "main", "footer", "section"):
        body = body.replace(f"<{tag}>", "<div>").replace(f"</{tag}>", "</div>")

    reading = parse_page(body.encode())

    assert reading.project is not None
    assert reading.project.fields["countries"].raw == " ".join(VALUES["countries"])
    assert reading.project.fields["description"].texts == (DESCRIPTION_TEXT,)
