"""From a target to libpq's keywords, so that nothing in the environment can redirect a login."""

import os
from pathlib import Path

import certifi

from lakebase_tui import __version__
from lakebase_tui.config.passfile import default_passfile, passfile_problem
from lakebase_tui.config.secret import Secret
from lakebase_tui.session.target import ConnectionTarget

APPLICATION_NAME = f"lakebase-tui {__version__}"

# libpq takes an empty name for its usual file, and says aloud on the terminal what it dislikes about a
# file; below a thing that is no folder it finds nothing and says nothing.
_NO_PASSFILE = f"{os.devnull}/none"

# A dead peer is noticed within about a minute, packet loss in a running statement within 30 s.
_SOCKET = {
    "keepalives": "1",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}


def root_certificate(target: ConnectionTarget) -> str:
    """The CA file to check the server with: the target's own, SSL_CERT_FILE, or certifi's.

    `sslrootcert=system` is of no use here: psycopg's bundled OpenSSL has no system store.
    """
    return target.tls.root_cert or os.environ.get("SSL_CERT_FILE") or certifi.where()


def keywords(target: ConnectionTarget, secret: Secret | None, connect_timeout_s: float) -> dict[str, str]:
    """Libpq's keywords for one login.

    Args:
        target: Where and as whom.
        secret: What to send as the password, if anything.
        connect_timeout_s: Bound of one attempt in seconds; libpq knows whole seconds from 2 up.

    Returns:
        Keywords for `psycopg.AsyncConnection.connect`. For a Lakebase target every keyword that could
        lead the token elsewhere is set, because libpq fills the unset ones from PG* variables.
    """
    common = {
        "host": target.host,
        "port": str(target.port),
        "dbname": target.database,
        "user": target.role,
        "connect_timeout": str(max(2, round(connect_timeout_s))),
        "application_name": APPLICATION_NAME,
        **_SOCKET,
    }
    if target.hostaddr:
        common["hostaddr"] = target.hostaddr
    if secret is not None:
        common["password"] = secret.reveal()
    if target.is_lakebase:
        return common | _pinned(target)
    plain = {"sslmode": target.tls.mode} if target.tls.mode else {}
    if target.tls.root_cert:
        plain["sslrootcert"] = target.tls.root_cert
    # An empty host leaves the choice to a service file.
    words = common | plain | dict(target.options)
    if secret is None and passfile_problem(Path(words.get("passfile") or default_passfile())):
        words["passfile"] = _NO_PASSFILE
    return {key: value for key, value in words.items() if value}


def _pinned(target: ConnectionTarget) -> dict[str, str]:
    return {
        "hostaddr": target.hostaddr or "",
        "sslmode": target.tls.mode,
        "sslrootcert": root_certificate(target),
        "sslsni": "1",
        "sslnegotiation": "postgres",
        "sslcertmode": "disable",
        "gssencmode": "disable",
        # The token is a cleartext password inside TLS: demanding SCRAM or binding would refuse it.
        "channel_binding": "disable",
        "require_auth": "password,scram-sha-256",
        "passfile": _NO_PASSFILE,
        "options": "",
        "client_encoding": "",
        "target_session_attrs": "any",
        "load_balance_hosts": "disable",
    }
