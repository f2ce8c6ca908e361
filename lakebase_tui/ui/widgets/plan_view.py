"""The plan of a statement: a tree with figures, what is worth a look above it, the node's details beneath."""

import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from lakebase_tui.query.explain.compare import compare
from lakebase_tui.query.explain.explainer import Explained, NotExplained
from lakebase_tui.query.explain.plan_text import plan_text
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.widgets.message_view import MessageView
from lakebase_tui.ui.widgets.plan_detail import detail
from lakebase_tui.ui.widgets.plan_head import compared, headline, looked_at
from lakebase_tui.ui.widgets.plan_rows import ShownPlan
from lakebase_tui.ui.widgets.plan_tree import PlanTree

_TICK_S = 0.5
_EMPTY = (
    [("No plan yet.", "text")],
    [("F7 explains the statement at the cursor. Shift+F7 runs it, too, and measures.", "dim")],
)


class PlanView(Vertical):
    """Shows one plan, alone or beside the one before.

    | Keys | What they do |
    | :- | :- |
    | h | To the node that took most by itself. |
    | w | Through what is worth a look. |
    | c | Beside the plan before, or alone. |
    | y, Y | Copy the plan as text, as JSON. |
    | / | Find a node; n and N go on. |

    Args:
        now: The clock, in seconds.
        id: As for every widget.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "hottest", "To the hottest node", id="plan.hottest"),
        Binding("w", "next_warning", "Next warning", id="plan.warning"),
        Binding("c", "compare", "Compare with the plan before", id="plan.compare"),
        Binding("y", "copy_text", "Copy the plan as text", id="plan.copy_text"),
        Binding("Y", "copy_json", "Copy the plan as JSON", id="plan.copy_json"),
        # With priority: what is typed right behind it is for the input that it opens.
        Binding("slash", "find", "Find a node", id="plan.find", priority=True),
        Binding("n", "find_next(1)", "Next match", show=False, id="plan.find_next"),
        Binding("N", "find_next(-1)", "Previous match", show=False, id="plan.find_previous"),
        Binding("escape", "stop_finding", "Stop finding", show=False, id="plan.stop_finding"),
    ]
    DEFAULT_CSS = """
    PlanView {
        background: $ground;
        & > #plan-head { height: auto; background: $ground; text-wrap: nowrap; text-overflow: ellipsis; }
        & > PlanTree { height: auto; min-height: 4; max-height: 65%; }
        & > #plan-detail {
            height: 1fr; min-height: 3; padding: 0 1; background: $panel; scrollbar-size: 1 1;
            scrollbar-background: $panel; scrollbar-background-hover: $panel;
            scrollbar-background-active: $panel;
        }
        & > #plan-detail > Static { height: auto; }
        & > MessageView { display: none; height: 1fr; }
        & > Input { display: none; height: 1; padding: 0 1; border: none; background: $raised; }
    }
    PlanView.quiet > #plan-head, PlanView.quiet > #plan-detail { display: none; }
    PlanView.finding > Input { display: block; }
    PlanView.quiet > PlanTree { height: 1fr; max-height: 100%; }
    PlanView.failed > PlanTree { display: none; }
    PlanView.failed > MessageView { display: block; }
    """

    def __init__(self, *, now: Callable[[], float] = time.monotonic, id: str | None = None) -> None:
        super().__init__(id=id, classes="quiet")
        self._now = now
        self._shown: ShownPlan | None = None
        self._before: Explained | None = None
        self._about = ""
        self._warning: int | None = None
        self._since = 0.0
        self._doing = ""
        self._ticks: Timer | None = None

    def compose(self) -> ComposeResult:
        """Words, tree, details, and a line to search by."""
        yield Static(id="plan-head")
        yield PlanTree(id="plan-tree")
        with VerticalScroll(id="plan-detail", can_focus=True):
            yield Static(id="plan-facts")
        yield MessageView(id="plan-failure")
        yield Input(id="plan-needle", placeholder="a table, an index, a part of a condition", compact=True)

    def on_mount(self) -> None:
        """There is no plan yet."""
        self._ticks = self.set_interval(_TICK_S, self._draw_progress, pause=True)
        self._tree.say(*_EMPTY)

    @property
    def _tree(self) -> PlanTree:
        return self.query_one(PlanTree)

    @property
    def shown(self) -> ShownPlan | None:
        """The plan on show."""
        return self._shown

    def focus_content(self) -> None:
        """Give the focus to what is on show."""
        failed = self.has_class("failed")
        self.screen.set_focus(self.query_one(MessageView) if failed else self._tree)

    # -- what is shown ------------------------------------------------------------------------------

    def explaining(self, words: str) -> None:
        """A plan is being made; the seconds are counted.

        Args:
            words: What is being done, such as `EXPLAIN of update`; not made visible.
        """
        self._doing, self._since = words, self._now()
        self._use("quiet")
        self._draw_progress()
        if self._ticks is not None:
            self._ticks.resume()

    def show(self, explained: Explained, before: Explained | None = None, about: str = "") -> None:
        """Show a plan.

        Args:
            explained: The plan.
            before: What `c` compares it with.
            about: Which plan that is, such as `the plan of 12:03:10`; not made visible.
        """
        self._use("")
        self._before, self._about, self._warning = before, about, None
        self._shown = ShownPlan(explained)
        self._tree.show(self._shown)
        self._draw_head()

    def fail(self, failed: NotExplained) -> None:
        """There is no plan, and this is why."""
        self._use("quiet failed")
        self.query_one(MessageView).show(failed.outcome)

    def refuse(self, sentence: str, next_step: str = "") -> None:
        """There is no plan, for a reason of ours."""
        self._use("quiet")
        self._tree.say([(visible(sentence), "warn")], [(visible(next_step), "dim")])

    def _use(self, classes: str) -> None:
        self._shown = None
        if self._ticks is not None:
            self._ticks.pause()
        inside = self.has_focus_within
        self.set_classes(classes)
        if inside:
            self.focus_content()

    def _draw_progress(self) -> None:
        seconds = int(self._now() - self._since)
        waited = f"  {seconds} s" if seconds else ""
        self._tree.say(
            [(visible(self._doing), "text"), ("…", "text"), (waited, "warn")], [("Esc cancels", "dim")]
        )

    def _draw_head(self) -> None:
        shown = self._shown
        if shown is None:
            return
        lines = [headline(shown)]
        if shown.comparison is not None:
            lines.append(compared(shown.comparison, self._about))
        if looked := looked_at(shown, self._warning):
            lines.append(looked)
        self.query_one("#plan-head", Static).update(Content("\n").join(lines))

    def on_plan_tree_moved(self, event: PlanTree.Moved) -> None:
        """Show the details of the node under the cursor."""
        event.stop()
        row = self._tree.row
        if self._shown is None or row is None:
            return
        self.query_one("#plan-facts", Static).update(detail(self._shown, row))
        self.query_one("#plan-detail", VerticalScroll).scroll_home(animate=False)

    # -- keys ---------------------------------------------------------------------------------------

    def action_hottest(self) -> None:
        """To the node that took most by itself."""
        if self._shown is not None and (hottest := self._shown.measured.hottest) is not None:
            self._tree.go_to(hottest)

    def action_next_warning(self) -> None:
        """To the next thing that is worth a look, and its node."""
        if self._shown is None:
            return
        findings = self._shown.explained.findings
        if not findings:
            words = (
                "Nothing stands out." if self._shown.plan.analyzed else "Only a plan that was run is judged."
            )
            self.notify(words, markup=False)
            return
        self._warning = 0 if self._warning is None else (self._warning + 1) % len(findings)
        self._tree.go_to(findings[self._warning].node or 0)
        self._draw_head()

    def action_compare(self) -> None:
        """Beside the plan before, or alone again."""
        shown, before = self._shown, self._before
        if shown is None:
            return
        if before is None:
            self.notify(
                "There is no earlier plan to compare with. Explain the statement again.", markup=False
            )
            return
        beside = compare(before.measured, shown.measured) if shown.comparison is None else None
        self._shown = ShownPlan(shown.explained, beside)
        self._tree.show(self._shown)
        self._draw_head()

    def action_copy_text(self) -> None:
        """Copy the plan as EXPLAIN writes it."""
        if self._shown is not None:
            copy_out(self.app, plan_text(self._shown.plan), "the plan as text")

    def action_copy_json(self) -> None:
        """Copy the plan as the server sent it."""
        if self._shown is not None:
            copy_out(self.app, self._shown.plan.json, "the plan as JSON")

    # -- searching ----------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Ask what to look for."""
        if self._shown is not None:
            self.add_class("finding")
            field = self.query_one(Input)
            field.cursor_blink = False  # a blinking cursor is traffic
            self.screen.set_focus(field)  # at once: the next key is already under way

    def action_find_next(self, step: int) -> None:
        """To the next node that has it, or the one before."""
        self._tree.find_next(step)

    def action_stop_finding(self) -> None:
        """Nothing is looked for."""
        self._tree.find("")
        self._close_input()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find as it is typed."""
        event.stop()
        self._tree.find(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the tree; n goes on."""
        event.stop()
        self._close_input()
        if event.value and not self._tree.find(event.value):
            self.notify("No node has that.", markup=False)

    def _close_input(self) -> None:
        self.remove_class("finding")
        self.screen.set_focus(self._tree)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, a slash is a part of it; Esc is for others while nothing is."""
        finding = self.has_class("finding")
        if action == "stop_finding":
            return finding or (self.is_mounted and self._tree.finding)
        return not (finding and action == "find")
