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


def found(scan: Stretches[str, list[str]], text: str) -> list[str]:
    return [tag for some in scan.of(text) for tag in some]


def joined(tags: list[str], text: str) -> list[str]:
    assert all(tag in text for tag in tags)
    return tags


@pytest.mark.parametrize("seed", range(20))
def test_what_is_remembered_is_what_is_there(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "MOST_CHARACTERS", 60_000)
    dice = random.Random(seed)  # noqa: S311 - to be the same in every run
    scan = Stretches(links._TAG, re.Match.group, joined)
    for _ in range(30):
        page = "".join(dice.choices(PARTS, k=6))
        page = page[: dice.randrange(len(page))]
        assert found(scan, page) == [tag.group() for tag in links._TAG.finditer(page)]


def test_a_menu_is_read_once() -> None:
    read: list[str] = []
    joined: list[int] = []
    scan: Stretches[None, None] = Stretches(
        links._TAG, lambda tag: read.append(tag.group()), lambda _, text: joined.append(len(text))
    )
    for number in range(5):
        list(scan.of(f"<title>{number}</title><a href='/page/{number}'>{number}</a>" + MENU + f"<a href='/{number}'>"))
    assert len(read) == 300 + 5 * 2
    assert len(MENU) <= sum(joined) <= len(MENU) * 1.6


def test_a_script_far_from_all_links_is_seen() -> None:
    row = "<div onclick=\"location.href='/project/x'\">"
    for page in (MENU + row, row + MENU, MENU[:5000] + row + MENU, row):
        assert read_links(page.encode()).values == ["/project/x"]


def test_the_tag_that_fills_a_page_is_its_last() -> None:
    body = ("<p>" + MENU * (MAX_LINKS // 300 + 2)).encode()
    for _ in range(2):
        assert len(read_links(body).anchors) == MAX_LINKS
