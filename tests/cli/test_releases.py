"""Commands over releases: one small practice archive, copied where something is damaged or removed."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from build import captures
from build import tables as derivation
from build.pages import read_pages
from cli.archived_pages import page_of
from cli.exits import WrongUseError
from cli.summary import describe_build
from dataset.releases.hashes import file_hashes
from dataset.releases.parquet import read_parquet, write_parquet
from dataset.values.observation import PageObservations
from sandbox.page import SavedPage
from scraper import seal
from settings.run_plan import plan_run
from tests.cli.archived_site import Archive, Run, rehash

# diff


def test_diff_tells_new_projects_and_changed_values_with_their_cause(run: Run, archive: Archive) -> None:
    ran = run("diff", archive.first.release.id, archive.second.release.id, "--site", "practice", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["from"], found["to"]) == (0, archive.first.release.id, archive.second.release.id)
    assert [one["project_key"] for one in found["added"]] == [f"ZZ.{number:04}" for number in range(11, 21)]
    assert [(one["project_key"], one["field"], one["old"], one["new"], one["cause"]) for one in found["changed"]] == [
        ("ZZ.0009", "status", "Active", "Completed", "source"),
        ("ZZ.0003", "budget_usd", "275000.00", "300000.00", "source"),
        *((one["project_key"], "url", one["old"], one["new"], "source") for one in found["changed"][-1:]),
    ]
    assert found["changed"][-1]["project_key"] == "ZZ.0004"
    assert found["causes"]["project_key"] == {"source": 10}
    assert found["removed"] == found["withdrawn"] == found["returned"] == []


def test_diff_for_people_and_its_defaults(run: Run, archive: Archive) -> None:
    told = run("diff", archive.first.release.id, "--site", "practice").out.splitlines()
    assert told[0] == f"from {archive.first.release.id} to {archive.third.release.id}"
    assert told[1] == "new projects: 10"
    assert "  ZZ.0003  '275000.00' -> '300000.00'  (source)" in told
    assert run("diff", "--site", "practice").out.splitlines() == [
        f"from {archive.second.release.id} to {archive.third.release.id}",
        "nothing changed",
    ]


# verify


AGAIN = (
    "every file is as published, and its captures give the same projects, countries, components and observations again"
)
EDITED = "it was edited, or this is a bug of ours; publish again: iom-projects build"


def test_a_release_is_derived_again_from_its_archive(run: Run, archive: Archive) -> None:
    ran = run("verify", "practice", "--all")
    ids = [built.release.id for built in (archive.first, archive.second, archive.third)]
    assert ran.out.splitlines() == [
        f"{ids[0]}: {AGAIN}; the archive has grown since: of the rest, hashes alone were checked",
        f"{ids[1]}: every file is as published, and the archive gives every one of them again",
        f"{ids[2]}: every file is as published, and the archive gives every one of them again",
    ]
    assert ran.code == 0


def test_tables_that_the_archive_does_not_give_are_our_bug(
    run: Run, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def derive_otherwise(*arguments: Any) -> derivation.Derived:
        derived = derivation.derive(*arguments)
        table = derived.tables["projects"]
        place = table.column_names.index("title")
        titles = pa.array(["Another", *table.column("title").to_pylist()[1:]], pa.string())
        changed = table.set_column(place, table.schema.field(place), titles)
        return replace(derived, tables={**derived.tables, "projects": changed})

    monkeypatch.setattr("build.verification.derive", derive_otherwise)
    ran = run("verify", "practice")
    count = archive.third.tables["projects"].num_rows
    told = f"projects.parquet: 1 of {count} rows differ from what the archive gives; {EDITED}"
    assert (ran.code, ran.out) == (1, f"{archive.third.release.id}: {told}\n")


def test_a_damaged_file_of_a_release_is_named_once_with_its_remedy(run: Run, copy: Path, archive: Archive) -> None:
    path = copy / "practice" / "releases" / archive.third.release.id / "projects.csv"
    path.write_bytes(path.read_bytes()[:-1])
    ran = run("verify", "practice", output=copy)
    assert ran.code == 7
    assert ran.out == (
        f"{path}: its SHA-256 is not the one in SHA256SUMS; restore it from a copy, or move the release's folder away"
        " and publish again: iom-projects build\n"
    )


@pytest.mark.parametrize("name", ["projects.csv", "project_components.excel.csv", "CODEBOOK.md", "datapackage.json"])
def test_an_edit_whose_hashes_were_made_anew_is_found(run: Run, copy: Path, archive: Archive, name: str) -> None:
    folder = copy / "practice" / "releases" / archive.third.release.id
    text = (folder / name).read_bytes()
    (folder / name).write_bytes(text[:-2] + b"." + text[-1:])
    rehash(folder)
    ran = run("verify", "practice", output=copy)
    assert (ran.code, ran.out) == (1, f"{folder.name}: {name}: is not what the archive gives; {EDITED}\n")


def test_an_edited_table_is_found_though_the_archive_has_grown_since(run: Run, copy: Path, archive: Archive) -> None:
    folder = copy / "practice" / "releases" / archive.first.release.id
    table = read_parquet(folder / "projects.parquet")
    place = table.column_names.index("budget_usd")
    budgets = pa.array([None, *table.column("budget_usd").to_pylist()[1:]], table.schema.field(place).type)
    write_parquet(table.set_column(place, table.schema.field(place), budgets), folder / "projects.parquet")
    rehash(folder)
    ran = run("verify", "practice", "--release", folder.name, output=copy)
    told = f"projects.parquet: 1 of {table.num_rows} rows differ from what the archive gives"
    assert (ran.code, ran.out) == (1, f"{folder.name}: {told}; {EDITED}\n")


def test_an_index_that_says_something_else_than_the_files_is_named(run: Run, copy: Path) -> None:
    path = copy / "practice" / "archive" / "index.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as index:
        index.execute("UPDATE capture SET url = url || 'x' WHERE rowid = 30")
        index.commit()
    ran = run("verify", "practice", output=copy)
    told = (
        f"{path}: is damaged (what it holds is not what was written: capture); 'iom-projects repair SITE' makes it anew"
    )
    assert (ran.code, ran.out.splitlines()[0]) == (7, f"{told} from the archive's files")
    assert run("repair", "practice", output=copy).code == 0
    assert run("verify", "practice", output=copy).code == 0
    with contextlib.closing(sqlite3.connect(path)) as index:
        seal.keep(index)  # as a program does that writes what it means
        index.execute("UPDATE capture SET url = url || 'x' WHERE rowid = 30")
        index.commit()
    ran = run("verify", "practice", output=copy)
    told = f"{path}: does not say what the files say; remove it, and it is made anew from them"
    assert (ran.code, ran.out.splitlines()[0]) == (7, told)
    path.unlink()
    assert run("verify", "practice", output=copy).code == 0


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_flipped_bit_in_the_archive_is_found(run: Run, copy: Path, archive: Archive, place: str) -> None:
    path = min((copy / "practice" / "archive").glob("*.warc.gz"))
    content = bytearray(path.read_bytes())
    content[{"first": 4, "middle": len(content) // 2, "last": -1}[place]] ^= 16
    path.write_bytes(content)
    ran = run("verify", "practice", output=copy)
    told = f"{path}: its SHA-256 is not the one in run.json of {archive.third.release.id}; restore it from a copy;"
    assert (ran.code, ran.out.startswith(told)) == (7, True)


def test_a_damaged_file_of_the_archive_is_named(run: Run, copy: Path, archive: Archive) -> None:
    path = max((copy / "practice" / "archive").glob("*.warc.gz"))
    path.unlink()
    ran = run("verify", "practice", output=copy)
    assert ran.code == 7
    assert ran.out.splitlines()[0] == (
        f"{path}: missing, but listed in run.json of {archive.third.release.id}; restore it from a copy; no other"
        " file holds what it held"
    )


def test_what_a_dying_crawl_left_behind_its_last_record_is_no_damage(run: Run, copy: Path) -> None:
    path = max((copy / "practice" / "archive").glob("*.warc.gz"))
    with path.open("ab") as file:
        file.write(path.read_bytes()[:300])
    ran = run("verify", "practice", output=copy)
    assert (ran.code, ran.out.splitlines()[-1].endswith("the archive gives every one of them again")) == (0, True)


def test_a_release_without_its_archive_is_compared_with_its_hashes(run: Run, copy: Path, archive: Archive) -> None:
    shutil.rmtree(copy / "practice" / "archive")
    (copy / "practice" / "ledger.sqlite").unlink()  # else the archive is lost, which is told: tests/test_small_sites
    ran = run("verify", "practice", output=copy)
    told = "every file is as published; there is no archive here: hashes alone were checked"
    assert (ran.code, ran.out) == (0, f"{archive.third.release.id}: {told}\n")


# releases


def test_the_list_of_releases(run: Run, archive: Archive) -> None:
    rows = json.loads(run("releases", "list", "--site", "practice", "--json").out)
    assert [(row["release"], row["latest"], row["pinned"]) for row in rows] == [
        (archive.first.release.id, False, None),
        (archive.second.release.id, False, None),
        (archive.third.release.id, True, None),
    ]
    assert [row["projects"] for row in rows] == [
        built.tables["projects"].num_rows for built in (archive.first, archive.second, archive.third)
    ]


def test_a_damaged_release_stays_in_the_list_with_its_damage(run: Run, copy: Path, archive: Archive) -> None:
    (copy / "practice" / "releases" / archive.first.release.id / "run.json").write_text("{}")
    ran = run("releases", "list", "--site", "practice", output=copy)
    assert ran.code == 0
    assert "run.json is damaged" in ran.out.splitlines()[0]
    assert ran.out.splitlines()[2].endswith("latest")


def test_old_releases_are_removed_but_for_pinned_ones_and_the_latest(run: Run, copy: Path, archive: Archive) -> None:
    first, second, third = (built.release.id for built in (archive.first, archive.second, archive.third))
    assert run("releases", "pin", first, "--because", "Cited.", "--site", "practice", output=copy).code == 0
    assert "pinned: Cited." in run("releases", "list", "--site", "practice", output=copy).out
    ran = run("releases", "prune", "--keep", "1", "--site", "practice", output=copy)
    assert ran.out.splitlines() == [f"removed {second}", "1 removed, 2 kept"]
    assert run("releases", "unpin", first, "--site", "practice", output=copy).code == 0
    ran = run("releases", "prune", "--keep", "1", "--site", "practice", "--json", output=copy)
    assert json.loads(ran.out) == {"removed": [first], "kept": [third]}
    ran = run("verify", "practice", output=copy)
    assert ran.out == (
        f"{third}: {AGAIN}; the release it went on from, {second}, is no longer kept: of the rest, hashes alone were"
        " checked\n"
    )


# build --compare


def test_compare_publishes_nothing_and_finds_nothing_where_nothing_changed(run: Run, archive: Archive) -> None:
    before = file_hashes(archive.folder)
    ran = run("build", "practice", "--compare")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "today's parsers read the same: nothing would change"
    after = file_hashes(archive.folder)
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} <= {"lock"}


def test_compare_shows_what_an_edit_gains_and_loses(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_edited(pages: Iterable[SavedPage], **_: Any) -> Iterator[PageObservations]:
        for page in read_pages(pages):
            seen = {
                name: replace(one, status="not_on_page", value=None, raw=None, rule=None) if name == "year" else one
                for name, one in page.observations.items()
            }
            yield replace(page, observations=seen)

    monkeypatch.setattr(captures, "read_pages", read_edited)
    found = json.loads(run("build", "practice", "--compare", "--json").out)
    assert found["lost"] == sum(pattern["count"] for pattern in found["cells"]) > 15
    assert {(one["field"], one["effect"], one["status_after"]) for one in found["cells"]} == {
        ("year", "lost", "not_on_page")
    }
    most = found["cells"][0]["count"]
    told = run("build", "practice", "--compare").out.splitlines()
    assert told[1] == f"cells: 0 gained, {found['lost']} lost, 0 changed, 0 null for another reason"
    assert told[2] == f"  {most} lost  year: reported, label:within:div, 9999 -> not_on_page"
    assert told[-1] == "nothing was published"


# explain and fixture add by key


def test_a_project_is_explained_as_it_was_published(run: Run, archive: Archive) -> None:
    rows = [row for row in archive.third.tables["observations"].to_pylist() if row["is_chosen"] and row["value"]]
    for row in (rows[0], rows[-1]):
        told = json.loads(run("explain", row["project_key"], row["field"], "--site", "practice", "--json").out)
        assert (told["url"], told["digest"]) == (row["url"], row["digest"])
        assert told["fields"][row["field"]]["raw"] == row["raw"]


def test_the_page_of_a_field_is_the_one_its_value_was_taken_from() -> None:
    def seen(url: str, field: str, *, is_chosen: bool) -> dict[str, Any]:
        return {"project_key": "A", "url": url, "field": field, "is_chosen": is_chosen}

    rows: dict[str, list[dict[str, Any]]] = {
        "projects": [
            {"project_key": "A", "project_id": "A", "prima_id": None, "url": "best"},
            {"project_key": "B~x", "project_id": "B", "prima_id": "P", "url": "x"},
            {"project_key": "B~y", "project_id": "B", "prima_id": None, "url": "y"},
        ],
        "observations": [
            seen("best", "year", is_chosen=False),
            seen("other", "year", is_chosen=True),
            seen("other", "description", is_chosen=True),
        ],
    }
    asked = [("A", "year"), ("A", "components"), ("A", "region"), ("A", None), ("P", "year"), ("B~y", None)]
    assert [page_of(rows, *one) for one in asked] == ["other", "other", "best", "best", "x", "y"]
    with pytest.raises(WrongUseError, match="several projects have the project_id B: name one of the keys B~x, B~y"):
        page_of(rows, "B", None)


def test_keys_identifiers_and_addresses_lead_to_the_same_page(run: Run, archive: Archive) -> None:
    (row,) = [row for row in archive.third.tables["projects"].to_pylist() if row["project_key"] == "Q36-805"]
    told = [
        json.loads(run("explain", name, "--site", "practice", "--json").out)["digest"]
        for name in ("Q36-805", row["url"])
    ]
    assert told[0] == told[1]


def test_a_fixture_is_added_by_key(run: Run, archive: Archive, tmp_path: Path) -> None:
    ran = run("fixture", "add", "ZZ.0003", "--why", "odd", "--site", "practice", "--fixtures", str(tmp_path), "--json")
    folder = Path(json.loads(ran.out)["folder"])
    meta = json.loads((folder / "meta.json").read_text())
    (page,) = [row for row in archive.third.tables["pages"].to_pylist() if row["project_key"] == "ZZ.0003"]
    assert (meta["url"], meta["source"]) == (page["url"], "practice")
    assert SavedPage((folder / "page.html").read_bytes()).digest == page["digest"]


# warnings, and bad input


def test_the_summary_warns_of_drift(archive: Archive) -> None:
    warnings = describe_build(plan_run("practice", archive.output), archive.second)["warnings"]
    assert [one["check"] for one in warnings if one["check"].endswith("_rule")] == ["new_rule", "new_rule"]
    run_record = json.loads((archive.second.release.folder / "run.json").read_text())
    verdicts = {check["name"]: check["verdict"] for check in run_record["checks"]["all"]}
    assert verdicts["new_rule"] == "warned"
    third = json.loads((archive.third.release.folder / "run.json").read_text())
    assert {check["name"]: check["verdict"] for check in third["checks"]["all"]}["drift"] == "passed"


UNKNOWN = "2020-01-01T000000Z"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["diff", UNKNOWN], f"has no release {UNKNOWN}; there are: "),
        (["diff", "../../x"], "has no release ../../x; there are: "),
        (["releases", "pin", UNKNOWN, "--because", "x"], f"has no release {UNKNOWN}; there are: "),
        (["releases", "pin", UNKNOWN, "--because", " "], "--because needs a reason"),
        (["releases", "unpin", UNKNOWN], f"has no pinned release {UNKNOWN}; pinned are: none"),
        (
            ["releases", "prune", "--keep", "0"],
            "Invalid value for '--keep': Input should be greater than or equal to 1",
        ),
        (["explain", "ZZ.000"], "no project of the latest release, is called ZZ.000; did you mean ZZ.0"),
        (["explain", "http://practice.example/nothing"], "is no page with a body in the latest release"),
    ],
)
def test_bad_input_gets_one_line(arguments: list[str], told: str, run: Run) -> None:
    ran = run(*arguments, "--site", "practice")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert told in ran.err


def test_the_order_of_releases_and_what_excludes_each_other(run: Run, archive: Archive) -> None:
    ran = run("diff", archive.third.release.id, archive.first.release.id, "--site", "practice")
    assert (ran.code, "name the earlier release first" in ran.err) == (2, True)
    ran = run("diff", archive.second.release.id, archive.first.release.id, "--site", "practice")
    assert ran.code == 2
    assert run("verify", "practice", "--all", "--release", archive.first.release.id).code == 2
    assert run("build", "practice", "--compare", "--override", "x").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["releases", "list", "--site", "practice"],
        ["releases", "prune", "--keep", "1", "--site", "practice"],
        ["diff", "--site", "practice"],
        ["verify", "practice"],
        ["build", "practice", "--compare"],
        ["explain", "ZZ.0003", "--site", "practice"],
    ],
)
def test_a_site_without_a_release_says_so_and_is_not_begun(arguments: list[str], run: Run, tmp_path: Path) -> None:
    ran = run(*arguments, output=tmp_path)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "practice has no release yet: iom-projects run practice makes one" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_first_release_has_nothing_before_it(run: Run, copy: Path) -> None:
    assert run("releases", "prune", "--keep", "1", "--site", "practice", output=copy).code == 0
    ran = run("diff", "--site", "practice", output=copy)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "is the first release" in ran.err


def test_a_damaged_table_ends_with_the_exit_code_of_the_disk(run: Run, copy: Path, archive: Archive) -> None:
    path = copy / "practice" / "releases" / archive.second.release.id / "projects.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    ran = run("diff", "--site", "practice", output=copy)
    assert (ran.code, ran.err.count("\n")) == (7, 1)
    assert f"{path} is damaged: its SHA-256 is not the one in run.json" in ran.err
