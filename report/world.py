"""The world map: Natural Earth's shapes, coloured by the number of projects, with dots for states too small to see.

`data/world.json` is world-atlas 2.0.2 (countries, 1:50m, simplified; ISC licence, made from Natural Earth, which is in
the public domain). Its shapes are named by the numeric codes of ISO 3166-1, which are those of UN M49, as in
`parsers/data/countries.csv`.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from parsers.vocabulary import read_table

_SHAPES = "world.json"
_SMALL_STATES = "small_states.csv"
_ANTARCTICA = "010"
_WIDTH, _HEIGHT = 900, 430
_NO_PROJECT = "#8888884d"


def unmatched(codes: Iterable[str]) -> list[str]:
    """The countries that have neither a shape nor a dot on the map, in alphabetical order."""
    drawn = {*_shape_ids(), *(row["m49"] for row in _small_states())}
    return sorted(iso3 for iso3 in codes if _numbers().get(iso3) not in drawn)


def map_spec(counts: Mapping[str, int]) -> dict[str, Any]:
    """A Vega-Lite specification of the map.

    Args:
        counts: projects by ISO 3166-1 alpha-3 code.
    """
    by_number = {_numbers()[iso3]: count for iso3, count in counts.items() if iso3 in _numbers()}
    scale = {
        "field": "projects",
        "type": "quantitative",
        "title": "projects",
        "scale": {"scheme": "yellowgreenblue", "type": "sqrt", "domain": [1, max(2, *counts.values(), 0)]},
    }
    land = {
        "data": {"values": _shapes(), "format": {"type": "topojson", "feature": "countries"}},
        "transform": [
            {"filter": f"datum.id != '{_ANTARCTICA}'"},
            {
                "lookup": "id",
                "from": {
                    "data": {"values": [_country(one, count) for one, count in sorted(by_number.items())]},
                    "key": "id",
                    "fields": ["projects", "label"],
                },
                "default": -1,  # of countries without projects; 0 would not be handed on
            },
            {"calculate": "datum.projects > 0 ? datum.label : datum.properties.name + ': no project'", "as": "label"},
        ],
        "mark": {"type": "geoshape", "stroke": "currentColor", "strokeWidth": 0.2},
        "encoding": {
            "color": {"condition": {"test": "datum.projects > 0", **scale}, "value": _NO_PROJECT},
            "description": {"field": "label"},
        },
    }
    dots = {
        "data": {
            "values": [
                {
                    "longitude": float(row["longitude"]),
                    "latitude": float(row["latitude"]),
                    **_country(row["m49"], by_number[row["m49"]]),
                }
                for row in _small_states()
                if row["m49"] in by_number
            ]
        },
        "mark": {"type": "circle", "size": 45, "opacity": 1, "stroke": "currentColor", "strokeWidth": 0.5},
        "encoding": {
            "longitude": {"field": "longitude", "type": "quantitative"},
            "latitude": {"field": "latitude", "type": "quantitative"},
            "color": scale,
            "description": {"field": "label"},
        },
    }
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "projection": {"type": "equalEarth"},
        "layer": [land, dots],
    }


def _country(number: str, projects: int) -> dict[str, Any]:
    """What a shape is coloured by, and what is said of it: `Kenya: 12 projects`."""
    label = f"{_names()[number]}: {projects} project{'' if projects == 1 else 's'}"
    return {"id": number, "projects": projects, "label": label}


@cache
def _names() -> dict[str, str]:
    """The English name of each country, by the name that the shapes have for it."""
    return {row["m49"] or row["iso3"]: row["name_en"] for row in read_table("countries.csv")}


@cache
def _numbers() -> dict[str, str]:
    """The name by which the shapes know each alpha-3 code: its numeric code, or itself where it has none."""
    return {row["iso3"]: row["m49"] or row["iso3"] for row in read_table("countries.csv")}


@cache
def _shapes() -> dict[str, Any]:
    """The shapes; Kosovo's, which has no number in ISO 3166-1, is named by its user-assigned code."""
    shapes: dict[str, Any] = json.loads(_data(_SHAPES))
    for shape in shapes["objects"]["countries"]["geometries"]:
        if shape["properties"]["name"] == "Kosovo":
            shape["id"] = "XKX"
    return shapes


@cache
def _shape_ids() -> frozenset[str]:
    return frozenset(one["id"] for one in _shapes()["objects"]["countries"]["geometries"] if "id" in one)


@cache
def _small_states() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(_data(_SMALL_STATES).splitlines()))


def _data(name: str) -> str:
    return (files("report") / "data" / name).read_text(encoding="utf-8")
