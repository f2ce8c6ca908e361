"""Why a file could not be imported, and where in it."""

from dataclasses import dataclass

from lakebase_tui.errors import LakebaseTuiError


@dataclass(frozen=True, slots=True)
class FailingLine:
    """The place in the file that the server did not take."""

    number: int
    """Of the file's line, from 1, on which the record begins."""
    text: str
    """The record; it has several lines where line ends are quoted."""
    start: int = 0
    end: int = 0
    """The value in `text`; an empty range where the server named no column, or one that is not there."""
    column: str = ""
    """The table's column."""


class ImportFailedError(LakebaseTuiError):
    """The file cannot be read, or the server did not take it. Nothing of it was stored.

    Args:
        sentence: What happened.
        next_step: What to do about it.
        line: Where.
    """

    def __init__(self, sentence: str, next_step: str = "", line: FailingLine | None = None) -> None:
        super().__init__(sentence, next_step)
        self.line = line
