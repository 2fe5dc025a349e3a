"""An archive that is gone: every command gives the one advice, and none goes on beside it: issue 11, D22."""

import shutil
from pathlib import Path

import pytest

from cli import execute
from tests.cli.played_site import Play, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site

__all__ = ["play", "run_site"]


def test_every_command_says_what_heals_a_lost_archive(
    play: Play, run_site: RunSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS)})
    ran = run_site(site)
    assert ran.release is not None
    folder = ran.release.parent.parent
    shutil.rmtree(folder / "archive")
    page = tmp_path / "p9.html"
    page.write_bytes(project(9, head=f'<link rel="canonical" href="{site.url}/project/p9">'))
    at = [site.url, "--output", str(folder.parent)]
    importing = ["import", str(page), "--date", "2020-01-01", "--site", *at]
    wacz = ["export", "wacz", "--site", *at]
    for command in (["build", *at], ["run", *at], ["status", *at], ["repair", *at], importing, wacz):
        assert execute(command) == 7
        said = capsys.readouterr().err
        assert said == (
            f"iom-projects: {folder / 'archive'} is missing or empty, though the ledger tells of pages; restore it from"
            f" a copy, no other file holds what it held; where it is lost for good, move {folder} away to begin anew\n"
        )
    assert not (folder / "archive").exists()
    assert execute(["doctor", *at]) == 0
    said = capsys.readouterr().out
    assert f"restore {folder / 'archive'} from a copy; a crawl is refused until then" in said
    assert "iom-projects crawl" not in said
