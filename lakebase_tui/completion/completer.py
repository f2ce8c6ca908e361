"""The door to completion: what stands behind it is loaded when it is first needed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.completion.candidates import Completions
from lakebase_tui.completion.usage import Usage

if TYPE_CHECKING:
    from lakebase_tui.completion.engine import Engine


class Completer:
    """Completes statements.

    Args:
        usage: What the user named before; looked at each time.
    """

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._engine: Engine | None = None

    def prepare(self, catalogue: Catalogue, path: Sequence[str]) -> None:
        """Build what is kept of a catalogue, so that the first completion need not wait.

        Any thread may do it.
        """
        self._made().prepare(catalogue, path)

    def complete(self, text: str, cursor: int, catalogue: Catalogue, path: Sequence[str]) -> Completions:
        """Say what could stand at the cursor. Never raises on any text.

        Args:
            text: The statement at the cursor, finished or not.
            cursor: Offset into `text`, in characters.
            catalogue: What is in the database.
            path: Schemas that the session searches, in their order; `pg_catalog` may be left out.

        Returns:
            The candidates, the best first, and the part of `text` that one of them would replace.
        """
        return self._made().complete(text, cursor, catalogue, path)

    def _made(self) -> "Engine":
        if self._engine is None:
            from lakebase_tui.completion.engine import Engine  # forty modules that no start should wait for

            self._engine = Engine(self._usage)
        return self._engine
