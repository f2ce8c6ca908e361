"""Tokens: one call for all who wait, life judged from the answer, renewed ahead, replaced once."""

import asyncio

import pytest

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.models import Credential
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.credentials import TokenProvider


class Minter:
    """Stands in for the control plane's one method, so that time and failures can be chosen."""

    def __init__(self, lifetime_s: float = 3600.0) -> None:
        self.lifetime_s = lifetime_s
        self.minted = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.failure: LakebaseTuiError | None = None
        self.called = asyncio.Event()

    async def mint_credential(self, compute: str, *, ttl_s: float | None = None) -> Credential:
        self.minted += 1
        self.called.set()
        await self.gate.wait()
        if self.failure:
            raise self.failure
        return Credential(Secret(f"token-{self.minted}"), ttl_s or self.lifetime_s)


class FakeClock:
    def __init__(self) -> None:
        self.wall_s = 1000.0
        self.boot_s = 10.0

    def wall(self) -> float:
        return self.wall_s

    def boot(self) -> float:
        return self.boot_s


def provider(minter: Minter, clock: FakeClock | None = None) -> TokenProvider:
    return TokenProvider(minter, "c", clock=clock or FakeClock())  # type: ignore[arg-type]  # one method of many


async def test_all_who_wait_share_one_call() -> None:
    minter = Minter()
    minter.gate.clear()
    tokens = provider(minter)
    waiting = [asyncio.ensure_future(tokens.get()) for _ in range(5)]
    await minter.called.wait()
    minter.gate.set()
    logins = await asyncio.gather(*waiting)
    assert minter.minted == 1
    assert {login.secret for login in logins} == {Secret("token-1")}
    await tokens.aclose()


async def test_a_caller_that_gives_up_does_not_take_the_token_from_the_others() -> None:
    minter = Minter()
    minter.gate.clear()
    tokens = provider(minter)
    impatient, patient = asyncio.ensure_future(tokens.get()), asyncio.ensure_future(tokens.get())
    await minter.called.wait()
    impatient.cancel()
    minter.gate.set()
    assert (await patient).secret == Secret("token-1")
    await tokens.aclose()


@pytest.mark.parametrize("clock_name", ["wall_s", "boot_s"])
async def test_either_clock_alone_can_age_a_token(clock_name: str) -> None:
    minter, clock = Minter(), FakeClock()
    tokens = provider(minter, clock)
    assert (await tokens.get()).fresh
    assert not (await tokens.get()).fresh
    setattr(clock, clock_name, getattr(clock, clock_name) + 3599)
    assert (await tokens.get()).secret == Secret("token-2")
    await tokens.aclose()


async def test_a_clock_set_back_does_not_make_a_token_younger() -> None:
    minter, clock = Minter(), FakeClock()
    tokens = provider(minter, clock)
    await tokens.get()
    clock.wall_s -= 7200
    clock.boot_s += 3000
    assert tokens.remaining_s() == pytest.approx(600)
    await tokens.aclose()


async def test_a_refused_token_is_forgotten() -> None:
    minter = Minter()
    tokens = provider(minter)
    assert tokens.invalidate((await tokens.get()).secret)
    login = await tokens.get()
    assert (login.secret, login.fresh) == (Secret("token-2"), True)
    await tokens.aclose()


async def test_a_failed_call_is_told_and_the_next_one_tries_again() -> None:
    minter = Minter()
    minter.failure = LakebaseTuiError("No.", "Wait.")
    tokens = provider(minter)
    with pytest.raises(LakebaseTuiError, match="No"):
        await tokens.get()
    minter.failure = None
    assert (await tokens.get()).fresh
    await tokens.aclose()


async def test_renewal_comes_ahead_of_the_end_and_keeps_the_old_token_when_it_fails() -> None:
    changes: list[tuple[float | None, bool]] = []
    renewed = asyncio.Event()

    def note(remaining_s: float | None, renewing: bool) -> None:
        changes.append((remaining_s, renewing))
        if len(changes) == 4:  # twice: started, ended
            renewed.set()

    minter = Minter(lifetime_s=2.5)  # renewed after a second or two, on the real loop
    tokens = TokenProvider(minter, "c", on_change=note)  # type: ignore[arg-type]  # one method of many
    await tokens.get()
    minter.failure = LakebaseTuiError("No.", "Wait.")
    await renewed.wait()
    assert minter.minted == 2
    assert (tokens.remaining_s() or 0) > 0
    assert [renewing for _, renewing in changes] == [True, False, True, False]
    await tokens.aclose()
