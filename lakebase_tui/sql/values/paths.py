"""Where a node is inside of its value: as a JSON path, and as an expression that Postgres understands."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.sql.values.nodes import Key, NodeKind

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Step:
    """One step down: from a node of this kind to its member of this key."""

    kind: NodeKind
    key: Key
    json: bool
    """Whether the step is inside of JSON, rather than inside of an array or record of Postgres."""


def json_path(steps: Sequence[Step]) -> str:
    """Write a path as `$.a[0]."a b"`, which `jsonb_path_query` takes (positions as they are shown)."""
    return "$" + "".join(map(_json_step, steps))


def _json_step(step: Step) -> str:
    if isinstance(step.key, int):
        return f"[{step.key}]"
    name = step.key or ""
    return f".{name}" if _PLAIN_NAME.fullmatch(name) else f".{json.dumps(name, ensure_ascii=False)}"


def postgres_path(column: str, steps: Sequence[Step], *, leaf: bool) -> str | None:
    """Write a path as `column->'a'->0->>'b'`, or None where SQL has no way to say it.

    Args:
        column: An expression for the whole value, quoted where it has to be.
        steps: From the whole down to the node.
        leaf: The node holds no members, so that its text is wanted.
    """
    written = column
    for number, step in enumerate(steps):
        if step.kind is NodeKind.RECORD:
            return None  # a field's true name is not sent with the value
        if not step.json:
            written += f"[{step.key}]"
            continue
        arrow = "->>" if leaf and number == len(steps) - 1 else "->"
        written += f"{arrow}{step.key if isinstance(step.key, int) else _literal(step.key or '')}"
    return written


def _literal(text: str) -> str:
    quoted = "'" + text.replace("'", "''") + "'"
    # Such a literal means the same whether standard_conforming_strings is on or off.
    return " E" + quoted.replace("\\", "\\\\") if "\\" in text else quoted
