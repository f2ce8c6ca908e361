"""Which parts of a statement are keywords, literals, comments and so on, line by line.

Pygments' Postgres lexer does the work, one statement at a time: a dollar-quoted body is one token
over many lines, so lexing by line would be wrong, and lexing the whole text for each key press slow.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from lakebase_tui.sql.scanner import Kind, scan

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

LEXED_LIMIT: Final = 20_000
"""Characters of a piece that are lexed; what is beyond is plain, so that no key press waits for it."""

Group = Literal[
    "keyword", "string", "number", "comment", "type", "function", "operator", "name", "error", "parameter"
]


class Span(NamedTuple):
    """A part of one line: columns `start` to `end`, and what it is."""

    start: int
    end: int
    group: Group


@lru_cache(maxsize=256)
def highlight(sql: str) -> tuple[tuple[Span, ...], ...]:
    r"""Lex one statement, or the comments between two.

    Args:
        sql: A piece of SQL with `\n` as its line end, best a whole statement.

    Returns:
        For each line of `sql` its spans in order; plain text is in no span.
    """
    lexed = _with_plain_escapes(sql[:LEXED_LIMIT])
    lines: list[list[Span]] = [[] for _ in range(sql.count("\n") + 1)]
    row, column = 0, 0
    for group, value in _tokens(lexed):
        for index, part in enumerate(value.split("\n")):
            if index:
                row, column = row + 1, 0
            if group is not None and part.strip():
                lines[row].append(Span(column, column + len(part), group))
            column += len(part)
    return tuple(tuple(line) for line in lines)


def _tokens(sql: str) -> "Iterator[tuple[Group | None, str]]":
    """Yield the lexer's tokens, which together are `sql`; what follows a dot or is called is named so."""
    group: Group | None = None
    value = ""
    # The offsets of the lexer start anew inside a dollar-quoted body, so its lengths are counted instead.
    for _, token, text in _lexer().get_tokens_unprocessed(sql):
        if value:
            yield "function" if group == "name" and text.startswith("(") else group, value
        follows_dot = value == "."
        group, value = (None if text == "." else _group(token)), text
        if follows_dot and group in ("keyword", "type"):
            group = "name"
    if value:
        yield group, value


def _with_plain_escapes(sql: str) -> str:
    """Blot out what is inside `E''` literals, whose backslashes the lexer does not know; lengths stay."""
    if "\\" not in sql:
        return sql
    parts: list[str] = []
    for token in scan(sql, words=False):
        part = sql[token.start : token.end]
        if token.kind is Kind.QUOTED and part[:2] in ("e'", "E'"):
            inner = "".join("\n" if character == "\n" else "x" for character in part[2:-1])
            part = part[:2] + inner + (part[-1:] if len(part) > 2 else "")
        parts.append(part)
    return "".join(parts)


@lru_cache(maxsize=1)
def _lexer() -> "Lexer":
    from pygments.lexers.sql import PostgresLexer

    return PostgresLexer()


@lru_cache(maxsize=256)
def _group(token: "_TokenType") -> Group | None:
    from pygments.token import Token

    # The first that holds the token decides, so the narrower kinds come first.
    groups: tuple[tuple[_TokenType, Group], ...] = (
        (Token.Comment, "comment"),
        (Token.Name.Builtin, "type"),
        (Token.Keyword.Type, "type"),
        (Token.Keyword, "keyword"),
        (Token.Literal.Number, "number"),
        (Token.Literal.String.Name, "name"),
        (Token.Literal, "string"),
        (Token.Name.Variable, "parameter"),
        (Token.Name.Function, "function"),
        (Token.Name, "name"),
        (Token.Operator, "operator"),
        (Token.Error, "error"),
    )
    return next((group for kind, group in groups if _holds(kind, token)), None)


def _holds(kind: "_TokenType", token: "_TokenType") -> bool:
    return bool(token[: len(kind)] == kind)
