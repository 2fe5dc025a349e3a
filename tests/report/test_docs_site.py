"""The documentation's site in a real browser: it asks nobody else for anything, and its search finds pages."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.report.test_browser import found_by_axe

SITE = Path(__file__).parents[2] / "site"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not (SITE / "index.html").exists():
        if os.environ.get("REQUIRE_PROGRAMS"):
            pytest.fail("the documentation's site is not built: make docs")
        pytest.skip("the documentation's site is not built: make docs")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    yield opened
    opened.close()
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
    assert complaints == []


def test_the_search_finds_a_page(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")  # the index has come
    page.click("[data-md-component=search-query]")
    page.keyboard.type("TCMMCB")
    page.wait_for_selector(".md-search-result__link")
    hrefs = [link.get_attribute("href") or "" for link in page.query_selector_all(".md-search-result__link")]
    assert any("CODEBOOK.html" in href for href in hrefs)


@pytest.mark.parametrize("name", sorted(path.stem for path in Path(__file__).parents[2].glob("notebooks/*.ipynb")))
def test_a_notebook_is_a_page_with_its_charts(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}notebooks/{name}.html")
    assert page.locator("h1").count() == 1
    widths = page.locator("article img").evaluate_all("pictures => pictures.map(one => one.naturalWidth)")
    assert all(width > 300 for width in widths)
    assert (len(widths) == 0) == (name == "history_of_a_project")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing_serious(page: Page, address: str, scheme: Literal["light", "dark"], width: int) -> None:
    """Pages with code, wide tables and a notebook's output."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for name in ("operating",) if scheme == "light" else ("CODEBOOK", "notebooks/budgets"):
        page.goto(f"{address}{name}.html")
        page.wait_for_function("!document.querySelector('.md-typeset__scrollwrap:not([tabindex])')")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [one for one in found_by_axe(page) if one.startswith(("serious", "critical"))] == [], name
