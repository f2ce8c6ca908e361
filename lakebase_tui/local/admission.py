"""Whether a secret opens a role: the proxy's half of a login, before any server is asked."""

import hmac

from lakebase_tui.local.backend import TokenRefused, TokenService
from lakebase_tui.local.computes import Login
from lakebase_tui.local.refusals import Reason, Refused, refusal
from lakebase_tui.local.tokens import NotAToken, TokenExpired


def check_secret(
    login: Login | None, user: str, secret: str, *, tokens: TokenService, compute: str, native: bool
) -> None:
    """Return if the secret is good for the role.

    Args:
        login: How the role logs in; None if we know no such role, which the caller has to look into.
        user: The role that is asked for.
        secret: Token or password, as it came.
        tokens: Judges tokens.
        compute: Resource name of the compute.
        native: Whether the project allows native passwords.

    Raises:
        Refused: It is not.
    """
    if login is not None and login.kind == "password":
        if not native:
            raise Refused(refusal(Reason.NOT_A_JWT))
        if not hmac.compare_digest((login.password or "").encode(), secret.encode()):
            raise Refused(refusal(Reason.PASSWORD_FAILED, user=user))
        return
    try:
        claims = tokens.check(secret, endpoint=compute)
    except NotAToken as error:
        raise Refused(refusal(Reason.NOT_A_JWT)) from error
    except TokenExpired as error:
        raise Refused(refusal(Reason.TOKEN_EXPIRED, exp=error.expired_at)) from error
    except TokenRefused as error:
        raise Refused(refusal(Reason.PASSWORD_FAILED, user=user)) from error
    # Members of a group log in as the group with tokens of their own. A role without login is the server's
    # to refuse.
    if login is not None and login.kind == "oauth" and login.identity != "GROUP" and claims["sub"] != user:
        raise Refused(refusal(Reason.OTHER_IDENTITY, user=user))
