"""A page whose facts name another project than its heading does."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, TITLE, VALUES, list_of, page

OTHER = "A quite different project of 1999"
HEAD = "".join(f"<th>{LABELS[name]}" for name in ("status", "project_type", "coverage", "year"))
CELLS = "".join(f"<td>{VALUES[name][0]}" for name in ("status", "project_type", "coverage", "year"))


@pytest.mark.parametrize("label", ["Title", "Project title", "Titre du projet", "Nombre del proyecto"])
def test_listing_of_one_row_is_no_project(label: str) -> None:
    table = f"<table><thead><tr><th>{label}{HEAD}</thead><tr><td>{OTHER}{CELLS}</table>"
    reading = parse_page(page(f"<p>Showing 1 of 1</p>{table}", title="Projects"))

    assert (reading.outcome, reading.reason) == ("not_a_project", f"a listing: its row names {OTHER!r}")


def test_another_title_among_the_facts_is_said() -> None:
    reading = parse_page(page(list_of({**VALUES, "Title": (OTHER,)})))

    assert reading.project is not None
    assert reading.project.fields["title"].raw == TITLE
    assert [issue.kind for issue in reading.issues if issue.field == "title"] == ["title_disagrees"]


@pytest.mark.parametrize("text", [TITLE, TITLE.upper(), f"{TITLE} (2005)"])
def test_its_own_title_among_the_facts_is_fine(text: str) -> None:
    reading = parse_page(page(list_of({"Title": (text,), **VALUES})))

    assert [issue for issue in reading.issues if issue.field == "title"] == []
