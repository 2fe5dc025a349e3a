"""Changes of how labels and values are written and parted: all is still there and must be right."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.markups.look import COUNTRY_WAYS, NBSP, SHY, ZWSP, countries, soft_hyphens
from tests.markups.mutations_markup import Mutation
from tests.markups.projects import label
from tests.markups.render import Page
from tests.markups.tree import Node, el
from tests.markups.truth import Expected


def _labels(page: Page) -> list[Node]:
    return page.root.find("label")


def each_text(node: Node, change: Callable[[str], str]) -> None:
    """Change every text at or below a node."""
    node.children = [change(child) if isinstance(child, str) else child for child in node.children]
    for child in node.children:
        if isinstance(child, Node):
            each_text(child, change)


def translate_labels(page: Page, rng: Random) -> bool:
    language = rng.choice([one for one in ("en", "fr", "es") if one != page.project.language])
    printed = {name: label(name, page.project.language) for name in page.truth.fields if name in page.project.printed}
    for node in _labels(page):
        if node.text() == printed.get(node.name):
            node.children = [label(node.name, language)]
    page.truth = replace(page.truth, languages=())
    return bool(_labels(page))


def _dress_labels(dress: Callable[[str], str]) -> Mutation:
    def mutate(page: Page, rng: Random) -> bool:
        for node in _labels(page):
            each_text(node, dress)
        return bool(_labels(page))

    return mutate


def colons(page: Page, rng: Random) -> bool:
    """Add a colon to labels that have none, however far inside."""
    done = False
    for fact in page.root.find("fact"):
        if ":" not in fact.text():
            for node in fact.find("label"):
                node.children = [*node.children, rng.choice((":", " :", f"{NBSP}:"))]
                done = True
    return done


def invisible_in_values(page: Page, rng: Random) -> bool:
    sign = rng.choice((SHY, ZWSP, "\u2060"))
    for node in page.root.find("value"):
        each_text(node, lambda text: text if not text.strip() or len(text) < 5 else text[:3] + sign + text[3:])
    return bool(page.root.find("value"))


def blanks_around_values(page: Page, rng: Random) -> bool:
    for node in page.root.find("value"):
        node.children = [rng.choice(("\n  ", NBSP, "\t ")), *node.children, rng.choice((f"{NBSP} ", "\n", ZWSP))]
    return bool(page.root.find("value"))


def comments_in_values(page: Page, rng: Random) -> bool:
    """Split texts by empty comments, as some front-end tools do."""
    for node in page.root.find("value"):
        if node.children and isinstance(text := node.children[0], str) and len(text) > 3:
            node.children[:1] = [text[:2], el("!"), text[2:]]
    return bool(page.root.find("value"))


def capital_values(page: Page, rng: Random) -> bool:
    for name in ("status", "coverage", "region", "project_type"):
        for node in page.root.find("value", name):
            each_text(node, str.upper)
    return True


def other_apostrophes(page: Page, rng: Random) -> bool:
    old, new = rng.choice((("’", "'"), ("'", "’")))
    nodes = [node for node in (*page.root.find("value"), *_labels(page)) if old in node.text()]
    for node in nodes:
        each_text(node, lambda text: text.replace(old, new))
    return bool(nodes)


def other_separators(page: Page, rng: Random) -> bool:
    names = page.project.printed.get("countries", ())
    way = rng.choice([way for way in COUNTRY_WAYS if way not in {"list", "divs", "field items", "breaks"}])
    done = False
    for node in page.root.find("value", "countries"):
        if isinstance(names, tuple) and len(names) > 1 and all(name in node.text() for name in names):
            node.children, done = countries(names, way), True
    return done


def budget_forms(page: Page, rng: Random) -> bool:
    text = page.project.printed.get("budget_usd")
    nodes = page.root.find("value", "budget_usd")
    if not isinstance(text, str) or page.project.layout == "legacy":
        return False
    commas = f"{float(text):,.2f}"  # 103,058.00
    form = rng.choice(
        (commas, commas.removesuffix(".00"), f"USD {commas}", f"US$ {text}", f"${commas}", f"{commas} USD")
    )
    for node in nodes:
        node.children = [form]
    return bool(nodes)


# `2011-12` is left out: it may be a month or two years.
DATES = {
    "en": ("March {year}", "1 March {year}", "01 March {year}", "{year}-03-01"),
    "fr": ("mars {year}", "1er mars {year}", "1 mars {year}", "{year}-03-01"),
    "es": ("marzo de {year}", "1 de marzo de {year}", "marzo {year}", "{year}-03-01"),
}


def longer_dates(page: Page, rng: Random) -> bool:
    """Print month, or month and day, too: the value is as precise as what is printed."""
    names = [name for name in ("start_date", "end_date") if name in page.project.printed]
    form = rng.choice(DATES[page.project.language])
    for name in names:
        text = form.format(year=page.project.printed[name])
        for node in page.root.find("value", name):
            node.children = [text]
        precise = f"{page.project.printed[name]}-03" + ("-01" if "1" in form else "")
        page.truth = page.truth.expecting(**{name: Expected(precise)})
    return bool(names) and page.project.layout == "current"


UNKNOWN = (
    ("Last updated", "2019"),
    ("Donor", "Development Fund"),
    ("Implementing Partner", "Ministry of the Interior"),
    ("Contact", "fund@example.org"),
    ("Focal Point Office", "Nairobi"),
    ("Reference", "AB-12345"),
    ("Beneficiaries", "4,500"),
    ("Thematic Area", "Border management"),
)


def unknown_facts(page: Page, rng: Random) -> bool:
    """Add facts under labels that no registry knows, written like the others."""
    if page.structure in {"list_pairs_in_turn", "paragraphs_in_turn"}:
        return False  # nothing but the wording tells an unknown label from one more line of the value before it
    facts = [one for one in page.root.find("fact") if one.find("label") and len(one.find("value")) == 1]
    for title, text in rng.sample(UNKNOWN, 2) if facts else ():
        pattern = rng.choice(facts)
        parent = page.root.parent_of(pattern)
        added = pattern.copy()
        added.find("label")[0].children, added.find("value")[0].children = [title], [text]
        if ":" in pattern.find("label")[0].text():
            added.find("label")[0].children = [f"{title}:"]
        page.truth = replace(page.truth, unclaimed={**page.truth.unclaimed, title: text})
        for node in added.walk():
            node.role = node.name = ""
        parent.children.insert(
            rng.randint(0, len(parent.children)) if parent.role == "facts" else len(parent.children), added
        )
    return bool(facts)


TEXT: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        translate_labels,
        colons,
        invisible_in_values,
        blanks_around_values,
        comments_in_values,
        capital_values,
        other_apostrophes,
        other_separators,
        budget_forms,
        longer_dates,
        unknown_facts,
    )
} | {
    "labels in capitals": _dress_labels(str.upper),
    "labels with no-break spaces": _dress_labels(lambda text: text.replace(" ", NBSP)),
    "labels with soft hyphens": _dress_labels(soft_hyphens),
    "labels with zero width": _dress_labels(lambda text: ZWSP.join(text.partition(" "))),
    "labels with loose blanks": _dress_labels(lambda text: "\n " + text.replace(" ", " \n ") + " "),
}
