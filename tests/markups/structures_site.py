"""Facts as content systems and front-end tools write them: Drupal, Views, hashed classes, utilities, components."""

import hashlib
from collections.abc import Sequence

from tests.markups.look import Look
from tests.markups.projects import Fact
from tests.markups.structures_plain import Structure, fact
from tests.markups.tree import Node, bag, el

MACHINE_NAMES = {
    "start_date": "field-start-date",
    "end_date": "field-end-date",
    "status": "field-project-status",
    "project_type": "field-project-type",
    "budget_usd": "field-budget-amount",
    "coverage": "field-coverage",
    "year": "field-year",
    "region": "field-idf-region",
    "other_countries": "field-other-countries",
    "prima_id": "field-prima-id",
    "project_id": "field-project-id",
    "countries": "field-benefiting-member-states",
}


def _machine(one: Fact) -> str:
    return MACHINE_NAMES.get(one.name, "field-more")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def drupal_inline(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "div",
            el("div", look.label(one), cls="field__label"),
            el("div", look.value(one), cls="field__item"),
            cls=f"field field--name-{_machine(one)} field--type-string field--label-inline clearfix",
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="node__content")


def drupal_above(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "div",
            el("div", look.label(one), cls="field__label"),
            el("div", el("div", look.value(one), cls="field__item"), cls="field__items"),
            cls=f"field field--name-{_machine(one)} field--label-above",
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="group-facts")


def drupal_hidden_labels(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "div",
            el("div", look.label(one), cls="field__label visually-hidden"),
            el("div", look.value(one), cls="field__item"),
            cls=f"field field--name-{_machine(one)} field--label-visually_hidden",
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def drupal_blocks(facts: Sequence[Fact], look: Look) -> Node:
    """Layout builder: every field a block of its own, several wrappers deep."""

    def row(one: Fact) -> Node:
        inner = el(
            "div",
            el("div", el("span", look.label(one)), cls="field__label"),
            el("div", el("div", el("div", look.value(one), cls="field__item")), cls="field__items"),
            cls="field",
        )
        block = f"block block-layout-builder block-field-blocknodeproject{_machine(one)}"
        return el("div", el("div", el("div", inner), cls="content"), cls=block)

    return el(
        "div", el("div", [fact(row(one), one) for one in facts], cls="layout__region"), role="facts", cls="layout"
    )


def drupal_seven(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "div",
            el("div", look.label(one), ":\u00a0", cls="field-label"),
            el("div", el("div", look.value(one), cls="field-item even"), cls="field-items"),
            cls=f"field field-name-{_machine(one)} field-type-text field-label-inline clearfix",
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="content")


def drupal_list(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("li", el("div", look.label(one), cls="label"), el("div", el("div", look.value(one)), cls="value"))

    return el("ul", [fact(row(one), one) for one in facts], role="facts", cls="fields list-unstyled")


def views_rows(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "div",
            el("span", look.label(one), cls=f"views-label views-label-{_machine(one)}"),
            look.after_label(),
            el("div", look.value(one), cls="field-content"),
            cls=f"views-field views-{_machine(one)}",
        )

    rows = el("div", [fact(row(one), one) for one in facts], cls="views-row")
    return el("div", el("div", rows, cls="view-content"), role="facts", cls="view view-project view-display-id-block_1")


def views_spans(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "span",
            el("strong", look.label(one), cls="views-label"),
            look.after_label(),
            " ",
            el("span", look.value(one, inline=True), cls="field-content"),
            cls="views-field",
        )

    rows = [part for one in facts for part in (fact(row(one), one), " ")]
    return el("div", rows, role="facts", cls="views-row")


def hashed_cards(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "div",
            el("div", look.label(one), cls=f"Facts_k__{_hash('k')}"),
            el("div", look.value(one), cls=f"Facts_v__{_hash('v')}"),
            cls=f"Facts_card__{_hash(one.name)}",
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls=f"Facts_grid__{_hash('g')}")


def tailwind_grid(facts: Sequence[Fact], look: Look) -> Node:
    """A grid whose cells are all siblings: label, value, label, value."""

    def pair(one: Fact) -> Node:
        key = el("div", look.label(one), cls="text-xs font-semibold uppercase text-gray-500")
        return bag(key, el("div", look.value(one), cls="col-span-2 text-sm"))

    return el("div", [fact(pair(one), one) for one in facts], role="facts", cls="grid grid-cols-3 gap-4 sm:grid-cols-6")


def deep_divs(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        left = el("div", el("div", el("span", look.label(one))))
        return el("div", el("div", left, el("div", el("div", el("div", look.value(one))))))

    return el("div", el("div", [fact(row(one), one) for one in facts]), role="facts")


def icons_and_spans(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el(
            "div",
            el("i", cls="fa fa-info-circle", aria_hidden="true"),
            el("span", look.label(one), cls="caption"),
            look.after_label(),
            el("br"),
            el("b", look.value(one, inline=True)),
            cls="info-box",
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="row")


def custom_elements(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("iom-fact", el("iom-label", look.label(one), slot="label"), el("iom-value", look.value(one)))

    return el("iom-facts", [fact(row(one), one) for one in facts], role="facts")


def form_labels(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        key = f"f-{one.name}"
        value = el("output", look.value(one, inline=True), id=key)
        return el("div", el("label", look.label(one), for_=key), value, cls="form-item")

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def accordion(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        button = el("button", look.label(one), type="button", aria_expanded="true")
        return el("div", el("h3", button), el("div", el("p", look.value(one, inline=True)), role_="region"))

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="accordion")


def details(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("details", el("summary", look.label(one)), el("div", look.value(one)), open="")

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def aria_rows(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        left = el("div", look.label(one), role_="rowheader")
        return el("div", left, el("div", look.value(one), role_="cell"), role_="row")

    return el("div", [fact(row(one), one) for one in facts], role="facts", role_="table")


def svg_icons(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        icon = el("svg", el("title", "Calendar icon"), el("path", d="M0 0h1v1z"), viewBox="0 0 1 1")
        return el("li", icon, el("p", look.label(one)), el("p", look.value(one, inline=True)))

    return el("ul", [fact(row(one), one) for one in facts], role="facts", cls="icon-list")


def term_and_definition(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return bag(
            el("span", look.label(one), role_="term"), el("span", look.value(one, inline=True), role_="definition")
        )

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def list_of_its_own(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("dl", el("dt", look.label(one)), el("dd", look.value(one)), cls="fact")

    return el("div", [fact(row(one), one) for one in facts], role="facts", cls="facts")


def table_of_its_own(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("table", el("tr", el("td", el("b", look.label(one))), el("td", look.value(one))))

    return el("div", [fact(row(one), one) for one in facts], role="facts")


def fieldsets(facts: Sequence[Fact], look: Look) -> Node:
    def row(one: Fact) -> Node:
        return el("fieldset", el("legend", look.label(one)), el("div", look.value(one)))

    return el("div", [fact(row(one), one) for one in facts], role="facts")


SITE: dict[str, Structure] = {
    one.__name__: one
    for one in (
        drupal_inline,
        drupal_above,
        drupal_hidden_labels,
        drupal_blocks,
        drupal_seven,
        drupal_list,
        views_rows,
        views_spans,
        hashed_cards,
        tailwind_grid,
        deep_divs,
        icons_and_spans,
        custom_elements,
        form_labels,
        accordion,
        details,
        aria_rows,
        svg_icons,
        term_and_definition,
        list_of_its_own,
        table_of_its_own,
        fieldsets,
    )
}
