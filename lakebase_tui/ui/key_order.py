"""Keys act in the order in which they were typed, also when a slow line brings several at once.

Left to Textual, a key with a binding comes back from the widget with the focus to the end of the app's queue,
and acts after text that was typed behind it: `ab`, Backspace, `c` would end as `ab`.
"""

import asyncio
from typing import Any

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

_PATIENCE_S = 1.0
"""A widget that is busy for longer gets the key without having dealt with those before it."""


class ActsThroughOthers:
    """A widget whose keys have their effect through what it says: the next key waits until that is heard."""


class Modal:
    """A widget whose letters may be commands, which may move the focus: the next key waits for each."""

    modal = False
    """Whether they are."""


async def act_in_order(app: App[Any], event: events.Key) -> bool:
    """Do what a key is bound to, here and now, unless the widget with the focus wants to see keys first.

    Args:
        app: The app that got the key.
        event: The key.

    Returns:
        Whether that was all there is to do for this key.
    """
    focused = app.focused
    looks = focused is not None and _looks_at_keys(focused)
    waits = isinstance(focused, Modal) and focused.modal
    if focused is not None and looks and event.is_printable and not waits:
        return False
    if focused is not None and looks:
        await _settled(focused)
    if await app._check_bindings(event.key, priority=True):
        return True
    if focused is None or not looks or isinstance(focused, Input):
        acted = await app._check_bindings(event.key)
        if acted and isinstance(focused, ActsThroughOthers | Input):
            await _heard(focused)
        return acted
    focused._forward_event(event)
    await _settled(focused)
    return True


async def act_here(widget: Widget, key: str) -> bool:
    """Do what a key is bound to, from the handler of a widget that looks at keys; False: nothing."""
    active = widget.screen.active_bindings.get(key)
    if active is None or not active.enabled or active.binding.priority:
        return False
    return await widget.app.run_action(active.binding.action, active.node)


def _looks_at_keys(widget: Widget) -> bool:
    for each in type(widget).__mro__:
        if each is Widget:
            return False
        if "on_key" in vars(each) or "_on_key" in vars(each):
            return True
    return False


async def _settled(widget: Widget) -> bool:
    """Wait until a widget has dealt with what was handed to it; False: it is busy with something else."""
    done = asyncio.Event()
    if widget.call_later(done.set):
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await done.wait()
        except TimeoutError:
            return False
    return True


async def _heard(widget: Widget) -> None:
    """Wait until what a widget said has come to all that hold it: they may give the next key to another.

    The screen is left out: it lays out what has changed, and keys need not wait for that.
    """
    for each in widget.ancestors_with_self:
        if not isinstance(each, Widget) or isinstance(each, Screen) or not await _settled(each):
            return
