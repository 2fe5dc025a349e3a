"""A small site of project pages on loopback, through the real commands: pages that a test writes itself."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest

from cli import execute
from tests.scraper.loopback import NOT_FOUND, PlainSite, Reply, Request, urlset

FACTS: Mapping[str, str] = {
    "Status": "Completed",
    "Project type": "Community Development",
    "Budget Amount (USD)": "USD 100,000",
    "Coverage": "National",
    "Year": "2015",
    "IDF Region": "Africa",
    "Benefiting Member States": "Kenya",
}


def project_page(
    title: str,
    project_id: str | None,
    *,
    url: str | None = None,
    description: str = "",
    facts: Mapping[str, str] = FACTS,
) -> bytes:
    """A page of a project; `description` is HTML, what stands in `facts` is text."""
    labelled = {**({"Projects ID": project_id} if project_id else {}), **facts}
    rows = "".join(f"<div><div>{label}</div><div>{escape(text)}</div></div>" for label, text in labelled.items())
    canonical = f'<link rel="canonical" href="{url}">' if url else ""
    words = f"<p>The project trained officers of the ministry for two years and wrote a manual.</p>{description}"
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(title)}</title>{canonical}</head><body><main>'
        f"<h1>{escape(title)}</h1>{rows}<div><h2>Description</h2>{words}</div></main></body></html>"
    ).encode("utf-8", "surrogatepass")


Pages = dict[str, "bytes | Reply | Callable[[Request], Reply]"]


@contextmanager
def served(pages: Pages) -> Iterator[PlainSite]:
    """Serve pages by path, with a sitemap that names all of them; the test may change the pages meanwhile."""

    def answer(request: Request) -> Reply:
        if request.path == "/sitemap.xml":
            return urlset(*(request.url + path for path in pages))
        found = pages.get(request.path, NOT_FOUND)
        if isinstance(found, bytes):
            return Reply(200, found)
        return found if isinstance(found, Reply) else found(request)

    site = PlainSite(answer)
    try:
        yield site
    finally:
        site.close()


def command(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Run a command line; its exit code and all that it printed."""
    code = execute([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out + captured.err
