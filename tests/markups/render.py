"""Render a project into one of many markups, with the truth beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from tests.markups import chrome
from tests.markups.frames import FRAMES, Parts
from tests.markups.legacy import LEGACY, in_legacy_order
from tests.markups.look import LOOKS, Look
from tests.markups.projects import Project, real_projects
from tests.markups.prose import PROSE_WAYS, write_description
from tests.markups.structures_odd import ODD
from tests.markups.structures_plain import PLAIN, Structure
from tests.markups.structures_site import SITE
from tests.markups.tree import Ink, Node, el, write
from tests.markups.truth import Expected, Truth

STRUCTURES: dict[str, Structure] = {**PLAIN, **SITE, **ODD}

XHTML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
)
SAVED = "<!DOCTYPE html>\n<!-- saved from url=(0034)https://www.iom.int/project/a-b-c-d -->\n"

INKS: dict[str, Ink] = {
    "pretty": Ink(),
    "minified": Ink(minified=True),
    "minified, end tags omitted": Ink(minified=True, omit_end_tags=True),
    "upper-case tags, single quotes": Ink(upper_tags=True, quote="'", newline="\r\n", before=""),
    "xhtml": Ink(slash_void=True, before=XHTML),
    "saved by a browser": Ink(minified=True, before=SAVED),
}


@dataclass
class Page:
    """One page with its truth.

    Attributes:
        name: how it was made, for people.
        root: the `<html>` element.
        structure, frame: keys of the structure its facts stand in and of the frame; legacy pages have no frame.
        ink: how the tree is written down.
        edits: changes of the written text, in order.
        doubtful: a reader hesitates; flagged is as good as right.
    """

    name: str
    project: Project
    root: Node
    truth: Truth
    structure: str
    frame: str
    ink: Ink = field(default_factory=Ink)
    encoding: str = "utf-8"
    edits: tuple[Callable[[str], str], ...] = ()
    doubtful: bool = False

    @property
    def html(self) -> str:
        text = write(self.root, self.ink) + "\n"
        for edit in self.edits:
            text = edit(text)
        return text

    @property
    def body(self) -> bytes:
        return self.html.encode(self.encoding, "xmlcharrefreplace")

    def copy(self) -> "Page":
        return replace(self, root=self.root.copy())


def render(project: Project, structure: str, look: str, frame: str, *, ink: str = "pretty", seed: int = 0) -> Page:
    """Render a current-family project.

    Args:
        project: what is printed.
        structure: a key of `STRUCTURES`.
        look: a key of `LOOKS`.
        frame: a key of `FRAMES`.
        ink: a key of `INKS`.
        seed: chooses the other projects on the page and how the description is written.
    """
    name = " · ".join((project.key, project.description.name, structure, look, frame, ink, str(seed)))
    rng = seeded(name)
    parts = Parts(
        project=project,
        others=_others(project, rng),
        structure=STRUCTURES[structure],
        look=LOOKS[look],
        facts=STRUCTURES[structure](project.facts, LOOKS[look]),
        description=write_description(project.description, rng.choice(PROSE_WAYS)),
        rng=rng,
    )
    parts.facts.attrs.setdefault("id", "facts") if parts.facts.tag else None
    body = el("body", FRAMES[frame](parts), cls="path-node page-node-type-project")
    root = el("html", chrome.head(project, data=rng.random() < 0.3), body, lang=project.language)
    truth = project.truth
    if frame == "heading_above_description":
        text = f"{'Descripción' if project.language == 'es' else 'Description'} {project.description.text}"
        plain = truth.fields["description"]
        truth = truth.expecting(description=replace(plain, also=(*plain.also, text)))
    if frame == "with_headings" and "status" not in project.printed:
        truth = truth.expecting(status=Expected(None))  # the box on a country prints a status of its own
    return Page(name, project, root, truth, structure, frame, INKS[ink])


def render_legacy(project: Project, structure: str, *, ink: str = "pretty", seed: int = 0) -> Page:
    """Render a page of the legacy host; `structure` is a key of `LEGACY`."""
    name = " · ".join((project.key, project.description.name, structure, ink, str(seed)))
    rng = seeded(name)
    facts = LEGACY[structure](in_legacy_order(project.facts))
    description = write_description(project.description, rng.choice(PROSE_WAYS))
    title, again = el("h1", project.title, role="title"), el("h2", project.title, cls="node-title")
    related = chrome.teasers(_others(project, rng), SITE["drupal_seven"], Look(), project.language, facts=4)
    aside = el("aside", facts) if rng.random() < 0.4 else el("div", facts)
    main = el("div", title, again, aside, description, id="content", role="main")
    body = el("body", chrome.mega_menu(), chrome.languages(project.language), main, chrome.footer())
    if rng.random() < 0.5:
        body.children.insert(3, related)
    root = el("html", chrome.head(project, data=False), body, lang=project.language)
    return Page(name, project, root, project.truth, structure, "", INKS[ink])


def seeded(name: str) -> Random:
    """Make a random source that gives the same for the same name."""
    return Random(name)  # noqa: S311 - chooses markups, keeps no secret


def _others(project: Project, rng: Random) -> tuple[Project, ...]:
    """Three other projects of the same language that have facts of their own."""
    fitting = [one for one in real_projects() if _is_other(one, project)]
    return tuple(rng.sample(fitting, 3))


def _is_other(one: Project, project: Project) -> bool:
    return (
        one.language == project.language
        and one.layout == "current"
        and one.title != project.title
        and len(one.printed) >= 9
        and one.printed.get("project_id") != project.printed.get("project_id")
    )
