"""The real command says the same as the judge's shortcut, over a folder of pages of every kind."""

import json
import subprocess
import sys
from pathlib import Path

from tests.markups import non_projects
from tests.markups.judge import ask_parser
from tests.markups.survey import every_mutant


def test_parse_of_a_folder_agrees_with_the_judge(tmp_path: Path) -> None:
    bodies = {f"mutant-{i:02d}.html": page.body for i, (_, _, page) in enumerate(every_mutant(30, seed=99))}
    bodies |= {f"refused-{i:02d}.html": page.body for i, page in enumerate(non_projects.ALL.values())}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    command = Path(sys.executable).with_name("iom-projects")
    done = subprocess.run([command, "parse", tmp_path], capture_output=True, check=True, timeout=240)
    answers = {Path(one["path"]).name: one for one in map(json.loads, done.stdout.decode("utf-8").splitlines())}
    assert sorted(answers) == sorted(bodies)
    for name, body in bodies.items():
        assert answers[name] | {"path": "page.html"} == ask_parser(body), name
