from selectolax.lexbor import LexborHTMLParser

from parsers.description import read_description


def test_blocks_become_lines_and_inline_elements_are_glued() -> None:
    page = LexborHTMLParser("<div><p>Border<b>s</b> and\n <i>people</i></p><ul><li>One;<li>Two</ul></div>")
    description = read_description(page.css("div"))
    assert description.text == "Borders and people\nOne;\nTwo"
    assert [block.marker for block in description.blocks] == [None, "-", "-"]
