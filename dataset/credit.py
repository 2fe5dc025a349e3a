"""Whom to name when a release is cited: what a user may set under `[citation]`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# A DOI such as "10.5281/zenodo.1234567", in the signs that Crossref and DataCite give new ones
# (https://www.crossref.org/blog/dois-and-matching-regular-expressions/)
_DOI = re.compile(r"10\.[0-9]{4,9}/[-._;()/:A-Za-z0-9]+")
# An identifier of a licence by SPDX such as "CC-BY-4.0"
_LICENCE = re.compile(r"[A-Za-z0-9.+-]+")


@dataclass(frozen=True, slots=True)
class Credit:
    """Who made a release, and where it is deposited.

    Attributes:
        authors: who is cited for the release; people as `Family, Given`, bodies by their name.
        institution: of the authors.
        doi: of the deposited release, `10.5281/zenodo.1234567`.
        licence: SPDX identifier of the licence under which you deposit the release (`CC-BY-4.0`); not set, a deposit is
            restricted, for the texts are under the terms of the source.
    """

    authors: Sequence[str] = ()
    institution: str | None = None
    doi: str | None = None
    licence: str | None = None

    def check(self) -> None:
        """Refuse what no citation can hold.

        Raises:
            ValueError: it begins with the name of the setting.
        """
        if any(not one.strip() or not one.isprintable() for one in self.authors):
            raise ValueError(f"authors must be names in one line each, not {list(self.authors)!r}")
        if self.institution is not None and not (self.institution.strip() and self.institution.isprintable()):
            raise ValueError(f"institution must be a name in one line, not {self.institution!r}")
        if self.doi is not None and not _DOI.fullmatch(self.doi):
            raise ValueError(f"doi must be like 10.5281/zenodo.1234567, without https://doi.org/, not {self.doi!r}")
        if self.licence is not None and not _LICENCE.fullmatch(self.licence):
            raise ValueError(f"licence must be an SPDX identifier such as CC-BY-4.0, not {self.licence!r}")


def family_and_given(author: str) -> tuple[str, str] | None:
    """The two parts of a person's name; None for a body, whose name has no comma with something on both sides."""
    family, _, given = (part.strip() for part in author.partition(","))
    return (family, given) if family and given else None
