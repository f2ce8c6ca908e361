"""SQL statements as text objects: `is` and `as`. In Vim itself these are sentences of prose."""

from collections.abc import Callable

from lakebase_tui.ui.vim.moving import Kind, Start, Stretch
from lakebase_tui.ui.vim.text import Location

StatementAt = Callable[[Location], tuple[Location, Location] | None]


def statement_object(start: Start, statement_at: StatementAt, *, around: bool) -> Stretch | None:
    """The statement at a place; around it with its semicolon, and as whole lines where it has them alone."""
    found = statement_at(start.at)
    if found is None:
        return None
    first, end = found
    if not around:
        return Stretch(first, (end[0], end[1] - 1))
    end = _behind_semicolon(start, end)
    if not start.lines[first[0]][: first[1]].strip() and not start.lines[end[0]][end[1] :].strip():
        return Stretch((first[0], 0), (end[0], 0), Kind.LINES)
    line = start.lines[end[0]]
    blanks = len(line[end[1] :]) - len(line[end[1] :].lstrip(" \t"))
    return Stretch(first, (end[0], end[1] + blanks - 1))


def _behind_semicolon(start: Start, end: Location) -> Location:
    """The place behind the semicolon that ends a statement, or where it ends without one."""
    row, column = end
    while row < len(start.lines):
        rest = start.lines[row][column:]
        if rest.strip():
            at = column + len(rest) - len(rest.lstrip())
            return (row, at + 1) if start.lines[row][at] == ";" else end
        row, column = row + 1, 0
    return end
