"""How labels and values are written inside any structure: colons, capitals, invisible signs, country elements."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.markups.projects import Fact
from tests.markups.tree import Child, Node, bag, el

NBSP, SHY, ZWSP = "\u00a0", "\u00ad", "\u200b"

COUNTRY_WAYS = (
    "links",
    "links adjacent",
    "spans",
    "spans adjacent",
    "list",
    "divs",
    "field items",
    "blanks",
    "commas",
    "slashes",
    "semicolons",
    "breaks",
    "links with commas",
    "newlines",
    "flags",
    "abbreviations",
)
"""Ways to print several names of countries in one value."""


@dataclass(frozen=True)
class Look:
    """How one page writes its facts.

    Attributes:
        colon: what follows a label, inside the label's own element.
        colon_outside: what follows a label, outside its element.
        dress: a change of every label's letters (capitals, invisible signs).
        countries: one of `COUNTRY_WAYS`.
        time: dates and years stand in `<time datetime>`.
        linked: terms are links to lists of their like, as taxonomies print them, and labels links to a glossary.
    """

    colon: str = ""
    colon_outside: str = ""
    dress: Callable[[str], str] = str
    countries: str = "links"
    time: bool = False
    linked: bool = False

    def label(self, fact: Fact) -> Node:
        """Write the label of a fact, without an element of its own."""
        text = self.dress(fact.label) + self.colon
        return bag(el("a", text, href="/glossary") if self.linked else text, role="label", name=fact.name)

    def after_label(self) -> list[Child]:
        """Write what stands between the label's element and the value."""
        return [self.colon_outside] if self.colon_outside else []

    def value(self, fact: Fact, *, inline: bool = False) -> Node:
        """Write the value of a fact; `inline` where the place allows no blocks."""
        if fact.name.endswith("countries"):
            way = self.countries
            if inline and way in {"list", "divs", "field items"}:
                way = "spans"
            return bag(countries(fact.parts, way), role="value", name=fact.name)
        text = fact.parts[0]
        if self.time and fact.name in {"start_date", "end_date"}:
            return bag(el("time", text, datetime=f"{text}-01-01T12:00:00Z"), role="value", name=fact.name)
        if self.linked and fact.name in {"status", "project_type", "coverage", "region", "year"}:
            return bag(el("a", text, href=f"/taxonomy/term/{len(text)}"), role="value", name=fact.name)
        return bag(text, role="value", name=fact.name)


def countries(names: tuple[str, ...], way: str) -> list[Child]:
    """Write names of countries in one of `COUNTRY_WAYS`."""
    if way == "list":
        return [el("ul", [el("li", name) for name in names])]
    if way == "divs":
        return [el("div", name) for name in names]
    if way == "field items":
        items: list[Child] = [el("div", _link(name), cls="field__item") for name in names]
        return [el("div", items, cls="field__items")]
    ways: dict[str, tuple[Callable[[str], Child], str]] = {
        "links": (_link, " "),
        "links adjacent": (_link, ""),
        "spans": (lambda name: el("span", name), " "),
        "spans adjacent": (lambda name: el("span", name, cls="tag"), ""),
        "blanks": (str, " "),
        "commas": (str, ", "),
        "slashes": (str, "/"),
        "semicolons": (str, "; "),
        "breaks": (str, "<br>"),
        "links with commas": (_link, ", "),
        "newlines": (str, "\n        "),
        "flags": (_flag, " "),
        "abbreviations": (lambda name: el("abbr", name, title="Member State"), ", "),
    }
    element, between = ways[way]
    return _joined([element(name) for name in names], el("br") if between == "<br>" else between)


def _link(name: str) -> Node:
    return el("a", name, href=f"/countries/{name.lower().replace(' ', '-')}", hreflang="en")


def _flag(name: str) -> Node:
    return el("span", el("img", src="/flags/xx.svg", alt=f"Flag of {name}"), name, cls="country")


def _joined(parts: list[Child], between: Child) -> list[Child]:
    joined: list[Child] = []
    for part in parts:
        if joined and between:
            joined.append(el("br") if isinstance(between, Node) else between)
        joined.append(part)
    return joined


def soft_hyphens(text: str) -> str:
    """Put a soft hyphen into every longer word, as editors that hyphenate do."""
    return " ".join(word[:3] + SHY + word[3:] if len(word) > 5 else word for word in text.split(" "))


LOOKS: dict[str, Look] = {
    "plain": Look(),
    "colon inside": Look(colon=":", countries="commas"),
    "colon outside": Look(colon_outside=": ", countries="blanks"),
    "french colon": Look(colon=f"{NBSP}: ", countries="links with commas"),
    "capitals": Look(dress=str.upper, countries="spans adjacent"),
    "no-break spaces": Look(dress=lambda text: text.replace(" ", NBSP), countries="slashes", time=True),
    "soft hyphens": Look(dress=soft_hyphens, countries="list"),
    "zero width": Look(dress=lambda text: ZWSP + text + ZWSP, countries="links adjacent", time=True),
    "lower case": Look(dress=str.lower, countries="breaks"),
    "loose": Look(dress=lambda text: f"\n      {text.replace(' ', '  ')}\n    ", countries="newlines", time=True),
    "field items": Look(countries="field items", colon=" :"),
    "divs": Look(countries="divs", time=True),
    "semicolons": Look(countries="semicolons", colon=":"),
    "spans": Look(countries="spans", colon_outside=NBSP),
    "linked": Look(countries="links adjacent", linked=True),
    "flags": Look(countries="flags", linked=True, colon=":"),
    "abbreviations": Look(countries="abbreviations", time=True),
}
