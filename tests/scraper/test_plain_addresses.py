"""Addresses that are spelt as we spell them are taken as they are: what a closer look would give."""

from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from scraper import addresses
from scraper.addresses import canonical
from scraper.discovery.unfollowed import sort_links, sort_pages
from scraper.errors import AddressRefused
from scraper.sites import site_at

_HOSTS = ("www.iom.int", "127.0.0.1", "a-b.c", "-a.b", "0x7f.1", "1", "xn--a.b", "xn-.d", "A.b", "h.", "é.fr", "u@h")
_ODD_HOSTS = (
    "x" * 63,
    "x" * 64,
    "a." * 130 + "b",
    "h:80",
    "h:443",
    "h:8080",
    "h:65536",
    "h:0080",
    "h:",
    "[::1]",
    "a..b",
)
HOSTS = st.sampled_from((*_HOSTS, *_ODD_HOSTS))
SEGMENTS = st.sampled_from(["project", "A-b", "_", "-", "..", ".", "a.b", "%41", "é", "", "a b", "~", "9" * 900, "a;b"])
ENDS = st.sampled_from(["", "", "/", "?", "#", "?b=1&a=2", "#x", " "])
PATHS = st.builds(lambda parts, end: "".join(f"/{part}" for part in parts) + end, st.lists(SEGMENTS, max_size=3), ENDS)
ORIGINS = st.builds(lambda scheme, host: f"{scheme}://{host}", st.sampled_from(["http", "https", "HTTP"]), HOSTS)
ABSOLUTE = st.builds(str.__add__, ORIGINS, PATHS)


def outcome(href: str, base: str | None) -> str:
    try:
        return canonical(href, base)
    except AddressRefused as refused:
        return f"refused: {refused}"


@given(ABSOLUTE | PATHS, st.none() | ABSOLUTE)
@example("https://www.iom.int/project/some-slug", None)
@example("/project/some-slug", "http://127.0.0.1:8080/project/other?page=1")
def test_the_short_way_leads_where_the_long_one_does(href: str, base: str | None) -> None:
    with patch.object(addresses, "_plain", lambda *_: None):
        closely = outcome(href, base)
    assert outcome(href, base) == closely


@given(ABSOLUTE, ABSOLUTE)
def test_an_absolute_address_is_the_same_wherever_it_stands(href: str, base: str) -> None:
    assert outcome(href, base) == outcome(href, None)


def test_the_short_way_is_taken() -> None:
    plain = "https://www.iom.int/fr/project/some-slug"
    with patch.object(addresses, "canonicalize_url", lambda _: ""):
        assert canonical(plain) == canonical("/fr/project/some-slug", "https://www.iom.int/x?y#z") == plain


def test_pages_are_sorted_alike_with_and_without_the_others() -> None:
    hrefs = ["/about", "/project/a", "/about#x", "?page=2", "/projects/z", "/about", "https://else.int/project/b", "#"]
    site = site_at("https://iom.example/")
    for base in ("https://iom.example/project/x", "https://iom.example/fr/project/y"):
        for _ in range(2):
            whole = sort_links(site, hrefs, base, "link")
            some = sort_pages(site, hrefs, base, "link")
            assert whole.others
            assert (some.pages, some.others, some.unfollowed) == (whole.pages, (), whole.unfollowed)
