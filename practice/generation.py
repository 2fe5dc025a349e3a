"""Invented projects that nobody can take for real ones: title, Projects ID and Prima ID all say so.

The number alone decides everything about a project. No real Projects ID or Prima ID starts with `ZZ`, which is not
and never will be the code of a country or of a project type (ISO 3166-1 leaves it to users).
"""

import random
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from practice.descriptions import write_description
from practice.project import Language, Markup, ProjectPage
from practice.vocabulary import Country, countries, read_json, terms, translate

LARGEST = 9_999  # what four digits of a Projects ID can count
_STOP_WORDS = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
# Translated node numbers beyond every real one (171936 to 194186).
_NODE = {"fr": 900_000, "es": 950_000}


@dataclass(frozen=True, slots=True)
class Draft:
    """An invented project before it is put into pages: English values, countries as rows of the table."""

    number: int
    theme: int
    places: tuple[Country, ...]
    region: str
    coverage: str
    project_type: str
    budget: int
    year: int
    start_date: int | None
    end_date: int | None
    status: str | None
    project_id: str | None
    prima_id: str | None
    other_places: tuple[Country, ...] = ()
    slug: str | None = None
    markup: Markup = "wrappers"


def draw_project(number: int) -> Draft:
    """The invented project of a number from 1 to `LARGEST`.

    Raises:
        ValueError: for a number that four digits cannot hold.
    """
    if not 1 <= number <= LARGEST:
        raise ValueError(f"practice projects are numbered 1 to {LARGEST}, not {number}")
    rng = random.Random(f"practice project {number}")  # noqa: S311 - chance for plausible values, not for secrets
    coverage = rng.choices(["National", "Regional", "Multi-Regional", "Global"], [62, 28, 5, 5])[0]
    region, places = _draw_places(rng, coverage)
    year = rng.randint(2001, 2025)
    start = year + rng.choice([0, 0, 1])
    end = start + rng.randint(1, 3)
    stale = rng.random() < 0.04
    national = coverage == "National"
    draft = Draft(
        number=number,
        theme=rng.randrange(12),
        places=places,
        region=region,
        coverage=coverage,
        project_type=rng.choice(terms("project_type")),
        budget=rng.randrange(50, 301, 5) * 1000 if national else rng.randrange(100, 401, 10) * 1000,
        year=year,
        start_date=start,
        end_date=end,
        status="Active" if end > 2024 or stale else "Completed",
        project_id=f"ZZ.{number:04}",
        prima_id=f"ZZ{rng.choice([10, 10, 10, 20, 99])}P{number:04}" if year >= 2012 else None,
    )
    return _leave_out(rng, draft)


def _draw_places(rng: random.Random, coverage: str) -> tuple[str, tuple[Country, ...]]:
    by_region: dict[str, list[Country]] = {}
    for country in countries():
        if country.region:
            by_region.setdefault(country.region, []).append(country)
    region = rng.choices(list(by_region), [len(members) for members in by_region.values()])[0]
    if coverage == "National":
        return region, (rng.choice(by_region[region]),)
    if coverage == "Regional":
        pool, most = by_region[region], 8
    else:
        pool, most, region = [c for members in by_region.values() for c in members], 14, "Global"
    chosen = rng.sample(pool, rng.randint(2, min(most, len(pool))))
    if rng.random() < 0.8:
        chosen.sort(key=lambda country: country.names["en"])
    if rng.random() < 0.02:
        chosen.append(chosen[0])  # a name printed twice, as one real page does
    return region, tuple(chosen)


def _leave_out(rng: random.Random, draft: Draft) -> Draft:
    """Drops what real pages sometimes lack: allocated projects have no dates, some pages no status or countries."""
    lot = rng.random()
    if lot < 0.03 and draft.prima_id:
        return replace(draft, start_date=None, end_date=None, status=None, project_id=None)
    if lot < 0.04 and draft.prima_id:
        return replace(draft, status=None, project_id=None)
    if 0.04 <= lot < 0.05:
        return replace(draft, places=())
    if 0.05 <= lot < 0.06:
        others = [c for c in countries() if c.region == draft.region and c not in draft.places]
        return replace(draft, other_places=tuple(rng.sample(others, 2)) if len(others) > 1 else ())
    return draft


def lay_out_pages(draft: Draft, ordinal: int) -> tuple[ProjectPage, ...]:
    """The project's pages: always the English one, of some a French, Spanish or legacy one too."""
    pages = [_current_page(draft, ordinal, "en")]
    if draft.number % 9 == 0:
        pages.append(_current_page(draft, ordinal, "fr"))
    if draft.number % 14 == 0:
        pages.append(_current_page(draft, ordinal, "es"))
    if draft.number % 11 == 0:
        pages.append(_legacy_page(draft, pages[0]))
    return tuple(pages)


def _current_page(draft: Draft, ordinal: int, language: Language) -> ProjectPage:
    rng = random.Random(f"practice page {draft.number} {language}")  # noqa: S311 - as above
    title = _title(draft, language)
    path = f"/project/{draft.slug or slug(title, 183)}"
    if language != "en":
        path = f"/{language}/node/{_NODE[language] + draft.number}"
    page = ProjectPage(
        path=path,
        family="current",
        language=language,
        text_language=language,
        ordinal=ordinal,
        invented=True,
        title=title,
        start_date=_text(draft.start_date),
        end_date=_text(draft.end_date),
        budget_usd=f"{draft.budget}.00",
        year=str(draft.year),
        prima_id=draft.prima_id,
        project_id=draft.project_id,
        countries=tuple(country.names[language] for country in draft.places),
        other_countries=tuple(country.names[language] for country in draft.other_places),
        description=write_description(rng, language, draft.theme),
        markup=draft.markup,
        **_translated(draft, language),
    )
    if language == "fr" and rng.random() < 0.5:
        # Nineteen real French pages lack start date and year and print 2024 as the end, whatever the truth.
        return replace(page, start_date=None, year=None, end_date="2024")
    return page


def _legacy_page(draft: Draft, english: ProjectPage) -> ProjectPage:
    rng = random.Random(f"practice page {draft.number} legacy")  # noqa: S311 - as above
    return replace(
        english,
        path=f"/legacy/project/{slug(english.title, 90)}",
        family="legacy",
        start_date=None,
        end_date=None,
        year=None,
        budget_usd=f"{draft.budget:,}",
        other_countries=(),
        description=write_description(rng, "en", draft.theme),
    )


def _translated(draft: Draft, language: Language) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in ("status", "project_type", "coverage", "region")}
    return {
        name: value if value is None else translate(name, value, language) or value for name, value in values.items()
    }


def _title(draft: Draft, language: Language) -> str:
    prose = read_json("prose.json")[language]
    region = translate("region", draft.region, language) or draft.region
    places = draft.places[0].names[language] if len(draft.places) == 1 else region
    title: str = prose["title"].format(number=f"{draft.number:04}", places=places, theme=prose["themes"][draft.theme])
    return title


def _text(year: int | None) -> str | None:
    return None if year is None else str(year)


def slug(title: str, longest: int) -> str:
    """A Drupal-like path segment: unaccented lower-case words without stop words, cut at a word's end."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _STOP_WORDS]
    text = "-".join(words)
    return text if len(text) <= longest else text[: longest + 1].rpartition("-")[0]
