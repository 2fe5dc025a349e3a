"""The one field registry: every column of every table, declared once.

The Arrow schema, the CSV reading lines, `datapackage.json`, the codebook, the JSON Schemas and the SQL tables are
made from these declarations; nothing else names a type, a unit or the meaning of a null. Evidence: `evidence_fields`.
"""

from dataset.schema.columns import Column, ForeignKey, Table
from dataset.schema.evidence_fields import CHANGES, ISSUES, NOT_STATED, OBSERVATIONS, PAGES, PROJECT_KEY, to_project

EDTF = (
    "An EDTF date (ISO 8601-2), exactly as precise as the page prints it and no more: `2005`, `2005-03` or"
    " `2005-03-14`. Pages seen so far print years."
)
_BOUND = "the date is null"

PROJECTS = Table(
    name="projects",
    row="project",
    description=(
        "One row per project of the IOM Development Fund, whatever number of pages and languages it has."
        " Where pages disagree docs/resolution.md says which wins; every page's own word stays in `observations`."
    ),
    key=("project_key",),
    foreign_keys=(ForeignKey("url", "pages", "url"),),
    columns=(
        PROJECT_KEY,
        Column(
            "project_id",
            "text",
            "The Fund's own identifier, printed as `Projects ID`.",
            "Q36-805",
            NOT_STATED,
            of_page=True,
        ),
        Column(
            "prima_id",
            "text",
            "Identifier in IOM's PRIMA system. Its first two letters name the managing office, not the beneficiary.",
            "ZM10P0004",
            f"{NOT_STATED}; pages before about 2012 have none",
            of_page=True,
            watched=False,
        ),
        Column(
            "title",
            "text",
            "Title as printed, in the language of the page it was taken from.",
            "Strengthening of the Migration Components of the Central American Integration Process",
            NOT_STATED,
            of_page=True,
        ),
        Column(
            "status",
            "text",
            "Status as printed, in English. Pages often keep `Active` after the end date: see `is_status_stale`.",
            "Completed",
            NOT_STATED,
            codelist="status",
            of_page=True,
        ),
        Column(
            "project_type",
            "text",
            "The Fund's area of work, in English as printed on English pages.",
            "TCMMCB",
            NOT_STATED,
            codelist="project_type",
            of_page=True,
        ),
        Column(
            "project_type_code",
            "text",
            "Two-letter code of `project_type` by the codelist; never taken from the Projects ID.",
            "TC",
            "no project type is stated",
            codelist="project_type_code",
            of_page=True,
            derived=True,
        ),
        Column(
            "coverage",
            "text",
            "Geographic reach as printed.",
            "Regional",
            NOT_STATED,
            codelist="coverage",
            of_page=True,
        ),
        Column(
            "region",
            "text",
            "The Fund's own region, which is not the UN's: `project_countries` holds UN M49 regions beside it.",
            "Latin America and the Caribbean",
            NOT_STATED,
            codelist="region",
            of_page=True,
        ),
        Column(
            "year",
            "integer",
            "Year of allocation. Often the year before the start; never derived from the dates.",
            "2005",
            NOT_STATED,
            unit="year",
            of_page=True,
        ),
        Column("start_date", "text", f"Start. {EDTF}", "2005", NOT_STATED, of_page=True),
        Column("start_date_earliest", "date", "First day that `start_date` can mean.", "2005-01-01", _BOUND),
        Column("start_date_latest", "date", "Last day that `start_date` can mean.", "2005-12-31", _BOUND),
        Column("end_date", "text", f"End, extensions included. {EDTF}", "2011", NOT_STATED, of_page=True),
        Column("end_date_earliest", "date", "First day that `end_date` can mean.", "2011-01-01", _BOUND),
        Column("end_date_latest", "date", "Last day that `end_date` can mean.", "2011-12-31", _BOUND),
        Column(
            "budget_usd",
            "decimal",
            "Budget as printed, in current US dollars.",
            "81500.00",
            NOT_STATED,
            unit="USD",
            of_page=True,
        ),
        Column(
            "countries",
            "text_list",
            "Benefiting member states as ISO 3166-1 alpha-3 codes, in the order printed, each once.",
            "BLZ;CRI;DOM;SLV;GTM;HND;MEX;NIC;PAN",
            NOT_STATED,
            codelist="iso3",
            of_page=True,
        ),
        Column("n_countries", "integer", "Number of `countries`.", "9", "`countries` is null", unit="countries"),
        Column(
            "description",
            "text",
            "Description as a reader sees it: paragraphs and list items on lines of their own.",
            "The aim of this project is …",
            NOT_STATED,
            of_page=True,
        ),
        Column(
            "n_components",
            "integer",
            "Number of rows in `project_components` that are parts of the project itself: every kind but"
            " `challenge`, `parent_project` and `other`. 0 means that a description was read and enumerates nothing.",
            "7",
            "there is no description to count in",
            unit="items",
        ),
        Column(
            "language",
            "text",
            "Interface language of the page at `url`; titles and descriptions of translated pages often stay English.",
            "en",
            "the page does not show one",
            codelist="language",
            watched=True,
        ),
        Column("url", "text", "Address of the page that wins for this project.", "https://www.iom.int/project/…"),
        Column("n_pages", "integer", "Number of pages that were joined into this row.", "2", unit="pages"),
        Column(
            "n_conflicts",
            "integer",
            "Number of fields on which the project's pages disagree; `issues` says which and how.",
            "0",
            unit="fields",
        ),
        Column(
            "first_seen",
            "timestamp",
            "When any page of the project was first fetched.",
            "2026-11-24T03:15:00Z",
            "the archive does not say",
        ),
        Column(
            "last_seen",
            "timestamp",
            "When any page of the project was last found online.",
            "2026-11-24T03:15:00Z",
            "the archive does not say",
        ),
        Column(
            "withdrawn",
            "boolean",
            "True where every page of the project is confirmed gone from the site; the last row is kept.",
            "false",
        ),
        Column(
            "is_status_stale",
            "boolean",
            "True where `status` is `Active` though `end_date_latest` was past when the page was last seen. The finding"
            " `stale_status` waits a year more.",
            "false",
            "status, end date or time of sight is null",
        ),
        Column(
            "is_end_date_suspect",
            "boolean",
            "True where `end_date` is known from a translated page alone that prints 2024 as a batch of them does,"
            " whatever the truth: better not used.",
            "false",
        ),
        Column(
            "is_id_shared",
            "boolean",
            "True where another, different project prints the same Projects ID; both rows are kept.",
            "false",
        ),
    ),
)

PROJECT_COUNTRIES = Table(
    name="project_countries",
    row="project × country × role",
    description="The countries of each project, with the UN's names and regions.",
    key=("project_key", "role", "position"),
    foreign_keys=(to_project(),),
    columns=(
        PROJECT_KEY,
        Column(
            "role",
            "text",
            "`benefiting`: printed among the benefiting member states; `other`: printed as another country benefiting"
            " at the time of allocation.",
            "benefiting",
            codelist="country_role",
        ),
        Column("position", "integer", "Place in the printed list, from 1, repeats left out.", "1"),
        Column("iso3", "text", "ISO 3166-1 alpha-3 code.", "BLZ", codelist="iso3"),
        Column("name", "text", "Name as printed on the page.", "Belize", "the page prints a code only"),
        Column("name_en", "text", "Short English name, as the UN uses it.", "Belize", "the list of countries has none"),
        Column("m49_code", "text", "UN M49 code, three digits.", "084", "not in M49"),
        Column("m49_region", "text", "UN M49 region.", "Americas", "M49 puts it in no region"),
        Column("m49_subregion", "text", "UN M49 sub-region.", "Latin America and the Caribbean", "as m49_region"),
        Column(
            "share",
            "decimal",
            "The country's share of the budget, where the page states it. Never an equal split of ours.",
            "50.00",
            "not stated, as on every page seen so far",
            unit="percent",
        ),
    ),
)

PROJECT_COMPONENTS = Table(
    name="project_components",
    row="project × enumerated item",
    description="Everything that the description in `projects` enumerates, item by item, as a reader would quote it.",
    key=("project_key", "list", "position"),
    foreign_keys=(to_project(),),
    columns=(
        PROJECT_KEY,
        Column("list", "integer", "Number of the enumeration in the description, from 1.", "2"),
        Column("position", "integer", "Place of the item in its enumeration, from 1.", "1"),
        Column("marker", "text", "Marker as printed; `-` for an unmarked list item.", "a)", "no marker is printed"),
        Column(
            "lead_in",
            "text",
            "The sentence that introduces the enumeration.",
            "The project has three main areas of action:",
            "nothing introduces it",
        ),
        Column(
            "kind",
            "text",
            "What the items are, decided by the lead-in and the markers.",
            "area_of_action",
            codelist="item_kind",
        ),
        Column(
            "text",
            "text",
            "The item without its marker and closing punctuation.",
            "diagnosis and stocktaking of progress",
        ),
        Column(
            "char_start",
            "integer",
            "Where `text` begins in `projects.description`, in Unicode code points from 0.",
            "512",
            unit="characters",
        ),
        Column("char_end", "integer", "Where it ends, exclusive.", "700", unit="characters"),
    ),
)

TABLES = (PROJECTS, PROJECT_COUNTRIES, PROJECT_COMPONENTS, OBSERVATIONS, PAGES, CHANGES, ISSUES)
"""All tables, in the order in which people should meet them."""


def table(name: str) -> Table:
    """The declaration of one table.

    Raises:
        KeyError: there is no table of that name; the message lists those there are.
    """
    for declared in TABLES:
        if declared.name == name:
            return declared
    raise KeyError(f"no table {name!r}; there are {', '.join(declared.name for declared in TABLES)}")
