"""An object store with S3's interface, as little of it as a build needs; the only module that knows s3fs.

Keys are found as every tool of AWS finds them (environment, profile, role of the machine); this program takes none,
and what it says of a fault names the store's code for it alone, never what was sent.
"""

import contextlib
import errno
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scraper.archive.place import SCHEME
from scraper.errors import ConfigurationError, LockedError, ServiceUnreachable, StorageFault

TIMES = {"connect_timeout": 5, "read_timeout": 60, "retries": {"max_attempts": 2}}
"""Seconds to wait for a store, and how often it is tried; s3fs tries again after that, with pauses."""
_GONE = {"InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown"}
_OVERTAKEN = {"ConditionalRequestConflict", "PreconditionFailed"}


@dataclass(frozen=True, slots=True)
class Stored:
    """An object: its size in bytes, and the store's tag of its content."""

    size: int
    tag: str


@dataclass(frozen=True)
class Bucket:
    """All objects below an address, by their names behind it.

    Every method raises `ServiceUnreachable` where the store does not answer, and `StorageFault` where it refuses.

    Attributes:
        address: `s3://bucket/prefix`.
    """

    address: str

    @cached_property
    def _store(self) -> Any:
        try:
            import s3fs  # noqa: PLC0415 - a large package that only addresses need
        except ModuleNotFoundError as error:
            raise ConfigurationError("s3:// needs the extra s3: pip install 'iom-projects[s3]'") from error
        for name in ("aiobotocore", "botocore", "fsspec", "s3fs"):
            logging.getLogger(name).setLevel(logging.WARNING)  # they would tell of requests and where keys were found
        return s3fs.S3FileSystem(config_kwargs=TIMES, use_listings_cache=False, skip_instance_cache=True)

    def listing(self) -> dict[str, Stored]:
        """Every object."""
        with self._telling(""):
            found: Mapping[str, Any] = self._store.find(self._key(""), detail=True)
        start = len(self._key("")) + 1
        return {key[start:]: Stored(int(one["size"]), str(one["ETag"])) for key, one in sorted(found.items())}

    def fetch(self, name: str, path: Path) -> None:
        """Copy an object into a file, which appears whole."""
        aside = path.with_name(f".{path.name}.part")
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._telling(name):
            self._store.get_file(self._key(name), str(aside))
        aside.replace(path)

    def ranges(self, spans: Sequence[tuple[str, int, int]]) -> list[bytes]:
        """Bytes of objects: name, offset and length of each."""
        names = [self._key(name) for name, _, _ in spans]
        with self._telling(spans[0][0] if spans else ""):
            found: list[bytes] = self._store.cat_ranges(
                names,
                [start for _, start, _ in spans],
                [start + length for _, start, length in spans],
                on_error="raise",
            )
        return found

    def create(self, name: str, path: Path) -> None:
        """Copy a file into an object that is not there yet.

        Raises:
            LockedError: it is there.
        """
        with self._telling(name):
            self._store.put_file(str(path), self._key(name), mode="create")

    def put(self, name: str, path: Path) -> None:
        """Copy a file into an object, whatever is there."""
        with self._telling(name):
            self._store.put_file(str(path), self._key(name))

    def swap(self, name: str, content: bytes, tag: str | None) -> None:
        """Put an object in the place of the one with this tag, or of none, in one step.

        Raises:
            LockedError: another stands there by now.
        """
        bucket, _, key = self._key(name).partition("/")
        expected = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        with self._telling(name):
            self._store.call_s3("put_object", Bucket=bucket, Key=key, Body=content, **expected)

    def _key(self, name: str) -> str:
        return f"{self.address.removeprefix(SCHEME)}/{name}".rstrip("/")

    @contextlib.contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """Turn what s3fs raises into one line: its kind and the store's code alone, for its words may hold keys."""
        store = self._store
        from aiohttp import ClientError as NoAnswer  # noqa: PLC0415 - come with s3fs
        from botocore import exceptions as aws  # noqa: PLC0415

        place = f"{self.address}/{name}".rstrip("/")
        try:
            yield store
        except (aws.HTTPClientError, aws.ConnectionError, NoAnswer, TimeoutError, ConnectionError) as error:
            raise ServiceUnreachable(f"{place}: the object store does not answer ({type(error).__name__})") from error
        except aws.BotoCoreError as error:  # no credentials, no such profile
            raise StorageFault(f"{place} cannot be used ({type(error).__name__})") from error
        except OSError as error:
            code = _code(error)
            if code in _OVERTAKEN or isinstance(error, FileExistsError):
                raise LockedError(f"{place}: another run has written it meanwhile, and what it wrote stands") from error
            if code in _GONE:
                raise ServiceUnreachable(f"{place}: the object store cannot serve us now ({code})") from error
            raise StorageFault(f"{place} cannot be used ({code})") from error


def _code(error: OSError) -> str:
    """The store's code for what is wrong, such as `NoSuchBucket`; else this machine's, such as `ENOSPC`."""
    answer = getattr(error.__cause__, "response", None) or {}
    return str(answer.get("Error", {}).get("Code") or errno.errorcode.get(error.errno or 0) or type(error).__name__)
