"""The local Lakebase as a child process that ends with us."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from lakebase_tui.config.environment import without_logins
from lakebase_tui.errors import LakebaseTuiError

_START_S = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class LocalLakebaseAddress:
    """What a client needs to use it: the process's one line of JSON."""

    databricks_host: str
    databricks_token: str
    pg_hostaddr: str
    pg_port: int
    ca_file: str


class LocalLakebase:
    """Started at once, asked for its address later: it boots while the app draws its first screen."""

    def __init__(self) -> None:
        # A file, not a pipe: nobody reads it while all is well, and a full pipe would stop the process.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        # It ends when its standard input does, so it cannot outlive us, however we end.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lakebase_tui.local", "--watch-stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=without_logins(os.environ),
            start_new_session=True,
        )
        self._address: asyncio.Future[LocalLakebaseAddress] | None = None

    async def address(self) -> LocalLakebaseAddress:
        """Wait until it serves.

        Raises:
            LakebaseTuiError: It ended instead, or took longer than a minute.
        """
        if self._address is None:
            self._address = asyncio.ensure_future(self._read())
        return await asyncio.shield(self._address)

    def close(self) -> None:
        """Let it end."""
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                stream.close()

    async def _read(self) -> LocalLakebaseAddress:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self._process.stdout
        )
        try:
            line = await asyncio.wait_for(reader.readline(), _START_S)
        except TimeoutError:
            raise LakebaseTuiError(
                "The local Lakebase did not start within a minute.", "Run `lakebase-tui local` to see why."
            ) from None
        finally:
            transport.close()
        if not line:
            raise LakebaseTuiError(f"The local Lakebase did not start: {self._last_words()}")
        said = json.loads(line)
        return LocalLakebaseAddress(
            databricks_host=said["databricks_host"],
            databricks_token=said["databricks_token"],
            pg_hostaddr=said["pg_hostaddr"],
            pg_port=int(said["pg_port"]),
            ca_file=said["ca_file"],
        )

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing; run `lakebase-tui local` to see why."
