r"""Describe an object: everything that psql's `\d+` says of it, and more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lakebase_tui.catalog.describe import guards, places, relation, routine, types
from lakebase_tui.catalog.describe.asking import Answers, Ask, Found, find, read
from lakebase_tui.catalog.describe.description import Description
from lakebase_tui.catalog.object_ref import ObjectRef

_Describe = Callable[[Found, Answers], Description]
_WRITERS: Final[Mapping[str, tuple[Sequence[str], _Describe]]] = {
    "pg_class": (relation.PARTS, relation.describe_relation),
    "pg_proc": (routine.PARTS, routine.describe_routine),
    "pg_type": (types.PARTS, types.describe_type),
    "pg_namespace": (places.SCHEMA_PARTS, places.describe_schema),
    "pg_extension": (places.EXTENSION_PARTS, places.describe_extension),
    "pg_authid": (places.ROLE_PARTS, places.describe_role),
    "pg_trigger": (("triggers",), guards.describe_trigger),
    "pg_policy": (("policies",), guards.describe_policy),
    "pg_constraint": (("constraints",), guards.describe_constraint),
}


async def describe(ask: Ask, ref: ObjectRef) -> Description:
    """Say all that the server knows of one object; two questions, whatever its kind.

    What may not be seen, or is locked, is left out, and its section says why.

    Args:
        ask: Asks the server (`Session.ask`).
        ref: Which object; without an oid it is looked up by its name.

    Raises:
        LakebaseTuiError: There is no such object, or the server could not be asked.
    """
    found = await find(ask, ref)
    parts, write = _WRITERS[found.catalogue]
    return write(found, await read(ask, found, parts))
