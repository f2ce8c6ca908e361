"""What servers said in a tab, newest last; an entry leads to the place that it is about."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message as TextualMessage
from textual.strip import Strip

from lakebase_tui.ui.formatting import count, counted
from lakebase_tui.ui.key_order import ActsThroughOthers
from lakebase_tui.ui.message_log import Message, MessageLog
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.message_lines import MessageLine, as_text, body_lines, head_spans
from lakebase_tui.ui.widgets.result_tab import Title

_NOTHING = "Nothing was said yet: notices, warnings, notifications and errors come here."


class MessagesPane(CellView, ActsThroughOthers):
    """Messages on lines, with a cursor on one of them.

    | Keys | What they do |
    | :- | :- |
    | enter | Go to the place in the editor. |
    | space, right, left | Show all that was said, or one line of it. |
    | y, Y | Copy the message, or all of them. |

    Args:
        log: What was said.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "lines(-1)", "Up", show=False, id="messages.up"),
        Binding("down,j", "lines(1)", "Down", show=False, id="messages.down"),
        Binding("enter", "jump", "Go to the place in the editor", id="messages.jump"),
        Binding("space", "unfold", "All that was said, or one line of it", id="messages.toggle"),
        Binding("right", "unfold(True)", "All that was said", show=False, id="messages.open"),
        Binding("left", "unfold(False)", "One line of it", show=False, id="messages.fold"),
        Binding("y", "copy", "Copy the message", id="messages.copy"),
        Binding("Y", "copy_all", "Copy all messages", show=False, id="messages.copy_all"),
        Binding("X", "clear", "Forget all messages", show=False, id="messages.clear"),
    ]
    DEFAULT_CSS = """
    MessagesPane {
        background: $ground;
        scrollbar-background: $ground; scrollbar-background-hover: $ground;
        scrollbar-background-active: $ground;
    }
    """

    class Jumped(TextualMessage):
        """The user wants to see the place that a message is about."""

        def __init__(self, pane: "MessagesPane", message: Message) -> None:
            super().__init__()
            self.pane = pane
            self.message = message

        @property
        def control(self) -> "MessagesPane":
            """The pane."""
            return self.pane

    class Cleared(TextualMessage):
        """All messages are forgotten."""

    def __init__(self, log: MessageLog, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._log = log
        self._open: set[int] = set()
        self._lines: list[MessageLine] = []
        self._line = 0
        self._stale = False

    @property
    def title(self) -> Title | None:
        """What its tab is called; None while there is nothing to see."""
        unread, total = self._log.unread, len(self._log.messages)
        if not total:
            return None
        return [("Messages", "name"), (f" {count(unread or total)}", "warn" if unread else "dim")]

    def changed(self) -> None:
        """Something was said; a flood of it is drawn once."""
        if not self._stale:
            self._stale = True
            self.call_later(self._catch_up)

    def shown(self) -> None:
        """It comes on show: what came is seen now."""
        self._log.unread = 0
        self._lay_out(to_end=True)

    def _catch_up(self) -> None:
        self._stale = False
        if self.is_on_screen:
            self._log.unread = 0
            self._lay_out(to_end=self._line >= len(self._lines) - 1)

    def on_resize(self) -> None:
        """Lines are cut at another place."""
        self._lay_out()

    def _lay_out(self, *, to_end: bool = False) -> None:
        width, dropped = self.scrollable_size.width, self._log.dropped
        self._lines = []
        for number, message in enumerate(self._log.messages):
            is_open = number + dropped in self._open
            self._lines.append(MessageLine(number, head_spans(message, width, is_open=is_open)))
            if is_open:
                self._lines += [MessageLine(number, spans) for spans in body_lines(message, width)]
        self._line = len(self._lines) - 1 if to_end else min(self._line, len(self._lines) - 1)
        self._line = max(0, self._line)
        self.use_lines(max(1, len(self._lines)))
        self._scroll_to_cursor()
        self.refresh()

    def _scroll_to_cursor(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.scrollable_size.height)
        wanted = min(max(top, self._line - height + 1), self._line, max(0, len(self._lines) - height))
        if wanted != top:
            self.scroll_at_once(wanted)

    # -- keys -------------------------------------------------------------------------------------

    def action_lines(self, lines: int) -> None:
        """Move the cursor by lines."""
        self._line = max(0, min(self._line + lines, len(self._lines) - 1))
        self._scroll_to_cursor()
        self.refresh()

    def action_first(self) -> None:
        """To the oldest message."""
        self.action_lines(-len(self._lines))

    def action_last(self) -> None:
        """To the newest message."""
        self.action_lines(len(self._lines))

    def action_unfold(self, is_open: bool | None = None) -> None:
        """Show all that a message says, or one line of it."""
        if (number := self._number()) is None:
            return
        key = number + self._log.dropped
        if is_open is None:
            is_open = key not in self._open
        (self._open.add if is_open else self._open.discard)(key)
        self._line = next(place for place, line in enumerate(self._lines) if line.message == number)
        self._lay_out()

    def action_jump(self) -> None:
        """Go to the place that the message is about."""
        if (number := self._number()) is not None:
            self.post_message(self.Jumped(self, self._log.messages[number]))

    def action_copy(self) -> None:
        """Copy the message under the cursor."""
        if (number := self._number()) is not None:
            text = as_text([self._log.messages[number]])
            self.post_message(self.CopyWanted(self, text, "the message"))

    def action_copy_all(self) -> None:
        """Copy all messages."""
        if self._lines:
            messages = list(self._log.messages)
            self.post_message(self.CopyWanted(self, as_text(messages), counted(len(messages), "message")))

    def action_clear(self) -> None:
        """Forget all."""
        self._log.clear()
        self._open.clear()
        self._lay_out()
        self.post_message(self.Cleared())

    def on_click(self, event: events.Click) -> None:
        """A click chooses a message; on the one that is chosen already, or twice, it goes to the place."""
        line = event.y + self.scroll_offset.y
        if line >= len(self._lines):
            return
        again = self._lines[line].message == self._number()
        self._line = line
        self.refresh()
        if again or event.chain > 1:
            self.action_jump()

    def _number(self) -> int | None:
        """The message under the cursor."""
        return self._lines[self._line].message if self._lines else None

    # -- drawing ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, number = self.scrollable_size.width, y + self.scroll_offset.y
        if not self._lines:
            return self.strip([(f" {_NOTHING}", "dim")] if not y else [], width)
        if number >= len(self._lines):
            return self.strip([], width)
        beneath = ("cursor" if self.has_focus else "cursor-blurred") if number == self._line else ""
        return self.strip(self._lines[number].spans, width, beneath)

    def watch_has_focus(self, value: bool) -> None:
        """The cursor is drawn in colour only where the keys go."""
        super().watch_has_focus(value)
        self.refresh()
