"""What a screen calls to copy something."""

import os
import shutil
import sys
from collections.abc import Callable, Coroutine
from functools import partial
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
    tell = say or notifier(app)
    return _start(app, text, lambda copied: tell(copied.sentence(what)))


def copy_out_quietly(app: App[Any], text: str) -> Worker[None]:
    """Copy a text, as out of an input; only a way that nobody expects is told."""

    def say(copied: Copied) -> None:
        if copied.route.way is Way.FILE:
            notifier(app)(copied.sentence("it"))

    return _start(app, text, say)


def start(app: App[Any], work: Callable[[], Coroutine[None, None, None]]) -> Worker[None]:
    """Begin to copy; what was being copied before is given up."""
    return app.run_worker(work, group="clipboard", exclusive=True)


def _start(app: App[Any], text: str, then: Callable[[Copied], object]) -> Worker[None]:
    app._clipboard = text
    return start(app, partial(put, app, text, then))


async def put(app: App[Any], text: str, then: Callable[[Copied], object]) -> None:
    """Copy a text, and tell where it went; a failure is told by a notification."""
    # Textual's own way to set its clipboard writes a sequence of its own as well.
    app._clipboard = text
    driver = app._driver
    environment = Environment(os.environ, sys.platform, shutil.which)
    clipboard = Clipboard(environment, driver.write if driver is not None else None, copies_folder())
    try:
        then(await clipboard.copy(text))
    except LakebaseTuiError as failure:
        app.notify(f"{failure.sentence} {failure.next_step}", severity="error", markup=False)


def notifier(app: App[Any]) -> Callable[[str], None]:
    """Says a sentence in the corner of the screen."""
    return lambda sentence: app.notify(sentence, markup=False)
