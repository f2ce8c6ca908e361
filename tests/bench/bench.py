"""What every measure works with."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.clients import Client, Ours
from tests.bench.data import DATABASE
from tests.bench.memory import MemoryWatch
from tests.bench.report import Report
from tests.bench.terminal import TimedTerminal
from tests.support.postgres_server import PostgresServer


@dataclass(frozen=True, slots=True)
class Bench:
    """A server with rows, the clients, and where the figures go."""

    server: PostgresServer
    rows: int
    runs: int
    ours: Ours
    peers: tuple[Client, ...]
    report: Report
    directory: Path
    """For files, and for `screens`."""

    @property
    def clients(self) -> tuple[Client, ...]:
        """Ours and the peers."""
        return (self.ours, *self.peers)

    @contextlib.contextmanager
    def open(self, client: Client, database: str = DATABASE) -> Iterator[TimedTerminal]:
        """A connected client, at rest; what it cannot do is noted, and ends the measure."""
        started = client.start(self.server.socket_dir, database)
        with started as terminal, MemoryWatch(terminal.process.pid) as watch:
            try:
                client.wait_ready(terminal)
                terminal.settle(0.5)
                yield terminal
            except (AssertionError, OSError) as error:
                terminal.settle(0.0)
                self.keep_screen(client, "failed", terminal)
                why = "took too much memory and was ended" if watch.killed else str(error).split("; the")[0]
                self.report.note(f"{client.name}: {why}")
            client.quit(terminal)

    def keep_screen(self, client: Client, label: str, terminal: TimedTerminal) -> None:
        """Keep what was judged, for whoever doubts a figure."""
        screens = self.directory / "screens"
        screens.mkdir(exist_ok=True)
        (screens / f"{client.name}-{label}.txt").write_text(terminal.text() + "\n")


Measure = Callable[[Bench], None]
