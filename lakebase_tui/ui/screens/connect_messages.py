"""What the connect screen tells the app; each message says which `screen` it is from."""

from typing import TYPE_CHECKING

from textual.message import Message

from lakebase_tui.config.secret import Secret
from lakebase_tui.session.target import ConnectionTarget

if TYPE_CHECKING:
    from lakebase_tui.ui.screens.connect import ConnectScreen


class Chosen(Message, namespace="connect_screen"):
    """Open this target.

    Args:
        screen: The connect screen.
        target: Where to, and as whom.
        password: None where a token is used, or a password is to be looked for.
        keep: Whether to put the password into the keyring once the server has taken it.
    """

    def __init__(
        self, screen: "ConnectScreen", target: ConnectionTarget, password: Secret | None, keep: bool = False
    ) -> None:
        super().__init__()
        self.screen = screen
        self.target = target
        self.password = password
        self.keep = keep


class Cancelled(Message, namespace="connect_screen"):
    """The user gave up connecting, or wants to leave the screen."""


class ProfileChosen(Message, namespace="connect_screen"):
    """The user wants another workspace; the app answers with the screen's `use`.

    Args:
        screen: The connect screen.
        name: Of the profile.
    """

    def __init__(self, screen: "ConnectScreen", name: str) -> None:
        super().__init__()
        self.screen = screen
        self.name = name
