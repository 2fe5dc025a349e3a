"""One fact of a page in every structure: pages in, the answer of `iom-projects parse` out."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps

from tests.markups.judge import Answer, ask_parser
from tests.parsers.pages import LABELS as ENGLISH

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": ENGLISH,
    "fr": {
        "start_date": "Date de début",
        "end_date": "Date de fin",
        "status": "Statut du projet",
        "project_type": "Type de projet",
        "budget_usd": "Budget Amount (USD)",
        "coverage": "Couverture",
        "year": "Année",
        "region": "IDF Region",
        "prima_id": "Prima ID",
        "project_id": "Projet ID",
        "countries": "Etat(s) membre(s) beneficiaires remplissant les conditions requises",
    },
    "es": {
        "start_date": "Fecha de inicio",
        "end_date": "Fecha de finalización",
        "status": "Tipo de proyecto",
        "project_type": "Tipo de proyecto",
        "budget_usd": "Budget Amount (USD)",
        "coverage": "Cobertura geográfica",
        "year": "Año",
        "region": "IDF Region",
        "prima_id": "Prima ID",
        "project_id": "Proyecto ID",
        "countries": "Estados Miembros Beneficiarios que Reúnen los Requisitos",
    },
}
PRINTED = {
    "start_date": "2014",
    "end_date": "2017",
    "status": "Completed",
    "project_type": "Labour Migration",
    "budget_usd": "200000.00",
    "coverage": "National",
    "year": "2014",
    "region": "Asia and Oceania",
    "prima_id": "KH10P0002",
    "project_id": "LM.0254",
    "countries": "Cambodia",
}
EXPECTED = {**PRINTED, "year": 2014, "countries": ["KHM"]}
TITLE = "Fair Recruitment in Practice"
BODY = "<p>Officials of two ministries learn to plan fair recruitment abroad, in both ports of the country.</p>"

STRUCTURES = {
    "list": ("<ul>{}</ul>", "<li><strong>{label}</strong> {value}</li>"),
    "list of spans": ("<ul>{}</ul>", "<li><span>{label}</span> <div>{value}</div></li>"),
    "dl": ("<dl>{}</dl>", "<dt>{label}</dt><dd>{value}</dd>"),
    "table": ("<table>{}</table>", "<tr><th>{label}</th><td>{value}</td></tr>"),
    "headings": ("<section>{}</section>", "<h3>{label}</h3><p>{value}</p>"),
    "lines": ("<p>{}</p>", "<b>{label}:</b> {value}<br>"),
    "plain lines": ("<div>{}</div>", "<p>{label}: {value}</p>"),
    "fields": (
        "<div>{}</div>",
        '<div class="field"><div class="field__label">{label}</div><div class="field__item">{value}</div></div>',
    ),
    "value first": ("<div>{}</div>", '<div class="card"><div class="big">{value}</div><div>{label}</div></div>'),
}
"""Ways to write facts down: what holds all, and what holds one."""

Test = Callable[..., None]


def in_every_structure(test: Test) -> Test:
    """Run a test with each structure: one test, with a failure for each structure in which it fails.

    Thousands of pages are read in these tests, and to be a test of its own costs more than to read a page.
    """

    @wraps(test)
    def run(**arguments: object) -> None:
        failures = []
        for structure in STRUCTURES:
            try:
                test(structure=structure, **arguments)
            except AssertionError as failure:
                failure.add_note(f"in the structure {structure!r}")
                failures.append(failure)
        if failures:
            raise ExceptionGroup(f"in {len(failures)} of {len(STRUCTURES)} structures", failures)

    whole = inspect.signature(test)
    others = [one for name, one in whole.parameters.items() if name != "structure"]
    run.__signature__ = whole.replace(parameters=others)  # type: ignore[attr-defined] # where pytest looks for fixtures
    return run


def facts(structure: str, values: Mapping[str, str], language: str = "en") -> str:
    """Write facts down in one of the structures; values are HTML."""
    whole, one = STRUCTURES[structure]
    return whole.format(
        "".join(one.format(label=LABELS[language][name], value=value) for name, value in values.items())
    )


def legacy(values: Mapping[str, str], block: str = "<div class=f>{}</div>") -> str:
    """Write facts down as the legacy host does: bare blocks; `countries` holds one country."""
    order = ("region", "project_id", "budget_usd", "countries", "project_type", "coverage", "status")
    return f"<div>{''.join(block.format(values[name]) for name in order)}</div>"


def page(content: str, *, title: str = TITLE, head: str | None = None, language: str = "en", body: str = BODY) -> bytes:
    """A page of the site around facts; `title` and `body` are HTML, `head` the text of `<title>`."""
    named = title if head is None else head
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{named} | IOM</title></head>'
        '<body><header><nav><ul><li><a href="/who">Who we are</a></li></ul></nav></header>'
        f'<main><h1>{title}</h1>{content}<div class="field--name-body">{body}</div></main>'
        "<footer><p>A footer of the site.</p></footer></body></html>"
    ).encode()


def ask(content: str, **more: str) -> Answer:
    """Read a page as `iom-projects parse` does."""
    return ask_parser(page(content, **more))


def told(answer: Answer, field: str) -> set[str]:
    """The kinds of the findings that name a field."""
    return {issue["kind"] for issue in answer["issues"] if issue["field"] == field}


def value(answer: Answer, field: str) -> object:
    """The value of a field; a page that is refused has none."""
    assert answer["outcome"] == "project", answer["reason"]
    return answer["project"][field]
