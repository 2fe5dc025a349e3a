"""The registry agrees with itself and with what others call its fields."""

import pytest

from dataset.schema.columns import Column, Table
from dataset.schema.fields import TABLES, table
from dataset.schema.selections import OF_PAGE
from parsers.fields import LABELLED_FIELDS

COLUMNS = [(declared, column) for declared in TABLES for column in declared.columns]


def test_every_table_is_there_once_and_keyed_by_its_own_columns() -> None:
    assert [declared.name for declared in TABLES] == [
        "projects",
        "project_countries",
        "project_components",
        "observations",
        "pages",
        "changes",
        "issues",
    ]
    for declared in TABLES:
        names = [column.name for column in declared.columns]
        assert len(names) == len(set(names)), declared.name
        assert set(declared.key) <= set(names)
        assert all(declared.column(name).null is None for name in declared.key), "a key is never null"


def test_foreign_keys_point_at_keys_of_the_same_type() -> None:
    for declared in TABLES:
        for key in declared.foreign_keys:
            target = table(key.table)
            assert target.key == (key.target,)
            assert target.column(key.target).type == declared.column(key.column).type


@pytest.mark.parametrize(("declared", "column"), COLUMNS, ids=lambda value: value.name)
def test_a_column_says_what_it_is(declared: Table, column: Column) -> None:
    assert column.description.endswith((".", "`.")), f"{declared.name}.{column.name}"
    assert column.example
    assert column.null != ""
    if column.type in ("integer", "decimal"):
        assert column.unit or column.name in ("position", "list", "number", "http_status")


def test_every_labelled_field_of_a_page_has_a_column() -> None:
    listed_elsewhere = {"other_countries"}
    assert set(LABELLED_FIELDS) - listed_elsewhere <= set(OF_PAGE)
    for name in OF_PAGE:
        table("projects").column(name)


def test_an_unknown_table_or_column_is_named() -> None:
    with pytest.raises(KeyError, match="no table 'project'; there are projects, project_countries"):
        table("project")
    with pytest.raises(KeyError, match="table pages has no column colour"):
        table("pages").column("colour")
