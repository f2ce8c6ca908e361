"""Python's search for garbage: not while all that stays until the end is made, nor through that later."""

import gc

START_S = 1.0
"""After the app is on screen: by then its first session is open, too."""


def wait_for_start() -> None:
    """Search for none until `started`: nearly all that is made while a program starts stays."""
    gc.disable()


def pause() -> None:
    """Search for none while much is made that stays, until `started`."""
    gc.disable()


def started() -> None:
    """Search from now on, but not through what is there: that took 50 ms each time, with no key drawn.

    Does nothing where neither `wait_for_start` nor `pause` was called.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
