"""The history beside the event loop: statements that really ran, and a disk that does not answer."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.history.entries import Entry, Search, ran_on
from lakebase_tui.query.history.history import History, HistoryError
from lakebase_tui.query.history.store import HistoryStore
from lakebase_tui.session.target import Auth, ConnectionTarget
from tests.integration.query.helpers import outcome
from tests.support.history import Told, ran

TARGET = ConnectionTarget(
    "host", "db", "ana", Auth.NONE, branch="projects/shop/branches/dev", compute="projects/shop/computes/p"
)


@asynccontextmanager
async def history_in(folder: Path, told: Told) -> AsyncIterator[History]:
    history = History(folder / "history.sqlite3", 1000, told.append)
    try:
        yield history
    finally:
        assert history.close(30)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def all_of(history: History) -> list[Entry]:
    return await history.search(Search())


@pytest.mark.parametrize(
    ("sql", "kind", "sqlstate", "rows", "writes"),
    [
        ("select generate_series(1, 3)", OutcomeKind.DONE, "", 3, False),
        ("create temp table made (a int)", OutcomeKind.DONE, "", None, True),
        ("select * from nowhere", OutcomeKind.FAILED, "42P01", None, False),
        (
            "with a as (delete from pg_temp.nothing returning 1) select 1",
            OutcomeKind.FAILED,
            "42P01",
            None,
            True,
        ),
    ],
)
async def test_what_ran_is_kept_as_it_ended(
    executor: Executor, tmp_path: Path, sql: str, kind: OutcomeKind, sqlstate: str, rows: int, writes: bool
) -> None:
    before = datetime.now(UTC)
    ended = await outcome(executor, sql)
    async with history_in(tmp_path, Told()) as history:
        history.add(ran_on(TARGET, sql, ended, datetime.now(UTC)))
        (entry,) = await all_of(history)
    kept = entry.ran
    assert (kept.text, kept.outcome, kept.sqlstate, kept.rows, kept.writes) == (
        sql,
        kind,
        sqlstate,
        rows,
        writes,
    )
    assert (kept.target, kept.database, kept.role) == ("shop/dev", "db", "ana")
    assert abs(kept.started_at - before) < timedelta(seconds=30)
    assert kept.elapsed_s == ended.elapsed_s > 0
    assert kept.message == (ended.error.message if ended.error is not None else "")


async def test_a_password_that_the_server_took_is_not_in_the_file(executor: Executor, tmp_path: Path) -> None:
    sql = "create role history_app login password 'hunter2'; drop role history_app"
    async with history_in(tmp_path, Told()) as history:
        for each in sql.split(";"):
            history.add(ran_on(TARGET, each, await outcome(executor, each), datetime.now(UTC)))
        kept = [entry.ran.text for entry in await all_of(history)]
    assert kept == [" drop role history_app", "create role history_app login password ***"]
    assert all(b"hunter2" not in content for content in contents(tmp_path).values())


async def test_pages_follow_each_other(tmp_path: Path) -> None:
    async with history_in(tmp_path, Told()) as history:
        for number in range(10):
            history.add(ran(f"select {number}"))
        first = await history.search(Search("select"), limit=4)
        second = await history.search(Search("select"), limit=4, before=first[-1].id)
        third = await history.search(Search("select"), limit=4, before=second[-1].id)
    texts = [entry.ran.text for entry in (*first, *second, *third)]
    assert texts == [f"select {number}" for number in reversed(range(10))]


async def test_a_later_truth_finds_its_entry(tmp_path: Path) -> None:
    async with history_in(tmp_path, Told()) as history:
        ticket = history.add(ran("insert into t values (1)"))
        history.add(ran("select 2"))
        history.amend(ticket, OutcomeKind.ROLLED_BACK)
        assert [entry.ran.outcome for entry in await all_of(history)] == [
            OutcomeKind.DONE,
            OutcomeKind.ROLLED_BACK,
        ]


class Hanging:
    """A disk that does not answer until it is let go."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.free, self.reached = threading.Event(), threading.Event()
        add = HistoryStore.add

        def slow(store: HistoryStore, statement: object) -> int | None:
            self.reached.set()
            self.free.wait(30)
            return add(store, statement)  # type: ignore[arg-type]  # it is what came

        patched.setattr(HistoryStore, "add", slow)


async def test_a_disk_that_hangs_holds_neither_the_loop_nor_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Hanging(monkeypatch)
    history = History(tmp_path / "history.sqlite3", 1000, Told().append)
    history.add(ran("select 1"))
    await asyncio.to_thread(disk.reached.wait)
    turns = 0
    for number in range(100):
        history.add(ran(f"select {number}"))
        await asyncio.sleep(0)
        turns += 1
    began = monotonic()
    assert not history.close(0.1)
    assert monotonic() - began < 5
    disk.free.set()
    assert history._thread.close(lambda: None, 30)
    assert turns == 100


async def test_a_search_that_nobody_waits_for_any_more_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Hanging(monkeypatch)
    searched: list[str] = []
    find = HistoryStore.find

    def noted(store: HistoryStore, search: Search, most: int) -> list[int]:
        searched.append(search.words)
        return find(store, search, most)

    monkeypatch.setattr(HistoryStore, "find", noted)
    async with history_in(tmp_path, Told()) as history:
        history.add(ran("select 1"))
        await asyncio.to_thread(disk.reached.wait)
        first = asyncio.ensure_future(history.find(Search("s")))
        await asyncio.sleep(0)
        first.cancel()
        second = asyncio.ensure_future(history.find(Search("se")))
        await asyncio.sleep(0)
        disk.free.set()
        assert len((await second).entries) == 1
    assert searched == ["se"]


async def test_what_is_added_last_is_there_after_the_end(tmp_path: Path) -> None:
    async with history_in(tmp_path, Told()) as history:
        for number in range(200):
            history.add(ran(f"select {number}"))
    async with history_in(tmp_path, Told()) as history:
        assert len(await history.find_all(Search())) == 200
        first = await history.find(Search(), 5)
        assert ([entry.ran.text[-3:] for entry in first.entries], first.complete) == (
            ["199", "198", "197", "196", "195"],
            False,
        )
        assert (await history.find(Search(), 200)).complete
    assert list(contents(tmp_path)) == ["history.sqlite3"]


async def test_after_the_end_nothing_is_kept_and_nothing_breaks(tmp_path: Path) -> None:
    async with history_in(tmp_path, Told()) as history:
        ticket = history.add(ran("select 1"))
    history.amend(ticket, OutcomeKind.FAILED)
    history.add(ran("select 2"))
    async with history_in(tmp_path, Told()) as history:
        assert [entry.ran.outcome for entry in await all_of(history)] == [OutcomeKind.DONE]


async def test_an_end_without_a_beginning_makes_no_file(tmp_path: Path) -> None:
    async with history_in(tmp_path / "state", Told()):
        pass
    assert not (tmp_path / "state").exists()


async def test_trouble_is_told_on_the_loop(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").mkdir()
    threads: list[int] = []
    history = History(tmp_path / "history.sqlite3", 1000, lambda words: threads.append(threading.get_ident()))
    history.add(ran("select 1"))
    found = await history.find(Search())
    await asyncio.sleep(0)
    assert (len(found.entries), found.on_disk, threads) == (1, False, [threading.get_ident()])
    history.close()


async def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(HistoryStore, "find", broken)
    async with history_in(tmp_path, Told()) as history:
        with pytest.raises(HistoryError, match="Input/output error"):
            await history.find(Search())


async def test_a_python_without_sqlite_has_no_history_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lakebase_tui.query.history.store", None)
    async with history_in(tmp_path, told := Told()) as history:
        history.amend(history.add(ran("select 1")), OutcomeKind.FAILED)
        history.add(ran("select 2"))
        with pytest.raises(HistoryError, match="this Python has no SQLite"):
            await history.find(Search())
    await asyncio.sleep(0)
    assert [each.split(":")[0] for each in told] == ["There is no history"]


async def test_a_mistake_of_ours_is_told_to_the_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(HistoryStore, "add", broken)
    told: list[object] = []
    heard: Callable[..., None] = lambda loop, context: told.append(context["exception"])  # noqa: E731
    asyncio.get_running_loop().set_exception_handler(heard)
    async with history_in(tmp_path, Told()) as history:
        history.add(ran("select 1"))
        assert (await history.find(Search())).entries == []
    assert [type(each) for each in told] == [ZeroDivisionError]
