"""The message by which what a session tells comes to the app."""

from textual.message import Message

from lakebase_tui.session.events import SessionEvent
from lakebase_tui.session.session import Session


class SessionChanged(Message):
    """A session told of something; `session` says which, since two live while a target is switched."""

    def __init__(self, session: Session, event: SessionEvent) -> None:
        super().__init__()
        self.session = session
        self.event = event
