import pytest

from lakebase_tui.ui import formatting


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (987, "987"),
        (1_000, "1.0 k"),
        (4_820, "4.8 k"),
        (48_200, "48 k"),
        (999_499, "999 k"),
        (999_500, "1.0 M"),
        (50_000_000, "50 M"),
        (1_200_000_000, "1.2 G"),
        (10**15, "1000 T"),
    ],
)
def test_short_count(number: int, text: str) -> None:
    assert formatting.short_count(number) == text


def test_counts_in_full() -> None:
    assert formatting.count(12_345) == "12,345"
    assert formatting.counted(1, "row") == "1 row"
    assert formatting.counted(0, "row") == "0 rows"
    assert formatting.counted(12_345, "row") == "12,345 rows"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (600_000, "600 kB"),
        (38_000_000, "38 MB"),
        (999_600, "1.0 MB"),
        (2_000_000_000, "2.0 GB"),
        (3 * 10**18, "3000 PB"),
    ],
)
def test_size(number: int, text: str) -> None:
    assert formatting.size(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 ms"),
        (0.0004, "0.4 ms"),
        (0.00096, "1 ms"),
        (0.084, "84 ms"),
        (0.9996, "1.0 s"),
        (1.23, "1.2 s"),
        (59.96, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3_720, "1 h 02 min"),
        (90_000, "25 h 00 min"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert formatting.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "now"), (59, "now"), (60, "1 min"), (7_300, "2 h"), (86_400 * 6 + 5, "6 d")],
)
def test_age(seconds: float, text: str) -> None:
    assert formatting.age(seconds) == text


def test_ago() -> None:
    assert formatting.ago(3) == "just now"
    assert formatting.ago(7_200) == "2 h ago"


@pytest.mark.parametrize(
    ("seconds", "text"), [(2_530, "42:10"), (3_600, "60:00"), (59.9, "00:59"), (0, "00:00"), (-4, "00:00")]
)
def test_clock(seconds: float, text: str) -> None:
    assert formatting.clock(seconds) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("timestamp with time zone", "timestamptz"),
        ("timestamp(3) with time zone", "timestamptz(3)"),
        ("character varying(40)", "varchar(40)"),
        ("character varying[]", "varchar[]"),
        ("character varying(40)[]", "varchar(40)[]"),
        ("numeric(12,2)", "numeric(12,2)"),
        ("bigint", "bigint"),
        ("oid 12345", "oid 12345"),
        ("", ""),
    ],
)
def test_short_type(name: str, text: str) -> None:
    assert formatting.short_type(name) == text
