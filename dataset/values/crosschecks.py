"""What the values of one page say about each other: findings only, never a source of a value.

Each finding is a sentence about two values of which one may be wrong, and is filed under both fields.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from dataset.values.date_bounds import day_bounds
from dataset.values.observation import Observation
from dataset.values.typed import KNOWN_TEXTS, quote
from parsers.countries import CountryMention, find_names
from parsers.model import Issue, Language, Layout, Severity
from parsers.vocabulary import prefix_types, read_table

SMALLEST_BUDGET, LARGEST_BUDGET = Decimal(25_000), Decimal(400_000)
"""US dollars: the smallest and the largest budget seen, wider than the Fund's own limits of any year."""

STALE_AFTER = timedelta(days=365)
"""How long after its last possible end a project may be called `Active`: final reports take time."""

TRANSLATION_END, LONGEST_PROJECT = "2024", 4
"""A batch of French and Spanish pages prints this end date whatever the truth; English pages print up to 4 years."""

PRIMA_ID_SINCE = 2013
"""Projects of this year and later nearly all have a Prima ID, those of 2011 and before have none."""

Values = Mapping[str, Observation]


def cross_check(
    observations: Values, *, layout: Layout | None, language: Language | None, fetched_at: datetime | None
) -> tuple[Issue, ...]:
    """Compare the fields of one page.

    Args:
        observations: all fields of the page.
        layout: of the page; the legacy one has no dates to suspect.
        language: of its interface.
        fetched_at: when it was received; None leaves the check of stale statuses undone.
    """
    return (
        *_id_and_type(observations),
        *_coverage_and_countries(observations),
        *_order_of_dates(observations),
        *(_stale_status(observations, fetched_at.date()) if fetched_at else ()),
        *_budget(observations),
        *_title_and_countries(observations),
        *(_end_of_translation(observations) if language in ("fr", "es") and layout != "legacy" else ()),
        *(_prima_id(observations) if layout != "legacy" else ()),
    )


def _findings(kind: str, fields: tuple[str, ...], message: str, severity: Severity = "warning") -> Iterator[Issue]:
    for field in fields:
        yield Issue(kind, field, message, severity)


def _text(observations: Values, field: str) -> str | None:
    value = observations[field].value
    return value if isinstance(value, str) else None


def _codes(observations: Values, field: str) -> tuple[str, ...]:
    value = observations[field].value
    return value if isinstance(value, tuple) else ()


def _id_and_type(observations: Values) -> Iterator[Issue]:
    """The letters of a Projects ID (`CT.0690`) belong to a project type; those of 2001 to 2007 (`Q36-805`) do not."""
    project_id, project_type = _text(observations, "project_id"), _text(observations, "project_type")
    match = re.match(r"([A-Z]{2})\.", project_id or "")
    if match is None or project_type is None or (project_id, project_type) in _KNOWN_DISAGREEMENTS:
        return
    types = prefix_types(match[1])
    if not types:
        message = f"no known project type begins its IDs with {match[1]}: {project_id}"
        yield from _findings("unknown_id_prefix", ("project_id",), message, "info")
    elif project_type not in types:
        message = f"{project_id} belongs to {' or '.join(types)}, the page says {project_type}"
        yield from _findings("id_type_mismatch", ("project_id", "project_type"), message)


def _coverage_and_countries(observations: Values) -> Iterator[Issue]:
    """National projects have one country, regional ones several; a Global project may name one country or many."""
    coverage, countries = _text(observations, "coverage"), _codes(observations, "countries")
    count = len(set(countries) | set(_codes(observations, "other_countries")))
    if not countries or coverage in (None, "Global"):
        return
    if (coverage == "National") != (count == 1):
        message = f"coverage is {coverage}, but {count} {'country is' if count == 1 else 'countries are'} named"
        yield from _findings("coverage_mismatch", ("coverage", "countries"), message)


def _order_of_dates(observations: Values) -> Iterator[Issue]:
    start, end = _text(observations, "start_date"), _text(observations, "end_date")
    if start and end and day_bounds(end)[1] < day_bounds(start)[0]:
        yield from _findings(
            "end_before_start", ("start_date", "end_date"), f"the end {end} is before the start {start}"
        )


def _stale_status(observations: Values, today: date) -> Iterator[Issue]:
    end = _text(observations, "end_date")
    if end and _text(observations, "status") == "Active" and today - day_bounds(end)[1] > STALE_AFTER:
        yield from _findings(
            "stale_status", ("status",), f"Active, but the project ended {end} and the page is of {today}"
        )


def _budget(observations: Values) -> Iterator[Issue]:
    budget = observations["budget_usd"].value
    if isinstance(budget, Decimal) and not SMALLEST_BUDGET <= budget <= LARGEST_BUDGET:
        message = f"{budget} is outside {SMALLEST_BUDGET} to {LARGEST_BUDGET} US dollars; kept as printed"
        yield from _findings("implausible_budget", ("budget_usd",), message)


def _title_and_countries(observations: Values) -> Iterator[Issue]:
    """A title may name countries that do not benefit (where migrants live); one that names none that do is doubtful."""
    countries = _codes(observations, "countries")
    known = {*countries, *_codes(observations, "other_countries")}
    named = _named_in(_text(observations, "title") or "") if countries else ()
    foreign = tuple(dict.fromkeys(mention.name for mention in named if mention.iso3 not in known))
    if foreign:
        severity: Severity = "info" if any(mention.iso3 in known for mention in named) else "warning"
        message = f"the title names {', '.join(map(quote, foreign))}, the countries are {', '.join(countries)}"
        yield from _findings("title_country_missing", ("countries",), message, severity)


@lru_cache(maxsize=KNOWN_TEXTS)
def _named_in(title: str) -> tuple[CountryMention, ...]:
    """Find the countries of a title: written with a capital, and not as part of another place (`Gulf of Guinea`)."""
    places = [match.span() for place in _PLACES for match in place.finditer(title)]
    return tuple(
        mention
        for mention in find_names(title)
        if any(character.isupper() for character in mention.name)
        and not any(start <= mention.start and mention.end <= end for start, end in places)
    )


def _end_of_translation(observations: Values) -> Iterator[Issue]:
    """Translations of one batch lack start date and year, or print old ones, beside an end in 2024."""
    end, begun = _text(observations, "end_date"), _begun(observations)
    if end == TRANSLATION_END and (begun is None or int(end) - begun > LONGEST_PROJECT):
        message = f"French and Spanish pages are known to print {end} for any end date; compare the English page"
        yield from _findings("suspect_end_date", ("end_date",), message)


def _prima_id(observations: Values) -> Iterator[Issue]:
    """The absence of a Prima ID says nothing on an old page, and something on a newer one or one without a year."""
    begun = _begun(observations)
    if observations["prima_id"].status == "not_on_page" and (begun is None or begun >= PRIMA_ID_SINCE):
        message = f"no Prima ID was found; projects since {PRIMA_ID_SINCE} mostly have one"
        yield from _findings("field_missing", ("prima_id",), message, "info")


def _begun(observations: Values) -> int | None:
    """Give the year of the start, else that of the allocation, to judge other values by."""
    start, year = _text(observations, "start_date"), observations["year"].value
    return int(start[:4]) if start else year if isinstance(year, int) else None


_KNOWN_DISAGREEMENTS = {
    (row["project_id"], row["project_type"]) for row in read_table("known_disagreements.csv", "dataset")
}
_PLACES = tuple(
    re.compile(rf"(?<!\w){re.escape(row['name'])}(?!\w)", re.IGNORECASE) for row in read_table("places.csv", "dataset")
)
