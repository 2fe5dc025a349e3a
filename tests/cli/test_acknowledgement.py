"""Verdicts that need nobody, and verdicts that somebody has accepted: issue 11, C12, by the real command."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cli import execute
from monitoring.condition import CODES
from monitoring.runs import judge_runs
from tests.cli.played_site import Play, play, sitemap
from tests.cli.test_status import build, past
from tests.cli.test_unfollowed import PAGES, PATHS, RunSite, run_site

__all__ = ["play", "run_site"]


def test_a_new_rule_alone_is_ok_with_notes() -> None:
    (run,) = judge_runs([past()], [build(warned=("new_rule",))], at_work=False)
    assert (run.verdict, run.reason, CODES["ok with notes"]) == ("ok with notes", "warned of it", 0)
    (run,) = judge_runs([past()], [build(warned=("new_rule", "unknown_label"))], at_work=False)
    assert run.verdict == "layout change"
    (run,) = judge_runs([replace(past(), verdict="partial")], [build(warned=("new_rule",))], at_work=False)
    assert run.verdict == "partial"


def test_a_verdict_is_acknowledged_until_there_is_another(
    play: Play, run_site: RunSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {**PAGES, "/sitemap.xml": sitemap(*PATHS, "/pt/project/a")}
    site = play(content)
    arguments = ["status", site.url, "--output", str(tmp_path / "output")]
    line = run_site(site).lines[0]
    assert execute(arguments) == 3
    assert execute([*arguments, "--ack", " "]) == 2
    assert execute([*arguments, "--ack", "Portuguese is not ours."]) == 0
    assert f"ok, acknowledged (Portuguese is not ours.): partial: {line}" in capsys.readouterr().out
    run_site(site)
    assert execute([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exit_code"] == 0
    content["/sitemap.xml"] = sitemap(*PATHS, "/pt/project/a", "/pt/project/b")
    run_site(site)
    assert execute(arguments) == 3


def test_there_must_be_something_to_acknowledge(
    play: Play, run_site: RunSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = play({**PAGES, "/sitemap.xml": sitemap(*PATHS)})
    run_site(site)
    assert execute(["status", site.url, "--output", str(tmp_path / "output"), "--ack", "Why not."]) == 2
    assert "there is no verdict to acknowledge" in capsys.readouterr().err
    (folder,) = (tmp_path / "output").iterdir()
    (folder / "acknowledged.json").write_text("{")
    assert execute(["status", site.url, "--output", str(tmp_path / "output")]) == 7
    assert "remove it, and nothing is acknowledged" in capsys.readouterr().err
