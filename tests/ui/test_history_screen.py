"""The history on screen: searched as one types, and what is done with what was found."""

import asyncio
import threading
from pathlib import Path

import pytest

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history.entries import Entry, Search
from lakebase_tui.query.history.store import HistoryStore
from lakebase_tui.ui.screens.history import HistoryScreen
from lakebase_tui.ui.widgets.history_list import HistoryList
from tests.support.frames import frame_of
from tests.support.history import ran
from tests.support.history_screen import opened


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_what_it_shows(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size=size) as history:
        await history.press("down")
        await history.until(lambda: history.preview == "select * from nowhere")
        frame = frame_of(history.app)
    for said in (
        "History  4 statements",
        "alt+ e failed   h this branch   d this database   w writes   s slowest first",
        '✗ Failed  42P01 relation "nowhere" does not exist',
        "shop/dev  two  as ana@example.com",
        "84 ms   12 k",
        "update orders set note = 'x' where",
        "⏎ insert   F5 run again",
        "esc back",
    ):
        assert said in frame
    assert ("shop/prod · two" in frame) == (size[0] == 160)
    assert "hunter2" not in frame


async def test_typing_searches_and_enter_inserts(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        await history.press(*"orders")
        await history.found(2)
        assert "2 found" in frame_of(history.app)
        await history.press("down", "enter")
        assert history.app.done == [("insert", "select * from orders")]
        assert not isinstance(history.app.screen, HistoryScreen)


@pytest.mark.parametrize("key", ["f5", "ctrl+j", "alt+enter"])
async def test_it_runs_again(tmp_path: Path, key: str) -> None:
    async with opened(tmp_path) as history:
        await history.press(*"set note")
        await history.found(1)
        await history.press(key)
        assert history.app.done == [("run", "update orders set note = 'x'\nwhere id = 1")]


@pytest.mark.parametrize("keys", ["escape", "f8", "tab escape"])
async def test_it_is_left_without_doing_anything(tmp_path: Path, keys: str) -> None:
    async with opened(tmp_path) as history:
        await history.press(*keys.split())
        assert not isinstance(history.app.screen, HistoryScreen)
        assert history.app.done == []


async def test_what_lacks_its_secret_is_not_run_but_inserted_with_a_word(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        await history.press("f5")
        assert history.app.done == []
        assert "It cannot run again as it is; Enter inserts it." in history.app.told
        assert "Secrets were left out" in frame_of(history.app)
        await history.press("enter")
        assert history.app.done == [("insert", "alter role app password ***")]


async def test_of_what_was_too_long_the_beginning_is_inserted(tmp_path: Path) -> None:
    async with opened(tmp_path, (ran("select " + "1," * 100_000),)) as history:
        await history.press("f5")
        assert "Only its beginning was kept: 134,471 characters more." in history.app.told
        assert history.app.done == []


FILTERS = {
    "alt+e": ["nowhere"],
    "alt+h": ["nowhere", "orders"],
    "alt+d": ["role", "orders"],
    "alt+w": ["update"],
    "alt+s": ["update", "orders", "role", "nowhere"],
    "alt+h alt+d": ["orders"],
    "alt+e alt+e": ["role", "nowhere", "update", "orders"],
    "tab e": ["nowhere"],
    "h d": ["orders"],
    "w s": ["update"],
    "e h a": ["role", "nowhere", "update", "orders"],
}


async def test_filters(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        for keys, expected in FILTERS.items():
            await history.press("alt+a", *keys.split())
            await history.until(
                lambda expected=expected: (
                    len(history.entries) == len(expected)  # type: ignore[misc]
                    and all(word in line for word, line in zip(expected, history.shown, strict=False))
                )
            )


async def test_a_filter_is_seen_without_colours(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        await history.press("alt+h", "alt+e")
        await history.found(1)
        assert "[e failed] [h this branch]" in frame_of(history.app)


async def test_an_entry_is_removed_and_brought_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        await history.press("tab", "down", "delete")
        await history.found(3)
        assert "History  3 statements" in frame_of(history.app)
        assert history.entries.entry is not None
        assert history.entries.entry.ran.text.startswith("update")
        assert len(await history.kept()) == 3
        await history.press("u")
        await history.found(4)
        assert history.entries.entry.ran.text == "select * from nowhere"
        assert [entry.ran.text for entry in await history.kept()][1] == "select * from nowhere"
        await history.press("u")
        assert "Nothing was removed." in history.app.told


async def test_what_was_removed_is_gone_from_the_file_when_the_screen_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        await history.press(*"nowhere")
        await history.found(1)
        await history.press("tab", "x")
        await history.found(0)
        await history.press("escape")
        assert len(await history.kept()) == 3
        assert b"nowhere" not in await asyncio.to_thread(contents, tmp_path)


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_it_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(
        "lakebase_tui.ui.screens.history.copy_out", lambda app, text, what: copied.append(text)
    )
    async with opened(tmp_path) as history:
        await history.press("down", "alt+y", "tab", "down", "y")
        await history.until(lambda: len(copied) == 2)
    assert copied == ["select * from nowhere", "update orders set note = 'x'\nwhere id = 1"]


async def test_a_long_history_is_read_where_one_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = tuple(ran(f"select {number}") for number in range(1000))
    reads: list[int] = []
    read = HistoryStore.read

    def noted(store: HistoryStore, ids: list[int]) -> list[Entry]:
        reads.append(len(ids))
        return read(store, ids)

    async with opened(tmp_path, statements) as history:
        monkeypatch.setattr(HistoryStore, "read", noted)
        await history.press("tab", "end")
        await history.until(lambda: history.preview == "select 0")
        assert "select 0" in history.shown[-1]
        await history.press("home", "pagedown")
        await history.until(lambda: history.preview == f"select {1000 - history.entries.size.height}")
    assert sum(reads) < 400


@pytest.mark.parametrize(
    ("words", "notice"), [("", "Nothing has run yet."), ("x", "Nothing matches.")], ids=["empty", "no match"]
)
async def test_nothing_is_said(tmp_path: Path, words: str, notice: str) -> None:
    async with opened(tmp_path, ()) as history:
        await history.press(*words, "enter", "f5", "tab", "y", "delete")
        await history.until(lambda: notice in frame_of(history.app))
        assert history.app.done == []


async def test_while_a_disk_is_slow_it_says_so_and_keys_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    find = HistoryStore.find

    def slow(store: HistoryStore, search: Search, most: int | None = None) -> list[int]:
        free.wait(30)
        return find(store, search, most)

    monkeypatch.setattr(HistoryStore, "find", slow)
    async with opened(tmp_path, ()) as history:
        assert "reading…" in frame_of(history.app)
        await history.press(*"sel")
        assert "sel" in frame_of(history.app)
        free.set()
        await history.until(lambda: "Nothing matches." in frame_of(history.app))


async def test_a_disk_that_fails_is_told_in_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[int]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(HistoryStore, "find", broken)
    async with opened(tmp_path, ()) as history:
        await history.until(lambda: "The history cannot be used: " in frame_of(history.app))


async def test_a_history_in_memory_says_so(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").mkdir()
    async with opened(tmp_path) as history:
        assert "kept in memory until you quit" in frame_of(history.app)


async def test_nothing_in_a_statement_steers_the_terminal(tmp_path: Path) -> None:
    text = "select '\x1b[31m\u202e[bold]' -- \x07"
    odd = ran(text, target="shop/\x1b[1m", message="\x1b]0;x", outcome=OutcomeKind.FAILED)
    async with opened(tmp_path, (odd,)) as history:
        frame = frame_of(history.app)
    assert "\x1b" not in frame
    assert "\u202e" not in frame
    assert "[bold]" in frame


async def test_the_preview_gives_way_to_more_entries(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as history:
        before = history.entries.size.height
        await history.press("alt+p")
        assert history.entries.size.height > before + 5
        await history.press("tab", "p")
        assert history.entries.size.height == before


async def test_a_second_click_inserts(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        await history.pilot.click(HistoryList, offset=(30, 2), times=2)
        assert history.app.done == [("insert", "update orders set note = 'x'\nwhere id = 1")]


async def test_what_runs_while_it_is_open_does_not_move_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as history:
        await history.press("down")
        history.history.add(ran("select 'later'"))
        assert len(await history.kept()) == 5
        await history.press("down")
        assert history.entries.entry is not None
        assert history.entries.entry.ran.text.startswith("update")
