"""Text frames: what a Textual app shows, as plain text, kept in golden files under `tests/frames`.

`UPDATE_FRAMES=1 pytest ...` rewrites the files; look at the difference before committing it.
"""

import difflib
import os
from pathlib import Path
from typing import Any

from textual.app import App
from textual.widget import Widget

from lakebase_tui.ui import theming
from lakebase_tui.ui.widgets.slim_scrollbar import use_slim_scrollbars

FRAMES = Path(__file__).parents[1] / "frames"


class ThemedApp(App[None]):
    """An app with our themes and nothing else, to stand widgets in."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, theme: str = theming.DEFAULT_THEME) -> None:
        super().__init__()
        use_slim_scrollbars()
        for each in theming.load_themes()[0]:
            self.register_theme(each)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theming.variable_defaults(self.current_theme)


def frame_of(app: App[Any]) -> str:
    """The whole screen as lines of text; blanks at the ends of lines are cut."""
    # The compositor's strips are private; nothing public gives the picture as text.
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def lines_of(widget: Widget) -> list[str]:
    """What one widget that draws by lines shows."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.scrollable_size.height)]


def check_frame(name: str, text: str) -> None:
    """Compare a frame with its golden file.

    Args:
        name: File name under `tests/frames`, without its suffix.
        text: What is shown now.

    Raises:
        AssertionError: They differ, with a diff that can be read; or there is no golden file yet.
    """
    path = FRAMES / f"{name}.txt"
    if os.environ.get("UPDATE_FRAMES"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.exists(), f"There is no golden frame {name}; make it with UPDATE_FRAMES=1 and look at it."
    golden = path.read_text(encoding="utf-8")
    if golden != text:
        diff = difflib.unified_diff(
            golden.splitlines(), text.splitlines(), f"{name} (golden)", f"{name} (now)", lineterm=""
        )
        raise AssertionError("The frame changed:\n" + "\n".join(diff))
