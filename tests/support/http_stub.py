"""A small HTTP server that answers by script and writes down what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """A request."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say: `body` as JSON, or as it is when it is bytes. `hang` says nothing until the end."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False


class HttpStub:
    """Routes are `(method, path without query)`; the last answer of a list stays."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._routes: dict[tuple[str, str], list[Answer]] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.host = f"http://127.0.0.1:{self._server.server_address[1]}"

    def on(self, method: str, path: str, *answers: Answer | dict[str, Any]) -> None:
        """Script a route."""
        listed = [one if isinstance(one, Answer) else Answer(one) for one in answers]
        self._routes[(method, path)] = listed

    def calls(self, path: str) -> list[Seen]:
        """The requests for a path so far."""
        return [one for one in self.seen if one.path.partition("?")[0] == path]

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def _next(self, seen: Seen) -> Answer:
        with self._lock:
            self.seen.append(seen)
            answers = self._routes.get((seen.method, seen.path.partition("?")[0]))
            if not answers:
                return Answer({"error_code": "NOT_FOUND", "message": "no such route"}, 404)
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                answer = stub._next(Seen(self.command, self.path, dict(self.headers), body))
                if answer.hang:
                    stub._over.wait()
                    self.close_connection = True
                    return
                content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                self.send_response_only(answer.status)
                for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = do_DELETE = _answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


@contextmanager
def http_stub() -> Iterator[HttpStub]:
    """A running stub."""
    stub = HttpStub()
    stub.start()
    try:
        yield stub
    finally:
        stub.stop()
