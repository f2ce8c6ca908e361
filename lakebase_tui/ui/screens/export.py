"""Export a result: where to, as what, which rows, and how far it is."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static
from textual.worker import Worker

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.export.compression import compression_of
from lakebase_tui.query.export.failures import TargetExistsError, TargetIsLinkError
from lakebase_tui.query.export.order import KINDS, Exported, ExportOrder, ExportProgress, Report
from lakebase_tui.query.export.result_export import ExportOffer
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.path_suggester import PathSuggester
from lakebase_tui.ui.screens import export_words as words
from lakebase_tui.ui.screens.export_options import OPTIONS, fits, kind_of, order_of, path_for
from lakebase_tui.ui.screens.prompt import hint
from lakebase_tui.ui.widgets.option_line import OptionLine

Run = Callable[[ExportOrder, Report], Awaitable[Exported]]


class ExportScreen(ModalScreen[Exported | None]):
    """Stays until the export is done, or given up; dismisses with what was made.

    Args:
        offer: What there is to export.
        run: Does it; cancelled with the task that waits for it.
        memory: What was chosen the last time, by option; what is chosen now is written into it.
    """

    BINDINGS = [
        Binding("enter", "go", "Export", id="export.go"),
        Binding("escape", "back", "Cancel the export, or close", id="export.back"),
        Binding("down", "app.focus_next", "Next option", show=False, id="export.down"),
        Binding("up", "app.focus_previous", "Previous option", show=False, id="export.up"),
    ]
    DEFAULT_CSS = """
    ExportScreen { align: center middle; }
    ExportScreen > VerticalScroll {
        width: 78; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
        border: round $accent; background: $panel; border-title-color: $foreground;
    }
    ExportScreen #file { height: 1; }
    ExportScreen #file Static { width: 12; color: $dim; }
    ExportScreen Input { height: 1; padding: 0 1; border: none; background: $raised; width: 1fr; }
    ExportScreen .gap { margin-top: 1; }
    ExportScreen #question { height: auto; margin-top: 1; display: none; }
    ExportScreen #question Static { width: 1fr; color: $status-warn; }
    ExportScreen #question Button { margin-left: 2; &:focus { text-style: bold; } }
    ExportScreen #said { display: none; margin-top: 1; }
    ExportScreen #keys { margin-top: 1; }
    """

    def __init__(self, offer: ExportOffer, run: Run, memory: MutableMapping[str, str]) -> None:
        super().__init__()
        self._offer = offer
        self._run = run
        self._memory = memory
        self._work: Worker[None] | None = None
        self._asked: ExportOrder | None = None
        self._progress: ExportProgress | None = None
        self._since = 0.0
        self._done: Exported | None = None

    def compose(self) -> ComposeResult:
        """Where, what and which; then how; then what happens."""
        kind = self._memory.get("kind", "csv")
        with VerticalScroll(can_focus=False) as frame:
            frame.border_title = "Export"
            with Horizontal(id="file"):
                yield Static("File", markup=False)
                yield Input(
                    self._first_path(kind),
                    id="path",
                    compact=True,
                    suggester=PathSuggester(files=False),
                    select_on_focus=False,
                )
            yield OptionLine("Format", [(k.name, k.label) for k in KINDS.values()], kind, id="kind")
            yield OptionLine("Rows", words.scopes(self._offer), id="scope")
            for number, (name, (label, choices)) in enumerate(OPTIONS.items()):
                classes = "option" if number else "option gap"
                yield OptionLine(label, choices, self._memory.get(name), id=name, classes=classes)
            yield Static(id="outlook", classes="gap", markup=False)
            with Horizontal(id="question"):
                yield Static(markup=False)
                yield Button("Back", id="refuse", variant="primary", compact=True)
                yield Button("", id="agree", compact=True)
            yield Static(id="said", markup=False)
            yield Static(id="keys", markup=False)

    def _first_path(self, kind: str) -> str:
        folder = self._memory.get("folder", "~/")
        name = self._offer.name.replace("/", "_") or "result"
        return path_for(f"{folder}{name}.csv", kind, self._memory.get("compression", "none"))

    def on_mount(self) -> None:
        """The name is what one most likely wants to change."""
        self.set_interval(0.5, self._draw_progress)
        self.query_one("#path", Input).focus()
        self._draw()

    # -- choosing ---------------------------------------------------------------------------------

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", OptionLine).value

    @property
    def _order(self) -> ExportOrder:
        chosen = {name: self._value(name) for name in OPTIONS}
        path = self.query_one("#path", Input).value
        return order_of(path, self._value("kind"), self._value("scope"), chosen, self._offer.table)

    def on_option_line_changed(self, event: OptionLine.Changed) -> None:
        """Another kind of file, or another way to pack it, gives the name another ending."""
        if event.line.id in ("kind", "compression"):
            path = self.query_one("#path", Input)
            with path.prevent(Input.Changed):
                path.value = path_for(path.value, self._value("kind"), self._value("compression"))
        self._forget_question()
        self._draw()

    @on(Input.Changed, "#path")
    def _path_changed(self, event: Input.Changed) -> None:
        kind = kind_of(event.value)
        if kind is not None:
            self.query_one("#kind", OptionLine).set(kind)
        self.query_one("#compression", OptionLine).set(compression_of(event.value).value)
        self._forget_question()
        self._draw()

    def _draw(self) -> None:
        kind, ready = self._value("kind"), self._work is None and self._done is None
        first = True
        for name in OPTIONS:
            line = self.query_one(f"#{name}", OptionLine)
            line.display = fits(name, kind)
            line.set_class(first and line.display, "gap")
            first = first and not line.display
        for line in self.query(OptionLine):
            line.disabled = not ready
        self.query_one("#path", Input).disabled = not ready
        outlook = self.query_one("#outlook", Static)
        outlook.update(words.outlook(self._offer, self._order))
        outlook.display = ready
        self.query_one("#keys", Static).update(self._keys())

    def _keys(self) -> Content:
        if self._work is not None:
            return hint(("esc", "cancel"))
        if self._done is not None:
            return hint(("⏎", "close"))
        if self._asked is not None:
            return hint(("⏎", "answer"), ("tab", "other answer"), ("esc", "back"))
        return hint(("⏎", "export"), ("↑↓", "options"), ("←→", "choose"), ("esc", "close"))

    # -- exporting --------------------------------------------------------------------------------

    def on_input_submitted(self) -> None:
        """Enter exports from the field, too."""
        self.action_go()

    def action_go(self) -> None:
        """Export; close what is done."""
        if self._done is not None:
            self.dismiss(self._done)
        elif self._work is None and self._asked is None:
            self._start(self._order)

    def _start(self, order: ExportOrder) -> None:
        self._forget_question()
        for name in OPTIONS:
            if fits(name, order.kind):
                self._memory[name] = self._value(name)
        self._memory["kind"] = order.kind
        head, slash, _ = order.target.path.rpartition("/")
        self._memory["folder"] = head + slash
        self._progress, self._since = None, time.monotonic()
        self._work = self.run_worker(self._export(order), exclusive=True)
        self._draw()
        self._draw_progress()

    async def _export(self, order: ExportOrder) -> None:
        try:
            self._done = await self._run(order, self._hear)
        except TargetIsLinkError as error:
            follow = replace(order, target=replace(order.target, follow_symlinks=True))
            self._end(Content(""))
            self._ask(f"{error.sentence} Follow it?", "Follow", follow)
        except TargetExistsError as error:
            agreed = replace(order, target=replace(order.target, overwrite=True))
            self._end(Content(""))
            self._ask(f"{error.sentence} Replace it?", "Replace", agreed)
        except LakebaseTuiError as error:
            self._end(words.failure(error.sentence, error.next_step))
        except asyncio.CancelledError:
            if self.is_attached:
                rows = counted(self._progress.rows, "row") if self._progress is not None else "no row"
                told = f"Cancelled after {rows}. What was written is removed."
                self._end(Content.styled(told, "$status-warn"))
            raise
        else:
            self._end(words.done(self._done))

    def _end(self, said: Content) -> None:
        self._work = None
        self._say(said)
        self._draw()
        if self._done is not None:
            self.set_focus(None)
        elif self._asked is None:
            self.query_one("#path", Input).focus()

    def _hear(self, progress: ExportProgress) -> None:
        self._progress = progress
        self._draw_progress()

    def _draw_progress(self) -> None:
        if self._work is None:
            return
        progress = self._progress or ExportProgress(0, 0, None, 0.0)
        self._say(words.running(replace(progress, seconds=time.monotonic() - self._since)))

    def _say(self, text: Content) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text.plain)

    # -- a question -------------------------------------------------------------------------------

    def _ask(self, question: str, agree: str, order: ExportOrder) -> None:
        self._asked = order
        box = self.query_one("#question", Horizontal)
        box.query_one(Static).update(question)
        button = self.query_one("#agree", Button)
        button.label = agree
        box.display = True
        self.query_one("#refuse", Button).focus()
        self._draw()

    def _forget_question(self) -> None:
        self._asked = None
        self.query_one("#question", Horizontal).display = False

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        order = self._asked
        if order is not None and event.button.id == "agree":
            self._start(order)
        else:
            self._back_to_choosing()

    def _back_to_choosing(self) -> None:
        self._forget_question()
        self._draw()
        self.query_one("#path", Input).focus()

    def action_back(self) -> None:
        """Cancel what runs; else take the question back; else leave."""
        if self._work is not None:
            self._work.cancel()
        elif self._asked is not None:
            self._back_to_choosing()
        else:
            self.dismiss(self._done)
