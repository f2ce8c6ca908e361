"""What the command line wants opened."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lakebase_tui.config.secret import Secret
from lakebase_tui.config.settings import Settings
from lakebase_tui.session.offers import Preselect
from lakebase_tui.session.passwords import PasswordSources
from lakebase_tui.session.target import ConnectionTarget


@dataclass(frozen=True, slots=True)
class Launch:
    """What to open first."""

    plain: ConnectionTarget | None = None
    """A Postgres without a control plane; the picker is left out."""
    password: Secret | None = None
    passwords: PasswordSources | None = None
    """Where to look for one that was not given; None: where there are passwords by custom."""
    profile: str | None = None
    preselect: Preselect = field(default_factory=Preselect)
    direct: bool = False
    """Connect with the picker's defaults as soon as they are known."""
    token_ttl_s: float | None = None
    wake_timeout_s: float = 60.0
    """How long a login waits for a compute that wakes."""
    theme: str | None = None
    settings: Settings = field(default_factory=Settings)
    """What the user's own file chose."""
    problems: Sequence[str] = ()
    """What in that file cannot be used, a sentence each."""
