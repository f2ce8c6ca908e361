"""What could stand at the cursor: finds the rules that the place falls under."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lakebase_tui.catalog.objects import RelationKind
from lakebase_tui.completion.rules.group_rules import argument_number, called, in_group
from lakebase_tui.completion.rules.place import Place, Site, Want
from lakebase_tui.completion.rules.query_rules import in_query
from lakebase_tui.completion.rules.utility import in_utility
from lakebase_tui.completion.syntax.frames import Role
from lakebase_tui.completion.syntax.from_items import qualified_name
from lakebase_tui.completion.syntax.words import DATE_FIELDS, STATEMENTS
from lakebase_tui.sql.identifiers import quote_qualified

_IN_LITERALS: Final = frozenset((Want.LABELS, Want.SETTING_VALUES, Want.WORDS))
_NAMED_IN_LITERALS: Final[Mapping[str, Place]] = {
    "current_setting": Place((Want.SETTINGS,)),
    "set_config": Place((Want.SETTINGS,)),
    **dict.fromkeys(("date_trunc", "date_part"), Place((Want.WORDS,), words=DATE_FIELDS)),
    **dict.fromkeys(
        ("nextval", "currval", "setval"),
        Place((Want.RELATIONS,), kinds=frozenset((RelationKind.SEQUENCE,))),
    ),
    **dict.fromkeys(
        ("to_regclass", "pg_relation_size", "pg_total_relation_size", "pg_table_size", "pg_indexes_size"),
        Place((Want.RELATIONS,)),
    ),
}
"""What the first argument of some functions names, in quotes."""


def place_of(site: Site) -> Place:
    """What could stand at the cursor, outside of literals."""
    if site.head == "declare":
        return Place((Want.TYPES, Want.SCHEMAS)) if site.gap == 1 else Place()
    if site.gap == 0 and not site.head:
        return Place((Want.SNIPPETS,), (*site.words, *STATEMENTS))
    if site.frame.query is not None:
        place = in_query(site, site.frame.query)
    elif site.role() in (Role.UTILITY, Role.STATEMENT):
        place = in_utility(site)
    else:
        place = in_group(site)
    if site.reading.fresh and len(site.frames) == 1:
        return replace(place, wants=(*place.wants, Want.SNIPPETS), keywords=(*place.keywords, *STATEMENTS))
    return place


def place_in_literal(site: Site) -> Place:
    """What could stand in the string that the cursor is in."""
    outline, gap = site.outline, site.gap
    if outline.key(gap) == "::":
        names, _ = qualified_name(outline, gap + 1)
        if names[-1:] == ("regclass",):
            return Place((Want.RELATIONS,))
        return Place((Want.LABELS,), types=(quote_qualified(*names),))
    if site.role() is Role.CALL:
        names = called(site)
        number, _ = argument_number(site)
        known = _NAMED_IN_LITERALS.get(names[-1]) if names else None
        if known is not None:
            return known if number == 0 else Place()
    place = place_of(site)
    return replace(place, wants=tuple(want for want in place.wants if want in _IN_LITERALS), keywords=())
