"""Whether what the user was told of a cell is what should be, and what is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lakebase_tui.query.events import OutcomeKind
from tests.faults.cell import Seen
from tests.faults.expectation import DONE, REFUSED, TOLD, Moment, expected
from tests.faults.faults import Fault

PAGE_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one cell."""

    fault: Fault
    moment: Moment
    outcome: str
    wrong: tuple[str, ...] = ()
    """Outcomes other than expected, sentences that do not say why, claims that are not true."""
    twice: tuple[str, ...] = ()
    """Statements that ran more than once."""
    unnamed: tuple[str, ...] = ()
    """What was lost without a word."""
    hung: bool = False

    @property
    def words(self) -> str:
        """What is wrong with it."""
        wrong = [*self.wrong, *(f"{each} ran twice" for each in self.twice)]
        wrong += [f"lost without a word: {each}" for each in self.unnamed] + ["hung"] * self.hung
        return f"{self.fault.name} / {self.moment.value} ({self.outcome}): {'; '.join(wrong) or 'good'}"

    @property
    def good(self) -> bool:
        """Whether all is as it should be."""
        return not (self.wrong or self.twice or self.unnamed or self.hung)


def judge(fault: Fault, moment: Moment, seen: Seen) -> Verdict:
    """Look at one cell that came to its end."""
    return Verdict(
        fault,
        moment,
        seen.outcome,
        wrong=(*_unexpected(fault, moment, seen), *_untrue(seen)),
        twice=tuple(
            label
            for label, count in seen.counts.items()
            if count.stored > 1 or (count.executed > 1 and not fault.crashes)
        ),
        unnamed=(*seen.missing, *_untold(moment, seen)),
    )


def _unexpected(fault: Fault, moment: Moment, seen: Seen) -> Iterator[str]:
    wanted = expected(fault, moment)
    if wanted not in (TOLD, seen.outcome):
        yield f"expected {wanted}, came {seen.outcome}"
    words = fault.cold if moment is Moment.CONNECT and fault.cold is not None else fault.relogin
    if wanted == REFUSED and not any(re.search(words, sentence) for sentence in seen.sentences):
        yield f"nobody said {words!r}, but {seen.sentences}"
    if seen.finals.get("d") is not OutcomeKind.DONE:
        yield f"the session does not work afterwards: {seen.finals.get('d')} {seen.sentences[-1:]}"
    if moment is Moment.MID_RESULT and wanted != DONE:
        if not seen.incomplete:
            yield "rows that were cut short pass for complete"
        if (seen.rows_kept or 0) < PAGE_ROWS:
            yield f"only {seen.rows_kept} rows were kept"


def _untrue(seen: Seen) -> Iterator[str]:
    for label, kind in seen.finals.items():
        count = seen.counts.get(label)
        if count is None:
            continue
        stored = count.stored
        if kind is OutcomeKind.DONE and stored != 1 and not seen.transaction_lost:
            yield f"{label} is said to be done, and is stored {stored} times"
        if kind in (OutcomeKind.ROLLED_BACK, OutcomeKind.FAILED, OutcomeKind.NOT_RUN) and stored:
            yield f"{label} is said to be {kind.value}, and is stored"
        if kind is OutcomeKind.NOT_RUN and count.executed:
            yield f"{label} is said not to have run, and has"


def _untold(moment: Moment, seen: Seen) -> Iterator[str]:
    """A transaction that is gone must be said to be gone."""
    first = seen.counts.get("a")
    gone = first is not None and first.executed > 0 and not first.stored
    if moment in (Moment.IN_TRANSACTION, Moment.COMMIT) and gone and not seen.transaction_lost:
        yield "the transaction"
