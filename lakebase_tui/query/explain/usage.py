"""What a node took: time, blocks and I/O, in figures that can be added and taken apart."""

from dataclasses import astuple, dataclass

from lakebase_tui.query.explain.fields import Fields

_PLACES = ("Shared", "Local")


@dataclass(frozen=True, slots=True)
class Usage:
    """Time of the clock, blocks, and time spent waiting for files."""

    ms: float = 0.0
    """Milliseconds of the clock: where several processes worked, those of one of them on average."""
    hit: float = 0.0
    """Blocks of tables and indexes found in memory, of all processes."""
    read: float = 0.0
    """Blocks of tables and indexes read."""
    dirtied: float = 0.0
    """Blocks of tables and indexes changed."""
    written: float = 0.0
    """Blocks of tables and indexes written."""
    temp_read: float = 0.0
    """Blocks of temporary files read."""
    temp_written: float = 0.0
    """Blocks of temporary files written."""
    read_ms: float = 0.0
    """Milliseconds spent reading files, of all processes; 0 where the server does not take these times."""
    write_ms: float = 0.0
    """Milliseconds spent writing files, of all processes."""
    wal_bytes: float = 0.0
    """Bytes of write-ahead log."""

    def without(self, other: "Usage") -> "Usage":
        """What is left of it; figures are rounded, so each of them is at least 0."""
        return Usage(*(max(0.0, one - two) for one, two in zip(astuple(self), astuple(other), strict=True)))

    def at_most(self, other: "Usage") -> "Usage":
        """The lesser of each figure."""
        return Usage(*(min(one, two) for one, two in zip(astuple(self), astuple(other), strict=True)))


def usage_of(node: Fields, ms: float) -> Usage:
    """Read what a node took, with all that ran in it.

    Args:
        node: What the server sent of it.
        ms: Milliseconds of the clock that it took.
    """

    def blocks(what: str) -> float:
        return sum(node.number(f"{place} {what} Blocks") or 0.0 for place in _PLACES)

    def waited(what: str) -> float:
        return sum(node.number(name) or 0.0 for name in node if name.endswith(f"I/O {what} Time"))

    return Usage(
        ms=ms,
        hit=blocks("Hit"),
        read=blocks("Read"),
        dirtied=blocks("Dirtied"),
        written=blocks("Written"),
        temp_read=node.number("Temp Read Blocks") or 0.0,
        temp_written=node.number("Temp Written Blocks") or 0.0,
        read_ms=waited("Read"),
        write_ms=waited("Write"),
        wal_bytes=node.number("WAL Bytes") or 0.0,
    )
