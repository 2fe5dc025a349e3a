"""More of what is not the project: related projects, filters, selects, news, data for scripts."""

from collections.abc import Callable
from random import Random

from tests.markups import chrome
from tests.markups.look import LOOKS
from tests.markups.mutations_markup import Mutation
from tests.markups.projects import Project, real_projects
from tests.markups.render import STRUCTURES, Page
from tests.markups.structures_site import SITE
from tests.markups.tree import Node


def _insert_noise(make: Callable[[Page, Random], Node], where: str) -> Mutation:
    def mutate(page: Page, rng: Random) -> bool:
        body = next(node for node in page.root.walk() if node.tag == "body")
        mains = page.root.find("main")
        node = make(page, rng)
        if where == "main" and mains and mains[0].tag != "":
            mains[0].children.append(node)
        else:
            body.children.insert(0 if where == "before" else len(body.children), node)
        return True

    return mutate


def other_projects(page: Page) -> list[Project]:
    """Projects that are not the page's own and have facts of their own."""
    fitting = [one for one in real_projects() if one.title != page.project.title and len(one.printed) >= 9]
    return [one for one in fitting if one.printed.get("project_id") != page.project.printed.get("project_id")]


def _related(page: Page, rng: Random) -> Node:
    structure = rng.choice([*SITE, "list_two_spans", "definition_list", "paragraphs_strong", "table_th_td"])
    look, facts = LOOKS[rng.choice(list(LOOKS))], rng.choice((3, 6, 12))
    others = rng.sample(other_projects(page), 2)
    return chrome.teasers(others, STRUCTURES[structure], look, page.project.language, facts=facts)


NOISE: dict[str, Mutation] = {
    "related before": _insert_noise(_related, "before"),
    "related after": _insert_noise(_related, "after"),
    "related in main": _insert_noise(_related, "main"),
    "filters before": _insert_noise(lambda page, rng: chrome.filters(), "before"),
    "filters in main": _insert_noise(lambda page, rng: chrome.filters(), "main"),
    "country select in main": _insert_noise(lambda page, rng: chrome.country_select(), "main"),
    "news in main": _insert_noise(lambda page, rng: chrome.news(), "main"),
    "hidden data before": _insert_noise(
        lambda page, rng: chrome.hidden_data(rng.choice(other_projects(page))), "before"
    ),
}
