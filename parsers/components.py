"""The enumerations of a description: its components, areas of action, outputs and whatever else it lists."""

import re

from parsers.description import Description
from parsers.raw import Issue, Language, RawItem


def find_items(description: Description, language: Language) -> tuple[tuple[RawItem, ...], tuple[Issue, ...]]:
    """Find every enumeration of a description.

    Args:
        description: as `read_description` gives it.
        language: of the page.

    Returns:
        The items of all enumerations in the order of the text, and what is broken or doubtful about them.
    """
    items: list[RawItem] = []
    numbers: dict[int | None, int] = {}
    positions: dict[int, int] = {}
    for block in description.blocks:
        if block.kind == "item":
            number = numbers.setdefault(block.list_id, len(numbers) + 1)
            positions[number] = positions.get(number, 0) + 1
            text = re.sub(r"[\s;,]*(\band)?[\s;,]*$", "", block.text)
            start = block.start
            items.append(
                RawItem(number, positions[number], block.marker, None, "other", text, start, start + len(text))
            )
    return tuple(items), ()
