"""The line of a node in a tree: its mark, its name, and how its value begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.sql.values.nodes import NodeKind
from lakebase_tui.sql.values.outline import Line
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.widgets.cell_view import Span
from lakebase_tui.ui.widgets.grid_cell import EMPTY, fit, width_of

_INDENT = 2
_NOUNS = {NodeKind.OBJECT: "member", NodeKind.ARRAY: "element", NodeKind.RECORD: "field"}
_PARTS = {kind: kind.value for kind in NodeKind if not kind.holds_members}


@dataclass(frozen=True, slots=True)
class TreeLook:
    """How a tree is drawn: cells of a line, and levels that are not indented."""

    width: int
    shift: int


def spans_of(line: Line, look: TreeLook) -> list[Span]:
    """Write a line; all of it is made visible, and no more of the value is looked at than fits."""
    node = line.node
    foldable = node.kind.holds_members and not node.is_empty
    mark = ("▾ " if line.branch is not None else "▸ ") if foldable else "  "
    spans = [("… " if look.shift else "", "dim"), (" " * (_INDENT * max(0, line.depth - look.shift)), "text")]
    spans.append((mark, "mark"))
    if node.key is not None:
        name = str(node.key)
        room = max(8, look.width // 2)
        written = visible(name[: room * 4]) or '""'
        spans.append((fit(written, room).rstrip(" ") if width_of(written) > room else written,
                      "key" if isinstance(node.key, str) else "dim"))  # fmt: skip
        spans.append((": ", "dim"))
    room = look.width - sum(width_of(text) for text, _ in spans)
    if room > 0:
        spans += _value(line, room)
    return spans


def _value(line: Line, room: int) -> list[Span]:
    node = line.node
    if line.branch is not None:
        members = line.branch.members
        words = counted(len(members), _NOUNS[node.kind]) + ("" if members.complete else "…")
        return [(fit(words, room).rstrip(" ") if len(words) > room else words, "dim")]
    head = node.head((room + 1) * 4)
    if not head:
        return [(EMPTY, "null")]
    drawn = visible(head)
    if width_of(drawn) > room:
        drawn = fit(drawn, room)
    return [(drawn, "dim" if node.kind.holds_members else _PARTS[node.kind])]


def with_found(spans: Sequence[Span], pattern: re.Pattern[str], *, here: bool) -> list[Span]:
    """Set off what a search found in the text that is drawn."""
    marked: list[Span] = []
    for text, part in spans:
        at = 0
        for match in pattern.finditer(text) if text.strip() else ():
            marked.append((text[at : match.start()], part))
            marked.append((match[0], "found-here" if here else "found"))
            at = match.end()
        marked.append((text[at:], part))
    return marked
