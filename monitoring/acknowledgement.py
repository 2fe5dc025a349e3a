"""Verdicts that a person has looked at and accepted, so that a monitor is quiet until there is another one."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from scraper.errors import StorageFault

FILE_NAME = "acknowledged.json"
MOST = 50
"""So many are kept, the newest."""


def read_acknowledged(folder: Path) -> Mapping[str, str]:
    """Return the accepted verdicts of a site, in full, each with the reason that was given.

    Raises:
        StorageFault: the file cannot be read.
    """
    path = folder / FILE_NAME
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {str(entry["verdict"]): str(entry["reason"]) for entry in entries}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageFault(f"{path} cannot be read ({error}); remove it, and nothing is acknowledged") from error


def acknowledge(folder: Path, verdict: str, reason: str, now: datetime) -> None:
    """Write down that a verdict is accepted; it holds for later runs that come to the very same one.

    Raises:
        StorageFault: the file cannot be read or written.
    """
    kept = [(one, why) for one, why in read_acknowledged(folder).items() if one != verdict][-(MOST - 1) :]
    entries = [{"verdict": one, "reason": why} for one, why in kept]
    entries.append({"verdict": verdict, "reason": reason, "at": now.isoformat(timespec="seconds")})
    aside = folder / f".{FILE_NAME}"
    try:
        aside.write_text(json.dumps(entries, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        aside.replace(folder / FILE_NAME)
    except OSError as error:
        raise StorageFault(f"{folder / FILE_NAME} cannot be written ({error.strerror})") from error
