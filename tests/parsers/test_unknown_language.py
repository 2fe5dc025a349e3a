"""Pages in a language that no table has: said, and their labels with their texts are not passed over."""

from pathlib import Path

import pytest

from cli.saved_pages import find_pages
from parsers import parse_page

PAIRS = {
    "Data de início": "2014",
    "Situação do projeto": "Concluído",
    "Orçamento (USD)": "200000.00",
    "Região": "Ásia",
    "ID do projeto": "LM.0254",
    "Estados-Membros beneficiários": "Angola",
}
STRUCTURES = {
    "list": ("<ul>", "<li><span>{label}</span> <div>{value}</div></li>", "</ul>"),
    "dl": ("<dl>", "<dt>{label}</dt><dd>{value}</dd>", "</dl>"),
    "table": ("<table>", "<tr><th>{label}</th><td>{value}</td></tr>", "</table>"),
    "paragraphs": ("", "<p><strong>{label}:</strong> {value}</p>", ""),
    "headings": ("", "<h3>{label}</h3><p>{value}</p>", ""),
    "fields": ("", "<div class=field><div class=label>{label}</div><div class=item>{value}</div></div>", ""),
    "lines": ("<div>", "{label}: {value}<br>", "</div>"),
}
PROJECT = "https://www.iom.int/project/recrutamento-justo"
NEWS = "https://www.iom.int/news/recrutamento-justo"
BODY = "<div><p>O projeto apoia dois ministérios no planeamento do recrutamento justo no estrangeiro.</p></div>"


def render(structure: str, *, lang: str = "pt", url: str = PROJECT, more: str = "") -> bytes:
    before, row, after = STRUCTURES[structure]
    rows = "".join(row.format(label=label, value=value) for label, value in PAIRS.items())
    head = f"<title>Recrutamento justo | OIM</title><link rel=canonical href={url}>"
    main_ = f"<main><h1>Recrutamento justo</h1>{before}{rows}{more}{after}{BODY}</main>"
    menu = "<nav><ul><li><a href=/a>Quem somos</a></li><li><a href=/b>Onde estamos</a></li></ul></nav>"
    return f"<!doctype html><html lang={lang}><head>{head}</head><body>{menu}{main_}</body></html>".encode()


@pytest.mark.parametrize(("url", "outcome"), [(PROJECT, "soft_error"), (NEWS, "not_a_project")])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_page_without_one_known_label_gives_its_labels_and_says_its_language(
    structure: str, url: str, outcome: str
) -> None:
    parsed = parse_page(render(structure, url=url))
    assert (parsed.outcome, parsed.language, parsed.unclaimed) == (outcome, None, PAIRS)
    (issue,) = parsed.issues
    assert (issue.kind, issue.field) == ("unknown_language", None)
    assert "'pt'" in issue.message


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_word_in_common_with_spanish_makes_the_page_no_spanish_one(structure: str) -> None:
    before, row, after = STRUCTURES[structure]
    more = row.format(label="Cobertura", value="Nacional") + row.format(label="Tipo de projeto", value="TCMMCB")
    more += row.format(label="Tipo de proyecto", value="TCMMCB")
    parsed = parse_page(render(structure, more=more))
    assert parsed.project is not None, f"{before}{after}: {parsed.reason}"
    assert parsed.language is None
    assert [issue.kind for issue in parsed.issues].count("unknown_language") == 1
    assert parsed.project.unclaimed is not None
    assert parsed.project.unclaimed.items() >= PAIRS.items()


def test_a_projects_page_whose_labels_are_all_new_gives_them() -> None:
    parsed = parse_page(render("dl", lang="en"))
    assert (parsed.outcome, parsed.unclaimed, parsed.issues) == ("soft_error", PAIRS, ())


@pytest.mark.parametrize("lang", ["en", "en-GB", "fr", "es-419", "und", '""', "x-klingon"])
def test_known_and_undetermined_languages_are_no_finding(lang: str) -> None:
    assert not [issue for issue in parse_page(render("dl", lang=lang)).issues if issue.kind == "unknown_language"]


@pytest.mark.parametrize("name", ["page.mhtml", "page.MHT", "page.html"])
def test_a_folder_is_searched_for_saved_pages_of_either_kind(tmp_path: Path, name: str) -> None:
    saved = tmp_path / "saved" / name
    saved.parent.mkdir()
    saved.write_bytes(render("dl"))
    assert [found.path for found in find_pages([tmp_path])] == [saved]
