import pytest

from lakebase_tui.local.backend import TokenRefused
from lakebase_tui.local.tokens import NotAToken, TokenExpired, Tokens, WrongSubject


def test_a_good_token_gives_its_claims() -> None:
    tokens = Tokens()
    token, claims = tokens.mint("ana", "ep", 60)
    assert tokens.check(token, sub="ana", endpoint="ep") == claims
    assert 60 <= claims["exp"] - tokens.now() + 1 <= 62


def test_time_is_the_movable_clocks() -> None:
    tokens = Tokens()
    token, claims = tokens.mint("ana", "ep", 60)
    tokens.skew_s = 62
    with pytest.raises(TokenExpired) as expired:
        tokens.check(token)
    assert expired.value.expired_at == claims["exp"]
    assert tokens.check(tokens.mint("ana", "ep", 60)[0])
    tokens.skew_s = 0
    assert tokens.check(token)


def test_wrong_user_compute_key_and_text_are_told_apart() -> None:
    tokens = Tokens()
    token, _ = tokens.mint("ana", "ep", 60)
    with pytest.raises(WrongSubject):
        tokens.check(token, sub="bob", endpoint="ep")
    with pytest.raises(TokenRefused):
        tokens.check(token, endpoint="other")
    for text in ("", "dapi0123", token[:-8] + "AAAAAAAA", Tokens().mint("ana", "ep", 60)[0]):
        with pytest.raises(NotAToken):
            tokens.check(text)


def test_revoking_ends_one_or_all() -> None:
    tokens = Tokens()
    first, claims = tokens.mint("ana", "ep", 60)
    second, _ = tokens.mint("ana", "ep", 60)
    tokens.revoke(claims["jti"])
    with pytest.raises(TokenRefused):
        tokens.check(first)
    assert tokens.check(second)
    assert tokens.revoke_all() == 1
    with pytest.raises(TokenRefused):
        tokens.check(second)
