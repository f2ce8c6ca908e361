"""A branch that was named on the command line: opened without asking, or not at all."""

import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.offers import Preselect
from tests.support.fake_control_plane import DEV, shop
from tests.support.settling import rest, settle
from tests.ui.test_connect_screen import PickerApp


async def test_it_is_opened_as_soon_as_it_is_known() -> None:
    app = PickerApp(shop(), preselect=Preselect(project="shop", branch="dev-ana"))
    async with app.run_test(size=(120, 34)) as pilot:
        app.picker.action_open()
        await rest(pilot)
        await settle(pilot)
    [(target, _)] = app.chosen
    assert target.branch == DEV


@pytest.mark.parametrize(
    "named", [Preselect(project="nope"), Preselect(project="shop", branch="nope")], ids=["project", "branch"]
)
async def test_what_is_not_there_is_never_replaced_by_something_else(named: Preselect) -> None:
    app = PickerApp(shop(), preselect=named)
    async with app.run_test(size=(120, 34)) as pilot:
        app.picker.action_open()
        await rest(pilot)
        await rest(pilot)
        assert "nope" in app.said()
    assert app.chosen == []


async def test_a_login_that_fails_is_told_whole() -> None:
    plane = shop()
    plane.failing["projects"] = LakebaseTuiError("The login has expired.", "Run: databricks auth login.")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await rest(pilot)
        assert "The login has expired." in app.said()
        assert "databricks auth login" in app.said()
