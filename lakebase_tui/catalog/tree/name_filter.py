"""Finds objects by what is typed of their names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from lakebase_tui.catalog.objects import Schema
from lakebase_tui.catalog.tree.arrangement import Global, Object

SHOWN = 500
"""Matches that are shown at most; more of them help nobody."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What a needle found."""

    things: tuple[Object, ...] = ()
    """In the order of the tree, `SHOWN` of them and one at most."""
    best: Object | None = None
    """The one whose name is the needle, else begins with it, else the first."""
    total: int = 0


def words_of(needle: str) -> tuple[str, ...]:
    """The words of a needle; each has to occur, in any case and any order."""
    return tuple(needle.casefold().split())


class NameFilter:
    """Looks through names, and through those of the schemas that they are in.

    Every word has to occur in `schema.name`, and one of them in the name itself, or have a dot in it.

    Args:
        things: In the order in which they are to be found.
    """

    def __init__(self, things: Iterable[Object]) -> None:
        self._things = tuple(things)
        self._names = [_folded(each.name) for each in self._things]
        self._last: tuple[str, list[int]] = ("", [])
        """A word, and what it left: one that goes on from it looks no further."""

    @cached_property
    def _schemas(self) -> list[str]:
        schemas = ["" if isinstance(each, Schema | Global) else each.schema for each in self._things]
        folded = {name: name.casefold() for name in set(schemas)}
        return [folded[name] for name in schemas]

    @cached_property
    def _full_names(self) -> list[str]:
        pairs = zip(self._schemas, self._names, strict=True)
        return [f"{schema}.{name}" if schema else name for schema, name in pairs]

    def matches(self, needle: str) -> Matches:
        """What matches; nothing where the needle has no word."""
        words = words_of(needle)
        found = self._found(words) if words else []
        if not found:
            return Matches()
        best = self._best(found, words[-1].rpartition(".")[2])
        shown = found[:SHOWN]
        if best > shown[-1]:
            shown.append(best)
        return Matches(tuple(self._things[at] for at in shown), self._things[best], len(found))

    def _found(self, words: Sequence[str]) -> list[int]:
        with_dot = any("." in word for word in words)
        if len(words) == 1 and not with_dot:
            before, left = self._last
            places = left if before and words[0].startswith(before) else None
            self._last = words[0], _containing(words[0], self._names, places)
            return self._last[1]
        found: Iterable[int] = range(len(self._things))
        for word in words:
            found = self._kept(found, word)
        if with_dot:
            return list(found)
        named: set[int] = set()
        for word in words:
            named.update(_containing(word, self._names, (at for at in found if at not in named)))
        return sorted(named)

    def _kept(self, found: Iterable[int], word: str) -> list[int]:
        """Those of the places whose full names have the word in them."""
        if "." in word:
            return _containing(word, self._full_names, found)
        names, schemas = self._names, self._schemas
        within = {each for each in set(schemas) if word in each}
        if not within:
            return _containing(word, names, found)
        return [at for at in found if word in names[at] or schemas[at] in within]

    def _best(self, found: Sequence[int], word: str) -> int:
        names = self._names
        exact = next((at for at in found if names[at] == word), None)
        if exact is not None:
            return exact
        return next((at for at in found if names[at].startswith(word)), found[0])


def _folded(name: str) -> str:
    """A name without its case; the same object where it has none, since there may be very many."""
    folded = name.casefold()
    return name if folded == name else folded


def _containing(word: str, texts: Sequence[str], places: Iterable[int] | None = None) -> list[int]:
    if places is None:
        return [at for at, text in enumerate(texts) if word in text]
    return [at for at in places if word in texts[at]]
