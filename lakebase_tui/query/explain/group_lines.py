"""Fields of a node that EXPLAIN writes together on one line, or on several: sort, hash, cache, targets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.fields import Fields
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified


@dataclass(frozen=True, slots=True)
class Line:
    """One line beneath a node."""

    label: str
    """Empty where the value says it all."""
    value: str
    indent: int = 0
    """Levels that it stands further in."""

    @property
    def text(self) -> str:
        """The line as EXPLAIN writes it, without its indent."""
        return f"{self.label}: {self.value}".rstrip() if self.label else self.value


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are written together."""

    names: frozenset[str]
    write: Callable[[Fields], Iterator[Line]]
    needs: str = ""
    """A field without which they are something else."""

    def applies(self, fields: Fields) -> bool:
        """Whether these fields are such a group."""
        return not self.needs or self.needs in fields


def _count(fields: Fields, name: str) -> str:
    return f"{fields.number(name) or 0:.0f}"


def _sort(fields: Fields) -> Iterator[Line]:
    space = f"{fields.text('Sort Space Type') or 'Memory'}: {_count(fields, 'Sort Space Used')}kB"
    yield Line("Sort Method", f"{fields.text('Sort Method')}  {space}")


def _hash(fields: Fields) -> Iterator[Line]:
    words = []
    for what in ("Buckets", "Batches"):
        now, at_first = _count(fields, f"Hash {what}"), _count(fields, f"Original Hash {what}")
        words.append(f"{what}: {now}" + (f" (originally {at_first})" if now != at_first else ""))
    memory = f"Memory Usage: {_count(fields, 'Peak Memory Usage')}kB"
    yield Line("Buckets", "  ".join([*words, memory]).removeprefix("Buckets: "))


def _hash_aggregate(fields: Fields) -> Iterator[Line]:
    words = []
    if fields.number("Planned Partitions"):
        words.append(("Planned Partitions", _count(fields, "Planned Partitions")))
    if "HashAgg Batches" in fields:
        words.append(("Batches", _count(fields, "HashAgg Batches")))
        words.append(("Memory Usage", f"{_count(fields, 'Peak Memory Usage')}kB"))
    if fields.number("Disk Usage"):
        words.append(("Disk Usage", f"{_count(fields, 'Disk Usage')}kB"))
    yield from _joined(words)


def _cache(fields: Fields) -> Iterator[Line]:
    words = [(what, _count(fields, f"Cache {what}")) for what in ("Hits", "Misses", "Evictions", "Overflows")]
    yield from _joined([*words, ("Memory Usage", f"{_count(fields, 'Peak Memory Usage')}kB")])


def _storage(fields: Fields) -> Iterator[Line]:
    most = f"{_count(fields, 'Maximum Storage')}kB"
    yield from _joined([("Storage", fields.text("Storage")), ("Maximum Storage", most)])


def _joined(words: list[tuple[str, str]]) -> Iterator[Line]:
    """Several labels and values on one line, of which the first label is the line's."""
    if words:
        rest = "".join(f"  {label}: {value}" for label, value in words[1:])
        yield Line(words[0][0], f"{words[0][1]}{rest}")


def _heap_blocks(fields: Fields) -> Iterator[Line]:
    counts = {what: _count(fields, f"{what.title()} Heap Blocks") for what in ("exact", "lossy")}
    if words := [f"{what}={count}" for what, count in counts.items() if count != "0"]:
        yield Line("Heap Blocks", " ".join(words))


def _merged(fields: Fields) -> Iterator[Line]:
    counts = {
        what: _count(fields, f"Tuples {what.title()}")
        for what in ("inserted", "updated", "deleted", "skipped")
    }
    if words := [f"{what}={count}" for what, count in counts.items() if count != "0"]:
        yield Line("Tuples", " ".join(words))


def _sampling(fields: Fields) -> Iterator[Line]:
    again = f" REPEATABLE ({fields.text('Repeatable Seed')})" if "Repeatable Seed" in fields else ""
    parameters = ", ".join(fields.texts("Sampling Parameters"))
    yield Line("Sampling", f"{fields.text('Sampling Method')} ({parameters}){again}")


def _incremental(fields: Fields) -> Iterator[Line]:
    for name in ("Full-sort Groups", "Pre-sorted Groups"):
        group = fields.group(name)
        methods = group.texts("Sort Methods Used")
        if not methods:
            continue
        words = [f"{_count(group, 'Group Count')}", f"Sort Method{'s' if len(methods) > 1 else ''}: "]
        words[-1] += ", ".join(methods)
        for space in ("Memory", "Disk"):
            used = group.group(f"Sort Space {space}")
            if "Peak Sort Space Used" in used:
                words.append(f"Average {space}: {_count(used, 'Average Sort Space Used')}kB")
                words.append(f"Peak {space}: {_count(used, 'Peak Sort Space Used')}kB")
        yield Line(name, "  ".join(words))


def _grouping_sets(fields: Fields) -> Iterator[Line]:
    for each in fields.groups("Grouping Sets"):
        sort = ", ".join(each.texts("Sort Key"))
        if sort:
            yield Line("Sort Key", sort)
        for kind in ("Hash Key", "Group Key"):
            keys = each.get(f"{kind}s")
            for key in keys if isinstance(keys, list) else ():
                names = [str(name) for name in key] if isinstance(key, list) else []
                yield Line(kind, ", ".join(names) or "()", 1 if sort else 0)


def _targets(fields: Fields) -> Iterator[Line]:
    for each in fields.groups("Target Tables"):
        operation = each.text("Operation") or fields.text("Operation")
        schema, name, alias = each.text("Schema"), each.text("Relation Name"), each.text("Alias")
        table = quote_qualified(schema, name) if schema else quote_ident(name)
        yield Line("", f"{operation} on {table}{f' {quote_ident(alias)}' if alias not in ('', name) else ''}")


def _jit(fields: Fields) -> Iterator[Line]:
    jit = fields.group("JIT")
    yield Line("JIT", "")
    yield Line("Functions", _count(jit, "Functions"), 1)
    options, timing = jit.group("Options"), jit.group("Timing")
    words = [f"{name} {'true' if options.flag(name) else 'false'}" for name in options]
    yield Line("Options", ", ".join(words), 1)
    if times := _jit_times(timing):
        yield Line("Timing", times, 1)


def _jit_times(timing: Fields) -> str:
    words = []
    for name in timing:
        part = timing.group(name)  # PostgreSQL 17 tells what part of a time was spent on deforming
        ms = part.number("Total") if part.members else timing.number(name)
        deform = f" (Deform {part.number('Deform'):.3f} ms)" if part.number("Deform") is not None else ""
        words.append(f"{name} {ms or 0:.3f} ms{deform}")
    return ", ".join(words)


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


GROUPS: Final = (
    Group(_names("Sort Method", "Sort Space Used", "Sort Space Type"), _sort),
    Group(
        _names(
            *("Hash Buckets", "Original Hash Buckets", "Hash Batches", "Original Hash Batches"),
            "Peak Memory Usage",
        ),
        _hash,
        "Hash Buckets",
    ),
    Group(
        _names("Cache Hits", "Cache Misses", "Cache Evictions", "Cache Overflows", "Peak Memory Usage"),
        _cache,
        "Cache Hits",
    ),
    Group(
        _names("Planned Partitions", "HashAgg Batches", "Peak Memory Usage", "Disk Usage"),
        _hash_aggregate,
    ),
    Group(_names("Storage", "Maximum Storage"), _storage),
    Group(_names("Exact Heap Blocks", "Lossy Heap Blocks"), _heap_blocks),
    Group(
        _names("Tuples Inserted", "Tuples Updated", "Tuples Deleted", "Tuples Skipped"),
        _merged,
        "Tuples Updated",
    ),
    Group(_names("Sampling Method", "Sampling Parameters", "Repeatable Seed"), _sampling, "Sampling Method"),
    Group(_names("Full-sort Groups", "Pre-sorted Groups"), _incremental),
    Group(_names("Grouping Sets"), _grouping_sets),
    Group(_names("Target Tables"), _targets),
    Group(_names("JIT"), _jit),
)
