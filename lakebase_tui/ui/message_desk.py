"""What servers say in a tab: kept, shown in a pane of its own, and followed to its place in the editor."""

from datetime import datetime

from lakebase_tui.query.events import ServerError
from lakebase_tui.session.events import Notified
from lakebase_tui.ui.message_log import Message, MessageLog
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.widgets.messages_pane import MessagesPane
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.side_pane import SidePane
from lakebase_tui.ui.widgets.sql_editor import SqlEditor

_GONE = "The statement that this is about is no longer in the editor."


class MessageDesk:
    """Keeps messages, and leads from them to the statements that they are about.

    Args:
        results: Beside which they have their pane.
        editor: Where the statements are.
    """

    def __init__(self, results: ResultTabs, editor: SqlEditor) -> None:
        self.log = MessageLog()
        """The newest ones."""
        self._results = results
        self._editor = editor
        self._pane = MessagesPane(self.log, id="tab-messages")
        self._side = SidePane(self._pane, lambda: self._pane.title, self._pane.shown)

    def mount(self) -> None:
        """The results are on the screen: the pane goes beside them."""
        self._results.add_pane(self._side)

    def say(self, said: ServerError, piece: Piece | None = None) -> None:
        """The server said something, be it of a statement."""
        self.log.add(said, piece)
        self._pane.changed()
        self.changed()

    def notified(self, event: Notified) -> None:
        """Another session sent a NOTIFY."""
        words = f"{event.channel}: {event.payload}" if event.payload else event.channel
        self.say(ServerError(words, "NOTIFY", detail=f"from the backend {event.pid}"))

    def changed(self) -> None:
        """There are other messages than before."""
        self._results.pane_changed(self._side)

    def jump(self, message: Message) -> bool:
        """Put the cursor where a message points to; False: the editor has no such place, which is said."""
        place = message.place_in(self._editor.text)
        if place is None:
            self._editor.notify(_GONE)
            return False
        self._editor.move_cursor_to_offset(place[0])
        if place[1]:
            self._editor.mark_error(*place)
        return True

    def jump_to_error(self, piece: Piece | None) -> bool:
        """The same for the error on show, which is of this statement."""
        error = self._results.error_of(self._results.active)
        return error is not None and self.jump(Message(error, datetime.now().astimezone(), piece))
