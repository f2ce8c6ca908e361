"""The little of the PostgreSQL protocol that a gateway must read and write. No I/O."""

import struct
from dataclasses import dataclass
from typing import Final

from lakebase_tui.local.refusals import Refusal

SSL_REQUEST: Final = 80877103
GSS_REQUEST: Final = 80877104
CANCEL_REQUEST: Final = 80877102
TLS_RECORD: Final = b"\x16"
MAX_STARTUP: Final = 10_000
MAX_PASSWORD: Final = 65_536

ASK_PASSWORD: Final = b"R" + struct.pack("!II", 8, 3)
"""AuthenticationCleartextPassword."""


class ProtocolError(Exception):
    """The peer sent what the protocol does not allow here."""


@dataclass(frozen=True, slots=True)
class Startup:
    """The first packet of a client."""

    code: int
    """Protocol version, or one of the request codes."""
    body: bytes
    """What follows the code."""

    @property
    def packet(self) -> bytes:
        """The packet as it came."""
        return struct.pack("!II", len(self.body) + 8, self.code) + self.body

    def parameters(self) -> dict[str, str]:
        """User, database and settings of a StartupMessage."""
        parts = self.body.split(b"\0")
        return {
            name.decode("utf-8", "replace"): value.decode("utf-8", "replace")
            for name, value in zip(parts[::2], parts[1::2], strict=False)
            if name
        }


def startup_length(head: bytes) -> tuple[int, int]:
    """From the first eight bytes: how many follow, and the code.

    Raises:
        ProtocolError: No startup packet can be so long or so short.
    """
    length, code = struct.unpack("!II", head)
    if not 8 <= length <= MAX_STARTUP:
        raise ProtocolError("invalid length of startup packet")
    return length - 8, code


def password_length(head: bytes) -> int:
    """From the five bytes that begin a PasswordMessage: how many follow.

    Raises:
        ProtocolError: It is another message, or too long.
    """
    kind, length = struct.unpack("!cI", head)
    if kind != b"p" or not 4 <= length <= MAX_PASSWORD:
        raise ProtocolError("expected a password message")
    return int(length) - 4


def error_response(refusal: Refusal) -> bytes:
    """An ErrorResponse."""
    fields = (
        ("S", refusal.severity),
        ("V", refusal.severity),
        ("C", refusal.sqlstate),
        ("M", refusal.message),
    )
    body = b"".join(f"{kind}{text}".encode().replace(b"\0", b"") + b"\0" for kind, text in fields) + b"\0"
    return b"E" + struct.pack("!I", len(body) + 4) + body


class KeyFinder:
    """Looks for BackendKeyData in what a server sends until it is ready for the first query."""

    def __init__(self) -> None:
        self._rest = b""
        self.key: bytes | None = None
        """Process id and secret, as a CancelRequest repeats them; None until found."""
        self.done = False

    @property
    def pid(self) -> int | None:
        """Process id of the backend."""
        return None if self.key is None else int(struct.unpack("!I", self.key[:4])[0])

    def feed(self, data: bytes) -> None:
        """Look at the next bytes of the server; does nothing once `done`."""
        if self.done:
            return
        found = self._rest + data
        at = 0
        while len(found) - at >= 5:
            kind, length = struct.unpack_from("!cI", found, at)
            end = at + 1 + length
            if len(found) < end:
                break
            if kind == b"K":
                self.key = found[at + 5 : end]
            if kind in b"ZE":
                self.done = True
                found = b""
                break
            at = end
        self._rest = found[at:]
