"""What a printed text means, or why it means nothing to us."""

from dataclasses import dataclass

from dataset.values.observation import Value
from parsers.folding import fold
from parsers.model import FieldStatus, Issue, Severity
from parsers.vocabulary import read_table

LONGEST_QUOTE = 120
KNOWN_TEXTS = 5_000
"""What so many texts mean is remembered: pages of one site print the same terms, and translations the same titles."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The answer of a reader.

    Attributes:
        value: the typed value; None with a `status` and an issue that say why.
        status: `reported` exactly where `value` is not None.
        issues: findings about this field, each with its name.
        steps: what was done to the text, one short sentence each.
        names: for countries, the names as printed, one per code.
    """

    value: Value | None
    status: FieldStatus = "reported"
    issues: tuple[Issue, ...] = ()
    steps: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def lost(issue: Issue, status: FieldStatus = "not_understood") -> Typed:
    """Answer that a text gives no value, with the finding that says why."""
    return Typed(None, status, (issue,))


def doubt(kind: str, field: str, message: str, severity: Severity = "warning") -> tuple[Issue]:
    """Make the one finding that goes with a value which is kept."""
    return (Issue(kind, field, message, severity),)


def quote(text: str) -> str:
    """Show a printed text in a message: on one line, not endless, with control and direction characters escaped."""
    return repr(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…")


def placeholder(text: str) -> str | None:
    """Say what a text that stands for a missing value means (`N/A`, `-`, `n.d.`), or None for any other text."""
    return _PLACEHOLDERS.get(fold(text))


def has_odd_figures(text: str) -> bool:
    """Say whether figures stand there that are no plain digits: in `81500¹` or `CT.069①` the last is a footnote."""
    return any(character.isnumeric() and not character.isdecimal() for character in text)


_PLACEHOLDERS = {fold(row["text"]): row["meaning"] for row in read_table("placeholders.csv", "dataset")}
