"""Small dialogs: a menu, a new branch. Each dismisses with its answer, None for none."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.models import Branch, Project
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible, visible_lines
from lakebase_tui.ui.screens import connect_words as words
from lakebase_tui.ui.widgets.choice_list import ChoiceList
from lakebase_tui.ui.widgets.filter_list import FilterList, Row, plain

FRAME = """
{name} {{ align: center middle; }}
{name} > Vertical {{
    width: 76; max-width: 94%; height: auto; max-height: 94%; padding: 1 2;
    border: round $accent; background: $panel; border-title-color: $foreground;
}}
{name} FilterList {{ background: $panel; }}
{name} ChoiceList > .list--selected {{ background: $panel; }}
{name} .hint {{ color: $dim; margin-top: 1; }}
{name} .said {{ display: none; margin-top: 1; }}
{name} .label {{ color: $dim; margin-top: 1; }}
{name} Input {{ height: 1; padding: 0 1; border: none; background: $raised; }}
"""


def hint(*keys: tuple[str, str]) -> Content:
    """The line of keys at the foot of a dialog."""
    parts = [Content.assemble((key, "$accent"), (f" {what}   ", "$dim")) for key, what in keys]
    return Content.assemble(*parts)


@dataclass(frozen=True, slots=True)
class MenuOption:
    """A line of a menu; `preview` is shown beneath while the cursor is on it."""

    key: str
    title: str
    preview: str = ""
    letter: str = ""
    """Chooses it without going there; stands behind the title."""


class MenuScreen(ModalScreen[str | None]):
    """Choose one of a few; dismisses with its key.

    Args:
        title: What is chosen.
        options: In their order.
        verb: What Enter does, one word.
    """

    BINDINGS = [
        Binding("enter", "choose", "Choose", id="menu.choose"),
        Binding("slash", "filter", "Filter", id="menu.filter"),
        Binding("escape", "back", "Back", id="menu.back"),
    ]
    DEFAULT_CSS = (
        FRAME.format(name="MenuScreen")
        + """
    MenuScreen ChoiceList { max-height: 40vh; }
    MenuScreen .preview { color: $dim; margin-top: 1; max-height: 25vh; }
    """
    )

    def __init__(self, title: str, options: Sequence[MenuOption], *, verb: str) -> None:
        super().__init__()
        self._heading = title
        self._options = {option.key: option for option in options}
        self._verb = verb

    def compose(self) -> ComposeResult:
        """The options above a preview."""
        with Vertical() as frame:
            frame.border_title = Content(visible(self._heading))
            yield ChoiceList("menu", id="menu")
            yield Static(classes="preview", markup=False)
            yield Static(hint(("⏎", self._verb), ("/", "filter"), ("esc", "back")), classes="hint")

    def on_mount(self) -> None:
        """Show the first."""
        menu = self.query_one("#menu", ChoiceList)
        menu.show([_menu_row(option) for option in self._options.values()])
        menu.focus()
        self._preview()

    def on_key(self, event: events.Key) -> None:
        """A letter chooses its option, unless it goes into the filter."""
        chosen = [
            each.key for each in self._options.values() if event.character and each.letter == event.character
        ]
        if chosen:
            event.stop()
            self.dismiss(chosen[0])

    def on_click(self, event: events.Click) -> None:
        """A second click takes what it is on."""
        if isinstance(event.widget, ChoiceList) and event.chain == 2:
            self.action_choose()

    def on_filter_list_cursor_moved(self, event: FilterList.CursorMoved) -> None:
        """Show another preview."""
        self._preview()

    def _preview(self) -> None:
        key = self.query_one("#menu", ChoiceList).cursor_key
        preview = self.query_one(".preview", Static)
        text = self._options[key].preview if key is not None else ""
        preview.update(visible_lines(text))
        preview.display = bool(text)

    def action_choose(self) -> None:
        """Take what is under the cursor."""
        key = self.query_one("#menu", ChoiceList).cursor_key
        if key is not None:
            self.dismiss(key)

    def action_filter(self) -> None:
        """Type to narrow the options."""
        self.query_one("#menu", ChoiceList).start_filter()

    def action_back(self) -> None:
        """Clear the filter, else choose none."""
        if not self.query_one("#menu", ChoiceList).stop_filter():
            self.dismiss(None)


def _menu_row(option: MenuOption) -> Row:
    letter = (plain(option.letter, "mark"),) if option.letter else ()
    return Row(option.key, plain(visible(option.title)), letter)


_ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
_LIVES = (
    ("86400", "1 day"),
    ("604800", "7 days"),
    ("2592000", "30 days"),
    ("never", "until it is deleted"),
)


def branch_id_problem(text: str) -> str:
    """Why a branch cannot be called so; empty if it can."""
    if not text:
        return "A branch needs a name."
    if _ID.fullmatch(text):
        return ""
    return "A name has at most 63 small letters, digits and hyphens, and begins with a letter."


class NewBranchScreen(ModalScreen[Branch | None]):
    """Make a branch, and wait until it is there.

    Args:
        control_plane: Who makes it.
        project: Where.
        source: What it is made from; the project's default branch when None.
    """

    BINDINGS = [
        Binding("enter", "create", "Create", id="new_branch.create"),
        Binding("escape", "back", "Back", id="new_branch.back"),
    ]
    DEFAULT_CSS = FRAME.format(name="NewBranchScreen")

    def __init__(self, control_plane: ControlPlane, project: Project, source: Branch | None) -> None:
        super().__init__()
        self._control_plane = control_plane
        self._project = project
        self._source = source
        self._making: Worker[None] | None = None
        self._since = 0.0

    def compose(self) -> ComposeResult:
        """Name and life; the source is said, not asked."""
        with Vertical() as frame:
            source = self._source.branch_id if self._source is not None else "the default branch"
            frame.border_title = Content.assemble("New branch of ", (visible(source), "$branch"))
            yield Static("Name", classes="label", markup=False)
            yield Input(id="name", compact=True, restrict=r"[A-Za-z0-9_./ -]*", max_length=63)
            yield Static("Kept for", classes="label", markup=False)
            yield ChoiceList("life", id="life")
            yield Static(classes="said", id="branch-said", markup=False)
            yield Static(hint(("⏎", "create"), ("tab", "next"), ("esc", "back")), classes="hint")

    def on_mount(self) -> None:
        """A week, unless something else is chosen."""
        rows = [Row(key, plain(title)) for key, title in _LIVES]
        self.query_one("#life", ChoiceList).show(rows, key="604800")
        self.query_one("#name", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Capitals and separators become what a name may have, as they are typed."""
        self._say(Content(""))
        name = re.sub(r"[^a-z0-9-]", "-", event.value.lower())
        if name != event.value:
            event.input.value = name

    def on_input_submitted(self) -> None:
        """Enter creates from the field too."""
        self.action_create()

    def action_create(self) -> None:
        """Ask for the branch."""
        if self._making is not None and self._making.is_running:
            return
        name = self.query_one("#name", Input).value
        if problem := branch_id_problem(name):
            self._say(words.failure(problem, ""))
            return
        life = self.query_one("#life", ChoiceList).cursor_key
        self._since = time.monotonic()
        self._making = self.run_worker(
            self._create(name, None if life in (None, "never") else float(life or 0)), exclusive=True
        )
        self._progress(name)
        self.set_interval(1, lambda: self._progress(name), name="progress")

    def _progress(self, name: str) -> None:
        if self._making is not None and self._making.is_running:
            seconds = int(time.monotonic() - self._since)
            self._say(words.progress(f"making {name}… {seconds} s"))

    async def _create(self, name: str, ttl_s: float | None) -> None:
        source = self._source.name if self._source is not None else self._project.default_branch
        try:
            branch = await self._control_plane.create_branch(
                self._project.name, name, source=source, ttl_s=ttl_s
            )
        except LakebaseTuiError as error:
            self._making = None
            self._say(words.failure(error.sentence, error.next_step))
            return
        self.dismiss(branch)

    def _say(self, text: Content) -> None:
        said = self.query_one("#branch-said", Static)
        said.update(text)
        said.display = bool(text.plain)

    def action_back(self) -> None:
        """Stop waiting, else leave."""
        if self._making is not None and self._making.is_running:
            self._making.cancel()
            self._making = None
            self._say(
                words.failure("No longer waiting for the branch.", "It may still appear; r asks again.")
            )
        else:
            self.dismiss(None)
