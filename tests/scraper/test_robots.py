"""What a robots.txt says: FAULTS 30 and 31, and RFC 9309 in the cases that Google's parser is tested with.

The cases are our own. Where we differ from Google's parser, the test says so and why.
"""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.politeness.robots import MAX_LINE_BYTES, looks_like_html, read

HOST = "http://site.example"


def allowed(text: str | bytes, path: str, agent: str = "iom-projects") -> bool:
    body = text if isinstance(text, bytes) else text.encode()
    return read(body, agent).allows(HOST + path)


def group(*lines: str, agent: str = "iom-projects") -> str:
    return "\n".join([f"User-agent: {agent}", *lines, ""])


class TestLines:
    @pytest.mark.parametrize(
        "line",
        [
            "Disallow: /",
            "disallow: /",
            "DISALLOW:/",
            "  Disallow :   /  ",
            "\tDisallow:\t/",
            "Disallow: / # all of it",
            "Disallow: /#all of it",
            "Disallow /",
            "Dissallow: /",
            "Dissalow: /",
            "Disalow: /",
            "Diasllow: /",
            "Disallaw: /",
        ],
    )
    def test_spellings_of_a_rule(self, line: str) -> None:
        assert not allowed(group(line), "/project/a")

    @pytest.mark.parametrize(
        "line", ["User-agent: *", "user-agent:*", "USER-AGENT : *", "useragent: *", "user agent: *"]
    )
    def test_spellings_of_a_user_agent_line(self, line: str) -> None:
        assert not allowed(f"{line}\nDisallow: /\n", "/project/a")

    def test_user_agent_line_without_colon(self) -> None:
        assert not allowed("User-agent *\nDisallow: /\n", "/project/a")

    @pytest.mark.parametrize(
        "text", ["", "\n\n", "# nothing\n", "foo: iom-projects\nbar: /\n", "Disallow: /\n", "\0\0"]
    )
    def test_a_file_without_a_group_allows_all(self, text: str) -> None:
        assert allowed(text, "/project/a")

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_line_endings(self, ending: str) -> None:
        text = ending.join(["User-agent: iom-projects", "Disallow: /closed", "", "Allow: /closed/open", ""])
        assert not allowed(text, "/closed/a")
        assert allowed(text, "/closed/open")

    def test_form_feeds_and_odd_separators_end_no_line(self) -> None:
        assert allowed(group("Disallow: /a\x0cDisallow: /b", "Disallow: /c\u2028Disallow: /d"), "/b")

    @pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"])
    def test_a_byte_order_mark_hides_no_line(self, mark: bytes) -> None:
        assert not allowed(mark + group("Disallow: /").encode(), "/project/a")

    def test_a_mark_in_the_middle_spoils_its_line_alone(self) -> None:
        text = group("Disallow: /a").encode() + b"\xef\xbb\xbfAllow: /a/b\nDisallow: /c\n"
        assert not allowed(text, "/a/b")
        assert not allowed(text, "/c")

    def test_case_30_long_lines_are_cut(self) -> None:
        kept = "/" + "x" * (MAX_LINE_BYTES - len("Disallow: /"))
        assert not allowed(group(f"Disallow: {kept}yz"), kept), "the last octet that Google's parser keeps is an x"
        assert allowed(group(f"Disallow: {kept}yz"), kept[:-1])
        assert not allowed(group(f"Disallow: {kept}yz", "Disallow: /after"), "/after")

    def test_case_30_a_rule_beyond_500_kib(self) -> None:
        padding = "# padding\n" * 61_000
        assert not allowed(padding + group("Disallow: /"), "/project/a")

    def test_case_30_latin_1_and_nul_are_read(self) -> None:
        text = b"User-agent: *\nDisallow: /caf\xe9\nDisallow: /a\0b\nDisallow: /z\n"
        assert not allowed(text, "/caf%E9")
        assert not allowed(text, "/z")

    @settings(deadline=None)
    @given(st.binary(max_size=400))
    def test_case_30_no_bytes_are_too_odd(self, body: bytes) -> None:
        read(body).allows(HOST + "/project/a")


class TestGroups:
    GROUPS = (
        "Allow: /before/any/group\n"
        "\n"
        "User-agent: alpha\n"
        "Disallow: /\n"
        "Allow: /one/\n"
        "User-agent: beta\n"
        "Disallow: /\n"
        "Allow: /two/\n"
        "\n"
        "\n"
        "Allow: /three/\n"
        "User-agent: gamma\n"
        "\n"
        "User-agent: alpha\n"
        "Allow: /four/\n"
        "Disallow: /\n"
    )

    @pytest.mark.parametrize(
        ("agent", "open_paths"),
        [("alpha", ["/one/a", "/four/a"]), ("beta", ["/two/a", "/three/a"]), ("gamma", ["/four/a"])],
    )
    def test_groups_of_one_robot_count_as_one(self, agent: str, open_paths: Sequence[str]) -> None:
        paths = ["/before/any/group", "/one/a", "/two/a", "/three/a", "/four/a"]
        assert [path for path in paths if allowed(self.GROUPS, path, agent)] == list(open_paths)

    @pytest.mark.parametrize("between", ["Sitemap: https://site.example/s", "Unknown: line", "Crawl-delay: 5", "", "#"])
    def test_case_31_no_other_line_ends_a_group(self, between: str) -> None:
        """Protego alone would free us here: the reason why the group is chosen by ourselves."""
        text = f"User-agent: iom-projects\n{between}\nUser-agent: other\nDisallow: /\n"
        assert not allowed(text, "/project/a")
        assert not allowed(text, "/project/a", "other")

    @pytest.mark.parametrize("between", ["Sitemap: https://site.example/s.xml", "Unknown: line", "Crawl-delay: 5"])
    def test_case_31_no_other_line_ends_the_group_of_all(self, between: str) -> None:
        text = f"User-agent: other\n{between}\nUser-agent: *\nDisallow: /\n"
        assert not allowed(text, "/project/a")

    def test_our_own_group_replaces_the_group_of_all(self) -> None:
        text = "User-agent: *\nDisallow: /\n\nUser-agent: iom-projects\nDisallow: /private\n"
        assert allowed(text, "/project/a")
        assert not allowed(text, "/private/a")
        assert not allowed(text, "/project/a", "other")

    def test_our_own_empty_group_replaces_it_too(self) -> None:
        assert allowed("User-agent: *\nDisallow: /\n\nUser-agent: iom-projects\n", "/project/a")
        assert allowed("User-agent: *\nDisallow: /\n\nUser-agent: iom-projects\nDisallow:\n", "/project/a")

    def test_the_group_of_all_may_come_first_last_or_twice(self) -> None:
        text = "User-agent: *\nDisallow: /a\n\nUser-agent: x\nDisallow: /x\n\nUser-agent: *\nDisallow: /b\n"
        assert [path for path in ("/a", "/b", "/x") if allowed(text, path)] == ["/x"]

    @pytest.mark.parametrize(
        "name", ["iom-projects", "IOM-Projects", "IOM-PROJECTS/2.0", "iom-projects (bot)", "iom-projects *"]
    )
    def test_case_of_a_name_and_what_follows_it_do_not_matter(self, name: str) -> None:
        assert not allowed(f"User-agent: {name}\nDisallow: /\n", "/project/a")

    @pytest.mark.parametrize(
        "name", ["iom", "iom-project", "iom-projects-images", "projects", "iom_projects", "Ж", "1iom"]
    )
    def test_a_group_for_another_name_is_not_ours(self, name: str) -> None:
        """Protego alone would take `iom` for us, and so free us of a stricter group of all."""
        assert not allowed(f"User-agent: {name}\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/project/a")

    def test_star_with_more_behind_it(self) -> None:
        assert not allowed("User-agent: * all of you\nDisallow: /\n", "/project/a")
        assert allowed("User-agent: *bot\nDisallow: /\n", "/project/a")

    def test_a_name_ends_at_the_first_blank(self) -> None:
        text = "User-agent: *\nDisallow: /\nUser-agent: foo bar\nAllow: /x/\nDisallow: /\n"
        assert allowed(text, "/x/", "foo")
        assert not allowed(text, "/y", "foo")


class TestPaths:
    @pytest.mark.parametrize(
        ("pattern", "matches", "differs"),
        [
            ("/", ["/", "/a"], []),
            ("/*", ["/", "/a"], []),
            (
                "/fish",
                ["/fish", "/fish.html", "/fish/salmon.html", "/fishheads/x", "/fish.php?id=1"],
                ["/Fish.asp", "/catfish"],
            ),
            ("/fish*", ["/fish", "/fish.html", "/fishheads"], ["/Fish", "/catfish"]),
            ("/fish/", ["/fish/", "/fish/?id=1", "/fish/salmon"], ["/fish", "/fish.html", "/Fish/Salmon"]),
            ("/*.php", ["/index.php", "/a.php", "/folder/a.php?x", "/a.php.b", "/a.php/"], ["/", "/a.PHP"]),
            ("/*.php$", ["/a.php", "/folder/a.php"], ["/a.php?x", "/a.php/", "/a.php5", "/a.PHP"]),
            ("/fish*.php", ["/fish.php", "/fishheads/catfish.php?x"], ["/Fish.PHP", "/fish"]),
            ("/a*b*c", ["/abc", "/a1b2c3"], ["/ab", "/acb"]),
            ("/a$b", ["/a$b", "/a$bc"], ["/a", "/ab"]),
            ("/a*$", ["/a", "/abc"], ["/b"]),
            ("/$", ["/"], ["/a"]),
            ("*/private", ["/private", "/a/private/b"], ["/priv"]),
            ("/**/x", ["/a/x", "//x"], ["/x"]),
            ("/a?b=*", ["/a?b=", "/a?b=1"], ["/a", "/a?c"]),
            ("/a b", ["/a%20b"], ["/a"]),
            ("/.+(x)", ["/.+(x)"], ["/aax"]),
        ],
    )
    def test_patterns(self, pattern: str, matches: Sequence[str], differs: Sequence[str]) -> None:
        text = group(f"Disallow: {pattern}")
        assert [path for path in matches if allowed(text, path)] == []
        assert [path for path in differs if not allowed(text, path)] == []

    @pytest.mark.parametrize(
        ("rules", "path", "is_allowed"),
        [
            (["Disallow: /a/page.html", "Allow: /a/"], "/a/page.html", False),
            (["Disallow: /a/page.html", "Allow: /a/"], "/a/", True),
            (["Disallow: /a/", "Allow: /a/page.html"], "/a/page.html", True),
            (["Disallow: /a/", "Allow: /a/page.html"], "/a/page.htm", False),
            (["Disallow:", "Allow:"], "/a", True),
            (["Disallow: /", "Allow: /"], "/a", True),
            (["Allow: /", "Disallow: /"], "/a", True),
            (["Disallow: /x", "Allow: /x/"], "/x", False),
            (["Disallow: /x", "Allow: /x/"], "/x/", True),
            (["Disallow: /x/page.html", "Allow: /x/page.html"], "/x/page.html", True),
            (["Allow: /page", "Disallow: /*.html"], "/page.html", False),
            (["Allow: /page", "Disallow: /*.html"], "/page", True),
            (["Allow: /x/page.", "Disallow: /*.html"], "/x/page.html", True),
            (["Disallow: /x/", "Allow: /*.html"], "/x/page.html", True),
            (["Allow: /p", "Disallow: /"], "/page", True),
            (["Allow: /folder", "Disallow: /folder"], "/folder/page", True),
            (["Allow: /page", "Disallow: /*.htm"], "/page.htm", False),
            (["Allow: /$", "Disallow: /"], "/", True),
            (["Allow: /$", "Disallow: /"], "/page.htm", False),
            (["Disallow: /x/"], "/X/", True),
        ],
    )
    def test_the_longest_rule_wins_and_allow_wins_ties(self, rules: Sequence[str], path: str, is_allowed: bool) -> None:
        assert allowed(group(*rules), path) is is_allowed
        assert allowed(group(*reversed(rules)), path) is is_allowed

    def test_everything_after_a_number_sign_is_a_comment(self) -> None:
        assert allowed(group("Disallow: /foo/bar#baz"), "/foo/ba")
        assert not allowed(group("Disallow: /foo/bar#baz"), "/foo/bar")

    def test_queries_are_compared_as_they_are(self) -> None:
        text = group("Disallow: /", "Allow: /a?x=y&z=http://other.example?t&p")
        assert allowed(text, "/a?x=y&z=http://other.example?t&p")

    @pytest.mark.parametrize("written", ["/a/ツ", "/a/%E3%83%84", "/a/%e3%83%84"])
    @pytest.mark.parametrize("asked", ["/a/ツ", "/a/%E3%83%84"])
    def test_octets_beyond_ascii_match_their_escapes(self, written: str, asked: str) -> None:
        """As RFC 9309, 2.2.2. Google's parser leaves the address as it is, so there the unescaped one never matches."""
        assert not allowed(group(f"Disallow: {written}"), asked)

    @pytest.mark.parametrize("written", ["/a/%62%61%7A", "/a/baz"])
    @pytest.mark.parametrize("asked", ["/a/%62%61%7A", "/a/baz"])
    def test_escaped_unreserved_letters_match_themselves(self, written: str, asked: str) -> None:
        """As RFC 9309, 2.2.2. Google's parser compares the spellings, so that `%62%61%7A` there is not `baz`."""
        assert not allowed(group(f"Disallow: {written}"), asked)

    def test_index_html_stands_for_its_folder(self) -> None:
        text = group("Allow: /open/index.html", "Disallow: /")
        assert allowed(text, "/open/")
        assert allowed(text, "/open/index.html")
        assert not allowed(text, "/open/index.htm")
        assert not allowed(text, "/open")

    def test_robots_txt_itself_may_always_be_asked_for(self) -> None:
        assert allowed(group("Disallow: /"), "/robots.txt")


class TestOtherLines:
    def test_sitemaps_belong_to_no_group(self) -> None:
        text = b"Sitemap: https://a.example/1.xml\nUser-agent: other\nDisallow: /\nsite-map: https://a.example/2.xml\n"
        assert read(text).sitemaps == ("https://a.example/1.xml", "https://a.example/2.xml")

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("10", 10.0),
            ("0.5", 0.5),
            ("0", 0.0),
            ("", None),
            ("-1", None),
            ("1e3", 1000.0),
            ("５", None),
            ("fast", None),
        ],
    )
    def test_crawl_delay(self, value: str, seconds: float | None) -> None:
        assert read(group(f"Crawl-delay: {value}").encode()).crawl_delay == seconds

    def test_crawl_delay_of_our_own_group_and_the_largest_of_several(self) -> None:
        text = "User-agent: *\nCrawl-delay: 90\n\nUser-agent: iom-projects\nCrawl-delay: 7\n\n"
        text += "User-agent: iom-projects\nCrawl-delay: 5\n"
        assert read(text.encode()).crawl_delay == 7.0
        assert read(text.encode(), "other").crawl_delay == 90.0

    def test_a_crawl_delay_between_user_agent_lines_speaks_to_those_before_it(self) -> None:
        text = b"User-agent: a\nUser-agent: b\nCrawl-delay: 5\nUser-agent: iom-projects\nDisallow: /x\n"
        assert [read(text, agent).crawl_delay for agent in ("a", "b", "iom-projects")] == [5.0, 5.0, None]


def test_case_29_a_page_is_told_from_rules() -> None:
    assert looks_like_html(b"\xef\xbb\xbf\n  <!DOCTYPE html><html>")
    assert not looks_like_html(b"User-agent: *\nDisallow: /\n")
    assert not looks_like_html(b"")
