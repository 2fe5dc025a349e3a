"""Stretches that were read before give what reading them again would give, whatever stands around them."""

import random
import re

import pytest

from scraper.discovery import links, stretches
from scraper.discovery.links import MAX_LINKS, read_links
from scraper.discovery.stretches import Stretches

MENU = "".join(
    f'<li><a class="item-{number % 7}" href="/topic/{number * 37}">{number}</a></li>' for number in range(300)
)
PARTS = [
    MENU,
    MENU[:5000],
    MENU.replace("item-3", "item-x"),
    "<!-- a comment -->",
    "<!-- never closed <a href='/hidden'>",
    "<script>var a = '<a href=\"/no\">';</script>",
    "<script>never closed",
    '<a href="/never-closed',
    "<a href='/project/one'>one</a>",
    '<base href="/below/">',
    '<link rel="canonical" href="/project/one"><link rel=next href=?page=2>',
    "<option value='/fr/project/one'>fr</option>" * 40,
    "<p>" + "words " * 60,
]


def found(scan: Stretches[list[str]], text: str) -> list[str]:
    return [tag for some in scan.of(text) for tag in some]


def texts(tags: list[re.Match[str]]) -> list[str]:
    return [tag.group() for tag in tags]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_remembered_is_what_is_there(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "MOST_CHARACTERS", 60_000)
    dice = random.Random(seed)  # noqa: S311 - to be the same in every run
    scan = Stretches(links._TAG, texts)
    for _ in range(30):
        page = "".join(dice.choices(PARTS, k=6))
        page = page[: dice.randrange(len(page))]
        assert found(scan, page) == [tag.group() for tag in links._TAG.finditer(page)]


def test_a_menu_is_read_once() -> None:
    read: list[int] = []
    scan = Stretches(links._TAG, lambda tags: read.append(len(tags)))
    for number in range(5):
        list(scan.of(f"<title>{number}</title><a href='/page/{number}'>{number}</a>" + MENU + f"<a href='/{number}'>"))
    assert 300 + 5 * 2 <= sum(read) <= 450


def test_the_tag_that_fills_a_page_is_its_last() -> None:
    body = ("<p>" + MENU * (MAX_LINKS // 300 + 2)).encode()
    for _ in range(2):
        assert len(read_links(body).anchors) == MAX_LINKS
