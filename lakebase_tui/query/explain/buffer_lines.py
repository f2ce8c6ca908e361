"""Blocks, I/O times and write-ahead log of a node or of planning, as EXPLAIN writes them."""

from typing import Final

from lakebase_tui.query.explain.fields import Fields

_PLACES: Final = ("Shared", "Local", "Temp")
_BLOCKS: Final = ("Hit", "Read", "Dirtied", "Written")
_WAL: Final = {
    "WAL Records": "records",
    "WAL FPI": "fpi",
    "WAL Bytes": "bytes",
    "WAL Buffers Full": "buffers full",
}
BUFFER_FIELDS: Final = frozenset(
    (
        *(f"{place} {what} Blocks" for place in _PLACES for what in _BLOCKS),
        *(
            f"{place}I/O {what} Time"
            for place in ("", "Shared ", "Local ", "Temp ")
            for what in ("Read", "Write")
        ),
        *_WAL,
    )
)


def buffers(fields: Fields) -> str:
    """Blocks: `shared hit=5 read=1, temp read=7`; empty where there are none."""
    parts = []
    for place in _PLACES:
        counts = {what.lower(): fields.number(f"{place} {what} Blocks") for what in _BLOCKS}
        if words := [f"{what}={count:.0f}" for what, count in counts.items() if count]:
            parts.append(f"{place.lower()} {' '.join(words)}")
    return ", ".join(parts)


def io_times(fields: Fields) -> str:
    """Milliseconds of reading and writing: `shared read=1.250`; empty where there are none."""
    temp = "Temp I/O Read Time" in fields
    names = {"Shared ": "shared ", "": "shared " if temp else "", "Local ": "local ", "Temp ": "temp "}
    parts = []
    for prefix, place in names.items():
        times = {what.lower(): fields.number(f"{prefix}I/O {what} Time") for what in ("Read", "Write")}
        if words := [f"{what}={ms:.3f}" for what, ms in times.items() if ms]:
            parts.append(f"{place}{' '.join(words)}")
    return ", ".join(parts)


def wal(fields: Fields) -> str:
    """Write-ahead log: `records=3 bytes=210`; empty where there is none."""
    counts = {what: fields.number(name) for name, what in _WAL.items()}
    return " ".join(f"{what}={count:.0f}" for what, count in counts.items() if count)


def buffer_lines(fields: Fields) -> list[tuple[str, str]]:
    """All three, each with its label, where there is something to say."""
    lines = [("Buffers", buffers(fields)), ("I/O Timings", io_times(fields)), ("WAL", wal(fields))]
    return [line for line in lines if line[1]]
