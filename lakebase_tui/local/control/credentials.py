"""Database credentials: tokens that open connections to one compute."""

from lakebase_tui.local.control.context import Call, Context, text
from lakebase_tui.local.control.errors import Json, invalid, not_found
from lakebase_tui.local.control.times import parse_duration, parse_timestamp, timestamp


def mint(context: Context, call: Call) -> Json:
    """A credential for the caller and the endpoint that the body names.

    Raises:
        ApiError: No such endpoint, or a life that is too short or too long.
    """
    endpoint = text(call.body, "endpoint", "endpoint")
    if endpoint.count("/") != 5 or endpoint.split("/")[-2] != "endpoints":
        raise invalid(f"Field 'endpoint' is not the name of an endpoint: '{endpoint}'.")
    record = context.store.require(endpoint)
    if "uid" not in record.wire:
        raise not_found("endpoint")
    token, claims = context.backend.tokens.mint(call.caller, endpoint, _life(context, call.body))
    # The clock of tokens may have been moved; what is told agrees with the Date of the answer.
    return {"token": token, "expire_time": timestamp(claims["exp"] - context.backend.tokens.skew_s)}


def _life(context: Context, body: Json) -> float:
    """Seconds that the credential shall live."""
    settings = context.backend.settings
    if body.get("ttl") and body.get("expire_time"):
        raise invalid("Only one of ttl and expire_time can be given.")
    if body.get("ttl"):
        life_s = parse_duration("ttl", body["ttl"])
    elif body.get("expire_time"):
        life_s = parse_timestamp("expire_time", body["expire_time"]) - context.now()
    else:
        return settings.max_ttl_s
    # A timestamp has lost its fraction of a second, and some time has passed on the way.
    slack_s = 2.0 if body.get("expire_time") else 0.0
    if not settings.min_ttl_s - slack_s <= life_s <= settings.max_ttl_s + slack_s:
        raise invalid(
            f"A credential must live between {settings.min_ttl_s:g} and {settings.max_ttl_s:g} seconds."
        )
    return min(life_s, settings.max_ttl_s)
