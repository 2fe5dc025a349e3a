"""Changes of the markup alone: a reader sees the same page, so every field must still be right.

Each takes a page of its own (a copy) and a random source, changes the page in place and says whether it could.
"""

import html
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.markups.render import INKS, Page
from tests.markups.tree import Child, Node, bag, el

Mutation = Callable[[Page, Random], bool]

WORDS = ("alpha", "grid-3", "c-item", "u-mt-2", "x1y2z3", "box", "text", "css-0", "w-full", "teal")
"""Class names that tell nothing."""

LANDMARKS = ("main", "aside", "header", "footer", "nav", "article", "section")
"""Elements that say what part of the page they are."""


def _is_landmark(node: Node) -> bool:
    """Say whether the class alone tells what the node is, since `no_landmarks` took its element away."""
    return node.attrs.get("class") in LANDMARKS


def rename_classes(page: Page, rng: Random) -> bool:
    names: dict[str, str] = {}
    for node in page.root.walk():
        if "class" in node.attrs and not _is_landmark(node):
            node.attrs["class"] = names.setdefault(node.attrs["class"], f"{rng.choice(WORDS)}-{len(names)}")
    return True


def drop_classes(page: Page, rng: Random) -> bool:
    for node in page.root.walk():
        if _is_landmark(node):
            continue
        for key in ("class", "id", "property", "data-drupal-selector"):
            node.attrs.pop(key, None)
    return True


def add_attributes(page: Page, rng: Random) -> bool:
    for node in page.root.walk():
        if node.tag not in {"", "!", "html"} and rng.random() < 0.4:
            node.attrs[f"data-{rng.choice(('v', 'qa', 'astro', 'reactid'))}-{rng.randrange(99)}"] = rng.choice(
                ("", "1", "Year")
            )
    return True


def swap_attributes(page: Page, rng: Random) -> bool:
    page.ink = replace(page.ink, reverse_attributes=True, quote="'")
    return True


def wrap_values(page: Page, rng: Random) -> bool:
    tag = rng.choice(("span", "b", "bdi", "em"))
    for node in page.root.find("value"):
        if all(isinstance(child, str) or child.tag in {"a", "span", "time", "br"} for child in node.children):
            node.children = [el(tag, el("span", node.children))]
    return bool(page.root.find("value"))


def wrap_labels(page: Page, rng: Random) -> bool:
    tag = rng.choice(("span", "strong", "em", "abbr", "u"))
    for node in page.root.find("label"):
        node.children = [el(tag, node.children)]
    return bool(page.root.find("label"))


def wrap_facts(page: Page, rng: Random) -> bool:
    """Put every fact that hangs directly under a `<div>` or `<section>` into boxes of its own."""
    for box in list(page.root.walk()):
        if box.tag in {"div", "section"}:
            box.children = [
                el("div", el("div", child)) if isinstance(child, Node) and child.role == "fact" else child
                for child in box.children
            ]
    return True


def wrap_all(page: Page, rng: Random) -> bool:
    body = next(node for node in page.root.walk() if node.tag == "body")
    for _ in range(rng.randint(1, 6)):
        body.children = [el("div", body.children)]
    return True


def unwrap_facts(page: Page, rng: Random) -> bool:
    boxes = [node for node in page.root.find("facts") if node.tag in {"div", "section", "iom-facts"}]
    for box in boxes:
        box.tag = ""
    return bool(boxes)


def rename_elements(page: Page, rng: Random) -> bool:
    names = {"div": rng.choice(("section", "app-box")), "span": rng.choice(("font", "x-text"))}
    for facts in page.root.find("facts"):
        for node in facts.walk():
            node.tag = names.get(node.tag, node.tag)
    return bool(page.root.find("facts"))


def no_landmarks(page: Page, rng: Random) -> bool:
    """Write `<div class="footer">` for `<footer>`, as sites did before those elements existed."""
    for node in page.root.walk():
        if node.tag in LANDMARKS:
            node.attrs.setdefault("class", node.tag)
            node.tag = "div"
            node.attrs.pop("role", None)
    return True


def reorder_facts(page: Page, rng: Random) -> bool:
    done = False
    for box in list(page.root.walk()):
        places = [i for i, child in enumerate(box.children) if isinstance(child, Node) and child.role == "fact"]
        facts = [box.children[i] for i in places]
        rng.shuffle(facts)
        for i, fact in zip(places, facts, strict=True):
            box.children[i] = fact
        done = done or len(places) > 1
    return done


def facts_twice(page: Page, rng: Random) -> bool:
    boxes, mains = page.root.find("facts"), page.root.find("main")
    if len(boxes) != 1 or not mains or not page.root.find("label"):
        return False
    mains[0].children.append(el("div", boxes[0].copy()))
    return True


def stray_end_tags(page: Page, rng: Random) -> bool:
    """Sprinkle end tags that close nothing; every browser drops them."""
    for node in page.root.find("fact")[:6]:
        node.children.insert(0, bag(el("x-gone")))
    page.edits = (*page.edits, lambda text: text.replace("<x-gone></x-gone>", "</x-none></blockquote>"))
    return True


def every_sign_an_entity(page: Page, rng: Random) -> bool:
    step = rng.choice((1, 5))

    def escape(text: str) -> str:
        return "".join(f"&#x{ord(s):x};" if ord(s) % step == 0 else html.escape(s, quote=False) for s in text)

    page.ink = replace(page.ink, escape=escape)
    return True


def other_ink(page: Page, rng: Random) -> bool:
    page.ink = INKS[rng.choice(list(INKS))]
    return True


def other_encoding(page: Page, rng: Random) -> bool:
    page.encoding, declared = rng.choice(
        (
            ("cp1252", "windows-1252"),
            ("cp1252", "ISO-8859-1"),
            ("utf-8-sig", "utf-8"),
            ("utf-16", "utf-16"),
            ("utf-8", "UTF8"),
        )
    )
    for node in page.root.walk():
        if "charset" in node.attrs:
            node.attrs["charset"] = declared
    return True


def no_language(page: Page, rng: Random) -> bool:
    """Leave out `lang`; on a page without labels nothing tells the language then."""
    page.root.attrs.pop("lang", None)
    if page.project.layout == "legacy":
        page.truth = replace(page.truth, languages=())
    return True


def drop_noise(page: Page, rng: Random) -> bool:
    def prune(node: Node) -> None:
        kept: list[Child] = [
            child for child in node.children if not (isinstance(child, Node) and child.role == "noise")
        ]
        node.children = kept
        for child in kept:
            if isinstance(child, Node):
                prune(child)

    prune(page.root)
    return True


def title_in_pieces(page: Page, rng: Random) -> bool:
    for node in page.root.find("title"):
        first, blank, rest = page.project.title.partition(" ")
        node.children = ["\n   ", el("span", first), blank, el("em", rest), "\n"] if rest else node.children
    return True


MARKUP: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        rename_classes,
        drop_classes,
        add_attributes,
        swap_attributes,
        wrap_values,
        wrap_labels,
        wrap_facts,
        wrap_all,
        unwrap_facts,
        rename_elements,
        no_landmarks,
        reorder_facts,
        facts_twice,
        stray_end_tags,
        every_sign_an_entity,
        other_ink,
        other_encoding,
        no_language,
        drop_noise,
        title_in_pieces,
    )
}
