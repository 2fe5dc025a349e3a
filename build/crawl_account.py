"""What the newest crawl came to, as checks, report and `run.json` ask for it."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.evidence import Evidence
from dataset.checks.checks import Balance
from scraper.ledger.history import read_account
from scraper.ledger.states import LIMITED


def newest_crawl(folder: Path) -> str | None:
    """The name of the newest crawl; None where there was none."""
    account = read_account(folder, runs=1)
    return account.runs[0].name if account and account.runs else None


def newest_summary(folder: Path) -> Mapping[str, Any] | None:
    """What the newest crawl came to; None where there was none, or it did not come to its end."""
    account = read_account(folder, runs=1)
    return account.runs[0].summary if account and account.runs else None


def is_limited(folder: Path) -> bool:
    """Whether the newest crawl left pages out because it was asked for so many alone: no release is made of a part."""
    return str((newest_summary(folder) or {}).get("stopped_early") or "").startswith(LIMITED)


def balance(evidence: Evidence) -> Balance:
    """What the ledger's newest run came to."""
    fates = Counter(address.state for address in evidence.addresses if address.state is not None)
    strays = len(evidence.strays)
    reasons = Counter(
        (address.reason or "no reason is known").removeprefix(f"{address.url}: ").replace(address.url, "it")
        for address in evidence.addresses
        if address.state in {"failed", "quarantined"}
    )
    summary = newest_summary(evidence.folder)
    groups = (summary or {}).get("unfollowed", ())
    # Behind a pager stand any number of pages: it counts as a listing that was not read to its end.
    unfollowed = {one["line"]: one["addresses"] for one in groups if one["is_doubt"] and one["reason"] != "pager"}
    return Balance(
        discovered=len(evidence.addresses) + strays,
        fates=dict(sorted((fates + Counter(archive_alone=strays)).items())),
        failures=dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
        discovery_faults=[fault for fault in _discovery_faults(summary) if fault not in unfollowed],
        unfollowed=unfollowed,
        remarks=[one["line"] for one in groups if not one["is_doubt"]],
    )


def _discovery_faults(summary: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What the summary of a crawl says of sitemaps and listings; nothing where an earlier version wrote it."""
    if summary is None or "broken_places" not in summary:
        return ()
    return (*(f"{one['url']}: {one['reason']}" for one in summary["broken_places"]), *summary["doubts"])
