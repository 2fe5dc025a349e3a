"""Runs that find nothing new, and releases that are kept: issue 11, C13, by real sites and the real command."""

import json
from pathlib import Path

import pandas as pd
import pytest

from cli import execute
from tests.cli.played_site import Play, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site

__all__ = ["play", "run_site"]


def test_a_run_that_finds_nothing_new_publishes_no_second_release(
    play: Play, run_site: RunSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {**PAGES, "/sitemap.xml": sitemap(*PATHS)}
    site = play(content)
    first = run_site(site)
    second, third = run_site(site), run_site(site)
    assert first.release is not None
    assert (second.code, third.code) == (0, 0)
    assert (second.release, third.release) == (first.release, first.release)
    assert second.said["release"]["id"] == first.said["release"]["id"]
    visit = second.said["release"]["visit"]
    assert visit > first.said["release"]["id"]
    folder = first.release.parents[1]
    assert len(list((folder / "releases").iterdir())) == 1
    record = json.loads((folder / "visits" / visit / "run.json").read_text())
    assert record["details"]["same_data_as"] == first.release.name
    assert record["crawl"]["run"] == second.crawl["run"]
    assert record["crawl"]["states"]["unchanged"] == 8
    assert sum(path.stat().st_size for path in (folder / "visits").rglob("*")) < 200_000
    assert second.said["changed"] == {}

    output = str(tmp_path / "output")
    assert execute(["status", site.url, "--output", output, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    newest = pd.read_parquet(first.release / "pages.parquet").last_fetched.max()
    assert pd.Timestamp(said["newest_page"]) > newest, "the visit saw the pages again"
    assert said["runs"][0]["release"] == first.release.name
    assert execute(["verify", site.url, "--output", output]) == 0
    capsys.readouterr()

    content["/project/p1"] = project(1).replace(b"100000.00", b"120000.00")
    fourth = run_site(site)
    assert fourth.release is not None
    assert fourth.release.name > visit
    assert fourth.said["changed"] == {"budget_usd": 1}
    changes = pd.read_parquet(fourth.release / "changes.parquet")
    assert [*zip(changes.field, changes.old, changes.new, strict=True)] == [("budget_usd", "100000.00", "120000.00")]


def test_a_build_by_hand_publishes_always(play: Play, run_site: RunSite, tmp_path: Path) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS)})
    first = run_site(site)
    assert execute(["build", site.url, "--output", str(tmp_path / "output")]) == 0
    assert first.release is not None
    assert len(list(first.release.parent.iterdir())) == 2


def test_a_page_that_is_gone_is_news(play: Play, run_site: RunSite) -> None:
    content = {**PAGES, "/sitemap.xml": sitemap(*PATHS)}
    site = play(content)
    first = run_site(site)
    del content["/project/p1"]
    second = run_site(site)
    assert (second.said["release"]["visit"], second.release != first.release) == (None, True)


def test_a_run_keeps_as_many_releases_as_are_set(play: Play, run_site: RunSite) -> None:
    content = {**PAGES, "/sitemap.xml": sitemap(*PATHS)}
    site = play(content)
    names = []
    for number in range(5):
        content["/project/p1"] = project(1).replace(b"100000.00", f"1{number}0000.00".encode())
        ran = run_site(site, command="run", keep=2)
        assert ran.release is not None
        names.append(ran.release.name)
    assert ran.release is not None
    assert sorted(path.name for path in ran.release.parent.iterdir()) == names[3:]
    changes = pd.read_parquet(ran.release / "changes.parquet")
    assert len(changes) == 4, "what changed before is carried on"


def test_at_least_one_release_is_kept(play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("keep = 0\n")
    assert execute(["run", play({}).url, "--output", str(tmp_path), "--config", str(file)]) == 2
    assert "keep must be 1 or more, not 0" in capsys.readouterr().err
