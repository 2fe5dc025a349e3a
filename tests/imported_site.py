"""A small practice site, crawled once, and its pages in the files of other programs."""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import pipeline
import practice.server
from dataset.projects.tables import Tables
from scraper.archive import archive
from scraper.archive.index import Index
from scraper.http.exchange import Headers
from settings.run_plan import RunPlan, plan_run


@dataclass(frozen=True)
class Answer:
    """What the site answered at an address of a project, and when."""

    url: str
    at: datetime
    status_line: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class CrawledSite:
    """A site that was crawled: its address, the job, what it answered, and the tables that came of it."""

    url: str
    job: RunPlan
    answers: tuple[Answer, ...]
    tables: Tables

    @property
    def pages(self) -> tuple[Answer, ...]:
        return tuple(one for one in self.answers if one.status_line.split()[1] == "200")


@pytest.fixture(scope="session")
def crawled_site(tmp_path_factory: pytest.TempPathFactory) -> CrawledSite:
    output = tmp_path_factory.mktemp("crawled")
    with practice.server.serve(size=12) as server:
        job = plan_run(server.url, output)
        pipeline.crawl(job)
        built = pipeline.build(job)
    return CrawledSite(server.url, job, tuple(_answers(job)), built.tables)


def _answers(job: RunPlan) -> Iterable[Answer]:
    place = job.folder / "archive"
    index = Index(place)
    entries = [entry for entry in index.captures() if job.site.resolve(entry.url)[1] == "project"]
    index.close()
    for entry in entries:
        record = archive.record_at(place, entry.file, entry.offset)
        yield Answer(entry.url, entry.fetched_at, record.status_line, record.headers, record.raw)


Edit = Callable[[dict[str, str]], dict[str, str]]


def write_warc(path: Path, answers: Iterable[Answer], *, gzip: bool = True, edit: Edit = dict) -> Path:
    """Write answers as warcio writes them, `request` and `warcinfo` records around them."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        info = writer.create_warcinfo_record(path.name, {"software": "somebody else's"})
        writer.write_record(info)
        info.raw_stream.close()
        for one in answers:
            fields = edit({"WARC-Date": f"{one.at:%Y-%m-%dT%H:%M:%S.%fZ}"})
            protocol, _, status = one.status_line.partition(" ")
            response = writer.create_warc_record(
                one.url,
                "response",
                payload=BytesIO(one.body),
                http_headers=StatusAndHeaders(status, list(one.headers), protocol=protocol),
                warc_headers_dict=fields,
            )
            request = writer.create_warc_record(
                one.url,
                "request",
                http_headers=StatusAndHeaders("GET / HTTP/1.1", [("Host", "127.0.0.1")], is_http_request=True),
                warc_headers_dict=fields,
            )
            writer.write_request_response_pair(request, response)
            request.raw_stream.close()  # warcio leaves its temporary files open
            response.raw_stream.close()
    return path


def write_wacz(path: Path, warcs: Iterable[Path]) -> Path:
    """Bundle WARC files as Browsertrix does: stored, not compressed again, with pages and a description beside them."""
    with zipfile.ZipFile(path, "w") as bundle:
        for warc in warcs:
            bundle.write(warc, f"archive/{warc.name}")
        bundle.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n')
        bundle.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1", "resources": []}')
    return path
