import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from parsers.fields import LABELLED_FIELDS
from parsers.folding import fold
from parsers.model import Language
from parsers.vocabulary import (
    TERM_TABLES,
    canonical_terms,
    match_label,
    match_term,
    prefix_types,
    project_type_code,
    read_table,
)

SOURCES = {"printed", "variant", "translation-unseen"}


@pytest.mark.parametrize(
    ("label", "fields", "languages"),
    [
        ("Start Date", ("start_date",), ("en",)),
        ("start date :", ("start_date",), ("en",)),
        ("END\N{NO-BREAK SPACE}DATE:", ("end_date",), ("en",)),
        ("Tipo de proyecto", ("status", "project_type"), ("es",)),
        ("Prima ID", ("prima_id",), ("en", "fr", "es")),
        ("Budget Amount (USD)", ("budget_usd",), ("en", "fr", "es")),
        ("IDF Region", ("region",), ("en", "fr", "es")),
        ("Projet ID", ("project_id",), ("fr",)),
        ("Projects ID", ("project_id",), ("en",)),
        ("Annee", ("year",), ("fr",)),
        ("Año", ("year",), ("es",)),
        ("Etat(s) membre(s) beneficiaires remplissant les conditions requises", ("countries",), ("fr",)),
        ("État(s) membre(s) bénéficiaires remplissant les conditions requises", ("countries",), ("fr",)),
        ("Estados Miembros Beneficiarios que Reúnen los Requisitos", ("countries",), ("es",)),
        ("Other Countries Benefiting at Time of Allocation", ("other_countries",), ("en",)),
    ],
)
def test_labels_of_the_pages(label: str, fields: tuple[str, ...], languages: tuple[str, ...]) -> None:
    match = match_label(label)
    assert match is not None
    assert (match.fields, match.languages) == (fields, languages)


@pytest.mark.parametrize(
    "text", ["", ":", "Date", "Start Dates", "Start Date 2005", "Countries", "Type", "Budget", "Region"]
)
def test_what_is_no_label(text: str) -> None:
    assert match_label(text) is None


@pytest.mark.parametrize(
    ("field", "text", "canonical"),
    [
        ("region", "Monde", "Global"),
        ("region", "ASIE ET OCÉANIE", "Asia and Oceania"),
        ("region", "Afrique", "Africa"),
        ("status", "Achevé", "Completed"),
        ("status", "Finalizado", "Completed"),
        ("status", "Actif", "Active"),
        ("coverage", "Multi\N{EN DASH}Regional", "Multi-Regional"),
        ("coverage", "Régional", "Regional"),
        ("project_type", "Migration de main-d'oeuvre", "Labour Migration"),
        ("project_type", "Inmigración y fronteras", "Immigration and Borders"),
        ("project_type", "tcmmcb", "TCMMCB"),
        ("project_type", "Durable Solutions", "Durable Solutions"),
    ],
)
def test_terms_of_three_languages_become_english(field: str, text: str, canonical: str) -> None:
    assert match_term(field, text) == canonical


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("region", "Afrika"),
        ("region", "Africa Europe"),
        ("status", "Complete"),
        ("status", ""),
        ("coverage", "Subnational"),
        ("project_type", "Labour"),
        ("project_type", "Technical Cooperation on Migration Management and Capacity Building"),
    ],
)
def test_a_term_that_is_not_in_the_table_has_no_meaning(field: str, text: str) -> None:
    assert match_term(field, text) is None


def test_a_field_without_vocabulary_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match="title"):
        match_term("title", "x")


def test_codes_and_types() -> None:
    assert project_type_code("TCMMCB") == "TC"
    assert project_type_code("Achevé") is None
    assert prefix_types("CT") == ("Counter Trafficking Projects",)
    assert prefix_types("DS") == (
        "Durable Solutions / Progressive Resolutions of Displacement Situations (PRDS)",
        "Durable Solutions",
    )
    assert prefix_types("ZZ") == ()
    assert len({code for term in canonical_terms("project_type") if (code := project_type_code(term))}) == 22


def test_every_canonical_term_means_itself() -> None:
    for field in TERM_TABLES:
        for term in canonical_terms(field):
            assert match_term(field, term) == term


def test_the_tables_name_known_fields_languages_and_sources() -> None:
    labels = list(read_table("labels.csv"))
    assert {row["field"] for row in labels} == set(LABELLED_FIELDS)
    for table in ("labels.csv", *TERM_TABLES.values()):
        rows = list(read_table(table))
        assert {row["source"] for row in rows} <= SOURCES
        assert {row["language"] for row in rows} == set(get_args(Language))
        key = "field" if table == "labels.csv" else "canonical"
        repeated = Counter((row[key], row["language"], fold(row["label"])) for row in rows)
        assert [row for row, count in repeated.items() if count > 1] == []


def test_one_label_means_two_fields_in_one_place_alone() -> None:
    labels = {fold(row["label"]) for row in read_table("labels.csv")}
    assert [label for label in sorted(labels) if len(match_label(label).fields) > 1] == ["tipo de proyecto"]  # type: ignore[union-attr]  # it is in the table


def test_tables_are_plain_utf_8_with_one_line_per_row() -> None:
    for name in ("labels.csv", *TERM_TABLES.values(), "countries.csv", "country_names.csv", "country_aliases.csv"):
        path = Path("parsers/data") / name
        text = path.read_bytes().decode("utf-8")
        assert text.endswith("\n"), path
        assert "\r" not in text, path
        rows = list(csv.reader(text.splitlines()))
        assert {len(row) for row in rows} == {len(rows[0])}, path


def test_tables_are_found_from_any_folder(tmp_path: Path) -> None:
    code = "from parsers.vocabulary import match_label; print(match_label('Year').fields)"
    root = str(Path.cwd())
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C"},
    )
    assert done.stdout == "('year',)\n"
