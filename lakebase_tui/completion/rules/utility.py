"""Statements that are no queries: their words before the cursor are held against patterns."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from lakebase_tui.catalog.objects import Column
from lakebase_tui.completion.rules.expressions import expression
from lakebase_tui.completion.rules.place import Place, Site
from lakebase_tui.completion.rules.statement_rules import Rule
from lakebase_tui.completion.rules.statements import RULES
from lakebase_tui.completion.scope.sources import Source
from lakebase_tui.completion.syntax.from_items import definitions_in, qualified_name
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline

_SPELLED: Final = {
    LexemeKind.LITERAL: "''",
    LexemeKind.BODY: "$$",
    LexemeKind.NUMBER: "0",
    LexemeKind.PARAMETER: "$1",
}
_ABBREVIATIONS: Final = {
    "{rel}": r"(?P<rel>[^\s(),]+)",
    "{n}": r"[^\s(),]+",
    "{list}": r"(?:[^\s(),]+ , )*",
    "{if}": "(?:if exists )?",
    "{ifn}": "(?:if not exists )?",
    "{any}": "(?:.* )?",
}


@dataclass(frozen=True, slots=True)
class Spelled:
    """The words before the cursor in one line: names with their dots, `()` for what is in parentheses."""

    text: str
    names: dict[int, tuple[str, ...]]
    """Each name by the place in `text` where it begins."""


def in_utility(site: Site) -> Place:
    """What can stand at the cursor in a statement that is no query."""
    spelled = spell(site)
    verb = spelled.text.partition(" ")[0]
    for rule in RULES.get(verb, ()):
        found = _compiled(rule.pattern).fullmatch(spelled.text)
        if found is not None:
            target = _target(site, spelled, found)
            return _place(site, rule, target, found)
    return Place()


def spell(site: Site) -> Spelled:
    """Write the words before the cursor; of an open parenthesis, only the piece behind the last comma."""
    outline = site.outline
    words: list[str] = []
    names: dict[int, tuple[str, ...]] = {}
    opens = [frame.open for frame in site.frames[1:]]
    start = 0
    for stop in (*opens, site.gap):
        if start:
            start = list(outline.parts(start, stop))[-1][0]
        _spell(outline, start, stop, words, names)
        if stop < site.gap:
            words.append("(")
        start = stop + 1
    text = "".join(f"{word} " for word in words)
    return Spelled(text, _placed(words, names))


def _spell(
    outline: Outline, start: int, stop: int, words: list[str], names: dict[int, tuple[str, ...]]
) -> None:
    at = start
    while at < stop:
        found, end = qualified_name(outline, at)
        if found:
            if outline.kind(at) is LexemeKind.WORD and end == at + 1:
                words.append(outline.key(at) or outline.name(at))
            else:
                words.append(re.sub(r"[\s(),]", "_", '"' + ".".join(found)))
            names[len(words) - 1] = found
            at = min(max(end, at + 1), stop)
        elif outline.kind(at) is LexemeKind.OPEN:
            words.append("()")
            at = outline.behind(at)
        else:
            kind = outline.kind(at)
            words.append(_SPELLED.get(kind, outline.key(at)) if kind is not None else "")
            at += 1


def _placed(words: list[str], names: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    position = 0
    for index, word in enumerate(words):
        if index in names:
            found[position] = names[index]
        position += len(word) + 1
    return found


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    for short, long in _ABBREVIATIONS.items():
        pattern = pattern.replace(short, long)
    return re.compile(pattern)


def _target(site: Site, spelled: Spelled, found: re.Match[str]) -> Source | None:
    if "rel" not in found.re.groupindex or found["rel"] is None:
        return None
    names = spelled.names.get(found.start("rel"), ())
    relation = site.scopes.relation(names) if names else None
    columns = relation.columns if relation else ()
    return Source(names[-1] if names else "", lambda: columns, relation=relation)


def _place(site: Site, rule: Rule, target: Source | None, found: re.Match[str]) -> Place:
    if rule.own_columns:
        target = _defined(site)
    if rule.expression:
        if target is not None:
            site.visible.levels.insert(0, [target])
        place = expression(site, max(site.frame.start, 0), rule.keywords)
        return replace(place, keywords=(*place.keywords, *rule.keywords))
    setting = found["setting"] if "setting" in found.re.groupindex else ""
    return Place(
        rule.wants,
        () if rule.first else rule.keywords,
        rule.keywords if rule.first else (),
        target=target,
        kinds=rule.kinds,
        setting=setting.strip('"') if setting else "",
    )


def _defined(site: Site) -> Source:
    """The table that is being created, with the columns that are written down so far."""
    frame = site.frames[1]

    def find() -> list[Column]:
        defined = definitions_in(site.outline, frame.start, frame.end)
        return [each for each in defined if each.type_name]

    return Source("", find)
