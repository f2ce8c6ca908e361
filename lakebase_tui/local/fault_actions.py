"""Carries out what the fault door asks of the data plane."""

import signal
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Protocol

from lakebase_tui.local.backend import Settings, TokenService
from lakebase_tui.local.computes import Compute
from lakebase_tui.local.faults import CALM, KEYS, invalid, parse_wire

_SETTINGS = frozenset(field.name for field in fields(Settings))
_SIGNALS = {"SIGTERM": signal.SIGTERM, "SIGKILL": signal.SIGKILL}


class Ground(Protocol):
    """Where the faults happen."""

    computes: dict[str, Compute]
    settings: Settings
    first_settings: Settings
    tokens: TokenService

    def compute(self, name: str) -> Compute:
        """The compute of that name; raises BackendError."""
        ...

    async def suspend(self, compute: str) -> None:
        """Put it to sleep."""
        ...

    def settings_changed(self) -> None:
        """Heed changed settings."""
        ...


async def apply(ground: Ground, fault: Mapping[str, Any]) -> dict[str, Any]:
    """Do everything that `fault` asks for, in the order in which `faults.py` lists it.

    Raises:
        BackendError: A key or value is not known; nothing was done then.
    """
    if unknown := fault.keys() - KEYS:
        raise invalid(f"unknown faults: {', '.join(sorted(unknown))}")
    named = fault.get("compute")
    computes = [ground.compute(str(named))] if named else list(ground.computes.values())
    wire = parse_wire(fault["wire"]) if isinstance(fault.get("wire"), Mapping) else None
    settings = _settings(fault.get("settings") or {})
    if fault.get("reset"):
        _reset(ground)
    _set(ground, settings)
    if fault.get("skew_s") is not None:
        ground.tokens.skew_s = float(fault["skew_s"])
    if wire is not None:
        for compute in computes:
            compute.set_wire(wire)
    return _revoke(ground, fault) | await _act(ground, computes, fault)


def _reset(ground: Ground) -> None:
    for compute in ground.computes.values():
        compute.set_wire(CALM)
    ground.tokens.skew_s = 0.0
    _set(ground, asdict(ground.first_settings))


def _settings(raw: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := raw.keys() - _SETTINGS:
        raise invalid(f"unknown settings: {', '.join(sorted(unknown))}")
    for name, value in raw.items():
        right = value is None or isinstance(value, str) if name == "wake_failure" else _is_seconds(value)
        if not right:
            raise invalid(f"{name} cannot be {value!r}")
    return dict(raw)


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _set(ground: Ground, settings: Mapping[str, Any]) -> None:
    for name, value in settings.items():
        setattr(ground.settings, name, value)
    if settings:
        ground.settings_changed()


def _revoke(ground: Ground, fault: Mapping[str, Any]) -> dict[str, Any]:
    wanted = fault.get("revoke")
    if wanted is None:
        return {}
    if wanted == "all":
        return {"revoked": ground.tokens.revoke_all()}
    ground.tokens.revoke(str(wanted))
    return {"revoked": 1}


async def _act(ground: Ground, computes: list[Compute], fault: Mapping[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {}
    sessions = [session for compute in computes for session in compute.sessions]
    if (cut := fault.get("cut")) is not None:
        if cut not in ("reset", "close"):
            raise invalid("cut takes reset or close")
        for session in sessions:
            session.cut(rudely=cut == "reset")
        done["cut"] = len(sessions)
    if (kill := fault.get("kill")) is not None:
        if kill not in _SIGNALS:
            raise invalid("kill takes SIGTERM or SIGKILL")
        pid = fault.get("pid")
        wanted = [session for session in sessions if pid in (None, session.pid)]
        done["killed"] = sum(session.kill(_SIGNALS[kill]) for session in wanted)
    if fault.get("suspend"):
        awake = [compute for compute in computes if compute.cluster.awake]
        for compute in awake:
            await ground.suspend(compute.name)
        done["suspended"] = len(awake)
    if fault.get("stats"):
        done["stats"] = {
            compute.name: asdict(compute.stats) | {"sessions": len(compute.sessions)} for compute in computes
        }
    return done
