"""The looks of the schema tree: parts of a line, glyphs of kinds, and their colours."""

from lakebase_tui.catalog.tree.nodes import NodeKind

PARTS = (
    *("text", "dim", "schema", "group", "mark", "type", "key", "link", "warn", "label"),
    *("relation", "routine", "sequence", "part", "extension", "role"),
    *("found", "cursor", "cursor-blurred", "bad"),
)
"""Component classes, without `schema--`."""

GLYPHS = {
    NodeKind.SEQUENCE: ("#", "sequence"),
    NodeKind.FUNCTION: ("ƒ", "routine"),
    NodeKind.WINDOW: ("ƒ", "routine"),
    NodeKind.AGGREGATE: ("Σ", "routine"),
    NodeKind.PROCEDURE: ("»", "routine"),
    **dict.fromkeys((NodeKind.BASE_TYPE, NodeKind.COMPOSITE, NodeKind.DOMAIN), ("τ", "type")),
    **dict.fromkeys((NodeKind.ENUM, NodeKind.RANGE), ("τ", "type")),
    **dict.fromkeys((NodeKind.INDEX, NodeKind.CONSTRAINT, NodeKind.TRIGGER), ("·", "part")),
    **dict.fromkeys((NodeKind.POLICY, NodeKind.RULE, NodeKind.LABEL), ("·", "part")),
    NodeKind.EXTENSION: ("+", "extension"),
    NodeKind.ROLE: ("@", "role"),
}
"""What stands before a node that cannot be unfolded, in place of the arrow, and its part."""

CSS = """
SchemaTree {
    height: 1fr; background: $ground; color: $foreground; scrollbar-size: 1 1;
    overflow-x: hidden; overflow-y: scroll;
    & > .schema--text { color: $foreground; }
    & > .schema--dim { color: $dim; }
    & > .schema--schema { color: $foreground; text-style: bold; }
    & > .schema--group { color: $dim; }
    & > .schema--mark { color: $dim; }
    & > .schema--type { color: $syntax-type; }
    & > .schema--key { color: $key; }
    & > .schema--link { color: $branch; }
    & > .schema--warn { color: $status-warn; }
    & > .schema--bad { color: $status-bad; }
    & > .schema--label { color: $syntax-string; }
    & > .schema--relation { color: $syntax-keyword; }
    & > .schema--routine { color: $syntax-function; }
    & > .schema--sequence { color: $syntax-number; }
    & > .schema--part { color: $dim; }
    & > .schema--extension { color: $status-ok; }
    & > .schema--role { color: $branch; }
    & > .schema--found { color: $accent; text-style: bold; }
    & > .schema--cursor { background: $raised; text-style: bold; }
    & > .schema--cursor-blurred { text-style: bold; }
}
"""
