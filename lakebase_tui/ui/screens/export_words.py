"""What the export and import dialogs say."""

from textual.content import Content

from lakebase_tui.query.export.failures import shown
from lakebase_tui.query.export.order import Exported, ExportOrder, ExportProgress, Scope
from lakebase_tui.query.export.result_export import ExportOffer
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import clock, counted, duration, size

_BAR = 24
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def scopes(offer: ExportOffer) -> list[tuple[str, str]]:
    """Which rows can be chosen, what is most likely wanted first."""
    rows = (Scope.ROWS.value, f"{counted(offer.rows, 'row')} here")
    server = [(Scope.SERVER.value, "all, from the server again")] if offer.server else []
    selected = []
    if offer.selection is not None:
        height, width = offer.selection
        selected = [(Scope.SELECTION.value, f"{counted(height, 'row')} selected, {counted(width, 'column')}")]
    return [*selected, *([*server, rows] if offer.note else [rows, *server])]


def outlook(offer: ExportOffer, order: ExportOrder) -> Content:
    """What will happen."""
    match order.scope:
        case Scope.SELECTION:
            return Content.styled("Writes what is selected.", "$dim")
        case Scope.ROWS:
            told = offer.note or f"Writes {counted(offer.rows, 'row')}: the whole result."
            return Content.styled(told, "$status-warn" if offer.note else "$dim")
        case Scope.SERVER:
            parts = [("Runs the statement again, and writes all rows as they come.", "$dim")]
            if not offer.only_reads:
                parts.append((" Functions that it calls run again, too.", "$status-warn"))
            if offer.waiting:
                parts.append((" The rows that wait now are let go.", "$status-warn"))
            return Content.assemble(*parts)


def running(progress: ExportProgress) -> Content:
    """How far it is."""
    parts: list[Content] = []
    if progress.total_rows:
        parts.append(bar(progress.rows / progress.total_rows))
    parts.append(Content(counted(progress.rows, "row")))
    parts.append(Content(size(progress.bytes)))
    if progress.seconds > 0.5:
        parts.append(Content(f"{size(round(progress.bytes / progress.seconds))}/s"))
    parts.append(Content.styled(clock(progress.seconds), "$dim"))
    return Content("  ").join(parts)


def bar(share: float) -> Content:
    """A bar, and how many percent it is."""
    share = min(1.0, max(0.0, share))
    eighths = round(share * _BAR * 8)
    full, part = divmod(eighths, 8)
    drawn = "█" * full + (_EIGHTHS[part] if part else "")
    return Content.assemble((drawn.ljust(_BAR), "$accent on $line"), f" {share * 100:3.0f} %")


def done(exported: Exported) -> Content:
    """What became of it."""
    took = f"{counted(exported.rows, 'row')}, {size(exported.bytes)} in {duration(exported.seconds)}"
    parts: list[tuple[str, str]] = [("✓ ", "$status-ok"), (f"{shown(exported.path)}\n", ""), (took, "$dim")]
    if exported.note:
        parts.append((f"\n{exported.note}", "$status-warn"))
    return Content.assemble(*parts)


def failure(sentence: str, next_step: str) -> Content:
    """What went wrong, and what to do."""
    return Content.assemble((visible(sentence), "$status-bad"), (f" {visible(next_step)}".rstrip(), "$dim"))
