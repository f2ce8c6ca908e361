"""psql's own word on where statements end: a server that only writes down what psql sends to it."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
from pathlib import Path

from tests.support.postgres_server import bin_dir

_SSL_REQUEST = 80877103
_GSS_REQUEST = 80877104
_READY = b"Z" + struct.pack("!ic", 5, b"I")


_OLDEST = 18
"""From this version on `create (function) begin` begins no body."""


def psql_path() -> str | None:
    """Return a psql of the recorded rules: the server's, else the one on the path; None without one."""
    binaries = bin_dir()
    for found in (binaries and shutil.which("psql", path=str(binaries)), shutil.which("psql")):
        if found and _version(found) >= _OLDEST:
            return found
    return None


def _version(psql: str) -> int:
    said = subprocess.run([psql, "--version"], capture_output=True, check=True, text=True).stdout
    return int(said.split()[2].split(".")[0])


def recorded_by_psql(psql: str, script: str) -> list[str]:
    """Return the queries that `psql -f` sends for `script`, in order.

    Raises:
        RuntimeError: psql did not come to its end.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener, tempfile.TemporaryDirectory() as folder:
        queries: list[str] = []
        server = threading.Thread(target=_serve, args=(listener, queries), daemon=True)
        server.start()
        path = Path(folder, "script.sql")
        path.write_bytes(script.encode())
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "PGCLIENTENCODING": "UTF8"}
        target = f"host=127.0.0.1 port={listener.getsockname()[1]} user=u dbname=d sslmode=disable"
        ended = subprocess.run(
            [psql, "-X", "-q", "-d", target, "-f", str(path)],
            env=environment,
            capture_output=True,
            timeout=30,
            check=False,
        )
        server.join(10)
        if ended.returncode != 0:
            raise RuntimeError(ended.stderr.decode(errors="replace"))
        return queries


def _serve(listener: socket.socket, queries: list[str]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as stream:
        while True:
            (length,) = struct.unpack("!i", stream.read(4))
            body = stream.read(length - 4)
            if struct.unpack("!i", body[:4])[0] not in (_SSL_REQUEST, _GSS_REQUEST):
                break
            connection.sendall(b"N")
        connection.sendall(_welcome())
        while (kind := stream.read(1)) and kind != b"X":
            (length,) = struct.unpack("!i", stream.read(4))
            body = stream.read(length - 4)
            if kind == b"Q":
                queries.append(body[:-1].decode())
                connection.sendall(b"I" + struct.pack("!i", 4) + _READY)


def _welcome() -> bytes:
    parts = [b"R" + struct.pack("!ii", 8, 0)]
    settings = {
        "server_version": "17.5",
        "server_encoding": "UTF8",
        "client_encoding": "UTF8",
        "standard_conforming_strings": "on",
        "DateStyle": "ISO, MDY",
        "is_superuser": "off",
        "session_authorization": "u",
        "integer_datetimes": "on",
    }
    for name, value in settings.items():
        pair = name.encode() + b"\0" + value.encode() + b"\0"
        parts.append(b"S" + struct.pack("!i", 4 + len(pair)) + pair)
    return b"".join([*parts, _READY])
