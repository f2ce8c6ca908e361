"""Pieces of a buffer on their way to the server: the text as typed, and where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.statements import Statement
from lakebase_tui.sql.visible import visible

_WORD = re.compile(r'"[^"]*"|[\w$]+')


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement as typed, and where it starts in the buffer."""

    start: int
    text: str

    @property
    def label(self) -> str:
        """What its result is called: the table it is about, or its verb."""
        facts = classify(self.text)
        return visible(facts.main_relation or facts.kind)

    @property
    def written(self) -> str:
        """What stands in the buffer, where that is another than is sent."""
        return self.text

    def word_at(self, position: int) -> tuple[int, int]:
        """Where in the buffer the word at `position` begins, and its length.

        The server names a place; a person looks for the word that stands there.
        """
        word = _WORD.match(self.text, position)
        return self.start + position, len(word[0]) if word else 1


def pieces_of(text: str, statements: Sequence[Statement], start: int = 0) -> list[Piece]:
    """Cut statements out of `text`, which starts at `start` in the buffer."""
    return [Piece(start + each.start, each.text(text)) for each in statements]
