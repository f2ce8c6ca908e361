"""Waiting for a screen under a pilot."""

from textual.pilot import Pilot


async def settle(pilot: Pilot[None]) -> None:
    """Let answers come in and the picture follow."""
    for _ in range(3):
        await pilot.pause()


async def rest(pilot: Pilot[None]) -> None:
    """Wait until the cursor counts as at rest and the answers are in."""
    await pilot.pause(0.2)
    await settle(pilot)
