"""Tokens as signed JWTs, with revocation and a clock that can be moved."""

import secrets
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from lakebase_tui.local.backend import TokenRefused

ISSUER = "https://lakebase.localhost/oidc"
_ALGORITHM = "ES256"


class NotAToken(TokenRefused):
    """The text is no JWT of ours at all."""


class TokenExpired(TokenRefused):
    """The token was good once.

    Args:
        expired_at: Its `exp`, in seconds since the epoch.
    """

    def __init__(self, expired_at: int) -> None:
        super().__init__("the token has expired")
        self.expired_at = expired_at


class WrongSubject(TokenRefused):
    """The token belongs to another user."""


class Tokens:
    """Mints and checks tokens; the key lives as long as the process."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._public = self._key.public_key()
        self._key_id = secrets.token_hex(8)
        self._alive: dict[str, float] = {}
        self._revoked: set[str] = set()
        self.skew_s = 0.0
        """Added to the real clock; positive lets tokens age."""

    def now(self) -> float:
        """Seconds since the epoch on the movable clock."""
        return time.time() + self.skew_s

    def mint(self, sub: str, endpoint: str | None, ttl_s: float) -> tuple[str, dict[str, Any]]:
        """A token for one user and compute (with None: for the workspace), and its claims."""
        issued = self.now()
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": sub,
            "iat": int(issued),
            # Rounded up, so that a life of one second is never less.
            "exp": int(-(-(issued + ttl_s) // 1)),
            "jti": secrets.token_hex(8),
            "scope": "all-apis",
        }
        if endpoint is not None:
            claims["endpoint"] = endpoint
        self._alive = {jti: exp for jti, exp in self._alive.items() if exp > issued - 86400}
        self._alive[claims["jti"]] = claims["exp"]
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM, headers={"kid": self._key_id}), claims

    def check(self, token: str, *, sub: str | None = None, endpoint: str | None = None) -> dict[str, Any]:
        """The claims of a good token.

        Raises:
            TokenRefused: NotAToken, TokenExpired, WrongSubject, or revoked or for another compute.
        """
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._public,
                algorithms=[_ALGORITHM],
                # Time is judged below, against our own clock.
                options={"verify_exp": False, "verify_iat": False, "require": ["sub", "exp", "jti"]},
            )
        except jwt.PyJWTError as error:
            raise NotAToken("the text is not a token of this service") from error
        if claims["exp"] <= self.now():
            raise TokenExpired(int(claims["exp"]))
        if claims["jti"] in self._revoked:
            raise TokenRefused("the token was revoked")
        # A workspace token carries no compute and opens none.
        if endpoint is not None and claims.get("endpoint") != endpoint:
            raise TokenRefused("the token is for another compute")
        if sub is not None and claims["sub"] != sub:
            raise WrongSubject("the token belongs to another user")
        return claims

    def revoke(self, jti: str) -> None:
        """Refuse this one from now on."""
        self._revoked.add(jti)

    def revoke_all(self) -> int:
        """Refuse all that were minted so far; tells how many were still good."""
        good = {jti for jti, exp in self._alive.items() if exp > self.now()} - self._revoked
        self._revoked |= self._alive.keys()
        return len(good)
