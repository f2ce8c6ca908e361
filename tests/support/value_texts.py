"""Random values of Postgres types, as text that the server takes."""

from hypothesis import strategies as st

_digits = st.text("0123456789", min_size=1, max_size=40)
_signs = st.sampled_from(["", "-"])
_years = st.one_of(st.integers(1990, 2030), st.integers(1, 9999), st.integers(10_000, 200_000))
_fractions = st.one_of(st.just(""), st.integers(0, 999_999).map(lambda micros: f".{micros:06d}"))
_offsets = st.sampled_from(["+00", "+02", "-11:30", "+05:45", "-15:59:59", "+01:02:03"])
_infinities = st.sampled_from(["infinity", "-infinity"])
_times = st.one_of(
    st.builds(
        "{:02d}:{:02d}:{:02d}{}".format,
        st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), _fractions,
    ),
    st.just("24:00:00"),
)  # fmt: skip
_days = st.builds("{:04d}-{:02d}-{:02d}".format, _years, st.integers(1, 12), st.integers(1, 28))
_old_days = st.builds(
    "{:04d}-{:02d}-{:02d}".format, st.integers(1, 4712), st.integers(1, 12), st.integers(1, 28)
)
_BC = st.just(" BC")


def _dated(*parts: "st.SearchStrategy[str]") -> "st.SearchStrategy[str]":
    modern = st.tuples(_days, *parts).map("".join)
    ancient = st.tuples(_old_days, *parts, _BC).map("".join)
    return st.one_of(modern, modern, ancient, _infinities)


_blank = st.just(" ")
_numbers = st.one_of(
    st.builds("{}{}.{}".format, _signs, _digits, _digits),
    st.builds("{}{}".format, _signs, _digits),
    st.builds("{}{}e{}".format, _signs, _digits, st.integers(-30, 300)),
    st.sampled_from(["0", "-0.00", "1", "1.0", "1.000"]),
    st.sampled_from(["1", "1.0", "10", "0.1", "0.10"]),
    st.sampled_from(["NaN", "Infinity", "-Infinity"]),
)
_addresses = st.one_of(
    st.builds("10.{}.{}.1/{}".format, st.integers(0, 3), st.integers(0, 255), st.integers(0, 32)),
    st.builds("{:x}::{:x}/{}".format, st.integers(0, 3), st.integers(0, 65_535), st.integers(0, 128)),
    st.sampled_from(["10.0.0.1", "10.0.0.0/24", "::1", "::ffff:1.2.3.4"]),
)
_amounts = st.builds("{:d}".format, st.integers(-5, 5))
_intervals = st.one_of(
    st.builds(
        "{} years {} mons {} days {}{}:{}:{}".format,
        _amounts, st.integers(-30, 30), st.integers(-800, 800), _signs,
        st.integers(0, 500), st.integers(0, 59), st.integers(0, 59),
    ),
    st.sampled_from(["0", "1 mon", "30 days", "720:00:00", "29 days 24:00:00", "-1 mon"]),
)  # fmt: skip
_characters = st.characters(exclude_characters="\0", exclude_categories=["Cs"])

VALUES: dict[str, "st.SearchStrategy[str]"] = {
    "numeric": _numbers,
    "float8": st.one_of(st.floats(), st.floats(-10, 10), st.just(-0.0)).map(repr),
    "float4": st.floats(width=32).map(repr),
    "int8": st.one_of(st.integers(-(1 << 63), (1 << 63) - 1), st.integers(-20, 20)).map(str),
    "int4": st.integers(-300, 300).map(str),
    "oid": st.integers(0, (1 << 32) - 1).map(str),
    "money": st.integers(-(10**12), 10**12).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
    "boolean": st.sampled_from(["t", "f"]),
    "date": st.one_of(_dated(), _dated(), st.sampled_from(["0001-02-29 BC", "0005-02-29 BC", "2000-02-29"])),
    "timestamp": _dated(_blank, _times),
    "timestamptz": _dated(_blank, _times, _offsets),
    "time": _times,
    "timetz": st.one_of(
        st.tuples(_times, _offsets).map("".join),
        # The same moment, which the offset then decides on.
        st.sampled_from(["12:00:00+02", "10:00:00+00", "04:00:00-06", "05:00:00-05"]),
    ),
    "interval": _intervals,
    "uuid": st.uuids().map(str),
    "bytea": st.binary(max_size=4).map(lambda data: "\\x" + data.hex()),
    "inet": _addresses,
    "macaddr": st.binary(min_size=6, max_size=6).map(lambda data: data.hex(":")),
    "varbit": st.text("01", max_size=12),
    "bpchar(6)": st.text("ab ~", max_size=6),
    'text collate "C"': st.text(_characters, max_size=6),
}
"""By type name, as in a cast."""
