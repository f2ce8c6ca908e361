"""Results of every shape: names, rows, order and notices are psql's."""

import re
import subprocess
from pathlib import Path

import pytest

from lakebase_tui.query.events import NoticeArrived, OutcomeKind
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.formats.unaligned_format import UnalignedFormat, UnalignedOptions
from lakebase_tui.query.loaders import COPIED
from lakebase_tui.query.result_store import ResultStore
from tests.integration.query.helpers import Connection, outcome, outcomes, run_all
from tests.support.exact_values import NULL
from tests.support.format_truth import written
from tests.support.postgres_server import PostgresServer
from tests.support.result_shapes import SHAPES, Shape

_NOTICE = re.compile(r"^(?:NOTICE|WARNING|INFO):  ", re.MULTILINE)
_OPTIONS = UnalignedOptions("\0", "\0", null=NULL)


def printed(store: ResultStore) -> str:
    """A result as psql prints it; copied lines are printed as they are."""
    rows = store.rows(0, len(store))
    if store.columns == COPIED:
        return "".join(f"{line}\n" for (line,) in rows)
    return written(UnalignedFormat(_OPTIONS), store.columns, rows)


def by_psql(psql: Path, dsn: str, shape: Shape) -> "subprocess.CompletedProcess[bytes]":
    commands = [part for text in (*shape.before, shape.text) for part in ("-c", text)]
    flags = ["-X", "-q", "-A", "-z", "-0", "-P", f"null={NULL}"]
    return subprocess.run([psql, *flags, "-d", dsn, *commands], capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize("name", SHAPES)
async def test_a_result_is_what_psql_shows(
    server: PostgresServer, value_psql: Path, executor: Executor, connection: Connection, name: str
) -> None:
    shape = SHAPES[name]
    if connection.info.server_version // 10_000 < shape.since:
        pytest.skip(f"for PostgreSQL {shape.since} and later")
    theirs = by_psql(value_psql, server.dsn(), shape)
    events = await run_all(executor, *shape.before, shape.text)
    last = len(shape.before)
    done = outcomes(events)[last]
    assert (done.kind is OutcomeKind.FAILED) == shape.fails == bool(theirs.returncode)
    assert done.complete != shape.fails
    stores = executor.result_sets.get(last, [])
    if name != "an error after rows":  # psql shows nothing of such a result
        assert "".join(map(printed, stores)).split("\0") == theirs.stdout.decode().split("\0")
    notices = [event.notice.message for event in events if isinstance(event, NoticeArrived)]
    assert len(notices) == len(_NOTICE.findall(theirs.stderr.decode()))
    assert all(message in theirs.stderr.decode() for message in notices)
    await run_all(executor, "rollback")
    assert (await outcome(executor, "select 1")).complete, "the connection is of use afterwards"


def memory(field: str) -> int:
    """Bytes that this process has now (VmRSS), or had at most (VmHWM)."""
    found = re.search(rf"^{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def forget_the_peak() -> int:
    """Have VmHWM begin anew; returns VmRSS."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="only Linux forgets its highest memory"
)
async def test_a_value_of_100_megabytes(executor: Executor) -> None:
    """It is held a few times while it passes through, and afterwards on disk."""
    size = 100_000_000
    await run_all(executor, "select 1")
    before = forget_the_peak()
    assert (await outcome(executor, f"select repeat('é', {size // 2}), 1")).complete
    assert memory("VmHWM") - before < 6 * size
    assert memory("VmRSS") - before < 1.5 * size, "once: libpq keeps the buffer it read into"
    store = executor.stores[0]
    assert store.memory_bytes == 0
    value, one = store.row(0)
    assert (value or "").count("é") == len(value or "") == size // 2
    assert one == "1"
    store.close()
