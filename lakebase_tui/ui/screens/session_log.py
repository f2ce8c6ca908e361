"""The session log on screen: what happened to the connection, and when."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.session.target import DEFAULT_PORT, ConnectionTarget
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.session_log import LogEntry, as_text


class SessionLogScreen(ModalScreen[bool]):
    """Newest first; answers whether the connection is to be rotated.

    Args:
        target: Where the session is, if there is one.
        entries: What happened, oldest first.
        awake: How long the compute has been kept awake, in words, or nothing.
    """

    BINDINGS = [
        Binding("r", "rotate", "Move to a new connection", id="session_log.rotate"),
        Binding("y", "copy", "Copy the log", id="session_log.copy"),
        Binding("escape,f12,q", "close", "Close", id="session_log.close"),
    ]
    DEFAULT_CSS = """
    SessionLogScreen { align: center middle; }
    SessionLogScreen > VerticalScroll {
        width: 110; max-width: 95%; height: 85%; padding: 1 2; border: round $primary; background: $panel;
    }
    """

    def __init__(self, target: ConnectionTarget | None, entries: Sequence[LogEntry], awake: str = "") -> None:
        super().__init__()
        self._awake = awake
        self._target = target
        self._entries = entries

    def compose(self) -> ComposeResult:
        """Where, then what happened."""
        with VerticalScroll() as scroll:
            scroll.border_title = "Session log"
            scroll.border_subtitle = "r new connection  y copy  esc close"
            if self._target is not None:
                yield Static(_where(self._target, self._awake), markup=False)
            yield Static(self._lines(), markup=False)

    def _lines(self) -> Content:
        if not self._entries:
            return Content.styled("Nothing has happened yet.", "$dim")
        lines = []
        for entry in reversed(self._entries):
            style = "$status-warn" if entry.warns else "$foreground"
            lines.append(
                Content.assemble(
                    (f"{entry.at:%H:%M:%S}  ", "$dim"), (f"{entry.label}  ", "$branch"), (entry.text, style)
                )
            )
        return Content("\n").join(lines)

    def action_rotate(self) -> None:
        """Close, and ask for a rotation."""
        self.dismiss(True)

    def action_copy(self) -> None:
        """The whole log, to the clipboard."""
        if not self._entries:
            self.notify("There is nothing to copy yet.")
            return
        copy_out(self.app, as_text(self._entries), counted(len(self._entries), "line"))

    def action_close(self) -> None:
        """Back to where we were."""
        self.dismiss(False)


def _where(target: ConnectionTarget, awake: str) -> Content:
    """Host, role and how the server is checked; what was overridden is said."""
    overridden = []
    if target.hostaddr:
        overridden.append(f"address {visible(target.hostaddr)}")
    if target.port != DEFAULT_PORT:
        overridden.append(f"port {target.port}")
    if target.tls.root_cert:
        overridden.append(f"CA {visible(target.tls.root_cert)}")
    parts = [
        ("host    ", "$dim"),
        (f"{visible(target.host)}\n", ""),
        ("role    ", "$dim"),
        (f"{visible(target.role)}  {target.auth.value}\n", ""),
        ("tls     ", "$dim"),
        (f"{target.tls.mode or 'as libpq decides'}\n", ""),
    ]
    if awake:
        parts += [("awake   ", "$dim"), (f"{awake}\n", "")]
    if overridden:
        parts += [("by you  ", "$dim"), (f"{', '.join(overridden)}\n", "$status-warn")]
    return Content.assemble(*parts)
