"""What a screen calls to copy something."""

import os
import shutil
import sys
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.worker import Worker

from lakebase_tui.config.paths import copies_folder
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.ui.clipboard.clipboard import Clipboard, Copied
from lakebase_tui.ui.clipboard.routes import Environment, Way


def copy_out(
    app: App[Any], text: str, what: str, *, say: Callable[[str], object] | None = None
) -> Worker[None]:
    """Copy a text by the best way there is, and say by which.

    Args:
        app: The app; its own clipboard, from which its inputs paste, has the text at once.
        text: What is copied.
        what: What it is, for the sentence: `12 rows`.
        say: Takes the sentence instead of a notification.
    """
    tell = say or _notifier(app)
    return _start(app, text, lambda copied: tell(copied.sentence(what)))


def copy_out_quietly(app: App[Any], text: str) -> Worker[None]:
    """Copy a text, as out of an input; only a way that nobody expects is told."""

    def say(copied: Copied) -> None:
        if copied.route.way is Way.FILE:
            _notifier(app)(copied.sentence("it"))

    return _start(app, text, say)


def _start(app: App[Any], text: str, then: Callable[[Copied], object]) -> Worker[None]:
    # Textual's own way to set its clipboard writes a sequence of its own as well.
    app._clipboard = text
    return app.run_worker(_copy(app, text, then), group="clipboard", exclusive=True)


async def _copy(app: App[Any], text: str, then: Callable[[Copied], object]) -> None:
    driver = app._driver
    environment = Environment(os.environ, sys.platform, shutil.which)
    clipboard = Clipboard(environment, driver.write if driver is not None else None, copies_folder())
    try:
        then(await clipboard.copy(text))
    except LakebaseTuiError as failure:
        app.notify(f"{failure.sentence} {failure.next_step}", severity="error", markup=False)


def _notifier(app: App[Any]) -> Callable[[str], None]:
    return lambda sentence: app.notify(sentence, markup=False)
