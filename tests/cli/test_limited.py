"""Limited runs and refusals, by the real command: issue 11, C11."""

import json
from pathlib import Path

import pytest

from cli import execute
from dataset.checks.result import listed
from tests.cli.played_site import Play, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site

__all__ = ["play", "run_site"]


def test_a_limited_run_never_becomes_the_latest(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS)})
    first = run_site(site, "limit = 3")
    assert (first.code, first.release) == (0, None)
    told = first.said["release"]
    assert told["is_apart"]
    assert Path(told["folder"]).parent.name == "apart"
    assert (Path(told["folder"]) / "projects.parquet").is_file()
    assert first.said["rows"]["projects"] == 3
    whole = run_site(site)
    assert (whole.code, len(whole.ids), whole.said["release"]["is_apart"]) == (0, 8, False)
    again = run_site(site, "limit = 3")
    assert (again.code, again.release) == (0, whole.release)
    assert again.said["release"]["is_apart"]


def test_a_build_after_a_limited_crawl_stands_apart_too(
    play: Play, run_site: RunSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS)})
    run_site(site, "limit = 3", command="crawl")
    assert execute(["build", site.url, "--output", str(tmp_path / "output")]) == 0
    said = capsys.readouterr().out
    assert "is what it was: a limited crawl makes no release, its tables stand apart" in " ".join(said.split())
    assert execute(["build", site.url, "--output", str(tmp_path / "output"), "--override", "A sample.", "--json"]) == 0
    assert not json.loads(capsys.readouterr().out)["release"]["is_apart"]


def test_three_builds_apart_are_kept(play: Play, run_site: RunSite) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS)})
    folders = [Path(run_site(site, "limit = 2").said["release"]["folder"]) for _ in range(4)]
    assert sorted(folders[0].parent.iterdir()) == folders[1:]


def test_a_refusal_ends_with_the_next_step(play: Play, run_site: RunSite, tmp_path: Path) -> None:
    content = {f"/project/q{number}": project(number) for number in range(1, 25)}
    site = play({**content, "/sitemap.xml": sitemap(*content)})
    run_site(site)
    site.answer = play({**PAGES, "/sitemap.xml": sitemap(*PATHS)}).answer
    ran = run_site(site)
    assert ran.code == 3
    output = tmp_path / "output"
    (refused,) = next(output.iterdir()).joinpath("refused").iterdir()
    assert ran.error.endswith(
        f"; next: look at {refused}/issues.csv and run.json beside it; if it is right: "
        f"iom-projects build {site.url}/ --output {output} --override REASON\n"
    )


def test_lists_in_messages_end_after_ten() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed([str(number) for number in range(12)], "; ") == "0; 1; 2; 3; 4; 5; 6; 7; 8; 9; and 2 more"
