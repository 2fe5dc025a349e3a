"""Facts in the elements that HTML has had for ever: lists, definition lists, tables, paragraphs, headings."""

from collections.abc import Callable, Sequence

from tests.markups.look import Look
from tests.markups.projects import Fact
from tests.markups.tree import Child, Node, bag, el

Structure = Callable[[Sequence[Fact], Look], Node]
"""Writes the facts of a page as one node with the role `facts`."""

COLON = ": "


def fact(node: Node, one: Fact) -> Node:
    """Mark a node as the home of one fact, label and value."""
    node.role, node.name = "fact", one.name
    return node


def _box(tag: str, facts: Sequence[Fact], row: Callable[[Fact], Node], **attrs: str) -> Node:
    return el(tag, [fact(row(one), one) for one in facts], role="facts", **attrs)


def _needs_colon(look: Look) -> list[Child]:
    """Where label and value run on in one line, something must part them."""
    return look.after_label() if look.colon_outside.strip() or look.colon else [COLON]


def list_two_divs(facts: Sequence[Fact], look: Look) -> Node:
    return _box("ul", facts, lambda one: el("li", el("div", look.label(one)), el("div", look.value(one))))


def list_two_spans(facts: Sequence[Fact], look: Look) -> Node:
    return _box(
        "ul",
        facts,
        lambda one: el("li", el("span", look.label(one)), look.after_label(), el("span", look.value(one, inline=True))),
        cls="project-info",
    )


def list_label_then_text(facts: Sequence[Fact], look: Look) -> Node:
    return _box(
        "ul", facts, lambda one: el("li", el("strong", look.label(one)), look.after_label(), " ", look.value(one))
    )


def list_line_break(facts: Sequence[Fact], look: Look) -> Node:
    return _box("ol", facts, lambda one: el("li", look.label(one), el("br"), look.value(one)))


def list_colon_text(facts: Sequence[Fact], look: Look) -> Node:
    return _box("ul", facts, lambda one: el("li", look.label(one), _needs_colon(look), look.value(one, inline=True)))


def list_headings(facts: Sequence[Fact], look: Look) -> Node:
    return _box("ul", facts, lambda one: el("li", el("h5", look.label(one)), el("p", look.value(one, inline=True))))


def list_pairs_in_turn(facts: Sequence[Fact], look: Look) -> Node:
    return _box("ul", facts, lambda one: bag(el("li", look.label(one)), el("li", look.value(one))))


def definition_list(facts: Sequence[Fact], look: Look) -> Node:
    return _box("dl", facts, lambda one: bag(el("dt", look.label(one)), el("dd", look.value(one))))


def definition_list_many_dd(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        parts = [Fact(one.name, one.label, (part,)) for part in one.parts]
        return bag(el("dt", look.label(one)), bag([el("dd", look.value(part)) for part in parts]))

    return _box("dl", facts, row)


def definition_list_wrapped(facts: Sequence[Fact], look: Look) -> Node:
    return _box(
        "dl",
        facts,
        lambda one: el("div", el("dt", el("span", look.label(one))), el("dd", el("p", look.value(one, inline=True)))),
    )


def table_th_td(facts: Sequence[Fact], look: Look) -> Node:
    table = _box(
        "table", facts, lambda one: el("tr", el("th", look.label(one), scope="row"), el("td", look.value(one)))
    )
    table.children = [el("tbody", table.children)]
    return table


def table_td_td(facts: Sequence[Fact], look: Look) -> Node:
    return _box("table", facts, lambda one: el("tr", el("td", look.label(one)), el("td", look.value(one))))


def table_td_strong(facts: Sequence[Fact], look: Look) -> Node:
    table = _box(
        "table",
        facts,
        lambda one: el(
            "tr", el("td", el("p", el("strong", look.label(one)))), el("td", el("p", look.value(one, inline=True)))
        ),
    )
    table.children = [el("caption", "Project facts"), el("tbody", table.children)]
    return table


def table_header_row(facts: Sequence[Fact], look: Look) -> Node:
    head = el("thead", el("tr", [el("th", look.label(one), scope="col") for one in facts]))
    body = el("tbody", el("tr", [el("td", look.value(one)) for one in facts]))
    return el("table", head, body, role="facts")


def table_four_columns(facts: Sequence[Fact], look: Look) -> Node:
    rows = []
    for start in range(0, len(facts), 2):
        pair = [
            fact(bag(el("th", look.label(one)), el("td", look.value(one))), one) for one in facts[start : start + 2]
        ]
        rows.append(el("tr", *pair))
    return el("table", el("tbody", *rows), role="facts")


def paragraphs_strong(facts: Sequence[Fact], look: Look) -> Node:
    return _box(
        "div",
        facts,
        lambda one: el("p", el("strong", look.label(one)), look.after_label(), " ", look.value(one, inline=True)),
    )


def paragraphs_colon(facts: Sequence[Fact], look: Look) -> Node:
    return _box("div", facts, lambda one: el("p", look.label(one), _needs_colon(look), look.value(one, inline=True)))


def paragraphs_in_turn(facts: Sequence[Fact], look: Look) -> Node:
    return _box("section", facts, lambda one: bag(el("p", look.label(one)), el("p", look.value(one, inline=True))))


def lines_strong(facts: Sequence[Fact], look: Look) -> Node:
    box = _box(
        "p",
        facts,
        lambda one: bag(el("b", look.label(one)), look.after_label(), " ", look.value(one, inline=True), el("br")),
    )
    return box if look.countries != "breaks" else paragraphs_strong(facts, look)


def lines_plain(facts: Sequence[Fact], look: Look) -> Node:
    if look.countries == "breaks":
        return paragraphs_colon(facts, look)
    return _box(
        "p", facts, lambda one: bag(look.label(one), _needs_colon(look), look.value(one, inline=True), el("br"))
    )


def headings_then_text(facts: Sequence[Fact], look: Look) -> Node:
    return _box("div", facts, lambda one: bag(el("h3", look.label(one)), el("p", look.value(one, inline=True))))


def headings_then_div(facts: Sequence[Fact], look: Look) -> Node:
    return _box(
        "section", facts, lambda one: el("div", el("h4", look.label(one)), el("div", look.value(one)), cls="col-md-4")
    )


PLAIN: dict[str, Structure] = {
    one.__name__: one
    for one in (
        list_two_divs,
        list_two_spans,
        list_label_then_text,
        list_line_break,
        list_colon_text,
        list_headings,
        list_pairs_in_turn,
        definition_list,
        definition_list_many_dd,
        definition_list_wrapped,
        table_th_td,
        table_td_td,
        table_td_strong,
        table_header_row,
        table_four_columns,
        paragraphs_strong,
        paragraphs_colon,
        paragraphs_in_turn,
        lines_strong,
        lines_plain,
        headings_then_text,
        headings_then_div,
    )
}
