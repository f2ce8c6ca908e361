"""Where rows and copied data go when nobody wants to look at them, and where copied data comes from."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lakebase_tui.query.columns import Column
from lakebase_tui.query.result_store import StoreState
from lakebase_tui.query.rows import Row


class RowSink(Protocol):
    """Takes the rows of one result as they come; what it awaits holds the server back."""

    async def take(self, rows: Sequence[Row]) -> None:
        """Some more rows.

        Raises:
            LakebaseTuiError: It can take no more; the statement's rows are left behind.
        """
        ...


class ByteSink(Protocol):
    """Takes what `COPY ... TO STDOUT` sends."""

    async def take(self, data: bytes) -> None:
        """Some more bytes.

        Raises:
            LakebaseTuiError: It can take no more; the rest is thrown away.
        """
        ...


@dataclass(frozen=True, slots=True)
class Streams:
    """Ends of the streams of a run. Each is asked with the number of its statement, from 0."""

    rows: Callable[[int, Sequence[Column]], RowSink] | None = None
    """Asked once for each result; None: rows are kept in stores."""
    copy_out: Callable[[int], ByteSink] | None = None
    """None: what is copied out is kept in a store, a line a row."""
    copy_in: Callable[[int], AsyncIterator[bytes]] | None = None
    """Gives the data of `COPY ... FROM STDIN`; None: such a statement is refused before it is sent.

    Raised while iterating, a `LakebaseTuiError` ends the COPY: nothing of it is stored.
    """


class Passage:
    """Rows on their way to a sink: counted, not kept.

    Args:
        columns: Of the result.
        sink: Takes them.
    """

    def __init__(self, columns: tuple[Column, ...], sink: RowSink) -> None:
        self.columns = columns
        self.state = StoreState.STREAMING
        self._sink = sink
        self._passed = 0

    def __len__(self) -> int:
        return self._passed

    async def keep(self, rows: Sequence[Row]) -> None:
        """Pass rows on.

        Raises:
            LakebaseTuiError: The sink can take no more.
        """
        await self._sink.take(rows)
        self._passed += len(rows)


async def until(stop: asyncio.Event, source: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pass on what a source gives until its end, or until `stop` is set: it may keep one waiting for ever.

    Raises:
        LakebaseTuiError: What the source raised.
    """
    stopped = asyncio.ensure_future(stop.wait())
    try:
        while not stop.is_set():
            piece = asyncio.ensure_future(anext(source, None))
            await asyncio.wait({piece, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not piece.done():
                piece.cancel()
                await asyncio.wait({piece})
            elif (data := piece.result()) is not None:
                yield data
            else:
                return
    finally:
        stopped.cancel()
