"""Bodies of functions in dollar quotes: the statement in them that the cursor is in."""

from dataclasses import dataclass, replace
from typing import Final

from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.reading import Reading, read
from lakebase_tui.completion.syntax.words import QUERY_WORDS, word_set

_BLOCK_WORDS: Final = word_set("begin then else loop declare")
_EXPRESSIONS: Final = word_set("if elsif while return perform raise execute assert exit continue")
_PLPGSQL_WORDS: Final = (
    *("if", "for", "return", "perform", "raise notice", "raise exception", "return query", "while", "loop"),
    *(
        "begin",
        "end",
        "end if",
        "end loop",
        "declare",
        "exception when",
        "execute",
        "elsif",
        "else",
        "foreach",
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A statement in a body."""

    reading: Reading
    """Of it, with offsets into the body."""
    start: int
    """Where the body begins."""
    head: str = ""
    """Verb of its query where it is not written there; `declare` in a list of variables."""
    words: tuple[str, ...] = ()
    """What can begin a statement besides those of SQL."""


def body_part(reading: Reading) -> Part | None:
    """The statement that the cursor is in; None where the language is not known.

    Args:
        reading: Of a statement with the cursor in a string in dollar quotes.
    """
    language = _language(reading)
    start, end = reading.body
    if language not in ("sql", "plpgsql"):
        return None
    inner = read(reading.text[start:end], reading.cursor - start)
    if language == "sql":
        return Part(inner, start)
    inner, head = _plpgsql(inner)
    return Part(inner, start, head, _PLPGSQL_WORDS)


def _language(reading: Reading) -> str:
    lexemes = reading.lexemes
    for index, lexeme in enumerate(lexemes[:-1]):
        if lexeme.key == "language":
            named = lexemes[index + 1]
            if named.kind is LexemeKind.LITERAL:
                return reading.text[named.start + 1 : named.end - 1].lower()
            return named.name.lower()
    return "plpgsql" if lexemes and lexemes[0].key == "do" else ""


def _plpgsql(reading: Reading) -> tuple[Reading, str]:
    """Leave out what PL/pgSQL puts before a statement or an expression of SQL."""
    outline = Outline(reading.text, reading.lexemes)
    begin = 0
    cases = 0
    block = ""
    for index in outline.top(0, reading.gap):
        key = outline.key(index)
        cases += (key == "case") - (key == "end" and cases > 0)
        if key in _BLOCK_WORDS and not cases:
            begin, block = index + 1, key
    reading = _from(reading, begin)
    if block == "declare":
        return reading, "declare"
    outline = Outline(reading.text, reading.lexemes)
    first = outline.key(0)
    if first == "return" and outline.key(1) == "query":
        return _from(reading, 2), ""
    behind = {"for": "in", "foreach": "in", "open": "for"}.get(first, ":=")
    for index in outline.top(0, reading.gap):
        assigned = index == 1 and outline.key(index) == "="
        if assigned or (outline.key(index) == behind and index):
            is_query = outline.key(index + 1) in QUERY_WORDS
            return _from(reading, index + 1), "" if is_query else "select"
    if first in _EXPRESSIONS and reading.gap > 0:
        return _from(reading, 1), "select"
    return reading, ""


def _from(reading: Reading, index: int) -> Reading:
    return replace(reading, lexemes=reading.lexemes[index:], gap=reading.gap - index)
