"""`make soak`: the program in a real terminal for ten minutes of short tokens, drops and suspensions.

Every query's answer is read off the screen. At the end the process must hold as much memory, as many file
descriptors and as many backends as it did when it was warm.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.support.local_lakebase import FaultDoor, LocalLakebase, running
from tests.support.program import PRIMARY, connect, environment, program, run
from tests.support.terminal import Terminal

_TOKEN_S = 10
_LOST = re.compile(r"generate_series +✗ outcome unknown")
_MEMORY_GROWTH = 1.10
"""Python's own allocator moves by a few per cent; a leak of one connection a drop would be far beyond."""
_DROPS: tuple[Mapping[str, object], ...] = (
    {"kill": "SIGTERM"},
    {"cut": "reset"},
    {"cut": "close"},
    {"revoke": "all", "kill": "SIGTERM"},
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the program holds at one moment."""

    memory: int
    """Resident bytes."""
    descriptors: int
    backends: int

    @classmethod
    def of(cls, terminal: Terminal, door: FaultDoor) -> "Holdings":
        """Look at the process from outside, and ask the gateway."""
        process = psutil.Process(terminal.process.pid)
        sessions = door.post(stats=True)["stats"][PRIMARY]["sessions"]
        return cls(process.memory_info().rss, process.num_fds(), sessions)


@dataclass(slots=True)
class Soak:
    """What is to be done, and what came of it."""

    queries: int
    drops: int
    suspensions: int
    minutes: float
    answered: int = 0
    unknown: int = 0
    """Statements that a drop met in flight, and that were told so."""
    worst_s: float = 0.0
    problems: list[str] = field(default_factory=list)

    def run(self, lakebase: LocalLakebase) -> None:
        """Do it; the first thing that goes wrong ends it."""
        door = FaultDoor(lakebase)
        door.post(settings={"min_ttl_s": 1})
        network = ["--hostaddr", lakebase.pg_hostaddr, "-p", str(lakebase.pg_port)]
        argv = [program(), *network, "--sslrootcert", lakebase.ca_file, "--token-ttl", str(_TOKEN_S)]
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(argv, environment(lakebase, Path(home))) as terminal,
        ):
            connect(terminal)
            warm = self._warm_up(terminal, door)
            self._go(terminal, door)
            self._compare(warm, self._settle(terminal, door, warm))
            terminal.send(b"\x11")
            if (status := terminal.wait_end()) != 0:
                self.problems.append(f"it ended with {status}")

    def _warm_up(self, terminal: Terminal, door: FaultDoor) -> Holdings:
        """Everything once, so that what is loaded late is loaded, and caches are full."""
        for _ in range(3):
            for drop in (*_DROPS, {"suspend": True}):
                for _ in range(10):
                    self._ask(terminal)
                door.post(drop, compute=PRIMARY)
        self._in_flight(terminal, door)
        self._ask(terminal)
        self.answered = self.unknown = 0
        self.worst_s = 0.0
        return Holdings.of(terminal, door)

    def _go(self, terminal: Terminal, door: FaultDoor) -> None:
        chance = random.Random(11)
        faults = ["drop"] * self.drops + ["suspend"] * self.suspensions
        at = sorted(chance.sample(range(1, self.queries), len(faults)))
        chance.shuffle(faults)
        due = dict(zip(at, faults, strict=True))
        began = time.monotonic()
        for number in range(self.queries):
            kind = due.get(number)
            if kind == "suspend":
                door.post(suspend=True, compute=PRIMARY)
            elif kind == "drop" and chance.random() < 0.3:
                self._in_flight(terminal, door)
            elif kind == "drop":
                door.post(chance.choice(_DROPS), compute=PRIMARY)
            self._ask(terminal)
            # Spread over the whole time: tokens end, timers fire, nothing happens for a while.
            time.sleep(max(0.0, began + number * self.minutes * 60 / self.queries - time.monotonic()))
            if number % 100 == 99:
                print(
                    f"  {number + 1} queries, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True
                )

    def _ask(self, terminal: Terminal) -> None:
        """One query whose answer nobody can have seen before."""
        number = 700_000_000 + random.randrange(100_000_000)
        run(terminal, f"select {number} + 7 as sum, g from generate_series(1, 50) as g")
        began = time.monotonic()
        terminal.wait_for(lambda screen: str(number + 7) in screen or _LOST.search(screen) is not None)
        if str(number + 7) in terminal.text():
            self.answered += 1
            self.worst_s = max(self.worst_s, time.monotonic() - began)
            return
        # The end of the session was on its way when the query was sent: it is told, and not sent again.
        self.unknown += 1
        run(terminal, f"select 'calm after ' || {number}")
        terminal.wait_for(f"calm after {number}")

    def _in_flight(self, terminal: Terminal, door: FaultDoor) -> None:
        """Drop the connection under a running statement: its outcome must be called unknown."""
        number = random.randrange(100_000_000)
        run(terminal, f"select pg_sleep(60) as s{number}")
        terminal.wait_for("running")
        terminal.wait_for(lambda screen: "connecting" not in screen and "waking" not in screen)
        while not door.post(stats=True)["stats"][PRIMARY]["sessions"]:
            time.sleep(0.02)
        door.post(kill="SIGTERM", compute=PRIMARY)
        terminal.wait_for("outcome unknown")
        self.unknown += 1

    def _settle(self, terminal: Terminal, door: FaultDoor, warm: Holdings) -> Holdings:
        """What is held once all that ends by itself has ended."""
        self._ask(terminal)
        end = time.monotonic() + 90
        while (found := Holdings.of(terminal, door)) and time.monotonic() < end:
            if found.descriptors <= warm.descriptors and found.backends <= warm.backends:
                break
            time.sleep(0.5)
        return found

    def _compare(self, warm: Holdings, now: Holdings) -> None:
        print(f"queries answered:  {self.answered}, worst {self.worst_s:.2f} s from key to value")
        print(f"lost in flight:    {self.unknown}, each called unknown")
        print(f"drops/suspensions: {self.drops}/{self.suspensions}, tokens of {_TOKEN_S} s")
        print(f"memory:            {warm.memory / 1e6:.1f} -> {now.memory / 1e6:.1f} MB")
        print(f"file descriptors:  {warm.descriptors} -> {now.descriptors}")
        print(f"backends:          {warm.backends} -> {now.backends}")
        if now.memory > warm.memory * _MEMORY_GROWTH:
            self.problems.append("memory has grown")
        if now.descriptors > warm.descriptors:
            self.problems.append("file descriptors are left open")
        if now.backends > warm.backends:
            self.problems.append("backends are left")


def main() -> int:
    """Soak, and print; the exit code is 1 if something was not as it must be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--drops", type=int, default=50)
    parser.add_argument("--suspensions", type=int, default=20)
    given = parser.parse_args()
    soak = Soak(given.queries, given.drops, given.suspensions, given.minutes)
    with running("--min-ttl", "1") as lakebase:
        soak.run(lakebase)
    for problem in soak.problems:
        print(f"✗ {problem}")
    return 1 if soak.problems else 0


if __name__ == "__main__":
    sys.exit(main())
