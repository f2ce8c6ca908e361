"""Which program edits a text where the user asks for their own."""

from pathlib import Path

import pytest

from lakebase_tui.ui.widgets.editor_program import EditorProgramError, editor_command


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    for name in ("mine", "vi", "nano"):
        (tmp_path / name).touch(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("named", "command"),
    [
        ({}, ["vi"]),
        ({"EDITOR": "mine -x", "VISUAL": " "}, ["mine", "-x"]),
        ({"EDITOR": "vi", "VISUAL": "'mine' '-x y'"}, ["mine", "-x y"]),
        ({"EDITOR": "vi", "VISUAL": "vi", "PSQL_EDITOR": "mine"}, ["mine"]),
    ],
)
def test_what_is_named_goes_before_what_is_there(
    programs: Path, named: dict[str, str], command: list[str]
) -> None:
    assert editor_command({"PATH": str(programs), **named}) == command


def test_without_any_editor_one_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EditorProgramError, match=r"Neither \$VISUAL nor \$EDITOR") as raised:
        editor_command({"PATH": str(tmp_path)})
    assert raised.value.next_step == "Set one before the start: EDITOR=nano."


def test_what_is_named_is_not_replaced_by_something_else(programs: Path) -> None:
    with pytest.raises(EditorProgramError, match="names other, which is not there"):
        editor_command({"PATH": str(programs), "EDITOR": "other"})
