"""`NAME.meta.json` beside `NAME.html`: where a saved page came from, and when."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PageMeta:
    """What is noted beside a saved page; None where it is not."""

    url: str | None = None
    fetched_at: datetime | None = None
    content_type: str | None = None


def read_meta(file: Path) -> PageMeta:
    """Read what is noted beside a page; nothing where there is no such file.

    Raises:
        ValueError: the file is not what it should be; the message names it.
    """
    place = file.with_name(file.stem + ".meta.json")
    if not place.is_file():
        return PageMeta()
    try:
        meta = _texts(json.loads(place.read_bytes()))
        return PageMeta(meta.get("url"), read_moment(meta.get("fetched_at")), meta.get("content_type"))
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{place.name} was left aside: {error}") from error


def read_moment(text: str | None) -> datetime | None:
    """Return an ISO 8601 time; one without an offset is UTC.

    Raises:
        ValueError: it is none.
    """
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _texts(meta: object) -> dict[str, str]:
    """The texts of a meta file; other keys may hold what they like."""
    if not isinstance(meta, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - JSON of the wrong shape is a wrong value
    known = {key: meta[key] for key in ("url", "fetched_at", "content_type") if meta.get(key) is not None}
    for key, value in known.items():
        if not isinstance(value, str):
            raise ValueError(f'"{key}" is not a text')  # noqa: TRY004 - as above
    return known
