"""One plain project in three languages, and the tools with which tests spoil one fact of it in any structure."""

from collections.abc import Sequence
from dataclasses import replace

from practice.project import FIELDS
from tests.markups.projects import Description, Project
from tests.markups.render import Page, render
from tests.markups.tree import Child, Node
from tests.markups.truth import Expected

LANGUAGES = ("en", "fr", "es")

SINGLE_FIELDS = tuple(name for name in FIELDS if name not in {"countries", "other_countries"})
"""The facts that have one value."""

_COMMON = {
    "start_date": "2014",
    "end_date": "2017",
    "budget_usd": "200000.00",
    "coverage": "Regional",
    "year": "2013",
    "prima_id": "KH10P0002",
}
PRINTED: dict[str, dict[str, str | tuple[str, ...]]] = {
    "en": {
        **_COMMON,
        "status": "Completed",
        "project_type": "Labour Migration",
        "region": "Asia and Oceania",
        "project_id": "LM.0254",
        "countries": ("Cambodia", "Viet Nam"),
    },
    "fr": {
        **_COMMON,
        "status": "Achevé",
        "project_type": "Migration de main-d’œuvre",
        "region": "Afrique",
        "project_id": "LM.0254",
        "countries": ("Cameroun", "Tchad"),
    },
    "es": {
        **_COMMON,
        "status": "Finalizado",
        "project_type": "TCMMCB",
        "region": "América Latina y el Caribe",
        "project_id": "TC.0254",
        "countries": ("Chile", "Uruguay"),
    },
}
"""What the project's page prints."""

OTHER: dict[str, str] = {
    "start_date": "2016",
    "end_date": "2019",
    "status": "Active",
    "project_type": "Immigration and Borders",
    "budget_usd": "50,000",
    "coverage": "National",
    "year": "2015",
    "region": "Africa",
    "prima_id": "KE10P0007",
    "project_id": "IB.0001",
    "countries": "Kenya",
}
"""Another value of each field, which could be read in all three languages."""

_TITLES = {
    "en": "Fair Recruitment in Practice for Workers Abroad",
    "fr": "Le recrutement équitable en pratique pour tous",
    "es": "La contratación equitativa en la práctica",
}
_TEXTS = {
    "en": "Officials of two ministries learn to plan fair recruitment abroad.",
    "fr": "Les agents de deux ministères apprennent à organiser un recrutement équitable.",
    "es": "Los funcionarios de dos ministerios aprenden a organizar una contratación justa.",
}


def plain_page(structure: str, language: str = "en", look: str = "plain") -> Page:
    """Render the project; `structure` is a key of `STRUCTURES`."""
    description = Description("plain", language, (("p", _TEXTS[language]),), ())
    url = "https://www.iom.int/project/fair-recruitment-practice"
    project = Project("plain", url, "current", language, _TITLES[language], PRINTED[language], description)
    return render(project, structure, look, "facts_then_description")


def expect(page: Page, **fields: Expected) -> None:
    """Change what a page must come out as."""
    kind = fields.get("project_type")
    code = {"project_type_code": Expected(None)} if kind is not None and kind.value is None else {}
    page.truth = replace(page.truth, fields={**page.truth.fields, **fields, **code})


def fields_of(language: str) -> tuple[str, ...]:
    """The fields of one value whose label means them alone: Spanish pages name status and type alike."""
    return tuple(name for name in SINGLE_FIELDS if language != "es" or name not in {"status", "project_type"})


def value_holders(page: Page, name: str) -> list[Node]:
    """The node of a field's last value and the elements around it that hold no label, from the inside out."""
    holders = page.root.find("value", name)[-1:]
    while holders:
        parent = page.root.parent_of(holders[-1])
        if parent.find("label") or parent.role == "facts" or not parent.tag:
            break
        holders.append(parent)
    return holders


def refilled(node: Node, children: Sequence[Child]) -> Node:
    """Copy an element with another value in it."""
    copy = node.copy()
    for inner in copy.walk():
        if inner.role == "value":
            inner.children = list(children)
        inner.role = inner.name = ""
    return copy


def insert_after(page: Page, node: Node, *further: Node) -> None:
    """Put nodes behind another, as its siblings."""
    siblings = page.root.parent_of(node).children
    place = next(index for index, sibling in enumerate(siblings) if sibling is node)
    siblings[place + 1 : place + 1] = further
