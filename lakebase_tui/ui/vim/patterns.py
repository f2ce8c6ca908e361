r"""Patterns as in Vim, made into Python's, and what `:s` puts in place of a match.

Of Vim's patterns these are known: `.` `*` `^` `$` `[…]`, `\( \) \| \+ \= \? \{n,m}` (`\{-}` for as few as can
be), `\< \>`, `\1` to `\9`, `\s \S \d \D \w \W \t`, `\c` and `\C` for capital letters, and `\v`, behind which
brackets, bars, plus and question marks have their special meaning without a backslash.
"""

import re
from collections.abc import Iterator
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.patterns import PatternError
from lakebase_tui.sql.visible import visible

_ALWAYS: Final = {
    "s": r"[ \t]",
    "S": r"[^ \t]",
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": r"\w",
    "W": r"\W",
    "t": "\t",
}
_MAGIC: Final = {
    "(": "(",
    ")": ")",
    "|": "|",
    "+": "+",
    "=": "?",
    "?": "?",
    "<": r"\b(?=\w)",
    ">": r"\b(?<=\w)",
}
_SETS: Final = re.compile(r"\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]")
_COUNT: Final = re.compile(r"(-?)(\d*)(,?)(\d*)\\?\}")
_CLASSES: Final = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": r" \t\r\f\v",
    "blank": r" \t",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    "xdigit": "0-9a-fA-F",
}
_CASES: Final = {"u": "upper", "U": "upper", "l": "lower", "L": "lower"}


class _Translation:
    """One pattern on its way into Python's form."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._very_magic = False
        self.ignores_case = False

    def text(self) -> str:
        """The pattern in Python's form."""
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        while self._at < len(self._pattern):
            character = self._pattern[self._at]
            self._at += 1
            if character == "\\" and self._at < len(self._pattern):
                escaped = self._pattern[self._at]
                self._at += 1
                yield self._escaped(escaped)
            elif self._very_magic and (character in _MAGIC or character == "{"):
                yield self._special(character)
            else:
                yield self._plain(character)

    def _escaped(self, character: str) -> str:
        if character in "vmMV":
            self._very_magic = character == "v"
            return ""
        if character in "cC":
            self.ignores_case = character == "c"
            return ""
        if character in _ALWAYS:
            return _ALWAYS[character]
        if character in "123456789":
            return f"(?:\\{character})"
        if not self._very_magic and (character in _MAGIC or character == "{"):
            return self._special(character)
        return re.escape(character)

    def _special(self, character: str) -> str:
        if character != "{":
            return _MAGIC[character]
        match = _COUNT.match(self._pattern, self._at)
        if match is None:
            return re.escape(character)
        self._at = match.end()
        few, least, comma, most = match.groups()
        count = "*" if not (least or comma or most) else f"{{{least or 0}{comma}{most}}}"
        return count + ("?" if few else "")

    def _plain(self, character: str) -> str:
        if character == "[" and (match := _SETS.match(self._pattern, self._at - 1)):
            self._at = match.end()
            return _set_of(match[0])
        if character == "*":
            return character if self._at > 1 else r"\*"
        if character == "^":
            return character if self._at == 1 or self._pattern[self._at - 2] in "(|" else r"\^"
        if character == "$":
            rest = self._pattern[self._at :]
            return character if not rest or rest.startswith((r"\)", r"\|")) or self._very_magic else r"\$"
        return character if character == "." else re.escape(character)


def compile_pattern(pattern: str, *, ignore_case: bool = False) -> "re.Pattern[str]":
    r"""Make a pattern as one writes it in Vim into one of Python's.

    Args:
        pattern: Without the delimiters.
        ignore_case: Whether capital letters do not matter; `\c` says so in the pattern itself.

    Raises:
        PatternError: It cannot be read.
    """
    translation = _Translation(pattern)
    try:
        text = translation.text()
        return re.compile(text, re.IGNORECASE if ignore_case or translation.ignores_case else 0)
    except (re.error, OverflowError, RecursionError) as error:
        reason = getattr(error, "msg", "too much repetition")
        raise PatternError(f"No pattern: {visible(str(reason))}.") from error


class Replacement:
    r"""What is put in place of a match.

    Args:
        template: With `&` or `\0` for the match, `\1` to `\9` for its groups, `\r` or `\n` for a line break,
            `\t`, and `\u \l \U \L \e` for the case of what follows.
    """

    def __init__(self, template: str) -> None:
        self._parts: list[tuple[str, str]] = list(_replacement_parts(template))

    def of(self, match: "re.Match[str]") -> str:
        """The text for a match.

        Raises:
            LakebaseTuiError: It speaks of a group that the pattern does not have.
        """
        done: list[str] = []
        once, lasting = "", ""
        for kind, part in self._parts:
            if kind == "case":
                once, lasting = (part, lasting) if part in "ul" else ("", "" if part in "eE" else part)
                continue
            text = part if kind == "text" else _group(match, int(part))
            if lasting:
                text = getattr(text, _CASES[lasting])()
            if once and text:
                text, once = getattr(text[0], _CASES[once])() + text[1:], ""
            done.append(text)
        return "".join(done)


def _replacement_parts(template: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"\\(.)|&|[^\\&]+|\\$", template, re.DOTALL):
        character = match[1]
        if character is None:
            yield ("group", "0") if match[0] == "&" else ("text", match[0])
        elif character.isdigit():
            yield "group", character
        elif character in "uUlLeE":
            yield "case", character
        else:
            yield "text", {"r": "\n", "n": "\n", "t": "\t"}.get(character, character)


def _group(match: "re.Match[str]", number: int) -> str:
    try:
        return match[number] or ""
    except IndexError:
        raise LakebaseTuiError(f"The pattern has no group {number}.") from None


def _set_of(written: str) -> str:
    """A set of characters as Python writes it."""
    inner = written[1:-1]
    negated = inner.startswith("^")
    inner = inner.removeprefix("^")
    first = r"\]" if inner.startswith("]") else ""
    inner = inner[1:] if first else inner
    inner = re.sub(r"\[:(\w+):\]", lambda match: _CLASSES.get(match[1], ""), inner)
    inner = re.sub(r"(?<!\\)\[", r"\\[", inner)
    return f"[{'^' if negated else ''}{first}{inner}]"
