"""Which way a text takes, and how the sequence for it looks."""

import base64
import re
from pathlib import Path

import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.ui.clipboard.clipboard import Clipboard, Copied
from lakebase_tui.ui.clipboard.osc52 import sequence
from lakebase_tui.ui.clipboard.routes import (
    LARGE_OSC_52_LIMIT,
    OSC_52_LIMIT,
    Encoding,
    Environment,
    Route,
    Way,
    Wrapping,
    routes,
)

XTERM = {"TERM": "xterm-256color"}
SSH = XTERM | {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}
ALL = ("pbcopy", "clip.exe", "wl-copy", "xclip", "xsel", "tmux")


def ways(
    variables: dict[str, str], size: int = 10, platform: str = "linux", programs: tuple[str, ...] = ALL
) -> list[Way]:
    return [route.way for route in chosen(variables, size, platform, programs)]


def chosen(
    variables: dict[str, str], size: int = 10, platform: str = "linux", programs: tuple[str, ...] = ALL
) -> tuple[Route, ...]:
    def which(name: str) -> str | None:
        return f"/bin/{name}" if name in programs else None

    return routes(Environment(variables, platform, which), size)


@pytest.mark.parametrize(
    ("variables", "platform", "command"),
    [
        (XTERM, "darwin", "pbcopy"),
        (XTERM | {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", "wl-copy"),
        (XTERM | {"DISPLAY": ":0"}, "linux", "xclip"),
        (XTERM | {"WSL_DISTRO_NAME": "Debian", "DISPLAY": ":0"}, "linux", "clip.exe"),
        (XTERM | {"DISPLAY": ":0", "TMUX": "/tmp/tmux,1,0"}, "linux", "xclip"),
    ],
)
def test_at_this_machine_its_own_command_comes_first(
    variables: dict[str, str], platform: str, command: str
) -> None:
    first = chosen(variables, platform=platform)[0]
    assert first.command[0] == f"/bin/{command}"
    assert (first.encoding is Encoding.UTF_16) == (command == "clip.exe")


@pytest.mark.parametrize("mark", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_behind_ssh_the_desktop_is_somebody_elses(mark: str) -> None:
    forwarded = XTERM | {mark: "x", "DISPLAY": "localhost:10.0", "WAYLAND_DISPLAY": "wayland-0"}
    assert ways(forwarded) == [Way.OSC_52, Way.FILE]
    assert ways(XTERM | {mark: "x"}, platform="darwin") == [Way.OSC_52, Way.FILE]


def test_a_missing_program_is_passed_over() -> None:
    assert ways(XTERM | {"DISPLAY": ":0"}, programs=("xsel",)) == [Way.COMMAND, Way.OSC_52, Way.FILE]
    assert ways(XTERM | {"DISPLAY": ":0", "TMUX": "x"}, programs=()) == [Way.OSC_52, Way.FILE]


def test_tmux_is_asked_before_the_terminal() -> None:
    inside = SSH | {"TMUX": "/tmp/tmux,1,0", "TERM": "screen-256color"}
    assert ways(inside) == [Way.TMUX, Way.OSC_52, Way.FILE]
    tmux, *_, file = chosen(inside, OSC_52_LIMIT + 1)
    assert (tmux.way, tmux.too_large) == (Way.TMUX, True)
    assert (file.way, file.too_large) == (Way.FILE, True)


@pytest.mark.parametrize(
    "variables", [{}, {"TERM": "dumb"}, {"TERM": "linux"}, XTERM | {"TERM_PROGRAM": "Apple_Terminal"}]
)
def test_a_terminal_without_a_clipboard(variables: dict[str, str]) -> None:
    [file] = chosen(variables)
    assert (file.way, file.too_large) == (Way.FILE, False)


@pytest.mark.parametrize(
    ("variables", "limit"),
    [
        (SSH, OSC_52_LIMIT),
        (SSH | {"TERM": "xterm-kitty"}, LARGE_OSC_52_LIMIT),
        (SSH | {"TERM": "foot-extra"}, LARGE_OSC_52_LIMIT),
        (SSH | {"LC_TERMINAL": "iTerm2"}, LARGE_OSC_52_LIMIT),
        (XTERM | {"WT_SESSION": "x"}, LARGE_OSC_52_LIMIT),
        (XTERM | {"TERM_PROGRAM": "WezTerm"}, LARGE_OSC_52_LIMIT),
        (SSH | {"LC_TERMINAL": "iTerm2", "TERM": "tmux-256color"}, OSC_52_LIMIT),
        (SSH | {"LC_TERMINAL": "iTerm2", "STY": "1.x"}, OSC_52_LIMIT),
    ],
)
def test_how_much_a_terminal_takes(variables: dict[str, str], limit: int) -> None:
    assert ways(variables, limit) == [Way.OSC_52, Way.FILE]
    assert ways(variables, limit + 1) == [Way.FILE]


@pytest.mark.parametrize(
    ("variables", "wrapping"),
    [
        (SSH, Wrapping.NONE),
        (SSH | {"TERM": "tmux-256color"}, Wrapping.TMUX),
        (SSH | {"TERM": "screen.xterm-256color"}, Wrapping.SCREEN),
        (SSH | {"TERM": "screen-256color"}, Wrapping.SCREEN_OR_TMUX),
        (SSH | {"TERM": "screen", "STY": "1.x"}, Wrapping.SCREEN),
    ],
)
def test_what_stands_before_the_terminal(variables: dict[str, str], wrapping: Wrapping) -> None:
    assert chosen(variables)[0].wrapping is wrapping


def test_the_limit_is_that_of_the_whole_sequence() -> None:
    assert len(sequence(b"x" * OSC_52_LIMIT, Wrapping.NONE)) == 100_000


def test_tmux_gets_it_bare_and_wrapped() -> None:
    bare = sequence(b"\xff\n", Wrapping.NONE)
    assert bare == f"\x1b]52;c;{base64.b64encode(bytes([255, 10])).decode()}\x07"
    assert sequence(b"\xff\n", Wrapping.TMUX) == f"{bare}\x1bPtmux;\x1b{bare}\x1b\\"


@pytest.mark.parametrize("size", [0, 1, 200, 50_000])
def test_screen_gets_pieces_that_join_again(size: int) -> None:
    text = sequence(b"y" * size, Wrapping.SCREEN)
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", text)
    assert "".join(pieces) == sequence(b"y" * size, Wrapping.NONE)
    assert text == "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    assert max(map(len, pieces)) <= 240
    assert sequence(b"y" * size, Wrapping.SCREEN_OR_TMUX) == "".join(pieces) + text


@pytest.mark.parametrize(
    ("copied", "where"),
    [
        (Copied(Route(Way.COMMAND, ("/usr/bin/wl-copy", "-n")), 3_400), "the clipboard (wl-copy)"),
        (Copied(Route(Way.OSC_52), 3_400), "the terminal's clipboard (OSC 52)"),
        (
            Copied(Route(Way.OSC_52, wrapping=Wrapping.TMUX), 3_400),
            "the terminal's clipboard (OSC 52 through tmux)",
        ),
        (Copied(Route(Way.FILE), 3_400, Path("/h/x")), "/h/x: there is no way to the terminal's clipboard"),
    ],
)
def test_the_sentence(copied: Copied, where: str) -> None:
    assert copied.sentence("12 rows") == f"Copied 12 rows, 3.4 kB, to {where}."


async def test_without_any_way_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    environment = Environment({"TERM": "linux"}, "linux", lambda name: None)
    clipboard = Clipboard(environment, None, tmp_path / "file" / "copies")
    with pytest.raises(LakebaseTuiError) as failure:
        await clipboard.copy("x")
    assert "Nothing was copied" in failure.value.sentence


async def test_a_file_is_replaced_by_the_next_copy(tmp_path: Path) -> None:
    environment = Environment({"TERM": "linux"}, "linux", lambda name: None)
    clipboard = Clipboard(environment, None, tmp_path / "copies")
    for text in ("first, and longer", "second\udcff"):
        copied = await clipboard.copy(text)
    assert copied.path == tmp_path / "copies" / "copied.txt"
    assert copied.path.read_bytes() == b"second\xff"
    assert [each.name for each in copied.path.parent.iterdir()] == ["copied.txt"]
