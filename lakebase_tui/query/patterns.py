"""What a user searches for in the text of cells: plain text or a regular expression."""

import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from types import FrameType

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible

Span = tuple[int, int]
"""Where in a text: first character, and the one behind the last."""
Cells = Sequence[str | None]

_PATIENCE_S = 0.25
_PATIENCE_PER_CHARACTER_S = 5e-8
"""Processor time that a regular expression may take for one piece of rows, in seconds."""
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_timing = False


class PatternError(LakebaseTuiError):
    """A regular expression is not one, or takes too long."""


class Case(Enum):
    """Whether capital letters matter."""

    SMART = "smart"
    """They do where the pattern has one."""
    EXACT = "exact"
    IGNORE = "ignore"


def fold(text: str) -> str:
    """The text in small letters, each character on its own, so that places in it stay the same."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ς", "σ")  # noqa: RUF001  # they are Greek


def ignores_case(pattern: str, case: Case, *, regex: bool = False) -> bool:
    """Whether capital letters do not matter; one behind a backslash is none in a regular expression."""
    if case is not Case.SMART:
        return case is Case.IGNORE
    letters = _ESCAPE.sub("", pattern) if regex else pattern
    return letters == letters.lower()


class PlainText:
    """Looks for a text as it is. The empty text is nowhere.

    Args:
        needle: What to look for.
        ignore_case: Whether capital letters do not matter.
    """

    def __init__(self, needle: str, *, ignore_case: bool) -> None:
        self._fold: Callable[[str], str] = fold if ignore_case else str
        self._needle = self._fold(needle)

    def matches(self, text: str) -> bool:
        """Whether it is in the text."""
        return bool(self._needle) and self._needle in self._fold(text)

    def count(self, cells: Cells) -> int:
        """How many of the cells hold it."""
        # One text is folded and searched much faster than thousands. No value of the server's holds a NUL.
        text = self._fold("\0".join(filter(None, cells)))
        if not self._needle or self._needle not in text:
            return 0
        return sum(self._needle in cell for cell in text.split("\0"))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where it is, from left to right."""
        length = len(self._needle)
        if not length:
            return ()
        folded, found, at = self._fold(text), [], -length
        while (at := folded.find(self._needle, at + length)) >= 0:
            found.append((at, at + length))
        return tuple(found)


class RegularExpression:
    """Looks for a regular expression, in Python's syntax.

    Args:
        pattern: The expression.
        ignore_case: Whether capital letters do not matter.

    Raises:
        PatternError: It is not a regular expression.
    """

    def __init__(self, pattern: str, *, ignore_case: bool) -> None:
        try:
            self._pattern = re.compile(pattern, re.IGNORECASE if ignore_case else 0)
        except (re.error, OverflowError, RecursionError) as error:
            where = getattr(error, "pos", None)
            place = "" if where is None else f" (at character {where + 1})"
            reason = getattr(error, "msg", "too much repetition")
            raise PatternError(
                f"{visible(pattern)!r} is not a regular expression: {visible(str(reason))}{place}.",
                "Correct it, or put a backslash before a character that stands for itself.",
            ) from error

    def matches(self, text: str) -> bool:
        """Whether it is somewhere in the text.

        Raises:
            PatternError: It took too long, inside of `patience`.
        """
        return self._pattern.search(text) is not None

    def count(self, cells: Cells) -> int:
        """How many of the cells hold it.

        Raises:
            PatternError: It took too long.
        """
        search = self._pattern.search
        with patience(sum(map(len, filter(None, cells)))):
            return sum(1 for cell in cells if cell is not None and search(cell))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where it is, from left to right, without empty places; none when it takes too long."""
        try:
            with patience(len(text)):
                return tuple(found.span() for found in self._pattern.finditer(text) if found.group())
        except PatternError:
            return ()


Pattern = PlainText | RegularExpression


def pattern_for(needle: str, case: Case = Case.SMART, *, regex: bool = False) -> Pattern:
    """Get ready to look for something.

    Raises:
        PatternError: It should be a regular expression, and is not.
    """
    ignore_case = ignores_case(needle, case, regex=regex)
    if regex:
        return RegularExpression(needle, ignore_case=ignore_case)
    return PlainText(needle, ignore_case=ignore_case)


@contextmanager
def patience(characters: int) -> Iterator[None]:
    """Stop a regular expression that would hold the program for ages: some need exponential time.

    Python's matcher looks for signals as it works, and lets an error of a handler end it. The timer counts
    processor time and is not the one that the program ends by. Signals reach the main thread only.

    Args:
        characters: How much text is searched.

    Raises:
        PatternError: What is inside took too long.
    """
    global _timing
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getsignal(signal.SIGVTALRM) is not _too_long:
        signal.signal(signal.SIGVTALRM, _too_long)
    _timing = True
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE_S + _PATIENCE_PER_CHARACTER_S * characters)
    try:
        yield
    finally:
        _timing = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    if _timing:
        raise PatternError(
            "The regular expression takes too long on some value.",
            "Write it without a repetition inside of a repetition.",
        )
