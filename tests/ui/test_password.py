"""The password dialog: asked for by the app when none is found, kept in the keyring only when told."""

import pytest

from lakebase_tui.config.secret import Secret
from lakebase_tui.session.target import Auth
from lakebase_tui.ui.screens.password import PasswordScreen
from tests.support.fake_control_plane import shop
from tests.support.frames import frame_of
from tests.support.settling import settle
from tests.ui.test_connect_screen import PickerApp, choose_role


async def test_a_password_is_asked_for_when_the_app_finds_none() -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await choose_role(app, pilot, "app")
        [(target, password)] = app.chosen
        assert (target.role, target.auth, password) == ("app", Auth.PASSWORD, None)
        app.picker.connection_failed("No password of app is found.", "Type it.")
        app.picker.ask_password(target)
        await settle(pilot)
        assert isinstance(app.screen, PasswordScreen)
        assert "keyring" not in frame_of(app)
        await pilot.press(*"s3cret")
        assert "s3cret" not in frame_of(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "No password" not in app.said()
    assert app.chosen[1:] == [(target, Secret("s3cret"))]
    assert app.kept[1:] == [False]


@pytest.mark.parametrize("ticked", [True, False])
async def test_a_refused_password_is_told_and_the_new_one_kept_only_when_told(ticked: bool) -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await choose_role(app, pilot, "app")
        [(target, _)] = app.chosen
        app.picker.ask_password(target, why="The server refused the one from the keyring.", can_keep=True)
        await settle(pilot)
        assert "refused the one from the keyring" in frame_of(app)
        assert "☐ keep it in the keyring" in frame_of(app)
        await pilot.press(*"ne", *(["ctrl+s"] if ticked else []), "w")
        assert ("☑ keep it" in frame_of(app)) is ticked
        await pilot.press("enter")
        await settle(pilot)
    assert app.chosen[1:] == [(target, Secret("new"))]
    assert app.kept[1:] == [ticked]


async def test_the_mouse_ticks_the_box_and_takes_the_tick_away() -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await choose_role(app, pilot, "app")
        app.picker.ask_password(app.chosen[0][0], can_keep=True)
        await settle(pilot)
        for box in "☑☐":
            await pilot.click("#keep")
            await settle(pilot)
            assert f"{box} keep it in the keyring" in frame_of(app)


async def test_a_password_that_is_not_typed_opens_nothing() -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await choose_role(app, pilot, "app")
        app.picker.ask_password(app.chosen[0][0])
        await settle(pilot)
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert app.screen is app.picker
    assert len(app.chosen) == 1
