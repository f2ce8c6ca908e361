"""Everything that the fault door can do, and what it does to an open session and to one that logs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

ESC = "(Esc)"
"""Instead of words: nothing comes by itself, the user gives up."""


class Effect(Enum):
    """What a fault does to a connection that stands."""

    NONE = "none"
    SEVERED = "ends it at once"
    CUT = "ends it with the next answer"
    SILENT = "no answer comes any more"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    `relogin` and `cold` are words (a regular expression) of the sentence that a user reads when a new login
    fails, with a token held and without one; empty: it works, if need be after some waiting.
    """

    name: str
    door: Mapping[str, Any]
    effect: Effect
    relogin: str = ""
    cold: str | None = None
    """None: as `relogin`."""
    idle_only: bool = False
    """It ends sessions that are idle and in no transaction, and no other; it is there from the start."""
    by_chance: bool = False
    """Whether it hits the answer to a short statement is chance."""
    crashes: bool = False
    """The server recovers from a crash: its sequences may have jumped, so they count nothing."""


def _refused(name: str, words: str, times: int | None = None, cold: str | None = None) -> Fault:
    """The session is ended and the next login is refused; `times`: so often, then let in."""
    wire = {"refuse": name} | ({} if times is None else {"times": times})
    shown = f"login refused: {name.lower()}" + (f", {times} x" if times else "")
    return Fault(shown, {"wire": wire, "kill": "SIGTERM"}, Effect.SEVERED, words, cold)


def _control_plane(name: str, rule: Mapping[str, Any], cold: str) -> Fault:
    """The session is ended while the control plane does not answer as it should."""
    door = {"http": [{"path": "/api/2.0/postgres", **rule}], "kill": "SIGTERM"}
    return Fault(f"control plane: {name}", door, Effect.SEVERED, cold=cold)


_ASLEEP = "did not wake up"
_FRESH = "a freshly made token"

FAULTS: Sequence[Fault] = (
    Fault("RST", {"cut": "reset"}, Effect.SEVERED),
    Fault("FIN", {"cut": "close"}, Effect.SEVERED),
    Fault("backend ended, 57P01", {"kill": "SIGTERM"}, Effect.SEVERED),
    Fault("server crashed", {"kill": "SIGKILL"}, Effect.SEVERED, crashes=True),
    Fault("compute suspended", {"suspend": True}, Effect.SEVERED),
    Fault("suspended, slow wake", {"settings": {"wake_delay_s": 1.5}, "suspend": True}, Effect.SEVERED),
    Fault(
        "suspended, wake fails",
        {"settings": {"wake_failure": "no"}, "suspend": True},
        Effect.SEVERED,
        _ASLEEP,
    ),
    Fault("limit on age", {"settings": {"max_life_s": 0.3}}, Effect.SEVERED),
    Fault("limit on idleness, 57P05", {"settings": {"idle_limit_s": 0.5}}, Effect.NONE, idle_only=True),
    Fault("RST in the next answer", {"wire": {"reset_after": 0, "times": 1}}, Effect.CUT),
    Fault("FIN in the next answer", {"wire": {"close_after": 0, "times": 1}}, Effect.CUT),
    Fault("RST after 100 bytes", {"wire": {"reset_after": 100, "times": 1}}, Effect.CUT, by_chance=True),
    Fault("silence", {"wire": {"stall_after": 0, "times": 1}}, Effect.SILENT, cold=ESC),
    Fault(
        "silence, cancels too",
        {"wire": {"stall_after": 0, "times": 1}, "settings": {"cancel_delay_s": 60.0}},
        Effect.SILENT,
        cold=ESC,
    ),
    Fault("0.2 s more each way", {"wire": {"latency_s": 0.2}}, Effect.NONE),
    Fault("slow line, 4 MB/s", {"wire": {"bytes_per_s": 4_000_000}}, Effect.NONE),
    Fault("tokens revoked, 57P01", {"revoke": "all", "kill": "SIGTERM"}, Effect.SEVERED, cold=""),
    Fault("tokens expired, 57P01", {"skew_s": 7_200, "kill": "SIGTERM"}, Effect.SEVERED, cold=""),
    Fault("tokens expired", {"skew_s": 7_200}, Effect.NONE),
    _control_plane("503", {"status": 503}, "not available at the moment"),
    _control_plane("429", {"status": 429, "retry_after": 1, "times": 2}, ""),
    _control_plane("cut off", {"drop": True}, "broke off|cannot be reached"),
    _control_plane("no JSON", {"garbage": True}, "not of the Databricks API"),
    _control_plane("silent", {"hang_s": 60}, ESC),
    _refused("STARTING_UP", "", times=2),
    _refused("STARTING_UP", _ASLEEP),
    _refused("CONGESTED", _ASLEEP),
    _refused("COMPUTE_UNREACHABLE", _ASLEEP),
    _refused("ENDPOINT_UNAVAILABLE", _ASLEEP),
    _refused("TOO_MANY_CONNECTIONS", "no free connection"),
    _refused("PASSWORD_FAILED", "", times=1, cold=_FRESH),
    _refused("PASSWORD_FAILED", _FRESH),
    _refused("TOKEN_EXPIRED", _FRESH),
    _refused("NOT_A_JWT", "sent something else"),
    _refused("OTHER_IDENTITY", "belongs to somebody else"),
    _refused("NO_LABEL", "not registered for OAuth"),
    _refused("NO_ENDPOINT", "which compute is meant"),
    _refused("ENDPOINT_GONE", "does not exist any more"),
    _refused("ENDPOINT_DISABLED", "is disabled"),
    _refused("IP_NOT_ALLOWED", "not allowed"),
    _refused("INSECURE", "No encrypted connection"),
)
