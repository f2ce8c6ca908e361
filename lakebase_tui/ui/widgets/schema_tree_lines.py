"""The line of a node in the schema tree: its arrow or glyph, its name, and what is known of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import Column, Routine
from lakebase_tui.catalog.tree.nodes import Key, Line, Node, NodeKind, Part, relation_key
from lakebase_tui.catalog.tree.object_tree import ObjectTree
from lakebase_tui.sql.literals import quote_literal
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count, short_count, short_type
from lakebase_tui.ui.widgets.grid_cell import fit, width_of
from lakebase_tui.ui.widgets.schema_tree_style import GLYPHS

OPEN, CLOSED = "▾ ", "▸ "
Span = tuple[str, str]
"""A text that is safe to draw, and the part whose style it has."""

_NARROW = 30
"""Cells below which a level is indented by one only."""
_ROOM_FOR_NULLS = 24
"""Cells of a column below which NOT NULL is left to the foot."""
_NOT_NULL = (" NN", "dim")
_KIND_WORDS = {
    NodeKind.VIEW: "view",
    NodeKind.MATERIALIZED_VIEW: "materialized",
    NodeKind.FOREIGN_TABLE: "foreign",
}
_NAME_PARTS = {
    NodeKind.SCHEMA: "schema",
    NodeKind.GROUP: "group",
    NodeKind.NOTICE: "dim",
    NodeKind.LABEL: "label",
}
_WARNINGS = {"invalid", "disabled", "unvalidated"}


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are drawn."""

    width: int
    """Cells of a line."""
    words: tuple[str, ...] = ()
    """What is set off in names: case-folded, from a filter."""
    names: dict[Key, int] = field(default_factory=dict)
    """The widest name of a relation's columns, kept by the relation."""

    def indent(self, depth: int) -> int:
        """Cells before the arrow of a level."""
        return depth * (2 if self.width >= _NARROW else 1)

    def widest_column(self, relation: Relation) -> int:
        """Cells that the names of a relation's columns take."""
        key = relation_key(relation)
        if key not in self.names:
            self.names[key] = max(width_of(visible(each.name)) for each in relation.columns)
        return self.names[key]


def spans_of(line: Line, tree: ObjectTree, look: Look) -> list[Span]:
    """Write a line; it is as wide as the look at most, and all of it is made visible."""
    node, indent = line.node, look.indent(line.depth)
    head = (OPEN if tree.is_open(node) else CLOSED, "mark")
    if not node.foldable:
        glyph, part = GLYPHS.get(node.kind, (" ", "mark"))
        head = (glyph + " ", part)
    room = look.width - indent - 2
    spans: list[Span] = [(" " * indent, "text"), head]
    if room < 1:
        return [(fit(" " * indent, look.width), "text")]
    return spans + _body(node, tree, look, room)


def _body(node: Node, tree: ObjectTree, look: Look, room: int) -> list[Span]:
    thing = node.thing
    match thing:
        case Column() if node.relation is not None:
            return _column(thing, node.relation, tree, look, room)
        case Routine():
            taken = f"({thing.arguments})"
            result = [[(short_type(thing.result), "type")]] if thing.result else []
            return _spread(_named(node, look), [(visible(taken), "dim")], result, room)
        case Part():
            return _part(node, thing, look, room)
    return _spread(_named(node, look), [], _right(node, tree), room)


def _named(node: Node, look: Look) -> list[Span]:
    name = quote_literal(node.name) if node.kind is NodeKind.LABEL else node.name
    part = _NAME_PARTS.get(node.kind, "text")
    is_named = node.kind not in (NodeKind.GROUP, NodeKind.NOTICE)
    return with_found(visible(name) or '""', part, look.words if is_named else ())


def with_found(text: str, part: str, words: Iterable[str]) -> list[Span]:
    """Set off the words of a filter in a name."""
    folded = text.casefold()
    if len(folded) != len(text):  # places in the one are not those in the other
        return [(text, part)]
    marks = bytearray(len(text))
    for piece in {piece for word in words for piece in (word, *word.split("."))} - {""}:
        at = folded.find(piece)
        if at >= 0:
            marks[at : at + len(piece)] = b"\1" * len(piece)
    spans: list[Span] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marks[at] != marks[start]:
            spans.append((text[start:at], "found" if marks[start] else part))
            start = at
    return spans


def _right(node: Node, tree: ObjectTree) -> list[list[Span]]:
    """What stands at the right, from the longest form to the shortest."""
    if node.kind is NodeKind.GROUP:
        return [[(count(node.count), "dim")]] if node.count >= 0 else []
    relation = node.relation
    if relation is not None and node.kind.is_relation:
        return _of_relation(node, relation, tree)
    if node.thing is not None and node.kind is not NodeKind.LABEL:
        return [[(node.kind.value.removesuffix(" type"), "dim")]]
    return []


def _of_relation(node: Node, relation: Relation, tree: ObjectTree) -> list[list[Span]]:
    size = tree.size(relation)
    rows: list[Span] = [(short_count(round(size.rows)), "dim")] if size.rows >= 0 else []
    told: list[Span] = [("RLS", "key")] if size.row_security else []
    word = _kind_word(node, relation, tree)
    kind: list[Span] = [(word, "relation")] if word else []
    return [_apart(form) for form in ([*kind, *told, *rows], [*kind, *rows], rows or kind) if form]


def _kind_word(node: Node, relation: Relation, tree: ObjectTree) -> str:
    if node.kind is NodeKind.PARTITIONED_TABLE:
        number = len(tree.plan.partitions_of(relation))
        return f"{number} part" if number == 1 else f"{count(number)} parts"
    word = _KIND_WORDS.get(node.kind, "")
    return "" if tree.plan.is_below_its_kind(relation) else word


def _apart(spans: Sequence[Span]) -> list[Span]:
    return [each for span in spans for each in ((" ", "dim"), span)][1:]


def _column(column: Column, relation: Relation, tree: ObjectTree, look: Look, room: int) -> list[Span]:
    marks = _marks(column, relation, tree)
    if room < _ROOM_FOR_NULLS and marks and marks[-1] == _NOT_NULL:
        marks.pop()
    taken = sum(width_of(text) for text, _ in marks)
    kind = visible(short_type(column.type_name.removeprefix(f"{relation.schema}.")))
    name = visible(column.name)
    aligned = min(look.widest_column(relation), max(6, room // 2))
    too_much = aligned + 1 + width_of(kind) + taken - room
    if too_much > 0:  # rather out of line than cut
        aligned = max(min(aligned, width_of(name)), aligned - too_much)
    spans = [(fit(name, aligned), "text"), (" ", "text")]
    if (left := room - aligned - 1 - taken) >= 2:
        spans.append((fit(kind, min(left, width_of(kind))), "type"))
    return _cut([*spans, *marks], room)


def _marks(column: Column, relation: Relation, tree: ObjectTree) -> list[Span]:
    facts = tree.facts(relation)
    marks: list[Span] = []
    is_key = facts is not None and column.name in facts.key_columns
    if is_key:
        marks.append((" PK", "key"))
    if refers(column, relation, tree.plan.catalogue):
        marks.append((" →", "link"))
    if column.not_null and not is_key:
        marks.append(_NOT_NULL)
    return marks


def refers(column: Column, relation: Relation, catalogue: Catalogue) -> list[str]:
    """What a column refers to, as `schema.table`."""
    here = (relation.schema, relation.name)
    return [
        f"{key.referenced_schema}.{key.referenced_table}"
        for key in catalogue.keys_of(*here)
        if (key.schema, key.table) == here and column.name in key.columns
    ]


def _part(node: Node, part: Part, look: Look, room: int) -> list[Span]:
    spans = _named(node, look)
    for mark in part.marks:
        spans.append((f" {mark}", "warn" if mark in _WARNINGS else "key"))
    return _cut([*spans, (f" {visible(part.detail)}", "dim")], room)


def _spread(left: list[Span], more: list[Span], right: Sequence[list[Span]], room: int) -> list[Span]:
    """A name at the left and what is known at the right; the name gives way to the shortest form only."""
    wide = sum(width_of(text) for text, _ in left)
    for form in right:
        taken = sum(width_of(text) for text, _ in form) + 1
        if wide + taken <= room or (form is right[-1] and taken <= room // 2):
            shown = _cut([*left, *more], room - taken)
            gap = room - taken - sum(width_of(text) for text, _ in shown)
            return [*shown, (" " * (gap + 1), "text"), *form]
    return _cut([*left, *more], room)


def _cut(spans: Sequence[Span], room: int) -> list[Span]:
    """As much of the spans as there is room for, with an ellipsis where that is not all."""
    shown: list[Span] = []
    left = sum(width_of(text) for text, _ in spans)
    for text, part in spans:
        wide = width_of(text)
        if wide > room or (wide == room and left > wide):
            if room > 0:
                shown.append((fit(text + " ", room) if wide == room else fit(text, room), part))
            return shown
        shown.append((text, part))
        room -= wide
        left -= wide
    return shown
