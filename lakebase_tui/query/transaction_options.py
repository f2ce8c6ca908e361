"""How statements and transactions go together: psql's AUTOCOMMIT and ON_ERROR_ROLLBACK, by their rules."""

from dataclasses import dataclass
from typing import Final

from lakebase_tui.sql.classify import classify, head_words


@dataclass(frozen=True, slots=True)
class TransactionOptions:
    """What the user chose."""

    manual: bool = False
    """A statement outside of a transaction begins one, which stays open until COMMIT or ROLLBACK."""
    savepoints: bool = False
    """In a transaction each statement has a savepoint before it: its error undoes only itself."""


_CONTROL: Final = frozenset({"begin", "start", "commit", "end", "rollback", "abort"})
_DATABASE_WIDE: Final = frozenset({"database", "tablespace", "system"})


def begins_by_itself(sql: str) -> bool:
    """Whether no BEGIN may come before it: transaction control, and what cannot run in a transaction."""
    words = head_words(sql)
    match words:
        case [first, *_] if first in _CONTROL or first == "vacuum":
            return True
        case ["prepare", "transaction", *_] | ["discard", "all", *_] | ["alter", "system", *_]:
            return True
        case ["cluster"] | []:
            return True
        case ["create" | "drop", noun, *_] if noun in _DATABASE_WIDE:
            return True
        case ["reindex", *rest]:
            # Its options stand in parentheses, which the words leave out.
            return bool(_DATABASE_WIDE & set(rest[:1])) or "concurrently" in sql.lower()
        case ["create" | "drop" | "alter", *rest]:
            return "concurrently" in rest
        case _:
            return False


def moves_savepoints(sql: str) -> bool:
    """Whether our own savepoint is gone after it, or must stay below the user's."""
    return classify(sql).transaction is not None
