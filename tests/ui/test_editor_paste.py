"""Pastes are taken whole, whatever pieces the terminal sends them in, and nothing in them is a key."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from lakebase_tui.ui.alt_keys import AltKeys
from lakebase_tui.ui.key_parser import KeyParser
from lakebase_tui.ui.paste_filter import END, START, PasteFilter


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Counting:
    """A parser that counts what it is given."""

    def __init__(self) -> None:
        self.parser = XTermParser()
        self.given = 0

    def feed(self, data: str) -> Iterable[Message]:
        self.given += len(data)
        return self.parser.feed(data)

    def tick(self) -> Iterable[Message]:
        return self.parser.tick()


def read(messages: Iterable[Message]) -> list[str]:
    """Keys by name, pastes in quotes."""
    return [
        repr(message.text) if isinstance(message, events.Paste) else message.key
        for message in messages
        if isinstance(message, events.Paste | events.Key)
    ]


def fed(pastes: PasteFilter, pieces: Sequence[str]) -> list[str]:
    return [name for piece in pieces for name in read(pastes.feed(piece))]


@given(
    content=st.text(alphabet="ab\x1b[201~\r\n\x00\x03é", max_size=12),
    cuts=st.lists(st.integers(0, 40), max_size=6),
)
def test_any_pieces_make_the_same_paste(content: str, cuts: list[int]) -> None:
    content = content.replace(END, "")
    sent = f"x{START}{content}{END}\x1b[Ay{START}b{END}\r"
    places = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    pieces = [sent[start:end] for start, end in pairwise(places)]
    text = content.replace("\x00", "")
    wanted = ["x", *([repr(text)] if text else []), "up", "y", "'b'", "enter"]
    assert fed(PasteFilter(XTermParser(), Clock()), pieces) == wanted


def test_the_parser_sees_nothing_of_a_paste() -> None:
    parser, text = Counting(), "select 1;\r" * 500_000
    pastes = PasteFilter(parser, Clock())
    assert fed(pastes, [START + text[:99], text[99:], END]) == [repr(text)]
    assert parser.given == len(START + END)


def test_a_paste_without_an_end_is_shown_and_over_when_somebody_types() -> None:
    clock = Clock()
    pastes = PasteFilter(XTermParser(), clock)
    assert fed(pastes, [START + "select 1;\r", "select"]) == []
    assert read(pastes.tick()) == []
    clock.now = 1.5
    assert read(pastes.tick()) == [repr("select 1;\rselect")]
    assert read(pastes.tick()) == []
    assert fed(pastes, ["\x1b[15~", "a"]) == ["f5", "a"]
    assert fed(pastes, ["\x1b[200~b\x1b[201~"]) == ["'b'"]


@pytest.mark.parametrize("rest", ["2;\rdrop table orders;\r", "\n", "\r", "\x1b[15~\n"])
def test_the_rest_of_a_paste_that_stood_still_is_no_key(rest: str) -> None:
    clock = Clock()
    pastes = PasteFilter(XTermParser(), clock)
    assert fed(pastes, [START + "select "]) == []
    clock.now = 5
    assert read(pastes.tick()) == ["'select '"]
    assert fed(pastes, [rest, END]) == [repr(rest)]


def test_an_end_that_is_cut_by_a_pause_is_an_end() -> None:
    clock = Clock()
    pastes = PasteFilter(XTermParser(), clock)
    assert fed(pastes, [START + "a" + END[:4]]) == []
    clock.now = 5
    assert read(pastes.tick()) == ["'a'"]
    clock.now = 5.5
    assert fed(pastes, [END[4:] + "b" * 9]) == ["b"] * 9


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b1\x1b9", ["alt+1", "alt+9"]),
        ("\x1b\x7f", ["alt+backspace"]),
        ("\x1b\r", ["alt+enter"]),
        ("\x1bc\x1bc\x1bf\x1bE", ["alt+c", "alt+c", "ctrl+right", "alt+shift+e"]),
        ("\x1b[A\x1b[1;3B\x1b[200", ["up", "alt+down"]),
        ("1\x7f\r\x1b[3~\x1bOP", ["1", "backspace", "enter", "delete", "f1"]),
    ],
)
def test_alt_and_a_key_as_plain_terminals_send_them(sent: str, keys: list[str]) -> None:
    assert fed(PasteFilter(AltKeys(KeyParser()), Clock()), [sent]) == keys


def test_in_a_paste_they_are_text() -> None:
    assert fed(PasteFilter(AltKeys(KeyParser()), Clock()), [f"{START}\x1b1\x1b\r{END}"]) == [
        repr("\x1b1\x1b\r")
    ]
