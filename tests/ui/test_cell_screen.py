import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.ui.screens.cell import CellScreen
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.hex_view import HexView
from lakebase_tui.ui.widgets.value_tree import ValueTree
from lakebase_tui.ui.widgets.value_view import ValueView
from tests.support.frames import ThemedApp, frame_of, lines_of

TEXT = Column("body", 25, "text", ColumnKind.TEXT)
JSONB = Column("Doc", 3802, "jsonb", ColumnKind.JSON)
BYTEA = Column("blob", 17, "bytea", ColumnKind.BINARY)
ARRAY = Column("tags", 1009, "text[]", ColumnKind.ARRAY)
MADE = Column("pair", 70_001, "oid 70001", ColumnKind.OTHER)


class Stand:
    """An open cell, what drives it, and what was copied from it."""

    def __init__(self, screen: CellScreen, pilot: Pilot[None], copied: list[str]) -> None:
        self.screen, self.pilot, self.copied = screen, pilot, copied

    @property
    def frame(self) -> str:
        return frame_of(self.pilot.app)

    @property
    def view(self) -> CellView:
        assert self.screen.view is not None
        return self.screen.view

    @property
    def lines(self) -> list[str]:
        return [line for line in lines_of(self.view) if line.strip()]

    @property
    def tree(self) -> ValueTree:
        assert isinstance(self.view, ValueTree)
        return self.view

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        await self.pilot.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def find(self, needle: str) -> None:
        await self.pilot.press("slash")
        self.screen.query_one(Input).value = needle
        await self.press("enter")


@asynccontextmanager
async def opened(
    column: Column, value: str | None, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[Stand]:
    app = ThemedApp()
    copied: list[str] = []
    async with app.run_test(size=size) as pilot:
        screen = CellScreen(column, value, "row 7", copied.append)
        await app.push_screen(screen)
        stand = Stand(screen, pilot, copied)
        await stand.settle()
        yield stand


@pytest.mark.parametrize(
    ("column", "value", "best", "keys"),
    [
        (JSONB, '{"a": 1}', ValueTree, "jth"),
        (JSONB, "12", ValueView, "th"),
        (BYTEA, "\\x00ff", HexView, "ht"),
        (ARRAY, "{a,b}", ValueTree, "ith"),
        (MADE, "(1,2)", ValueTree, "ith"),
        (MADE, '{"(1,2)"}', ValueTree, "ith"),
        (MADE, "happy", ValueView, "th"),
        (TEXT, ' [{"a": 1}]', ValueView, "tjh"),
        (TEXT, "{braces}", ValueView, "th"),
        (TEXT, "(1,2)", ValueView, "th"),
    ],
)
async def test_the_view_that_fits_best_comes_first(column: Column, value: str, best: type, keys: str) -> None:
    async with opened(column, value) as stand:
        assert isinstance(stand.view, best)
        for key in [*keys[1:], keys[0]]:
            await stand.press("tab")
            assert stand.view.id == f"view-{key}"
        await stand.press("shift+tab")
        assert stand.view.id == f"view-{keys[-1]}"
        await stand.press(keys[0])
        assert isinstance(stand.view, best)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_title_says_what_it_is_and_how_large(size: tuple[int, int]) -> None:
    async with opened(TEXT, "é" * 10 + "\n", size) as stand:
        assert "body  text  row 7  21 B, 11 characters, 2 lines" in stand.frame
        for y in range(stand.view.scrollable_size.height):
            strip = stand.view.render_line(y)
            assert strip.cell_length == cell_len(strip.text) == stand.view.scrollable_size.width


async def test_null_and_the_empty_text_are_told_apart_and_not_saved() -> None:
    async with opened(TEXT, None) as stand:
        assert "NULL: there is no value" in stand.frame
        await stand.press("s", "slash", "tab", "t", "n", "y")
        assert stand.copied == []
        await stand.press("escape")
        assert not isinstance(stand.pilot.app.screen, CellScreen)
    async with opened(TEXT, "") as stand:
        assert "no characters" in stand.frame
        await stand.press("y")
        assert stand.copied == [""]


async def test_nothing_in_a_value_reaches_the_terminal() -> None:
    hostile = "\x1b[31m\u202e\x9b[bold]\udcff"
    column = Column(hostile, 25, "text", ColumnKind.TEXT)
    async with opened(column, hostile) as stand:
        for key in "th":
            await stand.press(key)
            assert not {"\x1b", "\u202e", "\x9b", "\udcff"} & set(stand.frame)
        assert "[bold]" in stand.frame
        await stand.press("y")
        assert stand.copied == [hostile]
    async with opened(JSONB, json.dumps({hostile[:6]: [hostile[:6]]}, ensure_ascii=False)) as stand:
        assert not {"\x1b", "\u202e", "\x9b"} & set(stand.frame)
        await stand.press("down")
        assert not {"\x1b", "\u202e", "\x9b"} & set(stand.frame)


async def test_a_tree_folds_and_says_where_it_is() -> None:
    async with opened(JSONB, '{"a": [{"b": "x"}], "c d": null}') as stand:
        assert [line.strip() for line in stand.lines] == [
            "▾ 2 members", "▾ a: 1 element", "▾ 0: 1 member", 'b: "x"', "c d: null",
        ]  # fmt: skip
        await stand.press("down", "down", "down")
        assert "$.a[0].b" in stand.frame
        await stand.press("p", "P", "y")
        assert stand.copied == ["$.a[0].b", "\"Doc\"->'a'->0->>'b'", "x"]
        await stand.press("left", "left")
        assert [line.strip() for line in stand.lines][2] == '▸ 0: {"b": "x"}'
        await stand.press("y", "left", "left", "enter", "left", "left", "c")
        assert stand.copied[-1] == '{"b": "x"}'
        assert stand.tree.cursor_line == 0
        assert [line.strip() for line in stand.lines][1] == '▸ a: [{"b": "x"}]'
        await stand.press("e")
        assert len(stand.lines) == 5
        await stand.press("space")
        assert [line.strip() for line in stand.lines] == ['▸ {"a": [{"b": "x"}], "c d": null}']
        await stand.press("Y")
        assert stand.copied[-1] == '{"a": [{"b": "x"}], "c d": null}'


async def test_a_leaf_opens_in_full_and_closes_again() -> None:
    async with opened(JSONB, json.dumps({"inner": '{"x": [1]}'})) as stand:
        await stand.press("down", "enter")
        inner = stand.pilot.app.screen
        assert isinstance(inner, CellScreen)
        assert inner is not stand.screen
        assert '{"x": [1]}' in stand.frame
        await stand.press("j", "down", "p", "P")
        assert stand.copied == ["$.x", "(\"Doc\"->>'inner')::jsonb->'x'"]
        await stand.press("escape")
        assert stand.pilot.app.screen is stand.screen


async def test_search_unfolds_what_hides_a_place() -> None:
    document = {"rows": [{"id": i, "deep": {"name": f"name-{i}"}} for i in range(3_000)]}
    async with opened(JSONB, json.dumps(document)) as stand:
        await stand.find("name-29")
        assert "1 of 111" in stand.frame
        assert "$.rows[29].deep.name" in stand.frame
        await stand.press("n")
        assert "$.rows[290].deep.name" in stand.frame
        await stand.press("N", "N")
        assert "111 of 111" in stand.frame
        assert "$.rows[2999].deep.name" in stand.frame
        assert any("name-2999" in line for line in stand.lines)
        await stand.find("not there")
        assert "not found" in stand.frame


async def test_items_of_arrays_and_records() -> None:
    async with opened(ARRAY, '[0:2]={a,NULL,"NULL"}') as stand:
        assert [line.strip() for line in stand.lines] == ["▾ 3 elements", "0: a", "1: NULL", "2: NULL"]
        null, word = (stand.tree.render_line(y) for y in (2, 3))
        italics = [
            [segment.style.italic for segment in strip if "NULL" in segment.text and segment.style]
            for strip in (null, word)
        ]
        assert italics == [[True], [None]]
        await stand.press("end", "y", "P", "up", "y")
        assert stand.copied == ["NULL", "tags[2]"]
    async with opened(MADE, '(1,"(2,""a b"")",)') as stand:
        assert [line.strip() for line in stand.lines] == [
            "▾ 3 fields", "f1: 1", "▾ f2: 2 fields", "f1: 2", "f2: a b", "f3: NULL",
        ]  # fmt: skip


async def test_hex_shows_bytes_and_characters_in_what_room_there_is() -> None:
    data = bytes(range(0x41, 0x61)) + b"\x00"
    async with opened(BYTEA, "\\x" + data.hex(), (80, 24)) as stand:
        assert stand.lines[0].split("  ")[0].strip() == "00000000"
        assert "41 42 43 44 45 46 47 48  ABCDEFGH" in stand.lines[0]
        assert stand.lines[-1].split() == ["00000020", "00", "·"]
        await stand.pilot.resize_terminal(160, 45)
        await stand.settle()
        assert stand.lines[0].endswith("ABCDEFGHIJKLMNOP")
        assert "bytes 1 to 33 of 33" in stand.frame


async def test_text_is_searched_and_gone_through() -> None:
    text = "\n".join(f"line {i} " + ("needle" if i % 100 == 99 else "hay") for i in range(5_000))
    async with opened(TEXT, text) as stand:
        await stand.find("NEEDLE")
        assert "not found" in stand.frame
        await stand.find("needle")
        assert "1 of 50" in stand.frame
        assert any("line 99 needle" in line for line in stand.lines)
        await stand.press("n", "n")
        assert any("line 299 needle" in line for line in stand.lines)
        await stand.press("N")
        assert "2 of 50" in stand.frame
        await stand.press("G")
        assert "line 4999 needle" in stand.lines[-1]
        assert "100 %" in stand.frame
        await stand.press("n")
        assert "50 of 50" in stand.frame
        await stand.press("g")
        assert stand.lines[0].split() == ["1", "line", "0", "hay"]


async def test_another_width_keeps_the_place() -> None:
    async with opened(TEXT, "\n".join(f"{i} " + "word " * 40 for i in range(500))) as stand:
        await stand.find("400 word")
        assert any(line.split()[1] == "400" for line in stand.lines)
        top = stand.lines[0].split()[0]
        await stand.pilot.resize_terminal(60, 24)
        await stand.settle()
        assert stand.lines[0].split()[0] == top


async def test_escape_and_tab_belong_to_what_is_asked() -> None:
    async with opened(TEXT, "abc") as stand:
        await stand.press("slash", "t", "q", "y")
        assert stand.screen.query_one(Input).value == "tqy"
        await stand.press("tab", "escape")
        assert stand.pilot.app.screen is stand.screen
        assert stand.copied == []
        await stand.press("q")
        assert stand.pilot.app.screen is not stand.screen


async def test_a_value_is_saved_byte_for_byte(tmp_path: Path) -> None:
    value = "a\r\nb\udcff"
    async with opened(TEXT, value) as stand:
        await stand.press("s")
        field = stand.screen.query_one(Input)
        assert field.value == "body.txt"
        field.value = str(tmp_path / "v.txt")
        await stand.press("enter")
        assert "Saved 5 B" in stand.frame
        assert (tmp_path / "v.txt").read_bytes() == b"a\r\nb\xff"


async def test_nothing_is_replaced_without_asking_again(tmp_path: Path) -> None:
    path = tmp_path / "v.bin"
    path.write_bytes(b"old")
    async with opened(BYTEA, "\\x00ff10") as stand:
        await stand.press("s")
        stand.screen.query_one(Input).value = str(path)
        await stand.press("enter")
        assert "It exists" in stand.frame
        assert path.read_bytes() == b"old"
        stand.screen.query_one(Input).value = str(tmp_path)
        await stand.press("enter")
        assert "folder" in stand.frame
        stand.screen.query_one(Input).value = str(path)
        await stand.press("enter")
        assert path.read_bytes() == b"old"
        await stand.press("enter")
        assert path.read_bytes() == b"\x00\xff\x10"
        await stand.press("t", "s")
        stand.screen.query_one(Input).value = str(tmp_path / "v.txt")
        await stand.press("enter")
        assert (tmp_path / "v.txt").read_bytes() == b"\\x00ff10"
