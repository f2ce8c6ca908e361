"""Points in time and durations in the form they have on the wire."""

import re
from datetime import UTC, datetime

from lakebase_tui.local.control.errors import invalid

_DURATION = re.compile(r"(-?\d{1,12}(?:\.\d{1,9})?)s", re.ASCII)
_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def timestamp(seconds: float) -> str:
    """RFC 3339 in UTC, with as many decimals (0, 3 or 6) as protobuf itself would write."""
    whole = datetime.fromtimestamp(round(seconds, 6), UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}{_fraction(whole.microsecond)}Z"


def duration(seconds: float) -> str:
    """A duration such as `300s`."""
    micros = round(seconds * 1_000_000)
    return f"{micros // 1_000_000}{_fraction(micros % 1_000_000)}s"


def parse_timestamp(field: str, text: object) -> float:
    """Seconds since the epoch.

    Raises:
        ApiError: The text is no RFC 3339 timestamp.
    """
    match = _TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise invalid(f"Field '{field}' is not a timestamp: {text!r}")
    try:
        whole = datetime.fromisoformat(match[1] + match[3].replace("Z", "+00:00"))
    except ValueError as error:
        raise invalid(f"Field '{field}' is not a timestamp: {text!r}") from error
    return whole.timestamp() + float(match[2] or 0)


def parse_duration(field: str, text: object) -> float:
    """Seconds.

    Raises:
        ApiError: The text is no duration such as `300s`.
    """
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise invalid(f"Field '{field}' is not a duration: {text!r}")
    return float(match[1])


def _fraction(micros: int) -> str:
    if micros == 0:
        return ""
    return f".{micros // 1000:03d}" if micros % 1000 == 0 else f".{micros:06d}"
