"""CSS paths to elements, for people who want to see where a value stood."""

from parsers.boxes import Box


def path_to(box: Box) -> str:
    """Give a CSS path to the element of a box, or around it, e.g. `body > main > dl > dd:nth-of-type(2)`."""
    while box.kind == "line":
        box = box.children[0]
    steps: list[str] = []
    outer: Box | None = box
    while outer is not None:
        tag = outer.tag or outer.shown_by
        if tag and tag != "html":
            several = outer.peers and outer.peers[tag] > 1
            steps += (f"{tag}:nth-of-type({outer.nth})" if several else tag,)
        outer = outer.parent
    return " > ".join(reversed(steps))
