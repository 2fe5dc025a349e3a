from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from practice import truth
from practice.edition import publish
from practice.project import ProjectPage
from practice.site import Site

ORIGIN = "http://practice.example"


@pytest.mark.parametrize(("size", "statuses"), [(40, 4), (1200, 4), (20, 2)])
def test_season_2_changes_what_it_should_and_nothing_else(size: int, statuses: int) -> None:
    """Projects 9 (in two languages), 12 and 13 change their status; the smallest site has only the first."""
    before, after = truth(size=size), truth(season=2, size=size)
    changed = Counter(
        names for path, page in after.items() if path in before and (names := differences(before[path], page))
    )
    new = [page for path, page in after.items() if path not in before]
    assert changed == {("budget_usd",): 1, ("status",): statuses, ("markup",): 3}
    assert len(set(before) - set(after)) == 2  # one withdrawn, one renamed
    assert len({page.ordinal for page in new} - {page.ordinal for page in before.values()}) == 10
    for path, page in after.items():
        is_touched = path not in before or differences(before[path], page) != ()
        assert (page.modified == date(2025, 9, 1)) == is_touched, path


def differences(one: ProjectPage, other: ProjectPage) -> tuple[str, ...]:
    """The fields in which two pages differ, but for the day of the change."""
    other = replace(other, modified=one.modified)
    return tuple(name for name in ProjectPage.__slots__ if getattr(one, name) != getattr(other, name))


def test_real_projects_are_the_same_in_every_season() -> None:
    before, after = truth(size=300), truth(season=2, size=300)
    real = {path for path, page in before.items() if not page.invented}
    assert len(real) == 142
    assert {path: after[path] for path in real} == {path: before[path] for path in real}


def test_old_addresses_lead_on_or_say_that_they_are_gone() -> None:
    edition = publish(season=2, size=40)
    site = Site(season=2, size=40)
    ((old, new),) = edition.moved.items()
    (withdrawn,) = edition.withdrawn
    assert "practice-project-0004-europe" in old
    moved = site.get(old, origin=ORIGIN)
    assert (moved.status, moved.location) == (301, new)
    assert site.get(new, origin=ORIGIN).status == 200
    assert site.get(withdrawn, origin=ORIGIN).status == 410
    assert "practice-project-0005" in withdrawn


def test_only_changed_pages_have_other_bytes() -> None:
    """Those that show a renamed or withdrawn project among their related ones change themselves in season 2."""
    first, second = Site(size=60), Site(size=60, season=2)
    same = [path for path, page in first.pages.items() if second.pages.get(path) == page]
    other = [p for p in same if first.get(p, origin=ORIGIN) != second.get(p, origin=ORIGIN)]
    assert len(same) == 63
    assert other == []


@pytest.mark.parametrize(("number", "markup"), [(6, "definition_list"), (7, "table"), (8, "definition_list")])
def test_other_layouts_print_the_same_facts(number: int, markup: str) -> None:
    site = Site(size=40, season=2)
    (page,) = [p for p in site.pages.values() if p.project_id == f"ZZ.{number:04}" and p.family == "current"]
    assert page.markup == markup
    text = site.get(page.path, origin=ORIGIN).body.decode()
    article = text[text.index("<article") : text.index("</article>")]
    assert ("<dl" in article, "<table" in article) == (markup == "definition_list", markup == "table")
    assert "field__label" not in article
    for value in (page.project_id, page.budget_usd, page.project_type, *page.countries):
        assert value is not None
        assert value in article
