"""How the app reaches a workspace; the command line puts a real or a local one behind it."""

from collections.abc import Sequence
from typing import Protocol

from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.session.target import NetworkOverride


class Access(Protocol):
    """Workspaces by profile, and what the user overrides on the way to their computes."""

    @property
    def profiles(self) -> Sequence[str]:
        """Names that can be opened; empty where there is nothing to choose."""

    def control_plane(self, profile: str | None) -> ControlPlane:
        """The workspace of a profile, None for the default one. Does no I/O: failures come when asked."""

    def notice(self, profile: str | None) -> str:
        """What the user should know about this login before using it; often nothing."""

    async def network(self) -> NetworkOverride:
        """Explicit address, port and CA. Raises LakebaseTuiError if they cannot be had."""

    def close(self) -> None:
        """Let go of what was started."""
