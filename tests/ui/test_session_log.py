"""The session log: what is worth a line, and what it says."""

from datetime import UTC, datetime

from lakebase_tui.session.events import (
    ComputeSeen,
    Notified,
    PinsChanged,
    Reconnected,
    Rotated,
    RotationWaits,
    SessionState,
    StateChanged,
    TransactionChanged,
    TransactionState,
    Woke,
)
from lakebase_tui.ui.session_log import SessionLog, as_text
from lakebase_tui.ui.session_messages import message_of
from lakebase_tui.ui.session_status import SessionStatus
from lakebase_tui.ui.status_view import awake_words

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_a_day_in_the_life_of_a_session() -> None:
    log = SessionLog()
    for event in (
        StateChanged(SessionState.CONNECTING),
        StateChanged(SessionState.WAKING, "The compute did not wake up."),
        Woke(3.21),
        StateChanged(SessionState.READY),
        StateChanged(SessionState.BUSY),
        StateChanged(SessionState.READY),
        PinsChanged(("temporary table scratch",)),
        RotationWaits("you asked for it", "temporary table scratch"),
        PinsChanged(()),
        Rotated("you asked for it", 2),
        StateChanged(SessionState.LOST, "Terminating connection."),
        Reconnected("Terminating connection.", ("1 advisory lock",), 1),
        ComputeSeen("idle", True, None, None, "read-write"),
    ):
        log.take("shop/production", event, AT)
    assert [(entry.text, entry.warns) for entry in log.entries] == [
        ("Waiting for the compute. The compute did not wake up.", False),
        ("The compute woke up after 3.2 s.", False),
        ("Connected.", False),
        ("Pinned to its connection by temporary table scratch.", False),
        ("The connection stays for now: temporary table scratch.", True),
        ("No longer pinned.", False),
        ("Moved to a new connection: you asked for it. Carried over: 2 things of the session.", False),
        ("Connection lost. Terminating connection.", True),
        (
            "Reconnected. The old session had ended: Terminating connection."
            " Made anew: 1 thing of the session. Gone with the old session: 1 advisory lock.",
            True,
        ),
        ("The compute is disabled.", True),
    ]
    assert as_text(log.entries[:1]) == (
        "2026-11-24 12:00:00  shop/production  Waiting for the compute. The compute did not wake up.\n"
    )


def test_foreign_text_is_made_visible() -> None:
    message = message_of(Notified("news", "\x1b]0;title\x07", 7))
    assert message is not None
    assert "\x1b" not in message.text


def test_the_log_forgets_its_oldest_lines() -> None:
    log = SessionLog()
    for number in range(1_005):
        log.take("x", Woke(number), AT)
    assert len(log.entries) == 1_000
    assert "1004.0" in log.entries[-1].text


def test_a_session_counts_how_long_it_kept_the_compute_awake() -> None:
    status = SessionStatus()
    for event in (
        ComputeSeen("idle", False, 1, 4, "read-write", suspend_timeout_s=300),
        StateChanged(SessionState.CONNECTING, since=1_000),
        StateChanged(SessionState.READY, since=1_010),
        StateChanged(SessionState.BUSY, since=1_100),
    ):
        status = status.after(event)
    assert awake_words(status, 1_160).startswith("for 2 min 30 s by this session; it sleeps 5 min 00 s after")
    status = status.after(StateChanged(SessionState.READY, since=1_160))
    assert awake_words(status, 1_220) == (
        "for 3 min 30 s by this session; it sleeps in 4 min 00 s unless something runs"
    )
    assert awake_words(status, 9_000) == "for 7 min 30 s by this session; asleep by now"
    status = status.after(StateChanged(SessionState.READY, since=9_000))
    assert awake_words(status, 9_030).startswith("for 8 min 00 s")


def test_an_open_transaction_keeps_the_compute_awake() -> None:
    status = SessionStatus()
    for event in (
        ComputeSeen("active", False, 1, 4, "read-write", suspend_timeout_s=60),
        StateChanged(SessionState.READY, since=0),
        StateChanged(SessionState.BUSY, since=10),
        TransactionChanged(TransactionState.OPEN, 11),
        StateChanged(SessionState.READY, since=11),
    ):
        status = status.after(event)
    assert awake_words(status, 3_600).startswith("for 1 h 00 min by this session; it sleeps 1 min 00 s after")
    status = status.after(TransactionChanged(TransactionState.NONE, 3_600))
    assert "it sleeps in 30.0 s" in awake_words(status, 3_630)


def test_a_compute_that_never_sleeps_is_not_kept_awake() -> None:
    status = SessionStatus().after(ComputeSeen("active", False, 1, 4, "read-write"))
    assert awake_words(status.after(StateChanged(SessionState.READY, since=0)), 100) == ""


def test_a_loss_is_said_once_and_what_is_learned_later_too() -> None:
    log = SessionLog()
    for detail in ("The connection was lost.", "", "The compute does not exist any more."):
        log.take("x", StateChanged(SessionState.LOST, detail), AT)
        log.take("x", StateChanged(SessionState.LOST, detail), AT)
    assert [entry.text for entry in log.entries] == [
        "Connection lost.",
        "The compute does not exist any more.",
    ]
