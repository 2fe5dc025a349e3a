import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maintenance.errors import FixtureError
from maintenance.fixtures import LONGEST_SLUG, folder_name, slug_of


@pytest.mark.parametrize(
    ("url", "stem", "slug"),
    [
        ("https://www.iom.int/project/migration-management-hispaniola", "page", "migration-management-hispaniola"),
        ("https://www.iom.int/fr/node/171936", "page", "fr-node-171936"),
        ("https://www.iom.int/fr/project/appui", "page", "fr-appui"),
        ("https://www.iom.int/project/a--b", "page", "a-b"),
        (None, "Saved Page (2)", "saved-page-2"),
        (None, "…", "page"),
        ("https://www.iom.int/", "page", "page"),
        (
            "https://www.iom.int/project/building-capacity-cambodia-manage-outward-migration-become-and-more",
            "page",
            "building-capacity-cambodia-manage-outward-migration-become",
        ),
    ],
)
def test_slugs(url: str | None, stem: str, slug: str) -> None:
    assert slug_of(url, stem) == slug


@given(path=st.text(), why=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True))
def test_every_address_gives_a_name_that_is_taken_apart_again(path: str, why: str) -> None:
    slug = slug_of("https://www.iom.int/" + path, "page")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= LONGEST_SLUG
    assert folder_name(slug, why).split("--") == [slug, why]


@pytest.mark.parametrize("text", ["", "-", "a--b", "a-", "A", "a b", "../a", "é", "a\n"])
def test_other_names_are_refused(text: str) -> None:
    with pytest.raises(FixtureError, match="joined by hyphens"):
        folder_name("page", text)
    with pytest.raises(FixtureError, match="joined by hyphens"):
        folder_name(text, "why")
