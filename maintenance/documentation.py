"""A hook of mkdocs (`mkdocs.yml`): pages that stand elsewhere in the repository join the site, each under its own path.

The documentation's links are those of the repository, so that they work where its files are read as they stand. On the
site `docs/` is the root: a link to a page of the site is turned to it, one to any other file becomes its name.
Notebooks become pages with what their cells show. Links to elsewhere are checked for their form, for nobody is asked
here; `external-links.txt` lists them as unchecked, each with its page.
"""

import html
import logging
import posixpath
import re
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from nbconvert import MarkdownExporter

ROOT = Path(__file__).parents[1]
DOCS = "docs/"
_JOINING = ("CHANGELOG.md", "CONTRIBUTING.md", "practice/README.md", "tests/fixtures/README.md", "notebooks/*.md")
# A link that is no address and no anchor: "[text](../practice/README.md#seasons)"
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>(?!https?:|mailto:|#)[^)\s#]+)(?P<anchor>#[^)\s]*)?\)")
# What pandas says of itself in every table, for notebooks alone
_STYLE = re.compile(r"<style scoped>.*?</style>\n*", re.DOTALL)
# A link to elsewhere as it stands in a page: 'href="https://example.org/a?b=1&amp;c=2"'
_ELSEWHERE = re.compile(r'href="(?P<address>[a-z]+://[^"]*)"')
UNCHECKED = "external-links.txt"
_external: set[tuple[str, str]] = set()
"""Address and page of every link to elsewhere."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from elsewhere, and the notebooks with their pictures."""
    for pattern in _JOINING:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            files.append(File.generated(config, name, content=path.read_text(encoding="utf-8")))
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        text, resources = MarkdownExporter().from_filename(str(path))
        for name, picture in resources["outputs"].items():
            text = text.replace(f"({name})", f"({path.stem}_{name})")
            files.append(File.generated(config, f"notebooks/{path.stem}_{name}", content=picture))
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=_STYLE.sub("", text)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the links of the repository into those of the site."""
    source = page.file.src_uri
    is_joining = any(Path(source).match(pattern) for pattern in _JOINING) or source.startswith("notebooks/")
    here = posixpath.dirname(source if is_joining else DOCS + source)

    def turn(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(here, link["target"]))
        place = target.removeprefix(DOCS).replace(".ipynb", ".md")
        if files.get_file_from_path(place) is None:
            if not (ROOT / target).exists():
                return link[0]  # mkdocs warns of it
            return f"`{target}`"
        address = posixpath.relpath(place, posixpath.dirname(source) or ".")
        return f"[{link['text']}]({address}{link['anchor'] or ''})"

    return _LINK.sub(turn, markdown)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Note a page's links to elsewhere; one whose form is wrong is a warning."""
    for match in _ELSEWHERE.finditer(content):
        address = html.unescape(match["address"])
        _external.add((address, page.file.src_uri))
        if not is_address(address):
            logging.getLogger("mkdocs.plugins").warning("%s links to %s, no address", page.file.src_uri, address)


def is_address(text: str) -> bool:
    """Whether a text has the form of a public address: https, or http, with a host's name and nothing stray behind."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_host = re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}|localhost|127\.0\.0\.1", host) is not None
    return parts.scheme in {"http", "https"} and is_host and not re.search(r"\s|[).,;:!?]$", text)


def on_post_build(config: MkDocsConfig) -> None:
    """List the links to elsewhere beside the pages."""
    lines = ["Links to elsewhere: their form was checked, and nobody was asked whether anything stands there."]
    lines += [f"{address}  ({source})" for address, source in sorted(_external)]
    (Path(config.site_dir) / UNCHECKED).write_text("\n".join(lines) + "\n", encoding="utf-8")
