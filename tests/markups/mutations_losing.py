"""Changes that lose or spoil one field: it must come out null or flagged as told, and all others stay right."""

from dataclasses import replace
from random import Random

from tests.markups.mutations_markup import Mutation
from tests.markups.mutations_text import each_text
from tests.markups.projects import real_projects
from tests.markups.render import Page
from tests.markups.truth import Expected, expect_fields

NONSENSE: dict[str, tuple[str, ...]] = {
    "start_date": ("soon", "20055", "31 février", "1 2", "Q3"),
    "end_date": ("to be decided in spring", "99", "2O11", "when funds end"),
    "status": ("Sleeping", "42", "En veremos"),
    "project_type": ("Beekeeping", "Labour", "Migration"),
    "budget_usd": ("see annex", "1.2.3", "many", "100,00,0", "10-20"),
    "coverage": ("Planetary", "2011", "Nation"),
    "year": ("MMXI", "11", "20111", "last"),
    "region": ("Atlantis", "Ruritania and the Isles", "300000.00"),
    "prima_id": ("10P0004", "ZM1OP0OO4", "ZMB10P0004"),
    "project_id": ("PR-0216", "P.0216", "216", "PR.02l6"),
    "countries": ("Atlantis", "Kenya Ruritania", "Nigerand", "Guinea Lemuria", "Koreas"),
}
"""Values that no reader would accept for a field."""

ABSENT = ("", "-", "—", "N/A", "n/a", "\u00a0")
"""What a page prints where there is no value."""


def _printed_fields(page: Page) -> list[str]:
    """The fields that the page prints under a label of their own, once or in identical copies."""
    names = [one.name for one in page.root.find("value") if one.name]
    return sorted({name for name in names if name in page.project.printed})


def _pick(page: Page, rng: Random, names: list[str]) -> str | None:
    """Choose a field of the page; Spanish pages name status and type alike, so those two are left alone there."""
    if page.project.language == "es" or page.truth.languages == ():
        names = [name for name in names if name not in {"status", "project_type"}]
    return rng.choice(names) if names else None


def _lose(page: Page, name: str, expected: Expected) -> None:
    changed = {name: expected}
    if name == "project_type":
        code = page.truth.fields["project_type_code"].value
        changed["project_type_code"] = replace(expected, also=(code,) if expected.also else ())
    page.truth = page.truth.expecting(**changed)


def drop_fact(page: Page, rng: Random) -> bool:
    """Take label and value away: the field is not on the page, whatever a related project says."""
    facts = page.root.find("fact")
    name = _pick(page, rng, sorted({one.name for one in facts if one.name}))
    if name is None or len({one.name for one in facts}) < 6:
        return False
    for node in page.root.find("fact", name):
        page.root.parent_of(node).children.remove(node)
    _lose(page, name, Expected(None, statuses=("not_on_page",)))
    return True


def drop_value(page: Page, rng: Random) -> bool:
    """Leave the label with nothing beside it: the next label's value must not be taken."""
    name = _pick(page, rng, _printed_fields(page))
    if name is None:
        return False
    text = rng.choice(ABSENT)
    for node in page.root.find("value", name):
        node.children = [text]
    _lose(page, name, Expected(None, statuses=("label_empty", "not_understood") if text.strip() else ("label_empty",)))
    return page.project.layout == "current"


def drop_value_element(page: Page, rng: Random) -> bool:
    """Take away the value with the element that holds it."""
    name = _pick(page, rng, _printed_fields(page))
    if name is None or page.project.layout == "legacy" or page.structure == "table_header_row":
        return False  # a row of values that is one short stands under the wrong heads
    for node in page.root.find("value", name):
        holder = page.root.parent_of(node)
        if holder.role or holder.find("label"):
            return False
        page.root.parent_of(holder).children.remove(holder)
    _lose(page, name, Expected(None, statuses=("label_empty",)))
    return True


def blank_label(page: Page, rng: Random) -> bool:
    """Leave a value without its label."""
    name = _pick(page, rng, [one.name for one in page.root.find("label") if one.name in page.project.printed])
    if name is None:
        return False
    for node in page.root.find("label", name):
        node.children = []
    _lose(page, name, Expected(None, also=(page.truth.fields[name].value,)))
    return True


def misspell_label(page: Page, rng: Random) -> bool:
    """Swap two letters of a label: the value is on the page, so null without an issue is a silent loss."""
    name = _pick(page, rng, [one.name for one in page.root.find("label") if one.name in page.project.printed])
    if name is None:
        return False
    for node in page.root.find("label", name):
        each_text(node, lambda text: text[:1] + text[2:3] + text[1:2] + text[3:] if len(text) > 3 else text)
    page.doubtful = True
    return True


def nonsense(page: Page, rng: Random) -> bool:
    """Print a value that cannot be read: null, and an issue that says so."""
    name = _pick(page, rng, [name for name in _printed_fields(page) if name in NONSENSE])
    if name is None or page.project.layout == "legacy":
        return False
    text = rng.choice(NONSENSE[name])
    for node in page.root.find("value", name):
        node.children = [text]
    _lose(page, name, Expected(None, flag=True, statuses=("not_understood", "ambiguous")))
    return True


def _other_value(page: Page, rng: Random, name: str) -> str | tuple[str, ...] | None:
    """A value that another project of the same language prints and that means something else."""
    mine = page.truth.fields[name].value
    for other in rng.sample(real_projects(), 60):
        text = other.printed.get(name)
        if text is None or other.language != page.project.language or other.layout != "current":
            continue
        if expect_fields({name: text}, title="", description="")[name].value != mine:
            return text
    return None


def contradict(page: Page, rng: Random) -> bool:
    """Print a fact twice in the same place, with two values: ambiguous, never a guess."""
    facts = [one for one in page.root.find("fact") if one.find("label")]
    name = _pick(page, rng, sorted({one.name for one in facts if one.name in NONSENSE}))
    other = _other_value(page, rng, name) if name else None
    if name is None or other is None:
        return False
    first = next(one for one in facts if one.name == name)
    again, parent = first.copy(), page.root.parent_of(first)
    values = again.find("value")
    values[0].children = [other if isinstance(other, str) else ", ".join(other)]
    if len(values) > 1:
        return False
    parent.children.insert(parent.children.index(first) + 1, again)
    _lose(page, name, Expected(None, flag=True, statuses=("ambiguous", "not_understood")))
    return True


SWAPS = (
    ("start_date", "budget_usd"),
    ("coverage", "project_type"),
    ("project_id", "prima_id"),
    ("year", "countries"),
    ("status", "region"),
    ("end_date", "project_id"),
)


def swap_values(page: Page, rng: Random) -> bool:
    """Let two labels carry each other's values: neither can be read."""
    pairs = [pair for pair in SWAPS if all(len(page.root.find("value", name)) == 1 for name in pair)]
    if not pairs or not page.root.find("label") or page.project.language == "es" or page.truth.languages == ():
        return False
    one, other = rng.choice(pairs)
    first, second = page.root.find("value", one)[0], page.root.find("value", other)[0]
    first.children, second.children = second.children, first.children
    _lose(page, one, Expected(None, flag=True))
    _lose(page, other, Expected(None, flag=True))
    return True


LOSING: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        drop_fact,
        drop_value,
        drop_value_element,
        blank_label,
        misspell_label,
        nonsense,
        contradict,
        swap_values,
    )
}
