"""Objects of the database, as a workspace shows them."""

from collections.abc import Callable
from typing import Final

from textual.widget import Widget

from lakebase_tui.catalog.ddl.ddl import ddl
from lakebase_tui.catalog.describe.asking import Ask
from lakebase_tui.catalog.describe.describe import describe
from lakebase_tui.catalog.describe.description import Description
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.ui.screens.describe import Answer, DescribeScreen, Page, Wish

PREVIEW_ROWS: Final = 100


class DescribeDesk:
    """Describes objects, previews their rows and hands their names on.

    Args:
        screen: On which they are shown.
        ask: Asks the server, beside the user's session (`Session.ask`).
        run: Runs a statement, as if it had been typed.
        insert: Puts a quoted name into the editor.
    """

    def __init__(
        self,
        screen: Widget,
        ask: Ask,
        run: Callable[[str], None],
        insert: Callable[[str], None],
    ) -> None:
        self._screen = screen
        self._ask = ask
        self._run = run
        self._insert = insert

    def show(self, ref: ObjectRef, page: Page = Page.DESCRIPTION) -> None:
        """Show an object until the user closes it."""
        self._screen.app.push_screen(DescribeScreen(ref, self, page), self._fulfil)

    def preview(self, ref: ObjectRef) -> None:
        """Read some rows of a table or the like."""
        self._run(preview_statement(ref))

    async def describe(self, ref: ObjectRef) -> Description:
        """As `catalog.describe.describe`."""
        return await describe(self._ask, ref)

    async def ddl(self, ref: ObjectRef) -> str:
        """As `catalog.ddl.ddl`."""
        return await ddl(self._ask, ref)

    def _fulfil(self, answer: Answer | None) -> None:
        match answer:
            case Answer(Wish.PREVIEW, ref):
                self.preview(ref)
            case Answer(Wish.INSERT, ref):
                self._insert(ref.quoted)


def preview_statement(ref: ObjectRef) -> str:
    """The statement that reads some rows, whichever the server finds first."""
    return f"select * from {ref.quoted} limit {PREVIEW_ROWS}"
