"""What a guard says of statements that destroy something."""

from collections.abc import Mapping, Sequence

from lakebase_tui.config.settings import GuardLevel, GuardSettings
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.sql.hazards import Hazard
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import short_count

_NAMED = 10
"""Names of one statement that are told."""


def level_for(settings: GuardSettings, target: ConnectionTarget) -> GuardLevel:
    """How strict to be on a target: what was chosen for its branch, else what its protection asks for."""
    chosen = settings.branches.get(target.label)
    if chosen is not None:
        return chosen
    return settings.protected if target.protected else settings.level


def name_to_type(target: ConnectionTarget) -> str:
    """What has to be typed for `GuardLevel.NAME`: the branch's name, else the database's."""
    return target.label.rpartition("/")[2] if target.branch is not None else target.database


def hazard_words(hazard: Hazard, rows: Mapping[str, float | None]) -> str:
    """One hazard in a line: `DELETE without WHERE: sales.orders, about 48 k rows`."""
    verb = f"{hazard.verb} {visible(hazard.part)}" if hazard.part else hazard.verb
    if not hazard.understood:
        return f"{verb}, as far as its words tell: the statement is not understood"
    more = " With all that depends on it." if hazard.cascades else ""
    if not hazard.names:
        return f"{verb}.{more}" if more else verb
    named = ", ".join(_named(name, rows) for name in hazard.names[:_NAMED])
    if len(hazard.names) > _NAMED:
        named += f" and {len(hazard.names) - _NAMED} more"
    return f"{verb}: {named}{'.' if more else ''}{more}"


def _named(name: str, rows: Mapping[str, float | None]) -> str:
    estimate = rows.get(name)
    shown = visible(name)
    if estimate is None:
        return shown
    rows_there = round(estimate)
    return f"{shown}, about {short_count(rows_there)} {'row' if rows_there == 1 else 'rows'}"


def relations_of(hazards: Sequence[Hazard]) -> list[str]:
    """All relations that are named, once each."""
    return list(dict.fromkeys(name for hazard in hazards for name in hazard.relations))
