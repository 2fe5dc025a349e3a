"""Addresses in pages, good and hostile: FAULTS 40 and 51."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.discovery.links import MAX_LINKS, read_links


@pytest.mark.parametrize(
    "tag",
    [
        "<a href='/x'>",
        '<a href="/x">',
        "<a href=/x>",
        "<A HREF = '/x' >",
        "<a\nclass='y z'\nhref='/x'>",
        "<a data-href='/no' href='/x'>",
        "<a title='a > b' href='/x'>",
        "<a href='/x' href='/no'>",
        "<a hidden href=/x class>",
        "<link rel='alternate' hreflang='fr' href='/x'>",
        "<link href=/x hreflang=fr rel=alternate />",
        "<a href='&#47;x'>",
        "<a/href='/x'>",
        "<a href=' /x\n'>",
    ],
)
def test_spellings_of_a_link(tag: str) -> None:
    assert read_links(f"<html><body>{tag}text</a>".encode()).anchors == ["/x"]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- <a href='/x'> -->",
        "<script>var a = \"<a href='/x'>\";</script>",
        "<style><a href='/x'></style>",
        "<textarea><a href='/x'></textarea>",
        "<abbr href='/x'>",
        "<a name='/x'>",
        "<a href=''>",
        "<link rel='stylesheet' href='/x'>",
        "<link rel='alternate' type='application/rss+xml' href='/x'>",
        "&lt;a href='/x'&gt;",
        "<!-- never closed <a href='/x'>",
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert read_links(text.encode()).anchors == []


def test_links_after_what_hides_tags_are_found() -> None:
    text = "<script>if (a</b/.test(x)) {}</script><a href='/1'><!-- x --><a href='/2'><style></style><a href='/3'>"
    assert read_links(text.encode()).anchors == ["/1", "/2", "/3"]


def test_the_canonical_address() -> None:
    assert read_links(b"<link rel='canonical' href='/x'>").canonical == "/x"
    assert read_links(b"<link rel='shortlink canonical' href='/x'><link rel=canonical href=/x>").canonical == "/x"
    assert read_links(b"<link rel='canonical' href='/x'><link rel='canonical' href='/y'>").canonical is None
    assert read_links(b"<a rel='canonical' href='/x'>").canonical is None


def test_the_base_address() -> None:
    links = read_links(b"<base href='https://a.example/b/'><base href='https://no.example/'><a href='c'>")
    assert links.base_of("https://z.example/") == "https://a.example/b/"
    assert read_links(b"<base href='http://['>").base_of("https://z.example/") == "https://z.example/"


HOSTILE = {
    "unclosed tags": b"<a " * 700_000,
    "unclosed quotes": b"<a href='" * 300_000,
    "unclosed comments": b"<!--" * 700_000,
    "unclosed scripts": b"<script>" * 300_000,
    "half comments": b"<!-- -" * 300_000,
    "attributes": b"<a" + b" x=1" * 700_000 + b" href=/x>",
    "equals": b"<a " + b"=" * 2_000_000 + b">",
    "blanks": b"<a href" + b" " * 3_000_000,
    "links": b"<a href=/x>" * 300_000,
    "angles": b"<" * 4_000_000,
    "formatting": b"<p><b class=x>" * 200_000,
    "depth": b"<div>" * 700_000,
    "entities": b"<a href='" + b"&amp" * 700_000 + b"'>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_case_51_hostile_pages_are_read_in_linear_time(body: bytes) -> None:
    """Quadratic work on megabytes would take hours."""
    assert len(read_links(body).anchors) <= MAX_LINKS


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    read_links(b"<a href='" + body)
    read_links(body)
