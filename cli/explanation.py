"""`explain`: why a value is what it is, or null."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configured import AsJson, ConfigFile, Output
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.page_lookup import KeyOrPath, SiteOption, look_up
from cli.suggestions import complete_fields, suggest
from cli.terminal import print_json, write_error
from parsers.model import RawItem
from sandbox.page import SavedPage

if TYPE_CHECKING:
    from maintenance.explanation import Explanation, FieldExplanation

Field = Annotated[
    str | None,
    typer.Argument(
        metavar="[FIELD]", help="A field such as budget_usd, or components.", autocompletion=complete_fields
    ),
]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the page there, its values marked, inert.")]


def explain(
    key_or_path: KeyOrPath,
    field: Field = None,
    *,
    html: Html = None,
    site: SiteOption = "live",
    output: Output = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Explain a value of a page: what is printed, where, which rule read it, and what was rejected.

    For a null it says why there is none. Without FIELD, every field and the components are explained. A project that
    has several pages is explained by the page that the field's value was taken from.

    For example:

        iom-projects explain Q36-805 budget_usd

        iom-projects explain page.html budget_usd

        iom-projects explain page.html --html explained.html
    """
    from maintenance.explanation import describe_explanation
    from maintenance.marked_page import mark_page

    page = look_up(key_or_path, field=field, site=site, output=output, config=config)
    explanation = _explain(page, field)
    if html is not None and not explanation.answer.observations:
        raise WrongUseError(f"nothing to mark: the page is no project, {explanation.answer.reason}")
    if html is not None:
        _write(html, mark_page(page, explanation), source=Path(key_or_path))
    if json:
        print_json({**describe_explanation(explanation), "capture": _capture(page)}, indent=2)
    else:
        print_lines(_lines(explanation, page, asked=field))
    return DONE


def _capture(page: SavedPage) -> dict[str, str] | None:
    """Where the archive holds the page, and by what a replay of `export wacz` finds it; None for a page elsewhere."""
    if page.place is None or page.url is None or page.fetched_at is None:
        return None
    return {"place": page.place, "url": page.url, "timestamp": f"{page.fetched_at:%Y%m%d%H%M%S}"}


def _explain(page: SavedPage, field: str | None) -> "Explanation":
    """Read the page in a child first: one that hangs or crashes a reader ends as an outcome here too."""
    from build.pages import read_pages
    from maintenance.explanation import COMPONENTS, explain_answer, explain_page

    (answer,) = read_pages([page], workers=1)
    known = (*answer.observations, COMPONENTS)
    if field is not None and answer.observations and field not in known:
        raise WrongUseError(f"no field is called {field}{suggest(field, known)}; there are {', '.join(known)}")
    return explain_page(page, field) if answer.observations else explain_answer(answer, field)


def _write(html: Path, document: str, *, source: Path) -> None:
    if html.exists() and source.exists() and (html.samefile(source) or source in html.parents):
        raise WrongUseError(f"{html} is the page itself: name another file for --html")
    try:
        html.write_text(document, encoding="utf-8")
    except OSError as error:
        raise WrongUseError(f"cannot write {html}: {error.strerror}") from error
    write_error(f"wrote {html}")


def _lines(explanation: "Explanation", page: SavedPage, *, asked: str | None) -> Iterator[str]:
    from maintenance.explanation import COMPONENTS

    answer = explanation.answer
    yield f"page        {answer.url or 'address unknown'}"
    yield f"            {answer.digest}, read as {answer.encoding}"
    capture = _capture(page)
    if capture is not None:
        yield f"capture     {capture['place']}; in a replay (export wacz) {capture['timestamp']}/{capture['url']}"
    yield f"outcome     {answer.outcome}: {answer.reason}"
    if answer.observations:
        yield f"layout      {answer.layout}, in {answer.language}"
    for one in explanation.fields:
        yield ""
        yield from _field_lines(one)
    if answer.observations and asked in (None, COMPONENTS):
        yield ""
        yield from _item_lines(explanation.items)
    rest = [issue for issue in explanation.issues if not any(issue in one.issues for one in explanation.fields)]
    for issue in rest:
        yield ""
        yield f"{issue.severity:<11} {issue.kind}{f' ({issue.field})' if issue.field else ''}: {issue.message}"


def _field_lines(one: "FieldExplanation") -> Iterator[str]:
    from maintenance.explanation import shown

    seen = one.seen
    yield f"{seen.field}: {shown(seen.value)}"
    yield f"  status    {seen.status}"
    yield f"  why       {one.why}"
    printed = seen.raw if seen.field != "description" else None  # the value again, and long
    facts = {"printed": printed, "label": seen.label, "rule": _with_file(seen.rule), "where": seen.where}
    for name, text in facts.items():
        if text is not None:
            yield f"  {name:<9} {text}"
    for step in seen.steps:
        yield f"  step      {step}"
    for other in one.rejected:
        yield f"  rejected  {' '.join(other.texts)!r}, {other.rule} at {other.where}: {other.rejected}"
    for issue in one.issues:
        yield f"  {issue.severity:<9} {issue.kind}: {issue.message}"


def _with_file(rule: str | None) -> str | None:
    from maintenance.explanation import file_of

    file = file_of(rule)
    return f"{rule} ({file})" if file else rule


def _item_lines(items: tuple[RawItem, ...]) -> Iterator[str]:
    yield f"components: {len(items)}"
    lead_in = None
    for item in items:
        if item.position == 1 or item.lead_in != lead_in:
            lead_in = item.lead_in
            yield f"  list {item.list}, led in by {lead_in!r}" if lead_in else f"  list {item.list}, no lead-in"
        yield f"    {item.position}. [{item.kind}] {item.marker or 'no marker'}: {item.text}"
