"""What a statement may destroy that the grammar does not take, judged by its words: in doubt, it does."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from lakebase_tui.sql.hazard import Hazard, HazardKind
from lakebase_tui.sql.scanner import Kind, scan

_LOOKED_AT: Final = 1_000_000
"""Characters of a statement that are looked at; a WHERE behind these is not seen."""
_HEADS: Final = frozenset(("update", "delete", "with", "explain", "prepare", "declare"))
_KINDS: Final = {"update": HazardKind.UPDATE_ALL, "delete": HazardKind.DELETE_ALL}
_NO_UPDATE_BEHIND: Final = frozenset(("for", "key", "do", "then", "on"))
"""Words before an UPDATE that is none: `FOR UPDATE`, `FOR NO KEY UPDATE`, `DO UPDATE SET` and the like."""


class _Word(NamedTuple):
    text: str
    depth: int
    start: int


def hazards_by_words(sql: str) -> tuple[Hazard, ...]:
    """Find what a statement may destroy. Never raises.

    Args:
        sql: A statement that the grammar does not take, or that is too long for it.

    Returns:
        A hazard for each UPDATE and DELETE in which no WHERE can be seen, and for whatever begins with
        TRUNCATE or DROP, or with ALTER and has a DROP in it.
    """
    words = _words(sql[:_LOOKED_AT])
    first = words[0].text if words else ""
    if first in ("truncate", "drop"):
        kind = HazardKind.TRUNCATE if first == "truncate" else HazardKind.DROP
        return (Hazard(kind, first.upper(), words[0].start, len(sql), understood=False),)
    if first == "alter" and any(word.text == "drop" for word in words):
        return (Hazard(HazardKind.ALTER_DROP, "ALTER DROP", words[0].start, len(sql), understood=False),)
    explains_only = first == "explain" and not any(word.text in ("analyze", "analyse") for word in words)
    if first not in _HEADS or explains_only:
        return ()
    return tuple(
        Hazard(
            _KINDS[word.text], f"{word.text.upper()} without WHERE", word.start, len(sql), understood=False
        )
        for index, word in enumerate(words)
        if _begins(words, index) and not _has_where(words, index)
    )


def _words(sql: str) -> list[_Word]:
    words: list[_Word] = []
    depth = 0
    for token in scan(sql):
        if token.kind is Kind.OPEN:
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
            words.append(_Word("", depth, token.start))
        elif token.kind is Kind.WORD:
            words.append(_Word(sql[token.start : token.end].lower(), depth, token.start))
    return words


def _begins(words: Sequence[_Word], index: int) -> bool:
    """Whether a word begins an UPDATE or DELETE."""
    before = words[index - 1].text if index else ""
    if words[index].text == "delete":
        return before not in _NO_UPDATE_BEHIND
    return words[index].text == "update" and before not in _NO_UPDATE_BEHIND


def _has_where(words: Sequence[_Word], index: int) -> bool:
    depth = words[index].depth
    for word in words[index + 1 :]:
        if word.depth < depth:
            break
        if word.depth == depth and word.text == "where":
            return True
    return False
