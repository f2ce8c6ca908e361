"""`make faults`: every fault of the local Lakebase's door at every moment of a session, as a table."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from tests.faults.expectation import Moment
from tests.faults.faults import FAULTS, Fault
from tests.faults.judge import Verdict
from tests.faults.stage import stage
from tests.support.local_lakebase import running


async def play_all(faults: Sequence[Fault], moments: Sequence[Moment]) -> Sequence[Verdict]:
    """Play all cells, one after the other, on a local Lakebase of their own."""
    verdicts = []
    with running("--min-ttl", "1") as lakebase:
        async with stage(lakebase) as play:
            for fault in faults:
                for moment in moments:
                    verdicts.append(await play(fault, moment))
                    _note(verdicts[-1])
    return verdicts


def _note(verdict: Verdict) -> None:
    mark = "." if verdict.good else f"\n{verdict.words}\n"
    print(mark, end="", file=sys.stderr, flush=True)


def show(verdicts: Sequence[Verdict], moments: Sequence[Moment]) -> None:
    """The table, then the counts."""
    names = list(dict.fromkeys(verdict.fault.name for verdict in verdicts))
    cells = {(verdict.fault.name, verdict.moment): verdict for verdict in verdicts}
    texts = {key: ("" if verdict.good else "✗ ") + verdict.outcome for key, verdict in cells.items()}
    first = max(map(len, names))
    widths = {
        moment: max(len(moment.value), *(len(texts[name, moment]) for name in names)) for moment in moments
    }
    print(" " * first, *(f"{moment.value:<{widths[moment]}}" for moment in moments), sep="  ")
    for name in names:
        print(
            f"{name:<{first}}", *(f"{texts[name, moment]:<{widths[moment]}}" for moment in moments), sep="  "
        )
    print()
    print(f"cells:                      {len(verdicts)}")
    print(f"not as expected, or untrue: {sum(bool(verdict.wrong) for verdict in verdicts)}")
    print(f"statements run twice:       {sum(len(verdict.twice) for verdict in verdicts)}")
    print(f"lost without being named:   {sum(len(verdict.unnamed) for verdict in verdicts)}")
    print(f"hung:                       {sum(verdict.hung for verdict in verdicts)}")


def main() -> int:
    """Play, and print; the exit code is 1 if anything was not as it must be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", default="", help="only faults whose name contains this")
    parser.add_argument("--moment", default="", help="only moments whose name contains this")
    given = parser.parse_args()
    faults = [fault for fault in FAULTS if given.fault in fault.name]
    moments = [moment for moment in Moment if given.moment in moment.value]
    verdicts = asyncio.run(play_all(faults, moments))
    print(file=sys.stderr)
    show(verdicts, moments)
    return 0 if all(verdict.good for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
