"""The options of a run without a screen."""

import pytest

from lakebase_tui.cli import main
from lakebase_tui.cli.arguments import parse
from lakebase_tui.errors import UsageError
from lakebase_tui.headless.job import Command, Job, Layout, ScriptFile, Shape


def job(*argv: str) -> Job:
    found = parse([*argv], {}).job
    assert found is not None
    return found


def test_commands_and_files_keep_their_order() -> None:
    assert job("-c", "a", "-f", "b.sql", "--command", "c", "--file=-").actions == (
        Command("a"), ScriptFile("b.sql"), Command("c"), ScriptFile("-"),
    )  # fmt: skip
    assert parse([], {}).job is None


def test_short_options_can_be_written_together() -> None:
    found = job("-XAtqc", "select 1", "shop")
    assert found.layout == Layout(Shape.UNALIGNED, tuples_only=True)
    assert found.quiet
    assert found.actions == (Command("select 1"),)


@pytest.mark.parametrize(
    ("argv", "layout"),
    [
        ([], Layout()),
        (["--csv"], Layout(Shape.CSV)),
        (["-x"], Layout(expanded=True)),
        (["-A", "-F", ",", "-R", ";"], Layout(Shape.UNALIGNED, field_separator=",", record_separator=";")),
        (["-A", "-F", ""], Layout(Shape.UNALIGNED, field_separator="")),
        (["-Az0"], Layout(Shape.UNALIGNED, field_separator="\0", record_separator="\0")),
    ],
)
def test_layouts(argv: list[str], layout: Layout) -> None:
    assert job(*argv, "-c", "x").layout == layout


@pytest.mark.parametrize(("value", "stops"), [("1", True), ("ON", True), ("off", False), ("0", False)])
def test_on_error_stop(value: str, stops: bool) -> None:
    assert job("-v", f"ON_ERROR_STOP={value}", "-c", "x").stop_on_error is stops
    assert job(f"--set=ON_ERROR_STOP={value}", "-c", "x").stop_on_error is stops


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["-v", "name=1", "-c", "x"], "variable name is not known"),
        (["-v", "ON_ERROR_STOP=maybe", "-c", "x"], "on or off"),
        (["-o", "|less", "-c", "x"], "not a command"),
        (["-W", "-w", "-c", "x"], "contradict"),
        (["-A"], "-A says how"),
        (["-w"], "-w says how"),
        (["-v", "ON_ERROR_STOP=1"], "-v says how"),
    ],
)
def test_what_cannot_be_done_is_refused(argv: list[str], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        parse(argv, {})


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["-c", "x", "--nonsense"], 1),
        (["-Atc"], 1),
        (["--file=x", "-v", "a=1"], 1),
        (["--nonsense"], 2),
        (["-A"], 2),
        (["shop", "-d", "other"], 2),
    ],
)
def test_a_command_line_that_cannot_be_used(
    argv: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert "lakebase-tui: " in said.err
