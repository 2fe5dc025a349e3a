"""Where we connect to: FAULTS 34 to 36."""

import ipaddress
import socket
import threading
from collections.abc import Callable

import pytest

from scraper.errors import AddressRefused, ConnectFault, DeadlineExceeded
from scraper.http.client import Client
from scraper.http.network import is_public, resolve
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.scraper.loopback import Answerer, ManualClock, PlainSite, Reply

PRIVATE = """
0.0.0.0 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe fe80::1 fc00::1 fd00:ec2::254 ff02::1
2001:db8::1 100::1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a9fe:a9fe:: 2002:c0a8:101::1
2001:0:53aa:64c:0:0:80ff:fffe 2001:db8::5efe:7f00:1 fe80::5efe:10.0.0.1 2600::5efe:127.0.0.1
2600::200:5efe:192.168.0.1
"""
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 2606:4700::1111 64:ff9b::808:808 2002:808:808::1 ::ffff:8.8.8.8
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_case_34_addresses_that_are_not_on_the_public_internet(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_that_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def answer_with(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Make the system's resolver give these answers, one after the other; return the names it was asked for."""
    asked: list[str] = []
    left = list(answers)

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def client_for(url: str) -> Client:
    return Client(site_at(url), CrawlSettings(request_deadline=2.0), ManualClock())


def test_case_34_a_public_name_that_leads_here_is_refused_before_connecting(
    plain_site: Callable[[Answerer], PlainSite], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = plain_site(lambda _: Reply(200))
    answer_with(monkeypatch, ["127.0.0.1"])
    with (
        client_for(f"http://public.example:{site.port}") as client,
        pytest.raises(AddressRefused, match=r"127\.0\.0\.1"),
    ):
        client.get(f"http://public.example:{site.port}/project/a", limit=1000)
    assert site.requests == []


def test_case_35_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with client_for("http://public.example") as client, pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        client.get("http://public.example/project/a", limit=1000)


def test_case_35_a_name_is_resolved_once_and_that_answer_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second answer of a rebinding name is never asked for: the checked address itself is dialled."""
    asked = answer_with(monkeypatch, ["192.0.2.1"], ["127.0.0.1"])
    monkeypatch.setattr("scraper.http.network.is_public", lambda address: str(address) == "192.0.2.1")
    with client_for("http://public.example:9") as client, pytest.raises((ConnectFault, DeadlineExceeded)):
        client.get("http://public.example:9/project/a", limit=1000)
    assert asked.count("public.example") == 1
    assert set(asked) <= {"public.example", "192.0.2.1"}


def test_connect_to_leads_one_name_and_no_other_to_this_machine(plain_site: Callable[[Answerer], PlainSite]) -> None:
    site = plain_site(lambda _: Reply(200, b"<html></html>"))
    settings = CrawlSettings(connect_to={"public.example:80": ("127.0.0.1", site.port)})
    with Client(site_at("http://public.example"), settings, ManualClock()) as client:
        assert client.get("http://public.example/project/a", limit=1000).status == 200
    assert site.requests[0].headers["Host"] == "public.example"


def test_case_3_a_resolver_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def getaddrinfo(*_: object, **__: object) -> None:
        released.wait(30)
        raise socket.gaierror("too late")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    try:
        with pytest.raises(ConnectFault, match="no answer from the resolver"):
            resolve("slow.example", 80, 0.2)
    finally:
        released.set()
