"""The connect screen: pick a branch the way one picks a file."""

import time
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Static

from lakebase_tui.config.secret import Secret
from lakebase_tui.config.state import Recent
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.models import AuthMethod, Branch
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.target import ConnectionTarget, NetworkOverride
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens import connect_messages as messages
from lakebase_tui.ui.screens import connect_words as words
from lakebase_tui.ui.screens.connect_dialogs import choose_workspace, copy_connection
from lakebase_tui.ui.screens.connect_inquiry import LOOKED_AT, Inquiry
from lakebase_tui.ui.screens.connect_model import PickerModel, project_of, recents_here
from lakebase_tui.ui.screens.connect_offers import (
    Choice,
    PasswordWay,
    Preselect,
    Refused,
    Wishes,
    check,
    recent_of,
    target_of,
)
from lakebase_tui.ui.screens.connect_pane import OfferPane
from lakebase_tui.ui.screens.connect_rows import recent_rows
from lakebase_tui.ui.screens.connect_tree import tree_nodes
from lakebase_tui.ui.screens.prompt import NewBranchScreen, PasswordScreen
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


class ConnectScreen(Screen[None]):
    """Projects, branches and what they offer; posts `Chosen`, and stays until the app takes it away.

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
    BINDINGS = [
        Binding("enter", "open", "connect", id="connect.open"),
        Binding("tab", "app.focus_next", "next", id="connect.next"),
        Binding("shift+tab", "app.focus_previous", "previous", show=False, id="connect.previous"),
        Binding("slash", "filter", "filter", id="connect.filter"),
        Binding("n", "new_branch", "new branch", id="connect.new_branch"),
        Binding("y", "copy", "copy", id="connect.copy"),
        Binding("r", "refresh", "refresh", id="connect.refresh"),
        Binding("w", "workspace", "workspace", id="connect.workspace"),
        Binding("escape", "back", "back", show=False, id="connect.back"),
    ]

    Chosen: TypeAlias = messages.Chosen
    Cancelled: TypeAlias = messages.Cancelled
    ProfileChosen: TypeAlias = messages.ProfileChosen

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
        """Ask for everything that needs no choice."""
        self._tree.border_title = "Projects and branches"
        self._recent_list.border_title = "Recent"
        self._say(Content(visible(self._notice)))
        self._draw()
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
        if not self._tree.has_focus and self._model.branch_name is not None:
            self._tree.move_to(self._model.branch_name)

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
        if self._eager and not model.waiting:
            self.action_open()

    # -- choosing ---------------------------------------------------------------------------------

    def _choose_first(self) -> None:
        model = self._model
        recent = None
        try:
            recent = model.begin_with(self._recents_here, self._preselect)
        except Refused as refused:
            self._preselect = _NOTHING_NAMED
            self._say(words.failure(refused.sentence, refused.next_step))
        if model.project_name is None:
            return
        self._draw_tree()
        self._tree.unfold(model.project_name)
        self._tree.move_to(model.project_name)
        self._inquiry.branches(model.project_name)
        if recent is not None:
            self._choose(recent.branch, words.wishes_of(recent))

    def _choose_default_branch(self) -> None:
        model, named = self._model, self._preselect
        try:
            branch = model.default_branch(named)
        except Refused as refused:
            if not model.branches[model.project_name or ""].value:
                return
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

    # -- opening ----------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Connect to what is chosen, as soon as it is known."""
        if self._connecting:
            return
        if self._rest is not None and self._model.branch_name is not None:
            self._choose(self._model.branch_name, self._model.asked)
        self._eager = self._model.waiting
        if self._eager:
            self._say(words.progress("connecting as soon as the answers are here…"))
            return
        try:
            chosen = self._checked()
        except LakebaseTuiError as error:
            self._say(words.failure(error.sentence, error.next_step))
            return
        if chosen.role.auth_method is not AuthMethod.PASSWORD:
            self._post(chosen, None)
        elif chosen.way is PasswordWay.REVEALED:
            self._connecting = True
            self._say(words.progress(f"asking for the password of {visible(chosen.role.postgres_role)}…"))
            self.run_worker(self._reveal(chosen), group="reveal", exclusive=True)
        else:
            title = f"Password of {chosen.role.postgres_role}"
            self.app.push_screen(PasswordScreen(title), lambda secret: self._typed(chosen, secret))

    def _checked(self) -> Choice:
        missing = self._model.missing()
        chosen = self._model.chosen()
        check(chosen)
        if missing and missing != self._accepted:
            self._accepted = missing
            sentence = f"There is no {' and no '.join(missing)} on {chosen.branch.branch_id}."
            raise Refused(sentence, "Press Enter again to connect with what is marked instead.")
        return chosen

    def _typed(self, chosen: Choice, secret: Secret | None) -> None:
        if secret is not None:
            self._post(chosen, secret)

    async def _reveal(self, chosen: Choice) -> None:
        try:
            secret = await self._inquiry.control_plane.reveal_password(chosen.role.name)
        except LakebaseTuiError as error:
            self.connection_failed(error.sentence, error.next_step)
            return
        self._post(chosen, secret)

    def _post(self, chosen: Choice, password: Secret | None) -> None:
        self.connecting("connecting…")
        self.post_message(messages.Chosen(self, target_of(chosen, self._network), password))

    def on_offer_pane_pressed(self) -> None:
        """The button does what Enter does."""
        self.action_open()

    # -- further actions --------------------------------------------------------------------------

    def action_back(self) -> None:
        """Clear the filter, else give up waiting, else tell the app."""
        if isinstance(self.focused, FilterList) and self.focused.stop_filter():
            return
        if self._eager:
            self._eager = False
            self._say()
            return
        if self._connecting:
            self.workers.cancel_group(self, "reveal")
            self._connecting = False
            self._say(Content.styled("Cancelled.", "$dim"))
        self.post_message(messages.Cancelled())

    def action_filter(self) -> None:
        """Filter the list that has the focus, or the tree."""
        if not isinstance(self.focused, FilterList):
            self._tree.focus()
        filtered = self.focused if isinstance(self.focused, FilterList) else self._tree
        filtered.start_filter()
        if filtered is self._tree:
            for project in (self._model.projects.value or [])[:LOOKED_AT]:
                self._inquiry.branches(project.name)

    def action_refresh(self) -> None:
        """Ask again: for what failed, or for everything if nothing did."""
        self._say()
        self._inquiry.again()
        self._draw()

    def action_copy(self) -> None:
        """Choose a form and copy the connection in it."""
        try:
            target = target_of(self._model.chosen(), self._network)
        except LakebaseTuiError as error:
            self._say(words.failure(error.sentence, error.next_step))
            return
        copy_connection(self.app, target, self._say)

    def action_workspace(self) -> None:
        """Choose another workspace by its profile."""
        choose_workspace(
            self.app, self._profiles, lambda name: self.post_message(messages.ProfileChosen(self, name))
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing are not offered."""
        return action != "workspace" or len(self._profiles) > 1

    def action_new_branch(self) -> None:
        """Make a branch of the chosen one, and choose it."""
        branch, project = self._model.branch, self._model.project
        if project is None:
            return

        def made(new: Branch | None) -> None:
            if new is not None:
                self._model.branches.pop(project.name, None)
                self._tree.unfold(project.name)
                self._tree.move_to(project.name)
                self._choose(new.name, self._model.asked)

        self.app.push_screen(NewBranchScreen(self._inquiry.control_plane, project, branch), made)
