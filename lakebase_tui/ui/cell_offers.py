"""Which views fit a value, the best one first."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.sql.values.bytea import Bytes, PlainBytes, bytes_of
from lakebase_tui.sql.values.json_text import json_root, looks_like_json
from lakebase_tui.sql.values.literals import array_root, record_root
from lakebase_tui.sql.values.nodes import Node
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.hex_view import HexView
from lakebase_tui.ui.widgets.value_tree import ValueTree
from lakebase_tui.ui.widgets.value_view import ValueView


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to look at a value."""

    key: str
    """The key that shows it."""
    title: str
    make: Callable[[], CellView]
    """Makes the view; nothing is done before it is shown."""
    suffix: str
    """What a file's name ends in when it is saved from there."""


def offers(column: Column, value: str, expression: str, data: Bytes | None) -> list[Offer]:
    """The views that fit.

    Args:
        column: What is known of the value.
        value: The server's own text.
        expression: How SQL says the whole value, for paths into it.
        data: The bytes of a `bytea`, from `bytes_in`.
    """
    is_json = column.kind is ColumnKind.JSON
    text = Offer("t", "Text", lambda: ValueView(value), ".json" if is_json else ".txt")
    if data is not None:
        return [Offer("h", "Hex", lambda: HexView(data), ".bin"), text]
    raw = Offer("h", "Hex", lambda: HexView(PlainBytes(encoded(value))), text.suffix)
    if looks_like_json(value) and (is_json or column.kind is ColumnKind.TEXT):
        subject = expression if is_json else f"({expression})::jsonb"
        tree = Offer("j", "Tree", lambda: ValueTree(json_root(value), subject), ".json")
        return [tree, text, raw] if is_json else [text, tree, raw]
    parts = _parts(column, value)
    if parts is not None:
        return [Offer("i", "Items", lambda: ValueTree(parts, expression), ".txt"), text, raw]
    return [text, raw]


def encoded(value: str) -> bytes:
    """The bytes that the server sent."""
    return value.encode("utf-8", "surrogateescape")


def bytes_in(column: Column, value: str) -> Bytes | None:
    """The bytes of a `bytea`; None for every other type."""
    return bytes_of(value) if column.type_name == "bytea" else None


def _parts(column: Column, value: str) -> Node | None:
    """The value as a tree of elements or fields; of a type known by number only, if it reads as one."""
    unknown = re.fullmatch(r"oid \d+", column.type_name) is not None
    if column.kind is ColumnKind.ARRAY or unknown:
        node = array_root(value, column.type_name)
        if node is not None and (column.kind is ColumnKind.ARRAY or _is_sound(node)):
            return node
    if column.type_name == "record" or unknown:
        return record_root(value)
    return None


def _is_sound(node: Node) -> bool:
    members = node.members()
    members.scan()
    return not members.broken
