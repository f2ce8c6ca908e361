"""The fault door: one POST that sets faults of both sides, for whoever knows the secret."""

import json
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lakebase_tui.local.backend import BackendError
from lakebase_tui.local.control.context import Context
from lakebase_tui.local.control.errors import ApiError, Json, invalid
from lakebase_tui.local.control.http_faults import HttpFaults, parse_rule
from lakebase_tui.local.control.operations import DEFAULT_DURATION_S

SECRET_HEADER = "X-Fault-Secret"


@dataclass(frozen=True, slots=True)
class Door:
    """Takes the faults of the HTTP side itself and hands the rest to the data plane."""

    context: Context
    faults: HttpFaults
    secret: str

    async def answer(self, request: Request) -> Response:
        """Apply the faults of the body, all or none of the HTTP side's."""
        given = request.headers.get(SECRET_HEADER, "")
        if not secrets.compare_digest(given.encode(), self.secret.encode()):
            refusal = ApiError(
                403, "PERMISSION_DENIED", f"the fault door needs its secret in {SECRET_HEADER}"
            )
            return JSONResponse(refusal.body(), refusal.status)
        try:
            return JSONResponse(await self._apply(_body(await request.body())))
        except (ApiError, BackendError) as error:
            return JSONResponse({"error_code": error.code, "message": error.message}, error.status)

    async def _apply(self, body: Json) -> Json:
        rules = [parse_rule(raw) for raw in _list(body.pop("http", []))] if "http" in body else None
        duration_s = body.pop("operation_s", None)
        if duration_s is not None and not isinstance(duration_s, int | float):
            raise invalid("operation_s is a number of seconds")
        calls = body.pop("calls", False)
        answer: Json = dict(await self.context.backend.apply_fault(body)) if body else {}
        if body.get("reset"):
            self.faults.set([])
            self.faults.calls.clear()
            self.context.operations.duration_s = DEFAULT_DURATION_S
        if rules is not None:
            self.faults.set(rules)
        if duration_s is not None:
            self.context.operations.duration_s = float(duration_s)
        if calls:
            answer["calls"] = [list(call) for call in self.faults.calls]
            self.faults.calls.clear()
        return answer


def _body(raw: bytes) -> Json:
    try:
        found = json.loads(raw or b"{}")
    except ValueError as error:
        raise invalid("the body is not JSON") from error
    if not isinstance(found, dict):
        raise invalid("the body must be an object")
    return found


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        raise invalid("http takes a list of faults")
    return found
