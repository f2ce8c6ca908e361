"""The local control plane over bare HTTP, to see the replies that the SDK would interpret."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.support.local_lakebase import LocalLakebase

BASE = "/api/2.0/postgres/"


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and decoded body."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RawApi:
    """Asks with the user's token, or another."""

    lakebase: LocalLakebase
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Reply:
        """One request; `path` is below the API's root unless it starts with a slash."""
        url = self.lakebase.databricks_host + (path if path.startswith("/") else BASE + path)
        if query:
            url += "?" + "&".join(f"{key}={value}" for key, value in query.items())
        request = urllib.request.Request(
            url,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token or self.lakebase.databricks_token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Reply(answer.status, dict(answer.headers), json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, dict(error.headers), json.loads(error.read() or b"{}"))

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """The body of a GET that must succeed."""
        reply = self.ask("GET", path, **query)
        assert reply.status == 200, reply
        return reply.body
