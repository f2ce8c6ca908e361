"""The program in a real terminal: few bytes for each action, and the screen that all bytes would give."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from tests.support.emulator import TORN, Cell, Emulator
from tests.support.local_lakebase import LocalLakebase
from tests.support.postgres_server import PostgresServer
from tests.support.program import CTRL_Q, F5, at_server, command, connect, environment, run
from tests.support.terminal import Terminal

COLUMNS, ROWS = 160, 48
SWITCH = "LAKEBASE_TUI_FRAME_DIFF"
F2, F3, F1, ESC = b"\x1bOQ", b"\x1bOR", b"\x1bOP", b"\x1b"
CTRL_L = b"\x0c"
DOWN, PAGE_DOWN = b"\x1b[B", b"\x1b[6~"
TABLE = (
    "select g as id, md5(g::text) as hash, timestamptz '2026-01-01' + g * interval '1 day' as at, "
    "g * 1.5 as price, repeat('字', g % 7) || ' ' || g as said, g % 2 = 0 as even "
    "from generate_series(1, 5000) g"
)


@contextmanager
def client(server: PostgresServer, home: Path, switch: str = "1") -> Iterator[Terminal]:
    with at_server(server.socket_dir, home, {SWITCH: switch}, COLUMNS, ROWS) as terminal:
        terminal.wait_for("tx none")
        terminal.wait_for("Schema")
        terminal.send(b"\x02")  # Ctrl+B: it is drawn when the server has answered, and that differs
        terminal.wait_for(lambda screen: "Schema" not in screen)
        yield terminal
        terminal.send(CTRL_Q)
        assert terminal.wait_end() == 0


def emulated(terminal: Terminal, since: int = 0) -> Emulator:
    emulator = Emulator(COLUMNS, ROWS)
    emulator.feed(terminal.drawn(since))
    return emulator


def cost(terminal: Terminal, keys: bytes | str, seen: str) -> int:
    """Bytes from keys to what they show, by which all that belongs to it has come."""
    before = terminal.received
    terminal.send(keys)
    terminal.wait_for(seen)
    return terminal.received - before


def to_results(terminal: Terminal) -> None:
    """Give the results the focus; keys sent before it has arrived would go to the editor."""

    def frames() -> list[str]:
        return [terminal.screen.buffer[y][COLUMNS - 1].fg for y in range(ROWS)]

    before = frames()
    terminal.send(F3)
    terminal.wait_for(lambda _: frames() != before)


def test_what_is_sent_for_an_action_stays_within_its_budget(server: PostgresServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as terminal:
        terminal.send("--")
        terminal.wait_for(" 1  -- ")
        keys = [cost(terminal, letter, f" 1  --{'abcdef'[: n + 1]} ") for n, letter in enumerate("abcdef")]
        assert median(keys) <= 250
        run(terminal, "select 41")
        terminal.wait_for("1 row ")
        run(terminal, "select 42", b"")
        terminal.wait_for("▎1  select 42 ")
        assert cost(terminal, F5, "  42  ") <= 1500
        run(terminal, TABLE)
        terminal.wait_for("5,000 rows · ")
        to_results(terminal)
        downs = [cost(terminal, DOWN, f"│ {n}:1 ") for n in range(2, 8)]
        assert median(downs) <= 600
        pages = [cost(terminal, PAGE_DOWN, f"{'字' * (n % 7)} {n} ") for n in (40, 60)]
        assert max(pages) <= 5000


def test_with_and_without_it_the_screen_is_the_same(server: PostgresServer, tmp_path: Path) -> None:
    screens: dict[str, list[list[Cell]]] = {}
    for switch in ("0", "1"):
        (home := tmp_path / switch).mkdir()
        with client(server, home, switch) as terminal:
            run(terminal, TABLE)
            terminal.wait_for("5,000 rows · ")
            to_results(terminal)
            terminal.send(DOWN * 3 + PAGE_DOWN + b"\x1b[C" * 2)
            terminal.wait_for(lambda screen: re.search(r"│ \d\d:3 ", screen) is not None)
            terminal.send(F1)
            terminal.wait_for("─ Keys ─")
            terminal.send(ESC)
            terminal.wait_for(lambda screen: "─ Keys ─" not in screen and "price" in screen)
            terminal.send(b"\x1b[C")
            terminal.wait_for(lambda screen: re.search(r"│ \d\d:4 ", screen) is not None)
            screens[switch] = timeless(emulated(terminal))
            if switch == "1":
                redrawn_as_shown(terminal)
    assert screens["0"] == screens["1"]


def redrawn_as_shown(terminal: Terminal) -> None:
    """What stands there by now is what comes when all is sent again."""
    sent = terminal.received
    os.kill(terminal.process.pid, signal.SIGWINCH)
    terminal.wait_for(lambda _: emulated(terminal, sent).shown() == emulated(terminal).shown())
    assert TORN not in emulated(terminal).text()


def timeless(emulator: Emulator) -> list[list[Cell]]:
    """The lines on which no measured time stands."""
    lines = zip(emulator.text().splitlines(), emulator.shown(), strict=True)
    return [shown for text, shown in lines if " ms" not in text]


def test_stopped_and_continued_it_draws_all_of_it_anew(server: PostgresServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as terminal:
        run(terminal, "select '字' || 'before' as word")
        terminal.wait_for("字before")
        before, sent = emulated(terminal).shown(), terminal.received
        os.kill(terminal.process.pid, signal.SIGSTOP)
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.wait_for(lambda _: emulated(terminal, sent).shown() == before)


def test_by_key_it_draws_all_of_it_anew(server: PostgresServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as terminal:
        run(terminal, "select '字' || 'before' as word")
        terminal.wait_for("字before")
        before, sent = emulated(terminal).shown(), terminal.received
        terminal.send(CTRL_L)
        terminal.wait_for(lambda _: emulated(terminal, sent).shown() == before)


def test_while_nothing_happens_only_the_token_clock_is_sent(
    local_lakebase: LocalLakebase, tmp_path: Path
) -> None:
    argv = command(local_lakebase, "--token-ttl", "3600")
    with Terminal(argv, environment(local_lakebase, tmp_path), columns=COLUMNS, rows=ROWS) as terminal:
        connect(terminal)
        terminal.wait_for(lambda screen: re.search(r"token \d+:\d[5-8]", screen) is not None)
        moments = []
        for _ in range(4):
            text = terminal.text()
            terminal.wait_for(lambda screen, text=text: screen != text)  # type: ignore[misc]
            moments.append((terminal.received, re.sub(r"token \d+:\d\d", "", terminal.text())))
        assert len({rest for _, rest in moments}) == 1
        assert moments[-1][0] - moments[0][0] <= 3 * 60


@pytest.mark.parametrize("term", ["screen-256color", "no-such-terminal"])
def test_a_terminal_that_cannot_erase_to_a_background_is_not_asked_to(
    server: PostgresServer, tmp_path: Path, term: str
) -> None:
    with at_server(server.socket_dir, tmp_path, {"TERM": term}, COLUMNS, ROWS) as terminal:
        terminal.wait_for("tx none")
        assert not re.search(r"\x1b\[\d+X", terminal.drawn())
        terminal.send(CTRL_Q)
        assert terminal.wait_end() == 0
