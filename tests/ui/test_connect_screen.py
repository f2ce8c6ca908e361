"""The connect screen, driven by keys, on a control plane whose answers can be held back."""

import time
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from lakebase_tui.config.secret import Secret
from lakebase_tui.config.state import Recent
from lakebase_tui.control_plane.models import ComputeState
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.offers import Preselect
from lakebase_tui.session.target import Auth, ConnectionTarget
from lakebase_tui.ui.screens.connect import ConnectScreen
from lakebase_tui.ui.screens.prompt import MenuScreen, NewBranchScreen
from lakebase_tui.ui.widgets.filter_list import FilterList
from tests.support.fake_control_plane import DEV, ME, METRICS, PRODUCTION, SHOP, FakeControlPlane, shop
from tests.support.frames import ThemedApp, check_frame, frame_of
from tests.support.settling import rest, settle


class PickerApp(ThemedApp):
    """An app that only holds the screen and notes what it says."""

    def __init__(self, plane: FakeControlPlane, **options: Any) -> None:
        super().__init__()
        self.picker = ConnectScreen(plane, **options)
        self.chosen: list[tuple[ConnectionTarget, Secret | None]] = []
        self.kept: list[bool] = []
        self.cancelled = 0
        self.profile = ""

    def on_mount(self) -> None:
        self.push_screen(self.picker)

    def on_connect_screen_chosen(self, event: ConnectScreen.Chosen) -> None:
        self.chosen.append((event.target, event.password))
        self.kept.append(event.keep)

    def on_connect_screen_cancelled(self) -> None:
        self.cancelled += 1

    def on_connect_screen_profile_chosen(self, event: ConnectScreen.ProfileChosen) -> None:
        self.profile = event.name

    def said(self) -> str:
        return str(self.picker.query_one("#said", Static).content)

    def keys_of(self, id: str) -> list[str]:
        return [row.key.rpartition("/")[2] for row in self.picker.query_one(f"#{id}", FilterList).rows_shown]


async def test_enter_connects_with_the_defaults() -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    [(target, password)] = app.chosen
    assert (target.branch, target.compute_id) == (PRODUCTION, "primary")
    assert (target.database, target.role, target.auth) == ("databricks_postgres", ME, Auth.OAUTH)
    assert target.protected
    assert password is None


async def test_enter_before_the_answers_connects_when_they_come() -> None:
    plane = shop()
    plane.hold("roles")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.chosen == []
        plane.let_go("roles")
        await settle(pilot)
    assert len(app.chosen) == 1


async def test_parts_appear_as_they_come() -> None:
    plane = shop()
    plane.hold("databases", "roles")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        assert "primary" in app.keys_of("compute")
        assert app.keys_of("database") == []
        plane.let_go("databases")
        await settle(pilot)
        assert len(app.keys_of("database")) == 2
        assert app.keys_of("role") == []


async def test_a_failure_is_shown_in_its_place_and_can_be_retried() -> None:
    plane = shop()
    plane.failing["databases"] = LakebaseTuiError("The workspace does not answer.", "Check the network.")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        assert "does not answer" in frame_of(app)
        assert "Check the network." in frame_of(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.chosen == []
        assert "does not answer" in app.said()
        plane.failing.clear()
        asked = plane.asked["roles"]
        await pilot.press("r")
        await settle(pilot)
        assert plane.asked["roles"] == asked
        await pilot.press("enter")
        await settle(pilot)
    assert len(app.chosen) == 1


async def test_no_projects_can_be_retried() -> None:
    plane = shop()
    plane.failing["projects"] = LakebaseTuiError("Lakebase is off here.", "Ask an administrator.")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        assert "Lakebase is off here." in frame_of(app)
        plane.failing.clear()
        await pilot.press("r")
        await settle(pilot)
        assert app.keys_of("tree")[:2] == ["shop", "production"]


async def choose_role(app: PickerApp, pilot: Pilot[None], name: str) -> None:
    roles = app.picker.query_one("#role", FilterList)
    roles.focus()
    await settle(pilot)
    await pilot.press("slash", *name, "enter")
    await settle(pilot)


async def test_a_password_can_be_revealed() -> None:
    plane = shop()
    plane.failing["reveal_password"] = LakebaseTuiError("You may not see it.", "Type it.")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await choose_role(app, pilot, "app")
        app.picker.connection_failed("No password of app is found.")
        app.chosen.clear()
        app.picker.query_one("#auth", FilterList).focus()
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "You may not see it." in app.said()
        plane.failing.clear()
        await pilot.press("enter")
        await settle(pilot)
    [(_, password)] = app.chosen
    assert password == Secret(f"password of {PRODUCTION}/roles/rol-2")


@pytest.mark.parametrize(
    ("group", "word", "sentence"),
    [("role", "auditors", "cannot log in"), ("compute", "spare", "is disabled")],
)
async def test_what_cannot_be_connected_to_is_refused(group: str, word: str, sentence: str) -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.picker.query_one(f"#{group}", FilterList).focus()
        await settle(pilot)
        await pilot.press("slash", *word, "enter")
        await settle(pilot)
        assert sentence in app.said()
    assert app.chosen == []


async def test_password_login_that_is_off_and_a_compute_being_made_are_told() -> None:
    plane = shop()
    plane.projects_[0] = type(plane.projects_[0])(SHOP, "shop", "shop", 18, ME, PRODUCTION)
    app = PickerApp(plane, preselect=Preselect(role="app"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "does not let roles log in with a password" in app.said()
        starting = plane.computes_[PRODUCTION][1]
        plane.computes_[PRODUCTION] = [
            type(starting)(starting.name, "primary", PRODUCTION, starting.kind, ComputeState.INIT)
        ]
        await pilot.press("r")
        await settle(pilot)
        assert "still being made" in frame_of(app)


async def test_a_branch_without_a_compute_says_so() -> None:
    app = PickerApp(shop(), preselect=Preselect(project="shop", branch="dev-ana-2"))
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "The branch dev-ana-2 has no compute" in app.said()


async def test_typing_filters_and_escape_clears() -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"stag")
        await settle(pilot)
        assert app.keys_of("tree") == ["shop", "staging"]
        await pilot.press("escape")
        await settle(pilot)
        assert "dev-ana" in app.keys_of("tree")
        assert app.cancelled == 0
        # Letters that are keys elsewhere are text here, and a folded project is looked through.
        await pilot.press("slash", *"main")
        await rest(pilot)
        assert app.keys_of("tree") == ["telemetry", "main"]
        await pilot.press("down", "enter")
        await rest(pilot)
    assert [target.branch for target, _ in app.chosen] == [METRICS]


async def test_a_new_branch_is_made_and_chosen() -> None:
    plane = shop()
    plane.failing["create_branch"] = LakebaseTuiError("The name is taken.", "Choose another.")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "A branch needs a name." in frame_of(app)
        await pilot.press(*"Fix 1", "enter")
        await settle(pilot)
        assert isinstance(app.screen, NewBranchScreen)
        assert app.screen.query_one(Input).value == "fix-1"
        assert "The name is taken." in frame_of(app)
        plane.failing.clear()
        await pilot.press("enter")
        await rest(pilot)
        made = app.picker.query_one("#tree", FilterList).cursor_key
        assert made == f"{SHOP}/branches/fix-1"
        assert plane.created == [(SHOP, "fix-1", PRODUCTION, 604_800.0)]
        await pilot.press("enter")
        await settle(pilot)
    assert [target.branch for target, _ in app.chosen] == [f"{SHOP}/branches/fix-1"]


async def test_waiting_for_a_new_branch_can_be_given_up() -> None:
    plane = shop()
    plane.hold("create_branch")
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("n", *"fix", "enter")
        await settle(pilot)
        assert "making fix" in frame_of(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "No longer waiting" in frame_of(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is app.picker


async def test_copying_a_connection() -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert isinstance(app.screen, MenuScreen)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert app.clipboard.startswith("postgresql://ana%40example.com@ep-production-primary.")
        assert "Copied the URI" in app.said()


def _recent(branch: str, *, database: str, role: str = ME, compute: str = "primary") -> Recent:
    host = "https://shop-prod.cloud.databricks.com"
    return Recent(host, branch, f"{branch}/endpoints/{compute}", database, role, time.time() - 7_300)


async def test_the_most_recent_target_comes_first() -> None:
    recents = [_recent(DEV, database="analytics"), _recent(METRICS, database="databricks_postgres")]
    app = PickerApp(shop(), recents=recents)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        assert app.picker.query_one("#tree", FilterList).cursor_key == DEV
        await pilot.press("enter")
        await settle(pilot)
        app.picker.connection_failed("It did not answer.", "Try again.")
        app.picker.query_one("#recents", FilterList).focus()
        await rest(pilot)
        await pilot.press("down", "enter")
        await rest(pilot)
    first, second = (target for target, _ in app.chosen)
    assert (first.branch, first.database) == (DEV, "analytics")
    assert (second.branch, second.database) == (METRICS, "databricks_postgres")


async def test_recents_of_another_workspace_are_left_out() -> None:
    other = Recent("https://elsewhere.example.com", DEV, f"{DEV}/endpoints/primary", "analytics", ME, 1.0)
    app = PickerApp(shop(), recents=[other])
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        assert not app.picker.query_one("#recents").display


async def test_what_was_named_and_is_not_there_is_told_before_connecting() -> None:
    app = PickerApp(shop(), preselect=Preselect(project="shop", branch="production", database="nope"))
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "There is no database nope on production." in app.said()
        assert app.chosen == []
        await pilot.press("enter")
        await settle(pilot)
    assert [target.database for target, _ in app.chosen] == ["databricks_postgres"]


@pytest.mark.parametrize(
    ("preselect", "sentence"),
    [(Preselect(project="nope"), "no project nope"), (Preselect("shop", "nope"), "no branch nope")],
)
async def test_an_unknown_project_or_branch_keeps_the_picker(preselect: Preselect, sentence: str) -> None:
    app = PickerApp(shop(), preselect=preselect)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        assert sentence in app.said()
        assert "production" in app.keys_of("tree")


async def test_a_failed_connection_keeps_what_was_chosen_and_escape_cancels() -> None:
    app = PickerApp(shop())
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        app.picker.connecting("waking primary… 3 s")
        await settle(pilot)
        assert "waking primary… 3 s" in frame_of(app)
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert (len(app.chosen), app.cancelled) == (1, 1)
        app.picker.connection_failed("The compute did not wake.", "Try again.")
        await settle(pilot)
        assert "The compute did not wake." in frame_of(app)
        await pilot.press("enter")
        await settle(pilot)
    assert app.chosen[0] == app.chosen[1]


async def test_another_workspace() -> None:
    app = PickerApp(shop(), profiles=["DEFAULT", "other"])
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("w", "down", "enter")
        await settle(pilot)
        assert app.profile == "other"
        other = shop()
        other.projects_ = other.projects_[1:]
        app.picker.use(other)
        await settle(pilot)
        assert app.keys_of("tree") == ["telemetry", "main"]


async def test_names_from_outside_never_act() -> None:
    plane = shop()
    first = plane.projects_[0]
    plane.projects_[0] = type(first)(SHOP, "shop", "a[/]b\x1b]0;x\x07[red]", 18, ME, PRODUCTION)
    app = PickerApp(plane)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        assert "a[/]b␛]0;x␇[red]" in frame_of(app)


@pytest.mark.parametrize(("name", "size"), [("connect-80x24", (80, 24)), ("connect-160x45", (160, 45))])
async def test_frames(name: str, size: tuple[int, int]) -> None:
    app = PickerApp(shop(), recents=[_recent(DEV, database="databricks_postgres")])
    async with app.run_test(size=size) as pilot:
        while "● primary" not in frame_of(app) or "… branches" in frame_of(app):
            await rest(pilot)
        check_frame(name, frame_of(app))
