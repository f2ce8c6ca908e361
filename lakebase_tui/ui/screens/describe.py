"""One object of the database, over the workspace: what it is, and the statements that make it again."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.catalog.describe.description import Description, Section
from lakebase_tui.catalog.object_ref import SELECTABLE_KINDS, ObjectRef
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible, visible_lines
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.describe_layout import Entry
from lakebase_tui.ui.widgets.describe_view import DescribeView
from lakebase_tui.ui.widgets.tab_strip import TabStrip

_KEYS = "⏎ go  / find  {rows}y name  Y DDL  i insert  ⌫ back  esc close"
_FEW_KEYS = "⏎ go  / find  {rows}y Y copy  ⌫ back  esc close"
_ROOM_FOR_ALL = 100


class Page(Enum):
    """What is shown of an object; the value is the title of its tab."""

    DESCRIPTION = "Describe"
    DDL = "DDL"


class Objects(Protocol):
    """Knows the objects of a database."""

    async def describe(self, ref: ObjectRef) -> Description:
        """All that there is to say of one.

        Raises:
            LakebaseTuiError: It is gone, or the server could not be asked.
        """
        ...

    async def ddl(self, ref: ObjectRef) -> str:
        """The statements that make it again.

        Raises:
            LakebaseTuiError: As `describe`; or nothing makes it.
        """
        ...


class Wish(Enum):
    """What the user wants of the object once the screen is closed."""

    PREVIEW = "preview"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Answer:
    """A wish, and the object that it is about."""

    wish: Wish
    ref: ObjectRef


@dataclass(slots=True)
class _Visit:
    """An object that was looked at, with what is known of it and where the cursor was."""

    ref: ObjectRef
    page: Page = Page.DESCRIPTION
    description: Description | None = None
    ddl: str | None = None
    at: Entry | None = None


class DescribeScreen(ModalScreen[Answer | None]):
    """Shows an object, and those that it leads to; Backspace goes back.

    Args:
        ref: The object.
        objects: Answers what there is to know.
        page: What is shown of it first.
    """

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("d", "page('Describe')", "Describe it", id="describe.describe"),
        Binding("s", "page('DDL')", "The statements that make it", id="describe.ddl"),
        Binding("p", "preview", "Preview 100 rows", id="describe.preview"),
        # With priority: what is typed right behind it is for the input that it opens.
        Binding("slash", "find", "Find", id="describe.find", priority=True),
        Binding("n", "find_next(1)", "Next place found", id="describe.find_next"),
        Binding("N", "find_next(-1)", "Previous place found", id="describe.find_previous"),
        Binding("y", "copy_name", "Copy the quoted name", id="describe.copy_name"),
        Binding("Y", "copy_ddl", "Copy the statements that make it", id="describe.copy_ddl"),
        Binding("i", "insert", "Put the quoted name into the editor", id="describe.insert"),
        Binding("r,f5", "refresh", "Read it again", id="describe.refresh"),
        Binding("backspace", "back", "Back to the object before", id="describe.back"),
        Binding("escape,q", "close", "Close", id="describe.close"),
    ]
    DEFAULT_CSS = """
    DescribeScreen { align: center middle; }
    DescribeScreen > Vertical {
        width: 100%; height: 100%; padding: 0 1; border: round $accent; background: $panel;
        border-title-color: $foreground; border-subtitle-color: $dim;
    }
    DescribeScreen TabStrip { background: $panel; margin-bottom: 1; }
    DescribeScreen DescribeView { height: 1fr; }
    DescribeScreen #state { height: 1fr; display: none; content-align: center middle; text-align: center; }
    DescribeScreen #foot {
        height: 1; margin-top: 1; color: $dim; text-wrap: nowrap; text-overflow: ellipsis;
    }
    DescribeScreen #ask { height: 1; margin-top: 1; display: none; }
    DescribeScreen #ask Static { width: auto; color: $accent; padding-right: 1; }
    DescribeScreen #ask Input { width: 1fr; height: 1; padding: 0; border: none; background: $raised; }
    """

    def __init__(self, ref: ObjectRef, objects: Objects, page: Page = Page.DESCRIPTION) -> None:
        super().__init__()
        self._objects = objects
        self._visits = [_Visit(ref, page)]
        self._asking = False

    @property
    def ref(self) -> ObjectRef:
        """The object that is shown."""
        return self._visit.ref

    @property
    def view(self) -> DescribeView:
        """Where it is shown."""
        return self.query_one(DescribeView)

    @property
    def _visit(self) -> _Visit:
        return self._visits[-1]

    def compose(self) -> ComposeResult:
        """The view beneath its tabs, and a line for what is asked and told."""
        with Vertical(id="describe-frame"):
            yield TabStrip()
            yield DescribeView()
            yield Static(id="state", markup=False)
            yield Static(id="foot", markup=False)
            with Horizontal(id="ask"):
                yield Static("Find", markup=False)
                yield Input(compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Ask for the object."""
        self.view.focus()
        self._show()

    def on_resize(self) -> None:
        """As many keys at the foot as there is room for."""
        self._draw_frame()

    # -- what is shown ------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show what is known of the object; ask for what is not."""
        visit = self._visit
        self._draw_frame()
        shown = self._shown(visit)
        if shown is not None:
            self._show_state(None)
            self.view.show(shown, at=visit.at)
            self._draw_foot()
            return
        self._show_state(Content.styled(f"Asking the server about {visible(visit.ref.quoted)}…", "$dim"))
        self._read()

    @staticmethod
    def _shown(visit: _Visit) -> Description | None:
        if visit.page is Page.DESCRIPTION:
            return visit.description
        if visit.ddl is None:
            return None
        return Description(visit.ref, (), (Section("", text=visit.ddl.rstrip("\n"), is_sql=True),))

    @work(group="describe", exclusive=True)
    async def _read(self) -> None:
        visit = self._visit
        try:
            if visit.page is Page.DESCRIPTION:
                visit.description = await self._objects.describe(visit.ref)
                visit.ref = visit.description.ref
            else:
                visit.ddl = await self._objects.ddl(visit.ref)
        except LakebaseTuiError as failure:
            self._show_state(_failure(failure))
            return
        self._show()

    def _show_state(self, said: Content | None) -> None:
        """Say something in place of the object; None shows it."""
        state = self.query_one("#state", Static)
        state.display = said is not None
        self.view.display = said is None
        if said is not None:
            state.update(said)
            self.query_one("#foot", Static).update("")
        elif self.focused is None:  # what is not displayed loses the focus
            self.view.focus()

    def _draw_frame(self) -> None:
        frame = self.query_one("#describe-frame")
        ref, owner = self.ref, self.ref.owner
        of = f" of {visible(owner.quoted)}" if owner is not None else ""
        frame.border_title = Content.assemble(
            (ref.kind.value, "$grid-type"), " ", (visible(ref.quoted), "bold"), (of, "$dim")
        )
        keys, rows = (_KEYS, "p preview  ") if self.size.width >= _ROOM_FOR_ALL else (_FEW_KEYS, "p rows  ")
        frame.border_subtitle = keys.format(rows=rows if ref.kind in SELECTABLE_KINDS else "")
        titles = [
            [("d ", "dim"), (Page.DESCRIPTION.value, "name")],
            [("s ", "dim"), (Page.DDL.value, "name")],
        ]
        self.query_one(TabStrip).show(titles, list(Page).index(self._visit.page))

    def _draw_foot(self) -> None:
        found = self.view.found
        before = self._visits[-2].ref if len(self._visits) > 1 else None
        parts = [
            (f"{found}  n N  ", "$accent") if found else ("", ""),
            (f"{visible(self.view.place)}  " if self.view.place else "", "$dim"),
            (f"⌫ {visible(before.quoted)}" if before is not None else "", "$dim"),
        ]
        self.query_one("#foot", Static).update(Content.assemble(*parts), layout=False)

    def on_cell_view_moved(self, event: CellView.Moved) -> None:
        """The line at the foot says where the cursor leads."""
        event.stop()
        if self.view.display:
            self._draw_foot()

    # -- going about --------------------------------------------------------------------------------

    def action_page(self, title: str) -> None:
        """Show the description, or the statements."""
        page = Page(title)
        if page is not self._visit.page:
            self._visit.page, self._visit.at = page, None
            self._show()

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.action_page(list(Page)[event.index].value)

    def on_describe_view_object_wanted(self, event: DescribeView.ObjectWanted) -> None:
        """Show another object; this one is a Backspace away."""
        event.stop()
        self._visit.at = self.view.cursor_entry
        self._visits.append(_Visit(event.ref))
        self._show()

    def action_back(self) -> None:
        """Show the object before."""
        if len(self._visits) > 1:
            self.workers.cancel_group(self, "describe")
            self._visits.pop()
            self._show()

    def action_refresh(self) -> None:
        """Ask the server once more; the cursor stays where it is."""
        visit = self._visit
        visit.at = self.view.cursor_entry if self.view.display else visit.at
        visit.description = visit.ddl = None
        self._show()

    def action_close(self) -> None:
        """Stop looking for something, else go back to where we were."""
        if self._asking:
            self._stop_asking()
        else:
            self.dismiss(None)

    # -- searching ----------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Ask what to look for."""
        if not self.view.display:
            return
        self._asking = True
        self.query_one("#foot").display = False
        self.query_one("#ask").display = True
        field = self.query_one(Input)
        field.value = ""
        self.set_focus(field)  # at once: the next key is already under way

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, a key is text."""
        return action != "find" or not self._asking

    def _stop_asking(self) -> None:
        self._asking = False
        self.query_one("#ask").display = False
        self.query_one("#foot").display = True
        self.view.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look for it."""
        event.stop()
        self._stop_asking()
        self.view.find(event.value)

    def action_find_next(self, step: int) -> None:
        """Show the next place, or the one before."""
        self.view.find_next(step)

    # -- taking along -------------------------------------------------------------------------------

    def action_copy_name(self) -> None:
        """Copy the name as it stands in a statement."""
        copy_out(self.app, self.ref.quoted, "the name")

    def action_copy_ddl(self) -> None:
        """Copy the statements that make the object, which may have to be asked for first."""
        self._copy_ddl()

    @work(group="copy-ddl", exclusive=True)
    async def _copy_ddl(self) -> None:
        visit = self._visit
        try:
            visit.ddl = visit.ddl or await self._objects.ddl(visit.ref)
        except LakebaseTuiError as failure:
            self.app.notify(visible_lines(str(failure)), severity="error", markup=False)
            return
        copy_out(self.app, visit.ddl, f"the DDL of {visible(visit.ref.quoted)}")

    def action_preview(self) -> None:
        """Close, and read some rows."""
        if self.ref.kind in SELECTABLE_KINDS:
            self.dismiss(Answer(Wish.PREVIEW, self.ref))
        else:
            kind = self.ref.kind.value
            self.notify(f"{'An' if kind[0] in 'aeiou' else 'A'} {kind} has no rows to preview.")

    def action_insert(self) -> None:
        """Close, and put the name into the editor."""
        self.dismiss(Answer(Wish.INSERT, self.ref))


def _failure(failure: LakebaseTuiError) -> Content:
    return Content.assemble(
        (visible_lines(failure.sentence), "bold $status-bad"),
        f"\n\n{visible_lines(failure.next_step)}" if failure.next_step else "",
        ("\n\nr tries again", "$dim"),
    )
