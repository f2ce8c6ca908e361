"""What is asked of the server about its objects: a `.sql` file each, in parts where there may be many."""

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, Sequence
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Protocol

Row = Sequence[str | None]
"""A row of an answer, as the server's own text."""

_FIRST, _LEAST, _MOST = 2_000, 200, 5_000
"""Rows of a part: of the first one, and the bounds of what they may become."""
_QUICK_S, _SLOW_S = 0.5, 2.0
"""A question may take ten seconds; what a server needs for a part is known after the first one."""


class Ask(Protocol):
    """Asks the server one question."""

    async def __call__(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        """All rows of the answer.

        Raises:
            LakebaseTuiError: It could not be asked, was refused, or took too long.
        """


class Question(Enum):
    """The value is the name of its file."""

    SCHEMAS = "schemas"
    RELATIONS = "relations"
    COLUMNS = "columns"
    ROUTINES = "routines"
    TYPES = "types"
    FOREIGN_KEYS = "foreign_keys"
    SETTINGS = "settings"
    ROLES = "roles"
    DATABASES = "databases"
    EXTENSIONS = "extensions"
    VERSION = "version"

    @property
    def sql(self) -> str:
        """Its text."""
        return _text(self.value)

    @property
    def in_parts(self) -> bool:
        """Whether it wants the last oid that is known and a number of rows; each row begins with its oid."""
        return "$1" in self.sql


async def answers(ask: Ask, question: Question) -> AsyncGenerator[Sequence[Row], None]:
    """The answer to a question, in parts that take the server about as long as each other.

    Raises:
        LakebaseTuiError: It could not be asked, was refused, or took too long.
    """
    if not question.in_parts:
        yield await ask(question.sql)
        return
    most = _FIRST
    part = asyncio.create_task(_timed(ask, question, "0", most))
    try:
        while True:
            rows, took = await part
            if len(rows) < most:
                yield rows
                return
            most = _next_size(most, took)
            # The server works on the next part while the caller works on this one.
            part = asyncio.create_task(_timed(ask, question, rows[-1][0] or "", most))
            yield rows
    finally:
        await _end(part)


async def _timed(ask: Ask, question: Question, last: str, most: int) -> tuple[Sequence[Row], float]:
    began = time.monotonic()
    return await ask(question.sql, (last, most)), time.monotonic() - began


async def _end(part: "asyncio.Task[tuple[Sequence[Row], float]]") -> None:
    """Nobody wants it any more, nor its failure."""
    part.cancel()
    await asyncio.wait({part})
    if not part.cancelled():
        part.exception()


def _next_size(size: int, took: float) -> int:
    if took < _QUICK_S:
        return min(_MOST, size * 5)
    return max(_LEAST, size // 4) if took > _SLOW_S else size


@cache
def digest() -> str:
    """Another text for other questions."""
    return hashlib.sha256("\0".join(each.sql for each in Question).encode()).hexdigest()


@cache
def _text(name: str) -> str:
    return files("lakebase_tui.catalog").joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
