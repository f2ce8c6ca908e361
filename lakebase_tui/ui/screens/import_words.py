"""What the import dialog says."""

from textual.content import Content

from lakebase_tui.query.importing.failures import FailingLine, ImportFailedError
from lakebase_tui.query.importing.importer import Imported, ImportProgress
from lakebase_tui.query.importing.plan import ImportPlan
from lakebase_tui.sql.identifiers import quote_qualified
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import clock, counted, duration, size
from lakebase_tui.ui.screens.export_words import bar, failure

_AROUND = 60
"""Characters that are shown before and behind the value that failed."""
_MARKED = 200


def table_name(plan: ImportPlan) -> str:
    """The table, ready to be drawn."""
    return visible(quote_qualified(plan.table.schema, plan.table.name))


def outlook(plan: ImportPlan) -> Content:
    """What will happen, or why it cannot."""
    parts = [(f"{plan.shape.remark} ", "$status-warn")] if plan.shape.remark else []
    problem = plan.problem()
    if problem:
        return Content.assemble(*parts, (visible(problem), "$status-warn"))
    into = f"{counted(len(plan.kept), 'column')} into {table_name(plan)}: all rows, or none if one fails."
    return Content.assemble(*parts, (into, "$dim"))


def running(progress: ImportProgress) -> Content:
    """How far it is."""
    parts = [bar(progress.bytes / progress.total_bytes if progress.total_bytes else 0.0)]
    parts.append(Content(f"{size(progress.bytes)} of {size(progress.total_bytes)}"))
    if progress.seconds > 0.5:
        parts.append(Content(f"{size(round(progress.bytes / progress.seconds))}/s"))
    parts.append(Content.styled(clock(progress.seconds), "$dim"))
    return Content("  ").join(parts)


def done(imported: Imported, plan: ImportPlan) -> Content:
    """What became of it."""
    rows = counted(imported.rows, "row") if imported.rows is not None else "all rows"
    took = f"{size(imported.bytes)} in {duration(imported.seconds)}"
    return Content.assemble(("✓ ", "$status-ok"), f"{rows} into {table_name(plan)}  ", (took, "$dim"))


def failed(error: ImportFailedError) -> Content:
    """What went wrong, and the line of the file, where it is known."""
    told = failure(error.sentence, error.next_step)
    return told if error.line is None else Content("\n").join([told, line(error.line)])


def line(failing: FailingLine) -> Content:
    """The record with its value marked, cut to what is around it."""
    text, start, end = failing.text, failing.start, failing.end
    before, marked, after = text[:start], text[start:end], text[end:]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:]}"
    if len(marked) > _MARKED:
        marked = f"{marked[:_MARKED]}…"
    most = _AROUND if marked else 4 * _AROUND
    if len(after) > most:
        after = f"{after[:most]}…"
    column = f", column {visible(failing.column)}" if failing.column else ""
    return Content.assemble(
        (f"line {failing.number:,}{column}\n", "$dim"),
        visible(before),
        (visible(marked), "$grid-cursor-text on $status-bad"),
        visible(after),
    )
