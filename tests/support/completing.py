"""Completing a text whose cursor is marked by `|`."""

from lakebase_tui.completion import Candidate, Completer, Completions, Usage
from tests.support.shop_catalogue import PATH, shop

COMPLETER = Completer(Usage())


def parted(marked: str) -> tuple[str, int]:
    """The text without its last `|`, and where that was."""
    before, _, behind = marked.rpartition("|")
    return before + behind, len(before)


def completed(marked: str, completer: Completer = COMPLETER) -> Completions:
    """What the shop's catalogue offers."""
    text, cursor = parted(marked)
    return completer.complete(text, cursor, shop(), PATH)


def inserts(marked: str, completer: Completer = COMPLETER) -> list[str]:
    """The texts that would be inserted, the best first."""
    return [each.insert for each in completed(marked, completer).candidates]


def accepted(marked: str, insert: str) -> str:
    """The text with a candidate taken, and the cursor marked again."""
    text, _ = parted(marked)
    found = completed(marked)
    candidate = next(each for each in found.candidates if each.insert == insert)
    after = text[: found.start] + insert + text[found.end :]
    cursor = found.start + candidate.cursor
    return f"{after[:cursor]}|{after[cursor:]}"


def candidate(marked: str, label: str) -> Candidate:
    """The first candidate with a label."""
    return next(each for each in completed(marked).candidates if each.label == label)
