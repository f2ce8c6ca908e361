"""Finding one object, and asking about it: all at once, or one by one where a question is refused."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lakebase_tui.catalog.object_ref import (
    RELATION_KINDS,
    ROUTINE_KINDS,
    TYPE_KINDS,
    ObjectKind,
    ObjectRef,
    relation_kind,
    routine_kind,
    type_kind,
)
from lakebase_tui.errors import LakebaseTuiError

Ask = Callable[[str, Sequence[object]], Awaitable[Sequence[Sequence[str | None]]]]
"""Asks the server one question with `$1` parameters; its answer as text (`Session.ask`).

Raises:
    LakebaseTuiError: There was no answer.
"""
Row = Mapping[str, Any]
"""One row of an answer: text, number, truth or list by the name of its column."""

_LOCK_TIMEOUT: Final = "2s"
"""How long a question waits for a lock: what an open transaction changed must not hold up all the rest."""
_FRAME: Final = (
    "select pg_catalog.set_config('search_path', '', true),"
    f" pg_catalog.set_config('lock_timeout', '{_LOCK_TIMEOUT}', true),"
    " $1::pg_catalog.oid, $2::pg_catalog.text"
)
"""Evaluated before the parts: names come qualified, and the connection is as it was afterwards."""
_PART: Final = ",\n(select pg_catalog.json_agg(whole_row) from (\n{}) whole_row)"
_FIRST_PART: Final = 4
_PUBLICATIONS_BY_SCHEMA: Final = 150_000
"""The server_version_num since which a publication can name schemas, columns and rows."""
_OLDER: Final = {"publications": "publications_14", "schema_publications": ""}
_CATALOGUES: Final = {
    **dict.fromkeys(RELATION_KINDS, "pg_class"),
    **dict.fromkeys(ROUTINE_KINDS, "pg_proc"),
    **dict.fromkeys(TYPE_KINDS, "pg_type"),
    ObjectKind.SCHEMA: "pg_namespace",
    ObjectKind.EXTENSION: "pg_extension",
    ObjectKind.ROLE: "pg_authid",
    ObjectKind.TRIGGER: "pg_trigger",
    ObjectKind.POLICY: "pg_policy",
    ObjectKind.CONSTRAINT: "pg_constraint",
}


@dataclass(frozen=True, slots=True)
class Found:
    """An object that is there."""

    catalogue: str
    """The table of the server that holds it: `pg_class`."""
    oid: int
    version: int
    """As `server_version_num` has it: 170004."""


class Answers:
    """What the server said to each question, or why it did not.

    Args:
        rows: By the name of the question.
        problems: A sentence for each question that was refused.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]], problems: Mapping[str, str]) -> None:
        self._rows = rows
        self._problems = problems

    def rows(self, part: str) -> Sequence[Row]:
        """The rows; none where the question was refused or not asked."""
        return self._rows.get(part, ())

    def row(self, part: str) -> Row | None:
        """The first row, if there is one."""
        return next(iter(self.rows(part)), None)

    def problem(self, part: str) -> str:
        """Why there is no answer; empty if there is one."""
        return self._problems.get(part, "")

    def need(self, part: str) -> None:
        """Refuse to go on without the answer to a question.

        Raises:
            LakebaseTuiError: It was refused.
        """
        if problem := self.problem(part):
            raise LakebaseTuiError(problem)

    def main(self, part: str) -> Row:
        """The row without which nothing can be said.

        Raises:
            LakebaseTuiError: The object is gone, or the question was refused.
        """
        if (row := self.row(part)) is not None:
            return row
        raise LakebaseTuiError(self.problem(part) or "The object is gone.", "Refresh the schema.")


async def find(ask: Ask, ref: ObjectRef) -> Found:
    """Find an object by its oid and its name, which wins where they are no longer of one object.

    Raises:
        LakebaseTuiError: It is not there, several are meant, or the server could not be asked.
    """
    catalogue = _CATALOGUES[ref.kind]
    rows = await ask(question(f"find_{catalogue}"), (str(ref.oid), ref.schema, ref.name, ref.table))
    named = [row for row in rows if row[2] == "t"]
    chosen = next((row for row in named if row[1] == "t"), None)
    if chosen is None and len(named) > 1:
        raise LakebaseTuiError(
            f"There are {len(named)} of the name {ref.quoted}.", "Choose one of them in the schema."
        )
    chosen = chosen or next(iter(named or rows), None)
    if chosen is None:
        raise LakebaseTuiError(f"There is no {ref.kind.value} {ref.quoted}.", "Refresh the schema.")
    return Found(catalogue, int(chosen[0] or 0), int(chosen[3] or 0))


async def read(ask: Ask, found: Found, parts: Sequence[str]) -> Answers:
    """Ask all questions in one statement; where one is refused, each by itself.

    Raises:
        LakebaseTuiError: Not one of them was answered.
    """
    texts = {part: text for part in parts if (text := _text(part, found.version))}
    values = (str(found.oid), found.catalogue)
    try:
        return Answers(_taken(texts, await ask(_joined(texts.values()), values)), {})
    except LakebaseTuiError:
        return await _one_by_one(ask, texts, values)


async def _one_by_one(ask: Ask, texts: Mapping[str, str], values: Sequence[object]) -> Answers:
    rows: dict[str, Sequence[Row]] = {}
    problems: dict[str, str] = {}
    for part, text in texts.items():
        try:
            rows |= _taken([part], await ask(_joined([text]), values))
        except LakebaseTuiError as refused:
            problems[part] = refused.sentence
            last = refused
    if not rows:
        raise last
    return Answers(rows, problems)


def _text(part: str, version: int) -> str:
    """The question as this version of the server understands it; empty where there is nothing to ask."""
    name = _OLDER.get(part, part) if version < _PUBLICATIONS_BY_SCHEMA else part
    return question(name) if name else ""


def _joined(texts: Iterable[str]) -> str:
    return _FRAME + "".join(_PART.format(text) for text in texts)


def _taken(parts: Iterable[str], answer: Sequence[Sequence[str | None]]) -> dict[str, Sequence[Row]]:
    cells = answer[0][_FIRST_PART:]
    return {part: json.loads(cell) if cell else [] for part, cell in zip(parts, cells, strict=True)}


@cache
def question(name: str) -> str:
    """The text of a question of this package."""
    return files("lakebase_tui.catalog.describe").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def ref_in(row: Row, prefix: str = "ref_", catalogue: str = "pg_class") -> ObjectRef | None:
    """The object that columns of a row name: `ref_oid`, `ref_kind`, `ref_schema`, `ref_name`."""
    if row.get(f"{prefix}oid") is None or row.get(f"{prefix}name") is None:
        return None
    code = row[f"{prefix}kind"]
    kinds = {
        "pg_class": lambda: relation_kind(code, is_partition=bool(row.get(f"{prefix}is_partition"))),
        "pg_proc": lambda: routine_kind(code),
        "pg_type": lambda: type_kind(code),
    }
    return ObjectRef(
        kinds[catalogue](), row[f"{prefix}schema"], row[f"{prefix}name"], int(row[f"{prefix}oid"])
    )


def part_ref(kind: ObjectKind, row: Row) -> ObjectRef:
    """The trigger, policy or constraint that a row is about."""
    return ObjectRef(kind, row["ref_schema"], row["ref_name"], int(row["ref_oid"]), row["ref_table"])


def role_ref(name: str | None) -> ObjectRef | None:
    """A role by its name."""
    return ObjectRef(ObjectKind.ROLE, "", name) if name else None
