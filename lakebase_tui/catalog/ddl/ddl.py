"""Write the statements that make an object again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lakebase_tui.catalog.ddl import guards, indexes, places, routine, sequence, table, types, view
from lakebase_tui.catalog.ddl.statements import script
from lakebase_tui.catalog.describe.asking import Answers, Ask, Found, find, read
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef, relation_kind

_Groups = Callable[[Answers], list[list[str]]]
_WRITERS: Final[Mapping[str, tuple[Sequence[str], _Groups]]] = {
    "pg_proc": (routine.ROUTINE_PARTS, routine.routine_groups),
    "pg_type": (types.TYPE_PARTS, types.type_groups),
    "pg_namespace": (places.SCHEMA_PARTS, places.schema_groups),
    "pg_extension": (places.EXTENSION_PARTS, places.extension_groups),
    "pg_authid": (places.ROLE_PARTS, places.role_groups),
    "pg_trigger": (("triggers",), guards.trigger_groups),
    "pg_policy": (("policies",), guards.policy_groups),
    "pg_constraint": (("constraints",), indexes.constraint_groups),
}
_RELATION_WRITERS: Final[Mapping[ObjectKind, _Groups]] = {
    ObjectKind.VIEW: view.view_groups,
    ObjectKind.MATERIALIZED_VIEW: view.materialized_view_groups,
    ObjectKind.SEQUENCE: sequence.sequence_groups,
    ObjectKind.INDEX: indexes.index_groups,
}


async def ddl(ask: Ask, ref: ObjectRef) -> str:
    """Write the statements that make an object again, with its comments, owner and privileges.

    A table comes with its indexes, constraints, triggers, policies, statistics and the sequences that its
    columns own. Publications, passwords and rows are not part of it.

    Args:
        ask: Asks the server (`Session.ask`).
        ref: Which object.

    Returns:
        Statements, each ended by `;` and a line feed; names are qualified, and quoted as the server quotes.

    Raises:
        LakebaseTuiError: There is no such object, a part of it may not be seen, or nothing makes it.
    """
    found = await find(ask, ref)
    if found.catalogue != "pg_class":
        parts, write = _WRITERS[found.catalogue]
        return _finished(await _all(ask, found, parts), write)
    answers = await _all(ask, found, table.TABLE_PARTS)
    row = answers.main("relation")
    writer = _RELATION_WRITERS.get(relation_kind(row["kind"], is_partition=row["is_partition"]))
    if writer is not None:
        return _finished(answers, writer)
    sequences = [
        await _all(ask, Found("pg_class", int(each["ref_oid"]), found.version), sequence.SEQUENCE_PARTS)
        for each in answers.rows("own_sequences")
        if not each["is_identity"]
    ]
    return _finished(answers, lambda given: table.table_groups(given, sequences))


async def _all(ask: Ask, found: Found, parts: Sequence[str]) -> Answers:
    """Ask, and refuse to go on without an answer: a table without its constraints is not that table.

    Raises:
        LakebaseTuiError: A question was refused.
    """
    answers = await read(ask, found, parts)
    for part in parts:
        answers.need(part)
    return answers


def _finished(answers: Answers, write: _Groups) -> str:
    extension = next(
        (row["extension"] for part in ("relation", "routine", "type", "schema")
         if (row := answers.row(part)) is not None and row.get("extension")), None,
    )  # fmt: skip
    note = f"-- Part of the extension {extension}, which makes it.\n" if extension else ""
    return note + script(*write(answers))
