"""Times of the server's texts: years before Christ, years past 9999 and infinity too."""

import re
from datetime import UTC, date, datetime, timedelta
from math import inf

DATE, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL, TIMETZ = 1082, 1083, 1114, 1184, 1186, 1266
"""Oids of the types of times."""
CALENDAR = frozenset({DATE, TIMESTAMP, TIMESTAMPTZ})
"""Types of which a value is a point in time."""

Instant = int | float
"""Microseconds, since 1970 for points in time; plus or minus infinity."""

SECOND = 1_000_000
DAY = 86_400 * SECOND
_MONTH = 30 * DAY
_ERA_DAYS = 146_097
"""Days of 400 years, after which the calendar repeats."""
_EPOCH = date(1970, 1, 1).toordinal()
_NAIVE, _AWARE, _MICROSECOND = (
    datetime(1970, 1, 1),
    datetime(1970, 1, 1, tzinfo=UTC),
    timedelta(microseconds=1),
)

_CLOCK = r"(?P<hour>\d{1,9}):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<part>\d{1,6}))?"
_ZONE = r"(?P<zone>[+-]\d\d(?::\d\d){0,2})?"
_POINT = re.compile(rf"(?P<year>\d{{4,}})-(?P<month>\d\d)-(?P<day>\d\d)(?: {_CLOCK}{_ZONE})?(?P<bc> BC)?")
_OF_DAY = re.compile(_CLOCK + _ZONE)
_SPAN_PART = re.compile(rf"(?P<count>[+-]?\d+) (?P<unit>year|mon|day)s?(?: |$)|(?P<sign>[+-]?){_CLOCK}$")
_UNITS = {"year": 12 * _MONTH, "mon": _MONTH, "day": DAY}
_ZONE_ROOM = 1 << 18


def instant_of(text: str, type_oid: int) -> Instant | None:
    """Read a time as the server writes it in its ISO style, as a number that sorts as Postgres sorts it.

    Args:
        text: A value of a column of times.
        type_oid: Its type.

    Returns:
        Microseconds: since 1970 for dates and timestamps, of the day for times. None where the text is not
        understood (another DateStyle or IntervalStyle), or the type is none of times.
    """
    if text in ("infinity", "-infinity"):
        return inf if text == "infinity" else -inf
    if type_oid in CALENDAR:
        return _point(text)
    if type_oid == INTERVAL:
        return _interval(text)
    return _of_day(text, type_oid == TIMETZ) if type_oid in (TIME, TIMETZ) else None


def offset_of(text: str) -> int:
    """How far east of Greenwich a timestamp was written, in seconds; 0 where it does not say."""
    match = _POINT.fullmatch(text)
    return 0 if match is None else _offset(match["zone"])


def days_of(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01. The year before 1 is 0.

    Raises:
        ValueError: There is no such day.
    """
    era, rest = divmod(year, 400)
    return date(400 + rest, month, day).toordinal() + (era - 1) * _ERA_DAYS - _EPOCH


def civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970-01-01."""
    era, rest = divmod(days + _EPOCH - 1, _ERA_DAYS)
    found = date.fromordinal(rest + 1)
    return found.year + era * 400, found.month, found.day


def _point(text: str) -> int | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _far_point(text)
    return (found - (_NAIVE if found.tzinfo is None else _AWARE)) // _MICROSECOND


def _far_point(text: str) -> int | None:
    match = _POINT.fullmatch(text)
    if match is None:
        return None
    year = 1 - int(match["year"]) if match["bc"] else int(match["year"])
    try:
        days = days_of(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    clock = _clock(match) if match["hour"] else 0
    return days * DAY + clock - _offset(match["zone"]) * SECOND


def _of_day(text: str, with_zone: bool) -> int | None:
    match = _OF_DAY.fullmatch(text)
    if match is None:
        return None
    if not with_zone:
        return _clock(match)
    east = _offset(match["zone"])  # the same moment written further east sorts first
    return (_clock(match) - east * SECOND) * _ZONE_ROOM - east


def _interval(text: str) -> int | None:
    total, at = 0, 0
    while at < len(text):
        match = _SPAN_PART.match(text, at)
        if match is None:
            return None
        if match["unit"]:
            total += int(match["count"]) * _UNITS[match["unit"]]
        else:
            total += _clock(match) * (-1 if match["sign"] == "-" else 1)
        at = match.end()
    return total if text else None


def _clock(match: re.Match[str]) -> int:
    seconds = int(match["hour"]) * 3_600 + int(match["minute"]) * 60 + int(match["second"])
    return seconds * SECOND + int((match["part"] or "0").ljust(6, "0"))


def _offset(zone: str | None) -> int:
    if not zone:
        return 0
    parts = [int(part) for part in zone[1:].split(":")] + [0, 0]
    east = parts[0] * 3_600 + parts[1] * 60 + parts[2]
    return -east if zone[0] == "-" else east
