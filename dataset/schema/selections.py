"""Which columns of `projects` take part in what, drawn from their flags: a new field is one row of the registry."""

from collections.abc import Callable

from dataset.schema.columns import Column
from dataset.schema.fields import PROJECTS


def _names(is_meant: Callable[[Column], bool]) -> tuple[str, ...]:
    return tuple(column.name for column in PROJECTS.columns if is_meant(column))


OF_PAGE = _names(lambda column: column.of_page)
"""What a page says, unchanged: taken over from the observations, compared from release to release."""
CODED = _names(lambda column: column.of_page and column.codelist is not None)
"""Those of them that vocabularies decide."""
PRINTED = _names(lambda column: column.of_page and not column.derived)
"""Those that stand on a page themselves: their gaps are the page's, or ours."""
WATCHED = _names(lambda column: column.name in PRINTED if column.watched is None else column.watched)
"""Those whose fill rate is compared from build to build."""
WATCHED_TERMS = _names(lambda column: column.name in WATCHED and column.name in CODED and column.type == "text")
"""Those whose values are compared as well, for new ones."""

_AFTER = {"countries": ("other_countries",)}
"""Fields that are no column of `projects` (`project_countries` holds them), by the one they follow."""
PAGE_FIELDS = tuple(field for name in OF_PAGE for field in (name, *_AFTER.get(name, ())))
"""Every field of a page, in the order in which `parse` prints them."""
