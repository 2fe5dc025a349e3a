"""Facts in combinations that authors and editors come up with: a value in the next paragraph, two facts in a cell."""

from collections.abc import Sequence

from tests.markups.look import Look
from tests.markups.projects import Fact
from tests.markups.structures_plain import Structure, fact
from tests.markups.tree import Child, Node, bag, el

RUN_ON = frozenset({"blanks", "breaks", "newlines", "semicolons"})
"""Country separators that cannot be told from what parts the facts where all stand in one line."""


def _in_line(look: Look) -> Look:
    """Countries that a line of several facts can hold."""
    return (
        Look(look.colon, look.colon_outside, look.dress, "commas", look.time, look.linked)
        if look.countries in RUN_ON
        else look
    )


def strong_paragraph_then_paragraph(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return bag(el("p", el("strong", look.label(one))), el("p", look.value(one, inline=True)))

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def strong_break_text(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("div", el("strong", look.label(one)), el("br"), look.value(one))

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="wysiwyg")


def cells_of_label_and_value(facts: Sequence[Fact], look: Look) -> Node:
    """A grid of cells, each with a whole fact."""

    def cell(one: Fact) -> Node:
        return fact(el("td", el("b", look.label(one)), look.after_label() or [": "], look.value(one, inline=True)), one)

    rows: list[Child] = [el("tr", [cell(one) for one in facts[i : i + 3]]) for i in range(0, len(facts), 3)]
    return el("table", el("tbody", rows), role="facts")


def label_row_then_value_row(facts: Sequence[Fact], look: Look) -> Node:
    """A table of one column: label over value."""

    def row(one: Fact) -> Node:
        return bag(el("tr", el("th", look.label(one), colspan="2")), el("tr", el("td", look.value(one), colspan="2")))

    return el("table", el("tbody", [fact(row(one), one) for one in facts]), role="facts")


def dash_between(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("li", bag(one.label, role="label", name=one.name), " – ", look.value(one, inline=True))

    return el("ul", [fact(row(one), one) for one in facts], role="facts")


def bars_between(facts: Sequence[Fact], look: Look) -> Node:
    """All facts in one line, with bars between."""
    look = _in_line(look)
    line: list[Child] = []
    for one in facts:
        whole = bag(el("b", look.label(one)), look.after_label() or [": "], look.value(one, inline=True))
        line += [fact(whole, one), " | "]
    return el("p", line[:-1], role="facts")


def spans_and_texts(facts: Sequence[Fact], look: Look) -> Node:
    """Labels in spans, values as the text that follows, in one box."""
    look = _in_line(look)

    def row(one: Fact) -> Node:
        return bag(
            el("span", look.label(one), cls="lbl"), look.after_label() or [" "], look.value(one, inline=True), " "
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def headings_with_both(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "h4", el("span", look.label(one)), look.after_label() or [" "], el("span", look.value(one, inline=True))
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def nested_lists(facts: Sequence[Fact], look: Look) -> Node:
    """Every value a list of its own below its label."""

    def row(one: Fact) -> Node:
        parts = [Fact(one.name, one.label, (part,)) for part in one.parts]
        return el("li", look.label(one), el("ul", [el("li", look.value(part, inline=True)) for part in parts]))

    return el("ul", [fact(row(one), one) for one in facts], role="facts")


def wrapped_cells_in_turn(facts: Sequence[Fact], look: Look) -> Node:
    """Label and value each in boxes of their own, all siblings."""

    def row(one: Fact) -> Node:
        left = el("div", el("div", look.label(one)), cls="cell cell-label")
        return bag(left, el("div", el("div", look.value(one)), cls="cell cell-value"))

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="grid")


def cards_as_links(facts: Sequence[Fact], look: Look) -> Node:
    plain = Look(look.colon, look.colon_outside, look.dress, "commas", look.time)

    def row(one: Fact) -> Node:
        key, value = el("span", plain.label(one), cls="k"), el("span", plain.value(one, inline=True), cls="v")
        return el("li", el("a", key, value, href=f"/projects?filter={one.name}"))

    return el("ul", [fact(row(one), one) for one in facts], role="facts")


ODD: dict[str, Structure] = {
    one.__name__: one
    for one in (
        strong_paragraph_then_paragraph,
        strong_break_text,
        cells_of_label_and_value,
        label_row_then_value_row,
        dash_between,
        bars_between,
        spans_and_texts,
        headings_with_both,
        nested_lists,
        wrapped_cells_in_turn,
        cards_as_links,
    )
}
