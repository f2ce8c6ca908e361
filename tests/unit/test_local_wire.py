import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.local import wire
from lakebase_tui.local.refusals import Reason, Refusal, refusal

READY = b"Z" + struct.pack("!I", 5) + b"I"
KEY = struct.pack("!I", 4711) + b"secret-of-any-length"
HELLO = (
    b"R"
    + struct.pack("!II", 8, 0)
    + b"S"
    + struct.pack("!I", 4 + 8)
    + b"a\0b\0c\0d\0"
    + b"K"
    + struct.pack("!I", 4 + len(KEY))
    + KEY
    + READY
)


@given(st.lists(st.integers(0, len(HELLO)), max_size=6))
def test_the_key_is_found_however_the_bytes_are_cut(cuts: list[int]) -> None:
    finder = wire.KeyFinder()
    edges = [0, *sorted(cuts), len(HELLO)]
    for begin, end in pairwise(edges):
        finder.feed(HELLO[begin:end])
    assert (finder.key, finder.pid, finder.done) == (KEY, 4711, True)
    finder.feed(b"K" + struct.pack("!I", 12) + b"notakey!")
    assert finder.key == KEY


def test_a_startup_packet_round_trips() -> None:
    body = b"user\0ana@example.com\0database\0d\0\0"
    startup = wire.Startup(196608, body)
    assert wire.startup_length(startup.packet[:8]) == (len(body), 196608)
    assert startup.parameters() == {"user": "ana@example.com", "database": "d"}


@pytest.mark.parametrize("length", [0, 7, 10_001, 2**32 - 1])
def test_lengths_that_cannot_be_are_refused(length: int) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.startup_length(struct.pack("!II", length, 196608))


def test_only_a_password_may_answer() -> None:
    assert wire.password_length(b"p" + struct.pack("!I", 9)) == 5
    for head in (b"Q" + struct.pack("!I", 9), b"p" + struct.pack("!I", 2**31), b"p" + struct.pack("!I", 3)):
        with pytest.raises(wire.ProtocolError):
            wire.password_length(head)


def test_an_error_response_carries_its_fields_and_no_stray_zero() -> None:
    said = wire.error_response(Refusal("no\0 way", "ERROR", "XX000"))
    assert said == b"E" + struct.pack("!I", len(said) - 1) + b"SERROR\0VERROR\0CXX000\0Mno way\0\0"


def test_what_the_client_says_is_never_a_template() -> None:
    assert refusal(Reason.PASSWORD_FAILED, user="{0} {exp}").message.endswith("'{0} {exp}'")
    assert refusal(Reason.TOKEN_EXPIRED, exp=12).message == "JWT token has expired (exp=12)"
