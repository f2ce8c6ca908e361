"""Open one connection: a secret per login, one second chance for a refused token, patience for a wake."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import psycopg

from lakebase_tui.config.secret import Secret
from lakebase_tui.session.backoff import delays
from lakebase_tui.session.conninfo import keywords
from lakebase_tui.session.credentials import CredentialProvider
from lakebase_tui.session.failures import (
    REFUSED_CREDENTIAL,
    RETRYABLE,
    FailureKind,
    SessionFailure,
    classify_connect_error,
    clause,
    failure_of,
    sentence_of,
    server_words,
)
from lakebase_tui.session.target import Auth, ConnectionTarget

Connection = psycopg.AsyncConnection[Any]

_ATTEMPT_S = 30.0
_TRIES_WHEN_FULL = 3
_TRIES_WHEN_BROKEN_OFF = 3


async def connect(
    targets: Callable[[], ConnectionTarget],
    credentials: CredentialProvider,
    *,
    deadline_s: float = 60.0,
    on_wait: Callable[[SessionFailure], None] = lambda failure: None,
) -> Connection:
    """Log in, waiting for a compute that wakes.

    A refused *cached* token is replaced once and tried once more; a fresh one that is refused is an
    error. So an action makes at most two logins that the server can refuse.

    Args:
        targets: Where and as whom; asked before each attempt.
        credentials: What to present.
        deadline_s: Seconds after which waiting for a wake ends, without the time that a credential takes.
        on_wait: Told of each failure that is worth another attempt.

    Returns:
        A connection in autocommit mode.

    Raises:
        SessionFailure: There is no connection; the kind and the words say why.
        LakebaseTuiError: No credential could be had.
    """
    end = time.monotonic() + deadline_s
    second_chance = True
    full = broken = 0
    for delay in delays():
        asked = time.monotonic()
        login = await credentials.get()
        end += time.monotonic() - asked  # a user who unlocks a keyring does not shorten the compute's time
        target = targets()
        try:
            return await _attempt(target, login.secret, end - time.monotonic())
        except SessionFailure as failure:
            if failure.kind in REFUSED_CREDENTIAL:
                another = credentials.invalidate(login.secret)
                if login.fresh or not second_chance or not another:
                    raise _refusal(target, failure) from failure
                second_chance = False
                continue
            full += failure.kind is FailureKind.TOO_MANY
            broken += failure.kind is FailureKind.BROKEN_OFF and not target.is_lakebase
            hopeless = (
                failure.kind not in RETRYABLE or full >= _TRIES_WHEN_FULL or broken >= _TRIES_WHEN_BROKEN_OFF
            )
            if hopeless or not _may_wait(target, failure, end - time.monotonic() - delay):
                raise
            on_wait(failure)
        await asyncio.sleep(delay)
    raise AssertionError("delays never end")


def _may_wait(target: ConnectionTarget, failure: SessionFailure, left_s: float) -> bool:
    # Plain Postgres has nothing that wakes: a refused port is refused. But a server that restarts after a
    # crash closes what it had just taken, before it says that it is in recovery.
    passes = target.is_lakebase or failure.kind in (FailureKind.WAKING, FailureKind.BROKEN_OFF)
    return passes and left_s > 0


def _refusal(target: ConnectionTarget, failure: SessionFailure) -> SessionFailure:
    if target.auth is not Auth.OAUTH:
        return failure
    return failure_of(FailureKind.TOKEN_REFUSED, target.role)


async def _attempt(target: ConnectionTarget, secret: Secret | None, left_s: float) -> Connection:
    timeout_s = max(2.0, min(_ATTEMPT_S, left_s))
    try:
        return await psycopg.AsyncConnection.connect(
            "", autocommit=True, prepare_threshold=None, **_typed(keywords(target, secret, timeout_s))
        )
    except psycopg.errors.ConnectionTimeout as error:
        raise classify_connect_error("timeout expired") from error
    except psycopg.OperationalError as error:
        raise classify_connect_error(str(error), error.sqlstate) from error
    except psycopg.ProgrammingError as error:
        said = clause(sentence_of(server_words(str(error))))
        raise failure_of(FailureKind.BAD_SETTINGS, said) from error


def _typed(words: dict[str, str]) -> dict[str, Any]:
    # psycopg types its keyword arguments one by one; libpq's are open-ended.
    return dict(words)
