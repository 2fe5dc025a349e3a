"""Figures for Prometheus, as the textfile collector of its node_exporter reads them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alerts.errors import AlertError


@dataclass(frozen=True, slots=True)
class Figures:
    """What a monitor plots.

    Attributes:
        name: the site's folder, `live`.
        exit_code: of `status`. verdict: in a word or two.
        looked: when this was found.
        newest_page: when the newest page of the latest release was seen. published: when that release was.
        projects: how many it has.
        addresses: of the ledger, by state.
    """

    name: str
    exit_code: int
    verdict: str
    looked: datetime
    newest_page: datetime | None
    published: datetime | None
    projects: int | None
    addresses: Mapping[str, int]


def write_figures(figures: Figures, folder: Path) -> None:
    """Write `iom_projects_NAME.prom`, whole or not at all.

    Raises:
        AlertError: the folder cannot be written.
    """
    path = folder / f"iom_projects_{figures.name}.prom"
    aside = folder / f".{path.name}.{os.getpid()}"  # the collector reads *.prom alone
    try:
        aside.write_text(exposition(figures), encoding="utf-8")
        aside.chmod(0o644)  # the collector is another user
        aside.replace(path)
    except OSError as error:
        raise AlertError(
            f"{path} cannot be written ({error.strerror}): alert_metrics must be a folder of yours"
        ) from error


def exposition(figures: Figures) -> str:
    """The figures in Prometheus' text format; what is not known is left out."""
    site = f'site="{_escaped(figures.name)}"'
    verdict = f'{site},verdict="{_escaped(figures.verdict)}"'
    families: dict[str, tuple[str, dict[str, float]]] = {
        "iom_projects_exit_code": ("Exit code of iom-projects status: 0 is well.", {site: figures.exit_code}),
        "iom_projects_verdict": ("1 for the verdict that holds.", {verdict: 1}),
        "iom_projects_looked_timestamp_seconds": ("When this was found.", {site: figures.looked.timestamp()}),
        "iom_projects_newest_page_timestamp_seconds": (
            "When the newest page of the latest release was seen.",
            {site: figures.newest_page.timestamp()} if figures.newest_page else {},
        ),
        "iom_projects_published_timestamp_seconds": (
            "When the latest release was published.",
            {site: figures.published.timestamp()} if figures.published else {},
        ),
        "iom_projects_projects": (
            "Projects of the latest release.",
            {} if figures.projects is None else {site: figures.projects},
        ),
        "iom_projects_addresses": (
            "Known addresses by state.",
            {f'{site},state="{_escaped(state)}"': count for state, count in figures.addresses.items()},
        ),
    }
    lines = []
    for name, (about, samples) in families.items():
        if samples:
            lines += [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
            lines += [f"{name}{{{labels}}} {value:.0f}" for labels, value in samples.items()]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
