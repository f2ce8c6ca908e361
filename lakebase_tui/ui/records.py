"""Where the program keeps what ran, what was saved and what was put in; tests keep nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lakebase_tui.config.parameter_values import ParameterValues
from lakebase_tui.config.paths import queries_folder
from lakebase_tui.config.saved_queries import QueryFolder
from lakebase_tui.config.settings import HistorySettings, QuerySettings
from lakebase_tui.query.history.history import History


@dataclass(frozen=True, slots=True)
class Records:
    """Files; None: not kept."""

    history_file: Path | None = None
    queries_folder: Path | None = None
    """Unless the settings name another; None: the platform's place, which is only read until one saves."""
    values_file: Path | None = None

    def history(self, settings: HistorySettings, tell: Callable[[str], None]) -> History | None:
        """The history; None where there is none.

        Args:
            settings: Whether it is wanted, and how long it is.
            tell: Hears of trouble, once each.
        """
        if self.history_file is None or not settings.enabled:
            return None
        return History(self.history_file, settings.entries, tell)

    def queries(self, settings: QuerySettings) -> QueryFolder:
        """The saved queries."""
        return QueryFolder(settings.folder or self.queries_folder or queries_folder())

    def values(self) -> ParameterValues:
        """What was put in for parameters."""
        return ParameterValues(self.values_file)


NO_RECORDS = Records()
