"""A client that nobody uses keeps quiet: nothing to the server, and the clock alone to the terminal."""

from tests.integration.test_terminal import seconds_left
from tests.support.local_lakebase import FaultDoor
from tests.support.program import CTRL_L, PRIMARY, connect, run
from tests.support.terminal import Terminal


def sent(faults: FaultDoor) -> tuple[int, int]:
    """Bytes that the compute got from the client, and its sessions."""
    numbers = faults.post(stats=True)["stats"][PRIMARY]
    return numbers["bytes_up"], numbers["sessions"]


def test_an_idle_session_sends_nothing(terminal: Terminal, faults: FaultDoor) -> None:
    connect(terminal)
    run(terminal, "set work_mem = '7MB'")
    terminal.wait_for("SET")
    run(terminal, "select 40 + 2 as answer")
    terminal.wait_for("42")
    # The token of eight seconds is renewed at least once: that costs the compute nothing.
    terminal.wait_for(lambda screen: (seconds_left(screen) or 9) < 4)
    before, drawn = sent(faults), terminal.received
    for limit in (7, 4, 7, 4):
        above = limit == 7
        terminal.wait_for(
            lambda screen, above=above, limit=limit: ((seconds_left(screen) or 0) >= limit) == above  # type: ignore[misc]
        )
    assert sent(faults) == before
    ticks = terminal.received - drawn
    # Some fifteen seconds of the clock cost less than half of the screen drawn once.
    before_anew = terminal.received
    terminal.send(CTRL_L)
    terminal.wait_for(lambda _: terminal.received - before_anew > 2 * ticks, timeout_s=5)


def test_a_compute_that_fell_asleep_is_left_asleep(terminal: Terminal, faults: FaultDoor) -> None:
    connect(terminal)
    # A login that is under way, as the one that reads the schema, wakes it again.
    terminal.wait_for(lambda screen: "inventory" in screen and "reading" not in screen)
    faults.post(suspend=True, compute=PRIMARY)
    terminal.wait_for("asleep")
    wakes = faults.post(stats=True)["stats"][PRIMARY]["wakes"]
    for above in (True, False, True):  # a token's life and more
        terminal.wait_for(lambda screen, above=above: ((seconds_left(screen) or 0) >= 5) == above)  # type: ignore[misc]
    assert faults.post(stats=True)["stats"][PRIMARY]["wakes"] == wakes
    run(terminal, "select 40 + 2 as answer")
    terminal.wait_for("1 row ")
    assert faults.post(stats=True)["stats"][PRIMARY]["wakes"] == wakes + 1
