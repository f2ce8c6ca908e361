"""From rows to the bytes of a file: what every kind of file offers, and the text formats among them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from lakebase_tui.query.columns import Column
from lakebase_tui.query.export.compression import BinaryOut
from lakebase_tui.query.file_thread import Job
from lakebase_tui.query.formats.text_format import TextFormat
from lakebase_tui.query.rows import Row

BLOCK_CHARACTERS = 256 * 1024
"""How much text is gathered before it is compressed and written."""


class Encoder(Protocol):
    """Turns rows into jobs for the thread that writes; its own methods are quick."""

    def begin(self, columns: Sequence[Column]) -> None:
        """The columns, before any row.

        Raises:
            ExportError: There is no such file of these.
        """
        ...

    def rows(self, rows: Sequence[Row]) -> Job | None:
        """Some rows; the job, if there is now enough for one, may raise `ExportError`."""
        ...

    def end(self, total: int) -> Job:
        """There are no more; `total` were given. The job writes what is left."""
        ...

    def close(self) -> None:
        """Give back what it holds beside the file, on the thread, however it ended. Does not fail."""
        ...


class TextEncoder:
    """Writes a text format, in UTF-8; bytes that could not be decoded come out as they came in.

    Args:
        text: The format.
        out: Where to.
        head: What stands before everything.
        foot: What stands behind everything.
    """

    def __init__(self, text: TextFormat, out: BinaryOut, head: str = "", foot: str = "") -> None:
        self._text = text
        self._out = out
        self._foot = foot
        self._parts = [head]
        self._size = len(head)

    def begin(self, columns: Sequence[Column]) -> None:
        """What stands before the first row."""
        self._add(self._text.begin(columns))

    def rows(self, rows: Sequence[Row]) -> Job | None:
        """Some rows."""
        self._add(self._text.rows(rows))
        return self._block() if self._size >= BLOCK_CHARACTERS else None

    def end(self, total: int) -> Job:
        """What stands behind the last row."""
        self._add(self._text.end(total))
        self._add(self._foot)
        return self._block()

    def close(self) -> None:
        """Nothing is held."""

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    def _block(self) -> Job:
        parts, self._parts, self._size = self._parts, [], 0
        return partial(_write, self._out.write, parts)


def _write(write: Callable[[bytes], int], parts: Sequence[str]) -> None:
    write("".join(parts).encode("utf-8", "surrogateescape"))
