"""Every marker form with lead-ins of every kind in three languages: item by item."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.markups.enumerations import FORMS, compose
from tests.markups.projects import real_projects
from tests.markups.render import render, seeded
from tests.markups.survey import Case, survey

BASES = {
    language: next(one for one in real_projects() if one.language == language and one.layout == "current")
    for language in ("en", "fr", "es")
}


@pytest.mark.parametrize("form", FORMS)
def test_every_marker_form(form: str, keep_page: Callable[[bytes], Path]) -> None:
    def cases() -> Iterator[Case]:
        for number in range(24):
            language = ("en", "en", "fr", "es")[number % 4]
            description = compose(language, form, seeded(f"{form} {number}"))
            if description is not None:
                project = replace(BASES[language], description=description)
                page = render(project, "list_two_spans", "plain", "facts_then_description", seed=number)
                yield page.name, "keeps", page

    found = survey(cases())
    if found.failures:
        pytest.fail(found.describe(keep_page), pytrace=False)
    assert found.tally("keeps").items["right"] > 0
