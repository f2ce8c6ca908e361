"""Refusals of the API: an HTTP status and the documented error body."""

import secrets
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

ID_PATTERN = "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$"


class ApiError(Exception):
    """An answer that is an error.

    Args:
        status: HTTP status.
        code: The body's `error_code`.
        message: The body's `message`.
        details: The body's `details`, left out when empty.
        headers: Headers of the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: tuple[Json, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = dict(headers or {})

    def body(self) -> Json:
        """The error as JSON."""
        found: Json = {"error_code": self.code, "message": self.message}
        if self.details:
            found["details"] = list(self.details)
        return found


def _trace() -> str:
    return f"[TraceId: {secrets.token_hex(16)}]"


def bad_request(message: str) -> ApiError:
    """400 BAD_REQUEST: well-formed, but not possible here."""
    return ApiError(400, "BAD_REQUEST", message)


def invalid(message: str) -> ApiError:
    """400 INVALID_PARAMETER_VALUE: a field has a value that it cannot have."""
    return ApiError(400, "INVALID_PARAMETER_VALUE", message)


def required(field: str) -> ApiError:
    """A field is missing."""
    return invalid(f"Field '{field}' is required, expected non-default value (not \"\")!")


def bad_id(field: str, value: str) -> ApiError:
    """An id is not of the form ids have."""
    return invalid(f"Field {field} must match pattern {ID_PATTERN}, got '{value}'.")


def not_found(kind: str) -> ApiError:
    """404 for a resource; `kind` is `project`, `branch` and so on."""
    return ApiError(404, "NOT_FOUND", f"{kind} id not found {_trace()}")


def role_not_found(role_id: str) -> ApiError:
    """404 for a role that another resource names."""
    return ApiError(404, "NOT_FOUND", f'role not found; role_id:"{role_id}" {_trace()}')


def no_route(method: str, path: str) -> ApiError:
    """404 for a path that the API does not have."""
    return ApiError(404, "ENDPOINT_NOT_FOUND", f"No API found for '{method} {path}'")


def already_exists(kind: str) -> ApiError:
    """The id is taken: 409 for most, 400 for databases and roles, as the service answers."""
    if kind in ("role", "database"):
        return bad_request(f"{kind} with that name already exists")
    where = " in the workspace" if kind == "project" else ""
    return ApiError(409, "ALREADY_EXISTS", f"{kind} with such id already exists{where}")


def unauthenticated() -> ApiError:
    """401: no token, or one that is not accepted."""
    return ApiError(401, "UNAUTHENTICATED", "Invalid access token.")


def managed_by_parent(message: str) -> ApiError:
    """400 for a resource that lives and dies with its parent."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "MANAGED_BY_PARENT",
        "domain": "postgres.databricks.com",
        "metadata": {"declarative_context": "MANAGED_BY_PARENT"},
    }
    return ApiError(400, "BAD_REQUEST", message, details=(info,))
