"""`CODEBOOK.md`: the registry for people."""

from collections.abc import Iterator

from dataset.releases.csv_files import ABOUT_MARKS
from dataset.releases.run_record import PRACTICE_NOTE
from dataset.schema import import_snippets as reading
from dataset.schema.codelists import codelists
from dataset.schema.columns import Column, Table
from dataset.schema.datapackage import ABOUT, TITLE
from dataset.schema.fields import TABLES
from dataset.schema.sql import REPEATED_BUDGET_VIEW

FILE_NAME = "CODEBOOK.md"
_LONG = 60
"""A codelist with more codes than this is a public standard and is not repeated."""

_FILES = """\
| file | holds |
|---|---|
| `NAME.parquet` | a table with all its types; the file to prefer |
| `NAME.csv` | the same, UTF-8, every text in quotes |
| `NAME.excel.csv` | the same for spreadsheets; not for programs |
| `datapackage.json` | tables, keys and hashes for Frictionless tools |
| `CITATION.cff`, `citation.bib`, `citation.txt` | how to cite the data, by the names in the settings |
| `tables.schema.json` | JSON Schema of a row of each table |
| `tables.sql` | the tables for DuckDB, with keys and comments |
| `report.html` | what to look at first: trust, changes, charts, a map, every project; needs no network |
| `run.json` | how, when and from what this release was made, its checks, and the SHA-256 of every file |
| `SHA256SUMS` | the same hashes for `sha256sum --check SHA256SUMS` |
"""

_TYPES = """\
| type | Parquet | in CSV |
|---|---|---|
| text | string | as it is |
| integer | int64 | `2005` |
| decimal | decimal128(18, 2), exact | `81500.00` |
| date | date32 | `2005-01-01` |
| timestamp | timestamp, UTC, whole seconds | `2026-11-24T03:15:00Z` |
| boolean | bool | `true`, `false` |
| text_list | list of string | joined by `;`, `BLZ;CRI` |
"""

_READING = """\
```python
import pandas as pd
projects = pd.read_parquet("projects.parquet")
```

The plain line gives whole numbers (`Int64`), booleans, days and times as such, and `budget_usd` as a float, which holds
these amounts exactly to the cent. For decimals add `dtype_backend="pyarrow"`.
Days come as `date32`; to draw or compare them, `projects[["start_date_earliest"]].astype("datetime64[s]")`.

```sql
-- DuckDB; in Python, .df(), .pl() and .arrow() give its answer, .fetchall() wants the package pytz for timestamps
SELECT * FROM 'projects.parquet';
```

```r
# not run by this project's tests
projects <- arrow::read_parquet("projects.parquet")
```
"""

_PITFALLS = f"""\
- **A join with `project_countries` repeats each budget once per country**: its sum is 3.1 times the money that there is
  (counted on 1,200 practice projects). The pages do not say how a budget is shared out, so no sum over that join means
  anything: sum `projects.budget_usd`, and only then group. `tables.sql` and the
  DuckDB export have the view `{REPEATED_BUDGET_VIEW}`, whose name says what it does: use it to look up, not to add up.
- `project_type` holds two names that share the code `DS`: `Durable Solutions`, and the longer `Durable Solutions /
  Progressive Resolutions of Displacement Situations (PRDS)`. Both are kept as printed; group by `project_type_code` to
  count them together.
- `TCMMCB` is printed as an acronym. Its expansion stands on no page that was seen (probably technical cooperation on
  migration management and capacity building): quote it as `TCMMCB`.
- `region` is the Fund's own and not the UN's; `project_countries` has UN M49 regions.
"""


def codebook(*, practice: bool) -> str:
    """The text of the codebook."""
    return "\n".join(_lines(practice=practice)) + "\n"


def _lines(*, practice: bool) -> Iterator[str]:
    yield f"# Codebook: {TITLE}\n"
    if practice:
        yield f"> **{PRACTICE_NOTE}**\n"
    yield f"{ABOUT}\n"
    yield "## Files\n"
    yield _FILES
    yield "## Types and missing values\n"
    yield _TYPES
    yield (
        "A missing value is null in Parquet and an empty cell without quotes in CSV. It is never an empty text, 0 or a"
        " word, so `NA` in a list of codes is a code; what null means is said column by column. No text and no list is"
        " ever empty.\n"
    )
    yield from _reading_lines()
    yield f"### In a spreadsheet\n\n{ABOUT_MARKS}\n"
    yield f"## Before you add up\n\n{_PITFALLS}"
    yield "## Tables\n"
    for declared in TABLES:
        yield from _table_lines(declared)
    yield "## Codelists\n"
    for codelist in codelists().values():
        yield f"### {codelist.name}\n\nSource: {codelist.source}.\n"
        if len(codelist.codes) > _LONG:
            yield f"{len(codelist.codes)} codes.\n"
            continue
        yield "\n".join(f"- `{code}`{': ' if meaning else ''}{meaning}" for code, meaning in codelist.codes.items())
        yield ""


def _reading_lines() -> Iterator[str]:
    projects = TABLES[0]
    yield "## Reading the files\n\nThe lines for `projects`; the other tables' are under each table.\n"
    yield _READING
    yield f"```r\n# base R\n{reading.r_csv(projects)}\n"
    yield f"# readr; not run by this project's tests\n{reading.readr_csv(projects)}\n```\n"
    yield f"```stata\n* Stata 17 or newer; not run by this project's tests\n{reading.stata_csv(projects)}\n```\n"
    yield (
        "This project's tests run the lines for pandas, polars, DuckDB and base R. Those for readr, R's arrow and Stata"
        " are written from their manuals and were **never run**: there was no Stata and no CRAN where this was made."
        " Count the rows after reading with them.\n"
    )


def _table_lines(declared: Table) -> Iterator[str]:
    yield f"### {declared.name}\n\nOne row per {declared.row}. {declared.description}\n"
    yield f"Key: {', '.join(f'`{name}`' for name in declared.key)}; the rows are sorted by it."
    for key in declared.foreign_keys:
        yield f"`{key.column}` refers to `{key.table}.{key.target}`."
    yield "\n| column | type | meaning | null means | example |\n|---|---|---|---|---|"
    for column in declared.columns:
        yield _row(column)
    yield (
        "\n<details><summary>Reading the CSV file</summary>\n\n"
        f"```python\nfrom decimal import Decimal\nimport pandas as pd\n{reading.pandas_csv(declared)}\n```\n\n"
        f"```python\nimport polars as pl\n{reading.polars_csv(declared)}\n```\n\n"
        f"```sql\n-- DuckDB\n{reading.duckdb_csv(declared)}\n```\n\n"
        f"```r\n{reading.r_csv(declared)}\n```\n\n</details>\n"
    )


def _row(column: Column) -> str:
    kind = f"{column.type}, {column.unit}" if column.unit else column.type
    meaning = f"{column.description} Codelist: {column.codelist}." if column.codelist else column.description
    cells = (f"`{column.name}`", kind, meaning, column.null or "never null", f"`{column.example}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
