"""What each run came to, in one word: the ledger's account of the crawl and the checks of the build that followed.

The first of these that fits:

- `our bug`: the crawl says so; the build ended in a traceback; the tables were broken in form; or the reader of a page
  failed or crashed, or what it gave was set aside.
- `blocked`, `firewall`, `source down`: the crawl says so.
- `layout change`: the build was refused, and labels of projects stood on many pages without one value.
- `soft error`: other pages stood in the place of many (more than `A_FEW` and one in twenty of those asked for), or the
  checks refused because of it.
- `layout change`, again: the checks refused what was read of the pages, or the drift sensor found labels, rules or
  notations that are not those of the last release.
- `partial`: interrupted, killed, limited, or given up on; a way of discovery broke; many pages failed; or the checks
  refused for another reason.
- `ok with notes`: pages were read by a rule that found nothing before, or a few were not had, and all else is well.
- `ok`.

A build without a crawl belongs to the crawl before it, whose verdict it may so mend; the last build counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from dataset.checks.comparisons import A_FEW
from dataset.errors import DamagedReleaseError
from dataset.releases.catalogue import REFUSED, RELEASE_ID, RELEASES, VISITS, in_order, read_run
from dataset.releases.run_record import FILE_NAME
from scraper.ledger.history import PastRun

Verdict = Literal[
    "ok", "ok with notes", "source down", "blocked", "firewall", "soft error", "layout change", "partial", "our bug"
]
MANY = 1 / 20
"""From this share of the pages asked for, failures are no longer single ones; a build refuses at a fifth."""

_OUR_BUG = frozenset({"reader_failed", "reader_crashed", "page_set_aside"})
_SOFT_ERROR = frozenset({"missing", "unverified", "gone", "no_project", "same_bytes"})
_LAYOUT = frozenset({"min_filled", "filled", "unread", "new_values", "spans"})
_DRIFT = frozenset(
    {"drift", "new_slice", "renamed_label", "vanished_label", "new_label", "unknown_label", "vanished_rule"}
    | {"shifted_shape"}
)
_LOST = ("missing", "unverified", "no_project", "never_there")
"""Warnings of pages that were not had; one page may be in several, so that the largest number tells of them."""
_NOTES = ("new_rule", "gone", "translations", "same_bytes", "set_aside")
"""Warnings that ask nobody to do anything: everything was read, only otherwise than before, or is leaving the site; or
a few pages were not had, which the next run asks for again."""
_NOT_ASKED = frozenset({"robots_denied", "offsite", "skipped_by_limit"})
_STOPPED: Mapping[str | None, str] = {
    "interrupted": "it was interrupted; the next crawl takes it up",
    "abandoned": "it stopped in the middle and was not taken up within a day",
    None: "it ended without a word: killed, or the disk failed; the next crawl takes it up",
}


@dataclass(frozen=True, slots=True)
class Build:
    """A release, or a build that was refused.

    Attributes:
        id: of the release or the refused build.
        crawl: name of the newest crawl when it was made, or None.
        is_dated: whether an earlier version made it, which did not write that down: its time alone tells.
        refused: the messages of the checks that refused, by name.
        warned: the same of those that warned.
        overridden: whether it was published against its checks.
        issues: findings per kind.
        same_data_as: for a visit that found nothing new, the release that holds its data; else None.
        newest_page: when that visit saw the newest page; None for what was published.
    """

    id: str
    started: datetime
    published: datetime
    crawl: str | None
    refused: Mapping[str, str]
    warned: Mapping[str, str]
    overridden: bool
    issues: Mapping[str, int]
    same_data_as: str | None = None
    newest_page: datetime | None = None
    is_dated: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A crawl with its build.

    Attributes:
        verdict: None while it is at work.
        reason: one line; None where the verdict is `ok`.
        build: the last one that was made of it, or None.
    """

    name: str
    started: datetime
    ended: datetime | None
    verdict: Verdict | None
    reason: str | None
    build: Build | None


def read_builds(folder: Path) -> list[Build]:
    """Read the records of all builds of a site that are kept, oldest first.

    Raises:
        ReleaseError: one of them cannot be read.
    """
    there = [folder / name for name in (RELEASES, REFUSED, VISITS) if (folder / name).is_dir()]
    places = [place for parent in there for place in parent.iterdir() if RELEASE_ID.fullmatch(place.name)]
    return [_read_build(place) for place in sorted(places, key=lambda one: in_order(one.name))]


def judge_runs(crawls: Sequence[PastRun], builds: Sequence[Build], *, at_work: bool) -> tuple[Run, ...]:
    """Give every crawl its verdict.

    Args:
        crawls: the newest first.
        builds: oldest first.
        at_work: whether a run holds the folder's lock; it is the newest, if that has not ended.
    """
    return tuple(
        _judge(crawl, _build_of(crawl, crawls[:number], builds), at_work=at_work and number == 0)
        for number, crawl in enumerate(crawls)
    )


def _judge(crawl: PastRun, build: Build | None, *, at_work: bool) -> Run:
    if at_work and crawl.ended is None:
        return Run(crawl.name, crawl.started, None, None, None, None)
    for verdict, reasons in _RULES:
        for reason in reasons(crawl, build):
            return Run(crawl.name, crawl.started, crawl.ended, verdict, reason, build)
    return Run(crawl.name, crawl.started, crawl.ended, "ok", None, build)


def _bugs(crawl: PastRun, build: Build | None) -> Iterator[str]:
    if crawl.verdict == "our bug":
        yield "the crawl failed; its traceback stood on stderr"
    if build is not None:
        yield from _refusals(build, frozenset({"integrity", "our_bug"}))
        yield from (f"{build.issues[kind]:,} pages: {kind}" for kind in sorted(_OUR_BUG & build.issues.keys()))


def _blocks(crawl: PastRun, _: Build | None) -> Iterator[str]:
    if crawl.verdict == "blocked":
        yield crawl.trouble or "the site told us to stay away"


def _walls(crawl: PastRun, _: Build | None) -> Iterator[str]:
    if crawl.verdict == "firewall":
        yield crawl.trouble or "a firewall answers 403 to everything"


def _outages(crawl: PastRun, _: Build | None) -> Iterator[str]:
    if crawl.verdict == "source down":
        yield crawl.trouble or "the site did not answer, or robots.txt forbids it"


def _empty_templates(_: PastRun, build: Build | None) -> Iterator[str]:
    count = build.issues.get("layout_drift", 0) if build is not None and build.refused else 0
    if count > A_FEW:
        yield f"labels of projects stand on pages without one value ({count:,} findings layout_drift)"


def _soft_errors(crawl: PastRun, build: Build | None) -> Iterator[str]:
    count, asked = _settled_as("quarantined", crawl)
    if _are_many(count, asked):
        yield f"{count:,} of {asked:,} pages were others than those asked for"
    if build is not None:
        yield from _refusals(build, _SOFT_ERROR)


def _layout_changes(_: PastRun, build: Build | None) -> Iterator[str]:
    if build is not None:
        yield from _refusals(build, _LAYOUT)
        yield from (message for name, message in build.warned.items() if name in _DRIFT)


def _lacks(crawl: PastRun, build: Build | None) -> Iterator[str]:
    if crawl.ended is None or crawl.verdict == "abandoned":
        yield _STOPPED.get(crawl.verdict, f"it stopped: {crawl.verdict}")
    if crawl.summary and crawl.summary["stopped_early"]:
        yield crawl.summary["stopped_early"]
    broken = (crawl.summary or {}).get("broken_places")
    if crawl.verdict == "partial" and broken is None:  # an earlier version's account does not name them
        yield "a sitemap or listing could not be read"
    elif crawl.verdict == "partial" and broken:
        first, others = broken[0], ", and others" if len(broken) > 1 else ""
        yield f"a sitemap or listing could not be read: {first['url']}: {first['reason']}{others}"
    yield from (crawl.summary or {}).get("doubts", ())
    count, asked = _settled_as("failed", crawl)
    if _are_many(count, asked):
        yield f"{count:,} of {asked:,} pages failed"
    if build is not None:
        yield from build.refused.values()


def _notes(_: PastRun, build: Build | None) -> Iterator[str]:
    if build is not None:
        notes = [build.warned[name] for name in _NOTES if name in build.warned]
        notes += sorted((build.warned[name] for name in _LOST if name in build.warned), key=_count, reverse=True)[:1]
        yield from ["; ".join(notes)] if notes else []


def _count(message: str) -> int:
    """The number that a check's message begins with: `1,005 of 1,200 pages …`."""
    found = re.match("[0-9,]+", message)
    return int(found[0].replace(",", "")) if found else 0


_RULES: Sequence[tuple[Verdict, Callable[[PastRun, Build | None], Iterator[str]]]] = (
    ("our bug", _bugs),
    ("blocked", _blocks),
    ("firewall", _walls),
    ("source down", _outages),
    ("layout change", _empty_templates),
    ("soft error", _soft_errors),
    ("layout change", _layout_changes),
    ("partial", _lacks),
    ("ok with notes", _notes),
)
"""In the order in which they count: a verdict, and what gives its reasons."""


def _refusals(build: Build, checks: frozenset[str]) -> Iterator[str]:
    yield from (message for name, message in build.refused.items() if name in checks)


def _settled_as(state: str, crawl: PastRun) -> tuple[int, int]:
    """How many addresses of a run are in a state, and how many were asked for."""
    states: Mapping[str, int] = crawl.summary["states"] if crawl.summary else {}
    settled = sum(count for name, count in states.items() if name not in _NOT_ASKED)
    return states.get(state, 0), settled - (crawl.summary or {}).get("not_asked", 0)


def _are_many(count: int, total: int) -> bool:
    return count > max(A_FEW, total * MANY)


def _build_of(crawl: PastRun, later: Sequence[PastRun], builds: Sequence[Build]) -> Build | None:
    """The last build that was made of a crawl: by name, else by having begun before the next crawl did."""
    end = later[-1].started if later else None
    mine = [
        build
        for build in builds
        if build.crawl == crawl.name
        or (build.is_dated and build.started >= crawl.started and (end is None or build.started < end))
    ]
    return mine[-1] if mine else None


def _read_build(place: Path) -> Build:
    record = read_run(place)
    try:
        return _build(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedReleaseError(place / FILE_NAME, f"{type(error).__name__}: {error}") from error


def _build(record: Mapping[str, Any]) -> Build:
    checks, details = record["checks"], record.get("details", {})
    return Build(
        id=record["release"],
        started=datetime.fromisoformat(record["started_at"]),
        published=datetime.fromisoformat(record["published_at"]),
        crawl=(record["crawl"] or {}).get("run") or record.get("after_crawl"),
        is_dated=not record["crawl"] and "after_crawl" not in record,
        refused={one["name"]: one["message"] for one in checks["all"] if one["verdict"] == "refused"},
        warned={one["name"]: one["message"] for one in checks["all"] if one["verdict"] == "warned"},
        overridden=checks["override"] is not None,
        issues=(record["profile"] or {}).get("issues", {}),
        same_data_as=details.get("same_data_as"),
        newest_page=datetime.fromisoformat(details["newest_page"]) if details.get("newest_page") else None,
    )
