"""What each channel was told last, so that it hears of changes alone; kept in the site's folder."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.errors import AlertError

FILE_NAME = "alerts.json"
FIRST = "ok"
"""What a channel that was never told anything is taken to know: it hears of the first trouble, not of peace."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The verdict at the last look.

    Attributes:
        verdict: None before the first look.
        since: when it was first found.
        reason: of the run that ended with it, where nothing but its exit code tells; else None.
        told: what each channel was told last, by its name.
    """

    verdict: str | None = None
    since: datetime | None = None
    reason: str | None = None
    told: Mapping[str, str] = field(default_factory=dict)

    def told_to(self, channel: str) -> str:
        """The verdict that a channel knows."""
        return self.told.get(channel, FIRST)


def read_memory(folder: Path) -> Memory:
    """Read what is remembered of a site; nothing, before the first look.

    Raises:
        AlertError: the file cannot be read.
    """
    path = folder / FILE_NAME
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(record["since"])
        told = {str(name): str(verdict) for name, verdict in record["told"].items()}
        return Memory(str(record["verdict"]), since, record.get("reason"), told)
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AlertError(f"{path} cannot be read ({error}); alerts begin anew") from error


def write_memory(folder: Path, memory: Memory) -> None:
    """Remember, whole or not at all.

    Raises:
        AlertError: the file cannot be written.
    """
    path, aside = folder / FILE_NAME, folder / f".{FILE_NAME}.{os.getpid()}"
    since = memory.since.isoformat() if memory.since else None
    record = {"verdict": memory.verdict, "since": since, "reason": memory.reason, "told": dict(memory.told)}
    try:
        folder.mkdir(exist_ok=True)  # where it is lost, that is what there is to tell, and once
        aside.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise AlertError(f"{path} cannot be written ({error.strerror})") from error
