"""What all tabs of the program share."""

from dataclasses import dataclass

from lakebase_tui.config.settings import Settings
from lakebase_tui.ui.libraries import Libraries


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by the app, and handed to whoever needs some of it."""

    settings: Settings
    libraries: Libraries
    """What is in the databases that are open."""
