"""One of a few words in a line: what is chosen stands in brackets, to be seen without colours, too."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

_LABEL = 12
_GAP = 1


class OptionLine(Widget, can_focus=True):
    """A label, and choices of which one holds; left and right choose.

    Args:
        label: What is chosen.
        choices: Key and words of each, ready to be drawn.
        value: Key of the one that holds; None for the first.
        alone: Whether only the one that holds is shown, where there are too many to show.
        label_width: Cells for the label.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", "Previous choice", show=False, id="option.previous"),
        Binding("right,space", "choose(1)", "Next choice", show=False, id="option.next"),
    ]
    DEFAULT_CSS = """
    OptionLine { height: auto; width: 1fr; }
    OptionLine:disabled { opacity: 60%; }
    """

    class Changed(Message):
        """The user chose another."""

        def __init__(self, line: "OptionLine", value: str) -> None:
            super().__init__()
            self.line = line
            self.value = value

        @property
        def control(self) -> "OptionLine":
            """The line."""
            return self.line

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        value: str | None = None,
        *,
        alone: bool = False,
        label_width: int = _LABEL,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._label = label
        self._label_width = label_width
        self._alone = alone
        self._choices: Sequence[tuple[str, str]] = ()
        self._index = 0
        self.offer(choices, value)

    @property
    def value(self) -> str:
        """Key of the choice that holds; empty where there is none."""
        return self._choices[self._index][0] if self._choices else ""

    def offer(self, choices: Sequence[tuple[str, str]], value: str | None = None) -> None:
        """Offer other choices."""
        self._choices = choices
        self._index = 0
        if value is not None:
            self.set(value)
        self.refresh(layout=True)

    def set(self, value: str) -> None:
        """Choose, if it is offered; no message is sent."""
        keys = [key for key, _ in self._choices]
        if value in keys:
            self._index = keys.index(value)
            self.refresh(layout=self._alone)

    def action_choose(self, step: int) -> None:
        """The next or the previous one; behind the last comes the first."""
        if self._choices:
            self._take((self._index + step) % len(self._choices))

    def _take(self, index: int) -> None:
        if index != self._index:
            self._index = index
            self.refresh(layout=self._alone)
            self.post_message(self.Changed(self, self.value))

    def on_click(self, event: events.Click) -> None:
        """The mouse chooses what it points at; where one stands alone, the next."""
        if self._alone:
            self.action_choose(1)
            return
        for y, places in enumerate(self._places(self.size.width)):
            for index, start, end in places:
                if y == event.y and start <= event.x < end:
                    self._take(index)

    def _places(self, width: int) -> list[list[tuple[int, int, int]]]:
        """Where each choice stands: lines of its number and its first and last column."""
        lines: list[list[tuple[int, int, int]]] = [[]]
        x = self._label_width
        for index, (_, words) in enumerate(self._choices):
            needed = cell_len(words) + 2
            if x + needed > width and lines[-1]:
                lines.append([])
                x = self._label_width
            lines[-1].append((index, x, x + needed))
            x += needed + _GAP
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the choices take."""
        return 1 if self._alone else len(self._places(width))

    def render(self) -> Content:
        """The label, then the choices."""
        if self._alone:
            return Content.assemble(self._head(self._label), self._choice(self._index))
        lines = []
        for number, places in enumerate(self._places(self.size.width)):
            choices = (self._choice(index) for index, _, _ in places)
            lines.append(
                Content.assemble(self._head("" if number else self._label), Content(" " * _GAP).join(choices))
            )
        return Content("\n").join(lines)

    def _head(self, label: str) -> Content:
        focused = self.has_focus and bool(label)
        padded = set_cell_size(label, self._label_width - 1) + " "
        return Content.styled(padded, "$accent" if focused else "$dim")

    def _choice(self, index: int) -> Content:
        if not self._choices:
            return Content("")
        words = self._choices[index][1]
        if index != self._index:
            return Content.styled(f" {words} ", "$dim")
        style = "$grid-cursor-text on $grid-cursor" if self.has_focus else "bold $foreground"
        return Content.styled(f"[{words}]", style)
