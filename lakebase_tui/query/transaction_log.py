"""The statements of the open transaction, or of the last one: to look at, and to copy when it was lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from lakebase_tui.query.events import Outcome, OutcomeKind, StatementUndone
from lakebase_tui.query.server_error import our_error
from lakebase_tui.session.failures import FailureKind
from lakebase_tui.sql.classify import classify


class Ending(Enum):
    """What became of a transaction."""

    OPEN = "open"
    COMMITTED = "committed"
    ROLLED_BACK = "rolled back"
    LOST = "lost with its connection: rolled back"
    UNKNOWN = "lost during COMMIT: outcome unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a transaction."""

    sql: str
    kind: OutcomeKind


_UNDONE = {
    OutcomeKind.ROLLED_BACK: our_error(FailureKind.UNDONE_AFTER, severity="WARNING"),
    OutcomeKind.UNKNOWN: our_error(FailureKind.DOUBTFUL_AFTER, severity="WARNING"),
}


class TransactionLog:
    """Follows the transactions of one session, statement by statement.

    Args:
        keep: Whether the texts of statements are kept; a script may have any number of them.
    """

    def __init__(self, *, keep: bool = True) -> None:
        self.ending = Ending.ROLLED_BACK
        """Of the transaction that `steps` belong to."""
        self.steps: Sequence[Step] = ()
        self._keep = keep
        self._here: dict[int, Outcome] = {}

    def begin_run(self) -> None:
        """Statements are numbered from 0 again."""
        self._here = {}

    @property
    def lost(self) -> bool:
        """Whether the last transaction went with its connection, or may have."""
        return self.ending in (Ending.LOST, Ending.UNKNOWN)

    def script(self) -> str:
        """All that was sent in the transaction, to be run again."""
        return "".join(f"{step.sql.rstrip().rstrip(';')};\n" for step in self.steps)

    def note(
        self, index: int, sql: str, outcome: Outcome, *, before: bool, after: bool
    ) -> Sequence[StatementUndone]:
        """A statement ended.

        Args:
            index: Its number in this run.
            sql: Its text.
            outcome: How it ended.
            before: Whether a transaction was open before it.
            after: Whether one is open now.

        Returns:
            What is now to be said of statements of this run that had ended well.
        """
        if outcome.kind is OutcomeKind.NOT_RUN or not (before or after):
            return ()
        if not before:
            explicit = classify(sql).transaction == "begin"
            self.steps = () if explicit else (Step("BEGIN", OutcomeKind.DONE),)
            self.ending, self._here = Ending.OPEN, {}
        if self._keep:
            self.steps = (*self.steps, Step(sql, outcome.kind))
        if after and outcome.command_tag == "COMMIT":  # AND CHAIN: the next one has begun
            self.steps, self._here = (Step("BEGIN", OutcomeKind.DONE),), {}
        elif after:
            self._here[index] = outcome
        else:
            return self._end(outcome)
        return ()

    def _end(self, outcome: Outcome) -> Sequence[StatementUndone]:
        here, self._here = self._here, {}
        if outcome.kind is OutcomeKind.ROLLED_BACK:
            self.ending = Ending.LOST
        elif outcome.kind is OutcomeKind.UNKNOWN:
            self.ending = Ending.UNKNOWN
        else:
            self.ending = Ending.COMMITTED if outcome.command_tag == "COMMIT" else Ending.ROLLED_BACK
        if not self.lost:
            return ()
        return [
            StatementUndone(index, replace(done, kind=outcome.kind, error=_UNDONE[outcome.kind]))
            for index, done in here.items()
            if done.kind is OutcomeKind.DONE
        ]
