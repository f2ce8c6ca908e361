"""What is known of one node of a plan, beneath the tree."""

from collections.abc import Iterator

from textual.content import Content

from lakebase_tui.query.explain.compare import Comparison
from lakebase_tui.query.explain.estimates import Rows
from lakebase_tui.query.explain.measures import Measure
from lakebase_tui.query.explain.node_lines import node_lines
from lakebase_tui.query.explain.plan import PlanNode
from lakebase_tui.query.explain.titles import title_of
from lakebase_tui.query.explain.usage import Usage
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count, counted, size
from lakebase_tui.ui.plan_words import cost_words, factor_words, ms_words, rows_words, share_words
from lakebase_tui.ui.widgets.plan_rows import ShownPlan, TreeRow

_LABEL = 14
_LAST = "Output"
"""Long, and seldom read."""
_PARTS = {"bad": "$status-bad", "warn": "$status-warn", "dim": "$dim"}

Piece = tuple[str, str]
Fact = tuple[str, list[Piece]]


def detail(shown: ShownPlan, row: TreeRow) -> Content:
    """Write what is known of a node: what was found, its figures, then what EXPLAIN writes beneath it."""
    node = row.node
    if node is None:
        return Content.styled("Nodes of the earlier plan that have no counterpart in this one.", "$dim")
    subplan = (f"{visible(node.subplan)}  ", "$branch") if node.subplan else ""
    lines: list[Content] = [Content.assemble(subplan, (visible(title_of(node)), "bold $foreground"))]
    if not row.gone:
        for finding in shown.findings(node.number):
            lines.append(
                Content.assemble(("! ", "bold $status-warn"), (visible(finding.words), "$foreground"))
            )
        lines += [_line(*fact) for fact in _facts(node, shown.measured.measures[node.number])]
        if shown.comparison is not None and node.number in shown.comparison.partners:
            lines.append(_line("before", _before(shown.comparison, node.number)))
    written = node_lines(node)
    lines += [
        _line(visible(each.label), [(visible(each.value.strip()), "$foreground")], each.indent)
        for each in written
        if each.label != _LAST
    ]
    lines += [_line(each.label, [(visible(each.value), "$dim")]) for each in written if each.label == _LAST]
    return Content("\n").join(lines)


def _line(label: str, pieces: list[Piece], indent: int = 0) -> Content:
    inset = "  " * indent
    name = f"{inset}{label}"
    return Content.assemble((f"{name:<{_LABEL}}" if len(name) < _LABEL else f"{name}  ", "$dim"), *pieces)


def _facts(node: PlanNode, measure: Measure) -> Iterator[Fact]:
    if node.never_executed:
        yield "run", [("never", "$foreground")]
    elif node.loop_ms is not None:
        yield "time", _time(node, measure)
    yield from _rows(measure.rows)
    if node.total_cost is not None:
        part_of = share_words(measure.share) if node.loop_ms is None else ""
        words = f"{cost_words(node.total_cost)}, {cost_words(measure.own_cost)} of it its own"
        yield "cost", [(words, "$foreground"), (f"  {part_of}" if part_of else "", "$dim")]
    yield from _own(measure.own)


def _rows(rows: Rows) -> Iterator[Fact]:
    if rows.came is not None and rows.expected is not None:
        factor, part = factor_words(rows)
        pieces: list[Piece] = [(f"{rows_words(rows.came)} came", "$foreground")]
        pieces.append((f", {rows_words(rows.expected)} expected", "$dim"))
        if factor not in ("", "="):
            pieces.append((f"  {factor}", _PARTS[part]))
        if rows.cut_short and rows.factor is not None and rows.factor < 1:
            pieces.append(("  the node above may have had enough", "$dim"))
        yield "rows", pieces
    elif rows.expected is not None:
        yield "rows", [(f"{rows_words(rows.expected)} expected", "$foreground")]


def _own(own: Usage) -> Iterator[Fact]:
    """Blocks, files and log of the node by itself."""
    if blocks := _blocks(own):
        yield "own blocks", [(blocks, "$foreground")]
    if own.read_ms or own.write_ms:
        words = f"{ms_words(own.read_ms)} reading files, {ms_words(own.write_ms)} writing"
        yield "own I/O", [(words, "$foreground")]
    if own.wal_bytes:
        yield "own WAL", [(size(round(own.wal_bytes)), "$foreground")]


def _before(comparison: Comparison, number: int) -> list[Piece]:
    """The same node in the earlier plan."""
    node = comparison.before.plan.nodes[comparison.partners[number]]
    measure = comparison.before.measures[node.number]
    words = [visible(title_of(node))]
    if node.loop_ms is not None:
        words.append(f"{ms_words(measure.own.ms)} by itself")
    if measure.rows.came is not None:
        words.append(f"{rows_words(measure.rows.came)} rows")
    if node.total_cost is not None:
        words.append(f"cost {cost_words(node.total_cost)}")
    return [(", ".join(words), "$dim")]


def _time(node: PlanNode, measure: Measure) -> list[Piece]:
    words = f"{ms_words(measure.own.ms)} by itself"
    if share := share_words(measure.share):
        words += f" ({share})"
    pieces: list[Piece] = [(words, "$foreground"), (f", {ms_words(measure.whole.ms)} in all", "$dim")]
    loops = node.loops or 0.0
    if loops > 1:
        pieces.append((f", {counted(round(loops), 'loop')} of {ms_words(node.loop_ms or 0.0)}", "$dim"))
    if measure.processes > 1:
        pieces.append((f", {measure.processes:.3g} processes", "$dim"))
    return pieces


def _blocks(own: Usage) -> str:
    figures = (
        ("hit", own.hit),
        ("read", own.read),
        ("dirtied", own.dirtied),
        ("written", own.written),
        ("temp read", own.temp_read),
        ("temp written", own.temp_written),
    )
    return ", ".join(f"{count(round(blocks))} {what}" for what, blocks in figures if round(blocks))
