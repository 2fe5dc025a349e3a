"""What an import cannot take of a site's project pages is counted with its reason: issue 11, B8."""

from pathlib import Path

from tests.scraper.taking import taken, told, written
from tests.scraper.test_foreign_files import WARC_OF_A, a_record, record


def test_records_without_an_answer_are_counted(tmp_path: Path) -> None:
    others = [record(*WARC_OF_A, "WARC-Record-ID: <urn:x>", block=b"A text", kind="conversion")]
    others += [record(*WARC_OF_A, block=b"the rest", kind="continuation")]
    others += [record("WARC-Target-URI: http://site.example/news", block=b"A text", kind="conversion")]
    summary = taken(tmp_path, written(tmp_path / "a.warc", *others, a_record()))
    assert (summary.captures, summary.left_out) == (1, {"other_record": 2, "other_page": 1})
    assert told(summary)[0] == ("a.warc, record urn:x", "other_record", "a record of the kind conversion")


def test_project_pages_at_paths_that_no_rule_takes_are_named_with_the_setting(tmp_path: Path) -> None:
    pages = [a_record().replace(b"/project/a", path) for path in (b"/pt/project/a", b"/pt/project/b", b"/news/a")]
    summary = taken(tmp_path, written(tmp_path / "a.warc", *pages, a_record()))
    assert (summary.captures, summary.left_out) == (1, {"other_page": 3})
    assert summary.notes == [
        (
            "2 addresses like /pt/project/… that no rule takes, on site.example (seen by import, for example "
            'http://site.example/pt/project/a): prefixes = ["/pt"] takes them'
        )
    ]
