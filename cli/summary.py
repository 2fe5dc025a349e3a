"""What a job found, what was doubtful and where the files are: as JSON-ready values, and as a table for people."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.configured import missing_contact
from cli.sheet import print_sheet

# What a build needs is imported where one is described: a crawl says all without.
if TYPE_CHECKING:
    from pipeline import Built
    from scraper.summary import CrawlSummary
    from settings.run_plan import RunPlan

TOP_ISSUES = 8
"""How many kinds of issue the table names; the JSON and the `issues` table hold all."""


def describe_crawl(job: "RunPlan", summary: "CrawlSummary") -> dict[str, Any]:
    """Describe a crawl: site, folder and everything that the crawl says of itself."""
    crawl = summary.to_json()
    lack = missing_contact(job)
    warnings = crawl_warnings(crawl) + ([{"check": "contact", "message": lack}] if lack else [])
    return {**_describe_job(job), "crawl": crawl, "warnings": warnings}


def join_warnings(crawled: dict[str, Any], built: dict[str, Any]) -> dict[str, Any]:
    """Join what a crawl and its build say; the build's checks speak for the crawl, but for what they do not know."""
    own = [one for one in crawled["warnings"] if one["check"] in {"contact", "gzip", "numbers"}]
    return {**crawled, **built, "warnings": [*own, *built["warnings"]]}


def describe_build(job: "RunPlan", built: "Built") -> dict[str, Any]:
    """Describe a release: rows, languages, outcomes, issues and unread values, and where it is."""
    from dataset.releases.stored_tables import columns, count_rows

    tables = built.tables
    issues = columns(tables, "issues", "severity", "kind").to_pylist()
    latest = job.folder / "latest"
    statuses = columns(tables, "observations", "field_status").column(0).value_counts().to_pylist()
    pages = columns(tables, "pages", "outcome", "imported_from")
    return {
        **_describe_job(job),
        "changed": describe_changes(job, built),
        "release": {
            "id": built.release.id,
            "folder": built.address or str(built.release.folder),
            "latest": f"{built.address.rsplit('/', 2)[0]}/latest.json" if built.address else str(latest),
            "is_apart": built.release.is_apart,
            "visit": built.release.visit,
        },
        "rows": count_rows(tables),
        "pages": _count(pages.column("outcome").to_pylist()),
        "imported": len(pages) - pages.column("imported_from").null_count,
        "languages": _count(columns(tables, "projects", "language").column(0).to_pylist()),
        "values": _count(Counter({one["values"]: one["counts"] for one in statuses}).elements()),
        "issues": {
            "by_severity": _count(issue["severity"] for issue in issues),
            "by_kind": _count(issue["kind"] for issue in issues),
            "doubtful": _count(issue["kind"] for issue in issues if issue["severity"] != "info"),
        },
        "warnings": [
            {"check": check.name, "message": check.message}
            for verdict in ("refused", "warned")
            for check in built.checks.of(verdict)
        ],
    }


def describe_changes(job: "RunPlan", built: "Built") -> dict[str, int] | None:
    """Count what differs from the release before, by kind and by field; None where there is none to compare with."""
    if built.parent is None or built.release.is_apart:
        return None
    from dataset.releases.differences import compare_releases
    from dataset.releases.loading import open_tables

    found = compare_releases(open_tables(job.folder, release=built.parent), built.tables)
    kinds = {"new": found.added, "removed": found.removed, "withdrawn": found.withdrawn, "returned": found.returned}
    counts = {name: len(listed) for name, listed in kinds.items() if listed}
    return counts | dict(sorted(Counter(each.field for each in found.changed).items()))


def print_summary(summary: dict[str, Any]) -> None:
    """Print the summary on stdout: as a table on a terminal, else one line for each thing, neither padded nor cut."""
    print_sheet(_lines(summary))


def _lines(summary: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [("Site", summary["site"])]
    if summary["practice"]:
        from dataset.releases.run_record import PRACTICE_NOTE

        lines.append(("PRACTICE DATA", PRACTICE_NOTE.removeprefix("Practice data: ")))
    if "crawl" in summary:
        lines += _crawl_lines(summary["crawl"])
    if "release" in summary:
        rows, issues = summary["rows"], summary["issues"]
        values = summary["values"]
        kinds = dict(list(issues["doubtful"].items())[:TOP_ISSUES])
        more = len(issues["doubtful"]) - len(kinds)
        lines += [
            ("Projects", f"{rows['projects']:,} ({_listed(summary['languages'])})"),
            ("Pages", _listed({outcome or "never fetched": n for outcome, n in summary["pages"].items()})),
            *(
                [("Imported", f"{imported:,} pages: what somebody else captured")]
                if (imported := summary["imported"])
                else []
            ),
            ("Values", _listed(values)),
            ("Issues", f"{rows['issues']:,}: {_listed(issues['by_severity'])}" if rows["issues"] else "none"),
            ("Doubtful", _listed(kinds) + (f", and {more} more kinds" if more > 0 else "")) if kinds else ("", ""),
            *_changes(summary),
            ("Release", summary["release"]["folder"]),
            ("Latest", _latest(summary["release"])),
        ]
    lines += [("Warning", f"{one['check']}: {one['message']}") for one in summary.get("warnings", ())]
    if (status := summary.get("status")) and status["exit_code"]:
        lines.append(("Status", f"{status['verdict']} (iom-projects status ends with {status['exit_code']})"))
    return [line for line in lines if line[0]]


def _changes(summary: dict[str, Any]) -> list[tuple[str, str]]:
    changed = summary.get("changed")
    if changed is None:
        return []
    site = Path(summary["folder"]).name
    name = site if site in {"live", "practice"} else summary["site"]
    said = ", ".join(f"{count:,} {field}" for field, count in changed.items())
    return [("Changed", f"{said}: iom-projects diff --site {name}" if said else "nothing since the release before")]


def _latest(release: dict[str, Any]) -> str:
    if release["visit"]:
        return f"{release['latest']} is what it was: nothing is new, and the visit is on record ({release['visit']})"
    if release["is_apart"]:
        return f"{release['latest']} is what it was: a limited crawl makes no release, its tables stand apart"
    return f"{release['latest']} (CODEBOOK.md in it says what each column means)"


def _crawl_lines(crawl: dict[str, Any]) -> list[tuple[str, str]]:
    """What a crawl found, and how it behaved."""
    gaps = "; ".join(f"smallest gap {gap:.2f} s ({host})" for host, gap in crawl["smallest_gaps"].items())
    asked = f"{crawl['requests']:,} requests, {crawl['retries']:,} of them repeated"
    obeyed = f"Retry-After obeyed {crawl['retry_after_obeyed']:,} times"
    saved = f"{crawl['not_modified']:,} answers 304 saved {crawl['bytes_saved']:,} bytes"
    unasked = f"; {crawl['not_asked']:,} not asked: sitemap says unchanged" if crawl["not_asked"] else ""
    began = f"the crawl that began at {crawl['started'][:16].replace('T', ' ')} UTC and did not come to its end"
    return [
        *([("Taken up", began)] if crawl["resumed"] else []),
        ("Addresses", f"{crawl['discovered']:,} discovered: {_listed(crawl['states'])}{unasked}"),
        ("Found by", _listed({way: counts["found"] for way, counts in crawl["ways"].items()})),
        ("Politeness", f"{asked}; {obeyed}{f'; {gaps}' if gaps else ''}"),
        ("Traffic", f"{crawl['bytes_received']:,} bytes of bodies received; {saved}"),
        *([("Ended early", crawl["stopped_early"])] if crawl["stopped_early"] else []),
    ]


def crawl_warnings(crawl: dict[str, Any]) -> list[dict[str, str]]:
    """Say what a crawl may have missed, as the checks say theirs: places that broke, pages that gave no page."""
    found = []
    if crawl["broken_places"]:
        broken = crawl["broken_places"]
        count = sum(number for name, number in crawl["places"].items() if _is_broken(name))
        first = f"{broken[0]['url']}: {broken[0]['reason']}"
        message = f"{count:,} sitemaps or listing pages could not be read, so pages may be missing; the first: {first}"
        found.append({"check": "discovery", "message": message})
    found += [{"check": "discovery", "message": doubt} for doubt in crawl["doubts"]]
    if crawl.get("unannounced"):
        message = f"{crawl['unannounced']:,} answers were gzip and did not say so; they were read as what they are"
        found.append({"check": "gzip", "message": message})
    found += [{"check": "numbers", "message": one["line"]} for one in crawl["unfollowed"] if one["reason"] == "number"]
    if crawl["repeats"]:
        first = crawl["repeated"][0]
        message = f"{crawl['repeats']:,} addresses gave the very bytes of another: {first['url']} {first['reason']}"
        found.append({"check": "same_bytes", "message": message})
    failed = crawl["states"]["failed"] + crawl["states"]["quarantined"]
    if failed:
        ((reason, _),) = Counter(one["reason"] for one in crawl["failures"]).most_common(1)
        message = f"addresses that gave no page that can be used: {failed:,}; a frequent reason: {reason}"
        found.append({"check": "missing", "message": message})
    return found


def _is_broken(place: str) -> bool:
    return place.endswith((" failed", " not looked at")) and not place.startswith("archive ")


def _describe_job(job: "RunPlan") -> dict[str, Any]:
    return {"site": job.site.start, "folder": str(job.folder), "practice": job.is_practice}


def _count(values: Any) -> dict[str, int]:
    """How often each value stands there, the most frequent first, equals in alphabetical order."""
    counted = Counter("none" if value is None else value for value in values)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in counts.items() if n) or "none"
