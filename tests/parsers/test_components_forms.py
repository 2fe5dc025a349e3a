"""Every marker form with every layout, closing and kind of lead-in, among prose that looks like markers.

Pages are drawn from `data/forms.toml`; what must come out is known because the page was made from it.
"""

import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from typing import Any

import pytest

from parsers.lists.items import find_items
from tests.parsers.pages import described

FORMS = tomllib.loads((Path(__file__).parent / "data" / "forms.toml").read_text(encoding="utf-8"))
WORD_KINDS = {
    "Outcome": "outcome",
    "Output": "output",
    "Component": "component",
    "Objective": "objective",
    "Activity": "activity",
}
ROMAN = ("i", "ii", "iii", "iv", "v")


@dataclass(frozen=True)
class Drawn:
    """A page and the items that stand on it: marker, kind, text."""

    html: str
    items: tuple[tuple[str, str, str], ...]


def draw(rng: Random) -> Drawn:
    words: dict[str, Any] = FORMS[rng.choice(["en", "en", "fr", "es"])]
    texts = rng.sample(words["items"], rng.randint(2, 5))
    kind, _, lead_in = rng.choice(words["lead_ins"]).partition(" | ")
    lead_in = lead_in.format(count=words["counts"][len(texts) - 2])
    layout = rng.choice(["inline", "lines", "breaks", "ul", "ol"])
    sentences = rng.random() < 0.3
    if sentences:
        texts = [f"{text[0].upper()}{text[1:]}." for text in texts]
    before, behind = draw_marker(rng, layout, sentences)
    closings = [""] * len(texts) if sentences else draw_closings(rng, layout, words["and"], len(texts))
    pieces = [
        fill(before, place) + text + fill(behind, place) + closing
        for place, (text, closing) in enumerate(zip(texts, closings, strict=True))
    ]
    word = (before or behind).strip(" (").split(" ", 1)[0]
    kind = kind if kind == "parent_project" else WORD_KINDS.get(word, kind)
    markers = [
        (fill(before, n) or fill(behind, n)).strip() or ("-" if layout == "ul" else f"{n + 1}.")
        for n in range(len(texts))
    ]
    html = traps(rng) + lay_out(layout, [prose(rng) + lead_in, *pieces], words["closing"]) + traps(rng)
    return Drawn(html, tuple((m, kind, t) for m, t in zip(markers, texts, strict=True)))


def draw_marker(rng: Random, layout: str, sentences: bool) -> tuple[str, str]:
    if layout in {"ul", "ol"}:
        return "", ""
    if not sentences and rng.random() < 0.12:
        return "", rng.choice(FORMS["behind"])
    return rng.choice(FORMS["inline"] if layout == "inline" else FORMS["inline"] + FORMS["lines"]), ""


def draw_closings(rng: Random, layout: str, conjunction: str, count: int) -> list[str]:
    sign = rng.choice([";", ","] if layout == "inline" else [";", ",", ""])
    joint = rng.choice([sign, f"{sign} {conjunction}", f"{sign} {conjunction},"]) if sign else ""
    if layout == "inline" and rng.random() < 0.2:
        joint = f" {conjunction}"
    end = "." if layout == "inline" else rng.choice([".", "", sign])
    return [*[sign] * (count - 2), joint, end]


def fill(form: str, place: int) -> str:
    letter, roman = "abcde"[place], ROMAN[place]
    return form.format(n=place + 1, a=letter, A=letter.upper(), r=roman, R=roman.upper())


def prose(rng: Random) -> str:
    return "".join(f"{sentence} " for sentence in rng.sample(FORMS["traps"], rng.randint(0, 2)))


def traps(rng: Random) -> str:
    return f"<p>{escape(prose(rng))}</p>" if rng.random() < 0.7 else ""


def lay_out(layout: str, texts: list[str], closing: str) -> str:
    lead_in, *pieces = map(escape, texts)
    if layout == "inline":
        return f"<p>{' '.join([lead_in, *pieces, escape(closing)])}</p>"
    if layout == "breaks":
        return f"<p>{'<br>'.join([lead_in, *pieces])}</p><p>{closing}</p>"
    if layout == "lines":
        return "".join(f"<p>{piece}</p>" for piece in [lead_in, *pieces, closing])
    return f"<p>{lead_in}</p><{layout}>{''.join(f'<li>{piece}</li>' for piece in pieces)}</{layout}><p>{closing}</p>"


@pytest.mark.parametrize("seed", range(8))
def test_every_item_of_a_hundred_pages_is_right_and_nothing_is_doubted(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - chance draws pages here, no secrets
    for drawn in [draw(rng) for _ in range(100)]:
        items, issues = find_items(described(drawn.html))
        assert tuple((item.marker, item.kind, item.text) for item in items) == drawn.items, drawn.html
        assert {item.list for item in items} == {1}
        assert issues == (), drawn.html
