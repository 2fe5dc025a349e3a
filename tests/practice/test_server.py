import gzip
import http.client
import os
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from practice.facts import SEED_PATH
from practice.server import PracticeServer, serve

HASHES = """
import hashlib
from practice.site import Site
site = Site(size=40, season=2)
digest = hashlib.sha256()
for path in [*site.pages, "/projects", "/sitemap.xml", "/robots.txt", "/sitemaps/projects-1.xml.gz", "/nowhere"]:
    digest.update(site.get(path, origin="http://practice.example").body)
print(digest.hexdigest())
"""


def test_a_page_is_utf_8_html_that_says_it_is_practice(client: httpx.Client) -> None:
    answer = client.get(SEED_PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=UTF-8"
    assert answer.headers["x-practice-site"] == "1"
    assert "date" in answer.headers
    before_main, main = answer.text.split("<main")
    assert "PRACTICE SITE — not iom.int" in before_main
    assert "PRACTICE SITE" not in main
    assert '<meta name="Generator" content="practice site of iom-projects (not iom.int)">' in before_main


def test_gzip_is_sent_to_those_who_take_it_and_is_the_same_text(client: httpx.Client) -> None:
    plain = client.get(SEED_PATH, headers={"Accept-Encoding": "identity"})
    packed = client.get(SEED_PATH, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    refused = client.get(SEED_PATH, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_validators_are_honoured(client: httpx.Client, encoding: str) -> None:
    accept = {"Accept-Encoding": encoding}
    first = client.get(SEED_PATH, headers=accept)
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    for condition in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
    ):
        again = client.get(SEED_PATH, headers={**accept, **condition})
        assert (again.status_code, again.content) == (304, b""), condition
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept-Encoding"
    for condition in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        again = client.get(SEED_PATH, headers={**accept, **condition})
        assert (again.status_code, again.content) == (200, first.content), condition


def test_head_answers_as_get_without_the_body(client: httpx.Client) -> None:
    got = client.get(SEED_PATH)
    head = client.head(SEED_PATH)
    assert head.content == b""
    for name in ("content-length", "etag", "last-modified", "content-type"):
        assert head.headers[name] == got.headers[name]


def test_other_methods_are_refused(client: httpx.Client) -> None:
    assert client.post("/newsletter", content=b"mail=x").status_code == 501


def test_a_connection_is_kept_for_the_next_request(server: PracticeServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]))
    ports = set()
    for path in ("/robots.txt", "/projects", "/nowhere"):
        connection.request("GET", path)
        connection.getresponse().read()
        ports.add(connection.sock.getsockname()[1])
    connection.close()
    assert len(ports) == 1


def test_requests_are_counted_in_order() -> None:
    with serve(size=2) as server, httpx.Client(base_url=server.url, trust_env=False) as client:
        tag = client.get("/projects", headers={"User-Agent": "a test"}).headers["etag"]
        client.get("/projects", headers={"If-None-Match": tag})
        client.head("/nowhere?page=1")
        log = [(r.method, r.path, r.status, r.conditional, r.sent > 0) for r in server.requests]
        assert server.requests[0].user_agent == "a test"
    assert log == [
        ("GET", "/projects", 200, False, True),
        ("GET", "/projects", 304, True, False),
        ("HEAD", "/nowhere?page=1", 404, False, False),
    ]


def test_the_server_ends_at_once_and_leaves_nothing_behind() -> None:
    before = threading.active_count()
    with serve(size=2) as server:
        port = int(server.url.rpartition(":")[2])
        idle = socket.create_connection(("127.0.0.1", port))
        busy = http.client.HTTPConnection("127.0.0.1", port)
        busy.request("GET", "/robots.txt")
        busy.getresponse().read()
    assert idle.recv(1) == b""
    idle.close()
    busy.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_it_listens_on_loopback_alone(server: PracticeServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.url == f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "1 to 9999 projects, not 0"),
        ({"season": 9}, r"seasons 1, 2, not 9"),
        ({"faults": ["rain"]}, "unknown fault 'rain'"),
        ({"size": 20_000}, "1 to 9999 projects, not 20000"),
    ],
)
def test_impossible_sites_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message), serve(**arguments):  # type: ignore[arg-type]  # impossible on purpose
        pass


@pytest.mark.parametrize("target", ["//[", "/project/..%2f..%2fetc/passwd", "/\u00e9", "/%00", "http://[::1"])
def test_strange_targets_get_an_answer(server: PracticeServer, target: str) -> None:
    with socket.create_connection(("127.0.0.1", server.server_address[1])) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        status = connection.makefile("rb").readline().split()[1]
    assert status in (b"400", b"404")


def test_the_same_bytes_in_every_process() -> None:
    outputs = set()
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"Etc/GMT+{seed}", "LC_ALL": "C"}
        done = subprocess.run([sys.executable, "-c", HASHES], env=environment, capture_output=True, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_a_page_is_the_same_on_every_port() -> None:
    bodies = set()
    for _ in range(2):
        with serve(size=4) as server:
            answer = httpx.get(f"{server.url}{SEED_PATH}", headers={"Accept-Encoding": "gzip"}, trust_env=False)
            bodies.add((answer.content, answer.headers["etag"]))
            assert server.url not in answer.text
    assert len(bodies) == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "١", "9" * 5000])
def test_a_listing_page_that_is_no_number_is_the_first(client: httpx.Client, number: str) -> None:
    assert client.get("/projects", params={"page": number}).content == client.get("/projects").content


def test_gzip_of_a_sitemap_is_a_file_and_no_encoding(client: httpx.Client) -> None:
    answer = client.get("/sitemaps/projects-1.xml.gz")
    assert "content-encoding" not in answer.headers
    assert gzip.decompress(answer.content).startswith(b"<?xml")
