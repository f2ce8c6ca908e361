"""The connect screen: pick a branch the way one picks a file."""

from typing import TypeAlias

from textual.binding import Binding
from textual.content import Content

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.models import AuthMethod, Branch
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.offers import (
    Choice,
    PasswordWay,
    Refused,
    check,
    target_of,
)
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens import connect_messages as messages
from lakebase_tui.ui.screens import connect_words as words
from lakebase_tui.ui.screens.connect_dialogs import choose_workspace, copy_connection
from lakebase_tui.ui.screens.connect_inquiry import LOOKED_AT
from lakebase_tui.ui.screens.connect_picker import PickerScreen
from lakebase_tui.ui.screens.password import PasswordScreen, TypedPassword
from lakebase_tui.ui.screens.prompt import NewBranchScreen
from lakebase_tui.ui.widgets.filter_list import FilterList


class ConnectScreen(PickerScreen):
    """The picker with its keys; posts `Chosen`, and stays until the app takes it away."""

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
        revealed = chosen.way is PasswordWay.REVEALED
        if chosen.role.auth_method is AuthMethod.PASSWORD and revealed:
            self._connecting = True
            self._say(words.progress(f"asking for the password of {visible(chosen.role.postgres_role)}…"))
            self.run_worker(self._reveal(chosen), group="reveal", exclusive=True)
        else:
            self._post(target_of(chosen, self._network), None)

    def ask_password(self, target: ConnectionTarget, *, why: str = "", can_keep: bool = False) -> None:
        """Ask for the password of a target that was chosen here, then choose it again with that.

        Args:
            target: As in `Chosen`.
            why: Why it is asked for, where there is more to say than that none was found.
            can_keep: Whether to offer the keyring.
        """

        def typed(answer: TypedPassword | None) -> None:
            if answer is not None:
                self._post(target, answer.secret, keep=answer.keep)

        if not why:
            self._say()  # that none was found is no failure to be read
        title = f"Password of {target.role}"
        self.app.push_screen(PasswordScreen(title, why=why, can_keep=can_keep), typed)

    def _checked(self) -> Choice:
        missing = self._model.missing()
        chosen = self._model.chosen()
        check(chosen)
        if missing and missing != self._accepted:
            self._accepted = missing
            sentence = f"There is no {' and no '.join(missing)} on {chosen.branch.branch_id}."
            raise Refused(sentence, "Press Enter again to connect with what is marked instead.")
        return chosen

    async def _reveal(self, chosen: Choice) -> None:
        try:
            secret = await self._inquiry.control_plane.reveal_password(chosen.role.name)
        except LakebaseTuiError as error:
            self.connection_failed(error.sentence, error.next_step)
            return
        self._post(target_of(chosen, self._network), secret)

    def _post(self, target: ConnectionTarget, password: Secret | None, *, keep: bool = False) -> None:
        self.connecting("connecting…")
        self.post_message(messages.Chosen(self, target, password, keep))

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
                self._aim = new.name
                self._choose(new.name, self._model.asked)

        self.app.push_screen(NewBranchScreen(self._inquiry.control_plane, project, branch), made)
