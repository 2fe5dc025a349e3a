"""What can be wrong with files of a release.

ReleaseError
├── DamagedReleaseError   a file is missing, cut or changed
├── NewerReleaseError     written by a later version of this program
├── NoReleaseError        there is none, or none of that name
└── OlderReleaseError     written by an earlier version, whose columns this use cannot do with

and of a build that comes to no release: ReleaseRefusedError, BuildDeadlineError.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataset.checks.result import CheckReport

REBUILD = "Move the release's folder away and publish again from the archive: iom-projects build"


class ReleaseError(Exception):
    """A release cannot be used."""


class DamagedReleaseError(ReleaseError):
    """A file of a release is not what it was when it was published.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, reason: str, remedy: str = REBUILD) -> None:
        super().__init__(f"{path} is damaged: {reason}. {remedy}")
        self.path = path


class NewerReleaseError(ReleaseError):
    """A release that a later version of this program wrote."""

    def __init__(self, path: Path, found: object, known: int) -> None:
        super().__init__(f"{path} has format {found}, this program reads up to {known}: update iom-projects")


class NoReleaseError(ReleaseError):
    """There is no such release."""


class OlderReleaseError(ReleaseError):
    """A release of an earlier version, asked for what its columns do not give."""

    def __init__(self, folder: Path, version: object, what: str) -> None:
        remedy = "Use that version, or publish anew with today's columns: iom-projects build"
        super().__init__(f"{folder} was written by iom-projects {version} and {what}. {remedy}")


class BuildDeadlineError(Exception):
    """A build took longer than it may; what it has read is kept for the next one."""


class ReleaseRefusedError(Exception):
    """The checks refused to publish; the last good release stands.

    Attributes:
        folder: where the refused build is kept.
        report: the checks.
    """

    def __init__(self, message: str, folder: Path, report: "CheckReport") -> None:
        super().__init__(message)
        self.folder = folder
        self.report = report
