"""Lines and copied data, read as they come."""

import asyncio
import os
import tempfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.headless.endings import FatalError
from lakebase_tui.headless.input import LineReader


async def lines_of(reader: LineReader) -> list[bytes]:
    found = []
    while line := await reader.line():
        found.append(line)
    return found


async def copied(reader: LineReader) -> bytes:
    return b"".join([data async for data in reader.copy_data()])


def on_pipe(content: bytes, do: Callable[[LineReader], object]) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, content)
    os.close(write_end)
    try:
        do(LineReader(read_end, "pipe"))
    finally:
        os.close(read_end)


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"x" * 70_000, b";"]), max_size=12).map(b"".join))
def test_lines_of_a_file_are_its_lines(content: bytes) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        reader = LineReader(file.fileno(), "file")
        found = asyncio.run(lines_of(reader))
    assert b"".join(found) == content
    assert [line.count(b"\n") for line in found[:-1]] == [1] * (len(found) - 1)
    assert reader.lines == len(found)


@pytest.mark.parametrize(
    ("content", "data", "rest"),
    [
        (b"1\n2\n\\.\nselect 1;\n", b"1\n2\n", [b"select 1;\n"]),
        (b"1\r\n\\.\r\nselect 1;\n", b"1\r\n", [b"select 1;\n"]),
        (b"\\.\nselect 1;\n", b"", [b"select 1;\n"]),
        (b"1\n\\.", b"1\n", []),
        (b"1\n2", b"1\n2", []),
        (b"1\\.\n\\.x\nx\\.\n", b"1\\.\n\\.x\nx\\.\n", []),
        (b"", b"", []),
    ],
)
def test_copied_data_ends_with_its_mark_or_with_the_input(
    content: bytes, data: bytes, rest: list[bytes]
) -> None:
    async def both(reader: LineReader) -> None:
        assert await copied(reader) == data
        assert await lines_of(reader) == rest
        assert reader.lines == content.count(b"\n") + (not content.endswith(b"\n") and bool(content))

    on_pipe(content, lambda reader: asyncio.run(both(reader)))


async def test_a_line_is_given_as_soon_as_it_is_there() -> None:
    read_end, write_end = os.pipe()
    try:
        reader = LineReader(read_end, "pipe")
        waiting = asyncio.ensure_future(reader.line())
        os.write(write_end, b"select 1;")
        await asyncio.sleep(0)
        assert not waiting.done()
        os.write(write_end, b"\nsel")
        assert await waiting == b"select 1;\n"
    finally:
        os.close(write_end)
        os.close(read_end)


async def test_what_cannot_be_read_is_told() -> None:
    folder = os.open(tempfile.gettempdir(), os.O_RDONLY)
    try:
        with pytest.raises(FatalError, match="folder: Is a directory"):
            await LineReader(folder, "folder").line()
    finally:
        os.close(folder)
