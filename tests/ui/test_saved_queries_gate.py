"""Parameters of typed statements: asked for before they run, and errors still point to the right place."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.widget import Widget
from textual.worker import Worker

from lakebase_tui.config.parameter_values import ParameterValues
from lakebase_tui.ui.parameter_gate import BoundPiece, ParameterGate, asked
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.screens.parameters import ParametersScreen, filled
from tests.support.desk import _key
from tests.support.frames import ThemedApp


class GateApp(ThemedApp):
    """Has a gate, and notes what passes it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.values = ParameterValues(folder / "parameters.json")
        self.passed: Sequence[Piece] | None = ()

    def start(self, pieces: Sequence[Piece]) -> Worker[None]:
        gate = ParameterGate(self.screen, self.values)

        async def work() -> None:
            self.passed = await gate.passes(pieces)

        return self.run_worker(work)


async def passed(folder: Path, pieces: Sequence[Piece], *keys: str) -> Sequence[Piece] | None:
    app = GateApp(folder)
    async with app.run_test() as pilot:
        worker = app.start(pieces)
        while keys and not isinstance(app.screen, ParametersScreen):
            await pilot.pause(0.01)
        for key in keys:
            app.post_message(_key(key))
            for _ in range(3):
                await pilot.pause(0)
        await worker.wait()
    return app.passed


async def test_values_are_put_in_where_they_are_wanted(tmp_path: Path) -> None:
    pieces = [Piece(0, "select :'a'"), Piece(20, "select 1"), Piece(40, "select :'a', :b")]
    result = await passed(tmp_path, pieces, "x", "down", "7", "enter")
    assert result is not None
    assert [(piece.start, piece.text) for piece in result] == [
        (0, "select 'x'"),
        (20, "select 1"),
        (40, "select 'x', '7'"),
    ]
    assert ParameterValues(tmp_path / "parameters.json").last("", ["a", "b"]) == {"a": "x", "b": "7"}


async def test_who_does_not_want_to_run_them_runs_none(tmp_path: Path) -> None:
    assert await passed(tmp_path, [Piece(0, "select :a")], "escape") is None


def test_only_statements_with_open_parameters_are_its_concern(tmp_path: Path) -> None:
    gate = ParameterGate(Widget(), ParameterValues(tmp_path / "p"))
    assert gate.concerns([Piece(0, "select 1"), Piece(0, "select :a")])
    assert not gate.concerns([Piece(0, "select a::text, ':b'")])
    assert not gate.concerns(asked([Piece(0, "select v[1:hi]")]))


TYPED = "select :'a'::text||:b from:c, wrong from nowhere where v[1:hi]"
VALUES = {"a": "a long text", "b": "7", "c": "x"}
BOUND = BoundPiece(100, filled(TYPED, VALUES), TYPED, VALUES)


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("select", "select"),
        ("'a long text'", ":'a'"),
        ("text'", ":'a'"),
        ("||", "||"),
        ("7", ":b"),
        ("'x'", ":c"),
        (", wrong", ", wrong"),
        (":hi", ":hi"),
        ("]", "]"),
        ("wrong", "wrong"),
        ("nowhere", "nowhere"),
    ],
)
def test_an_error_points_into_the_buffer(sent: str, typed: str) -> None:
    offset, length = BOUND.word_at(BOUND.text.index(sent))
    assert offset - 100 == BOUND.typed.index(typed)
    assert BOUND.typed[offset - 100 :][:length] == (typed if typed[0] not in "|," else typed[0])


def test_the_end_of_a_statement_is_a_place_too() -> None:
    assert BOUND.word_at(len(BOUND.text)) == (100 + len(BOUND.typed), 1)


def test_values_are_not_printed() -> None:
    assert "long" not in repr(BoundPiece(0, "", "", {"password": "a long one"}))
