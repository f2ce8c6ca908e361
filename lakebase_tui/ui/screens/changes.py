"""What is pending, as the SQL that will be run; applied from here, with the conflicts to decide."""

from collections.abc import Awaitable, Callable, Sequence

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.edit.apply import Applied, Conflict, Failed, Result
from lakebase_tui.query.edit.editing import Editing
from lakebase_tui.query.edit.statements import PendingStatement
from lakebase_tui.sql.visible import visible, visible_lines
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.screens.changes_text import conflict_text, failure_text, statements_text
from lakebase_tui.ui.screens.prompt import hint
from lakebase_tui.ui.widgets.editor_theme import syntax_styles


class ChangesScreen(ModalScreen[Applied | None]):
    """Dismisses with what was applied, or None when it is left.

    Args:
        editing: The edits of the result.
        cancel: Cancels what runs in the session.
    """

    BINDINGS = [
        Binding("a,ctrl+s", "apply", "Apply all", id="changes.apply"),
        Binding("u", "undo", "Undo the last change", id="changes.undo"),
        Binding("x", "revert", "Revert all", id="changes.revert"),
        Binding("k", "keep", "In a conflict keep my values", id="changes.keep"),
        Binding("t", "take", "In a conflict take the values that are there now", id="changes.take"),
        Binding("y", "copy", "Copy the SQL", id="changes.copy"),
        Binding("escape,q", "back", "Back, or cancel what is being applied", id="changes.back"),
    ]
    DEFAULT_CSS = """
    ChangesScreen { align: center middle; }
    ChangesScreen > Vertical {
        width: 120; max-width: 96%; height: auto; max-height: 92%; padding: 1 2;
        border: round $primary; background: $panel; border-title-color: $foreground;
    }
    ChangesScreen Static { height: auto; }
    ChangesScreen #said { margin-bottom: 1; }
    ChangesScreen #scroll { height: auto; max-height: 1fr; scrollbar-size: 1 1; background: $panel; }
    ChangesScreen #keys { margin-top: 1; dock: bottom; }
    """

    def __init__(self, editing: Editing, cancel: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._editing = editing
        self._cancel = cancel
        self._result: Result | None = None
        self._pending: Sequence[PendingStatement] = ()
        self._applying = False

    def compose(self) -> ComposeResult:
        """What is said, the SQL or the conflicts, and the keys."""
        with Vertical() as frame:
            frame.border_title = Content(visible(f"Pending changes of {self._editing.editable.sql}"))
            yield Static(id="said", markup=False)
            with VerticalScroll(id="scroll"):
                yield Static(id="sql", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """The arrows move the SQL."""
        self.query_one("#scroll").focus()
        self._draw()

    def notify_style_update(self) -> None:
        """Draw again in the new theme's colours."""
        super().notify_style_update()
        if self.is_mounted:
            self._draw()

    # -- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Conflicts are decided before anything else; nothing else is done while changes are applied."""
        if self._applying:
            return action == "back"
        in_conflict = isinstance(self._result, Conflict)
        if action in ("keep", "take"):
            return in_conflict
        return not (in_conflict and action in ("apply", "undo", "revert"))

    def action_apply(self) -> None:
        """Apply all in one transaction."""
        if self._pending:
            self._applying, self._result = True, None
            self._draw()
            self._apply()

    @work(group="changes")
    async def _apply(self) -> None:
        try:
            self._result = await self._editing.apply()
        except LakebaseTuiError as error:
            self._result = Failed(error.sentence, error.next_step)
        finally:
            self._applying = False
        if isinstance(self._result, Applied):
            self.dismiss(self._result)
        else:
            self._draw()

    def action_undo(self) -> None:
        """Take the last change back."""
        if not self._editing.changes.undo():
            self.notify("There is nothing to undo.")
        self._result = None
        self._draw()

    def action_revert(self) -> None:
        """Take everything back."""
        self._editing.changes.revert_all()
        self._result = None
        self._draw()

    def action_keep(self) -> None:
        """Mine, on top of what the rows are now."""
        if isinstance(self._result, Conflict):
            self._editing.keep_mine(self._result.rows)
            self._result = None
            self._draw()

    def action_take(self) -> None:
        """Theirs: my changes of these rows are dropped."""
        if isinstance(self._result, Conflict):
            self._editing.take_theirs(self._result.rows)
            self._result = None
            self._draw()

    def action_copy(self) -> None:
        """The SQL, by the best way there is."""
        if self._pending:
            sql = "\n".join(f"{each.sql};" for each in self._pending)
            copy_out(self.app, sql, counted(len(self._pending), "statement"))

    @work(group="changes-cancel")
    async def action_back(self) -> None:
        """Back to the grid; while changes are applied, have them cancelled."""
        if self._applying:
            await self._cancel()
        else:
            self.dismiss(None)

    # -- drawing ----------------------------------------------------------------------------------

    def _draw(self) -> None:
        self._pending = self._editing.statements()
        failed = self._result if isinstance(self._result, Failed) else None
        said = failure_text(failed) if failed is not None else self._head()
        self.query_one("#said", Static).update(said)
        self.query_one("#sql", Static).update(self._body(failed))
        self.query_one("#keys", Static).update(hint(*self._keys()))

    def _head(self) -> Content:
        if self._applying:
            return Content.styled("Applying… Esc cancels it and undoes all.", "$status-warn")
        if isinstance(self._result, Conflict):
            return Content.styled(
                "Nothing was changed: some rows are no longer what you saw.", "$status-warn"
            )
        counts = self._editing.counts
        if not counts.total:
            return Content.styled("Nothing is pending.", "$dim")
        parts = (
            (counts.edited, "changed", "$grid-changed"),
            (counts.inserted, "new", "$grid-new"),
            (counts.deleted, "deleted", "$grid-deleted"),
        )
        told = [Content.styled(f"{number:,} {word}", colour) for number, word, colour in parts if number]
        return Content.assemble(Content("  ").join(told), (f"\n{self._place()}", "$dim"), self._note())

    def _place(self) -> str:
        if self._editing.in_transaction:
            where = "In your open transaction, behind a savepoint; you commit it."
        elif self._editing.manual:
            where = "In a new transaction, which you commit."
        else:
            where = "In one transaction: all or nothing."
        return f"{where} Each touches exactly one row, as you saw it, or all is undone."

    def _note(self) -> tuple[str, str]:
        note = self._editing.editable.note
        return (f"\n{visible_lines(note)}" if note else "", "$status-warn")

    def _body(self, failed: Failed | None) -> Text | Content:
        if isinstance(self._result, Conflict):
            return conflict_text(self._result, self.query_one("#scroll").size.width or 100)
        styles = syntax_styles(self.app.theme_variables)
        return statements_text(self._pending, styles, failed.statement if failed is not None else None)

    def _keys(self) -> Sequence[tuple[str, str]]:
        if self._applying:
            return (("esc", "cancel"),)
        if isinstance(self._result, Conflict):
            return (("k", "keep mine"), ("t", "take theirs"), ("esc", "back, decide later"))
        if not self._pending:
            return (("u", "undo"), ("esc", "back"))
        apply = () if self._editing.doubtful else (("a", "apply"),)
        return (*apply, ("u", "undo last"), ("x", "revert all"), ("y", "copy"), ("esc", "back"))
