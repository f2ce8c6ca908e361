"""The schema desk alone in an app: beside it nothing, and what it wants done is written down."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from textual import events
from textual.app import ComposeResult
from textual.keys import _character_to_key
from textual.pilot import Pilot

from lakebase_tui.catalog.cache import Identity
from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.catalog.tree.nodes import Key, Node
from lakebase_tui.catalog.tree.questions import Ask, Rows
from lakebase_tui.ui.key_order import act_in_order
from lakebase_tui.ui.schema_desk import SchemaActions, SchemaDesk
from lakebase_tui.ui.widgets.schema_tree import SchemaTree
from tests.support.emulated_app import ErasingDriver
from tests.support.frames import ThemedApp, frame_of

_CHARACTERS = {"slash": "/", "full_stop": ".", "space": " "}
_ROUNDS = 4
"""A key goes from the app to the widget; what it posts bubbles up, and changes other widgets."""

FACTS: Rows = [
    ("owner", "ana@example.com", "0", None),
    ("parts", "indexes", "2", None),
    ("parts", "triggers", "0", None),
    ("key", "id", "1", None),
    ("comment", "status", "4", "Where it stands."),
]
INDEXES: Rows = [
    ("orders_pkey", "btree (id)", "PK"),
    ("orders_new", "btree (status) where status = 'new'", "unique invalid"),
]
SIZES: Rows = [("orders", "48120", "12000000", "t"), ("customers", "5000", "800000", "f")]


async def answering(sql: str, values: Sequence[object] = ()) -> Rows:
    """A server that has the same to say of every table."""
    if "relpages" in sql:
        return SIZES
    return FACTS if "'owner'" in sql else INDEXES if "pg_get_indexdef" in sql else []


class OrderedApp(ThemedApp):
    """Keys act in the order in which they come, as in the program."""

    async def on_event(self, event: events.Event) -> None:
        if not (isinstance(event, events.Key) and not event.is_forwarded and await act_in_order(self, event)):
            await super().on_event(event)


class SchemaApp(OrderedApp):
    """The desk at the left edge."""

    BINDINGS = [
        ("ctrl+p", "go_to", "Go to an object"),
        ("escape", "escape", "What another has use for"),
    ]
    CSS = "SchemaDesk { width: 40; } .narrow SchemaDesk { width: 26; }"

    def __init__(self, *, emulated: bool = False) -> None:
        super().__init__()
        if emulated:
            self.driver_class = ErasingDriver
        self.done: list[tuple[object, ...]] = []
        """What was wanted: the name of the action, and what it is about."""

    def action_escape(self) -> None:
        self.done.append(("escape",))

    def action_go_to(self) -> None:
        self.query_one(SchemaDesk).go_to()

    def compose(self) -> ComposeResult:
        yield SchemaDesk(
            SchemaActions(
                *(self._noting(name) for name in ("describe", "ddl", "run", "insert", "begin", "copy"))
            )
        )

    def _noting(self, name: str) -> Callable[..., None]:
        return lambda *about: self.done.append((name, *about))


class SchemaStage:
    """The app, and its parts."""

    def __init__(self, app: SchemaApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.desk = app.query_one(SchemaDesk)
        self.library = Library(
            answering, Identity("shop/dev", "host", "shop"), None, self.desk.catalogue_changed
        )

    @property
    def view(self) -> SchemaTree:
        """The lines."""
        return self.desk.pane.view

    @property
    def node(self) -> Node:
        """What is under the cursor."""
        assert self.view.node is not None
        return self.view.node

    @property
    def shown(self) -> list[str]:
        """The lines of the pane as they are seen, without its frame."""
        width = self.desk.size.width
        return [
            line[2 : width - 1].rstrip()
            for line in frame_of(self.app).splitlines()[1 : self.desk.size.height - 1]
        ]

    async def serve(self, catalogue: Catalogue, ask: Ask = answering, *, path: Sequence[str] = ()) -> None:
        """Show a catalogue that was read."""
        self.library.catalogue, self.library.state = catalogue, LibraryState.READY
        self.desk.serve(self.library, ask, path)
        self.desk.pane.focus_tree()
        await self.settle()

    async def turns(self) -> None:
        """Let the app work, though the server may not answer."""
        await turns(self.pilot)

    async def settle(self) -> None:
        """Let the desk load what it lacks, and draw."""
        await self.turns()
        await self.app.workers.wait_for_complete()
        await self.turns()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what comes of them."""
        for key in keys:
            await press(self.pilot, key)
            await self.settle()

    async def go(self, key: Key, *keys: str) -> None:
        """Put the cursor on a node that is in sight, then press keys."""
        line = self.view.objects.index_of(key)
        assert line is not None, self.shown
        self.view.move_to(line)
        await self.turns()
        await self.press(*keys)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, one when what the other did is done; what works in the background is not waited for."""
    for key in keys:
        # A pilot waits for an idle machine after each key, which takes ten times as long.
        pilot.app.post_message(_event(key))
        await turns(pilot)


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as a slow line brings them: all at once."""
    for key in keys:
        pilot.app.post_message(_event(key))
    for _ in keys:
        await turns(pilot)


async def turns(pilot: Pilot[None]) -> None:
    """Let every widget take its messages, and those that come of them."""
    for _ in range(_ROUNDS):
        await pilot.pause(0)


def _event(key: str) -> events.Key:
    """A key by the name of its binding, or by its character."""
    character = _CHARACTERS.get(key, key if len(key) == 1 else None)
    return events.Key(_character_to_key(character) if character is not None else key, character)


@asynccontextmanager
async def schema_stage(
    size: tuple[int, int] = (120, 40), *, emulated: bool = False
) -> AsyncIterator[SchemaStage]:
    """The desk with the focus and no catalogue; `emulated`: on a terminal that counts what it is sent."""
    app = SchemaApp(emulated=emulated)
    async with app.run_test(size=size, headless=not emulated) as pilot:
        app.screen.set_class(size[0] < 100, "narrow")
        yield SchemaStage(app, pilot)
