"""Pages and an IATI file side by side."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from dataset.checks.checks import LIVE_FLOORS, run_checks
from dataset.iati_activities import IatiFileError, read_activities
from dataset.projects.pages import PageRecord
from dataset.projects.tables import build_tables
from dataset.reconciliation import RECONCILIATION, reconcile
from dataset.releases.csv_files import write_csv
from dataset.schema.arrow import arrow_schema
from dataset.schema.columns import Column

Build = Callable[..., PageRecord]
ACTIVITY = """
<iati-activity default-currency="USD">
  <iati-identifier> XM-DAC-47066-Q36-805 </iati-identifier>
  <activity-status code="3"/>
  <activity-date type="1" iso-date="2004-05-01"/><activity-date type="2" iso-date="2005-06-01Z"/>
  <activity-date type="3" iso-date="2012-02-01"/>
  <recipient-country code="PA"/><recipient-country code="BZ"/>
  <budget type="1"><value value-date="2005-01-01">1</value></budget>
  <budget type="2"><value value-date="2005-01-01">80000</value></budget>
  <budget type="2"><value value-date="2006-01-01">1500.00</value></budget>
</iati-activity>"""


def write(path: Path, *activities: str) -> Path:
    path.write_text(f'<iati-activities version="2.03">{"".join(activities)}</iati-activities>')
    return path


def results(path: Path, *records: PageRecord) -> dict[str, tuple[str, str | None, str | None]]:
    table = reconcile(build_tables(records)["projects"], read_activities(path)).table
    return {row["field"]: (row["result"], row["pages"], row["iati"]) for row in table.to_pylist()}


def test_fields_agree_differ_or_stand_alone(tmp_path: Path, page: Build) -> None:
    path = write(tmp_path / "iati.xml", ACTIVITY)
    assert results(path, page(countries=("BLZ", "PAN"), status=None)) == {
        "budget_usd": ("agrees", "81500.00", "81500.00"),
        "countries": ("agrees", "BLZ;PAN", "PAN;BLZ"),
        "end_date": ("differs", "2011", "2012-02-01"),
        "start_date": ("agrees", "2005", "2005-06-01"),
        "status": ("only_iati", None, "Completed"),
    }


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ('code="3"', 'code="5"', "status", ("not_comparable", "Completed", "5")),
        (
            'default-currency="USD"',
            'default-currency="EUR"',
            "budget_usd",
            ("not_comparable", "81500.00", "80000 EUR; 1500.00 EUR"),
        ),
        ("80000", "eighty", "budget_usd", ("not_comparable", "81500.00", "eighty USD; 1500.00 USD")),
        ("80000", "NaN", "budget_usd", ("not_comparable", "81500.00", "NaN USD; 1500.00 USD")),
        ("80000", "1e400", "budget_usd", ("not_comparable", "81500.00", "1e400 USD; 1500.00 USD")),
        ('"PA"', '"QQ"', "countries", ("not_comparable", "BLZ;PAN", "QQ;BZ")),
        ("2012-02-01", "31/02/2017", "end_date", ("not_comparable", "2011", "31/02/2017")),
        ('<activity-status code="3"/>', "", "status", ("only_pages", "Completed", None)),
        ('iso-date="2012-02-01"', 'iso-date=" "', "end_date", ("only_pages", "2011", None)),
    ],
)
def test_only_pages_means_that_the_file_says_nothing(
    tmp_path: Path, page: Build, old: str, new: str, field: str, expected: tuple[str, str | None, str | None]
) -> None:
    path = write(tmp_path / "iati.xml", ACTIVITY.replace(old, new))
    assert results(path, page(countries=("BLZ", "PAN")))[field] == expected


def test_only_equal_identifiers_meet(tmp_path: Path, page: Build) -> None:
    path = write(tmp_path / "iati.xml", ACTIVITY.replace("Q36-805", "CT.0001"))
    assert results(path, page()) == {}
    shared = [page(), page("https://iom.int/project/b", title="B", countries=("LBR",))]
    assert results(write(tmp_path / "same.xml", ACTIVITY), *shared) == {}


def with_(*elements: str, identifier: str = "XM-DAC-47066-Q36-805") -> str:
    """The activity with further elements, under another identifier."""
    activity = ACTIVITY.replace("XM-DAC-47066-Q36-805", identifier)
    return activity.replace("<activity-status", "".join(elements) + "<activity-status")


@pytest.mark.parametrize(
    "identifier", ["XM-DAC-47066-Q36-805", "Q36-805", "CH-FDJP-47066/q36-805", "XI-PB-IOM_Q36-805"]
)
def test_an_identifier_meets_by_its_end(tmp_path: Path, page: Build, identifier: str) -> None:
    assert results(write(tmp_path / "iati.xml", with_(identifier=identifier)), page())["status"][0] == "agrees"


@pytest.mark.parametrize(
    "identifier", ["XM-DAC-47066-Q36-8050", "XM-DAC-47066-XQ36-805", "XM-DAC-47066-Q36-805-2", "805"]
)
def test_an_identifier_that_ends_otherwise_meets_nothing(tmp_path: Path, page: Build, identifier: str) -> None:
    assert results(write(tmp_path / "iati.xml", with_(identifier=identifier)), page()) == {}


PARTICIPANT = '<participating-org ref="XM-DAC-47066" role="1"><narrative>{}</narrative></participating-org>'
IOM = PARTICIPANT.format("International Organization for Migration")
FUND = PARTICIPANT.format("Fonds de l’OIM pour le développement")


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ((), [None]),
        ((IOM,), [None]),
        ((FUND,), [["fund"]]),
        (('<sector vocabulary="99" code="TC"/>',), [["sector"]]),
        (('<sector vocabulary="1" code="TC"/>', IOM), [None]),
        (('<sector code="15190"/>',), [None]),
        (('<sector vocabulary="99" code="DP"/><sector vocabulary="99" code="tc"/>', FUND), [["fund", "sector"]]),
        (('<sector vocabulary="99" code="DP"/>', FUND), [["fund"]]),
        (('<sector vocabulary="99" code="DP"/>', IOM), []),
    ],
)
def test_sector_and_fund_confirm_and_the_organisation_alone_does_not(
    tmp_path: Path, page: Build, elements: tuple[str, ...], expected: list[list[str] | None]
) -> None:
    path = write(tmp_path / "iati.xml", with_(*elements))
    found = reconcile(build_tables([page(project_id="TC.0001")])["projects"], read_activities(path))
    assert found.met == 0, "another identifier"
    path = write(tmp_path / "iati.xml", with_(*elements, identifier="XM-DAC-47066-TC.0001"))
    found = reconcile(build_tables([page(project_id="TC.0001")])["projects"], read_activities(path))
    said = {tuple(row["confirmed_by"] or ()) for row in found.table.to_pylist()}
    assert said == {tuple(one or ()) for one in expected}
    assert found.confirmed == len([one for one in expected if one])
    assert found.contradicted == (() if expected else ("XM-DAC-47066-TC.0001",))


def test_an_activity_of_the_fund_that_we_lack_is_named(tmp_path: Path, page: Build) -> None:
    path = write(
        tmp_path / "iati.xml", with_(FUND, identifier="XM-DAC-47066-CE.0777"), with_(IOM, identifier="XM-DAC-1")
    )
    found = reconcile(build_tables([page()])["projects"], read_activities(path))
    assert (found.met, found.of_fund_alone) == (0, ("XM-DAC-47066-CE.0777",))


def test_every_activity_is_counted_and_each_of_several_is_compared(tmp_path: Path, page: Build) -> None:
    second = ACTIVITY.replace('code="3"', 'code="2"')
    other, nameless = (ACTIVITY.replace("XM-DAC-47066-Q36-805", name) for name in ("XM-DAC-1-X", " "))
    path = write(tmp_path / "iati.xml", ACTIVITY, other, nameless, second)
    found = reconcile(build_tables([page()])["projects"], read_activities(path))
    assert (found.activities, found.met, found.confirmed, found.without_identifier) == (4, 2, 0, 1)
    assert found.repeated == ("XM-DAC-47066-Q36-805",)
    statuses = [row for row in found.table.to_pylist() if row["field"] == "status"]
    assert [(row["activity"], row["result"], row["iati"]) for row in statuses] == [
        (1, "agrees", "Completed"),
        (4, "differs", "Active"),
    ]


def test_the_table_is_as_declared_and_can_be_written(tmp_path: Path, page: Build) -> None:
    path = write(tmp_path / "iati.xml", ACTIVITY)
    table = reconcile(build_tables([page()])["projects"], read_activities(path)).table
    assert table.schema.equals(arrow_schema(RECONCILIATION), check_metadata=True)
    write_csv(table, tmp_path / "reconciliation.csv")
    assert (tmp_path / "reconciliation.csv").read_bytes().count(b"\r\n") == 6
    assert all(isinstance(column, Column) for column in RECONCILIATION.columns)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no well-formed XML: no element found"),
        (b"<iati-activities><iati-activity>", "no well-formed XML"),
        (b"<html></html>", "begins with <html>, an IATI activity file with <iati-activities>"),
        (b"PAR1", "no well-formed XML"),
    ],
)
def test_a_file_that_is_none_is_an_error_that_names_it(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "iati.xml"
    path.write_bytes(content)
    with pytest.raises(IatiFileError, match=message):
        list(read_activities(path))


def test_entities_cannot_grow_without_bound(tmp_path: Path) -> None:
    path = tmp_path / "iati.xml"
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    path.write_text(f"<!DOCTYPE iati-activities [{entities}]><iati-activities>&i;</iati-activities>")
    with pytest.raises(IatiFileError, match="amplification"):
        list(read_activities(path))


def test_the_totals_stand_beside_the_funds_own(page: Build) -> None:
    report = run_checks(build_tables([page()]), floors=LIVE_FLOORS)
    (totals,) = [check for check in report.checks if check.name == "fund_totals"]
    assert totals.message == (
        "found and stated by the Fund: 1 of 1,000 projects, 9 of 125 countries, 81,500 of 161,000,000 USD"
    )
    rich = run_checks(build_tables([page(budget_usd=Decimal(200_000_000))]), floors=LIVE_FLOORS)
    assert [check.name for check in rich.of("warned")] == ["fund_totals"]
