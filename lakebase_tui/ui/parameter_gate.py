"""Asks for `:name` parameters before statements run that were typed in the editor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.widget import Widget

from lakebase_tui.config.parameter_values import ParameterValues
from lakebase_tui.sql.parameters import parameters
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.screens.parameters import ask_values, filled


@dataclass(frozen=True, slots=True)
class BoundPiece(Piece):
    """A statement whose parameters were asked for; `text` has the values put in."""

    typed: str = ""
    """As it stands in the buffer."""
    values: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    """What was put in, by name; a parameter without a value stayed as it was."""

    @property
    def written(self) -> str:
        """As it stands in the buffer."""
        return self.typed

    def word_at(self, position: int) -> tuple[int, int]:
        """Where in the buffer the word at `position` of what was sent begins, and its length.

        What was put in stands in the buffer as its parameter.
        """
        sent = typed = 0
        for each in parameters(self.typed):
            if position < sent + each.start - typed:
                break
            sent = len(self.text) - len(filled(self.typed[each.end :], self.values))
            if position < sent:
                return self.start + each.start, each.end - each.start
            typed = each.end
        return Piece(self.start, self.typed).word_at(typed + position - sent)


def asked(pieces: Sequence[Piece]) -> list[BoundPiece]:
    """Statements that are to run as they are: their parameters, if they have any, were asked for before."""
    return [BoundPiece(piece.start, piece.text, piece.text) for piece in pieces]


class ParameterGate:
    """A gate before runs.

    Args:
        tab: On whose behalf it asks.
        values: What was put in before, and is remembered.
    """

    def __init__(self, tab: Widget, values: ParameterValues) -> None:
        self._tab = tab
        self._values = values

    def concerns(self, pieces: Sequence[Piece]) -> bool:
        """Whether one of the statements has parameters that nobody was asked for."""
        return any(_open(piece) for piece in pieces)

    async def passes(self, pieces: Sequence[Piece]) -> Sequence[Piece] | None:
        """Ask for each name once, and put the values in."""
        texts = [piece.text for piece in pieces if _open(piece)]
        values = await ask_values(self._tab.app, texts, self._values)
        if values is None:
            return None
        return [
            BoundPiece(piece.start, filled(piece.text, values), piece.text, values) if _open(piece) else piece
            for piece in pieces
        ]


def _open(piece: Piece) -> bool:
    return not isinstance(piece, BoundPiece) and ":" in piece.text and bool(parameters(piece.text))
