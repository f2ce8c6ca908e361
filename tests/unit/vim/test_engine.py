"""What the engine does beside what Vim can be asked about."""

import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.patterns import PatternError
from lakebase_tui.ui.vim.keys import keys_of_text, split_keys, text_of_keys
from lakebase_tui.ui.vim.patterns import compile_pattern
from lakebase_tui.ui.vim.registers import Content
from lakebase_tui.ui.vim.state import Mode
from lakebase_tui.ui.vim.text import BLANK, PUNCTUATION, WORD, class_of
from tests.unit.vim.lines import Desk

KNOWN_CLASSES = {
    **dict.fromkeys(" \t\u3000", BLANK),
    **dict.fromkeys("a_ß0", WORD),
    **dict.fromkeys(";(-", PUNCTUATION),
}
EDITS = "x dd ix<Esc> ox<Esc> J p ~ rz Vd<Esc> gUU . Rx<Esc> >> gcc =="


def told(desk: Desk, line: str) -> str:
    with pytest.raises(LakebaseTuiError) as failure:
        desk.commands.run(line)
    return str(failure.value)


@pytest.mark.parametrize("character", KNOWN_CLASSES)
def test_classes_of_characters(character: str) -> None:
    assert class_of(character) == KNOWN_CLASSES[character]


def test_scripts_and_emoji_are_words_of_their_own() -> None:
    assert len({class_of(character) for character in "aかカ漢한😀"}) == 6
    assert class_of("漢") == class_of("字") == class_of("豈")


def test_keys_that_have_no_meaning_are_told_from_those_that_have() -> None:
    desk = Desk(["a b"])
    assert not desk.engine.feed("<Esc>")
    assert not desk.engine.feed("<C-w>")
    assert desk.engine.feed("K")
    assert desk.engine.feed("d")
    assert desk.engine.waits
    assert desk.engine.shown == "d"
    assert desk.engine.feed("<Esc>")
    assert not desk.engine.waits
    assert not desk.engine.feed("<Esc>")
    desk.engine.feed("i")
    assert not desk.engine.feed("<PageDown>")
    assert desk.engine.inserting
    assert desk.text == "a b"


def test_a_key_that_is_no_part_of_a_command_ends_it() -> None:
    desk = Desk(["a b"]).type("2d")
    desk.engine.forget_keys()
    desk.type("w")
    assert desk.text == "a b"
    assert desk.engine.state.cursor == (0, 2)


def test_what_others_put_in_while_one_types_is_repeated() -> None:
    desk = Desk(["from ", "from "]).type("Aor")
    start, end = (0, 5), (0, 7)
    desk.buffer.replace(start, end, "orders o")
    desk.engine.place((0, 13))
    desk.type(";<Esc>j.")
    assert desk.buffer.lines == ["from orders o;", "from orders o;"]
    desk.type("uu")
    assert desk.buffer.lines == ["from ", "from "]


def test_what_others_paste_while_one_types_is_repeated() -> None:
    desk = Desk(["a", "b"]).type("ix")
    desk.buffer.replace((0, 1), (0, 1), "1\n2")
    desk.engine.place((1, 1))
    desk.type("y<Esc>G.")
    assert desk.buffer.lines == ["x1", "2ya", "x1", "2yb"]


def test_moving_the_cursor_while_one_types_begins_anew() -> None:
    desk = Desk(["abc"]).type("3ix")
    desk.engine.place((0, 3))
    desk.type("y<Esc>0.")
    assert desk.text == "yxabyc"
    desk.type("uu")
    assert desk.text == "xabc"


def test_a_selection_of_others_is_one_here() -> None:
    desk = Desk(["abc def"])
    desk.engine.place((0, 4), (0, 2))
    assert desk.engine.state.mode is Mode.VISUAL
    desk.type("d")
    assert desk.text == "abef"
    desk.engine.place((0, 0), (0, 1))
    desk.engine.place((0, 2))
    assert not desk.engine.state.mode.selects
    desk.engine.place((0, 9))
    assert desk.engine.state.cursor == (0, 3)


def test_the_clipboard_is_a_register() -> None:
    desk = Desk(["ab", "cd"]).type('"+yy')
    assert desk.clipboard == "ab\n"
    desk.clipboard = "x\r\ny"
    desk.type('"*p')
    assert desk.text == "ax\nyb\ncd"
    desk.clipboard = "whole\n"
    desk.type('"+p')
    assert desk.text == "ax\nwhole\nyb\ncd"
    desk.clipboard = ""
    desk.type('"+p')
    assert desk.text == "ax\nwhole\nyb\ncd"


def test_a_text_that_is_not_to_be_changed_stays() -> None:
    desk = Desk(["ab cd", "ef"])
    desk.buffer.read_only = True
    for keys in EDITS.split():
        desk.type(keys)
        assert desk.engine.state.mode is Mode.NORMAL
    assert desk.text == "ab cd\nef"
    assert told(desk, "s/a/b/") == "The text is read-only."
    assert told(desk, "d") == "The text is read-only."


def test_a_macro_that_calls_itself_ends() -> None:
    desk = Desk(["x" * 50, "y"]).type("qaqqax@aq@a")
    assert desk.text == "\ny"
    desk.registers.record("b", "l@b")
    desk.type("@b")
    desk.registers.record("c", "ix\x1b@c")
    desk.type("@c")
    assert len(desk.text) > 1_000


def test_a_repeated_macro_runs_what_was_typed_with_named_keys() -> None:
    keys = split_keys("ix<Left><CR><C-r>0<Esc>")
    assert keys_of_text(text_of_keys(keys)) == keys


def test_the_question_behind_a_colon_says_which_lines() -> None:
    desk = Desk(["a", "b", "c"])
    desk.engine.feed(":")
    desk.engine.feed("3")
    desk.engine.feed(":")
    for key in "Vj:":
        desk.engine.feed(key)
    assert desk.asked == ["", ".,.+2", "'<,'>"]


def test_commands_go_to_the_program() -> None:
    desk = Desk(["a"])
    for line in ("w", "write  a b.sql ", "q", "quit!", "wq", "x", "e x.sql", "noh", "nohlsearch", ": w"):
        desk.commands.run(line)
    assert desk.done == [
        *(("save", ""), ("save", "a b.sql"), ("close", False), ("close", True), ("save and close",)),
        *(("save and close",), ("open", "x.sql"), ("hide",), ("hide",), ("save", "")),
    ]


def test_what_is_wrong_with_a_command_is_one_sentence() -> None:
    desk = Desk(["a", "b"])
    assert told(desk, "frob x") == "There is no command frob here."
    assert told(desk, "!ls") == "There is no command !ls here."
    assert told(desk, "\x1b[31m") == "There is no command ␛[31m here."
    assert told(desk, "e") == "Which file? :e is followed by its path."
    assert told(desk, "'z,.d") == "There is no mark z."
    assert told(desk, "1,9d") == "The text has only 2 lines."
    assert told(desk, "s/x/y/") == "The pattern is not in these lines."
    assert told(desk, "s/x/y/c").startswith("There is no flag c for :s here.")
    assert told(desk, "sxay") == "There is no command sxay here."
    assert told(desk, "s abc") == "A substitution is written as :s/old/new/."
    assert told(desk, r"s/\(/y/").startswith("No pattern: ")
    assert told(desk, r"s/a/\2/") == "The pattern has no group 2."
    assert told(Desk(["a"]), "s").startswith("There was no substitution before.")
    assert told(Desk(["a"]), "s//x/").startswith("There was no pattern before.")
    assert desk.text == "a\nb"


def test_a_pattern_that_would_take_ages_is_given_up() -> None:
    desk = Desk(["a" * 40 + "!"])
    assert "too long" in told(desk, r"s/\v(a+)+$/x/")


@pytest.mark.parametrize("pattern", [r"\(", r"\v(", "[b-a]", r"a\{3,1}"])
def test_patterns_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


def test_odd_patterns_are_read_as_they_stand() -> None:
    for pattern, text in (("[", "["), (r"a\{x", "a{x"), ("*a", "*a"), ("a^b$c", "a^b$c"), ("a\\", "a\\")):
        assert compile_pattern(pattern).fullmatch(text), pattern


def test_a_register_holds_lines_or_a_part_of_one() -> None:
    desk = Desk(["ab", "cd"]).type('"ayy"byl')
    assert desk.registers.get("a") == Content("ab", lines=True)
    assert desk.registers.get("b") == Content("a")
    assert desk.registers.get("c") is None
