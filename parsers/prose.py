"""Sentences and enumerations, told from the short texts of facts."""

import re

from parsers.boxes import Box, Outline
from parsers.folding import remember

LONGEST_FACT = 160
_LEAVES_OF_FACT = 80

# `... of the border.`, `a stall; a road`, `• a stall • a road`, `1) a stall 2) a road`
SENTENCE = re.compile(
    r"[^\W\d_]{2,}[.;]\W*$|^(?:\S+\s+){7}.*\.$|\.\s|;\s+[a-zà-ÿ]|(?:(?:^|\s)(?:[-–*•▪]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s*\w.*){2}"
)

# `- a stall`, `• a road`, `1) a study`, `(ii) a law`
TYPED_ITEM = re.compile(r"^(?:[-–—*•▪◦·]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])", re.IGNORECASE)


def runs_on(text: str) -> bool:
    """Whether a text goes on with a sentence that began before it: a small letter first, and a full stop or length."""
    text = text.lstrip()
    return text[:1].islower() and (text.endswith((".", "!", "?")) or len(text) > LONGEST_FACT)


def is_prose(outline: Outline, box: Box) -> bool:
    """Whether a box holds sentences rather than a fact."""
    if box.end - box.start > _LEAVES_OF_FACT:
        return True
    return _is_sentence(outline.text_of(box))


@remember  # many passes ask it of the same few texts
def _is_sentence(text: str) -> bool:
    return len(text) > LONGEST_FACT or (len(text) > LONGEST_FACT / 4 and SENTENCE.search(text) is not None)
