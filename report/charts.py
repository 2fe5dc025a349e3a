"""The charts, as Vega-Lite specifications, drawn to SVG and PNG by vl-convert, which needs no browser and no network.

Colours of text and lines are `currentColor`, so that a page in the dark shows them light. Only terms of the codelists,
codes and numbers are drawn; no text of a page is.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataset.schema.selections import PRINTED
from report import figures, world
from report.drawing import draw
from report.figures import Rows

Spec = dict[str, Any]

_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first comes with vl-convert, so texts are measured alike on every machine; browsers have one that is as wide."""
_CONFIG = {
    "background": None,
    "font": _FONT,
    # room on the left: a reader's font may be wider than the one by which labels are measured here
    "padding": {"left": 45, "top": 5, "right": 40, "bottom": 5},
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "domainColor": "currentColor",
        "tickColor": "currentColor",
        "gridColor": "currentColor",
        "gridOpacity": 0.15,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "titleFontWeight": "normal",
        "labelLimit": 320,
    },
}
_BAR = "#4c78a8"
_SCHEME = ["#4c78a8", "#f58518", "#54a24b", "#b79a20", "#e45756", "#9d755d", "#888888"]
# `clip12`, `gradient_0`: names of one drawing that another on the same page has too
_LOCAL_NAME = re.compile(r'(?<=["#])(?:clip|gradient_)\d+')
_PAST_THE_TENTH = re.compile(r"(?<=\.\d)\d+")  # `37` in `12.537`


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        name: of its file, and of its place in the page.
        title: what it shows, as a heading.
        about: one line for people who cannot see it, and for those who wonder how it was counted.
        spec: by Vega-Lite 5.
    """

    name: str
    title: str
    about: str
    spec: Spec


def draw_svgs(charts: Sequence[Chart]) -> list[str]:
    """Draw charts as SVG elements that share no local names, coordinates cut at a tenth of a pixel."""
    return [_own(chart, svg) for chart, svg in zip(charts, draw([chart.spec for chart in charts]), strict=True)]


def _own(chart: Chart, svg: str) -> str:
    numbers: dict[str, int] = {}  # the library counts on from drawing to drawing
    named = _LOCAL_NAME.sub(lambda name: f"{chart.name}-{numbers.setdefault(name[0], len(numbers))}", svg)
    return _PAST_THE_TENTH.sub("", named)


def draw_png(chart: Chart) -> bytes:
    """Draw a chart on white, at twice the size, for documents."""
    import vl_convert  # noqa: PLC0415 - a hundred megabytes, for `export charts` alone

    spec = {**chart.spec, "background": "white"}
    return bytes(vl_convert.vegalite_to_png(json.dumps(spec, sort_keys=True), scale=2))


def make_charts(projects: Rows, countries: Rows) -> list[Chart]:
    """Make every chart, in the order of the report.

    Args:
        projects: rows of the table `projects`.
        countries: rows of the table `project_countries`.
    """
    return [make(projects, countries) for make in _CHARTS]


def _budgets(projects: Rows, _: Rows) -> Chart:
    encoding = {
        "x": {"field": "year", "type": "ordinal", "title": "year of allocation"},
        "y": {
            "field": "budget_usd",
            "type": "quantitative",
            "aggregate": "sum",
            "title": "USD",
            "axis": {"format": "~s"},
        },
        "color": {"field": "region", "type": "nominal", "title": "region of the Fund", "scale": {"range": _SCHEME}},
    }
    spec = _spec({"type": "bar"}, encoding, figures.budgets_by_region_and_year(projects), width=620, height=260)
    about = "Sums of the budgets that pages state, in US dollars of the time, by year of allocation and region."
    return Chart("budgets", "Budgets by region and year", about, spec)


def _map(_: Rows, countries: Rows) -> Chart:
    counts = {row["iso3"]: row["projects"] for row in figures.projects_by_country(countries)}
    unmatched = world.unmatched(counts)
    about = "Projects that benefit each country; small states are drawn as dots."
    if unmatched:
        about += f" Not on the map: {', '.join(f'{iso3} ({counts[iso3]})' for iso3 in unmatched)}."
    return Chart("map", "Projects per benefiting country", about, {**world.map_spec(counts), **_frame()})


def _bars(name: str, title: str, column: str, about: str) -> Callable[[Rows, Rows], Chart]:
    def make(projects: Rows, _: Rows) -> Chart:
        encoding = {
            "y": {"field": "value", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 330}},
            "x": {"field": "projects", "type": "quantitative", "title": "projects"},
        }
        spec = _spec({"type": "bar", "color": _BAR}, encoding, figures.projects_by(projects, column), width=320)
        return Chart(name, title, about, spec)

    return make


def _durations(projects: Rows, _: Rows) -> Chart:
    encoding = {
        "x": {"field": "years", "type": "ordinal", "title": "years from start to end", "axis": {"labelAngle": 0}},
        "y": {"field": "projects", "type": "quantitative", "title": "projects"},
    }
    spec = _spec({"type": "bar", "color": _BAR}, encoding, figures.durations(projects), width=420, height=200)
    return Chart("durations", "Duration", "Projects by the years between start and end, where both are stated.", spec)


def _filled(projects: Rows, _: Rows) -> Chart:
    encoding = {
        "x": {"field": "year", "type": "ordinal", "title": "year of allocation"},
        "y": {"field": "field", "type": "nominal", "sort": list(PRINTED), "title": None},
        "color": {
            "field": "share",
            "type": "quantitative",
            "title": "stated",
            "scale": {"domain": [0, 1], "scheme": "viridis"},
            "legend": {"format": "%"},
        },
    }
    spec = _spec({"type": "rect"}, encoding, figures.filled_by_year(projects), width=620, height=260)
    about = "Share of projects of which some page states the field, by year of allocation; dark is missing."
    return Chart("filled", "What is stated, by field and year", about, spec)


def _spec(mark: Spec, encoding: Mapping[str, Any], rows: Rows, **size: int) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding, **size, **_frame()}


def _frame() -> Spec:
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, "background": None}


_CHARTS: tuple[Callable[[Rows, Rows], Chart], ...] = (
    _budgets,
    _map,
    _bars("types", "Type", "project_type", "Projects by the type that their pages state."),
    _bars("statuses", "Status", "status", "Projects by status; pages often keep Active after the end."),
    _bars("coverages", "Coverage", "coverage", "Projects by geographic reach."),
    _durations,
    _filled,
)
