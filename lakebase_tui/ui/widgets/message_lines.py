"""Messages of a log as lines: one each, and below an open one all that the server said."""

from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.sql.visible import visible, visible_lines
from lakebase_tui.ui.message_log import Message
from lakebase_tui.ui.widgets.cell_view import Span
from lakebase_tui.ui.widgets.grid_cell import width_of

_SEVERITY_WIDTH = 13
_LABEL_WIDTH = 12
_LABEL_FROM = 70
"""Cells of a line in which there is room for the name of a statement."""
_INDENT = 13
"""Cells in front of what an open message says more; its time stands there."""
_FIELD_WIDTH = 11


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A line, and which message it belongs to, from 0."""

    message: int
    spans: list[Span]


def head_spans(message: Message, width: int, *, is_open: bool) -> list[Span]:
    """The first line: time, severity, statement, and what was said.

    Args:
        message: The message.
        width: Cells of a line.
        is_open: Whether all of it stands below.
    """
    said = message.said
    severity = visible(said.severity) or "ERROR"
    code = f" {visible(said.sqlstate)}" if said.sqlstate not in ("", "00000") else ""
    first, *more = visible_lines(said.message).split("\n")
    spans = [
        (f" {'▾' if is_open else '▸'} ", "dim"),
        (f"{message.at:%H:%M:%S}  ", "dim"),
        (f"{severity}{code}".ljust(_SEVERITY_WIDTH) + " ", severity_part(said.severity)),
    ]
    if message.label and width >= _LABEL_FROM:
        spans.append((_fitted(message.label, _LABEL_WIDTH) + " ", "key"))
    return [*spans, (first + (" …" if more and not is_open else ""), "text")]


def body_lines(message: Message, width: int) -> list[list[Span]]:
    """What an open message says below its first line.

    Args:
        message: The message.
        width: Cells of a line.
    """
    said = message.said
    lines: list[list[Span]] = []
    room = max(10, width - _INDENT)
    for rest in visible_lines(said.message).split("\n")[1:]:
        lines += [[(" " * _INDENT, "dim"), (row, "text")] for row in wrapped(rest, room)]
    if said.next_step:
        for number, row in enumerate(wrapped(visible_lines(said.next_step), room - 2)):
            lines.append([(" " * _INDENT, "dim"), ("  " if number else "→ ", "mark"), (row, "text")])
    fields = (("Detail", said.detail), ("Hint", said.hint), ("Context", said.context), *said.fields)
    for name, value in fields:
        label = f"{name:<{_FIELD_WIDTH}}"
        for text in visible_lines(value).split("\n") if value else ():
            for row in wrapped(text, room - _FIELD_WIDTH):
                lines.append([(" " * _INDENT + label, "dim"), (row, "text")])
                label = " " * _FIELD_WIDTH
    return lines


def as_text(messages: Sequence[Message]) -> str:
    """Messages as they are copied: all fields, as the server wrote them."""
    return "\n\n".join(_plain(message) for message in messages)


def _plain(message: Message) -> str:
    said = message.said
    code = f" {said.sqlstate}" if said.sqlstate else ""
    lines = [f"{message.at:%Y-%m-%d %H:%M:%S}  {said.severity}{code}: {said.message}"]
    if message.piece is not None and said.position is not None:
        lines.append(f"At character {said.position + 1} of: {message.piece.text}")
    named = (("Detail", said.detail), ("Hint", said.hint), ("Context", said.context), *said.fields)
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in named if value)])


def severity_part(severity: str) -> str:
    """The part of a view whose colour a severity has."""
    if severity in ("ERROR", "FATAL", "PANIC", ""):
        return "broken"
    return "number" if severity in ("WARNING", "NOTIFY") else "key"


def wrapped(text: str, width: int) -> list[str]:
    """Cut a line into rows of at most `width` cells, at blanks where there are some."""
    rows: list[str] = []
    width = max(1, width)
    while width_of(text) > width:
        end = _end_of_row(text, width)
        blank = text.rfind(" ", 0, end + 1)
        cut = blank if blank > width // 3 else end
        rows.append(text[:cut])
        text = text[cut:].removeprefix(" ")
    return [*rows, text]


def _end_of_row(text: str, width: int) -> int:
    cells = 0
    for place, character in enumerate(text):
        cells += width_of(character)
        if cells > width:
            return max(1, place)
    return len(text)


def _fitted(label: str, width: int) -> str:
    short = label if len(label) <= width else label[: width - 1] + "…"
    return short.ljust(width)
