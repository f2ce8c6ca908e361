"""Keys that work everywhere."""

from textual.binding import Binding, BindingType

APP_BINDINGS: list[BindingType] = [
    Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True),
    Binding("f1", "help", "Help", id="app.help"),
    Binding("ctrl+o", "switch_target", "Connect to …", id="app.connect"),
    Binding("f12", "session_log", "What happened to the session", id="session.log", show=False),
    # Ctrl+Z is undo where one types.
    Binding("alt+z", "suspend", "To the shell", id="app.suspend", show=False, priority=True),
    Binding("ctrl+z", "suspend", "To the shell", id="app.suspend_elsewhere", show=False),
    Binding(
        "alt+r", "rotate", "Move to a new connection now", id="session.rotate", show=False, priority=True
    ),
    Binding("ctrl+l", "redraw", "Draw the screen anew", id="app.redraw", show=False, priority=True),
]
