import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from practice.facts import SEED_PATH
from practice.faults import FAULTS
from practice.faults.transport import BOMB_BYTES
from practice.server import PracticeServer, serve
from practice.site import Site

SITE = Site(size=40)
OTHER_PATH = next(path for path, page in SITE.pages.items() if page.invented)
IN_KENYA = next(p for p in Site(size=400).pages.values() if "Kenya" in p.countries and p.markup == "wrappers")
FRENCH = next(path for path, page in SITE.pages.items() if page.language == "fr")


@contextmanager
def unlucky(*faults: str, size: int = 40) -> Iterator[tuple[PracticeServer, httpx.Client]]:
    with (
        serve(size=size, faults=faults) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client,
    ):
        yield server, client


def raw_body(client: httpx.Client, path: str) -> tuple[httpx.Response, bytes]:
    """The body as it came over the wire."""
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
        return response, b"".join(response.iter_raw())


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_spares_the_front_page_or_says_that_it_does_not(name: str) -> None:
    everywhere = {"503-storm", "challenge", "challenge-aws", "access-denied", "maintenance"}
    with unlucky(name, size=2) as (_, client):
        front = client.get("/")
    assert (front.status_code != 200) == (name in everywhere)
    assert front.headers["x-practice-site"] == "1"
    assert FAULTS[name].does


@pytest.mark.parametrize(
    ("name", "path", "status", "text"),
    [
        ("503-storm", "/projects", 503, "Service Unavailable"),
        ("503-storm", "/robots.txt", 200, "User-agent"),
        ("challenge", "/robots.txt", 403, "Just a moment..."),
        ("challenge-200", SEED_PATH, 200, "cdn-cgi/challenge-platform"),
        ("challenge-aws", SEED_PATH, 202, ""),
        ("access-denied", SEED_PATH, 403, "You don't have permission to access"),
        ("maintenance", SEED_PATH, 503, "currently under maintenance"),
        ("maintenance-200", SEED_PATH, 200, "currently under maintenance"),
        ("robots-404", "/robots.txt", 404, "Not Found"),
        ("robots-500", "/robots.txt", 500, "unexpected error"),
        ("robots-html", "/robots.txt", 200, "<h1"),
        ("robots-forbids", "/robots.txt", 200, "Disallow: /\n"),
        ("all-404", SEED_PATH, 404, "Not Found"),
        ("soft-404-all", SEED_PATH, 200, "Page not found"),
        ("empty-200", SEED_PATH, 200, ""),
        ("login-200", SEED_PATH, 200, "user-login-form"),
        ("pdf-as-html", SEED_PATH, 200, "%PDF"),
        ("cache-mix-up", OTHER_PATH, 200, "Q36-805"),
        ("one-country-missing", IN_KENYA.path, 404, "Not Found"),
        ("one-country-missing", SEED_PATH, 200, "Q36-805"),
        ("french-missing", FRENCH, 404, "Not Found"),
        ("french-missing", SEED_PATH, 200, "Q36-805"),
        ("sitemap-500", "/sitemap.xml", 500, "unexpected error"),
        ("sitemap-empty", "/sitemap.xml", 200, "</urlset>"),
        ("sitemap-entities", "/sitemap.xml", 200, "<!ENTITY"),
        ("listing-500", "/projects?page=1", 500, "unexpected error"),
        ("listing-500", "/projects?page=0", 200, "Projects of the Fund"),
        ("listing-endless", "/projects?page=77", 200, 'href="?page=78" rel="next"'),
    ],
)
def test_what_is_answered_instead(name: str, path: str, status: int, text: str) -> None:
    with unlucky(name, size=400 if "country" in name else 40) as (_, client):
        answer = client.get(path)
    assert answer.status_code == status
    assert text in answer.text
    assert text or answer.content == b""


@pytest.mark.parametrize(
    ("name", "path", "location"),
    [
        ("robots-loop", "/robots.txt", "/robots.txt"),
        ("login", SEED_PATH, f"/user/login?destination={SEED_PATH}"),
        ("front-page", SEED_PATH, "/"),
        ("redirect-loop", SEED_PATH, f"{{origin}}{SEED_PATH}"),
        ("redirect-offsite", SEED_PATH, f"http://offsite.example{SEED_PATH}"),
        ("redirect-file", SEED_PATH, "file:///etc/passwd"),
        ("redirect-metadata", SEED_PATH, "http://169.254.169.254/"),
    ],
)
def test_where_redirects_lead(name: str, path: str, location: str) -> None:
    with unlucky(name) as (server, client):
        answer = client.send(client.build_request("GET", path), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, location.replace("{origin}", server.url))


def test_some_refusals_pass() -> None:
    for name, statuses in (
        ("503-twice", [503, 503, 200]),
        ("429-retry-after", [429, 200, 200]),
        ("429-storm", [429, 429, 429]),
    ):
        with unlucky(name) as (_, client):
            answers = [client.get(SEED_PATH) for _ in statuses]
        assert [answer.status_code for answer in answers] == statuses
        if name.startswith("429"):
            assert answers[0].headers["retry-after"] == ("1" if name == "429-retry-after" else "3600")


def test_an_arbitrary_third_is_always_the_same() -> None:
    failed = []
    for _ in range(2):
        with unlucky("503-third") as (_, client):
            failed.append([path for path in SITE.pages if client.get(path).status_code == 503])
    assert failed[0] == failed[1]
    assert 0.2 < len(failed[0]) / len(SITE.pages) < 0.5


def test_hanging_up_and_short_bodies_are_faults_of_framing() -> None:
    with unlucky("hang-up") as (server, client):
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            client.get(SEED_PATH)
        assert client.get(SEED_PATH).status_code == 200
        assert [request.status for request in server.requests] == [0, 200]
    for name in ("short-body", "huge-length"):
        with unlucky(name) as (_, client), pytest.raises(httpx.RemoteProtocolError, match="closed connection"):
            client.get(SEED_PATH)


@pytest.mark.parametrize("name", ["slow-drip", "silence"])
def test_slow_answers_end_with_the_server(name: str) -> None:
    with serve(size=2, faults=[name]) as server:
        with pytest.raises(httpx.ReadTimeout), httpx.stream("GET", server.url + SEED_PATH, timeout=0.05) as response:
            response.read()
        assert httpx.get(f"{server.url}/robots.txt", trust_env=False, timeout=60).status_code == 200


def test_broken_compression_in_flawless_framing() -> None:
    true = SITE.get(SEED_PATH, origin="http://practice.example").body
    with unlucky("truncated-gzip") as (_, client):
        response, body = raw_body(client, SEED_PATH)
        assert int(response.headers["content-length"]) == len(body)
        with pytest.raises(EOFError):
            gzip.decompress(body)
    with unlucky("bad-crc") as (_, client), pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(raw_body(client, SEED_PATH)[1])
    with unlucky("two-member-gzip") as (_, client):
        _, body = raw_body(client, SEED_PATH)
        first = zlib.decompressobj(wbits=31)
        assert len(first.decompress(body)) < len(true)
        assert gzip.decompress(body) == true
    with unlucky("plain-as-gzip") as (_, client):
        response, body = raw_body(client, SEED_PATH)
        assert (response.headers["content-encoding"], body) == ("gzip", true)
    with unlucky("gzip-bomb") as (_, client):
        _, body = raw_body(client, SEED_PATH)
        assert len(body) < 200_000
        assert zlib.decompressobj(wbits=31).decompress(body, 1000) == bytes(1000)
        assert int.from_bytes(body[-4:], "little") == BOMB_BYTES


def test_pages_that_lost_their_values_keep_their_labels() -> None:
    with unlucky("blank-values") as (_, client):
        article = client.get(SEED_PATH).text.partition("<article")[2].partition("</article>")[0]
    assert article.count('<div class="field__label">') == 10
    assert article.count('<span class="field__item"></span>') == 18
    assert "Q36-805" not in article
    assert "The aim of this project" in article


def test_a_page_can_end_within_its_facts() -> None:
    with unlucky("cut-page") as (_, client):
        text = client.get(SEED_PATH).text
    assert "Start Date" in text
    assert "Benefiting Member States" not in text
    assert "</html>" not in text


def test_charsets_that_lie() -> None:
    with unlucky("wrong-charset") as (_, client):
        answer = client.get(SEED_PATH)
        assert answer.headers["content-type"].endswith("charset=UTF-8")
        assert "‘International Standards" in answer.content.decode("cp1252")
        with pytest.raises(UnicodeDecodeError):
            answer.content.decode()
    with unlucky("hostile-charset") as (_, client):
        answer = client.get(SEED_PATH)
        assert answer.headers["content-type"] == "text/html; charset=rot13"
        assert "‘International Standards" in answer.content.decode()


def test_sitemaps_that_loop_shrink_or_break_off() -> None:
    with unlucky("sitemap-loop") as (server, client):
        body = client.get("/sitemap.xml").text
        assert f"<loc>{server.url}/sitemap.xml</loc>" in body
        assert f"<loc>{server.url}/sitemap-x.xml</loc>" in body
        assert "/sitemap-x-x.xml" in client.get("/sitemap-x.xml").text
    with unlucky("sitemap-shrunk", size=400) as (_, client):
        assert client.get("/sitemaps/legacy.xml").text.count("<loc>") == 5  # of 45
        assert client.get("/sitemap.xml").text.count("<loc>") == 3
    with unlucky("sitemap-cut") as (_, client):
        assert "</urlset>" not in client.get("/sitemaps/pages.xml").text


def test_validators_that_lie() -> None:
    with unlucky("304-always") as (_, client):
        assert client.get(SEED_PATH).status_code == 304
    with unlucky("304-stale") as (_, client):
        assert client.get(SEED_PATH).status_code == 200
        assert client.get(SEED_PATH, headers={"If-None-Match": '"of another age"'}).status_code == 304
    with unlucky("new-etag") as (_, client):
        first, second = client.get(SEED_PATH), client.get(SEED_PATH)
        assert (first.headers["etag"], second.headers["etag"]) == ('"practice-1"', '"practice-2"')
        assert first.content == second.content
    with unlucky("no-validators") as (_, client):
        assert not {"etag", "last-modified"} & set(client.get(SEED_PATH).headers)


def test_faults_add_up() -> None:
    with unlucky("503-twice", "french-missing") as (_, client):
        assert [client.get(FRENCH).status_code for _ in range(3)] == [404, 404, 404]
        assert [client.get(SEED_PATH).status_code for _ in range(3)] == [503, 503, 200]
