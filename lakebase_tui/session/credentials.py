"""What a login presents: tokens minted per compute, native passwords, or nothing."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.clock import Clock, Moment, SystemClock

_SAFETY_S = 2.0  # a token this close to its end would die on the way to the server
_AHEAD_SHARE = 0.2
_AHEAD_MOST_S = 300.0


@dataclass(frozen=True, slots=True)
class LoginSecret:
    """What to send as the password, and whether it was just made.

    A cached token that is refused deserves one new token; a fresh one that is refused does not.
    """

    secret: Secret | None
    fresh: bool


class CredentialProvider(Protocol):
    """Hands out what one login needs."""

    async def get(self) -> LoginSecret:
        """The secret for the login that is about to happen. Raises LakebaseTuiError if it cannot be had."""

    def invalidate(self, refused: Secret | None) -> bool:
        """The server refused this one: never present it again. True if another one may be had."""

    def remaining_s(self) -> float | None:
        """Seconds for which new logins are covered; None where nothing expires."""

    async def aclose(self) -> None:
        """Stop renewing."""


class PasswordProvider:
    """A native password, or none at all: it never expires."""

    def __init__(self, password: Secret | None) -> None:
        self._password = password

    async def get(self) -> LoginSecret:
        """The password as it is."""
        return LoginSecret(self._password, fresh=True)

    def invalidate(self, refused: Secret | None) -> bool:
        """There is no other one."""
        return False

    def remaining_s(self) -> float | None:
        """A password does not age."""
        return None

    async def aclose(self) -> None:
        """Nothing to stop."""


class TokenProvider:
    """Database credentials of one compute: single flight, judged by their own life, renewed ahead.

    Args:
        control_plane: Who mints.
        compute: Resource name of the compute.
        ttl_s: Life to ask for in seconds; the service's default (one hour) when None.
        on_change: Called after each change with (seconds left or None, renewing).
        clock: For tests.
    """

    def __init__(
        self,
        control_plane: ControlPlane,
        compute: str,
        *,
        ttl_s: float | None = None,
        on_change: Callable[[float | None, bool], None] = lambda remaining, renewing: None,
        clock: Clock | None = None,
    ) -> None:
        self._control_plane = control_plane
        self._compute = compute
        self._ttl_s = ttl_s
        self._on_change = on_change
        self._clock = clock or SystemClock()
        self._secret: Secret | None = None
        self._life_s = 0.0
        self._born = Moment.now(self._clock)
        self._minting: asyncio.Task[Secret] | None = None
        self._renewal: asyncio.TimerHandle | None = None
        self._closed = False

    def remaining_s(self) -> float:
        """Seconds for which the held token opens connections; 0 when there is none."""
        if self._secret is None:
            return 0.0
        return max(0.0, self._life_s - self._born.age(self._clock))

    async def get(self) -> LoginSecret:
        """The held token if it still lives, else a new one. Concurrent callers share one call."""
        if self._secret is None or self.remaining_s() <= _SAFETY_S:
            return LoginSecret(await self._mint(), fresh=True)
        return LoginSecret(self._secret, fresh=False)

    def invalidate(self, refused: Secret | None) -> bool:
        """Forget the held token if it is the refused one: another login may have replaced it since."""
        if self._secret == refused:
            self._secret = None
        return True

    async def aclose(self) -> None:
        """Stop renewing; a call in flight is left to its daemon thread."""
        self._closed = True
        if self._renewal is not None:
            self._renewal.cancel()
        if self._minting is not None and not self._minting.done():
            self._minting.cancel()
            await asyncio.wait([self._minting])

    @property
    def renewing(self) -> bool:
        """Whether a new token is on its way."""
        return self._minting is not None and not self._minting.done()

    async def _mint(self) -> Secret:
        if self._minting is None or self._minting.done():
            self._minting = asyncio.ensure_future(self._mint_now())
            self._minting.add_done_callback(_mark_retrieved)
        # A caller that gives up must not take the others' token away.
        return await asyncio.shield(self._minting)

    async def _mint_now(self) -> Secret:
        self._on_change(self.remaining_s(), True)
        try:
            born = Moment.now(self._clock)  # before the call: its duration counts as age
            credential = await self._control_plane.mint_credential(self._compute, ttl_s=self._ttl_s)
            self._secret, self._life_s, self._born = credential.secret, credential.lifetime_s, born
            self._plan_renewal()
            return credential.secret
        finally:
            self._on_change(self.remaining_s(), False)

    def _plan_renewal(self) -> None:
        ahead = min(_AHEAD_MOST_S, self._life_s * _AHEAD_SHARE)
        delay = max(1.0, self.remaining_s() - ahead * random.uniform(1.0, 1.2))
        self._schedule(delay)

    def _schedule(self, delay_s: float) -> None:
        if self._closed:
            return
        if self._renewal is not None:
            self._renewal.cancel()
        self._renewal = asyncio.get_running_loop().call_later(delay_s, self._renew)

    def _renew(self) -> None:
        task = asyncio.ensure_future(self._mint())
        task.add_done_callback(self._renewed)

    def _renewed(self, task: "asyncio.Future[Secret]") -> None:
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, LakebaseTuiError):
            # The held token may still be good; the next login asks again anyway.
            self._schedule(min(60.0, max(5.0, self._life_s * 0.05)))
        elif error is not None:
            raise error


def _mark_retrieved(task: "asyncio.Future[Secret]") -> None:
    """Read the outcome, so that a failure whose caller gave up is not reported as never retrieved."""
    if not task.cancelled():
        task.exception()
