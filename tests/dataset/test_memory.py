"""What a build holds grows with the number of its pages, and not with what they say."""

import gc
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dataset.checks.integrity import integrity_faults
from dataset.projects.contents import Contents, in_short
from dataset.projects.pages import PageRecord
from dataset.projects.tables import build_tables
from dataset.releases.parquet import ROW_GROUP
from dataset.releases.stored_tables import StoredTables, are_equal, count_rows, row_groups
from parsers.model import Issue, RawItem
from tests.dataset.conftest import PageBuilder

LONG = "A description that goes on and on. " * 300
"""10 kB."""
MOST_A_PAGE = 2_500
"""Bytes of Python objects that one page more may cost at the peak."""
FEW, MORE = 270, 400


def shelved(count: int) -> Iterator[PageRecord]:
    """So many projects with a page each, which waits in a file."""
    page, contents = PageBuilder(), Contents()
    for number in range(count):
        record = page(
            f"https://iom.int/project/{number:04}",
            project_id=f"CT.{number:04}",
            title=f"Project {number}",
            description=f"{number}: {LONG}",
        )
        assert record.content is not None
        contents.put(record.url, record.content)
        yield replace(record, content=contents[record.url], in_full=contents)


def peak_of(count: int, folder: Path) -> int:
    """The most bytes of Python objects while so many pages become tables that are sound."""
    folder.mkdir()
    gc.collect()
    tracemalloc.start()
    try:
        tables = build_tables(list(shelved(count)), folder=folder)
        assert list(integrity_faults(tables)) == []
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_page_more_costs_a_fraction_of_what_it_says(tmp_path: Path) -> None:
    peak_of(20, tmp_path / "first")  # what is remembered for good
    few, more = peak_of(FEW, tmp_path / "few"), peak_of(MORE, tmp_path / "more")
    assert (more - few) / (MORE - FEW) < MOST_A_PAGE < len(LONG) / 4


def test_tables_in_files_are_those_in_memory(tmp_path: Path) -> None:
    records = list(shelved(ROW_GROUP // 15 + 1))
    stored, held = build_tables(records, folder=tmp_path), build_tables(records)
    assert isinstance(stored, StoredTables)
    assert list(stored) == list(held)
    assert count_rows(stored) == count_rows(held)
    assert all(stored[name].equals(held[name], check_metadata=True) for name in held)
    assert all(are_equal(stored, held, name) for name in held)
    assert not are_equal(stored, {**held, "pages": held["pages"].slice(1)}, "pages")
    sizes = [rows.num_rows for rows in row_groups(stored, "observations", "url")]
    assert sizes == [ROW_GROUP, held["observations"].num_rows - ROW_GROUP]
    assert pq.ParquetFile(tmp_path / "observations.parquet").num_row_groups == len(sizes)


@pytest.mark.parametrize("kind", ["mixed_up", "other"])
def test_a_page_comes_back_from_its_file_as_it_went_in(kind: str) -> None:
    item = RawItem(1, 1, "-", "Lead:", "component", "A description", 3, 16)
    content = PageBuilder()(items=(item,), issues=(Issue(kind, None, "x"),), unclaimed={"Partner": "A; B"}).content
    assert content is not None
    contents = Contents()
    contents.put("a", replace(content, reason="earlier"))
    contents.put("b", content)
    contents.put("a", content)
    assert contents.full("a") == contents.full("b") == content
    assert contents["a"] == in_short(content)
    assert [issue.kind for issue in contents["a"].issues] == [one for one in [kind] if one == "mixed_up"]
    assert (contents["a"].items, contents["a"].observations["description"].value) == ((), None)
    assert (list(contents), len(contents)) == (["a", "b"], 2)
