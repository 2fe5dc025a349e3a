"""Pages of the practice site as HTML, with the chrome of a large Drupal site around them.

The markup follows Drupal's defaults; the real site's HTML could not be seen. Menus, country list and footer are
rendered once per language. No address in a page names host or port, so a page's bytes are the same on every port.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from practice.generation import slug
from practice.project import FIELDS, Language, ProjectPage
from practice.vocabulary import countries, labels, read_json


@dataclass(frozen=True, slots=True)
class _Chrome:
    header: Markup
    footer: Markup


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["slug"] = lambda text: slug(text, 90)
    return environment


@cache
def _chrome(language: Language) -> _Chrome:
    values = {
        "language": language,
        "prefix": "" if language == "en" else f"/{language}",
        "menu": read_json("chrome.json")["menu"],
        "words": _words(language),
        "country_names": sorted(country.names[language] for country in countries()),
    }
    header, footer = (_templates().get_template(f"{part}.html.jinja").render(values) for part in ("header", "footer"))
    return _Chrome(Markup(header), Markup(footer))  # noqa: S704 - our own templates, already escaped


def _words(language: Language) -> dict[str, str]:
    words: dict[str, str] = read_json("chrome.json")["words"][language]
    return words


def _render(template: str, language: Language, **values: Any) -> bytes:
    context = {
        "language": language,
        "words": _words(language),
        "chrome": _chrome(language),
        "alternates": (),
        **values,
    }
    return _templates().get_template(f"{template}.html.jinja").render(context).encode()


def render_project(
    page: ProjectPage, *, alternates: Sequence[tuple[str, str]], related: Sequence[ProjectPage]
) -> bytes:
    """A project page of either family.

    Args:
        page: what it says.
        alternates: language and path of each version of the page, itself included; empty for a single version.
        related: the projects shown as teasers below it.
    """
    named = labels(page.language)
    facts = [(name, named[name], page.values(name)) for name in FIELDS if page.values(name)]
    return _render(
        page.family,
        page.language,
        page=page,
        path=page.path,
        title=page.title,
        kind="project",
        facts=facts,
        labels=named,
        alternates=alternates,
        related=related,
    )


def render_listing(pages: Sequence[ProjectPage], *, number: int, last: int) -> bytes:
    """One page of the listing, numbered from 0; beyond the last one there are no pages and no next link."""
    nearby = range(max(0, number - 4), min(last, number + 4) + 1) if pages else range(0)
    return _render(
        "listing",
        "en",
        pages=pages,
        number=number,
        last=last,
        nearby=nearby,
        path="/projects",
        title=_words("en")["listing"],
        kind="listing",
        labels=labels("en"),
    )


def render_plain(title: str, text: Sequence[str], *, path: str | None, kind: str) -> bytes:
    """A page that is no project: news, a country, a basic page, an error; errors have no path."""
    return _render("plain", "en", title=title, text=text, path=path, kind=kind)


def render_missing(word: str) -> bytes:
    """The error page for `not_found` or `gone`."""
    words = _words("en")
    return render_plain(words[word], [words[f"{word}_text"]], path=None, kind="error")
