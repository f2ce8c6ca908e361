"""Sessions of one compute share one token; each hears of it, and the last one ends it."""

import asyncio

from lakebase_tui.config.secret import Secret
from lakebase_tui.session.shared_tokens import SharedTokens, TokenLease
from tests.unit.test_credentials import FakeClock, Minter


class Heard:
    """What one session was told."""

    def __init__(self) -> None:
        self.changes: list[tuple[float | None, bool]] = []
        self.told = asyncio.Event()

    def __call__(self, remaining_s: float | None, renewing: bool) -> None:
        self.changes.append((remaining_s, renewing))
        self.told.set()


def lease(tokens: SharedTokens, minter: Minter, compute: str = "c") -> tuple[TokenLease, Heard]:
    heard = Heard()
    return tokens.lease(minter, compute, heard), heard  # type: ignore[arg-type]  # one method of many


async def test_the_second_session_logs_in_with_the_first_ones_token_and_is_told_of_it() -> None:
    minter, tokens = Minter(), SharedTokens(clock=FakeClock())
    (first, heard), (second, also_heard) = lease(tokens, minter), lease(tokens, minter)
    assert (await first.get()).fresh
    assert heard.changes == also_heard.changes == [(0.0, True), (3600.0, False)]
    late, told_late = lease(tokens, minter)
    login = await late.get()
    assert (login.secret, login.fresh) == (Secret("token-1"), False)
    assert told_late.changes == [(3600.0, False)]
    await late.get()
    assert len(told_late.changes) == 1
    assert minter.minted == 1
    for one in (first, second, late):
        await one.aclose()


async def test_sessions_that_begin_at_once_share_one_call() -> None:
    minter, tokens = Minter(), SharedTokens()
    minter.gate.clear()
    leases = [lease(tokens, minter)[0] for _ in range(3)]
    waiting = [asyncio.ensure_future(one.get()) for one in leases]
    await minter.called.wait()
    minter.gate.set()
    assert {login.secret for login in await asyncio.gather(*waiting)} == {Secret("token-1")}
    assert minter.minted == 1
    for one in leases:
        await one.aclose()


async def test_another_compute_or_another_identity_shares_nothing() -> None:
    minter, somebody_else, tokens = Minter(), Minter(), SharedTokens()
    leases = [
        lease(tokens, minter)[0],
        lease(tokens, minter, "other")[0],
        lease(tokens, somebody_else)[0],
    ]
    for one in leases:
        assert (await one.get()).fresh
    assert (minter.minted, somebody_else.minted) == (2, 1)
    for one in leases:
        await one.aclose()


async def test_a_session_that_ends_leaves_the_others_renewal_running() -> None:
    minter, tokens = Minter(lifetime_s=2.5), SharedTokens()  # renewed after a second or two
    (first, heard), (second, also_heard) = lease(tokens, minter), lease(tokens, minter)
    await first.get()
    await first.aclose()
    before = len(heard.changes)
    also_heard.told.clear()
    await also_heard.told.wait()
    assert minter.minted == 2
    assert len(heard.changes) == before
    await second.aclose()


async def test_the_last_session_ends_the_renewal_and_the_next_one_begins_anew() -> None:
    minter, tokens = Minter(), SharedTokens()
    first, _ = lease(tokens, minter)
    await first.get()
    renewal = first.provider._renewal
    assert renewal is not None
    assert not renewal.cancelled()
    await first.aclose()
    await first.aclose()  # once more changes nothing
    assert renewal.cancelled()
    second, _ = lease(tokens, minter)
    assert (await second.get()).secret == Secret("token-2")
    await second.aclose()


async def test_a_token_refused_to_one_is_not_taken_from_another_that_has_a_newer_one() -> None:
    minter, tokens = Minter(), SharedTokens()
    (first, _), (second, _) = lease(tokens, minter), lease(tokens, minter)
    old = (await first.get()).secret
    assert second.invalidate(old)
    newer = (await second.get()).secret
    assert first.invalidate(old)  # heard late
    login = await first.get()
    assert (login.secret, login.fresh) == (newer, False)
    assert minter.minted == 2
    for one in (first, second):
        await one.aclose()
