"""The real facts: one page for each row of `data/facts.jsonl`, with a description of our own wording.

The seed page alone keeps the text of its public page (`data/seed.json`): it is the page this project was asked for.
A value that the source of the facts had lost is not printed, label and all: nothing is invented for a real project.
"""

import json
import random
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from practice.descriptions import write_description
from practice.project import Block, Description, Item, ProjectPage
from practice.vocabulary import read_data, read_json

SEED_PATH = "/project/strengthening-migration-components-central-american-integration-process"
_NOT_PRINTED = ("url", "countries", "values_lost")


@cache
def load_facts() -> tuple[tuple[ProjectPage, ...], ...]:
    """The real projects, each with all its pages; the seed page's project comes first.

    Pages belong to one project where they share the Projects ID, or else the Prima ID; `ordinal` counts projects.
    """
    projects: dict[str, list[dict[str, Any]]] = {}
    for line in read_data("facts.jsonl").splitlines():
        row = json.loads(line)
        projects.setdefault(row["project_id"] or row["prima_id"] or row["url"], []).append(row)
    return tuple(tuple(_page(row, ordinal) for row in rows) for ordinal, rows in enumerate(projects.values()))


def _page(row: dict[str, Any], ordinal: int) -> ProjectPage:
    # Both hosts have pages of the same path; the legacy host's stand under a prefix.
    path = ("/legacy" if row["family"] == "legacy" else "") + urlsplit(row["url"]).path
    rng = random.Random(row["url"])  # noqa: S311 - chance for prose, not for secrets
    description = (
        _seed_description() if path == SEED_PATH else write_description(rng, row["text_language"], rng.randrange(12))
    )
    return ProjectPage(
        path=path,
        ordinal=ordinal,
        invented=False,
        countries=tuple(row["countries"]),
        description=description,
        **{name: value for name, value in row.items() if name not in _NOT_PRINTED},
    )


def _seed_description() -> Description:
    seed = read_json("seed.json")
    return Description(
        tuple(Block(block["tag"], tuple(block["texts"])) for block in seed["blocks"]),
        tuple(Item(**item) for item in seed["items"]),
    )
