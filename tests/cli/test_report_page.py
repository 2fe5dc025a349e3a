"""`report` says where the page stands and shows it; without a release, a page or a browser it says what to do."""

from pathlib import Path

import pytest

from tests.cli.archived_site import Archive, Run


def test_the_page_of_a_release_is_named(run: Run, archive: Archive) -> None:
    latest = archive.third.release.folder / "report.html"
    assert run("report", "practice", output=archive.output).out == f"{latest.absolute()}\n"
    ran = run("report", "practice", "--release", archive.first.release.id, output=archive.output)
    assert ran.out == f"{archive.first.release.folder.absolute()}/report.html\n"


def test_a_browser_shows_it(run: Run, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/shown\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    assert run("report", "practice", "--open", output=archive.output).code == 0
    page = archive.third.release.folder.absolute() / "report.html"
    assert (tmp_path / "shown").read_text() == f"{page.as_uri()}\n"


def test_without_a_browser_the_file_is_named(run: Run, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    ran = run("report", "practice", "--open", output=archive.output)
    page = archive.third.release.folder.absolute() / "report.html"
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"iom-projects: no web browser could be started here; open {page} in one\n"


def test_without_a_release_or_a_page_the_next_step_is_named(run: Run, copy: Path) -> None:
    ran = run("report", "live", output=copy)
    assert (ran.code, "live has no release yet: iom-projects run makes one" in ran.err) == (2, True)
    page = (copy / "practice" / "latest").resolve() / "report.html"
    page.unlink()
    ran = run("report", "practice", output=copy)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"iom-projects: {page} is not there; iom-projects verify practice says what became of the release\n"
    )
