"""What runs say: changes, progress, logs, and output that is piped in any encoding: issue 11, C14."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli import execute
from cli.logs import Pulse
from tests.cli.played_site import Play, listing, play, project, sitemap
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site

__all__ = ["play", "run_site"]


def test_a_run_ends_with_what_has_changed(
    play: Play, run_site: RunSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {**PAGES, "/sitemap.xml": sitemap(*PATHS)}
    site = play(content)
    assert run_site(site).said["changed"] is None
    content["/project/new"] = project(90)
    content["/project/p1"] = project(1).replace(b"100000.00", b"120000.00")
    content["/project/p2"] = project(2).replace(b"100000.00", b"130000.00").replace(b"Completed", b"Active")
    content["/sitemap.xml"] = sitemap(*PATHS, "/project/new")
    assert execute(["run", site.url, "--output", str(tmp_path / "output")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"Changed: 1 new, 2 budget_usd, 1 status: iom-projects diff --site {site.url}/" in lines
    assert all(line == line.strip() for line in lines)
    assert any(len(line) > 120 for line in lines), "nothing is wrapped"


def test_a_line_a_minute() -> None:
    now = [1000.0]
    pulse = Pulse("Crawling", lambda: now[0])
    said = []
    for second in range(0, 200, 10):
        now[0] = 1000.0 + second
        said.append(pulse.beat(second // 2, 1205))
    assert [line for line in said if line] == [
        "Crawling: 30 of 1,205, 0.5 a second",
        "Crawling: 60 of 1,205, 0.5 a second",
        "Crawling: 90 of 1,205, 0.5 a second",
    ]


def test_logs_go_where_they_should(play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = play({**PAGES, "/projects": listing(*PATHS), "/sitemap.xml": listing("/about")})
    log = tmp_path / "run.log"
    arguments = ["crawl", site.url, "--output", str(tmp_path)]
    assert execute([*arguments, "--log-file", str(log)]) == 0
    warned = capsys.readouterr().err
    assert f"warning sitemap {site.url}/sitemap.xml: an HTML page stands in its place" in warned
    assert "robots.txt of" not in warned
    assert "info robots.txt of" in log.read_text()
    assert warned in log.read_text()
    execute([*arguments, "-q"])
    assert capsys.readouterr().err == ""
    execute([*arguments, "-v"])
    assert "info robots.txt of" in capsys.readouterr().err
    assert execute([*arguments, "--log-file", str(tmp_path / "missing" / "x")]) == 7
    assert "missing/x cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252", "utf-16"])
def test_output_is_valid_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    page = tmp_path / os.fsdecode(b"caf\xe9 \xe2\x80\xa6.html")
    page.write_bytes(project(1).replace(b"Ghana", "Côte d\u2019Ivoire".encode()))
    command = Path(sys.executable).with_name("iom-projects")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([command, "parse", page], capture_output=True, check=False, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr
    (record,) = [json.loads(line) for line in done.stdout.decode(encoding).splitlines()]
    assert record["project"]["countries"] == ["CIV"]
    assert b"Traceback" not in done.stderr
    if encoding not in {"ascii", "utf-16"}:  # the narrowest and the widest do for another command
        return
    told = subprocess.run(
        [command, "explain", page, "countries"], capture_output=True, check=False, timeout=60, env=environment
    )
    assert (told.returncode, b"Traceback" in told.stderr) == (0, False)
    assert "Ivoire" in told.stdout.decode(encoding)
