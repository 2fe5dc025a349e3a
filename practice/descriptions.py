"""Descriptions in our own words, with enumerations in every marker form that real pages showed.

A description is drawn from sentence material (`data/prose.json`) and marker forms (`data/marker_forms.csv`) by the
random source passed in; the real pages' sentences are not reproduced.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from practice.project import Block, Description, Item, Language
from practice.vocabulary import read_json, read_rows

ENUMERATING = 0.6  # of 45 uncut real descriptions 27 enumerate
COUNT_DISAGREES = 0.04
ROMAN = ("i", "ii", "iii", "iv", "v")


@dataclass(frozen=True, slots=True)
class MarkerForm:
    """How an enumeration marks its items: text before and after each, and whether they stand inline or apart."""

    before: str
    after: str
    layout: str
    penultimate: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Enumeration:
    blocks: tuple[Block, ...]
    items: tuple[Item, ...]


@cache
def marker_forms() -> tuple[MarkerForm, ...]:
    """All forms; a form that names outputs or outcomes fits a lead-in of that kind alone."""
    return tuple(
        MarkerForm(r["before"], r["after"], r["layout"], r["penultimate"], r["kind"])
        for r in read_rows("marker_forms.csv")
    )


def write_description(rng: random.Random, language: Language, theme: int) -> Description:
    """Three to five paragraphs on a theme; six times in ten an enumeration stands among them, sometimes two.

    Args:
        rng: the only source of chance.
        language: of the text.
        theme: index into the themes of `data/prose.json`.
    """
    prose = read_json("prose.json")[language]
    topic = prose["topics"][theme]
    opening = [*rng.sample(prose["context"], rng.randint(1, 3)), rng.choice(prose["aim"])]
    blocks = [Block("p", (" ".join(opening).format(topic=topic),))]
    items: list[Item] = []
    lists = (2 if rng.random() < 0.2 else 1) if rng.random() < ENUMERATING else 0
    used: list[str] = []
    for number in range(1, lists + 1):
        enumeration = _enumerate(rng, prose, number, used)
        blocks += enumeration.blocks
        items += enumeration.items
        used += [item.text for item in enumeration.items]
    methods = rng.sample(prose["method"], rng.randint(2, 5))
    for start in range(0, len(methods), 2):
        blocks.append(Block("p", (" ".join(methods[start : start + 2]),)))
    blocks.append(Block("p", (rng.choice(prose["result"]),)))
    return Description(tuple(blocks), tuple(items))


def _enumerate(rng: random.Random, prose: dict[str, Any], number: int, used: Sequence[str]) -> _Enumeration:
    form = rng.choice(marker_forms())
    leads = prose["leads"]
    # Lists of challenges and of a parent project are rarer, and a trap: they are no components.
    weights = [1 if kind in ("challenge", "parent_project") else 4 for kind in leads]
    kind = form.kind or rng.choices(list(leads), weights)[0]
    texts = rng.sample([t for t in prose["items"] if t not in used], rng.randint(2, 5))
    if form.layout == "paragraphs":
        texts = [text[0].upper() + text[1:] for text in texts]
    said = len(texts) + (1 if rng.random() < COUNT_DISAGREES else 0)
    lead = rng.choice(leads[kind]).format(count=prose["counts"][said - 2])
    markers = [_markers(form, position, prose) for position in range(len(texts))]
    items = tuple(
        Item(number, i + 1, _printed(form, markers[i], prose, i), kind, _quoted(form, prose, i, text))
        for i, text in enumerate(texts)
    )
    return _Enumeration(_lay_out(form, prose, lead, texts, markers), items)


def _markers(form: MarkerForm, index: int, prose: dict[str, Any]) -> tuple[str, str]:
    values = {"n": index + 1, "a": "abcde"[index], "i": ROMAN[index], "and": prose["conjunction"]}
    return form.before.format(**values), form.after.format(**values)


def _printed(form: MarkerForm, marker: tuple[str, str], prose: dict[str, Any], index: int) -> str:
    if form.layout == "ordinals":
        return str(prose["ordinals"][index])
    if form.layout in ("ul", "ol"):
        return "-"
    return marker[0].strip(" “") or marker[1].strip()


def _quoted(form: MarkerForm, prose: dict[str, Any], index: int, text: str) -> str:
    if form.layout != "ordinals":
        return text
    sentence: str = prose["result_clause"].format(ordinal=prose["ordinals"][index], item=text)
    return sentence.removeprefix(f"{prose['ordinals'][index]}, ").removesuffix(".")


def _lay_out(
    form: MarkerForm, prose: dict[str, Any], lead: str, texts: Sequence[str], markers: Sequence[tuple[str, str]]
) -> tuple[Block, ...]:
    if form.layout == "ordinals":
        clauses = [
            prose["result_clause"].format(ordinal=o, item=t) for o, t in zip(prose["ordinals"], texts, strict=False)
        ]
        return (Block("p", (" ".join([lead.replace(":", ".").replace(" .", "."), *clauses]),)),)
    last = len(texts) - 1
    penultimate = form.penultimate.format(**{"and": prose["conjunction"]}) or ";"
    closings = ["." if i == last else penultimate if i == last - 1 else ";" for i in range(len(texts))]
    pieces = [f"{b}{t}{a}{c}" for (b, a), t, c in zip(markers, texts, closings, strict=True)]
    match form.layout:
        case "ul" | "ol":
            return Block("p", (lead,)), Block("ul" if form.layout == "ul" else "ol", tuple(pieces))
        case "lines":
            return (Block("p", ("\n".join([lead, *pieces]),)),)
        case "paragraphs":
            return Block("p", (lead,)), *(Block("p", (piece,)) for piece in pieces)
        case "inline":
            return (Block("p", (" ".join([lead, *pieces]),)),)
    raise ValueError(f"data/marker_forms.csv: unknown layout {form.layout!r}")
