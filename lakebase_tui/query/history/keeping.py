"""What of a statement is kept: no secrets, and no more than can be read."""

from dataclasses import replace
from typing import Final

from lakebase_tui.config.redaction import STARS, redacted
from lakebase_tui.query.history.entries import Entry, Ran
from lakebase_tui.query.history.secrets import without_secrets

LONGEST: Final = 65_536
"""Characters of a statement that are kept."""
_READ: Final = 2 * LONGEST
"""Characters that are looked through: a secret may lie across the place where the text is cut."""
_LONGEST_MESSAGE: Final = 500


def kept(ran: Ran) -> Entry:
    """The entry of a statement, without a number yet."""
    read = _storable(ran.text[:_READ])
    cleaned = without_secrets(read)
    text = cleaned.text[:LONGEST]
    message = ran.message
    for secret in sorted(cleaned.secrets, key=len, reverse=True):
        message = message.replace(secret, STARS)
    message = redacted(_storable(message[: 4 * _LONGEST_MESSAGE]))[:_LONGEST_MESSAGE]
    left_off = len(ran.text) - len(read) + len(cleaned.text) - len(text)
    return Entry(0, replace(ran, text=text, message=message), 1, left_off, cleaned.text != ran.text[:_READ])


def _storable(text: str) -> str:
    """SQLite takes no half of a surrogate pair, and neither does a server."""
    return text.encode("utf-8", "replace").decode("utf-8")
