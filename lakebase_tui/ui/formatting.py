"""How sizes, ages, durations, counts and type names are written on screen."""

_SIZE_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_AGES = ((86_400, "d"), (3_600, "h"), (60, "min"))
_SHORT_TYPES = {
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "character varying": "varchar",
    "double precision": "float8",
    "bit varying": "varbit",
}


def count(number: int) -> str:
    """Write a number in full, thousands apart: `12,345`."""
    return f"{number:,}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, which takes an `s` unless there is one: `1 row`, `12,345 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def short_count(number: int) -> str:
    """Write a number in at most five characters: `987`, `4.8 k`, `48 k`, `1.2 M`."""
    if number < 1_000:
        return str(number)
    value, unit = number / 1_000, "k"
    for larger in ("M", "G", "T"):
        if value < 999.5:
            break
        value, unit = value / 1_000, larger
    return f"{_two_digits(value)} {unit}"


def size(number_of_bytes: int) -> str:
    """Write a size in decimal units: `512 B`, `0.6 MB`, `38 MB`."""
    value = float(number_of_bytes)
    for unit in _SIZE_UNITS[:-1]:
        if value < (1_000 if unit == "B" else 999.5):
            break
        value /= 1_000
    else:
        unit = _SIZE_UNITS[-1]
    return f"{number_of_bytes} B" if unit == "B" else f"{_two_digits(value)} {unit}"


def duration(seconds: float) -> str:
    """Write how long something took: `0.4 ms`, `84 ms`, `1.2 s`, `2 min 05 s`, `1 h 02 min`."""
    if seconds < 0.9995:
        milliseconds = seconds * 1_000
        return f"{milliseconds:.1f} ms" if milliseconds < 0.95 else f"{milliseconds:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60:02} min"


def age(seconds: float) -> str:
    """Write how long ago something was, in one unit: `now`, `5 min`, `2 h`, `6 d`."""
    for length, unit in _AGES:
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return "now"


def ago(seconds: float) -> str:
    """Write an age as part of a sentence: `just now`, `2 h ago`."""
    written = age(seconds)
    return "just now" if written == "now" else f"{written} ago"


def clock(seconds: float) -> str:
    """Write a time left as minutes and seconds of a steady width, never below zero: `42:10`."""
    whole = max(0, int(seconds))
    return f"{whole // 60:02}:{whole % 60:02}"


def short_type(name: str) -> str:
    """Write a type as `format_type` names it with Postgres' own short name where there is one."""
    base, array, _ = name.partition("[]")
    if base in _SHORT_TYPES:
        return _SHORT_TYPES[base] + array
    if "(" not in base:
        return name
    head, _, rest = base.partition("(")
    modifier, _, tail = rest.partition(")")
    return f"{_SHORT_TYPES.get(head + tail, head + tail)}({modifier}){array}"


def _two_digits(value: float) -> str:
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
