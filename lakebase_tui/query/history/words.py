"""How words are found in the texts: by an index of all that is three characters long, or one by one."""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

_INDEXED = 3
"""Characters of a word from which on the index knows it."""


class Words(Protocol):
    """Keeps what it needs up to date, and finds entries."""

    full_text: bool
    """Whether there is an index."""

    def add(self, connection: sqlite3.Connection, entry_id: int, text: str) -> None:
        """An entry is new."""

    def remove(self, connection: sqlite3.Connection, entry_id: int, text: str) -> None:
        """An entry is gone."""

    def purge(self, connection: sqlite3.Connection) -> None:
        """Let nothing be left of what was removed."""

    def among(self, words: Sequence[str]) -> tuple[str, list[str], list[str]]:
        """Where to look for words: a FROM, conditions joined by AND, and the values of their parameters."""


class NoIndex:
    """Reads every text. For an SQLite that was built without full text."""

    full_text = False

    def add(self, connection: sqlite3.Connection, entry_id: int, text: str) -> None:
        """Nothing to do."""

    def remove(self, connection: sqlite3.Connection, entry_id: int, text: str) -> None:
        """Nothing to do."""

    def purge(self, connection: sqlite3.Connection) -> None:
        """Nothing to do."""

    def among(self, words: Sequence[str]) -> tuple[str, list[str], list[str]]:
        """In the texts themselves."""
        return "entries", [_LIKE] * len(words), [_pattern(word) for word in words]


class TrigramIndex:
    """FTS5, which keeps for each three characters where they occur."""

    full_text = True

    def add(self, connection: sqlite3.Connection, entry_id: int, text: str) -> None:
        """Learn a text."""
        connection.execute("insert into entries_text (rowid, text) values (?, ?)", (entry_id, text))

    def remove(self, connection: sqlite3.Connection, entry_id: int, text: str) -> None:
        """Forget a text, which has to be the one that was added."""
        connection.execute(
            "insert into entries_text (entries_text, rowid, text) values ('delete', ?, ?)", (entry_id, text)
        )

    def purge(self, connection: sqlite3.Connection) -> None:
        """Merge all of the index, which is when removed texts leave it."""
        connection.execute("insert into entries_text (entries_text) values ('optimize')")

    def among(self, words: Sequence[str]) -> tuple[str, list[str], list[str]]:
        """In the index; short words in the texts that are left."""
        known = [word for word in words if len(word) >= _INDEXED]
        others = [word for word in words if len(word) < _INDEXED]
        if not known:
            return NoIndex().among(others)
        phrases = " ".join('"' + word.replace('"', '""') + '"' for word in known)
        source = "entries_text join entries on entries.id = entries_text.rowid"
        conditions = ["entries_text match ?", *[_LIKE] * len(others)]
        return source, conditions, [phrases, *(_pattern(word) for word in others)]


def words_of(connection: sqlite3.Connection) -> Words:
    """The index of a file, made or caught up with where it has to be; none where SQLite has no full text.

    Raises:
        sqlite3.Error: The file cannot be used.
    """
    try:
        connection.execute(
            "create virtual table if not exists entries_text using fts5 "
            "(text, content = 'entries', content_rowid = 'id', tokenize = 'trigram')"
        )
        (current,) = connection.execute(_IS_CURRENT).fetchone()
    except sqlite3.OperationalError as error:
        if _lacks_full_text(error):
            return NoIndex()
        raise
    if not current:  # a program without full text has added entries, or removed some
        connection.execute("insert into entries_text (entries_text) values ('rebuild')")
    return TrigramIndex()


def _lacks_full_text(error: sqlite3.OperationalError) -> bool:
    """Whether it says `no such module: fts5`, or `no such tokenizer: trigram`."""
    return error.sqlite_errorcode == sqlite3.SQLITE_ERROR and "no such" in str(error)


_IS_CURRENT = """
    select (select count(*) from entries) = (select count(*) from entries_text_docsize)
       and (select max(id) from entries) is (select max(id) from entries_text_docsize)
"""
_LIKE = r"entries.text like ? escape '\'"


def _pattern(word: str) -> str:
    for special in "\\%_":
        word = word.replace(special, "\\" + special)
    return f"%{word}%"
