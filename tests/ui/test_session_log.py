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
    Woke,
)
from lakebase_tui.ui.session_log import SessionLog, as_text
from lakebase_tui.ui.session_messages import message_of

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
