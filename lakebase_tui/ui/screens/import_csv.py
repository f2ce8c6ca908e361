"""Import a CSV file: which file, which table, what goes where, and how far it is."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.importing.csv_file import CsvFile
from lakebase_tui.query.importing.failures import ImportFailedError
from lakebase_tui.query.importing.importer import Imported, ImportProgress, Report
from lakebase_tui.query.importing.plan import ImportPlan, Mapping, by_name, by_position
from lakebase_tui.query.importing.preview import Preview, Sample, preview, take_sample
from lakebase_tui.query.importing.records import Dialect
from lakebase_tui.query.importing.sniff import ENCODINGS, CsvShape
from lakebase_tui.query.importing.table import TargetTable
from lakebase_tui.ui.path_suggester import PathSuggester
from lakebase_tui.ui.screens import export_words, import_words
from lakebase_tui.ui.screens.export_options import OPTIONS
from lakebase_tui.ui.screens.import_mapping import MappingList, PreviewRows
from lakebase_tui.ui.screens.prompt import hint
from lakebase_tui.ui.widgets.option_line import OptionLine
from lakebase_tui.ui.widgets.result_grid import ResultGrid

FindTable = Callable[[str], Awaitable[TargetTable]]
Run = Callable[[CsvFile, ImportPlan, Report], Awaitable[Imported]]

_SHAPE = ("header", "delimiter", "quote", "null")
_ENCODINGS = tuple((each.server_name, each.label) for each in ENCODINGS)


class ImportScreen(ModalScreen[Imported | None]):
    """Stays until the file is imported, or given up; dismisses with what was done.

    Args:
        find_table: Asks the catalogue.
        run: Does it; cancelled with the task that waits for it.
        path: A file to begin with.
        table: A table to begin with, as in SQL.
    """

    BINDINGS = [
        Binding("enter", "go", "Look at the file and the table, then import", id="import.go"),
        Binding("escape", "back", "Cancel the import, or close", id="import.back"),
        Binding("down", "app.focus_next", "Next option", show=False, id="import.down"),
        Binding("up", "app.focus_previous", "Previous option", show=False, id="import.up"),
    ]
    DEFAULT_CSS = """
    ImportScreen { align: center middle; }
    ImportScreen > Vertical {
        width: 100; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
        border: round $accent; background: $panel; border-title-color: $foreground;
        &.-known { height: 96%; max-height: 34; }
        &.-known #form { height: 1fr; }
    }
    ImportScreen #form { height: auto; }
    ImportScreen Horizontal { height: 1; }
    ImportScreen Horizontal Static { width: 12; color: $dim; }
    ImportScreen Input { height: 1; padding: 0 1; border: none; background: $raised; width: 1fr; }
    ImportScreen #known { height: auto; display: none; }
    ImportScreen MappingList { margin-top: 1; }
    ImportScreen ResultGrid { height: 7; margin-top: 1; background: $ground; }
    ImportScreen #header { margin-top: 1; }
    ImportScreen #said { margin-top: 1; max-height: 9; }
    ImportScreen #keys { margin-top: 1; }
    """

    def __init__(self, find_table: FindTable, run: Run, *, path: str = "~/", table: str = "") -> None:
        super().__init__()
        self._find_table = find_table
        self._run = run
        self._first = (path, table)
        self._file: tuple[str, CsvFile, Sample] | None = None
        self._table: tuple[str, TargetTable] | None = None
        self._shape = CsvShape()
        self._work: Worker[None] | None = None
        self._sending = False
        self._progress: ImportProgress | None = None
        self._since = 0.0
        self._done: Imported | None = None

    def compose(self) -> ComposeResult:
        """File and table; once they are known what goes where, the first rows and how they are read."""
        path, table = self._first
        with Vertical(id="frame") as frame:
            frame.border_title = "Import CSV"
            with VerticalScroll(id="form", can_focus=False):
                with Horizontal():
                    yield Static("File", markup=False)
                    yield Input(
                        path,
                        id="path",
                        compact=True,
                        suggester=PathSuggester(files=True),
                        select_on_focus=False,
                    )
                with Horizontal():
                    yield Static("Table", markup=False)
                    yield Input(table, id="table", compact=True, placeholder="schema.table")
                with Vertical(id="known"):
                    yield MappingList()
                    yield ResultGrid()
                    for name in _SHAPE:
                        label, choices = OPTIONS[name]
                        yield OptionLine(label, choices, id=name)
                    yield OptionLine("Encoding", _ENCODINGS, id="encoding")
            yield Static(id="said", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """The file comes first."""
        self.set_interval(0.5, self._draw_progress)
        self.query_one("#path", Input).focus()
        self._say(
            Content.styled("Choose a file and a table; nothing is sent before you have seen both.", "$dim")
        )
        self._draw()

    # -- looking ----------------------------------------------------------------------------------

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    @property
    def _known(self) -> bool:
        """Whether file and table are those whose names are typed."""
        file, table = self._file, self._table
        return file is not None and table is not None and (file[0], table[0]) == self._names

    @property
    def _names(self) -> tuple[str, str]:
        return self._typed("path"), self._typed("table")

    @on(Input.Blurred)
    def _left(self) -> None:
        if all(self._names) and not self._known:
            self._begin(self._look())

    def on_input_submitted(self) -> None:
        """Enter in a field is Enter."""
        self.action_go()

    def action_go(self) -> None:
        """Look at what is typed; import what was looked at; close what is done."""
        if self._done is not None:
            self.dismiss(self._done)
        elif self._work is not None:
            return
        elif self._known:
            self._import()
        elif all(self._names):
            self._begin(self._look())
        else:
            self.query_one("#table" if self._typed("path") else "#path", Input).focus()

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        self._work = self.run_worker(work, exclusive=True)
        self._draw()

    async def _look(self) -> None:
        """Read the file's beginning and ask for the table, each only if its name changed."""
        path, name = self._names
        try:
            if self._file is None or self._file[0] != path:
                file = CsvFile(path)
                sample = await take_sample(file)
                self._file, self._shape = (path, file, sample), sample.shape
                self._show_shape()
            if self._table is None or self._table[0] != name:
                self._table = (name, await self._find_table(name))
        except LakebaseTuiError as error:
            self._end(export_words.failure(error.sentence, error.next_step))
        else:
            await self._map()
            self._end(None)

    def _show_shape(self) -> None:
        shape = self._shape
        shown = {
            "header": "yes" if shape.header else "no",
            "delimiter": shape.dialect.delimiter.decode(),
            "quote": shape.dialect.quote.decode(),
            "null": shape.null,
            "encoding": shape.encoding.server_name,
        }
        for name, value in shown.items():
            self.query_one(f"#{name}", OptionLine).set(value)

    # -- what goes where --------------------------------------------------------------------------

    def _preview(self) -> Preview:
        assert self._file is not None
        return preview(self._file[2], self._shape)

    async def _map(self) -> None:
        """Bring the columns together anew."""
        assert self._table is not None
        table, names = self._table[1], self._preview().names
        mapping = by_name(names, table.columns) if self._shape.header else ()
        if not any(to is not None for to in mapping):
            mapping = by_position(len(names), table.columns)
        await self.query_one(MappingList).show(names, table, mapping)
        self._show_rows(mapping)

    def _show_rows(self, mapping: Mapping) -> None:
        table = self._table[1] if self._table is not None else None
        self.query_one(ResultGrid).show(PreviewRows(self._preview(), table, mapping), "The file has no rows.")

    async def on_option_line_changed(self, event: OptionLine.Changed) -> None:
        """Another target, or another way to read the file."""
        if not self._known:
            return
        if event.line.has_class("mapping"):
            self._show_rows(self.query_one(MappingList).mapping)
        else:
            self._shape = self._chosen_shape()
            await self._map()
        self._end(None)

    def _chosen_shape(self) -> CsvShape:
        value = {name: self.query_one(f"#{name}", OptionLine).value for name in (*_SHAPE, "encoding")}
        old = self._shape
        return replace(
            old,
            dialect=Dialect(value["delimiter"].encode(), value["quote"].encode(), old.dialect.line_end),
            encoding=next(each for each in ENCODINGS if each.server_name == value["encoding"]),
            header=value["header"] == "yes",
            null=value["null"],
        )

    def _plan(self) -> ImportPlan:
        assert self._table is not None
        return ImportPlan(self._shape, self._table[1], self.query_one(MappingList).mapping)

    # -- importing --------------------------------------------------------------------------------

    def _import(self) -> None:
        if not self._plan().problem():
            self._progress, self._since, self._sending = None, time.monotonic(), True
            self._begin(self._send())
            self._draw_progress()

    async def _send(self) -> None:
        assert self._file is not None
        plan = self._plan()
        try:
            self._done = await self._run(self._file[1], plan, self._hear)
        except ImportFailedError as error:
            self._end(import_words.failed(error))
        except LakebaseTuiError as error:
            self._end(export_words.failure(error.sentence, error.next_step))
        except asyncio.CancelledError:
            if self.is_attached:
                self._end(Content.styled("Cancelled. Nothing of the file was stored.", "$status-warn"))
            raise
        else:
            self._end(import_words.done(self._done, plan))

    def _hear(self, progress: ImportProgress) -> None:
        self._progress = progress
        self._draw_progress()

    def action_back(self) -> None:
        """Cancel the import, else leave."""
        if self._work is not None:
            self._work.cancel()
        if not self._sending:
            self.dismiss(self._done)

    # -- drawing ----------------------------------------------------------------------------------

    def _end(self, said: Content | None) -> None:
        """Nothing runs any more; None: say what will happen."""
        self._work, self._sending = None, False
        if said is None and self._known:
            said = import_words.outlook(self._plan())
        if said is not None:
            self._say(said)
        self._draw()

    def _draw(self) -> None:
        ready = not self._sending and self._done is None
        known = self._file is not None and self._table is not None
        self.query_one("#known").display = known
        self.query_one("#frame").set_class(known, "-known")
        self.query_one("#form").disabled = not ready
        self.query_one("#keys", Static).update(self._keys())

    def _keys(self) -> Content:
        if self._done is not None:
            return hint(("⏎", "close"))
        if self._sending:
            return hint(("esc", "cancel"))
        verb = "import" if self._known else "look at both"
        return hint(("⏎", verb), ("→", "complete, choose"), ("↑↓", "fields"), ("esc", "close"))

    def _draw_progress(self) -> None:
        if not self._sending or self._file is None:
            return
        progress = self._progress or ImportProgress(0, self._file[1].size, 0.0)
        self._say(import_words.running(replace(progress, seconds=time.monotonic() - self._since)))

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one("#keys", Static).update(self._keys())

    def _say(self, text: Content) -> None:
        self.query_one("#said", Static).update(text)
