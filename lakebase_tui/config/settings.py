"""What the user can choose, with what holds where nothing is chosen. Read by the program, never written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class Completing(Enum):
    """When completion offers itself."""

    TYPING = "typing"
    """After a short pause, and when it is asked for."""
    KEY = "key"
    """Only when it is asked for."""


class GuardLevel(Enum):
    """What has to be said before a destructive statement runs."""

    OFF = "off"
    ASK = "ask"
    NAME = "name"
    """The branch's name has to be typed."""


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """`[editor]`."""

    vim: bool = False
    """Keys as in Vim."""
    completion: Completing = Completing.TYPING
    completion_delay_ms: int = 80
    """How long a pause in typing is before completion offers itself."""


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """`[guard]`."""

    level: GuardLevel = GuardLevel.ASK
    protected: GuardLevel = GuardLevel.NAME
    """On protected branches."""
    branches: Mapping[str, GuardLevel] = field(default_factory=dict)
    """By label, as in `"shop/production" = "name"`: wins over both."""
    protected_read_only: bool = True
    """Sessions on protected branches begin read-only."""


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """`[history]`."""

    enabled: bool = True
    entries: int = 20_000
    """How many are kept."""


@dataclass(frozen=True, slots=True)
class QuerySettings:
    """`[queries]`."""

    folder: Path | None = None
    """Where saved queries are; None: `queries` beside the settings."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them."""

    editor: EditorSettings = field(default_factory=EditorSettings)
    guard: GuardSettings = field(default_factory=GuardSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    queries: QuerySettings = field(default_factory=QuerySettings)
