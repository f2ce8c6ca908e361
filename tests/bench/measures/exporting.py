"""CSV files, beside psql's own."""

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import ENTER, OURS
from tests.bench.data import FIRST_ROW, events
from tests.bench.reference import copy_with_psql
from tests.bench.terminal import TimedTerminal

_LONG_S = 900.0


def export(bench: Bench) -> None:
    r"""Rows a second into a CSV file, from the server and from a fetched result, beside `\copy`."""
    sql, path = f"select * from {events(bench.rows)}", bench.directory / "export.csv"
    for _ in range(max(2, bench.runs // 3)):
        with bench.open(bench.ours) as terminal:
            bench.ours.put(terminal, sql)
            bench.ours.run(terminal)
            terminal.wait_for(FIRST_ROW)
            terminal.wait_for(bench.ours.done)
            bench.ours.focus_rows(terminal)
            _export(bench, terminal, budgets.EXPORT_SERVER)
        seconds = copy_with_psql(bench.server.socket_dir, sql, path)
        if seconds is None:
            bench.report.note("psql is not there: no export to compare with")
        else:
            path.unlink()
            for what in (budgets.EXPORT_SERVER, budgets.EXPORT_RESULT):
                bench.report.add(what, "psql", bench.rows / seconds)
        with bench.open(bench.ours) as terminal:
            bench.ours.put(terminal, sql)
            bench.ours.run(terminal)
            terminal.wait_for(FIRST_ROW)
            bench.ours.fetch_all(terminal, bench.rows)
            _export(bench, terminal, budgets.EXPORT_RESULT)


def _export(bench: Bench, terminal: TimedTerminal, what: str) -> None:
    """Seconds from the key that begins it until it says that all rows are written."""
    terminal.send(b"E")
    terminal.wait_for("esc close")
    terminal.settle()
    bench.keep_screen(bench.ours, f"{what} asked".replace(" ", "-"), terminal)
    began = terminal.send(ENTER)
    done = terminal.wait_for(lambda text: "✓ ~/" in text and f"{bench.rows:,} rows, " in text, _LONG_S)
    bench.report.add(what, OURS, bench.rows / (done - began))
    bench.keep_screen(bench.ours, what.replace(" ", "-"), terminal)
    for file in bench.ours.home.glob("*.csv"):
        file.unlink()
