"""The right side of the connect screen: what the chosen branch offers."""

from collections.abc import Callable
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.offers import Refused, check_compute, check_role, target_of
from lakebase_tui.session.snippets import psql_command
from lakebase_tui.session.target import NetworkOverride, Tls
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens import connect_rows as rows
from lakebase_tui.ui.screens.connect_loading import Load
from lakebase_tui.ui.screens.connect_model import PickerModel
from lakebase_tui.ui.widgets.choice_list import ChoiceList
from lakebase_tui.ui.widgets.filter_list import Cell, Row, plain

T = TypeVar("T")

GROUPS = ("compute", "database", "role", "auth")


class GoButton(Static):
    """The primary action, for the mouse; Enter does the same from anywhere."""

    def __init__(self, id: str) -> None:
        super().__init__(Content("Connect  ⏎"), id=id)

    def on_click(self) -> None:
        """Connect."""
        self.post_message(OfferPane.Pressed())


class OfferPane(Vertical):
    """Groups of choices, a line to copy, and what is going on."""

    _expects = True
    """Whether answers are still to come."""

    class Pressed(Message):
        """The user clicked the button."""

    def compose(self) -> ComposeResult:
        """Groups that scroll above a message and the button."""
        with VerticalScroll(id="groups", can_focus=False):
            for group in GROUPS:
                with Horizontal(classes="group"):
                    yield Static(group.capitalize(), classes="label", markup=False)
                    with Vertical(classes="choices"):
                        yield ChoiceList(group, id=group)
                        yield Static(id=f"{group}-note", classes="note", markup=False)
            with Horizontal(classes="group"):
                yield Static("TLS", classes="label", markup=False)
                yield Static(id="tls", markup=False)
            with Horizontal(classes="group", id="line"):
                yield Static("", classes="label")
                yield Static(id="snippet", markup=False)
                yield Static(Content.assemble("  ", ("y", "$accent"), " copy"), id="snippet-key")
        with Vertical(id="act"):
            yield Static(id="said", markup=False)
            yield GoButton(id="go")

    def list_of(self, group: str) -> ChoiceList:
        """The list of a group."""
        return self.query_one(f"#{group}", ChoiceList)

    def show(self, model: PickerModel, network: NetworkOverride) -> None:
        """Draw what is known."""
        self.border_title = _title(model)
        offer = model.offer
        compute, database, role = model.compute(), model.database(), model.role()
        self._expects = model.projects.failure is None
        native = model.project.native_login if model.project is not None else True
        self._fill("compute", offer.computes, rows.compute_rows, compute.name if compute else None)
        self._fill(
            "database",
            offer.databases,
            lambda found: rows.database_rows(found, offer.roles.value),
            database.name if database else None,
        )
        self._fill(
            "role",
            offer.roles if role is not None or not model.workspace.pending else Load(),
            lambda found: rows.role_rows(found, model.user_name, native_login=native),
            role.name if role else None,
        )
        auth = self.list_of("auth")
        ways = rows.auth_rows(role, model.user_name, native_login=native) if role is not None else []
        way = model.wishes.password_way
        auth.show(
            ways, key=way.value if way else None, notice=plain("none" if role is not None else "", "dim")
        )
        self._notes(model)
        self.query_one("#tls", Static).update(_tls(network))
        self._snippet(model, network)

    def _fill(
        self, group: str, part: Load[list[T]], make: Callable[[list[T]], list[Row]], key: str | None
    ) -> None:
        notice: Cell = rows.loading_notice("asking") if self._expects else plain("–", "dim")  # noqa: RUF001
        if part.failure is not None:
            notice = rows.failure_notice(part.failure)
        elif part.value is not None:
            notice = plain("none", "dim")
        self.list_of(group).show(make(part.value or []), key=key, notice=notice)

    def _notes(self, model: PickerModel) -> None:
        offer, project = model.offer, model.project
        failures = {
            "compute": offer.computes.failure,
            "database": offer.databases.failure,
            "role": offer.roles.failure,
        }
        for group in GROUPS:
            failure = failures.get(group)
            note = self.query_one(f"#{group}-note", Static)
            note.update(visible(failure.next_step) if failure is not None else "")
            note.display = failure is not None and bool(failure.next_step)
        compute, role = model.compute(), model.role()
        if compute is not None:
            self._refusal("compute", lambda: check_compute(compute))
        if role is not None and project is not None:
            self._refusal("role", lambda: check_role(role, project))

    def _refusal(self, group: str, check: Callable[[], None]) -> None:
        try:
            check()
        except Refused as refused:
            note = self.query_one(f"#{group}-note", Static)
            note.update(visible(str(refused)))
            note.display = True

    def _snippet(self, model: PickerModel, network: NetworkOverride) -> None:
        line = self.query_one("#line")
        try:
            text = psql_command(target_of(model.chosen(), network))
        except LakebaseTuiError:
            line.display = False
            return
        self.query_one("#snippet", Static).update(visible(text))
        line.display = True

    def say(self, text: Content) -> None:
        """Put a message above the button; an empty one takes its place away."""
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text.plain)

    def fit(self) -> None:
        """Give the groups the height that they need, and no more than the message leaves them."""
        act = self.query_one("#act")
        self.query_one("#groups").styles.max_height = max(3, self.content_size.height - act.outer_size.height)


def _title(model: PickerModel) -> Content:
    if model.branch_name is None:
        return Content("Connect")
    parts = model.branch_name.split("/")
    return Content.assemble(
        ("Connect to ", "$dim"), visible(parts[1]), (" / ", "$dim"), (visible(parts[3]), "bold $branch")
    )


def _tls(network: NetworkOverride) -> Content:
    where = [f"port {network.port}"] if network.port else []
    if network.hostaddr:
        where.append(f"by way of {visible(network.hostaddr)}")
    if network.root_cert:
        where.append("own root certificate")
    return Content.assemble(("✓ ", "$status-ok"), Tls().mode, ("   " + " · ".join(where), "$dim"))
