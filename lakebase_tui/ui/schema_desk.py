"""The schema pane at work: in step with the catalogue, loading what is unfolded, passing wishes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.worker import Worker

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.go_to import Matcher
from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.catalog.tree.nodes import Key
from lakebase_tui.catalog.tree.object_tree import ObjectTree
from lakebase_tui.catalog.tree.questions import Ask, Wanted, answered
from lakebase_tui.catalog.tree.references import find, written
from lakebase_tui.catalog.tree.templates import preview_sql
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.clock import now
from lakebase_tui.sql.identifiers import quote_ident
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.go_to import GoTo, GoToAction, GoToScreen
from lakebase_tui.ui.screens.prompt import MenuOption, MenuScreen
from lakebase_tui.ui.widgets import schema_tree_messages as told
from lakebase_tui.ui.widgets.schema_tree_menu import Choice, choices
from lakebase_tui.ui.widgets.schema_tree_pane import SchemaPane

READING = "reading the catalogue…"
NOTHING = "There is nothing here that this role may see."
RETRY = "R tries again."
_BROKEN_AFTER_S = 1.0
"""Seconds for which a question about what was folded meanwhile goes on: breaking it off costs a login."""
_RECENT = 30
"""Objects that one can go back to."""


@dataclass(frozen=True, slots=True)
class SchemaActions:
    """What is done with what the user chose."""

    describe: Callable[[ObjectRef], None]
    """Tell all about an object."""
    ddl: Callable[[ObjectRef], None]
    """Show the statements that make an object."""
    run: Callable[[str], None]
    """Run a statement that only reads."""
    insert: Callable[[str], None]
    """Put a name where the editor's cursor is."""
    begin: Callable[[str], None]
    """Put a statement into the editor, and run nothing."""
    copy: Callable[[str, str], None]
    """Put a text on the clipboard; the second says what it is."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """How a database was left, to be found so again."""

    tree: ObjectTree
    at: Key | None
    recent: list[ObjectRef]


class SchemaDesk(Vertical):
    """The schema of one database.

    Args:
        actions: What is done with what the user chose.
    """

    def __init__(self, actions: SchemaActions, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pane = SchemaPane(ObjectTree(), id="schema-pane")
        """The tree with its filter."""
        self._actions = actions
        self._library: Library | None = None
        self._ask: Ask | None = None
        self._path: Sequence[str] = ()
        self._shown: Catalogue | None = None
        self._complete = self._was_ready = False
        self._loader: Worker[None] | None = None
        self._preparing: Worker[None] | None = None
        self._asked: tuple[Wanted, float] | None = None
        self._recent: list[ObjectRef] = []
        self._kept: WeakKeyDictionary[Library, _Kept] = WeakKeyDictionary()
        self._matcher: tuple[Catalogue, Matcher] | None = None

    def compose(self) -> ComposeResult:
        """The pane, as large as there is room."""
        yield self.pane

    # -- the catalogue ------------------------------------------------------------------------------

    def serve(self, library: Library, ask: Ask, path: Sequence[str] = ()) -> None:
        """Show another database from now on, as it was left; the desk has to be mounted.

        Args:
            library: What is known of it; whoever hears of its changes calls `catalogue_changed`.
            ask: Asks about what is unfolded.
            path: The session's schemas in the order of their look-up.
        """
        self._keep()
        kept = self._kept.get(library) or _Kept(ObjectTree(), None, [])
        self._library, self._ask, self._path = library, ask, path
        self._loader = None  # the next one takes its place, and cancels it
        self._recent = kept.recent
        if kept.tree.plan.catalogue is not library.catalogue:
            kept.tree.outdate()
        self.pane.use(kept.tree)
        self._shown, self._complete, self._was_ready = None, False, False
        self.catalogue_changed()
        if kept.at is not None:
            self.pane.view.lines_changed(kept.tree.index_of(kept.at))

    def _keep(self) -> None:
        """Remember how the database on show is left."""
        tree, node = self.pane.view.objects, self.pane.view.node
        if self._library is not None:
            tree.filter("", node)
            self._kept[self._library] = _Kept(tree, node.key if node is not None else None, self._recent)

    def look_up_in(self, path: Sequence[str]) -> None:
        """The session's names are looked up in other schemas: how names are written depends on that."""
        if path != self._path:
            self._path = path
            if self._shown is not None:
                self.pane.view.objects.show(self._shown, path, complete=self._complete)
                self.pane.view.lines_changed()

    def catalogue_changed(self) -> None:
        """The library has read something, or failed to."""
        library = self._library
        if library is None:
            return
        complete = library.state is LibraryState.READY
        if library.state is LibraryState.READY:
            if self._was_ready:
                self.pane.view.objects.outdate()
            self._was_ready = True
            self._prepare(library.catalogue)
        if library.catalogue is not self._shown or complete is not self._complete:
            self._shown, self._complete = library.catalogue, complete
            self.pane.view.objects.show(library.catalogue, self._path, complete=complete)
            self.pane.view.lines_changed()
        self._say(library)
        self._load_on()

    def _say(self, library: Library) -> None:
        words, bad = NOTHING, False
        if library.state in (LibraryState.EMPTY, LibraryState.READING):
            words = READING
        elif library.state is LibraryState.FAILED:
            words, bad = f"{visible(library.failure)} {RETRY}", True
        self.pane.view.say(words, bad=bad)
        shown = bool(self.pane.view.objects.lines)
        state = {LibraryState.READING: "reading…", LibraryState.FAILED: "not up to date"}
        self.pane.say(state.get(library.state, "") if shown else "")

    def on_schema_tree_refresh_asked(self, event: told.RefreshAsked) -> None:
        """Read the catalogue anew."""
        event.stop()
        self._refresh()

    @work(group="schema-refresh", exclusive=True)
    async def _refresh(self) -> None:
        if self._library is not None:
            await self._library.refresh()

    # -- loading ------------------------------------------------------------------------------------

    def on_schema_tree_unfolded(self, event: told.Unfolded) -> None:
        """Ask for what is lacking; break off what has taken long and nobody waits for any more."""
        event.stop()
        wanted = self.pane.view.objects.wanted()
        asked = self._asked
        if asked is not None and asked[0] not in wanted and now() - asked[1] > _BROKEN_AFTER_S:
            self._loader = None  # the next one takes its place, and cancels it
        self._load_on()

    def _load_on(self) -> None:
        if self._loader is None or not self._loader.is_running:
            self._loader = self.run_worker(self._load, group="schema", exclusive=True)

    async def _load(self) -> None:
        tree, ask = self.pane.view.objects, self._ask
        while ask is not None and (lacking := tree.wanted()):
            self._asked = (lacking[0], now())
            try:
                tree.take(await answered(ask, lacking[0]))
            except LakebaseTuiError as error:
                tree.fail(lacking[0], visible(error.sentence))
            self.pane.view.lines_changed()
        self._asked = None

    # -- wishes -------------------------------------------------------------------------------------

    def on_schema_tree_described(self, event: told.Described) -> None:
        """Tell all about an object."""
        event.stop()
        self._visit(event.ref)
        self._actions.describe(event.ref)

    def on_schema_tree_ddl_asked(self, event: told.DdlAsked) -> None:
        """Show the statements that make an object."""
        event.stop()
        self._visit(event.ref)
        self._actions.ddl(event.ref)

    def on_schema_tree_preview_asked(self, event: told.PreviewAsked) -> None:
        """Show the first rows."""
        event.stop()
        self._visit(event.ref)
        self._actions.run(preview_sql(event.ref.quoted))

    def on_schema_tree_inserted(self, event: told.Inserted) -> None:
        """Put a name into the editor."""
        event.stop()
        self._actions.insert(event.text)

    def on_schema_tree_name_copied(self, event: told.NameCopied) -> None:
        """Copy a name."""
        event.stop()
        self._actions.copy(event.text, "the name")

    def on_schema_tree_menu_asked(self, event: told.MenuAsked) -> None:
        """Show what can be done with a node."""
        event.stop()
        offered = choices(event.node)
        options = [
            MenuOption(str(place), each.title, each.sql, each.letter) for place, each in enumerate(offered)
        ]
        title = f"{event.node.kind.value} {event.node.name}"
        menu = MenuScreen(title, options, verb="choose")
        self.app.push_screen(menu, lambda key: self._choose(offered[int(key)]) if key is not None else None)

    def _choose(self, choice: Choice) -> None:
        if choice.action is not None:
            self.pane.view.act(choice.action)
        else:
            self._actions.begin(choice.sql)

    # -- going anywhere -----------------------------------------------------------------------------

    def go_to(self) -> None:
        """Let the user find an object by its name, and say what is to be done with it."""
        matcher = self._matcher_of(self.pane.view.objects.plan.catalogue)
        self.app.push_screen(GoToScreen(matcher, tuple(self._recent)), self._gone)

    def _prepare(self, catalogue: Catalogue) -> None:
        """Make what the first letter would otherwise wait for."""
        self._preparing = self.run_worker(
            self._matcher_of(catalogue).prepare, group="schema-names", exclusive=True
        )

    def _matcher_of(self, catalogue: Catalogue) -> Matcher:
        if self._matcher is None or self._matcher[0] is not catalogue:
            self._matcher = catalogue, Matcher(catalogue)
        return self._matcher[1]

    def _gone(self, chosen: GoTo | None) -> None:
        if chosen is None:
            return
        self._visit(chosen.ref)
        column = quote_ident(chosen.column) if chosen.column else ""
        match chosen.action:
            case GoToAction.DESCRIBE:
                self._actions.describe(chosen.ref)
            case GoToAction.REVEAL:
                self.reveal(chosen.ref, chosen.column)
            case GoToAction.INSERT:
                self._actions.insert(column or self._short_name(chosen.ref))
            case GoToAction.COPY:
                self._actions.copy(column or chosen.ref.quoted, "the name")

    def _short_name(self, ref: ObjectRef) -> str:
        plan = self.pane.view.objects.plan
        thing = find(plan.catalogue, ref)
        return written(plan.node(thing), plan.catalogue, plan.path) if thing is not None else ref.quoted

    def reveal(self, ref: ObjectRef, column: str = "") -> None:
        """Show an object, or one of its columns, in the tree, which gets the keys."""
        if self.pane.reveal(ref, column):
            self.pane.focus_tree()
        else:
            self.notify(
                "It is not in the catalogue that was read; R in the tree reads it anew.", markup=False
            )

    def _visit(self, ref: ObjectRef) -> None:
        if ref in self._recent:
            self._recent.remove(ref)
        self._recent.insert(0, ref)
        del self._recent[_RECENT:]
