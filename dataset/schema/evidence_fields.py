"""The registry's second half: observations, pages, changes and issues, by which every cell can be traced."""

from dataset.schema.columns import Column, ForeignKey, Table

NOT_STATED = "no page of the project states it so that it can be read; `observations.field_status` says why"

PROJECT_KEY = Column(
    "project_key",
    "text",
    "Stable key of the project: its Projects ID, else its Prima ID, else the slug of its page.",
    "Q36-805",
)


def to_project() -> ForeignKey:
    """Every table that names a project refers to `projects`."""
    return ForeignKey("project_key", "projects", "project_key")


def to_page() -> ForeignKey:
    """Every table that names an address refers to `pages`."""
    return ForeignKey("url", "pages", "url")


_URL = Column("url", "text", "Address of the page.", "https://www.iom.int/project/…")
_FIELD = Column("field", "text", "Name of the field, as in `projects`.", "start_date")
_DIGEST = "SHA-256 of the page's bytes, by which the archive finds them."

OBSERVATIONS = Table(
    name="observations",
    row="page × field",
    description="What each page says about each field, in its own words and as understood, or why there is no value.",
    key=("url", "field"),
    foreign_keys=(to_page(), to_project()),
    columns=(
        _URL,
        _FIELD,
        PROJECT_KEY,
        Column("value", "text", "The value as understood, printed as in `projects.csv`.", "2005", "see field_status"),
        Column("raw", "text", "The text as printed on the page.", "2005", "nothing is printed"),
        Column(
            "field_status",
            "text",
            "Why there is or is no value: `reported`, `label_empty` (a label with nothing beside it), `not_on_page`,"
            " `not_understood` (printed, but no rule reads it), `ambiguous` (the page says two things).",
            "reported",
            codelist="field_status",
        ),
        Column("is_chosen", "boolean", "True where this page's value is the one in `projects`.", "true"),
        Column("label", "text", "The label as printed.", "Start Date", "no label stands beside the value"),
        Column("rule", "text", "The rule that found it.", "label:beside:dl", "nothing was found"),
        Column("location", "text", "CSS path to the element on the page.", "dl > dd:nth-of-type(1)", "not recorded"),
        Column("layout", "text", "Family of the page's layout.", "current", "not recognised", codelist="layout"),
        Column("language", "text", "Interface language of the page.", "en", "not recognised", codelist="language"),
        Column("digest", "text", _DIGEST, "sha256:9f86d0…"),
        Column("fetched_at", "timestamp", "When these bytes were fetched.", "2026-11-24T03:15:00Z", "not recorded"),
    ),
)

PAGES = Table(
    name="pages",
    row="address",
    description="Every address that was looked at, whether or not a project stands there.",
    key=("url",),
    foreign_keys=(to_project(),),
    columns=(
        _URL,
        Column("project_key", "text", "The project this page belongs to.", "Q36-805", "the address shows no project"),
        Column(
            "state",
            "text",
            "`live`: found at the last visit; `gone`: answered 404 or 410 there, not yet for as long as a withdrawal"
            " takes; `unverified`: the last visit failed, what is known stands; `redirected`: leads to another address;"
            " `withdrawn`: confirmed gone; `unfetched`: known, never fetched.",
            "live",
            codelist="page_state",
        ),
        Column(
            "outcome",
            "text",
            "What the last readable bytes of the address are.",
            "project",
            "there are none",
            codelist="outcome",
        ),
        Column("reason", "text", "Why it is this outcome, in a line.", "twelve labels", "there are no bytes"),
        Column("language", "text", "Interface language.", "en", "not recognised", codelist="language"),
        Column("layout", "text", "Family of the layout.", "current", "not recognised", codelist="layout"),
        Column("encoding", "text", "WHATWG name of the encoding.", "utf-8", "there are no bytes"),
        Column("canonical_url", "text", "Address by the page's own canonical link.", "https://…", "it has none"),
        Column("http_status", "integer", "HTTP status of the last visit.", "200", "no answer, or never fetched"),
        Column("digest", "text", _DIGEST, "sha256:9f86d0…", "there are no bytes"),
        Column("first_fetched", "timestamp", "First successful fetch.", "2026-11-24T03:15:00Z", "there is none"),
        Column("last_fetched", "timestamp", "Last successful fetch.", "2026-11-24T03:15:00Z", "there is none"),
        Column("last_visited", "timestamp", "Last visit, whatever came.", "2026-11-24T03:15:00Z", "never visited"),
        Column("found_by", "text_list", "The ways by which it was found, sorted.", "listing;sitemap", "not recorded"),
        Column(
            "imported_from",
            "text",
            "The file, or the address of a web archive's replay, that these bytes were taken from, where somebody else"
            " captured them (`iom-projects import`).",
            "crawl.wacz/archive/data.warc.gz",
            "we fetched them from the site itself, or there are none",
        ),
        Column(
            "n_unclaimed_labels",
            "integer",
            "Labels on the page that belong to no field.",
            "0",
            "the address shows no project",
            unit="labels",
        ),
        Column("unclaimed_labels", "text", "These labels as printed, one a line.", "Donor", "there are none"),
    ),
)

CHANGES = Table(
    name="changes",
    row="project × field × change",
    description=(
        "What changed from release to release, and whether the source or we changed. A site's first release has no"
        " changes. A project that appears or disappears changes its `project_key` from or to null."
    ),
    key=("project_key", "field", "observed_at", "cause"),
    columns=(
        Column(
            "project_key",
            "text",
            "Key of the project; one that has disappeared is not in `projects` any more.",
            "Q36-805",
        ),
        _FIELD,
        Column(
            "observed_at",
            "timestamp",
            "When the new value was first seen: the fetch for `source`; for the other causes the newest visit in the"
            " archive that was read anew.",
            "2026-11-24T03:15:00Z",
        ),
        Column(
            "cause",
            "text",
            "`source`: the site changed; `parser`: our reading changed; `vocabulary`: our codelists changed.",
            "source",
            codelist="cause",
        ),
        Column("old", "text", "Value before, printed as in `projects.csv`.", "Active", "there was none"),
        Column("new", "text", "Value after.", "Completed", "there is none now"),
    ),
)

ISSUES = Table(
    name="issues",
    row="finding",
    description="Everything doubtful, wrong or lost that was noticed, for people to judge.",
    key=("number",),
    foreign_keys=(to_page(), to_project()),
    columns=(
        Column("number", "integer", "Number of the finding within this release.", "1"),
        Column("severity", "text", "How bad it is.", "warning", codelist="severity"),
        Column("kind", "text", "What it is; docs/issue-kinds.md explains each.", "conflict"),
        Column("field", "text", "The field concerned.", "end_date", "it concerns the page or the project as a whole"),
        Column("message", "text", "One line for people, with the text in question.", "pages disagree on end_date: …"),
        Column("project_key", "text", "The project concerned.", "Q36-805", "the page belongs to no project"),
        Column("url", "text", "Address of the page concerned.", "https://…", "it concerns the project as a whole"),
    ),
)
