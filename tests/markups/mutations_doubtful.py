"""Changes after which a reader hesitates: every field must be right or flagged, and never silently wrong.

Cuts belong here too: a page that ends in the middle is `truncated`, and none of it may be taken for the whole.
"""

import re
from dataclasses import replace
from random import Random

from tests.markups.look import LOOKS, NBSP
from tests.markups.mutations_markup import Mutation
from tests.markups.mutations_noise import other_projects
from tests.markups.render import STRUCTURES, Page
from tests.markups.tree import Node, el
from tests.markups.truth import Expected, Truth


def hidden_twin(page: Page, rng: Random) -> bool:
    """Another project's facts in a box that no screen shows."""
    mains = page.root.find("main")
    other = other_projects(page)[rng.randrange(20)]
    block = STRUCTURES["list_two_spans"](other.facts, LOOKS["plain"])
    for node in block.walk():
        node.role = node.name = ""
    mains[0].children.insert(0, el("div", block, style="display:none"))
    page.doubtful = True
    return True


def misleading_classes(page: Page, rng: Random) -> bool:
    """Class names that speak of something else than what they hold."""
    names = ("related", "menu", "footer", "teaser", "breadcrumb", "field--name-body", "sidebar", "hidden-xs")
    for node in page.root.walk():
        if node.tag in {"div", "ul", "dl", "section"} and rng.random() < 0.3:
            node.attrs["class"] = rng.choice(names)
    page.doubtful = True
    return True


def lost_end_tags(page: Page, rng: Random) -> bool:
    """Forget a few end tags, as hand-made templates do."""
    shares = [rng.random() for _ in range(3)]

    def forget(text: str) -> str:
        places = [match.span() for match in re.finditer(r"</(?:div|span|b|strong|em|a)>", text, re.IGNORECASE)]
        for start, end in sorted({places[int(share * len(places))] for share in shares}, reverse=True):
            text = text[:start] + text[end:]
        return text

    page.edits = (*page.edits, forget)
    page.doubtful = True
    return True


def odd_budget(page: Page, rng: Random) -> bool:
    """Budgets in forms that are right in some countries and wrong in others."""
    text = page.project.printed.get("budget_usd")
    nodes = page.root.find("value", "budget_usd")
    if not isinstance(text, str) or not text.endswith(".00") or not nodes:
        return False
    whole = f"{float(text):,.0f}"
    form = rng.choice((whole.replace(",", NBSP), whole.replace(",", "'"), whole.replace(",", "."), f"EUR {whole}"))
    for node in nodes:
        node.children = [form]
    page.doubtful = True
    if form.startswith("EUR"):
        page.truth = page.truth.expecting(budget_usd=Expected(None, flag=True))
    return True


def values_first(page: Page, rng: Random) -> bool:
    """Print every value above its label, as cards of figures do."""
    facts = page.root.find("fact")
    twos = [one for one in facts if one.tag in {"li", "div"} and len(one.children) == 2 and one.find("label")]
    if not twos or len(twos) != len(facts):
        return False
    for one in twos:
        one.children.reverse()
    page.doubtful = True
    return True


def two_columns(page: Page, rng: Random) -> bool:
    """Print all labels in one list and all values in another, side by side."""
    boxes = page.root.find("facts")
    labels, values = page.root.find("label"), page.root.find("value")
    if len(boxes) != 1 or len(labels) != len(values) or not labels:
        return False
    left, right = el("ul", [el("li", one) for one in labels]), el("ul", [el("li", one) for one in values])
    boxes[0].tag, boxes[0].children = "div", [left, right]
    page.doubtful = True
    return True


def two_rows(page: Page, rng: Random) -> bool:
    """Print all labels in one row of boxes and all values in the next."""
    boxes = page.root.find("facts")
    labels, values = page.root.find("label"), page.root.find("value")
    if len(boxes) != 1 or len(labels) != len(values) or not labels:
        return False
    head, body = el("div", [el("div", one) for one in labels]), el("div", [el("div", one) for one in values])
    boxes[0].tag, boxes[0].children = "div", [head, body]
    page.doubtful = True
    return True


def values_in_inputs(page: Page, rng: Random) -> bool:
    """Print every value in a form field that cannot be changed."""
    values = page.root.find("value")
    for node in values:
        node.children = [el("input", type="text", value=node.text(), readonly="")]
    page.doubtful = True
    return bool(values)


def labels_in_attributes(page: Page, rng: Random) -> bool:
    """Let style sheets print the labels from an attribute of the value's element."""
    labels, values = page.root.find("label"), page.root.find("value")
    if not labels or len(labels) != len(values) or page.frame == "with_headings":
        return False  # a heading over facts without labels might as well be the description's
    if "other_countries" in page.project.printed:
        return False  # without a label in the text nobody tells one list of countries from the other
    page.truth = replace(page.truth, layout=None)
    for one, value in zip(labels, values, strict=True):
        value.children = [el("span", value.children, data_label=one.text())]
        one.children = []
    page.doubtful = True
    return True


def closed_tab(page: Page, rng: Random) -> bool:
    """Put the facts into a tab that is closed until it is clicked."""
    for box in page.root.find("facts"):
        box.children = [el(box.tag, box.children)] if box.tag in {"div", "section"} else box.children
        box.attrs |= {"role": "tabpanel", "hidden": ""}
    page.doubtful = True
    return bool(page.root.find("facts")) and page.root.find("facts")[0].tag != ""


def names_with_and(page: Page, rng: Random) -> bool:
    """Join the last two countries by a word."""
    names = page.project.printed.get("countries", ())
    nodes = page.root.find("value", "countries")
    if not isinstance(names, tuple) or len(names) < 2 or page.project.layout == "legacy":
        return False
    word = {"en": "and", "fr": "et", "es": "y"}[page.project.language]
    done = False
    for node in nodes:
        if all(name in node.text() for name in names):
            node.children, done = [f"{', '.join(names[:-1])} {word} {names[-1]}"], True
    page.doubtful = True
    return done


CUT = "cut here"


def _cut(page: Page, rng: Random, parent: Node, place: int, *, whole_project: bool) -> bool:
    """End the page at a place, up to a few signs earlier."""
    parent.children.insert(place, el("!", CUT))
    lost = 0 if whole_project else rng.randrange(12)

    def end(text: str) -> str:
        kept, _, _ = text.partition(f"<!-- {CUT} -->")
        return kept[: len(kept) - lost]

    page.edits = (*page.edits, end)
    if whole_project:
        page.truth = replace(page.truth, outcomes=("truncated", "project"))
    else:
        page.truth = Truth(("truncated",), {})
    return True


def cut_in_facts(page: Page, rng: Random) -> bool:
    facts = page.root.find("fact")
    if len(facts) < 3:
        return False
    last = rng.choice(facts[1:-1])
    parent = page.root.parent_of(last)
    return _cut(page, rng, parent, parent.children.index(last) + 1, whole_project=False)


def cut_in_description(page: Page, rng: Random) -> bool:
    blocks = [node for node in page.root.find("description")[0].walk() if node.tag in {"p", "li"}]
    block = rng.choice(blocks) if blocks else None
    if block is None or not isinstance(text := block.children[0], str) or len(text) < 40:
        return False
    block.children[:1] = [text[:30], text[30:]]
    return _cut(page, rng, block, 1, whole_project=False)


def cut_in_footer(page: Page, rng: Random) -> bool:
    footers = [node for node in page.root.find("noise") if node.tag == "footer"]
    if not footers:
        return False
    place = rng.randrange(1, len(footers[-1].children))
    return _cut(page, rng, footers[-1], place, whole_project=True)


DOUBTFUL: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        hidden_twin,
        misleading_classes,
        lost_end_tags,
        odd_budget,
        values_first,
        two_columns,
        two_rows,
        values_in_inputs,
        labels_in_attributes,
        closed_tab,
        names_with_and,
        cut_in_facts,
        cut_in_description,
        cut_in_footer,
    )
}
