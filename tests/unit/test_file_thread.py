"""A thread for files: in order, bounded, and never waited for by who leaves."""

import asyncio
import threading

import pytest

from lakebase_tui.query.file_thread import FileThread, Job


async def test_jobs_are_done_in_order_and_answers_come_back() -> None:
    thread, done = FileThread("test"), list[int]()
    for number in range(50):
        await thread.do(lambda number=number: done.append(number))  # type: ignore[misc]
    assert await thread.ask(lambda: sum(done)) == sum(range(50))
    assert done == list(range(50))
    thread.close()


def waiting(gate: threading.Event) -> Job:
    def wait() -> None:
        gate.wait()

    return wait


def setting(event: asyncio.Event) -> Job:
    loop = asyncio.get_running_loop()

    def tell() -> None:
        loop.call_soon_threadsafe(event.set)

    return tell


async def test_no_more_than_a_few_wait() -> None:
    gate = threading.Event()
    thread = FileThread("test", most_waiting=3)
    for _ in range(3):
        await thread.do(waiting(gate))
    fourth = asyncio.ensure_future(thread.do(lambda: None))
    await asyncio.sleep(0)
    assert not fourth.done()
    gate.set()
    await fourth
    thread.close()


async def test_after_a_failure_nothing_more_is_begun() -> None:
    thread, done = FileThread("test"), list[str]()

    def fail() -> None:
        raise OSError("no disk")

    await thread.do(fail)
    with pytest.raises(OSError, match="no disk"):
        await thread.ask(lambda: done.append("later"))
    with pytest.raises(OSError, match="no disk"):
        await thread.do(lambda: done.append("later still"))
    ended = asyncio.Event()
    thread.close(setting(ended))
    await ended.wait()
    assert done == []


async def test_closing_waits_for_nobody_and_leaves_out_what_waits() -> None:
    gate, done = threading.Event(), list[str]()
    thread, ended = FileThread("test"), asyncio.Event()
    await thread.do(waiting(gate))
    await thread.do(lambda: done.append("waited"))
    thread.close(setting(ended))
    assert [each.daemon for each in threading.enumerate() if each.name == "test"] == [True]
    gate.set()
    await ended.wait()
    assert done == []
