"""Blocking calls on daemon threads."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator

import pytest

from lakebase_tui.control_plane.executor import DaemonExecutor


@pytest.fixture
async def executor() -> AsyncIterator[DaemonExecutor]:
    made = DaemonExecutor(threads=2)
    yield made
    made.close()


async def test_gives_back_results_and_errors(executor: DaemonExecutor) -> None:
    assert await executor.run(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await executor.run(divmod, 7, 0)
    assert await executor.run(threading.current_thread) is not threading.current_thread()
    assert await executor.run(lambda: threading.current_thread().daemon)


async def test_runs_in_parallel_up_to_its_limit(executor: DaemonExecutor) -> None:
    both = threading.Barrier(2)
    await asyncio.gather(executor.run(both.wait, 20), executor.run(both.wait, 20))
    seen = await asyncio.gather(*(executor.run(threading.get_ident) for _ in range(20)))
    assert len(set(seen)) <= 2


async def test_a_call_that_takes_too_long_is_left_behind(executor: DaemonExecutor) -> None:
    release = threading.Event()
    with pytest.raises(TimeoutError):
        await executor.run(release.wait, timeout_s=0.01)
    release.set()


async def test_hanging_calls_do_not_starve_the_others(executor: DaemonExecutor) -> None:
    release = threading.Event()
    for _ in range(5):
        with pytest.raises(TimeoutError):
            await executor.run(release.wait, timeout_s=0.01)
    assert await executor.run(lambda: "still here", timeout_s=20) == "still here"
    release.set()


async def test_cancelling_frees_the_waiter_and_skips_what_has_not_begun(executor: DaemonExecutor) -> None:
    begun, release, skipped = threading.Semaphore(0), threading.Event(), threading.Event()

    def block() -> None:
        begun.release()
        release.wait()

    busy = [asyncio.create_task(executor.run(block)) for _ in range(2)]
    await asyncio.sleep(0)
    assert begun.acquire(timeout=20)
    assert begun.acquire(timeout=20)
    queued = asyncio.create_task(executor.run(skipped.set))
    await asyncio.sleep(0)
    queued.cancel()
    with pytest.raises(asyncio.CancelledError):
        await queued
    for task in busy:
        task.cancel()
    await asyncio.wait(busy)
    assert await executor.run(lambda: "done", timeout_s=20) == "done"
    assert not skipped.is_set()
    release.set()


async def test_a_closed_executor_takes_nothing(executor: DaemonExecutor) -> None:
    executor.close()
    with pytest.raises(RuntimeError, match="closed"):
        await executor.run(print)


def test_a_hanging_call_does_not_hold_the_interpreter() -> None:
    program = """
import asyncio, threading
from lakebase_tui.control_plane.executor import DaemonExecutor
async def main():
    executor = DaemonExecutor()
    try:
        await executor.run(threading.Event().wait, timeout_s=0.05)
    except TimeoutError:
        print("left")
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == ("left\n", "", 0)
