"""A file that is exported to: takes rows or bytes, knows how far it is, and ends whole or not at all."""

import time
from collections.abc import Callable, Sequence
from functools import partial

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.columns import Column
from lakebase_tui.query.export.compression import BinaryOut, Compression, compressed, compression_of
from lakebase_tui.query.export.encoder import Encoder
from lakebase_tui.query.export.encoders import encoder_for
from lakebase_tui.query.export.failures import ExportError
from lakebase_tui.query.export.order import KINDS, Exported, ExportOrder, ExportProgress, Report
from lakebase_tui.query.export.target import TargetFile, look_at
from lakebase_tui.query.file_thread import FileThread, Job
from lakebase_tui.query.rows import Row

_REPORT_S = 0.1
_Writer = tuple[BinaryOut, Encoder]


class ExportFile:
    """An export under way. Made by `open_export`; implements `RowSink`.

    Args:
        order: What was chosen.
        thread: Writes.
        file: Unfinished.
        writer: What turns rows into its bytes.
        total_rows: How many rows will come, where that is known.
        report: Is told how far it is.
    """

    def __init__(
        self,
        order: ExportOrder,
        thread: FileThread,
        file: TargetFile,
        writer: _Writer,
        total_rows: int | None,
        report: Report,
    ) -> None:
        self.rows = 0
        """Taken so far."""
        self.failure: LakebaseTuiError | None = None
        """Why it can take no more."""
        self._order = order
        self._thread = thread
        self._file = file
        self._total_rows = total_rows
        self._report = report
        self._started = self._told = time.perf_counter()
        self._out: BinaryOut | None = writer[0]
        self._encoder: Encoder | None = writer[1]

    def begin(self, columns: Sequence[Column]) -> None:
        """The columns, before any row."""
        if self._encoder is None:
            return
        try:
            self._encoder.begin(columns)
        except LakebaseTuiError as error:
            self.failure = error

    async def take(self, rows: Sequence[Row]) -> None:
        """Some more rows.

        Raises:
            LakebaseTuiError: The disk is full, or a row does not fit the format.
        """
        if self._encoder is not None and self.failure is None:
            await self.do(self._encoder.rows(rows), len(rows))
        if self.failure is not None:
            raise self.failure

    async def take_bytes(self, data: bytes, rows: int) -> None:
        """Some more of the file itself, made elsewhere, with so many more rows in it.

        Raises:
            LakebaseTuiError: The disk is full.
        """
        if self._out is not None:
            await self.do(partial(_write, self._out.write, data), rows)

    async def do(self, job: Job | None, rows: int = 0) -> None:
        """Have something written.

        Raises:
            LakebaseTuiError: That, or something before it, could not be.
        """
        try:
            if job is not None:
                await self._thread.do(job)
        except LakebaseTuiError as error:
            self.failure = error
            raise
        self.rows += rows
        now = time.perf_counter()
        if now - self._told >= _REPORT_S:
            self._told = now
            self._report(self._progress(now))

    async def finish(self, *, with_end: bool = True) -> Exported:
        """There are no more rows: put the file in its place.

        Args:
            with_end: Whether the format's own end is still missing.

        Raises:
            LakebaseTuiError: What is left could not be written.
        """
        if self.failure is not None:
            raise self.failure
        if self._encoder is not None and with_end:
            await self._thread.do(self._encoder.end(self.rows))
        if self._out is not None:
            await self._thread.do(self._out.close)
        self._report(self._progress(time.perf_counter()))
        await self._thread.ask(self._file.finish)
        self._end()
        seconds = time.perf_counter() - self._started
        return Exported(self._file.path, self.rows, self._file.written, seconds, self._order.note)

    def abandon(self) -> None:
        """Leave nothing behind. Does nothing once it is finished."""
        if self._encoder is not None:
            self._file.remove()  # the thread may hang; the name need not stay
            self._end()

    def _end(self) -> None:
        encoder, self._encoder, self._out = self._encoder, None, None
        file = self._file

        def last() -> None:
            if encoder is not None:
                encoder.close()
            file.close()

        self._thread.close(last)

    def _progress(self, now: float) -> ExportProgress:
        return ExportProgress(self.rows, self._file.written, self._total_rows, now - self._started)


async def open_export(order: ExportOrder, total_rows: int | None, report: Report) -> ExportFile:
    """Make the unfinished file. What is wrong with the order is told now, before a statement is sent.

    Raises:
        TargetExistsError: There is a file, and it may not be replaced.
        TargetIsLinkError: It is a symbolic link, and may not be followed.
        ExportError: It cannot be written there, or a package is missing.
    """
    _refuse_double_packing(order)
    thread = FileThread("export")
    files: list[TargetFile] = []

    def prepare() -> _Writer:
        place = look_at(order.target)
        files.append(TargetFile(place))
        out = compressed(files[0].write, _compression(order))
        return out, encoder_for(order, out)  # pyarrow alone takes a while to import

    try:
        writer = await thread.ask(prepare)
    except BaseException:
        for file in files:
            file.remove()
        thread.close(lambda: _close_all(files))
        raise
    return ExportFile(order, thread, files[0], writer, total_rows, report)


def _close_all(files: Sequence[TargetFile]) -> None:
    for file in files:
        file.close()


def _compression(order: ExportOrder) -> Compression:
    return compression_of(order.target.path) if order.compression is None else order.compression


def _refuse_double_packing(order: ExportOrder) -> None:
    kind = KINDS[order.kind]
    if not kind.is_text and _compression(order) is not Compression.NONE:
        raise ExportError(f"{kind.label} is compressed already.", f"Let the name end in {kind.suffix}.")


def _write(write: Callable[[bytes], int], data: bytes) -> None:
    write(data)
