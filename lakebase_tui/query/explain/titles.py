"""What a node is called, as EXPLAIN writes it: `Hash Left Join`, `Index Scan using orders_pkey on orders`."""

from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.plan import PlanNode
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

_AGGREGATES: Final = {
    "Plain": "Aggregate",
    "Sorted": "GroupAggregate",
    "Hashed": "HashAggregate",
    "Mixed": "MixedAggregate",
}
_JOINS: Final = {"Nested Loop": "Nested Loop", "Merge Join": "Merge", "Hash Join": "Hash"}
TITLE_FIELDS: Final = frozenset(
    (
        *("Node Type", "Strategy", "Partial Mode", "Operation", "Parent Relationship", "Subplan Name"),
        *("Custom Plan Provider", "Parallel Aware", "Async Capable", "Join Type", "Command"),
        *("Scan Direction", "Index Name", "Relation Name", "Function Name", "Table Function Name"),
        *("CTE Name", "Tuplestore Name", "Schema", "Alias"),
    )
)
"""What the title says of the fields of a node."""


@dataclass(frozen=True, slots=True)
class Title:
    """The name of a node in its parts; not made visible."""

    kind: str
    """`Parallel Seq Scan`, `Hash Left Join`."""
    index: str = ""
    """The index that it goes by."""
    target: str = ""
    """What it reads or changes, and what the statement calls that: `sales.orders o`."""

    def __str__(self) -> str:
        using = f" using {self.index}" if self.index else ""
        on = f" on {self.target}" if self.target else ""
        return f"{self.kind}{using}{on}"


def title_of(node: PlanNode, *, schemas: bool = True) -> str:
    """Name a node.

    Args:
        node: A node.
        schemas: Whether its table stands with its schema, where that was sent.

    Returns:
        Its name, as EXPLAIN writes it in a text; not made visible.
    """
    return str(title_parts(node, schemas=schemas))


def title_parts(node: PlanNode, *, schemas: bool = True) -> Title:
    """As `title_of`, in parts."""
    fields = node.fields
    parallel = "Parallel " if fields.flag("Parallel Aware") else ""
    ahead = "Async " if fields.flag("Async Capable") else ""
    backward = " Backward" if fields.text("Scan Direction") == "Backward" else ""
    kind = f"{parallel}{ahead}{_kind(node)}{backward}"
    index = quote_ident(fields.text("Index Name")) if "Index Name" in fields else ""
    if node.kind == "Bitmap Index Scan":
        return Title(kind, target=index)
    return Title(kind, index, target_of(node, schemas=schemas))


def target_of(node: PlanNode, *, schemas: bool = True) -> str:
    """What a node reads or changes, and what the statement calls it; empty where it is nothing by name."""
    return _target(node.fields.text("Schema") if schemas else "", node.object_name, node.alias)


def _target(schema: str, name: str, alias: str) -> str:
    words = []
    if name:
        words.append(quote_qualified(schema, name) if schema else quote_ident(name))
    if alias and alias != name:
        words.append(quote_ident(alias))
    return " ".join(words)


def _kind(node: PlanNode) -> str:
    fields, kind = node.fields, node.kind
    if kind in _JOINS:
        join = fields.text("Join Type")
        if join and join != "Inner":
            return f"{_JOINS[kind]} {join} Join"
        return kind
    if kind == "Aggregate":
        mode = fields.text("Partial Mode")
        name = _AGGREGATES.get(fields.text("Strategy"), kind)
        return name if mode in ("", "Simple") else f"{mode} {name}"
    if kind == "SetOp":
        name = "HashSetOp" if fields.text("Strategy") == "Hashed" else kind
        return f"{name} {fields.text('Command')}".rstrip()
    if kind in ("ModifyTable", "Foreign Scan") and (operation := fields.text("Operation")) not in (
        "",
        "Select",
    ):
        return operation if kind == "ModifyTable" else f"Foreign {operation}"
    if kind == "Custom Scan" and (provider := fields.text("Custom Plan Provider")):
        return f"Custom Scan ({provider})"
    return kind
