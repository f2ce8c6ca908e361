"""CSV files, beside psql's own."""

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.data import events
from tests.bench.reference import copy_with_psql


def export(bench: Bench) -> None:
    r"""Rows a second into a CSV file, beside `\copy`."""
    sql, path = f"select * from {events(bench.rows)}", bench.directory / "export.csv"
    for _ in range(max(2, bench.runs // 3)):
        seconds = copy_with_psql(bench.server.socket_dir, sql, path)
        if seconds is None:
            bench.report.note("psql is not there: no export to compare with")
            return
        for what in (budgets.EXPORT_SERVER, budgets.EXPORT_RESULT):
            bench.report.add(what, "psql", bench.rows / seconds)
    path.unlink()
