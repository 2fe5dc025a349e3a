"""The charts of a release as files, for documents: SVG, and PNG on white."""

from pathlib import Path

from dataset.exports.source import Source
from report.charts import draw_png, draw_svgs, make_charts


def write(source: Source, folder: Path) -> tuple[str, ...]:
    """Write `NAME.svg` and `NAME.png` for every chart of the report.

    Raises:
        OSError: a file cannot be written.
    """
    charts = make_charts(*(source.tables[name].to_pylist() for name in ("projects", "project_countries")))
    for chart, svg in zip(charts, draw_svgs(charts), strict=True):
        (folder / f"{chart.name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        (folder / f"{chart.name}.png").write_bytes(draw_png(chart))
    return ("practice data: these charts must not be cited",) if source.is_practice else ()
