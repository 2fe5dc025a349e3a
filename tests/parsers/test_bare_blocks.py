"""Bare blocks: names that no table has among the states, and facts whose labels are pictures."""

import pytest

from parsers import parse_page
from tests.parsers.pages import LABELS, VALUES, page

BODY = "<p>The region takes stock of what the project left in each member state.</p>"
BLOCKS = ["Africa", "CT.0690", "ZM10P0004", "200,000", "Kenya", "Uganda", "Migration Data", "National", "Completed"]
WAYS = ["<div>{}</div>", "<p>{}</p>", "<div class=field><div class=field__item>{}</div></div>"]


def read(blocks: list[str], way: str) -> tuple[tuple[str, ...], dict[str, str]]:
    parsed = parse_page(page("".join(way.format(text) for text in blocks) + BODY))
    assert parsed.project is not None
    assert parsed.layout == "legacy"
    return parsed.project.fields["countries"].texts, dict(parsed.project.unclaimed or {})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", [4, 5, 6], ids=["before", "among", "behind"])
def test_a_name_that_no_table_has_is_one_of_the_states(place: int, way: str) -> None:
    states, unclaimed = read([*BLOCKS[:place], "Atlantis", *BLOCKS[place:]], way)
    expected = ["Kenya", "Uganda"]
    expected.insert(place - 4, "Atlantis")
    assert states == tuple(expected)
    assert unclaimed == {}


@pytest.mark.parametrize("way", WAYS)
def test_where_a_fact_is_missing_a_block_beside_the_states_may_be_it(way: str) -> None:
    states, unclaimed = read([*BLOCKS[:6], "Rare Migration Matters", *BLOCKS[7:]], way)
    assert (states, unclaimed) == (("Kenya", "Uganda"), {"Rare Migration Matters": ""})


@pytest.mark.parametrize("row", ["<div><img alt='{}' src=i.svg><span>{}</span></div>", "<p><img alt='{}'> {}</p>"])
def test_facts_whose_labels_are_pictures_are_no_legacy_page(row: str) -> None:
    rows = "".join(row.format(LABELS[name], " ".join(texts)) for name, texts in VALUES.items())
    parsed = parse_page(page(rows + BODY))
    assert parsed.layout != "legacy"


def test_a_letter_raised_behind_a_short_word_is_a_mark() -> None:
    facts = {name: " ".join(texts) for name, texts in VALUES.items() if name != "countries"}
    rows = "".join(f"<li>{LABELS[name]}<sup>a</sup> <b>{text}</b></li>" for name, text in facts.items())
    parsed = parse_page(page(f"<ul>{rows}</ul>{BODY}"))
    assert parsed.project is not None
    dates = ("start_date", "end_date", "project_type")
    assert {name: parsed.project.fields[name].raw for name in dates} == {name: facts[name] for name in dates}
