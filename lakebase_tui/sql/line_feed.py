r"""A script read line by line, cut into statements as psql cuts it, in memory for one statement.

What psql does between the lines comes out right this way: the data of `COPY ... FROM STDIN` begins on the
line below, and an error is told with the number of the line that had been read by then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lakebase_tui.sql.scanner import Kind, Scanner, Token
from lakebase_tui.sql.statements import OpenStatement

_QUOTED_OR_BACKSLASH: Final = re.compile(r"""'[^']*+' | "[^"]*+" | (\\)""", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Cut:
    """A statement with its semicolon, if it has one; block comments before it belong to it, as in psql."""

    sql: str


@dataclass(frozen=True, slots=True)
class Backslash:
    r"""A command of psql's own, from its backslash to the end of its line."""

    text: str


class LineFeed:
    """Takes lines, gives statements."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._statement = OpenStatement()
        self._pending: list[str] = []
        self._closer = ""

    def feed(self, line: str) -> Iterator[Cut | Backslash]:
        """Read a line, its line end included.

        The next line must not be fed before the iterator has come to its end.

        Args:
            line: Read on from where the last line ended.

        Yields:
            What ends in it, in order. Behind a backslash command nothing more of the line is read.
        """
        if self._pending:
            self._pending.append(line)
            if self._closer not in line:
                return
            line = "".join(self._pending)
            self._pending = []
        yield from self._read(line, last=False)

    def finish(self) -> Iterator[Cut | Backslash]:
        """There are no more lines: what is not closed is a statement as it stands."""
        rest = "".join(self._pending)
        self._pending = []
        yield from self._read(rest, last=True)
        if self._statement.start >= 0:
            yield Cut("".join(self._pieces))
        self._begin()

    def _begin(self) -> None:
        self._pieces = []
        self._statement = OpenStatement()

    def _read(self, text: str, *, last: bool) -> Iterator[Cut | Backslash]:
        scanner = Scanner(text)
        while (token := scanner.read(self._statement.reading)) is not None:
            if not last and _may_go_on(token, text):
                self._wait(token, text)
                return
            piece = text[token.start : token.end]
            if (found := _backslash(token, piece)) is not None:
                self._take(Token(token.kind, token.start, token.start + found), text, piece[:found])
                yield Backslash(text[token.start + found :].split("\n", 1)[0])
                return
            self._take(token, text, piece)
            if token.kind is Kind.SEMICOLON and not self._statement.is_nested:
                sql = "".join(self._pieces)
                empty = self._statement.start < 0
                self._begin()
                if not empty:
                    yield Cut(sql)

    def _take(self, token: Token, text: str, piece: str) -> None:
        comment = token.kind is Kind.COMMENT
        if not self._pieces:
            piece = piece.lstrip(" \t\n\r\f\v")
            if not piece or piece.startswith("--"):
                return
        self._pieces.append(piece)
        if not comment and (token.kind is not Kind.SEMICOLON or self._statement.is_nested):
            self._statement.take(token, text)

    def _wait(self, token: Token, text: str) -> None:
        """Read the token again once there is a line that may close it."""
        rest = text[token.start :]
        self._pending = [rest]
        if token.kind is Kind.COMMENT:
            self._closer = "*/"
        elif token.closed:
            self._closer = ""
        elif rest[0] == "$":
            self._closer = rest[: rest.index("$", 1) + 1]
        else:
            self._closer = '"' if rest[0] == '"' else "'"


def _may_go_on(token: Token, text: str) -> bool:
    """Whether the lines below may make the token longer: an E'' literal goes on in a quote below it."""
    if not token.closed:
        return True
    escaped = token.kind is Kind.QUOTED and text[token.start] in "eE"
    return escaped and not text[token.end :].strip()


def _backslash(token: Token, piece: str) -> int | None:
    if token.kind not in (Kind.CODE, Kind.WORD) or "\\" not in piece:
        return None
    return next((found.start() for found in _QUOTED_OR_BACKSLASH.finditer(piece) if found[1]), None)
