"""The legacy host's pages: bare blocks without labels, in a fixed order, with and without Drupal 7 classes."""

from collections.abc import Callable, Sequence
from itertools import cycle

from tests.markups.projects import Fact
from tests.markups.tree import Node, bag, el

ORDER = ("region", "project_id", "prima_id", "budget_usd", "countries", "project_type", "coverage", "status")

Blocks = Callable[[Sequence[Fact]], Node]


def in_legacy_order(facts: Sequence[Fact]) -> list[Fact]:
    """Sort facts as legacy pages print them."""
    return sorted((one for one in facts if one.name in ORDER), key=lambda one: ORDER.index(one.name))


def _value(one: Fact, part: str) -> Node:
    return bag(part, role="value", name=one.name)


def _flat(tag: str, inner: str = "") -> Blocks:
    def blocks(facts: Sequence[Fact]) -> Node:
        rows: list[Node | str] = []
        for one in facts:
            values = [_value(one, part) for part in one.parts]
            cells = [el(tag, el(inner, value) if inner else value) for value in values]
            rows.append(bag(list(cells), role="fact", name=one.name))
        return bag(rows, role="facts")

    return blocks


def _inside(tag: str, blocks: Blocks, cls: str = "") -> Blocks:
    def boxed(facts: Sequence[Fact]) -> Node:
        node = blocks(facts)
        node.tag = tag
        if cls:
            node.attrs["class"] = cls
        return node

    return boxed


def _table(facts: Sequence[Fact]) -> Node:
    cells = _flat("td")(facts)
    rows: list[Node | str] = [el("tr", child) for child in cells.children]
    return el("table", el("tbody", rows), role="facts")


def _fields(facts: Sequence[Fact], names: bool) -> Node:
    rows = []
    for one in facts:
        turn = cycle(("even", "odd"))
        items: list[Node | str] = [
            el("div", _value(one, part), cls=f"field-item {next(turn)}" if names else "item") for part in one.parts
        ]
        cls = f"field field-name-field-{one.name.replace('_', '-')} field-label-hidden" if names else "group"
        rows.append(el("div", el("div", items, cls="field-items"), role="fact", name=one.name, cls=cls))
    return el("div", *rows, role="facts", cls="node-content")


def fields_named(facts: Sequence[Fact]) -> Node:
    """Drupal 7 fields with their class names."""
    return _fields(facts, names=True)


def fields_nameless(facts: Sequence[Fact]) -> Node:
    """The same nesting without a telling class."""
    return _fields(facts, names=False)


LEGACY: dict[str, Blocks] = {
    "legacy_divs": _inside("div", _flat("div")),
    "legacy_bare_divs": _flat("div"),
    "legacy_paragraphs": _inside("div", _flat("p")),
    "legacy_spans": _inside("div", _flat("span"), cls="meta"),
    "legacy_list": _inside("ul", _flat("li")),
    "legacy_links_in_list": _inside("ul", _flat("li", "a")),
    "legacy_table": _table,
    "legacy_headings": _inside("div", _flat("h4")),
    "legacy_fields": fields_named,
    "legacy_fields_nameless": fields_nameless,
    "legacy_deep": _inside("section", _flat("div", "span"), cls="sidebar"),
}
