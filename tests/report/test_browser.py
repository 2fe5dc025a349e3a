"""The report in a real browser: it asks nobody for anything, and searching, sorting and cards work."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from dataset.projects.tables import Tables
from tests.report.conftest import HOSTILE


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture
def page(browser_page: Page, report: bytes, tmp_path: Path) -> Iterator[Page]:
    """The report, opened; a request or a complaint of the browser fails the test."""
    requests: list[str] = []
    complaints: list[str] = []

    def note_request(request: Request) -> None:
        requests.append(request.url)

    def note_complaint(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    browser_page.on("request", note_request)
    browser_page.on("console", note_complaint)
    file = tmp_path / "report.html"
    file.write_bytes(report)
    browser_page.set_viewport_size({"width": 1200, "height": 900})
    browser_page.goto(file.as_uri())
    yield browser_page
    browser_page.remove_listener("request", note_request)
    browser_page.remove_listener("console", note_complaint)
    assert requests == [file.as_uri()]
    assert complaints == []


def keys(page: Page) -> list[str]:
    return page.locator("#table tbody th").all_inner_texts()


def test_projects_are_searched_filtered_and_sorted(page: Page) -> None:
    assert keys(page) == ["CT.0001", "LM.0254", "Q36-805"]
    page.fill("#search", "belize integration")
    assert keys(page) == ["Q36-805"]
    assert page.inner_text("#count") == "1 of 3 projects"
    page.fill("#search", "")
    page.select_option("#filter-country", "KHM")
    assert keys(page) == ["LM.0254"]
    page.select_option("#filter-country", "")
    page.select_option("#filter-year", "2005")
    assert keys(page) == ["Q36-805"]
    page.select_option("#filter-year", "")
    page.click("[data-sort=budget]")
    assert keys(page) == ["Q36-805", "LM.0254", "CT.0001"]
    page.click("[data-sort=budget]")
    assert keys(page) == ["LM.0254", "Q36-805", "CT.0001"]
    assert page.get_attribute("th:has([data-sort=budget])", "aria-sort") == "descending"


def test_a_card_shows_a_project_and_its_pages(page: Page) -> None:
    page.click("text=LM.0254")
    page.wait_for_selector("#card", state="visible")
    assert page.inner_text("#card-title") == HOSTILE
    assert page.get_attribute('#card-body a[href^="https"]', "href") == "https://iom.int/project/b"
    assert page.inner_text("#card-body dd p") == HOSTILE
    assert page.title() != "broken"
    page.keyboard.press("Escape")
    page.wait_for_selector("#card", state="hidden")


def test_the_whole_description_stands_in_the_card_and_can_be_folded(page: Page, tables: Tables) -> None:
    (whole,) = (row["description"] for row in tables["projects"].to_pylist() if row["project_key"] == "Q36-805")
    page.click("text=Q36-805")
    page.wait_for_selector("#card", state="visible")
    assert len(whole) > 400
    assert page.inner_text("#card details p") == whole
    page.click("#card summary")
    assert not page.is_visible("#card details p")
    page.keyboard.press("Escape")
    page.wait_for_selector("#card", state="hidden")
    page.fill("#search", whole.split()[-1])
    assert keys(page) == ["Q36-805"]
    page.fill("#search", "")


def test_an_address_of_no_project_opens_nothing_and_says_so(page: Page) -> None:
    for name, printed in {"%E0%A4%A": "%E0%A4%A", "nobody": "nobody", "<img>": "%3Cimg%3E"}.items():
        page.evaluate("name => { location.hash = `#project=${name}` }", name)
        said = f"No project of this release is called {printed}; a search for a word of its title may find it."
        page.get_by_text(said, exact=True).wait_for()
        assert page.get_attribute("#card", "open") is None
    page.evaluate("location.hash = ''")


def test_going_back_closes_a_card(page: Page) -> None:
    page.click("#table tbody a")
    page.wait_for_selector("#card", state="visible")
    page.go_back()
    page.wait_for_selector("#card", state="hidden")


def test_a_phone_shows_it_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_axe_finds_nothing_wrong(page: Page, scheme: Literal["light", "dark"], width: int) -> None:
    """axe-core 4.12: contrast, names, roles, landmarks; of the page, and of the card that lies over it."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    assert found_by_axe(page) == []
    page.click("#table tbody a")
    page.wait_for_selector("#card", state="visible")  # the card opens when the address has changed, a moment later
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")


def found_by_axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def test_a_country_says_its_name_and_its_projects(page: Page) -> None:
    page.locator("#map ~ figure [aria-label='Cambodia: 1 project']").first.hover()
    assert page.inner_text("#map-said") == "Cambodia: 1 project"
    page.locator("#map ~ figure [aria-label='Tuvalu: 1 project']").click()
    assert page.inner_text("#map-said") == "Tuvalu: 1 project"
    page.locator("#map ~ figure [aria-label='Mongolia: no project']").first.hover()
    assert page.inner_text("#map-said") == "Mongolia: no project"
    page.click("section:has(#map) summary")
    rows = page.locator("section:has(#map) tbody tr").all_inner_texts()
    assert rows[0].split("\t") == ["Belize", "BLZ", "1"]
    assert len(rows) == 12


def test_the_map_colours_the_countries(page: Page) -> None:
    colours = page.locator('#map ~ figure [aria-label$=": 1 project"]').evaluate_all(
        "shapes => shapes.map(shape => shape.getAttribute('fill'))"
    )
    assert len(colours) >= 11
    assert set(colours).isdisjoint({None, "none"})
