"""Run the parser over many markups and mutants and say what it got right: `python -m tests.markups.survey --help`.

The suite runs a sample; this is the long run, and the tool with which to look at what fails.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path

from tests.markups.frames import FRAMES
from tests.markups.judge import Finding, Tally, ask_parser, judge
from tests.markups.legacy import LEGACY
from tests.markups.look import LOOKS
from tests.markups.mutator import Kind, mutants
from tests.markups.odd_projects import odd_projects
from tests.markups.projects import Project, filled_projects, real_projects, redescribed
from tests.markups.render import INKS, STRUCTURES, Page, render, render_legacy

Case = tuple[str, Kind, Page]
"""Name, what may be expected, and the page."""


def every_structure(projects: Iterable[Project], *, step: int = 1) -> Iterator[Case]:
    """Every structure in every frame, looks and inks in turn; of each project every `step`-th page."""
    looks, inks = list(LOOKS), list(INKS)
    for number, project in enumerate(projects):
        if project.layout == "legacy":
            for i, (structure, ink) in enumerate(product(LEGACY, inks)):
                if (i + number) % step == 0:
                    page = render_legacy(redescribed(project, i + number), structure, ink=ink)
                    yield page.name, "keeps", page
            continue
        for i, (structure, frame) in enumerate(product(STRUCTURES, FRAMES)):
            if (i + number) % step == 0:
                look, ink = looks[(i + number) % len(looks)], inks[(i // 3 + number) % len(inks)]
                page = render(redescribed(project, number + i), structure, look, frame, ink=ink, seed=number)
                yield page.name, "keeps", page


def every_mutant(number: int, seed: int) -> Iterator[Case]:
    """Mutants as the mutator gives them."""
    for mutant in mutants(number, seed=seed):
        yield mutant.name, mutant.kind, mutant.page


@dataclass(frozen=True)
class Failure:
    """A page on which something is wrong, with what is."""

    name: str
    kind: Kind
    body: bytes
    wrong: tuple[Finding, ...]


@dataclass
class Survey:
    """What came of many cases: tallies by kind, and the failures, smallest page first."""

    tallies: dict[Kind, Tally] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def tally(self, kind: Kind) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    @property
    def silent(self) -> int:
        return sum(tally.fields["silent"] + tally.items["silent"] for tally in self.tallies.values())

    def describe(self, keep_page: Callable[[bytes], Path] | None = None, *, show: int = 10) -> str:
        """Say what went wrong, the smallest pages first, and where the pages were written."""
        lines = [f"{kind}: {tally}" for kind, tally in sorted(self.tallies.items())]
        what = Counter(f"{one.verdict} {one.what.partition('[')[0]}" for fail in self.failures for one in fail.wrong)
        lines.append(f"{len(self.failures)} pages with findings: {dict(what.most_common())}")
        for failure in self.failures[:show]:
            lines += ["", failure.name, *(f"    {finding}" for finding in failure.wrong)]
            if keep_page is not None:
                lines.append(f"    the page: {keep_page(failure.body)}")
        return "\n".join(lines)


def survey(cases: Iterable[Case]) -> Survey:
    """Judge cases. On pages that keep the information a flagged field is a failure, elsewhere only a silent one."""
    found = Survey()
    for name, kind, page in cases:
        body = page.body
        findings = _findings(body, page)
        found.tally(kind).add(findings)
        verdicts = {"silent", "flagged"} if kind == "keeps" else {"silent"}
        if wrong := tuple(one for one in findings if one.verdict in verdicts):
            found.failures.append(Failure(name, kind, body, wrong))
    found.failures.sort(key=lambda failure: (len(failure.body), failure.name))
    return found


def _findings(body: bytes, page: Page) -> list[Finding]:
    try:
        answer = ask_parser(body)
    except Exception as error:  # noqa: BLE001 - a parser that raises is a finding, not the end of the survey
        return [Finding("outcome", "silent", page.truth.outcomes, f"raised {error!r}")]
    return judge(answer, page.truth)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("structures", "odd", "mutants"))
    parser.add_argument("--count", type=int, default=10_000, help="how many mutants")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--step", type=int, default=97, help="of each project every n-th markup")
    parser.add_argument("--show", type=int, default=20, help="how many failures to print, the smallest first")
    parser.add_argument("--folder", type=Path, help="where to write the pages that failed")
    arguments = parser.parse_args()
    cases = {
        "structures": lambda: every_structure((*real_projects(), *filled_projects()), step=arguments.step),
        "odd": lambda: every_structure(odd_projects(), step=arguments.step),
        "mutants": lambda: every_mutant(arguments.count, arguments.seed),
    }[arguments.what]()
    found = survey(cases)
    sys.stdout.write(found.describe(arguments.folder and _writer(arguments.folder), show=arguments.show) + "\n")
    return 1 if found.silent else 0


def _writer(folder: Path) -> Callable[[bytes], Path]:
    folder.mkdir(parents=True, exist_ok=True)
    numbers = count()

    def keep(body: bytes) -> Path:
        path = folder / f"{next(numbers):03d}.html"
        path.write_bytes(body)
        return path

    return keep


if __name__ == "__main__":
    sys.exit(main())
