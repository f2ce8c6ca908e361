"""Typing text: insert mode and replace mode, and what is remembered to type it again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lakebase_tui.ui.vim.columns import TAB_WIDTH
from lakebase_tui.ui.vim.keys import BACKSPACE, DELETE, ENTER, TAB, character_of
from lakebase_tui.ui.vim.runs import kind_of
from lakebase_tui.ui.vim.state import INSERT_MARK, Mode, State
from lakebase_tui.ui.vim.text import BLANK, Location, clamped, indent_of, place_behind
from lakebase_tui.ui.widgets.editor_cells import cell_at


@dataclass(frozen=True, slots=True)
class Pasted:
    """Text that came in without keys: a completion, a paste, a register."""

    text: str


Typed = str | Pasted


@dataclass(slots=True)
class Insertion:
    """What is typed from entering insert mode to leaving it, or to moving the cursor in it."""

    state: State
    times: int = 1
    """How often it stands in the text in the end."""
    opens: bool = False
    """Whether each time is on a new line."""
    typed: list[Typed] = field(default_factory=list)
    indented: bool = False
    """Whether the line holds nothing but the indentation that came by itself."""
    start: Location = (0, 0)
    _replaced: list[str | None] = field(default_factory=list)
    _line: str = ""
    _rows: int = 0

    def begin(self, indent: str = "") -> None:
        """Begin at the cursor, behind an indentation that came by itself."""
        self.indented = bool(indent)
        self.start = self.state.cursor
        self._note()

    def take(self, key: str) -> bool:
        """Type a key; whether it is one that types."""
        if not self._do(key):
            return False
        self.typed.append(key)
        self._note()
        return True

    def paste(self, text: str) -> None:
        """Put a text at the cursor."""
        self._type(Pasted(text))
        self.typed.append(Pasted(text))
        self._note()

    def follow(self, cursor: Location) -> bool:
        """Take note of what others did to the text, with the cursor at a place now.

        Returns:
            Whether text was put at the cursor, or nothing happened. If not, the cursor was moved, and this
            insertion is over.
        """
        row, column = self.state.cursor
        lines = self.state.buffer.lines
        cursor = clamped(lines, cursor, behind=True)
        grown = len(lines) - self._rows
        if cursor == self.state.cursor and not grown and lines[row] == self._line:
            return True
        tail = self._line[column:]
        line = lines[cursor[0]]
        if grown < 0 or cursor[0] - row != grown or line[cursor[1] :] != tail:
            return False
        new = "\n".join([*lines[row : cursor[0]], line[: cursor[1]]])
        head = self._line[:column]
        kept = _common(head, new)
        self.typed += [BACKSPACE] * (len(head) - kept)
        if new[kept:]:
            self.typed.append(Pasted(new[kept:]))
            self.indented = False
        self.state.cursor = cursor
        self.start = min(self.start, (row, kept))
        self._note()
        return True

    def end(self) -> None:
        """Type it as often as was asked for, and leave insert mode."""
        state = self.state
        typed = list(self.typed)
        for _ in range(self.times - 1):
            if self.opens:
                self._drop_indent()
                self.indented = bool(open_line(state, below=True))
            self.repeat(typed)
        self._drop_indent()
        state.marks[INSERT_MARK] = state.cursor
        row, column = state.cursor
        state.mode = Mode.NORMAL
        state.put_cursor((row, max(0, column - 1)))

    def repeat(self, typed: Iterable[Typed]) -> None:
        """Type something again."""
        for each in typed:
            self._type(each)

    # What keys do

    def _type(self, each: Typed) -> None:
        if isinstance(each, str):
            self._do(each)
        elif each.text:
            at = self.state.cursor
            self.state.replace(at, at, each.text)
            self.state.cursor = place_behind(at, each.text)
            self.indented = False

    def _do(self, key: str) -> bool:
        if key == ENTER:
            self._break_line()
        elif key in (BACKSPACE, "<C-h>"):
            self._back()
        elif key == DELETE:
            self._delete()
        elif key == "<C-w>":
            self._delete_to(self._word_before())
        elif key == "<C-u>":
            self._delete_to(self._line_before())
        elif key == TAB:
            self._put(" " * (TAB_WIDTH - self._cell() % TAB_WIDTH))
        elif character_of(key) is not None:
            self._put(key)
        else:
            return False
        return True

    @property
    def _here(self) -> str:
        return self.state.buffer.lines[self.state.cursor[0]]

    def _cell(self) -> int:
        return cell_at(self._here, self.state.cursor[1], TAB_WIDTH)

    def _note(self) -> None:
        """Remember what is around the cursor, to see what others change."""
        self._line, self._rows = self._here, len(self.state.buffer.lines)

    def _put(self, text: str) -> None:
        row, column = self.state.cursor
        for character in text:
            over = self.state.mode is Mode.REPLACE and column < len(self._here)
            self._replaced.append(self._here[column] if over else None)
            self.state.replace((row, column), (row, column + over), character)
            column += 1
        self.state.cursor = row, column
        self.indented = False

    def _break_line(self) -> None:
        state, line = self.state, self._here
        row, column = state.cursor
        indent = indent_of(line[:column])
        self._drop_indent()
        column = state.cursor[1]
        rest = self._here[column:]
        blanks = len(rest) - len(rest.lstrip(" \t"))
        state.replace((row, column), (row, column + blanks), "\n" + indent)
        state.cursor = row + 1, len(indent)
        self.indented = bool(indent)
        self._replaced.clear()

    def _back(self) -> None:
        row, column = self.state.cursor
        if self.state.mode is Mode.REPLACE:
            self._restore()
        elif column:
            self._delete_to((row, column - 1))
        elif row:
            self._delete_to((row - 1, len(self.state.buffer.lines[row - 1])))

    def _restore(self) -> None:
        """Give back what the last key replaced; where there is none, only go to the left."""
        row, column = self.state.cursor
        if not column:
            self.state.cursor = self._end_before()
            return
        if self._replaced:
            self.state.replace((row, column - 1), (row, column), self._replaced.pop() or "")
        self.state.cursor = row, column - 1

    def _delete(self) -> None:
        row, column = self.state.cursor
        lines = self.state.buffer.lines
        if column < len(lines[row]):
            self.state.replace((row, column), (row, column + 1), "")
        elif row + 1 < len(lines):
            self.state.replace((row, column), (row + 1, 0), "")

    def _delete_to(self, at: Location) -> None:
        self.state.replace(at, self.state.cursor, "")
        self.state.cursor = at
        self.start = min(self.start, at)
        self.indented = False

    def _word_before(self) -> Location:
        """Where Ctrl+W deletes to: a word with the blanks behind it, but not over where typing began."""
        row, column = self.state.cursor
        if not column:
            return self._end_before()
        line, stop = self._here, self._stop()
        while column > stop and kind_of(line[column - 1], big=False) == BLANK:
            column -= 1
        kind = kind_of(line[column - 1], big=False) if column > stop else BLANK
        while column > stop and kind_of(line[column - 1], big=False) == kind:
            column -= 1
        return row, column

    def _line_before(self) -> Location:
        """Where Ctrl+U deletes to: where typing began, then the indentation."""
        row, column = self.state.cursor
        if not column:
            return self._end_before()
        stop, indent = self._stop(), len(indent_of(self._here))
        return row, stop or (indent if indent < column else 0)

    def _stop(self) -> int:
        row, column = self.state.cursor
        return self.start[1] if self.start[0] == row and self.start[1] < column else 0

    def _end_before(self) -> Location:
        row = self.state.cursor[0]
        return (row - 1, len(self.state.buffer.lines[row - 1])) if row else (0, 0)

    def _drop_indent(self) -> None:
        """Take away the indentation of a line that has nothing else."""
        if self.indented and self.state.cursor[1] == len(self._here):
            row, column = self.state.cursor
            kept = len(self._here[:column].rstrip(" \t"))
            self.state.replace((row, kept), (row, column), "")
            self.state.cursor = row, kept
        self.indented = False


def open_line(state: State, *, below: bool) -> str:
    """Make a new line with the indentation of the cursor's, and go there; that indentation."""
    row = state.cursor[0]
    indent = indent_of(state.buffer.lines[row])
    row += below
    state.insert_rows(row, indent)
    state.cursor = row, len(indent)
    return indent


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
