"""What an engine asks of the program around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lakebase_tui.ui.vim.text import Location


class Window(Protocol):
    """The part of the text that is on the screen."""

    @property
    def top(self) -> int:
        """The first line in view."""

    @property
    def height(self) -> int:
        """How many lines are in view, at least 1."""

    def scroll_to(self, top: int) -> None:
        """Put another line at the top."""


class Search(Protocol):
    """What was looked for last, and how the user is asked for it."""

    def ask(self, *, forward: bool) -> None:
        """Ask what to look for."""

    def next_from(self, at: Location, *, forward: bool) -> Location | None:
        """Where it stands next behind a place, or before it, around the ends of the text; None: nowhere."""

    def look_for(self, text: str, *, whole: bool) -> None:
        """Make a text what is looked for; `whole` where it is a word."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The program around an engine."""

    window: Window
    search: Search
    statement_at: Callable[[Location], tuple[Location, Location] | None]
    """The statement that a place means: where it begins, and the place behind it."""
    reformat: Callable[[str], str]
    """SQL laid out anew, for `=`."""
    toggle_comment: Callable[[Sequence[str]], Sequence[str]]
    """Lines commented out, or with that taken back, for `gc`."""
    ask_command: Callable[[str], None]
    """Asks for a command, as behind `:`; what is given is typed already."""
