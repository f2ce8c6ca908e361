"""Keys in, edits out: what each key does to a text, in the mode that one is in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from lakebase_tui.ui.vim.changes import Change, Shape
from lakebase_tui.ui.vim.going import Going
from lakebase_tui.ui.vim.grammar import MOTIONS, SCROLLS, Command, Unfinished, read_command
from lakebase_tui.ui.vim.insertion import Insertion
from lakebase_tui.ui.vim.keys import ESCAPE, shown_keys
from lakebase_tui.ui.vim.macros import Macros
from lakebase_tui.ui.vim.normal import COMMANDS, in_full, operate
from lakebase_tui.ui.vim.operators import change_lines, replace_text, to_text_of
from lakebase_tui.ui.vim.regions import Region
from lakebase_tui.ui.vim.registers import NAMES, Registers
from lakebase_tui.ui.vim.scrolling import scroll
from lakebase_tui.ui.vim.state import Mode, State
from lakebase_tui.ui.vim.surroundings import Surroundings
from lakebase_tui.ui.vim.text import Buffer, Location
from lakebase_tui.ui.vim.visual import run_on_selection

_INSERTS_REGISTER: Final = "<C-r>"
_MOVES_WHILE_TYPING: Final = {
    "<Left>": "h",
    "<Right>": "l",
    "<Up>": "k",
    "<Down>": "j",
    "<Home>": "0",
    "<End>": "$",
}
_RANGE_OF_SELECTION: Final = "'<,'>"


class Engine:
    """An editor's keys as in Vim.

    Args:
        buffer: The text.
        registers: May be shared by several engines.
        around: The program around it.
    """

    def __init__(self, buffer: Buffer, registers: Registers, around: Surroundings) -> None:
        self.state: State = State(buffer, registers)
        """The cursor, the mode and so on; to be read by others."""
        self._around = around
        self._going = Going(self.state, around)
        self._macros = Macros(registers)
        self._keys: tuple[str, ...] = ()
        self._insertion = Insertion(self.state)
        self._last: Change | None = None
        self._failed = False
        self._names_register = False

    # What others ask and tell

    @property
    def inserting(self) -> bool:
        """Whether keys are text that is put between other text."""
        return self.state.mode is Mode.INSERT

    @property
    def waits(self) -> bool:
        """Whether keys were typed that are no command yet."""
        return bool(self._keys)

    @property
    def shown(self) -> str:
        """Keys that are no command yet, and what is recorded, as one reads them."""
        recording = f"recording @{self._macros.recording}" if self._macros.recording else ""
        return " ".join(filter(None, (recording, shown_keys(self._keys))))

    def place(self, cursor: Location, anchor: Location | None = None) -> None:
        """Follow what others did to text, cursor and selection.

        Args:
            cursor: Where the cursor is; with a selection, on its last character at this end.
            anchor: Where the selection begins; None where nothing is selected.
        """
        state = self.state
        if state.mode.types:
            if not self._insertion.follow(cursor):
                self._names_register = False
                self._begin_anew(cursor)
            return
        self._keys = ()
        if anchor is not None:
            state.mode = Mode.VISUAL if state.mode is Mode.NORMAL else state.mode
            state.anchor = anchor
        else:
            state.end_selection()
        state.put_cursor(cursor)

    def forget_keys(self) -> None:
        """A key came that is no part of a command."""
        self._keys = ()

    def go_to_found(self, origin: Location) -> None:
        """Go to where what the user was asked for stands, from where the cursor was then."""
        found = self._going.searching.found_from(origin)
        if found is not None:
            self.state.put_cursor(origin)
            self.state.remember_jump()
            self.state.put_cursor(found)

    def feed(self, key: str) -> bool:
        """Do what a key asks for.

        Args:
            key: As in `keys`.

        Returns:
            Whether it has a meaning here; if not, nothing was done.
        """
        if self._macros.recording and key == "q" and not self._keys and not self.state.mode.types:
            self._macros.stop()
            return True
        self._macros.note(key)
        used = self._take(key)
        while (replayed := self._macros.next(failed=self._failed)) is not None:
            self._take(replayed)
        return used

    # From keys to commands

    def _take(self, key: str) -> bool:
        self._failed = False
        if self.state.mode.types:
            return self._type(key)
        if key == ESCAPE:
            return self._escape()
        self._keys = (*self._keys, key)
        found = read_command(self._keys, selecting=self.state.mode.selects)
        if found is Unfinished.MORE:
            return True
        keys, self._keys = self._keys, ()
        if isinstance(found, Unfinished):
            self._failed = True
            return len(keys) > 1 or len(key) == 1
        self._failed = not self._run(found)
        self.state.forget_idle_jump()
        return True

    def _escape(self) -> bool:
        waited, self._keys = self.waits, ()
        if waited or not self.state.mode.selects:
            self._failed = not waited
            return waited
        self.state.end_selection()
        self.state.put_cursor(self.state.cursor)
        return True

    def _run(self, command: Command) -> bool:
        name, selecting = command.name, self.state.mode.selects
        if name == ".":
            return self._repeat(command.count)
        if name in ("q", "@"):
            return self._macros.run(command)
        if name in ("/", "?"):
            self._going.searching.ask(forward=name == "/")
            return True
        if name == ":":
            self._ask(command.count)
            return True
        if name in SCROLLS:
            return scroll(self.state, self._around.window, command)
        if selecting and name[0] in "ia" and len(name) == 2:
            return self._going.select_object(command)
        if name in MOTIONS:
            return self._going.go(command)
        if selecting and name not in ("m",):
            return run_on_selection(self, command)
        command = in_full(command)
        if command.motion:
            region = self._going.region_of(command)
            return region is not None and operate(self, command, region)
        return COMMANDS[name](self, command)

    def _ask(self, count: int | None) -> None:
        given = "" if count is None else "." if count == 1 else f".,.+{count - 1}"
        if self.state.mode.selects:
            given = _RANGE_OF_SELECTION
            self.state.end_selection()
            self.state.put_cursor(self.state.cursor)
        self._around.ask_command(given)

    # Changes

    def change(self, command: Command, at: Location, shape: Shape | None = None) -> bool:
        """Begin a step of undo for a command that can be repeated; False where the text is not to be changed.

        Args:
            command: The command.
            at: Where the cursor goes when it is undone.
            shape: What was selected.
        """
        if self.state.buffer.read_only:
            return False
        self._last = Change(command, shape=shape)
        self.state.buffer.begin_step(at)
        return True

    def end_step(self) -> None:
        """End the step of undo."""
        self.state.buffer.end_step()

    @contextmanager
    def step(self, at: Location) -> Iterator[None]:
        """A step of undo for what others change; `at` is where the cursor goes when it is undone."""
        self.state.buffer.begin_step(at)
        try:
            yield
        finally:
            self.state.buffer.end_step()

    def reformat(self, region: Region) -> None:
        """Lay out SQL anew."""
        replace_text(self.state, region, self._around.reformat)
        to_text_of(self.state, region.start[0])

    def toggle_comment(self, region: Region) -> None:
        """Comment lines out, or take that back."""
        change_lines(self.state, region, self._around.toggle_comment)
        self.state.put_cursor(region.home)

    def begin_typing(
        self, indent: str = "", times: int = 1, *, opens: bool = False, mode: Mode = Mode.INSERT
    ) -> None:
        """Take keys as text from here on, within the step of undo that was begun.

        Args:
            indent: The indentation before the cursor that came by itself.
            times: How often the text stands there in the end.
            opens: Whether each time on a new line.
            mode: Insert or replace.
        """
        self.state.mode = mode
        self._insertion = Insertion(self.state, times, opens)
        self._insertion.begin(indent)

    def _type(self, key: str) -> bool:
        if self._names_register:
            self._names_register = False
            content = self.state.registers.get(key) if key in NAMES else None
            if content is not None:
                self._insertion.paste(content.text + "\n" * content.lines)
            return True
        if key == _INSERTS_REGISTER:
            self._names_register = True
            return True
        if key in _MOVES_WHILE_TYPING:
            if self._insertion.typed:
                self.state.put_cursor(self.state.cursor)
            if self._going.go(Command(_MOVES_WHILE_TYPING[key]), over_text=True):
                self._begin_anew(self.state.cursor)
            return True
        if key != ESCAPE:
            return self._insertion.take(key)
        self._leave()
        return True

    def _leave(self) -> None:
        insertion = self._insertion
        insertion.end()
        self.end_step()
        if self._last is not None:
            self._last = replace(self._last, typed=tuple(insertion.typed))

    def _begin_anew(self, cursor: Location) -> None:
        """Type on elsewhere: as a step of its own, of which alone a repetition consists."""
        self.end_step()
        mode = self.state.mode
        self.state.put_cursor(cursor, self.state.wanted if cursor == self.state.cursor else None)
        self.change(Command("i"), self.state.cursor)
        self.begin_typing(mode=mode)

    def _repeat(self, count: int | None) -> bool:
        last = self._last
        if last is None or self.state.buffer.read_only:
            return False
        command = last.command
        if count is not None and last.shape is None:
            command = replace(command, count=count)
        if command.register in tuple("12345678"):
            command = replace(command, register=str(int(command.register) + 1))
        if last.shape is not None:
            last.shape.select(self.state)
        done = self._run(command)
        if self.state.mode.types:
            self._insertion.repeat(last.typed)
            self._insertion.typed = list(last.typed)
            self._leave()
        return done
