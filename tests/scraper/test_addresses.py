"""Canonical addresses and hostile spellings: FAULTS 33, 37, 40 and 55."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.addresses import canonical
from scraper.errors import AddressRefused, ConfigurationError
from scraper.sites import folder_name, known_addresses, live_site, practice_site, site_at

LIVE = live_site()
PAGE = "https://iom.int/project/some-slug"


@pytest.mark.parametrize(
    "spelling",
    [
        PAGE,
        "HTTPS://IOM.INT/project/some-slug",
        "https://iom.int:443/project/some-slug",
        "https://iom.int/project/some-slug/",
        "https://iom.int/project/some-slug//",
        "https://iom.int/project/Some-Slug",
        "https://iom.int/project/some-slug#overview",
        "https://iom.int/project/some-slug?utm_source=x",
        "https://iom.int/project/./x/../some-slug",
        " https://iom.int/project/some-slug\n",
        "http://iom.int/project/some-slug",
        "https://iom.int/project/some%2Dslug",
    ],
)
def test_case_55_one_page_has_one_address(spelling: str) -> None:
    assert LIVE.resolve(spelling) == (PAGE, "project")


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("some-other", "https://iom.int/project/some-other"),
        ("/fr/node/171936", "https://iom.int/fr/node/171936"),
        ("/node/171936", "https://iom.int/node/171936"),
        ("/en/node/171936/", "https://iom.int/en/node/171936"),
        ("/EN/project/x", "https://iom.int/en/project/x"),
        ("/es-419/project/algo", "https://iom.int/es-419/project/algo"),
        ("/index.php/project/x?a=b", "https://iom.int/index.php/project/x"),
        ("/index.php/fr/node/5", "https://iom.int/index.php/fr/node/5"),
        ("//developmentfund.iom.int/es/node/129421", "https://developmentfund.iom.int/es/node/129421"),
        ("/fr/project/%c3%a9t%C3%A9", "https://iom.int/fr/project/%C3%A9t%C3%A9"),
        ("/fr/project/été", "https://iom.int/fr/project/%C3%A9t%C3%A9"),
        ("/project/a b", "https://iom.int/project/a%20b"),
        ("/project/a%20b", "https://iom.int/project/a%20b"),
        ("?language=fr", "https://iom.int/project/some-slug?language=fr"),
        ("/project/x?a=1&lang=es-419#top", "https://iom.int/project/x?lang=es-419"),
        ("/project/x?language=en", "https://iom.int/project/x"),
        ("/fr/project/x?language=fr", "https://iom.int/fr/project/x"),
        ("/fr/project/x?language=es", "https://iom.int/fr/project/x?language=es"),
        ("/fr/node/5?language=en", "https://iom.int/fr/node/5?language=en"),
        ("/project/x?language=pt-br", "https://iom.int/project/x"),
        ("/project/x?language=all-of-them", "https://iom.int/project/x"),
    ],
)
def test_links_are_read_against_their_page(href: str, address: str) -> None:
    assert LIVE.resolve(href, PAGE) == (address, "project")


@pytest.mark.parametrize(
    "href",
    ["/projects", "/", "/de/node/5", "/fr/node/x", "/project/", "/project", "/a/project/b", "/news/x"],
)
def test_other_pages_of_the_site_are_no_projects(href: str) -> None:
    assert LIVE.resolve(href, PAGE)[1] == "other"


@pytest.mark.parametrize(
    "href",
    [
        "//evil.example/project/x",
        "https://iom.int.evil.example/project/x",
        "https://iom.int:8443/project/x",
        "https://127.0.0.1/project/x",
        "https://2130706433/project/x",
        "https://0x7f.1/project/x",
        "https://127。0。0。1/project/x",
        "https://[::1]/project/x",
        "https://iom.int./project/x",
    ],
)
def test_case_40_other_hosts_are_offsite(href: str) -> None:
    assert LIVE.resolve(href, PAGE)[1] == "offsite"


HOSTILE = [
    "",
    "   ",
    "#",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://iom.int/project/x",
    "gopher://iom.int/1",
    "mailto:a@iom.int",
    "https://user:secret@iom.int/project/x",
    "https://iom.int@evil.example/project/x",
    "https:\\\\iom.int\\project\\x",
    "/project/a\\..\\b",
    "/project/a%00b",
    "/project/..%2f..%2fetc",
    "/project/..%5cetc",
    "/project/a\x00b",
    "/project/a\x1b[2J",
    "a project/x y",
    "https://iom .int/project/x",
    "/project/a\tb",
    "https:///project/x",
    "https://",
    "https://iom.int:99999/project/x",
    "https://iom.int:0/project/x",
    "https://iom.int:abc/project/x",
    "https://" + "a" * 300 + ".int/project/x",
    "https://xn--/project/x",
    "https://[::1/project/x",
    "https://..iom.int/project/x",
    "/project/" + "x" * 3000,
    "http:\\\\host",
]


@pytest.mark.parametrize("href", HOSTILE, ids=range(len(HOSTILE)))
def test_case_40_hostile_spellings_are_refused(href: str) -> None:
    if href == "#":
        assert LIVE.resolve(href, PAGE) == (PAGE, "project")
        return
    with pytest.raises(AddressRefused):
        LIVE.resolve(href, PAGE)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_an_address_or_refused(href: str) -> None:
    try:
        address, _ = LIVE.resolve(href, PAGE)
    except AddressRefused:
        return
    assert address.isascii()
    assert LIVE.resolve(address)[0] == address


@settings(deadline=None)
@given(st.text(alphabet="abcXYZ-_.~%/?#&=é0123456789", max_size=60))
def test_canonical_addresses_stay_as_they_are(tail: str) -> None:
    try:
        address = canonical("https://iom.int/" + tail)
    except AddressRefused:
        return
    assert canonical(address) == address


def test_all_known_addresses_are_canonical_project_pages() -> None:
    seeds = known_addresses()
    assert len(seeds) == 282
    assert [LIVE.resolve(seed) for seed in seeds] == [(seed, "project") for seed in seeds]


def test_the_legacy_family_of_a_site_of_the_same_make() -> None:
    site = practice_site("http://127.0.0.1:8000/")
    assert site.resolve("http://127.0.0.1:8000/legacy/fr/node/129591")[1] == "project"
    assert site.resolve("http://127.0.0.1:8000/old/project/x")[1] == "other"
    below = site_at("https://mirror.example/iom/")
    assert below.resolve("/iom/project/x", below.start) == ("https://mirror.example/iom/project/x", "project")
    assert below.resolve("/project/x", below.start)[1] == "other"
    assert below.sitemaps == ("https://mirror.example/iom/sitemap.xml",)


def test_a_plain_site_is_not_asked_over_tls_nor_the_reverse() -> None:
    site = site_at("http://mirror.example/")
    assert site.resolve("https://mirror.example/project/x")[1] == "offsite"


@pytest.mark.parametrize("url", ["ftp://a.example", "mirror.example", "", "https://", "https://u:p@a.example"])
def test_what_is_no_site(url: str) -> None:
    with pytest.raises(ConfigurationError, match="not a site's address"):
        site_at(url)


@settings(deadline=None)
@given(
    st.sampled_from(["https", "http"]),
    st.from_regex(r"[a-z0-9.-]{1,30}(:[0-9]{2,5})?(/[a-z./%]{0,20})?", fullmatch=True),
)
def test_folder_names_are_harmless(scheme: str, rest: str) -> None:
    try:
        name = site_at(f"{scheme}://{rest}").name
    except ConfigurationError:
        return
    assert name not in {"live", "practice"}
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789-" for letter in name)
    assert 0 < len(name) < 80


def test_folder_names_tell_sites_apart() -> None:
    assert folder_name("https://a-b.example/") != folder_name("https://a.b.example/")
