"""What a release of another version does not hold."""

from collections.abc import Iterator, Sequence
from pathlib import Path


def other_columns(site: Path, release: str) -> tuple[str, ...]:
    """In what the tables of a release differ from today's, one line per table; none for a release of this format.

    Raises:
        ReleaseError: the release cannot be read.
    """
    from dataset.releases.catalogue import find_release, read_run
    from dataset.releases.loading import find_other_columns
    from dataset.releases.run_record import FORMAT

    is_ours = read_run(find_release(site, release))["format"] == FORMAT
    return () if is_ours else find_other_columns(site, release=release)


def version_lines(other: Sequence[str]) -> Iterator[str]:
    """Tell people of them."""
    if other:
        yield f"written by another version, {'; '.join(other)}: what it did not know is null here"
