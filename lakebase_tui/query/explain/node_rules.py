"""Rules for one node: each says in a sentence what is worth a look, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.finding_words import BLOCK_BYTES, amount, kilobytes, percent, times
from lakebase_tui.query.explain.measures import Measured
from lakebase_tui.query.explain.plan import GATHERING, PlanNode
from lakebase_tui.query.explain.titles import title_of
from lakebase_tui.sql.identifiers import quote_ident

MISJUDGED: Final = 10.0
"""How many times an estimate must be off to be told."""
_FEW_ROWS: Final = 100
_MOSTLY: Final = 0.9
_MANY_ROWS: Final = 10_000
_MANY_PAIRS: Final = 100_000
_MANY_FETCHES: Final = 1_000
_MANY_LOOPS: Final = 1_000
_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is worth a look."""

    rule: str
    """Which rule says so, in a word."""
    node: int | None
    """Number of the node that it is about; None where it is about the whole statement."""
    title: str
    """Of the node; empty where there is none."""
    words: str
    """What it is, and what may help; names in it are not made visible."""
    weight: float
    """What part of the time it has to do with, from 0 to 1."""

    @property
    def sentence(self) -> str:
        """All of it."""
        return f"{self.title}: {self.words}" if self.title else self.words


Rule = Callable[[Measured, PlanNode], Finding | None]


def _finding(
    rule: str, measured: Measured, node: PlanNode, words: str, weight: float | None = None
) -> Finding:
    share = measured.measures[node.number].share if weight is None else weight
    return Finding(rule, node.number, title_of(node, schemas=False), words, share)


def _misjudged(measured: Measured, node: PlanNode) -> Finding | None:
    """An estimate far off, told where it arises, not of each node above."""
    rows = measured.measures[node.number].rows
    if rows.error < MISJUDGED or rows.came is None or rows.expected is None or rows.factor is None:
        return None
    if max(rows.came, rows.expected) < _FEW_ROWS:
        return None
    for child in node.children:
        below = measured.measures[child].rows
        if below.error >= MISJUDGED and below.factor is not None and (below.factor > 1) == (rows.factor > 1):
            return None
    way = "times as many" if rows.factor > 1 else "times fewer"
    words = f"{amount(rows.came)} rows came where {amount(rows.expected)} were expected, "
    words += f"{times(rows.error)} {way}"
    if table := node.fields.text("Relation Name"):
        words += f"; ANALYZE {quote_ident(table)} may help"
    share = measured.measures[node.number].share
    return _finding("estimate", measured, node, f"{words}.", max(share, min(0.5, rows.error / 1000)))


def _sorted_on_disk(measured: Measured, node: PlanNode) -> Finding | None:
    places = [node.fields, *node.fields.groups("Workers")]
    on_disk = [
        each.number("Sort Space Used") or 0.0 for each in places if each.text("Sort Space Type") == "Disk"
    ]
    for name in ("Full-sort Groups", "Pre-sorted Groups"):
        peak = node.fields.group(name).group("Sort Space Disk").number("Peak Sort Space Used")
        on_disk += [peak] if peak else []
    if not on_disk:
        return None
    each = " in each process" if len(on_disk) > 1 else ""
    words = f"sorted {kilobytes(max(on_disk))} on disk{each}; a larger work_mem keeps that in memory."
    return _finding("sort", measured, node, words)


def _hashed_on_disk(measured: Measured, node: PlanNode) -> Finding | None:
    places = [node.fields, *node.fields.groups("Workers")]
    batches = max(each.number(name) or 0.0 for each in places for name in ("Hash Batches", "HashAgg Batches"))
    if batches <= 1:
        return None
    disk = max(each.number("Disk Usage") or 0.0 for each in places)
    used = f" and {kilobytes(disk)} on disk" if disk else ""
    words = f"took {amount(batches)} batches{used}; a larger work_mem keeps it in memory."
    above = measured.measures[node.parent].share if node.parent is not None and node.kind == "Hash" else 0.0
    return _finding("hash", measured, node, words, max(above, measured.measures[node.number].share))


def _mostly_removed(measured: Measured, node: PlanNode) -> Finding | None:
    removed = (node.fields.number("Rows Removed by Filter") or 0.0) * (node.loops or 0.0)
    kept = measured.measures[node.number].rows.came or 0.0
    if removed < _MANY_ROWS or removed < _MOSTLY * (removed + kept) or "Relation Name" not in node.fields:
        return None
    read = amount(removed + kept)
    if node.kind == "Seq Scan":
        words = f"reads {read} rows to keep {amount(kept)}; an index for its filter may help."
    else:
        words = f"finds {read} rows to keep {amount(kept)}; an index with the filter's columns may help."
    return _finding("filter", measured, node, words)


def _pairs_removed(measured: Measured, node: PlanNode) -> Finding | None:
    removed = (node.fields.number("Rows Removed by Join Filter") or 0.0) * (node.loops or 0.0)
    kept = measured.measures[node.number].rows.came or 0.0
    if removed < _MANY_PAIRS or removed < _MOSTLY * (removed + kept):
        return None
    words = f"compares {amount(removed + kept)} pairs of rows to keep {amount(kept)}; "
    return _finding("join", measured, node, f"{words}an equality to join by would spare most of it.")


def _heap_fetches(measured: Measured, node: PlanNode) -> Finding | None:
    fetches = node.fields.number("Heap Fetches") or 0.0
    came = measured.measures[node.number].rows.came or 0.0
    if fetches < _MANY_FETCHES or fetches < 0.1 * came:
        return None
    table = quote_ident(node.fields.text("Relation Name"))
    words = f"looks up {amount(fetches)} rows in the table; VACUUM {table} lets it read the index alone."
    return _finding("heap fetches", measured, node, words)


def _many_loops(measured: Measured, node: PlanNode) -> Finding | None:
    """What a nested loop, or a subplan, does again and again."""
    above = measured.plan.nodes[node.parent] if node.parent is not None else None
    inner = above is not None and above.kind == "Nested Loop" and node.relationship == "Inner"
    loops = (node.loops or 0.0) / measured.measures[node.number].processes
    if not (inner or node.relationship == "SubPlan") or loops < _MANY_LOOPS:
        return None
    share = _whole_share(measured, node)
    if measured.plan.timed and share < _SHARE:
        return None
    part = f", {percent(share)} of the time" if measured.plan.timed else ""
    if inner and above is not None:
        words = f"runs {title_of(node, schemas=False)} {amount(loops)} times{part}."
        return _finding("loops", measured, above, words, share)
    return _finding("loops", measured, node, f"{node.subplan} runs {amount(loops)} times{part}.", share)


def _whole_share(measured: Measured, node: PlanNode) -> float:
    total = max(
        measured.plan.execution_ms or 0.0,
        *(measured.measures[query.root].whole.ms for query in measured.plan.queries),
    )
    return min(1.0, measured.measures[node.number].whole.ms / total) if total > 0 else 0.0


def _temporary_files(measured: Measured, node: PlanNode) -> Finding | None:
    blocks = measured.measures[node.number].own.temp_written
    told = (
        _sorted_on_disk(measured, node) or _hashed_on_disk(measured, node) or _spilled_below(measured, node)
    )
    if blocks <= 0 or told is not None:
        return None
    size = kilobytes(blocks * BLOCK_BYTES / 1024)
    words = f"writes {size} to temporary files; a larger work_mem may spare it."
    return _finding("temporary files", measured, node, words)


def _spilled_below(measured: Measured, node: PlanNode) -> Finding | None:
    """The Hash of a hash join: both write files when it does not fit, and it tells of that."""
    hashes = [measured.plan.nodes[child] for child in node.children if node.kind == "Hash Join"]
    return next((told for each in hashes if (told := _hashed_on_disk(measured, each)) is not None), None)


def _lossy(measured: Measured, node: PlanNode) -> Finding | None:
    lossy, exact = node.fields.number("Lossy Heap Blocks") or 0, node.fields.number("Exact Heap Blocks") or 0
    if lossy <= 0:
        return None
    words = f"checks all rows of {amount(lossy)} of {amount(lossy + exact)} blocks again, as its bitmap "
    return _finding("lossy", measured, node, f"{words}did not fit in work_mem.")


def _workers_missing(measured: Measured, node: PlanNode) -> Finding | None:
    planned, launched = node.fields.number("Workers Planned"), node.fields.number("Workers Launched")
    if node.kind not in GATHERING or planned is None or launched is None or launched >= planned:
        return None
    words = f"only {amount(launched)} of {amount(planned)} planned workers could be started."
    return _finding("workers", measured, node, words, _whole_share(measured, node))


NODE_RULES: Final[tuple[Rule, ...]] = (
    _misjudged,
    _sorted_on_disk,
    _hashed_on_disk,
    _mostly_removed,
    _pairs_removed,
    _heap_fetches,
    _many_loops,
    _temporary_files,
    _lossy,
    _workers_missing,
)
