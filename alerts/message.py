"""What an alert says: what happened, since when, what was kept, and the command to look closer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Alert:
    """One change of verdict.

    Attributes:
        name: the site as commands call it: `live`, `practice`, an address. source: its address.
        verdict: in a word or two, `ok` or `layout change`; see docs/operating.md.
        before: the verdict that was told last; None where none was.
        reason: one line.
        exit_code: what `status` ends with.
        since: when the verdict was first found, or the run began that has it.
        kept: one line on the latest release.
        look_closer: commands, the best first.
        host: name of the machine. at: when this was found.
        version: of iom-projects.
        is_practice: whether the site is made up.
        is_test: whether nothing has happened, and somebody tries whether alerts arrive.
    """

    name: str
    source: str
    verdict: str
    before: str | None
    reason: str
    exit_code: int
    since: datetime
    kept: str
    look_closer: tuple[str, ...]
    host: str
    at: datetime
    version: str
    is_practice: bool = False
    is_test: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nobody need do anything."""
        return self.exit_code == 0

    @property
    def subject(self) -> str:
        """One line: `iom-projects live: layout change (was ok)`."""
        if self.is_test:
            return f"iom-projects {self.name}: a test, nothing has happened"
        was = f" (was {self.before})" if self.before else ""
        return f"iom-projects {self.name}: {self.verdict}{was}"

    @property
    def text(self) -> str:
        """The whole alert as lines for people."""
        lines = [
            *(
                ["This is a test: alerts arrive, and nothing has happened. What follows is what holds now."]
                * self.is_test
            ),
            *(["Practice data: the site is made up."] * self.is_practice),
            f"What: {self.reason}",
            f"Since: {self.since:%Y-%m-%d %H:%M} UTC",
            f"Kept: {self.kept}",
            *(f"Look closer: {command}" for command in self.look_closer),
            f"Site: {self.source} (iom-projects {self.version} on {self.host})",
        ]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The alert for machines."""
        return {
            "site": self.name,
            "source": self.source,
            "practice": self.is_practice,
            "test": self.is_test,
            "verdict": self.verdict,
            "before": self.before,
            "reason": self.reason,
            "exit_code": self.exit_code,
            "since": self.since.isoformat(timespec="seconds"),
            "kept": self.kept,
            "look_closer": list(self.look_closer),
            "host": self.host,
            "at": self.at.isoformat(timespec="seconds"),
            "version": self.version,
            "subject": self.subject,
            "text": self.text,
        }
