"""Where a request goes, taken apart by us or by httpx: the same place and the same Host."""

from unittest.mock import patch

import pytest

from scraper.addresses import is_plain
from scraper.http import client

PLAIN = ["https://www.iom.int/project/a-b", "http://127.0.0.1:8080/fr/node/12", "http://h:5999/A_b"]
ODD = ["https://www.iom.int/", "https://iom.int/a.b?c=%20d", "http://[::1]:81/a", "https://iom.int:443/a"]


@pytest.mark.parametrize("url", [*PLAIN, *ODD])
def test_a_place_is_that_of_httpx(url: str) -> None:
    place, host = client._place(url)
    with patch.object(client, "is_plain", lambda _: False):
        other, other_host = client._place(url)
    assert (str(place), bytes(place), host) == (str(other), bytes(other), other_host)
    assert is_plain(url) is (url in PLAIN)
