"""The history's file: private, shared by programs, and never the end of one."""

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lakebase_tui.query.history import place, schema
from lakebase_tui.query.history.entries import Search
from lakebase_tui.query.history.store import HistoryStore
from lakebase_tui.query.history.words import NoIndex, words_of
from tests.support.history import Told, ran, store_in


def file_in(folder: Path) -> Path:
    return folder / "state" / "history.sqlite3"


def texts(folder: Path) -> list[str]:
    store = store_in(folder, told := Told(), most=100_000)
    entries = store.read(store.find(Search()))
    store.close()
    assert told == []
    return sorted(entry.ran.text for entry in entries)


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((folder / "state").iterdir()))


@pytest.mark.parametrize("umask", [0, 0o777])
def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = store_in(tmp_path)
        store.add(ran("select 1"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state").iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"), 0o600)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_files_that_others_could_read_are_closed_to_them(tmp_path: Path) -> None:
    first = store_in(tmp_path)
    first.add(ran("select 1"))
    for path in (tmp_path / "state").iterdir():
        path.chmod(0o644)
    (tmp_path / "state").chmod(0o755)
    store_in(tmp_path).add(ran("select 2"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    first.close()


@pytest.mark.parametrize("what", ["link", "dangling link", "pipe", "folder"])
def test_what_is_no_file_of_ours_is_left_alone_and_the_history_kept_in_memory(
    tmp_path: Path, what: str
) -> None:
    path = file_in(tmp_path)
    path.parent.mkdir()
    other = tmp_path / "other"
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to(other)
        if what == "link":
            other.write_bytes(b"")
    store = store_in(tmp_path, told := Told())
    for number in range(3):
        assert store.add(ran(f"select {number}")) is not None
    assert len(store.find(Search())) == 3
    assert not store.on_disk
    assert len(told) == 1
    assert "Until you quit it is kept in memory." in told[0]
    assert not other.exists() or other.read_bytes() == b""


def test_a_link_in_place_of_what_sqlite_puts_beside_it_is_not_followed(tmp_path: Path) -> None:
    path = file_in(tmp_path)
    path.parent.mkdir()
    other = tmp_path / "other"
    other.write_bytes(b"")
    path.with_name("history.sqlite3-wal").symlink_to(other)
    store = store_in(tmp_path, told := Told())
    store.add(ran("select 1"))
    assert other.read_bytes() == b""
    assert len(told) == 1


def test_no_secret_reaches_the_disk(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.add(ran("alter role app password 'hunter2'", message="hunter2 is no password"))
    store.add(ran("select dblink('password=hunter2')"))
    assert b"alter role app password" in bytes_of(tmp_path)
    assert b"hunter2" not in bytes_of(tmp_path)
    store.close()
    assert b"hunter2" not in bytes_of(tmp_path)


def test_what_was_removed_leaves_no_trace(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    for number in range(50):
        store.add(ran(f"select {number} from orders"))
    store.add(ran("select 'my_very_private_word'"))
    store.add(ran("select 1"))
    (private,) = store.find(Search("my_very_private_word"))
    assert b"my_very_private_word" in bytes_of(tmp_path)
    store.delete(private)
    store.purge()
    left = bytes_of(tmp_path)
    # The index keeps three characters each.
    assert b"my_very_private_word" not in left
    assert b"vat" not in left.lower()
    assert len(store.find(Search("orders"))) == 50
    store.close()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_is_put_aside_and_a_new_one_begun(tmp_path: Path, content: bytes) -> None:
    path = file_in(tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    store = store_in(tmp_path, told := Told())
    assert store.find(Search()) == []
    store.add(ran("select 1"))
    store.close()
    assert len(told) == 1
    assert "put aside as history.sqlite3.damaged" in told[0]
    assert path.with_name("history.sqlite3.damaged").read_bytes() == content
    assert texts(tmp_path) == ["select 1"]


@pytest.mark.parametrize("noticed", ["when it is opened", "when it is written"])
def test_a_file_that_is_damaged_while_it_is_in_use_is_put_aside_too(tmp_path: Path, noticed: str) -> None:
    store = store_in(tmp_path, told := Told())
    for number in range(300):
        store.add(ran(f"select {number}" + " x" * 200))
    store.purge()
    with file_in(tmp_path).open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 200_000)
    told_second = Told()
    words = words_of if noticed == "when it is opened" else lambda connection: NoIndex()
    second = HistoryStore(file_in(tmp_path), 1000, told_second.append, words=words)
    second.add(ran("select from the second"))
    assert len(told_second) == 1
    store.add(ran("select from the first"))
    assert told == []
    second.close()
    store.close()
    assert texts(tmp_path) == ["select from the first", "select from the second"]


def test_a_file_of_a_newer_program_is_left_as_it_is(tmp_path: Path) -> None:
    store_in(tmp_path).add(ran("select 1"))
    with sqlite3.connect(file_in(tmp_path)) as other:
        other.execute("pragma user_version = 99")
    other.close()
    store = store_in(tmp_path, told := Told())
    store.add(ran("select 2"))
    assert len(store.find(Search())) == 1
    assert ["a newer version of the program has written it" in each for each in told] == [True]
    with sqlite3.connect(file_in(tmp_path)) as other:
        assert other.execute("select text from entries").fetchall() == [("select 1",)]
    other.close()


def test_an_older_file_takes_the_steps_that_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path)
    store.add(ran("select 1"))
    store.close()
    step = ("alter table entries add column more text", "update entries set more = 'new'")
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, step))
    assert texts(tmp_path) == ["select 1"]
    with sqlite3.connect(file_in(tmp_path)) as other:
        assert other.execute("select more from entries").fetchall() == [("new",)]
        assert other.execute("pragma user_version").fetchone() == (len(schema.STEPS),)
    other.close()


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path)
    store.add(ran("select 1"))
    store.add(ran("select 2"))
    store.close()
    step = ("alter table entries add column more", "create unique index one_role on entries (role)")
    with monkeypatch.context() as patched:
        patched.setattr(schema, "STEPS", (*schema.STEPS, step))
        store = store_in(tmp_path, told := Told())
        store.add(ran("select 3"))
        assert len(told) == 1
        assert not store.on_disk
    assert texts(tmp_path) == ["select 1", "select 2"]


def test_a_file_that_was_removed_is_made_again(tmp_path: Path) -> None:
    store = store_in(tmp_path, told := Told())
    store.add(ran("select 1"))
    for path in (tmp_path / "state").iterdir():
        path.unlink()
    store.add(ran("select 2"))
    store.close()
    assert texts(tmp_path) == ["select 2"]
    assert told == []


def test_while_another_program_writes_entries_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "BUSY_S", 0.01)
    store = store_in(tmp_path, told := Told())
    store.add(ran("select 1"))
    other = sqlite3.connect(file_in(tmp_path), isolation_level=None)
    other.execute("begin immediate")
    assert store.add(ran("select 2")) is None
    assert store.add(ran("select 3")) is None
    assert len(told) == 1
    assert "locked" in told[0]
    assert len(store.find(Search())) == 1
    other.execute("rollback")
    assert store.add(ran("select 4")) is not None
    other.execute("begin immediate")
    assert store.add(ran("select 5")) is None
    assert len(told) == 2
    other.close()
    store.close()
    assert texts(tmp_path) == ["select 1", "select 2", "select 3", "select 4"]


def test_a_full_disk_is_told_once_and_costs_nothing_else(tmp_path: Path) -> None:
    store = store_in(tmp_path, told := Told())
    store.add(ran("select 1"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = file_in(tmp_path).with_name("history.sqlite3-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 10_000, hard))
    try:
        for number in range(3):
            store.add(ran(f"select {number} " + "x" * 30_000))
        assert len(store.find(Search())) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(told) == 1
    assert "The next statement tries again." in told[0]
    store.add(ran("select 2"))
    store.close()
    assert len(texts(tmp_path)) == 5


WRITER = """
import sys
from pathlib import Path
from lakebase_tui.query.history.store import HistoryStore
from lakebase_tui.query.history.words import NoIndex, words_of
from tests.support.history import ran, store_in
store = store_in(Path(sys.argv[1]), most=100_000)
for number in range(int(sys.argv[3])):
    assert store.add(ran(f"select {sys.argv[2]}, {number}")) is not None
    print(number, flush=True)
store.close()
"""


def writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def test_programs_that_begin_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    programs = [writer(tmp_path, str(number), 40) for number in range(3)]
    for program in programs:
        program.communicate()
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert len(texts(tmp_path)) == 120


def test_kill_9_loses_nothing_that_was_written(tmp_path: Path) -> None:
    program = writer(tmp_path, "a", 100_000)
    assert program.stdout is not None
    for _ in range(50):
        last = int(program.stdout.readline())
    program.send_signal(signal.SIGKILL)
    program.communicate()
    kept = texts(tmp_path)
    assert {f"select a, {number}" for number in range(last + 1)} <= set(kept)
