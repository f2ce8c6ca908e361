"""Takes a text to the user's clipboard, and says by which way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.clipboard.commands import fed
from lakebase_tui.ui.clipboard.copies import keep
from lakebase_tui.ui.clipboard.osc52 import sequence
from lakebase_tui.ui.clipboard.routes import Encoding, Environment, Route, Way, Wrapping, routes
from lakebase_tui.ui.formatting import size as written_size

_THROUGH = {
    Wrapping.NONE: "OSC 52",
    Wrapping.TMUX: "OSC 52 through tmux",
    Wrapping.SCREEN: "OSC 52 through screen",
    Wrapping.SCREEN_OR_TMUX: "OSC 52 through screen",
}


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a text went."""

    route: Route
    size: int
    """In bytes."""
    path: Path | None = None
    """The file, if it is one."""

    def sentence(self, what: str) -> str:
        """Tell it, as in: Copied 12 rows, 3.4 kB, to the terminal's clipboard (OSC 52).

        Args:
            what: What was copied, such as `12 rows`.
        """
        return f"Copied {what}, {written_size(self.size)}, to {self._where()}."

    def _where(self) -> str:
        match self.route.way:
            case Way.COMMAND:
                return f"the clipboard ({visible(Path(self.route.command[0]).name)})"
            case Way.OSC_52:
                return f"the terminal's clipboard ({_THROUGH[self.route.wrapping]})"
            case Way.TMUX:
                return self._tmux()
            case Way.FILE:
                why = "too large for" if self.route.too_large else "there is no way to"
                return f"{visible(str(self.path))}: {why} the terminal's clipboard"

    def _tmux(self) -> str:
        if self.route.too_large:
            return "tmux's buffer: too large for the terminal's clipboard"
        return "tmux's buffer and the terminal's clipboard (OSC 52 through tmux)"


class Clipboard:
    """Tries the ways that there are, the best first.

    Args:
        environment: Where we run.
        write: Writes to the terminal; None where there is none to write to.
        folder: Where a file may lie.
    """

    def __init__(self, environment: Environment, write: Callable[[str], object] | None, folder: Path) -> None:
        self._environment = environment
        self._write = write
        self._folder = folder

    async def copy(self, text: str) -> Copied:
        """Take a text to the clipboard. Bytes that could not be decoded go out as they came in.

        Raises:
            LakebaseTuiError: There was no way at all, not even a file.
        """
        data = text.encode(errors="surrogateescape")
        for route in routes(self._environment, len(data)):
            copied = await self._by(route, text, data)
            if copied is not None:
                return copied
        raise AssertionError("a file is always among the ways")

    async def _by(self, route: Route, text: str, data: bytes) -> Copied | None:
        match route.way:
            case Way.COMMAND:
                return await self._by_command(route, text, data)
            case Way.TMUX:
                return await self._by_tmux(route, data)
            case Way.OSC_52:
                if self._write is None:
                    return None
                self._write(sequence(data, route.wrapping))
                return Copied(route, len(data))
            case Way.FILE:
                return await self._by_file(route, data)

    async def _by_command(self, route: Route, text: str, data: bytes) -> Copied | None:
        if route.encoding is Encoding.UTF_16:
            wanted = text.encode(Encoding.UTF_16.value, "surrogatepass")
        else:
            wanted = data
        done = await fed(route.command, wanted, self._environment.variables)
        return Copied(route, len(data)) if done else None

    async def _by_tmux(self, route: Route, data: bytes) -> Copied | None:
        # With -w it passes it on whatever its set-clipboard says; before 3.2 it could not.
        load = (*route.command, "load-buffer", *(() if route.too_large else ("-w",)), "-")
        done = await fed(load, data, self._environment.variables)
        return Copied(route, len(data)) if done else None

    async def _by_file(self, route: Route, data: bytes) -> Copied:
        try:
            path = await asyncio.to_thread(keep, self._folder, data)
        except OSError as error:
            why = visible(error.strerror or str(error))
            raise LakebaseTuiError(
                f"Nothing was copied: there is no way to a clipboard, and no file can be written ({why}).",
                f"Make {visible(str(self._folder))} a folder that you can write to.",
            ) from None
        return Copied(route, len(data), path)
