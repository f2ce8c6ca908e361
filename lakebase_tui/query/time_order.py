"""The order of dates, times and intervals, from the text that the server writes in its ISO styles.

Other styles (`DateStyle`, `IntervalStyle`) leave out what would have to be known; they raise ValueError.
"""

import datetime
import re

_DATE_AND_TIME = re.compile(
    r"(?:(?P<year>\d{4,7})-(?P<month>\d\d)-(?P<day>\d\d))?"
    r"(?:(?:^|(?<=\d)[ T])(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?"
    r"(?P<zone>[+-]\d\d(?::?\d\d(?::\d\d)?)?|Z)?)?(?P<bc> BC)?",
    re.ASCII,
)
_INTERVAL_PART = re.compile(r"([+-]?\d+) (year|mon|day)s? ?", re.ASCII)
_INTERVAL_TIME = re.compile(r"([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?", re.ASCII)
_DAYS = {"year": 360, "mon": 30, "day": 1}
"""A month is thirty days for the server when it compares intervals."""

_DAY = 86_400_000_000
_EPOCH = datetime.datetime(2000, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_HALF, _HALF_WIDE = 1 << 63, 1 << 95
_INFINITY = {"-infinity": b"\x00", "infinity": b"\xff"}


def date(text: str) -> bytes:
    """`date`."""
    try:
        return _key(datetime.date.fromisoformat(text).toordinal() - _EPOCH_DAY)
    except ValueError:
        return _infinity(text, 8) or _key(_parsed(text, zone=False, time=False) // _DAY)


def timestamp(text: str) -> bytes:
    """`timestamp without time zone`."""
    try:
        since = datetime.datetime.fromisoformat(text) - _EPOCH
    except (ValueError, TypeError):
        return _infinity(text, 8) or _key(_parsed(text, zone=False))
    return _key(_microseconds(since))


def timestamp_with_zone(text: str) -> bytes:
    """`timestamp with time zone`: by the moment, whatever the offset it is written with."""
    try:
        since = datetime.datetime.fromisoformat(text) - _EPOCH_UTC
    except (ValueError, TypeError):
        return _infinity(text, 8) or _key(_parsed(text, zone=True))
    return _key(_microseconds(since))


def wall_clock(text: str) -> bytes:
    """`timestamp with time zone`: by the local time that is written."""
    found = _DATE_AND_TIME.fullmatch(text)
    if found is None or not found["zone"]:
        return timestamp(text)
    start, end = found.span("zone")
    return timestamp(text[:start] + text[end:])


def has_zone(text: str) -> bool:
    """Whether a moment is written with its offset."""
    found = _DATE_AND_TIME.fullmatch(text)
    return found is not None and bool(found["zone"])


def time(text: str) -> bytes:
    """`time without time zone`; there is a 24:00:00."""
    return _key(_time_of_day(text)[0])


def time_with_zone(text: str) -> bytes:
    """`time with time zone`: by the moment, then by the offset."""
    local, offset = _time_of_day(text)
    if offset is None:
        raise ValueError(text)
    return _key(local - offset * 1_000_000) + _key(-offset)


def interval(text: str) -> bytes:
    """`interval`."""
    if text in _INFINITY:
        return _INFINITY[text] * 12
    days, at = 0, 0
    while (part := _INTERVAL_PART.match(text, at)) is not None:
        days += int(part[1]) * _DAYS[part[2]]
        at = part.end()
    span = days * _DAY
    if at < len(text) or not text:
        clock = _INTERVAL_TIME.fullmatch(text, at)
        if clock is None:
            raise ValueError(text)
        sign, hours, minutes, seconds, fraction = clock.groups(default="")
        micros = _clock(int(hours), int(minutes), int(seconds), fraction)
        span += -micros if sign == "-" else micros
    return (span + _HALF_WIDE).to_bytes(12, "big")


def _key(value: int) -> bytes:
    return (value + _HALF).to_bytes(8, "big")


def _infinity(text: str, width: int) -> bytes | None:
    found = _INFINITY.get(text)
    return found and found * width


def _microseconds(since: datetime.timedelta) -> int:
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _clock(hours: int, minutes: int, seconds: int, fraction: str) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + int(f"{fraction:0<6}")


def _parsed(text: str, *, zone: bool, time: bool = True) -> int:
    """Microseconds since 2000 of what `datetime` does not take: years BC and above 9999, 24:00."""
    found = _DATE_AND_TIME.fullmatch(text)
    if found is None or found["year"] is None:
        raise ValueError(text)
    if bool(found["zone"]) is not zone or (found["hour"] and not time):
        raise ValueError(text)
    year = int(found["year"])
    day = _day_number(1 - year if found["bc"] else year, int(found["month"]), int(found["day"]))
    return (day - _EPOCH_DAY) * _DAY + _of_day(found) - _offset(found["zone"]) * 1_000_000


def _time_of_day(text: str) -> tuple[int, int | None]:
    """Microseconds since midnight, and the offset in seconds east."""
    found = _DATE_AND_TIME.fullmatch(text)
    if found is None or found["year"] is not None or found["hour"] is None or found["bc"]:
        raise ValueError(text)
    return _of_day(found), _offset(found["zone"]) if found["zone"] else None


def _of_day(found: re.Match[str]) -> int:
    if found["hour"] is None:
        return 0
    return _clock(
        int(found["hour"]), int(found["minute"]), int(found["second"] or 0), found["fraction"] or ""
    )


def _offset(zone: str | None) -> int:
    """Seconds east of Greenwich."""
    if not zone or zone == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(6, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + int(digits[4:])
    return -seconds if zone[0] == "-" else seconds


def _day_number(year: int, month: int, day: int) -> int:
    """As `date.toordinal`, for any year of the Gregorian calendar; the year before 1 is 0."""
    # Every 400 years the calendar is the same again, 146,097 days later.
    cycles, within = divmod(year - 1, 400)
    return cycles * 146_097 + datetime.date(within + 1, month, day).toordinal()
