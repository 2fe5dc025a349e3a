"""Compose descriptions: a lead-in of known kind, items from a pool, one of the marker forms of the Fund's pages."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from tests.markups.projects import Description
from tests.markups.truth import HERE, Item

ROMAN = ("i", "ii", "iii", "iv", "v")

Marker = Callable[[int], str]


@dataclass(frozen=True)
class Form:
    """A way to mark items.

    Attributes:
        marker: the marker of the n-th item, from 1; an empty text for true lists.
        place: `inline`, `lines`, `ul`, `ol` or `words`.
        after: the marker follows its item.
        blank: a blank stands between marker and item.
        kinds: the kinds that go with it; empty for all.
    """

    marker: Marker
    place: str
    after: bool = False
    blank: bool = True
    kinds: tuple[str, ...] = ()


FORMS: dict[str, Form] = {
    "1) inline": Form(lambda n: f"{n})", "inline"),
    "1. inline": Form(lambda n: f"{n}.", "inline"),
    "(1) inline": Form(lambda n: f"({n})", "inline"),
    "a) inline": Form(lambda n: f"{'abcde'[n - 1]})", "inline"),
    "(a) inline": Form(lambda n: f"({'abcde'[n - 1]})", "inline"),
    "i) inline": Form(lambda n: f"{ROMAN[n - 1]})", "inline"),
    "(i) inline": Form(lambda n: f"({ROMAN[n - 1]})", "inline"),
    "1) lines": Form(lambda n: f"{n})", "lines"),
    "1. lines": Form(lambda n: f"{n}.", "lines"),
    "1. lines, no blank": Form(lambda n: f"{n}.", "lines", blank=False),
    "a) lines": Form(lambda n: f"{'abcde'[n - 1]})", "lines"),
    "(a) lines": Form(lambda n: f"({'abcde'[n - 1]})", "lines"),
    "i) lines": Form(lambda n: f"{ROMAN[n - 1]})", "lines"),
    "(1) lines": Form(lambda n: f"({n})", "lines"),
    "bullet lines": Form(lambda _: "•", "lines"),
    "bullet lines, no blank": Form(lambda _: "•", "lines", blank=False),
    "hyphen lines": Form(lambda _: "-", "lines"),
    "hyphen lines, no blank": Form(lambda _: "-", "lines", blank=False),
    "1.1) lines": Form(lambda n: f"1.{n})", "lines", kinds=("output", "activity")),
    "Outcome 1) lines": Form(lambda n: f"Outcome {n})", "lines", kinds=("outcome",)),
    "(Output 1.1) inline": Form(lambda n: f"(Output 1.{n})", "inline", after=True, kinds=("output",)),
    "(Output 1.1) lines": Form(lambda n: f"(Output 1.{n})", "lines", after=True, kinds=("output",)),
    "(Outcome 1) inline": Form(lambda n: f"(Outcome {n})", "inline", after=True, kinds=("outcome",)),
    "ul": Form(lambda _: "", "ul"),
    "ol": Form(lambda _: "", "ol"),
    "words": Form(str, "words"),
}


@cache
def _stock() -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / "enumerations.toml").read_text(encoding="utf-8"))


def compose(language: str, form_name: str, rng: Random) -> Description | None:
    """Compose a description with one enumeration; None where the language lacks what the form needs."""
    stock, form = _stock()[language], FORMS[form_name]
    leadins = {kind: [one for one in ones if _suits(one, form)] for kind, ones in stock["leadins"].items()}
    kinds = [kind for kind, ones in leadins.items() if ones and (not form.kinds or kind in form.kinds)]
    if not kinds or (form.place == "words" and not stock["ordinals"]):
        return None
    kind = rng.choice(kinds)
    texts = rng.sample(stock["items"], rng.randint(2, 5))
    lead_in = rng.choice(leadins[kind]).format(n=stock["numbers"][len(texts) - 2])
    if form.place != "inline":
        texts = [text[0].upper() + text[1:] for text in texts] if form.place != "words" else texts
    opening = [rng.choice(stock["openings"])] if rng.random() < 0.7 else []
    closing = [rng.choice(stock["closings"])] if rng.random() < 0.7 else []
    blocks = _blocks(form, lead_in, texts, stock, opening, closing, rng)
    markers = [_markers(form, n, stock) for n in range(1, len(texts) + 1)]
    items = tuple(Item(1, n, text, (kind,), markers[n - 1]) for n, text in enumerate(texts, start=1))
    return Description(f"composed {form_name} {kind}", language, tuple(blocks), items)


def _suits(lead_in: str, form: Form) -> bool:
    """Ordinal words follow a whole sentence, so the lead-in must make one."""
    return form.place != "words" or "{n}" in lead_in


def _markers(form: Form, number: int, stock: dict[str, Any]) -> tuple[str, ...]:
    if form.place == "words":
        word = stock["ordinals"][number - 1]
        return (word, f"{word},")
    if form.place in {"ul", "ol"}:
        return ("-", "", f"{number}.", str(number)) if form.place == "ol" else ("-", "")
    return (form.marker(number),)


def _blocks(
    form: Form,
    lead_in: str,
    texts: Sequence[str],
    stock: dict[str, Any],
    opening: list[str],
    closing: list[str],
    rng: Random,
) -> list[tuple[str, ...]]:
    if form.place == "inline":
        run = _run(form, texts, stock["and"], french=lead_in.endswith(" :"))
        return [("p", " ".join([*opening, lead_in, run, *closing]))]
    if form.place == "words":
        sentences = [f"{word}, {text}." for word, text in zip(stock["ordinals"], texts, strict=False)]
        before = [("p", " ".join([*opening, lead_in.rstrip(" :") + "."]))]
        return [*before, ("p", " ".join(sentences)), *(("p", text) for text in closing)]
    ends = rng.choice((("", ""), (";", "."), (".", "."), (";", f"; {stock['and']}"), (f", {stock['and']};", ".")))
    if ends[1].endswith(stock["and"]):  # `; and` closes the last item but one
        closings = [ends[0]] * (len(texts) - 2) + [ends[1], "."]
    else:
        closings = [ends[0]] * (len(texts) - 1) + [ends[1]]
    lines = [_line(form, n, text, end) for n, (text, end) in enumerate(zip(texts, closings, strict=True), start=1)]
    before = [("p", text) for text in opening] + [("p", lead_in)]
    kind = form.place if form.place in {"ul", "ol"} else "lines"
    return [*before, (kind, *lines), *(("p", text) for text in closing)]


def _line(form: Form, number: int, text: str, end: str) -> str:
    if form.after:
        return f"{text} {form.marker(number)}{end}"
    return f"{form.marker(number)}{' ' if form.blank and form.marker(number) else ''}{text}{end}"


def _run(form: Form, texts: Sequence[str], last: str, *, french: bool) -> str:
    """Items in one sentence, parted by semicolons."""
    semicolon = " ; " if french else "; "
    marked = [_line(form, n, text, "") for n, text in enumerate(texts, start=1)]
    return semicolon.join(marked[:-1]) + f"{semicolon}{last} {marked[-1]}."
