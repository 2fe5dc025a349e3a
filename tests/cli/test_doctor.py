"""First contact: what is seen, what is concluded, and that the site is treated as a crawl would treat it."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from monitoring.diagnosis import Diagnosis, diagnose
from practice.server import PracticeServer, serve
from scraper import lock
from scraper.clock import SystemClock
from scraper.errors import Interrupted, LockedError
from scraper.settings import CrawlSettings
from settings.run_plan import plan_run

Run = Callable[..., subprocess.CompletedProcess[str]]
SIZE = 30


@contextmanager
def diagnosed(
    folder: Path, *faults: str, settings: CrawlSettings | None = None
) -> Iterator[tuple[Diagnosis, Counter[str]]]:
    """The diagnosis of a practice site with faults, and how often each path was asked for."""
    with serve(size=SIZE, faults=faults) as server:
        found = diagnose(plan_run(server.url, folder, settings), clock=SystemClock())
        yield found, asked(server)


def asked(server: PracticeServer) -> Counter[str]:
    return Counter(request.path for request in server.requests)


def test_a_site_in_order_is_ready(tmp_path: Path) -> None:
    with diagnosed(tmp_path) as (found, paths):
        seen = found.examination
        assert (found.finding, found.exit_code, found.reasons) == ("ready", 0, ())
        assert [host.allows for host in seen.hosts] == [True]
        assert [visit.state for visit in seen.visits] == ["fresh"] * 3
        assert [page.outcome for page in found.readings if page] == ["project"] * 3
        read = [
            each for page in found.readings if page for each in page.observations.values() if each.value is not None
        ]
        assert [each.field for each in read if each.rule is None] == []
        assert seen.ways["sitemap"]["found"] > SIZE
        assert seen.requests == sum(paths.values())
        assert max(paths.values()) == 1
        assert "--contact" in found.advice[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "finding", "code", "reason"),
    [
        ("robots-500", "forbidden", 4, "could not be read"),
        ("robots-html", "forbidden", 4, "has a page in its place"),
        ("robots-forbids", "forbidden", 4, "forbids project pages"),
        ("challenge", "firewall", 5, "Cloudflare stands in the way"),
        ("challenge-200", "firewall", 5, "a challenge stands in the way"),
        ("503-storm", "blocked", 5, "no address is known"),
        ("429-storm", "blocked", 5, "429"),
    ],
)
def test_what_would_end_a_crawl_ends_with_its_exit_code(
    tmp_path: Path, fault: str, finding: str, code: int, reason: str
) -> None:
    with diagnosed(tmp_path, fault) as (found, paths):
        assert (found.finding, found.exit_code) == (finding, code)
        assert len(found.reasons) == 1
        assert reason in found.reasons[0]
        assert found.advice != ()
        if fault.startswith("robots"):
            assert set(paths) == {"/robots.txt"}


def test_a_host_beside_the_first_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with serve(size=SIZE) as server:
        job = plan_run(server.url, tmp_path)
        job = replace(job, site=replace(job.site, hosts=("127.0.0.1:9", *job.site.hosts)))
        found = diagnose(job, clock=SystemClock())
    assert [host.allows for host in found.examination.hosts] == [True, False]
    assert (found.finding, len(found.reasons)) == ("look closer", 1)
    assert found.reasons[0].startswith(
        "project pages of 127.0.0.1:9 may not be asked for: robots.txt could not be read"
    )


def test_nobody_at_home_is_source_down(tmp_path: Path) -> None:
    found = diagnose(plan_run("http://127.0.0.1:9/", tmp_path), clock=SystemClock())
    assert (found.finding, found.exit_code) == ("source down", 4)
    assert found.examination.requests == 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("soft-404-all", "0 of the 6 pages asked for can be used"),
        ("all-404", "0 of the 6 pages asked for can be used"),
        ("front-page", "0 of the 6 pages asked for can be used"),
        ("sitemap-500", "/sitemap.xml could not be read"),
        ("blank-values", "reads as soft_error: layout drift"),
    ],
)
def test_a_site_that_differs_wants_a_closer_look(tmp_path: Path, fault: str, reason: str) -> None:
    with diagnosed(tmp_path, fault) as (found, paths):
        assert (found.finding, found.exit_code) == ("look closer", 0)
        assert any(reason in each for each in found.reasons)
        assert sum(paths.values()) <= 1 + 2 * (8 + 6)


def test_an_endless_listing_and_looping_sitemaps_stay_within_the_budget(tmp_path: Path) -> None:
    with diagnosed(tmp_path, "listing-endless", "sitemap-loop") as (found, paths):
        states = Counter(place.state for place in found.examination.places)
        assert states["read"] + states["failed"] == 8
        assert states[None] > 0
        assert sum(paths.values()) <= 1 + 8 + 6


def test_the_pace_and_the_contact_are_those_of_a_crawl(tmp_path: Path) -> None:
    settings = CrawlSettings(delay_seconds=0.1, contact="you@example.org")
    with diagnosed(tmp_path, settings=settings) as (found, _):
        assert list(found.examination.pace.values()) == [0.1]
        assert min(found.examination.smallest_gaps.values()) >= 0.1
        assert "contact: you@example.org" in found.examination.user_agent
        assert not any("--contact" in line for line in found.advice)


def test_a_run_at_work_is_not_disturbed(tmp_path: Path) -> None:
    with serve(size=SIZE) as server:
        job = plan_run(server.url, tmp_path)
        with lock.hold(job.folder), pytest.raises(LockedError):
            diagnose(job, clock=SystemClock())
        assert server.requests == []


def test_a_stop_ends_it_in_order(tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    with serve(size=SIZE) as server:
        found = diagnose(plan_run(server.url, tmp_path), clock=SystemClock(), stop=stop)
        assert isinstance(found.examination.trouble, Interrupted)
        assert server.requests == []


def test_the_command_tells_people_and_machines_the_same(iom_projects: Run, tmp_path: Path) -> None:
    arguments = ("doctor", "practice", "--size", str(SIZE), "--output", tmp_path / "output")
    for_people = iom_projects(*arguments)
    assert (for_people.returncode, for_people.stderr) == (0, "")
    assert "project pages may be asked for, 0 s apart" in for_people.stdout
    assert "Verdict      ready" in for_people.stdout
    assert "[label:" in for_people.stdout
    for_machines = json.loads(iom_projects(*arguments, "--json").stdout)
    assert (for_machines["verdict"], for_machines["exit_code"]) == ("ready", 0)
    assert [page["state"] for page in for_machines["pages"]] == ["fresh"] * 3
    assert {page["page"]["layout"] for page in for_machines["pages"]} <= {"current", "legacy"}
    assert set(for_machines["pages"][0]["page"]["rules"]) == set(for_machines["pages"][0]["page"]["field_status"])
    assert not (tmp_path / "output").exists()


def test_the_commands_exit_code_is_a_crawls(iom_projects: Run, tmp_path: Path) -> None:
    with serve(size=SIZE, faults=["robots-forbids"]) as server:
        done = iom_projects("doctor", server.url, "--output", tmp_path)
    assert done.returncode == 4
    assert "Verdict      forbidden" in done.stdout
