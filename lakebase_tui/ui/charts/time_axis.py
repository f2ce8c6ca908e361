"""Axes of time: ticks at round moments of the calendar and the clock, in any year."""

from collections.abc import Iterator

from lakebase_tui.query.profile.times import DAY, SECOND, civil, days_of
from lakebase_tui.ui.charts.scale import Tick

_MINUTE, _HOUR = 60 * SECOND, 3_600 * SECOND
_STEPS = (
    *(digit * 10**power for power in range(6) for digit in (1, 2, 5)),
    *(SECOND * n for n in (1, 2, 5, 10, 15, 30)),
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(DAY * n for n in (1, 2, 7)),
)
_MONTHS = (1, 2, 3, 6)
_MONTH = 30 * DAY
_A_MONDAY = 4 * DAY


def time_ticks(low: float, high: float, most: int, *, offset_s: int = 0, of_day: bool = False) -> list[Tick]:
    """Round moments of a range.

    Args:
        low: The first moment, in microseconds since 1970 (or of the day).
        high: The last one.
        most: About how many ticks there may be.
        offset_s: How far east of Greenwich the clock is, in seconds.
        of_day: Whether these are times of a day.
    """
    shift = offset_s * SECOND
    first, last = int(low) + shift, int(high) + shift
    least = max(1, (last - first) // max(1, most))
    step = next((step for step in _STEPS if step >= least), None)
    if step is None:
        moments = ((days_of(y, m, 1) * DAY, _month(y, m, least)) for y, m in _months(first, last, least))
        return [(float(at - shift), label) for at, label in moments if first <= at <= last]
    start = _A_MONDAY if step == 7 * DAY else 0
    at = start + -(-(first - start) // step) * step
    found = []
    while at <= last:
        found.append((float(at - shift), _label(at, step, of_day)))
        at += step
    return found


def moment_text(at: float, offset_s: int = 0, *, of_day: bool = False) -> str:
    """Write a moment to the second: `2026-11-21 09:12:44`, or `09:12:44` of a day."""
    days, rest = divmod(int(at) + offset_s * SECOND, DAY)
    clock = _clock(rest, seconds=True)
    date, era, name = _date(days).partition(" ")
    return clock if of_day else f"{date} {clock}{era}{name}"


def _label(at: int, step: int, of_day: bool) -> str:
    days, rest = divmod(at, DAY)
    if not of_day and rest == 0 and step >= _MINUTE:
        _, month, day = civil(days)
        return _date(days) if step >= DAY else f"{month:02}-{day:02}"
    if of_day and days:
        return "24:00"
    clock = _clock(rest, seconds=step < _MINUTE)
    return clock if step >= SECOND else f"{clock}.{rest % SECOND:06}".rstrip("0").rstrip(".")


def _clock(rest: int, *, seconds: bool) -> str:
    text = f"{rest // _HOUR:02}:{rest % _HOUR // _MINUTE:02}"
    return f"{text}:{rest % _MINUTE // SECOND:02}" if seconds else text


def _date(days: int) -> str:
    year, month, day = civil(days)
    return f"{year:04}-{month:02}-{day:02}" if year > 0 else f"{1 - year:04}-{month:02}-{day:02} BC"


def _months(first: int, last: int, least: int) -> Iterator[tuple[int, int]]:
    """The months or years at a step that is at least as long."""
    step = next((months for months in _MONTHS if months * _MONTH >= least), None) or _years(least) * 12
    year, month, _ = civil(first // DAY)
    number = (year * 12 + month - 1) // step * step
    while True:
        year, month = divmod(number, 12)
        if days_of(year, month + 1, 1) * DAY > last:
            return
        yield year, month + 1
        number += step


def _years(least: int) -> int:
    years, power = least / (365 * DAY), 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= years:
                return digit * power
        power *= 10


def _month(year: int, month: int, least: int) -> str:
    name = f"{year}" if year > 0 else f"{1 - year} BC"
    return name if least > _MONTHS[-1] * _MONTH else f"{name}-{month:02}" if year > 0 else name
