"""Derive variants of rendered pages whose truth is known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from tests.markups.enumerations import FORMS, compose
from tests.markups.frames import FRAMES
from tests.markups.legacy import LEGACY
from tests.markups.look import LOOKS
from tests.markups.mutations_doubtful import DOUBTFUL
from tests.markups.mutations_losing import LOSING
from tests.markups.mutations_markup import MARKUP
from tests.markups.mutations_noise import NOISE
from tests.markups.mutations_text import TEXT
from tests.markups.odd_projects import odd_projects
from tests.markups.projects import Project, description_for, filled_projects, real_projects
from tests.markups.render import INKS, STRUCTURES, Page, render, render_legacy, seeded

Kind = Literal["keeps", "loses", "doubtful"]

KEEPING = {**MARKUP, **TEXT, **NOISE}


@dataclass(frozen=True)
class Mutant:
    """A changed page.

    Attributes:
        kind: `keeps`: every field must be right. `loses`: the spoilt field as told, all others right. `doubtful`:
            every field right or flagged.
        steps: names of the mutations, in order.
    """

    page: Page
    kind: Kind
    steps: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.page.name} · {' + '.join(self.steps)}"


def mutate(page: Page, rng: Random, kind: Kind) -> Mutant | None:
    """Change a copy of a page one to three times without loss, then, unless `keeps`, once with loss or doubt."""
    page = page.copy()
    steps = [name for name in rng.sample(list(KEEPING), rng.randint(1, 3)) if KEEPING[name](page, rng)]
    if kind != "keeps":
        last = LOSING if kind == "loses" else DOUBTFUL
        name = rng.choice(list(last))
        if not last[name](page, rng):
            return None
        steps.append(name)
    if page.doubtful:
        page.truth = replace(page.truth, unclaimed={})  # nobody is sure of an unknown label there either
    return Mutant(page, "doubtful" if page.doubtful else kind, tuple(steps)) if steps else None


def any_page(rng: Random, projects: tuple[Project, ...]) -> Page:
    """Render one of the projects with a random description in a random markup of its family."""
    project = rng.choice(projects)
    composed = compose(project.language, rng.choice(list(FORMS)), rng) if rng.random() < 0.4 else None
    project = replace(project, description=composed or description_for(project.language, rng.randrange(1000)))
    ink, seed = rng.choice(list(INKS)), rng.randrange(10**6)
    if project.layout == "legacy":
        return render_legacy(project, rng.choice(list(LEGACY)), ink=ink, seed=seed)
    return render(
        project, rng.choice(list(STRUCTURES)), rng.choice(list(LOOKS)), rng.choice(list(FRAMES)), ink=ink, seed=seed
    )


def mutants(count: int, *, seed: int) -> Iterator[Mutant]:
    """Give as many mutants as asked for: half keep the information, the others lose some or leave doubt."""
    projects = (*real_projects(), *filled_projects(), *odd_projects())
    rng, made = seeded(f"mutants {seed}"), 0
    kinds: tuple[Kind, ...] = ("keeps", "keeps", "keeps", "loses", "loses", "doubtful")
    while made < count:
        page = any_page(rng, projects)
        for _ in range(3):
            mutant = mutate(page, rng, rng.choice(kinds))
            if mutant is not None and made < count:
                made += 1
                yield mutant
