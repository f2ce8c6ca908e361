"""Recording keys and doing them again: `q` and `@`."""

from collections import deque
from typing import Final

from lakebase_tui.ui.vim.grammar import Command
from lakebase_tui.ui.vim.keys import keys_of_text, text_of_keys
from lakebase_tui.ui.vim.registers import NAMES, Registers

_MOST_KEYS: Final = 100_000
"""Keys that one key may set off: a macro that calls itself ends where it fails, or here."""


class Macros:
    """What is recorded, and the keys that are still to be done.

    Args:
        registers: Where they are kept.
    """

    def __init__(self, registers: Registers) -> None:
        self.recording = ""
        """The register that keys go to; empty for none."""
        self._registers = registers
        self._recorded: list[str] = []
        self._queue: deque[str] = deque()
        self._done = 0
        self._last = ""

    def note(self, key: str) -> None:
        """Record a key that the user typed."""
        self._done = 0
        if self.recording:
            self._recorded.append(key)

    def stop(self) -> None:
        """End the recording."""
        self._registers.record(self.recording, text_of_keys(self._recorded))
        self.recording = ""

    def run(self, command: Command) -> bool:
        """Begin to record, for `q`, or do a register's keys, for `@`; whether there are any."""
        name = command.argument
        if command.name == "q":
            if name not in NAMES or name in "_-+*":
                return False
            self.recording, self._recorded = name, []
            return True
        name = self._last if name == "@" else name
        content = self._registers.get(name) if name in NAMES else None
        if content is None:
            return False
        self._last = name
        text = content.text + "\n" if content.lines else content.text
        self._queue.extendleft(reversed(keys_of_text(text) * (command.count or 1)))
        return True

    def next(self, *, failed: bool) -> str | None:
        """The next key to be done; none, and the rest forgotten, where the last one failed."""
        if failed or self._done >= _MOST_KEYS:
            self._queue.clear()
        self._done += 1
        return self._queue.popleft() if self._queue else None
