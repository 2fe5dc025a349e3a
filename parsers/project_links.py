"""Links to the pages of other projects, by which a page shows that a part of it is about one of these."""

from collections.abc import Container

from parsers.boxes import Box, Outline
from parsers.page import Page, path_of

_PATHS = ("/project/", "/projects/", "/projet/", "/proyecto/", "/node/")
_BESIDE_LINK = 20


def project_path(page: Page, link: Box) -> str | None:
    """Give the path of another project's page that a link leads to; None for the page itself and for other links."""
    path = path_of(link.attributes.get("href") or "")
    if not any(mark in path and not path.endswith(mark) for mark in _PATHS):
        return None
    return None if page.url and path == path_of(page.url) else path


def other_project(page: Page, box: Box, related: Container[Box]) -> str | None:
    """Find another project's page to which a line of its own in a box links; a link in a sentence is none.

    What is known to belong to others does not count.
    """
    pending = [box]
    while pending:
        inner = pending.pop()
        path = project_path(page, inner) if inner.tag == "a" else None
        if path is not None and stands_alone(page.outline, inner):
            return path
        pending += (child for child in reversed(inner.children) if child not in related)
    return None


def links_elsewhere(page: Page, box: Box) -> bool:
    """Say whether a link to another project's page is in a box."""
    return any(inner.tag == "a" and project_path(page, inner) for inner in box.walk())


def stands_alone(outline: Outline, link: Box) -> bool:
    """Say whether a link is a line of its own, give or take a few characters; a link that ends a sentence is not."""
    start, end = outline.line_around(link)
    text = outline.text_of(link)
    if outline.characters(start, end) > len(text) + _BESIDE_LINK:
        return False
    line = outline.text(start, end)
    return len(line) <= len(text) + _BESIDE_LINK and (line == text or not line.endswith((".", "!", "?")))


def count_projects(page: Page) -> int:
    """Count the other projects' pages that the page links to."""
    links = (box for box in page.outline.root.walk() if box.tag == "a")
    return len({path for link in links if (path := project_path(page, link))})
