"""By which way a text can get to the user's clipboard. Decisions only; nothing is run or written here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

OSC_52_LIMIT: Final = 74_994
"""Bytes that an unknown terminal is trusted to take: 100,000 as they are written, the limit of hterm, which
was the first to name one. A few terminals take less, and none says so."""

LARGE_OSC_52_LIMIT: Final = 750_000
"""Bytes for terminals that are known to take more: a million as they are written."""

_SSH: Final = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_WITHOUT_OSC_52: Final = ("", "dumb", "linux", "vt100", "vt220")
_LARGE_TERMS: Final = ("xterm-kitty", "xterm-ghostty", "foot", "alacritty", "wezterm")
_LARGE_PROGRAMS: Final = ("iTerm.app", "WezTerm", "ghostty")
_LARGE_MARKS: Final = ("KITTY_WINDOW_ID", "WEZTERM_EXECUTABLE", "GHOSTTY_RESOURCES_DIR", "WT_SESSION")


class Way(Enum):
    """How a text leaves the program."""

    COMMAND = "command"
    """A program of the desktop that this machine shows."""
    TMUX = "tmux"
    """tmux itself, which keeps it as a buffer and passes it on to its terminal."""
    OSC_52 = "OSC 52"
    """The terminal, asked by an escape sequence."""
    FILE = "file"
    """A file of the user's own: the last resort."""


class Wrapping(Enum):
    """What stands between us and the terminal that has the clipboard."""

    NONE = ""
    TMUX = "tmux"
    SCREEN = "screen"
    SCREEN_OR_TMUX = "screen or tmux"
    """Behind SSH, where both may call themselves `screen`."""


class Encoding(Enum):
    """What a command wants to read."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16-le"


@dataclass(frozen=True, slots=True)
class Environment:
    """What is known of where we run."""

    variables: Mapping[str, str]
    platform: str
    """As `sys.platform` says it."""
    which: Callable[[str], str | None]
    """Finds a program, as `shutil.which` does."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way, and what it needs."""

    way: Way
    command: tuple[str, ...] = ()
    encoding: Encoding = Encoding.UTF_8
    wrapping: Wrapping = Wrapping.NONE
    too_large: bool = False
    """Whether the terminal's clipboard was passed over for the size alone."""


def routes(environment: Environment, size: int) -> tuple[Route, ...]:
    """All ways for a text, the best first, a file last.

    A local command comes before the rest, for it alone says whether it has worked; then tmux, whose buffer is
    certain and the terminal behind it is not; then the terminal.

    Args:
        environment: Where we run.
        size: Bytes of the text.
    """
    found: list[Route] = []
    local = _local_command(environment)
    if local is not None:
        found.append(local)
    fits = size <= _osc_52_limit(environment.variables)
    tmux = environment.which("tmux") if environment.variables.get("TMUX") else None
    if tmux is not None:
        found.append(Route(Way.TMUX, (tmux,), too_large=not fits))
    can_ask = _has_osc_52(environment.variables)
    if can_ask and fits:
        found.append(Route(Way.OSC_52, wrapping=wrapping_of(environment.variables)))
    return (*found, Route(Way.FILE, too_large=can_ask and not fits))


def _local_command(environment: Environment) -> Route | None:
    variables = environment.variables
    if any(variables.get(name) for name in _SSH):
        return None
    for command, encoding in _commands(variables, environment.platform):
        program = environment.which(command[0])
        if program is not None:
            return Route(Way.COMMAND, (program, *command[1:]), encoding)
    return None


def _commands(variables: Mapping[str, str], platform: str) -> list[tuple[tuple[str, ...], Encoding]]:
    found: list[tuple[tuple[str, ...], Encoding]] = []
    if platform == "darwin":
        found.append((("pbcopy",), Encoding.UTF_8))
    if variables.get("WSL_DISTRO_NAME"):
        found.append((("clip.exe",), Encoding.UTF_16))
    if variables.get("WAYLAND_DISPLAY"):
        found.append((("wl-copy", "--type", "text/plain"), Encoding.UTF_8))
    if variables.get("DISPLAY"):
        found.append((("xclip", "-selection", "clipboard", "-in"), Encoding.UTF_8))
        found.append((("xsel", "--clipboard", "--input"), Encoding.UTF_8))
    return found


def wrapping_of(variables: Mapping[str, str]) -> Wrapping:
    """What the terminal is reached through; behind SSH only its name in TERM is left to tell."""
    term = variables.get("TERM", "")
    if variables.get("TMUX"):
        return Wrapping.TMUX
    if variables.get("STY"):
        return Wrapping.SCREEN
    if term.startswith("tmux"):
        return Wrapping.TMUX
    if term.startswith("screen."):  # screen's own habit: the outer terminal's name behind a dot
        return Wrapping.SCREEN
    return Wrapping.SCREEN_OR_TMUX if term.startswith("screen") else Wrapping.NONE


def _has_osc_52(variables: Mapping[str, str]) -> bool:
    return (
        variables.get("TERM", "") not in _WITHOUT_OSC_52 and variables.get("TERM_PROGRAM") != "Apple_Terminal"
    )


def _osc_52_limit(variables: Mapping[str, str]) -> int:
    if wrapping_of(variables) is not Wrapping.NONE:
        return OSC_52_LIMIT
    large = (
        variables.get("TERM", "").startswith(_LARGE_TERMS)
        or variables.get("TERM_PROGRAM") in _LARGE_PROGRAMS
        or variables.get("LC_TERMINAL") == "iTerm2"  # which SSH passes on
        or any(variables.get(name) for name in _LARGE_MARKS)
    )
    return LARGE_OSC_52_LIMIT if large else OSC_52_LIMIT
