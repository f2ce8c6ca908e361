"""Registers: what was deleted, what was copied, and what was put away under a letter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

NAMES: Final = frozenset('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"-_+*')
"""What may stand behind `"`."""
_CLIPBOARD: Final = frozenset("+*")
_BLACK_HOLE: Final = "_"
_SMALL: Final = "-"


@dataclass(frozen=True, slots=True)
class Content:
    r"""What a register holds."""

    text: str
    """Lines are parted by `\n`; the last one has none behind it."""
    lines: bool = False
    """Whether it is whole lines."""


class Registers:
    """All registers of one editor.

    Args:
        read_clipboard: What is on the clipboard.
        write_clipboard: Puts a text there.
    """

    def __init__(self, read_clipboard: Callable[[], str], write_clipboard: Callable[[str], None]) -> None:
        self._read_clipboard = read_clipboard
        self._write_clipboard = write_clipboard
        self._held: dict[str, Content] = {}
        self._latest: Content | None = None

    def get(self, name: str = "") -> Content | None:
        """What a register holds; the latest for no name; None where that is nothing."""
        if name in _CLIPBOARD:
            return _from_clipboard(self._read_clipboard())
        return self._latest if name in ("", '"') else self._held.get(name.lower())

    def copy(self, name: str, content: Content) -> None:
        """Take what was copied."""
        if name != _BLACK_HOLE:
            self._put(name or "0", content)

    def record(self, name: str, text: str) -> None:
        """Take keys that were recorded."""
        latest = self._latest
        self._put(name, Content(text))
        self._latest = latest

    def delete(self, name: str, content: Content, *, large: bool, small: bool) -> None:
        """Take what was deleted.

        Args:
            name: The register that was named; empty for none.
            content: The text.
            large: Whether it goes to "1, and what was there to "2, and so on.
            small: Whether it goes to "- where no register was named.
        """
        if name == _BLACK_HOLE:
            return
        if name:
            self._put(name, content)
        if large:
            for number in range(9, 1, -1):
                if (held := self._held.get(str(number - 1))) is not None:
                    self._held[str(number)] = held
            self._held["1"] = content
        if not name and small:
            self._held[_SMALL] = content
        if not name:
            self._latest = content

    def _put(self, name: str, content: Content) -> None:
        if name in _CLIPBOARD:
            self._write_clipboard(content.text + "\n" if content.lines else content.text)
        else:
            key = "0" if name == '"' else name.lower()
            if name.isupper():
                content = _appended(self._held.get(key), content)
            self._held[key] = content
        self._latest = content


def _appended(held: Content | None, more: Content) -> Content:
    if held is None:
        return more
    parted = held.lines or more.lines
    return Content(held.text + ("\n" if parted else "") + more.text, parted)


def _from_clipboard(text: str) -> Content | None:
    text = text.replace("\r\n", "\n")
    if not text:
        return None
    return Content(text[:-1], lines=True) if text.endswith("\n") else Content(text)
