"""What is looked for, filtered and changed in a result, in one line."""

from textual.content import Content

from lakebase_tui.query.find import Find
from lakebase_tui.query.result_store import StoreState
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count, counted
from lakebase_tui.ui.result_reader import ResultReader


def reading_words(reader: ResultReader, match: int | None) -> Content:
    """Write it; empty where there is nothing to tell. `match`: which of all the cursor is on, from 1."""
    parts: list[Content] = []
    if reader.editing is not None and reader.editing.counts.total:
        changed = f"{counted(reader.editing.counts.total, 'row')} changed"
        parts.append(Content.assemble((changed, "$grid-changed"), ("  ctrl+s applies", "$dim")))
    if reader.filters:
        shown, among = count(len(reader.rows)), counted(reader.scanned, "row")
        words = visible(" ∧ ".join(reader.describe()))
        parts.append(Content.assemble((words, "$foreground"), (f"  {shown} of {among}", "$dim")))
    if reader.find is not None:
        parts.append(_found(reader.find, match))
        if reader.find.counted < len(reader.rows):
            parts.append(Content.styled(f"in {counted(reader.find.counted, 'row')} so far", "$dim"))
    return Content("   ").join(parts)


def missing_words(total: int, state: StoreState) -> str:
    """Why a row behind the last one is not shown, and what would read it."""
    there = counted(total, "row")
    if state in (StoreState.STREAMING, StoreState.PAUSED):
        return f"{there} are here so far. A reads all."
    if state is StoreState.COMPLETE:
        return f"There are only {there}."
    return f"Only {there} are here. Run the statement again to read on."


def _found(find: Find, match: int | None) -> Content:
    of = f"{count(match)} of " if match else ""
    words = "match" if find.matches == 1 else "matches"
    told = f"  {of}{count(find.matches)} {words}"
    return Content.assemble((f"/{visible(find.needle)}", "$foreground"), (told, "$dim"))
