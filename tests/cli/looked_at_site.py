"""A site of four invented projects with two releases: one project gets another status and budget, one is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli import execute
from tests.cli.played_site import project
from tests.project_site import Pages, served


@dataclass(frozen=True)
class LookedAt:
    """Where the releases are, and the address of the site that they were made of (it has ended)."""

    url: str
    output: Path

    @property
    def folder(self) -> Path:
        (folder,) = self.output.iterdir()
        return folder

    @property
    def releases(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "releases").iterdir())


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LookedAt]:
    output = tmp_path_factory.mktemp("looked-at")
    pages: Pages = {f"/project/p{number}": project(number) for number in (1, 2, 3)}
    pages["/project/p2"] = project(2).replace(b"Ghana", "Côte d\u2019Ivoire".encode()).replace(b"2012", b"31 Feb 2012")
    with served(pages) as site:
        for _ in range(2):
            assert execute(["run", site.url, "--output", str(output), "-q"]) == 0
            pages["/project/p1"] = project(1).replace(b"Completed", b"Active").replace(b"100000.00", b"USD 120,000")
            pages["/project/p4"] = project(4)
        yield LookedAt(site.url, output)
