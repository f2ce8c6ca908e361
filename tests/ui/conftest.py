"""No test writes to the clipboard of whoever runs it."""

import pytest


@pytest.fixture(autouse=True)
def far_from_any_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind SSH, in a plain terminal."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "TMUX", "STY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    monkeypatch.setenv("TERM", "xterm-256color")
