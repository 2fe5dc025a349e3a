"""The tables of a site as its archive was at a moment."""

from datetime import UTC, datetime
from pathlib import Path

from build.archive_state import Report, gather_as_of
from dataset.projects.rules import build_sound_tables
from dataset.projects.tables import Tables


def make_tables_as_of(folder: Path, when: str | datetime, *, report: Report | None = None) -> Tables:
    """Make the tables of what the archive held.

    Args:
        folder: the site's folder.
        when: a date, which means its end, or a time (ISO 8601; UTC unless it says otherwise).
        report: told how many pages have been read.

    Raises:
        StorageFault: the archive cannot be read.
        ValueError: it is no date, has not come yet, or lies before the first capture.
    """
    moment = _moment(when)
    if moment.date() > datetime.now(UTC).date():
        raise ValueError(f"{when} has not come yet: nobody knows what will stand there")
    return build_sound_tables(gather_as_of(folder, moment, report=report))


def _moment(when: str | datetime) -> datetime:
    """The last moment that is meant: a date without a time means its end."""
    try:
        moment = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    except ValueError:
        raise ValueError(f"{when!r} is no date or time: write it as 2026-11-24") from None
    if isinstance(when, str) and len(when) == len("2026-11-24"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999999)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
