"""Keeps what is typed: within a second or so of the change, and at once when the program ends."""

import asyncio
from collections.abc import Callable

from lakebase_tui.config.buffers import Buffer, BufferStore, Opened

_DELAY_S = 1.0


class Autosave:
    """Writes a buffer after it has changed; while nothing changes, nothing happens, not even a timer.

    Args:
        store: Where it is kept.
        read: The buffer as it is now; None while there is none.
        tell: Called with one sentence and the next step when it cannot be kept, once until it can again.
        delay_s: Seconds from the first change to the writing.
    """

    def __init__(
        self,
        store: BufferStore,
        read: Callable[[], Buffer | None],
        tell: Callable[[str], None],
        *,
        delay_s: float = _DELAY_S,
    ) -> None:
        self._store = store
        self._read = read
        self._tell = tell
        self._delay_s = delay_s
        self._kept = ""
        self._told = False
        self._changed = False
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    def restore(self) -> Opened:
        """What the last program left; nothing where it cannot be read."""
        try:
            opened = self._store.open()
        except OSError as error:
            self._failed(error)
            return Opened()
        self._kept = opened.buffers[0].text if opened.buffers else ""
        return opened

    def changed(self) -> None:
        """The text is another one."""
        self._changed = True
        if self._timer is None and (self._writing is None or self._writing.done()):
            self._timer = asyncio.get_running_loop().call_later(self._delay_s, self._begin)

    def save_now(self) -> None:
        """Write what is not yet written; waits for the disk."""
        if self._timer is not None:
            self._timer.cancel()
        buffer = self._read()
        if buffer is not None and buffer.text != self._kept:
            try:
                self._store.save(buffer)
            except OSError as error:
                self._failed(error)
            else:
                self._kept = buffer.text

    def close(self) -> None:
        """The user quits: write what is left, and let the next start say nothing of it."""
        self.save_now()
        self._store.close()

    def _begin(self) -> None:
        self._timer = None
        self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        self._changed = False
        buffer = self._read()
        if buffer is not None and buffer.text != self._kept:
            try:
                # A disk may take its time, and a large text does: whoever types must not wait for them.
                await asyncio.to_thread(self._store.save, buffer)
            except OSError as error:
                self._failed(error)
            else:
                self._kept, self._told = buffer.text, False
        if self._changed:
            self._timer = asyncio.get_running_loop().call_later(self._delay_s, self._begin)

    def _failed(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            why = error.strerror or str(error)
            self._tell(f"What you type cannot be saved: {why}. Copy what you need; each change tries again.")
