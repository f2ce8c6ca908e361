"""The parser of keys: what plain terminals send for chords that this program binds."""

import pytest
from textual import events

from lakebase_tui.ui.key_parser import KeyParser


def keys_of(sent: str) -> list[tuple[str, str | None]]:
    parser = KeyParser()
    told = [*parser.feed(sent), *parser.feed("x")]
    return [(each.key, each.character) for each in told if isinstance(each, events.Key)][:-1]


@pytest.mark.parametrize("digit", "0123456789")
def test_alt_with_a_digit_is_no_character(digit: str) -> None:
    assert keys_of(f"\x1b{digit}") == [(f"alt+{digit}", None)]


def test_other_keys_are_left_alone() -> None:
    assert keys_of("\x1b[5;3~") == [("alt+pageup", None)]
    assert keys_of("5¡") == [("5", "5"), ("inverted_exclamation_mark", "¡")]
    assert keys_of("\x1b[49;3u") == [("alt+1", None)]
