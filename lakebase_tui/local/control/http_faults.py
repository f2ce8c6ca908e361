"""Faults of the HTTP side: answers that are refused, late, garbled, changed, or never come."""

import asyncio
import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lakebase_tui.local.control.errors import Json, invalid
from lakebase_tui.local.control.operations import OperationFault, operation_fault

DOOR_PATH = "/_local/faults"
_CODES: Mapping[int, str] = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    501: "NOT_IMPLEMENTED",
    503: "TEMPORARILY_UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to the requests that match; what is None or False does not happen."""

    method: str | None = None
    path: str = ""
    """A part of the path; empty matches all."""
    times: int | None = None
    """How many requests, None: all."""
    hang_s: float | None = None
    """Seconds before anything else happens."""
    drop: bool = False
    """The connection is cut without an answer."""
    status: int | None = None
    error_code: str | None = None
    message: str = "a fault was asked for"
    retry_after: int | None = None
    """Seconds, for the header of that name."""
    garbage: bool = False
    """The answer is 200 with a body that is no JSON."""
    values: Mapping[str, Any] | None = None
    """Text values of the answer that are replaced by others, such as an enum value nobody knows."""
    operation: OperationFault | None = None
    """How the operation goes that the request begins."""


_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "method": str,
    "path": str,
    "times": int,
    "hang_s": (int, float),
    "drop": bool,
    "status": int,
    "error_code": str,
    "message": str,
    "retry_after": int,
    "garbage": bool,
    "values": dict,
}
_OPERATION_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "delay_s": (int, float),
    "error_code": str,
    "message": str,
}


def parse_rule(raw: object) -> Rule:
    """A rule from the door's JSON.

    Raises:
        ApiError: A key or value is not one of those above.
    """
    if not isinstance(raw, dict):
        raise invalid("an http fault is an object")
    given = dict(raw)
    operation = given.pop("operation", None)
    rule = Rule(**_checked(given, _FIELDS))
    if rule.status is not None and not 400 <= rule.status <= 599:
        raise invalid("status must be that of an error, 400 to 599")
    if operation is None:
        return rule
    if not isinstance(operation, dict):
        raise invalid("operation is an object")
    return replace(rule, operation=OperationFault(**_checked(operation, _OPERATION_FIELDS)))


def _checked(given: Json, known: Mapping[str, type | tuple[type, ...]]) -> Json:
    for key, value in given.items():
        if key not in known:
            raise invalid(f"unknown http fault: {key}")
        if value is not None and not isinstance(value, known[key]):
            raise invalid(f"{key} of an http fault has a value of the wrong form")
    return {key: value for key, value in given.items() if value is not None}


@dataclass(slots=True)
class HttpFaults:
    """The rules in force, in order; the first that matches a request is applied, and only that one."""

    rules: list[Rule] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request but those of the door."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, rules: list[Rule]) -> None:
        """Put rules in force instead of those that are; requests that hang go on."""
        self.rules = rules
        self._changed.set()
        self._changed = asyncio.Event()

    def take(self, method: str, path: str) -> Rule | None:
        """The rule for a request, counted down."""
        for index, rule in enumerate(self.rules):
            if rule.method not in (None, method) or rule.path not in path:
                continue
            if rule.times is not None:
                left = replace(rule, times=rule.times - 1)
                self.rules[index : index + 1] = [left] if rule.times > 1 else []
            return rule
        return None

    async def wait(self, seconds: float) -> None:
        """Wait so long, or until the rules change."""
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return


class FaultyApp:
    """Wraps the control plane's app in its faults."""

    def __init__(self, app: ASGIApp, faults: HttpFaults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] == DOOR_PATH:
            await self._app(scope, receive, send)
            return
        self._faults.calls.append((scope["method"], scope["path"]))
        rule = self._faults.take(scope["method"], scope["path"])
        if rule is None:
            await self._app(scope, receive, send)
        else:
            await self._apply(rule, scope, receive, send)

    async def _apply(self, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        if rule.hang_s is not None:
            await self._faults.wait(rule.hang_s)
        if rule.drop:
            await _drop(receive, send)
        elif rule.status is not None:
            await _error(rule, rule.status)(scope, receive, send)
        elif rule.garbage:
            body = "<html><body>Sign in to continue</body></html>"
            await Response(body, media_type="text/html")(scope, receive, send)
        else:
            token = operation_fault.set(rule.operation)
            try:
                await self._app(scope, receive, _replacing(rule.values, send) if rule.values else send)
            finally:
                operation_fault.reset(token)


def _error(rule: Rule, status: int) -> Response:
    body = {"error_code": rule.error_code or _CODES.get(status, "INTERNAL_ERROR"), "message": rule.message}
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    return JSONResponse(body, status, headers=headers)


async def _drop(receive: Receive, send: Send) -> None:
    """Cut the connection.

    ASGI has no word for it, but uvicorn's `send` belongs to an object that knows the transport. On another
    server the answer is begun and not finished, which ends the connection too.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        return
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def _replacing(values: Mapping[str, Any], send: Send) -> Send:
    """Change text values on their way out; answers of this control plane come in one piece."""
    start: MutableMapping[str, Any] = {}

    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        body = json.dumps(_replaced(json.loads(message["body"] or b"{}"), values)).encode()
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        await send(start)
        await send({**message, "body": body})

    return forward


def _replaced(found: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(found, dict):
        return {key: _replaced(value, values) for key, value in found.items()}
    if isinstance(found, list):
        return [_replaced(value, values) for value in found]
    return values.get(found, found) if isinstance(found, str) else found
