"""One token for all sessions of a compute that log in as the same identity."""

from collections.abc import Callable

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.session.clock import Clock
from lakebase_tui.session.credentials import LoginSecret, TokenProvider


class SharedTokens:
    """Hands out leases on token providers: one provider for each control plane and compute.

    A control plane is one identity in one workspace, so two profiles never share a token, even where
    they lead to the same compute.

    Args:
        ttl_s: Life to ask for in seconds; the service's default (one hour) when None.
        clock: For tests.
    """

    def __init__(self, *, ttl_s: float | None = None, clock: Clock | None = None) -> None:
        self._ttl_s = ttl_s
        self._clock = clock
        self._leased: dict[tuple[ControlPlane, str], list[TokenLease]] = {}

    def lease(
        self, control_plane: ControlPlane, compute: str, on_change: Callable[[float | None, bool], None]
    ) -> "TokenLease":
        """A credential provider for one session.

        Args:
            control_plane: Who mints, and as whom.
            compute: Resource name of the compute.
            on_change: Called with (seconds left, renewing) after each change, and at the first login
                when another session has had the token made already.
        """
        leases = self._leased.setdefault((control_plane, compute), [])
        provider = leases[0].provider if leases else self._provider(control_plane, compute, leases)
        lease = TokenLease(provider, on_change, lambda: self._give_back(lease, (control_plane, compute)))
        leases.append(lease)
        return lease

    def _provider(
        self, control_plane: ControlPlane, compute: str, leases: "list[TokenLease]"
    ) -> TokenProvider:
        def changed(remaining_s: float | None, renewing: bool) -> None:
            for lease in [*leases]:
                lease.tell(remaining_s, renewing)

        return TokenProvider(control_plane, compute, ttl_s=self._ttl_s, on_change=changed, clock=self._clock)

    def _give_back(self, lease: "TokenLease", key: tuple[ControlPlane, str]) -> bool:
        leases = self._leased.get(key, [])
        if lease not in leases:
            return False
        leases.remove(lease)
        if not leases:
            del self._leased[key]
        return not leases


class TokenLease:
    """What one session sees of a shared provider.

    Args:
        provider: Shared with the other leases of the same compute.
        on_change: As in `SharedTokens.lease`.
        give_back: Ends the lease; True if it was the last one.
    """

    def __init__(
        self,
        provider: TokenProvider,
        on_change: Callable[[float | None, bool], None],
        give_back: Callable[[], bool],
    ) -> None:
        self.provider = provider
        self._on_change = on_change
        self._give_back = give_back
        self._told = False

    def tell(self, remaining_s: float | None, renewing: bool) -> None:
        """Pass a change on to the session."""
        self._told = True
        self._on_change(remaining_s, renewing)

    async def get(self) -> LoginSecret:
        """As `TokenProvider.get`, and tells of a token that is held, or on its way, for another session."""
        remaining_s, renewing = self.provider.remaining_s(), self.provider.renewing
        if not self._told and (remaining_s > 0 or renewing):
            self.tell(remaining_s, renewing)
        return await self.provider.get()

    def invalidate(self, refused: Secret | None) -> bool:
        """As `TokenProvider.invalidate`, for all who share it."""
        return self.provider.invalidate(refused)

    def remaining_s(self) -> float | None:
        """As `TokenProvider.remaining_s`."""
        return self.provider.remaining_s()

    async def aclose(self) -> None:
        """Hear no more of it; the last lease stops the renewal."""
        if self._give_back():
            await self.provider.aclose()
