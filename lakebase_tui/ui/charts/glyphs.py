"""The characters that charts are drawn with: block elements, or ASCII where those cannot be trusted."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Marks of every kind, each one cell wide."""

    levels: str
    """From nothing to most, for one line."""
    heights: str
    """A cell filled from below, from nothing to full."""
    lengths: str
    """A cell filled from the left, from nothing to full."""
    right_half: str
    """A cell of which the right half is filled."""
    fills: str
    """Bars of the first series, the second and so on."""
    marks: str
    """Points of the first series, the second and so on."""
    halves: str
    """The lower half of a cell, the upper, both."""
    vertical: str
    horizontal: str
    corner: str
    tick_below: str
    tick_left: str
    ellipsis: str


BLOCKS = Glyphs(
    levels=" ▁▂▃▄▅▆▇█",
    heights=" ▁▂▃▄▅▆▇█",
    lengths=" ▏▎▍▌▋▊▉█",
    right_half="▐",
    fills="█▓▒░",
    marks="█•x+",
    halves="▄▀█",
    vertical="│",
    horizontal="─",
    corner="└",
    tick_below="┬",
    tick_left="┤",
    ellipsis="…",
)
"""For terminals that take UTF-8."""

ASCII = Glyphs(
    levels=" _.-=+*#@",
    heights=" .:#",
    lengths=" -#",
    right_half="-",
    fills="#=+:",
    marks=":ox+",
    halves=".':",
    vertical="|",
    horizontal="-",
    corner="+",
    tick_below="+",
    tick_left="+",
    ellipsis="~",
)
"""For terminals of other encodings, and for the Linux console, whose font has few block elements."""

SERIES = len(BLOCKS.marks)
"""How many series can be told apart in one chart."""


def glyphs_of(environ: Mapping[str, str], encoding: str | None) -> Glyphs:
    """Choose by what a terminal is.

    Args:
        environ: `TERM` names the terminal.
        encoding: Of what is written to it.
    """
    utf_8 = (encoding or "").lower().replace("-", "").replace("_", "") == "utf8"
    return BLOCKS if utf_8 and environ.get("TERM", "") not in ("linux", "dumb") else ASCII


def output_encoding() -> str | None:
    """The encoding of the terminal of this process."""
    return getattr(sys.__stdout__, "encoding", None)
