"""What was put in for parameters is offered again, unless it is a secret."""

import stat
from pathlib import Path

import pytest

from lakebase_tui.config import parameter_values
from lakebase_tui.config.parameter_values import LONGEST, ParameterValues
from lakebase_tui.config.secret import living_secrets

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "parameters.json"


def test_the_last_value_is_known_by_query_and_name(path: Path) -> None:
    ParameterValues(path).remember("reports/daily", {"day": "2026-11-01", "shop": None})
    ParameterValues(path).remember("reports/weekly", {"day": "monday", "note": ""})
    values = ParameterValues(path)
    assert values.last("reports/daily", ["day", "shop", "new"]) == {"day": "2026-11-01", "shop": None}
    assert values.last("reports/weekly", ["day", "note"]) == {"day": "monday", "note": ""}


def test_where_a_query_has_none_the_last_of_any_is_offered(path: Path) -> None:
    values = ParameterValues(path)
    values.remember("a", {"day": "1"})
    values.remember("b", {"day": "2"})
    values.remember("", {"other": "3"})
    assert values.last("", ["day", "other"]) == {"day": "2", "other": "3"}
    assert values.last("a", ["day"]) == {"day": "1"}


def test_a_value_takes_the_former_ones_place(path: Path) -> None:
    values = ParameterValues(path)
    values.remember("a", {"x": "1", "y": "1"})
    values.remember("a", {"x": "2"})
    assert values.last("a", ["x", "y"]) == {"x": "2", "y": "1"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "hunter2"),
        ("api_token", "hunter2"),
        ("client_secret", "hunter2"),
        ("pwd", "hunter2"),
        ("url", "postgresql://ana:hunter2@host/db"),
        ("jwt", JWT),
        ("long", "hunter2" + "x" * LONGEST),
    ],
)
def test_secrets_are_not_written(path: Path, name: str, value: str) -> None:
    values = ParameterValues(path)
    values.remember("a", {name: "2" if name == "url" else value, "day": "1"})
    values.remember("a", {name: value, "day": "1"})
    assert values.last("a", [name, "day"]) == {"day": "1"}
    assert b"hunter2" not in path.read_bytes()
    assert b"eyJ" not in path.read_bytes()


def test_what_is_called_a_secret_is_hidden_elsewhere_until_the_program_ends(path: Path) -> None:
    values = ParameterValues(path)
    values.remember("", {"password": "horse-battery", "day": "staple-correct"})
    assert "horse-battery" in living_secrets()
    assert "staple-correct" not in living_secrets()
    del values
    assert "horse-battery" not in living_secrets()


def test_only_the_newest_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_values, "KEPT", 3)
    values = ParameterValues(path)
    for number in range(5):
        values.remember("a", {f"p{number}": "x"})
    assert sorted(values.last("a", [f"p{number}" for number in range(5)])) == ["p2", "p3", "p4"]


def test_only_the_owner_can_read_it(path: Path) -> None:
    ParameterValues(path).remember("a", {"x": "1"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "content",
    [b"no json", b"{}", b"[1, {}]", b'[{"query": "a", "name": "x", "value": 1, "used_at": 1}]', b"\xff"],
)
def test_what_is_not_of_our_form_is_nothing(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    values = ParameterValues(path)
    assert values.last("a", ["x"]) == {}
    assert values.remember("a", {"x": "2"})
    assert values.last("a", ["x"]) == {"x": "2"}


def test_a_place_that_cannot_be_written_costs_nothing_but_comfort(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    values = ParameterValues(tmp_path / "file" / "parameters.json")
    assert not values.remember("a", {"x": "1"})
    assert values.last("a", ["x"]) == {}
