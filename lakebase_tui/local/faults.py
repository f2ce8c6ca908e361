"""Faults of the data plane, as values, and how the fault door's JSON becomes them.

Keys that `Backend.apply_fault` takes; several may come at once, and are applied in this order:

    reset: true             all below off: wire faults, skew, and settings as they were at the start
    settings: {...}         any of `Settings`: min_ttl_s, max_ttl_s, idle_limit_s, max_life_s,
                            wake_delay_s, wake_failure, cancel_delay_s
    skew_s: 3600            moves the clock that tokens are judged by
    revoke: "all" | jti     refuses tokens that were minted so far
    wire: {...}             sets the wire faults, all at once ({} is: none)
        latency_s           added each way
        bytes_per_s         limit towards the client
        reset_after | close_after | stall_after
                            so many bytes towards the client after the fault was set (0: at the next
                            byte), then RST, FIN, or silence on an open socket
        refuse              at login: a name from `refusals.Reason` in any case, or an object with
                            message, sqlstate, severity
        times               how often cut or refusal happen before the wire is calm; without: always
    cut: "reset" | "close"  cuts the connections that are open, now
    kill: "SIGTERM"         ends the open sessions' backends (57P01); "SIGKILL": the server restarts
    suspend: true           puts the compute to sleep; its sessions get 57P01
    stats: true             changes nothing; the answer has `stats`

`compute` limits wire, cut, kill, suspend and stats to one compute, by resource name; without it they
concern all. `pid` limits kill to one backend. The answer says what was done: `cut`, `killed`, `revoked`,
`suspended` (counts) and `stats` (per compute: opened, refused, cancels, wakes, bytes_up, bytes_down,
sessions).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lakebase_tui.local.backend import BackendError
from lakebase_tui.local.refusals import Reason, Refusal, refusal

Cut = Literal["reset", "close", "stall"]
KEYS = frozenset(
    {"reset", "settings", "skew_s", "revoke", "wire", "cut", "kill", "suspend", "stats", "compute", "pid"}
)
_WIRE_KEYS = frozenset(
    {"latency_s", "bytes_per_s", "reset_after", "close_after", "stall_after", "refuse", "times"}
)
_CUTS: tuple[Cut, ...] = ("reset", "close", "stall")


@dataclass(frozen=True, slots=True, eq=False)
class WireFaults:
    """What happens to the traffic of one compute. Compared by identity: bytes are counted per value."""

    latency_s: float = 0.0
    """Added each way."""
    bytes_per_s: float = 0.0
    """Towards the client; 0 is no limit."""
    cut: Cut | None = None
    cut_after: int = 0
    """Bytes towards the client before the cut."""
    refuse: Refusal | None = None
    times: int | None = None
    """How often a cut or a refusal happen; None: always."""


CALM = WireFaults()


def parse_wire(raw: Mapping[str, Any]) -> WireFaults:
    """Wire faults from JSON.

    Raises:
        BackendError: A key or value is not one of those above.
    """
    if unknown := raw.keys() - _WIRE_KEYS:
        raise invalid(f"unknown wire faults: {', '.join(sorted(unknown))}")
    cuts = [name for name in _CUTS if raw.get(f"{name}_after") is not None]
    if len(cuts) > 1:
        raise invalid("only one of reset_after, close_after and stall_after at a time")
    if not raw:
        return CALM
    try:
        return WireFaults(
            latency_s=float(raw.get("latency_s") or 0),
            bytes_per_s=float(raw.get("bytes_per_s") or 0),
            cut=cuts[0] if cuts else None,
            cut_after=int(raw[f"{cuts[0]}_after"]) if cuts else 0,
            refuse=_refusal(raw["refuse"]) if raw.get("refuse") else None,
            times=None if raw.get("times") is None else int(raw["times"]),
        )
    except (TypeError, ValueError) as error:
        raise invalid(f"a wire fault has a value of the wrong form: {error}") from error


def _refusal(raw: Any) -> Refusal:
    if isinstance(raw, str):
        try:
            return refusal(Reason[raw.upper()], user="somebody", exp=0)
        except KeyError as error:
            raise invalid(f"no refusal is named {raw}") from error
    if not isinstance(raw, Mapping):
        raise invalid("refuse takes a name, or an object with message, sqlstate and severity")
    return Refusal(
        str(raw.get("message", "refused")),
        str(raw.get("severity", "FATAL")),
        str(raw.get("sqlstate", "XX000")),
    )


def invalid(message: str) -> BackendError:
    """A fault that cannot be understood."""
    return BackendError(400, "INVALID_PARAMETER_VALUE", message)
