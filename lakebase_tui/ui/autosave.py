"""Keeps what is typed: within a second or so of the change, and at once when the program ends."""

import asyncio
from collections.abc import Callable, Sequence

from lakebase_tui.config.buffers import Buffer, BufferStore, Opened

_DELAY_S = 1.0


class Autosave:
    """Writes buffers after they have changed; while nothing changes, nothing happens, not even a timer.

    Args:
        store: Where they are kept.
        read: The buffers as they are now; empty while there are none.
        tell: Called with one sentence and the next step when one cannot be kept, once until it can again.
        delay_s: Seconds from the first change to the writing.
    """

    def __init__(
        self,
        store: BufferStore,
        read: Callable[[], Sequence[Buffer]],
        tell: Callable[[str], None],
        *,
        delay_s: float = _DELAY_S,
    ) -> None:
        self._store = store
        self._read = read
        self._tell = tell
        self._delay_s = delay_s
        self._kept: dict[str, Buffer] = {}
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
        self._kept = {buffer.key: buffer for buffer in opened.buffers}
        return opened

    def changed(self) -> None:
        """A text, or a tab, is another one."""
        self._changed = True
        if self._timer is None and (self._writing is None or self._writing.done()):
            self._timer = asyncio.get_running_loop().call_later(self._delay_s, self._begin)

    def save_now(self) -> None:
        """Write what is not yet written; waits for the disk."""
        if self._timer is not None:
            self._timer.cancel()
        buffers = self._read()
        try:
            if buffers:
                self._keep(self._unkept(buffers), self._gone(buffers))
        except OSError as error:
            self._failed(error)

    def close(self) -> None:
        """The user quits: write what is left, and let the next start say nothing of it."""
        self.save_now()
        self._store.close()

    def _begin(self) -> None:
        self._timer = None
        self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        self._changed = False
        if buffers := self._read():
            try:
                # A disk may take its time, and a large text does: whoever types must not wait for them.
                await asyncio.to_thread(self._keep, self._unkept(buffers), self._gone(buffers))
            except OSError as error:
                self._failed(error)
            else:
                self._told = False
        if self._changed:
            self._timer = asyncio.get_running_loop().call_later(self._delay_s, self._begin)

    def _unkept(self, buffers: Sequence[Buffer]) -> list[Buffer]:
        """Those that read otherwise than on disk; where a cursor stands is worth no write of its own."""
        return [buffer for buffer in buffers if not _same(buffer, self._kept.get(buffer.key))]

    def _gone(self, buffers: Sequence[Buffer]) -> list[str]:
        return [*self._kept.keys() - {buffer.key for buffer in buffers}]

    def _keep(self, changed: Sequence[Buffer], gone: Sequence[str]) -> None:
        for buffer in changed:
            self._store.save(buffer)
            self._kept[buffer.key] = buffer
        for key in gone:
            self._store.remove(key)
            del self._kept[key]

    def _failed(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            why = error.strerror or str(error)
            self._tell(f"What you type cannot be saved: {why}. Copy what you need; each change tries again.")


def _same(buffer: Buffer, kept: Buffer | None) -> bool:
    if kept is None:
        return not buffer.text and not buffer.path
    return (buffer.text, buffer.path, buffer.stamp, buffer.shown) == (
        kept.text,
        kept.path,
        kept.stamp,
        kept.shown,
    )
