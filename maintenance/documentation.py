"""A hook of mkdocs (`mkdocs.yml`): pages that stand elsewhere in the repository join the site, each under its own path.

The documentation's links are those of the repository, so that they work where its files are read as they stand. On the
site `docs/` is the root: a link to a page of the site is turned to it, one to any other file becomes its name.
Notebooks become pages with what their cells show.
"""

import posixpath
import re
from pathlib import Path

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
