"""What a statement said instead of rows: its tag, its error, its notices, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.sql.visible import visible, visible_lines
from lakebase_tui.ui.formatting import duration
from lakebase_tui.ui.key_order import ActsThroughOthers

_PARTS = ("bad", "warn", "ok", "dim", "text", "strong")
_LABEL_WIDTH = 10


@dataclass(frozen=True, slots=True)
class MessageStyles:
    """Colours of a message, by meaning."""

    bad: Style
    warn: Style
    ok: Style
    dim: Style
    text: Style
    strong: Style


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, and the label of the statement it came from."""

    label: str
    said: ServerError


class MessageView(VerticalScroll, ActsThroughOthers, can_focus=True):
    """A scrolling text of messages, one below the other."""

    COMPONENT_CLASSES = {f"message--{part}" for part in _PARTS}

    DEFAULT_CSS = """
    MessageView {
        background: $ground;
        padding: 1 1 0 1;
        scrollbar-size: 1 1;
        & > Static { width: 1fr; height: auto; }
        & > .message--bad { color: $status-bad; text-style: bold; }
        & > .message--warn { color: $status-warn; text-style: bold; }
        & > .message--ok { color: $status-ok; text-style: bold; }
        & > .message--dim { color: $dim; }
        & > .message--text { color: $foreground; }
        & > .message--strong { color: $foreground; text-style: bold; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "jump", "Go to the place in the editor", show=False, id="message.jump"),
    ]

    class Jumped(Message):
        """The user wants to see the place that the error is about."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._outcome: Outcome | None = None
        self._notices: Sequence[Notice] = ()

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="message-text")

    def on_mount(self) -> None:
        """What was given before there was a place to draw it."""
        self._draw()

    def notify_style_update(self) -> None:
        """Draw again in the new theme's colours."""
        super().notify_style_update()
        self._draw()

    def show(self, outcome: Outcome | None, notices: Sequence[Notice] = ()) -> None:
        """Show how a statement ended, its notices, or both."""
        self._outcome, self._notices = outcome, notices
        self._draw()
        self.scroll_home(animate=False)

    def action_jump(self) -> None:
        """Go to the place in the editor."""
        self.post_message(self.Jumped())

    def on_click(self) -> None:
        """The same by the mouse, unless it has marked text."""
        if self._outcome is not None and self._outcome.error is not None and not self.text_selection:
            self.action_jump()

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        read = self.get_component_rich_style
        styles = MessageStyles(*(read(f"message--{part}", partial=True) for part in _PARTS))
        self.query_one("#message-text", Static).update(message_text(self._outcome, self._notices, styles))


def message_text(outcome: Outcome | None, notices: Sequence[Notice], styles: MessageStyles) -> Text:
    """Write a statement's end, then its notices; nothing in them is parsed as markup."""
    blocks: list[Text] = []
    if outcome is not None:
        blocks.append(_outcome_text(outcome, styles))
    blocks.extend(_notice_text(notice, styles) for notice in notices)
    return Text("\n\n").join(blocks)


def _outcome_text(outcome: Outcome, styles: MessageStyles) -> Text:
    text = Text()
    if outcome.error is not None:
        by_user = outcome.kind is OutcomeKind.CANCELLED
        text.append_text(_said(outcome.error, styles, "CANCELLED" if by_user else ""))
        text.append(f"\n\n{_headline(outcome)}", styles.dim)
        return text
    mark, style = ("✓", styles.ok) if outcome.kind is OutcomeKind.DONE else ("✗", styles.warn)
    text.append(f"{mark} ", style)
    text.append(_headline(outcome), styles.strong)
    return text


def _headline(outcome: Outcome) -> str:
    said = visible(outcome.command_tag) if outcome.kind is OutcomeKind.DONE else _ENDS[outcome.kind]
    if outcome.kind is OutcomeKind.NOT_RUN:
        return said
    if outcome.error is not None and outcome.error.changed_nothing:
        said = "The connection was lost, and nothing was changed"
    return f"{said or 'Done'} · {duration(outcome.elapsed_s)}"


_ENDS = {
    OutcomeKind.DONE: "Done",
    OutcomeKind.FAILED: "Failed",
    OutcomeKind.CANCELLED: "Cancelled",
    OutcomeKind.ROLLED_BACK: "The connection was lost, and the transaction rolled back",
    OutcomeKind.UNKNOWN: "The connection was lost, and whether this took effect is unknown",
    OutcomeKind.NOT_RUN: "Not run, because one before it did not end well",
}


def _notice_text(notice: Notice, styles: MessageStyles) -> Text:
    text = Text(f"{visible(notice.label)}\n" if notice.label else "", styles.dim)
    return text.append_text(_said(notice.said, styles))


def _said(said: ServerError, styles: MessageStyles, heading: str = "") -> Text:
    """Write what was said; a heading of our own stands for what the user asked for."""
    text = Text()
    if heading:
        text.append(heading, styles.warn)
    else:
        text.append(visible(said.severity) or "ERROR", severity_style(said.severity, styles))
    if said.sqlstate:
        text.append(f" {visible(said.sqlstate)}", styles.dim)
    if said.meaning:
        text.append(f"  {said.meaning}", styles.dim)
    text.append(f"\n{visible_lines(said.message)}", styles.strong)
    if said.next_step:  # above what may be long: a small window shows it without scrolling
        text.append("\n→ ", styles.ok)
        text.append(visible_lines(said.next_step), styles.text)
    parts = (("Detail", said.detail), ("Hint", said.hint), ("Context", said.context))
    for label, value in parts:
        if value:
            text.append(f"\n{label:<{_LABEL_WIDTH}}", styles.dim)
            indented = visible_lines(value).replace("\n", "\n" + " " * _LABEL_WIDTH)
            text.append(indented, styles.dim if label == "Context" else styles.text)
    return text


def severity_style(severity: str, styles: MessageStyles) -> Style:
    """The colour of a severity: errors bad, warnings warn, the rest quiet."""
    if severity in ("ERROR", "FATAL", "PANIC", ""):
        return styles.bad
    return styles.warn if severity == "WARNING" else styles.dim
