"""`doctor`: first contact with a site, before anything is crawled."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cli.configured import AsJson, ConfigFile, Contact, Delay, Output, Season, SiteName, Size, plan, warn_of_contact
from cli.exits import INTERRUPTED
from cli.interruption import stopping
from cli.lines import print_lines
from cli.terminal import print_json, reporting
from dataset.values.observation import Observation, PageObservations

if TYPE_CHECKING:
    from monitoring.diagnosis import Diagnosis
    from scraper.preflight import Examination, HostVerdict, Visit
    from settings.run_plan import RunPlan

LABEL = 13
VALUE = 60
"""So many characters of a value are shown."""


def doctor(
    site: SiteName = "live",
    *,
    output: Output = None,
    config: ConfigFile = None,
    contact: Contact = None,
    delay: Delay = None,
    size: Size = 1200,
    season: Season = 1,
    json: AsJson = False,
) -> int:
    """Look at a site before the first crawl: robots.txt, where addresses are found, and how three pages are read.

    It asks as a crawl does, obeying robots.txt and keeping the pace, but for at most eight sitemaps and listing pages,
    five usual places of such, and six project pages, each tried twice at most. Nothing is kept: archive and releases
    stay as they are.

    For example:

        iom-projects doctor --contact you@example.org

    Exit codes: 0 a crawl can begin (the verdict says whether to look closer first), 4 the site cannot be reached or
    its robots.txt forbids it, 5 blocked or rate-limited, 6 a run is at work.
    """
    from monitoring.diagnosis import diagnose
    from scraper.clock import SystemClock

    job = plan(site, config, size=size, season=season, output=output, contact=contact, delay_seconds=delay)
    warn_of_contact(job)
    with stopping("ending (once more to end at once)") as stop, reporting(f"Asking {job.site.start}"):
        diagnosis = diagnose(job, clock=SystemClock(), stop=stop)
    if stop.is_set():
        return INTERRUPTED
    if json:
        print_json(_describe(job, diagnosis), indent=2)
    else:
        print_lines(_lines(job, diagnosis))
    return diagnosis.exit_code


def _lines(job: "RunPlan", diagnosis: "Diagnosis") -> Iterator[str]:
    seen = diagnosis.examination
    note = " (practice: it says nothing of the real one)" if job.is_practice else ""
    yield f"{'Site':<{LABEL}}{job.site.start}{note}"
    yield f"{'User agent':<{LABEL}}{seen.user_agent}"
    yield from _under("robots.txt", (_host_line(host, seen.pace[host.host]) for host in seen.hosts))
    yield from _under("Addresses", _address_lines(seen))
    yield from _under("Tried", (f"{place.url}: {place.answer}" for place in seen.tried))
    for number, (visit, page) in enumerate(zip(seen.visits, diagnosis.readings, strict=True), start=1):
        yield ""
        yield from _under(f"Page {number}", _page_lines(visit, page))
    yield ""
    gaps = "; ".join(f"smallest gap {gap:.2f} s ({host})" for host, gap in seen.smallest_gaps.items())
    yield f"{'Politeness':<{LABEL}}{seen.requests} requests in {seen.seconds:.1f} s{f'; {gaps}' if gaps else ''}"
    yield f"{'Verdict':<{LABEL}}{diagnosis.finding}"
    yield from _under("Because", iter(diagnosis.reasons))
    yield from _under("Next", iter(diagnosis.advice))


def _under(label: str, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"{label if number == 0 else '':<{LABEL}}{line}"


def _host_line(host: "HostVerdict", pace: float) -> str:
    may = f"project pages may be asked for, {pace:g} s apart" if host.allows else "project pages may not be asked for"
    asked = f"; Crawl-delay {host.crawl_delay:g}" if host.crawl_delay is not None else ""
    named = f"; names {', '.join(host.sitemaps)}" if host.sitemaps else ""
    return f"{host.host}: {may} ({host.reason}{asked}{named})"


def _address_lines(seen: "Examination") -> Iterator[str]:
    yield f"{seen.known:,} project pages known so far, {seen.allowed:,} may be asked for"
    for way in dict.fromkeys((*seen.ways, *(place.way for place in seen.places))):
        counts = seen.ways.get(way, {"found": 0, "found_by_no_other": 0})
        states = _states(seen, way)
        looked = f"; places: {', '.join(f'{number} {state}' for state, number in states.items())}" if states else ""
        yield f"{way:<10}{counts['found']:,} found, {counts['found_by_no_other']:,} by no other way{looked}"


def _states(seen: "Examination", way: str) -> dict[str, int]:
    """How many places of a way ended how."""
    states = [place.state or "left for a crawl" for place in seen.places if place.way == way]
    return {state: states.count(state) for state in dict.fromkeys(states)}


def _page_lines(visit: "Visit", page: PageObservations | None) -> Iterator[str]:
    yield visit.asked if visit.asked == visit.url else f"{visit.asked} leads to {visit.url}"
    answer = f"{visit.exchange.status_line} in {visit.exchange.seconds:.2f} s" if visit.exchange else "no answer"
    yield f"{answer}; a crawl settles it as {visit.state}{f': {visit.reason}' if visit.reason else ''}"
    if page is None:
        return
    yield f"{page.outcome}: {page.reason}; layout {page.layout or 'unknown'}, language {page.language or 'unknown'}"
    for name, seen in page.observations.items():
        yield f"  {name:<18}{_field(seen)}"
    for label, text in page.unclaimed.items():
        yield f"  unclaimed         {label}: {_short(text)}"
    for issue in page.issues:
        yield f"  {issue.severity:<18}{issue.kind}: {issue.message}"


def _field(seen: Observation) -> str:
    from maintenance.explanation import shown

    value = _short(shown(seen.value)) if seen.value is not None else f"null, {seen.status}"
    return f"{value}  [{seen.rule}]" if seen.rule else value


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= VALUE else line[: VALUE - 1] + "…"


def _describe(job: "RunPlan", diagnosis: "Diagnosis") -> dict[str, Any]:
    seen = diagnosis.examination
    return {
        "site": job.site.start,
        "user_agent": seen.user_agent,
        "contact": job.settings.contact,
        "verdict": diagnosis.finding,
        "exit_code": diagnosis.exit_code,
        "reasons": diagnosis.reasons,
        "advice": diagnosis.advice,
        "robots": {
            host.host: {
                "allows": host.allows,
                "reason": host.reason,
                "crawl_delay": host.crawl_delay,
                "sitemaps": host.sitemaps,
                "seconds_between_requests": seen.pace[host.host],
            }
            for host in seen.hosts
        },
        "addresses": {"known": seen.known, "allowed": seen.allowed, "ways": _plain(seen.ways)},
        "places": [
            {"url": each.url, "way": each.way, "state": each.state, "reason": each.reason} for each in seen.places
        ],
        "tried": [{"url": each.url, "answer": each.answer, "projects": each.projects} for each in seen.tried],
        "pages": [_describe_page(*pair) for pair in zip(seen.visits, diagnosis.readings, strict=True)],
        "requests": seen.requests,
        "seconds": round(seen.seconds, 3),
        "smallest_gaps": {host: round(gap, 3) for host, gap in seen.smallest_gaps.items()},
    }


def _plain(ways: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {way: dict(counts) for way, counts in ways.items()}


def _describe_page(visit: "Visit", page: PageObservations | None) -> dict[str, Any]:
    from dataset.page_json import describe_page

    about = {
        "asked": visit.asked,
        "url": visit.url,
        "state": visit.state,
        "reason": visit.reason,
        "status": visit.exchange.status if visit.exchange else None,
        "seconds": round(visit.exchange.seconds, 3) if visit.exchange else None,
    }
    if page is None:
        return {**about, "page": None}
    rules = {name: seen.rule for name, seen in page.observations.items()}
    return {**about, "page": {**describe_page(page, path=visit.url), "rules": rules}}
