"""Starts everything of the local Lakebase, says where it is, and ends it again."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import trustme
import uvicorn

from lakebase_tui.errors import LakebaseTuiError, UsageError
from lakebase_tui.local import binaries, routes, template
from lakebase_tui.local.account import Account
from lakebase_tui.local.backend import Access, Settings
from lakebase_tui.local.gateway import Gateway
from lakebase_tui.local.guard import Guard
from lakebase_tui.local.keeper import ZONE
from lakebase_tui.local.lake import Lake
from lakebase_tui.local.roles import seed_roles

LOOPBACK = "127.0.0.1"
_LONGEST_FOLDER = 70
"""A socket's path has at most 103 bytes on macOS; the servers' sockets lie two levels deeper."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    faults: bool = False
    watch_stdin: bool = False
    folder: Path | None = None
    """Parent of the run's folder; None: /tmp, because socket paths must be short."""
    suspend_timeout_s: float | None = None
    """For every compute of the demo; None: as the demo has it."""
    settings: Settings = field(default_factory=Settings)


def new_access(*, faults: bool) -> Access:
    """Secrets for one run."""
    return Access(
        databricks_token=f"dapi{secrets.token_hex(16)}",
        client_id="5f0c2a54-6e1b-4c8e-9d37-1b7a2f3c4d5e",
        client_secret=secrets.token_urlsafe(24),
        fault_secret=secrets.token_urlsafe(24) if faults else None,
    )


def run(options: Options) -> None:
    """Serve until a signal or, with `watch_stdin`, the end of standard input.

    Raises:
        LakebaseTuiError: It could not start.
    """
    with _run_folder(options.folder) as folder:
        asyncio.run(_serve(options, folder))


@contextlib.contextmanager
def _run_folder(parent: Path | None) -> Iterator[Path]:
    """A new folder that is gone afterwards, with all servers in it, even if we are killed."""
    where = parent if parent is not None else Path("/tmp")
    if parent is None and not os.access(where, os.W_OK):
        where = Path(tempfile.gettempdir())
    try:
        folder = Path(tempfile.mkdtemp(prefix="lakebase-", dir=where.resolve()))
    except OSError as error:
        raise UsageError(
            f"No folder for the local Lakebase can be made in {where}: {error.strerror}."
        ) from error
    if len(str(folder)) > _LONGEST_FOLDER:
        folder.rmdir()
        raise UsageError(
            f"The path {where} is too long for a server's socket.", "Choose a shorter one with --dir."
        )
    guard = Guard(folder)
    try:
        yield folder
    finally:
        guard.dismiss()
        shutil.rmtree(folder, ignore_errors=True)


async def _serve(options: Options, folder: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if options.watch_stdin:
        _stop_at_end_of_stdin(loop, stop)
    async with contextlib.AsyncExitStack() as stack:
        start = asyncio.ensure_future(_start(options, folder, stack))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait((start, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not start.done():
            start.cancel()
            # Its thread may be in the middle of building: without a folder it fails soon.
            shutil.rmtree(folder, ignore_errors=True)
            await asyncio.wait((start,))
            return
        try:
            line = start.result()
        except BaseException:
            stopping.cancel()
            raise
        print(json.dumps(line), flush=True)
        await stopping


async def _start(options: Options, folder: Path, stack: contextlib.AsyncExitStack) -> dict[str, Any]:
    """Start the parts, leave their ends to `stack`, and return what a client needs to know."""
    access = new_access(faults=options.faults)
    account = await asyncio.to_thread(Account, folder, binaries.find())
    demo = await asyncio.to_thread(template.prepare, account, folder, seed_roles(access), access.user_name)
    lake = Lake(account, folder, demo, access, replace(options.settings))
    stack.push_async_callback(lake.close)
    ca_file = folder / "ca.pem"
    gateway = Gateway(lake, _tls(ca_file))
    port = gateway.start(LOOPBACK)
    stack.push_async_callback(gateway.close)
    lake.on_settings = gateway.rearm
    listener = _listener()
    base = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    app = await routes.build(lake, access, base, faults=options.faults)
    if options.suspend_timeout_s is not None:
        for name in list(lake.computes):
            await lake.update_compute(name, suspend_timeout_s=options.suspend_timeout_s)
    await stack.enter_async_context(_web(app, listener))
    line = {
        "databricks_host": base,
        "databricks_token": access.databricks_token,
        "client_id": access.client_id,
        "client_secret": access.client_secret,
        "pg_hostaddr": LOOPBACK,
        "pg_port": port,
        "ca_file": str(ca_file),
    }
    if access.fault_secret is not None:
        line |= {"fault_url": f"{base}/_local/faults", "fault_secret": access.fault_secret}
    return line


def _tls(ca_file: Path) -> ssl.SSLContext:
    """A certificate for all host names, from an authority whose key is never written down."""
    authority = trustme.CA()
    certificate = authority.issue_cert(f"*.{ZONE}", "localhost", LOOPBACK)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.set_alpn_protocols(["postgresql"])
    authority.cert_pem.write_to_path(str(ca_file))
    ca_file.chmod(0o644)
    return context


def _listener() -> socket.socket:
    # asyncio turns Nagle's algorithm off only where the socket says that it is TCP; without that every
    # answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((LOOPBACK, 0))
    listener.listen(128)
    return listener


class _WebServer(uvicorn.Server):
    """Leaves signals to us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@contextlib.asynccontextmanager
async def _web(app: Any, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _WebServer(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving
        listener.close()


def _stop_at_end_of_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    def wait() -> None:
        try:
            while os.read(sys.stdin.fileno(), 4096):
                pass
        except OSError:
            pass
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, name="stdin", daemon=True).start()


def describe(error: LakebaseTuiError) -> str:
    """What to print for an error, in one line."""
    return f"lakebase-tui local: {error}"
