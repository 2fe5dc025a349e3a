"""The recorder: every response as received, appended to WARC 1.1 files before anybody looks into it.

The files only ever grow. A crawl that dies may leave a torn last record; readers pass over it, and the next recorder
cuts it off before it opens a file of its own.
"""

import logging
import os
import threading
import zlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from scraper.archive import records, stored_records
from scraper.archive.archive import FOLDER_NAME, Capture, read_capture, record_at
from scraper.archive.entry import MAX_STORED_BODY, Entry, body_digest, run_number
from scraper.archive.index import Index
from scraper.archive.warc_file import WarcFile
from scraper.errors import MEND, BodyFault, StorageFault
from scraper.http.decoding import decode
from scraper.http.exchange import Exchange, header

_log = logging.getLogger(__name__)


class Recorder:
    """Appends to the archive of a site's folder and reads from it, from several threads.

    Args:
        folder: the site's folder, e.g. `output/live`; the caller holds its lock.
        run: the name of the run, the first part of its files' names: letters, digits and hyphens.
        about: fields of the record that opens every file.

    Raises:
        StorageFault: the folder cannot be written, or a file in it is damaged.
    """

    def __init__(self, folder: Path, run: str, about: dict[str, str]) -> None:
        self._folder = folder / FOLDER_NAME
        self._run = run
        self._lock = threading.Lock()
        self._file = WarcFile(self._folder, run, about)
        self._is_flushed = True
        self.bytes_saved = 0
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._index = Index(self._folder)
            self._mend()
        except OSError as error:
            raise StorageFault(f"{self._folder} cannot be written ({error.strerror})") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
            self._index.commit()
            self._is_flushed = True  # the ledger, which is closed later, may ask
        except OSError as fault:
            if error is None:
                raise StorageFault(
                    f"{self._folder / self._file.name} cannot be closed ({fault.strerror}); {MEND}"
                ) from fault
        finally:
            self._index.close()

    def append(
        self,
        exchange: Exchange,
        *,
        confirms: Entry | None = None,
        captured: tuple[str, datetime] | None = None,
        imported: records.Imported | None = None,
    ) -> Entry:
        """Write an exchange to its file and return its place; `flush` puts it on the disk.

        A body that the archive has for this address already is not stored again: a 304, or the same bytes again,
        become a `revisit` record.

        Args:
            exchange: what went over the wire.
            confirms: the capture whose validators were sent; a 304 says that its body still holds.
            captured: address and time of the page, where the exchange was with a web archive; or with another spelling
                of the address, at the exchange's own time.
            imported: where the exchange was taken from, where somebody else had it; it is stored whole.

        Raises:
            StorageFault: the disk refuses.
        """
        with self._lock:
            try:
                return self._append(exchange, confirms, captured, imported)
            except OSError as error:
                self._file.undo()
                raise StorageFault(
                    f"{self._folder / self._file.name} cannot be written ({error.strerror}); {MEND}"
                ) from error

    def flush(self) -> None:
        """Put on the disk whatever was appended; before, a power cut may take it, and nobody may build on it.

        Raises:
            StorageFault: the disk refuses.
        """
        with self._lock:
            if self._is_flushed:
                return
            try:
                self._file.flush()
            except OSError as error:
                raise StorageFault(
                    f"{self._folder / self._file.name} cannot be written ({error.strerror}); {MEND}"
                ) from error
            self._index.commit()
            self._is_flushed = True

    def body(self, url: str, digest: str) -> Entry | None:
        """Return the newest capture of an address with a body of this digest, or None."""
        with self._lock:
            return self._index.body(url, digest=digest)

    def other_body(self, url: str, digest: str) -> Entry | None:
        """Return the newest capture of an address with a body of another digest, or None."""
        with self._lock:
            return self._index.body(url, digest=digest, other=True)

    def has(self, url: str, at: datetime) -> bool:
        """Say whether there is a capture of an address from a moment."""
        with self._lock:
            return any(entry.fetched_at == at for entry in self._index.captures(url))

    def has_second(self, url: str, at: datetime) -> bool:
        """Say whether there is a capture of an address from a second."""
        return any(entry.fetched_at.replace(microsecond=0) == at for entry in self.of(url))

    def of(self, url: str) -> list[Entry]:
        """Return the captures of an address, in their order."""
        with self._lock:
            return list(self._index.captures(url))

    def of_run(self) -> list[Entry]:
        """Return the captures of this run, earlier parts of it included, in their order."""
        with self._lock:
            return list(self._index.captures(run=self._run))

    def everything(self) -> list[Entry]:
        """Return all captures, in their order."""
        with self._lock:
            return list(self._index.captures())

    def read(self, entry: Entry) -> Capture:
        """Return a capture with its body.

        Raises:
            StorageFault: the record is damaged, or the entry has no body.
        """
        return read_capture(self._folder, entry)

    def holder(self, entry: Entry) -> Entry | None:
        """Return the capture whose record holds the body of a capture, or None."""
        with self._lock:
            return self._holder(entry)

    def _holder(self, entry: Entry) -> Entry | None:
        if entry.holds_body:
            return entry
        if entry.body_file is None or entry.body_offset is None:
            return None
        return self._index.at(entry.body_file, entry.body_offset)

    def is_as_written(self, entry: Entry) -> bool:
        """Whether the record of a capture can be read and is what was written, by its checksum in the index."""
        path = self._folder / entry.file
        try:
            return stored_records.is_as_written(path, entry.offset, entry.length, entry.crc)
        except OSError as error:
            _log.warning("%s cannot be read (%s)", path, error.strerror)
            return False

    def exchange(self, entry: Entry) -> Exchange:
        """Return the response of a capture as it was received; the request is not read again.

        Raises:
            StorageFault: the record is damaged.
        """
        record = record_at(self._folder, entry.file, entry.offset)
        if entry.kind == "revisit" and entry.status == 200 and entry.body_file is not None:
            whole = record_at(self._folder, entry.body_file, entry.body_offset or 0)
            record = replace(record, raw=whole.raw)
        body, fault = None, None
        if record.truncated:
            fault = BodyFault(f"the body was cut ({record.truncated})", healing=record.truncated != "length")
        else:
            try:
                body = decode(record.raw, header(record.headers, "Content-Encoding"), limit=MAX_STORED_BODY)
            except BodyFault as error:
                body, fault = (b"", None) if entry.status != 200 and not record.raw else (None, error)
        return Exchange(
            url=record.requested_url,
            fetched_at=record.fetched_at,
            request_line="",
            request_headers=(),
            status_line=record.status_line,
            headers=record.headers,
            raw=record.raw,
            body=body,
            fault=fault,
            truncated=record.truncated,
        )

    def _append(
        self,
        exchange: Exchange,
        confirms: Entry | None,
        captured: tuple[str, datetime] | None,
        imported: records.Imported | None,
    ) -> Entry:
        self._file.open_for(imported.at if imported else exchange.fetched_at)
        url = captured[0] if captured else exchange.url
        # Else it is an old capture of a web archive, or somebody else's.
        is_new = imported is None and (captured is None or captured[1] == exchange.fetched_at)
        earlier = self._repeated(exchange, url, confirms) if is_new else None
        original = None
        if earlier is not None and earlier.raw_digest is not None:
            profile = records.NOT_MODIFIED if exchange.status == 304 else records.IDENTICAL
            before = f"{earlier.file} {earlier.offset}"
            original = records.Original(before, earlier.url, earlier.fetched_at, earlier.raw_digest, profile)
        name, offset = self._file.name, self._file.size
        place = f"{name} {offset}"
        parts = records.write_exchange(exchange, place=place, original=original, captured=captured, imported=imported)
        self._file.write(b"".join(parts))
        digest = body_digest(exchange.body) if exchange.body is not None and exchange.status != 304 else None
        entry = Entry(
            file=name,
            offset=offset,
            length=len(parts[0]),
            crc=zlib.crc32(parts[0]),
            run=run_number(name) if is_new else 0,
            url=url,
            requested_url=exchange.url,
            fetched_at=captured[1] if captured else exchange.fetched_at,
            status=exchange.status,
            kind="response",
            raw_digest=records.raw_digest(exchange.raw),
            digest=digest,
            body_file=name if digest else None,
            body_offset=offset if digest else None,
        )
        if original and earlier:
            self.bytes_saved += earlier.length if exchange.status == 304 else 0
            entry = replace(
                entry,
                kind="revisit",
                raw_digest=original.raw_digest,
                digest=earlier.digest,
                body_file=earlier.body_file,
                body_offset=earlier.body_offset,
            )
        self._index.add(entry, self._file.size)
        self._is_flushed = False
        return entry

    def _repeated(self, exchange: Exchange, url: str, confirms: Entry | None) -> Entry | None:
        """Return the record whose body an exchange with a page repeats, or None where it must be stored whole."""
        if exchange.status == 304:
            place = confirms
        elif exchange.status == 200 and exchange.fault is None and exchange.truncated is None:
            place = self._index.body(url, raw_digest=records.raw_digest(exchange.raw))
        else:
            place = None
        return self._holder(place) if place is not None else None

    def _mend(self) -> None:
        """Cut off the torn last record of a file whose writer died."""
        for path, whole in list(self._index.torn()):
            _log.warning("%s ends in a torn record, which is cut off at byte %d", path, whole)
            os.truncate(path, whole)
