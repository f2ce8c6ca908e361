"""What the connect screen shows, and how it follows the cursor; what the keys do is `connect`'s."""

import time
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Static

from lakebase_tui.config.state import Recent
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.session.offers import (
    Preselect,
    Refused,
    Wishes,
    recent_of,
)
from lakebase_tui.session.target import ConnectionTarget, NetworkOverride
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens import connect_words as words
from lakebase_tui.ui.screens.connect_inquiry import Inquiry
from lakebase_tui.ui.screens.connect_model import PickerModel, project_of, recents_here
from lakebase_tui.ui.screens.connect_pane import OfferPane
from lakebase_tui.ui.screens.connect_rows import recent_rows
from lakebase_tui.ui.screens.connect_tree import tree_nodes
from lakebase_tui.ui.widgets.branch_tree import BranchTree
from lakebase_tui.ui.widgets.choice_list import ChoiceList
from lakebase_tui.ui.widgets.filter_list import FilterList
from lakebase_tui.ui.widgets.recents_list import RecentsList

# Moving through the tree with a held key asks for nothing but where it comes to rest.
_REST_S = 0.12
_NO_NETWORK = NetworkOverride()
_NOTHING_NAMED = Preselect()
_NOTHING_ASKED = Wishes()
_NOTHING = Content("")


class PickerScreen(Screen[None]):
    """Projects, branches and what they offer: asks, draws, and follows the cursor.

    Args:
        control_plane: Who is asked.
        recents: Targets opened before, newest first, of any workspace.
        network: What the user overrides on the way to the compute.
        preselect: What the command line named.
        notice: A sentence to show at first.
        profiles: Other workspaces; `ProfileChosen` asks for one.
    """

    CSS_PATH = "connect.tcss"
    AUTO_FOCUS = "#tree"
    _tree = getters.query_one("#tree", BranchTree)
    _recent_list = getters.query_one("#recents", RecentsList)
    _offer = getters.query_one("#offer", OfferPane)

    def __init__(
        self,
        control_plane: ControlPlane,
        *,
        recents: Sequence[Recent] = (),
        network: NetworkOverride = _NO_NETWORK,
        preselect: Preselect = _NOTHING_NAMED,
        notice: str = "",
        profiles: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._recents = list(recents)
        self._network = network
        self._preselect = preselect
        self._profiles = tuple(profiles)
        self._notice = notice
        self._model, self._inquiry = self._fresh(control_plane)
        self._began = False
        self._eager = False
        self._connecting = False
        self._accepted: list[str] = []
        self._rest: Timer | None = None
        self._aim: str | None = None
        """A branch that the tree's cursor goes to once it is there, unless the user moves first."""

    # -- for the app ------------------------------------------------------------------------------

    @property
    def network(self) -> NetworkOverride:
        """What the user overrides on the way to the compute."""
        return self._network

    @network.setter
    def network(self, network: NetworkOverride) -> None:
        self._network = network
        self._draw()

    def use(self, control_plane: ControlPlane) -> None:
        """Ask another workspace from here on."""
        self.workers.cancel_node(self)
        self._preselect = _NOTHING_NAMED
        self._model, self._inquiry = self._fresh(control_plane)
        self._began = self._eager = self._connecting = False
        self._say()
        self._draw()
        self._inquiry.begin()

    def recent(self, target: ConnectionTarget) -> Recent | None:
        """What to remember of a target that was opened from here; None where there is nothing to."""
        workspace = self._model.workspace.value
        return recent_of(target, workspace.host, time.time()) if workspace is not None else None

    def connecting(self, text: str) -> None:
        """Show how far the connection is, such as `waking primary… 3 s`."""
        self._connecting = True
        self._say(words.progress(text))

    def connection_failed(self, sentence: str, next_step: str = "") -> None:
        """Show why it did not come about; all that is chosen stays."""
        self._connecting = self._eager = False
        self._say(words.failure(sentence, next_step))

    # -- drawing ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The header, the two sides, the keys."""
        yield Static(id="header")
        with Horizontal(id="sides"):
            with Vertical(id="left"):
                yield RecentsList(id="recents")
                yield BranchTree(id="tree")
            yield OfferPane(id="offer")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Draw, then ask for everything that needs no choice."""
        self._tree.border_title = "Projects and branches"
        self._recent_list.border_title = "Recent"
        self._say(Content(visible(self._notice)))
        self._draw()
        # The first question imports the SDK, which takes a second of one core: draw first. The first
        # refresh only lays the screen out; what is laid out is drawn with the second.
        self.call_after_refresh(self.call_after_refresh, self._ask_first)

    def _ask_first(self) -> None:
        self._inquiry.begin()

    def on_resize(self, event: Resize) -> None:
        """Narrow and low screens have a layout of their own."""
        self.set_class(event.size.width < 100, "-narrow")
        self.set_class(event.size.height < 30, "-low")
        self.call_after_refresh(self._offer.fit)

    @property
    def _recents_here(self) -> list[Recent]:
        return recents_here(self._recents, self._model.workspace)

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        model = self._model
        self.query_one("#header", Static).update(words.header(model.workspace))
        recents = self._recents_here
        self._recent_list.show(recent_rows(recents, time.time()))
        self._recent_list.display = bool(recents)
        self._draw_tree()
        self._offer.show(model, self._network)
        self._offer.fit()

    def _draw_tree(self) -> None:
        nodes, notice = tree_nodes(self._model, datetime.now(UTC))
        self._tree.show_projects(nodes, notice=notice)
        branch = self._model.branch_name
        if branch is not None and (self._aim == branch or not self._tree.has_focus):
            self._tree.move_to(branch)

    def _say(self, text: Content = _NOTHING) -> None:
        self._offer.say(text)
        self.call_after_refresh(self._offer.fit)

    # -- answers ----------------------------------------------------------------------------------

    def _fresh(self, control_plane: ControlPlane) -> tuple[PickerModel, Inquiry]:
        def run(question: Coroutine[Any, Any, None], group: str) -> None:
            self.run_worker(question, group=group, exclusive=True)

        model = PickerModel()
        return model, Inquiry(control_plane, model, run, self._arrived)

    def _arrived(self) -> None:
        model = self._model
        if not self._began and not model.workspace.pending and model.projects.value is not None:
            self._began = True
            self._choose_first()
        if model.branch_name is None:
            self._choose_default_branch()
        self._draw()
        if (failure := model.projects.failure) is not None:
            # The tree has room for a line; here is room for the whole sentence and its next step.
            self._eager = False
            self._say(words.failure(failure.sentence, f"{failure.next_step} Then press r.".strip()))
        if self._eager and not model.waiting:
            self.action_open()

    # -- choosing ---------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Connect to what is chosen; the screen with the keys says how."""
        raise NotImplementedError

    def _choose_first(self) -> None:
        model = self._model
        recent = None
        try:
            recent = model.begin_with(self._recents_here, self._preselect)
        except Refused as refused:
            # What was named is not there: never connect to something else instead.
            self._preselect, self._eager = _NOTHING_NAMED, False
            self._say(words.failure(refused.sentence, refused.next_step))
        if model.project_name is None:
            return
        self._draw_tree()
        self._tree.unfold(model.project_name)
        self._tree.move_to(model.project_name)
        self._inquiry.branches(model.project_name)
        if recent is not None:
            self._aim = recent.branch
            self._choose(recent.branch, words.wishes_of(recent))

    def _choose_default_branch(self) -> None:
        model, named = self._model, self._preselect
        try:
            branch = model.default_branch(named)
        except Refused as refused:
            if not model.branches[model.project_name or ""].value:
                return
            self._eager = False
            self._say(words.failure(refused.sentence, refused.next_step))
            branch = model.default_branch(_NOTHING_NAMED)
        if branch is not None:
            self._preselect = _NOTHING_NAMED
            self._choose(branch.name, model.asked)

    def _choose(self, branch: str, asked: Wishes) -> None:
        self._stop_resting()
        self._accepted = []
        self._model.choose(branch, asked)
        self._inquiry.branches(project_of(branch))
        self._inquiry.offers(branch)
        self._draw()
        if not self._recent_list.has_focus and self._tree.cursor_key == project_of(branch):
            self._tree.move_to(branch)

    def on_branch_tree_unfolded(self, event: BranchTree.Unfolded) -> None:
        """Bring the branches of a project."""
        self._inquiry.branches(event.key)

    def on_filter_list_cursor_moved(self, event: FilterList.CursorMoved) -> None:
        """Another target, or another part of it."""
        self._aim = None
        if isinstance(event.list, ChoiceList):
            self._model.wish(event.list.group, event.key)
            self._draw()
        else:
            self._follow(event.list, event.key)
        if not self._connecting:
            self._eager = False
            self._say()

    def on_descendant_focus(self) -> None:
        """Recents count while they have the focus; the tree takes over again after them."""
        focused = self.focused
        if isinstance(focused, RecentsList | BranchTree) and focused.cursor_key is not None:
            self._follow(focused, focused.cursor_key)

    def _follow(self, source: FilterList, key: str) -> None:
        model = self._model
        if isinstance(source, RecentsList):
            recent = self._recents_here[int(key)]
            self._rest_on(recent.branch, words.wishes_of(recent))
            return
        key = key.partition("#")[0]
        if key.count("/") == 1:
            if model.project_name != key:
                self._stop_resting()
                model.project_name, model.branch_name, model.asked = key, None, _NOTHING_ASKED
            self._inquiry.branches(key)
            self._arrived()
        elif key != model.branch_name:
            self._rest_on(key, _NOTHING_ASKED)

    def _rest_on(self, branch: str, asked: Wishes) -> None:
        self._accepted = []
        self._model.choose(branch, asked)
        self._stop_resting()
        self._rest = self.set_timer(_REST_S, lambda: self._choose(branch, asked))
        self._draw()

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
