"""What can go wrong with the control plane, and what the user reads about it.

Errors are told apart by the names of their classes and by their text, so that this module never imports
the SDK.
"""

import re
from collections.abc import Iterator

from lakebase_tui.control_plane.failure_table import TABLE, Asked, Facts, FailureKind
from lakebase_tui.errors import LakebaseTuiError

__all__ = ["Asked", "ControlPlaneFailure", "FailureKind", "classify", "clean", "describe", "operation_failed"]

_LONGEST = 300
_SHORTEST_SECRET = 6


class ControlPlaneFailure(LakebaseTuiError):
    """A question to the control plane that got no answer.

    Args:
        kind: What went wrong.
        sentence: The same for people.
        next_step: What to do about it.
    """

    def __init__(self, kind: FailureKind, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence, next_step)
        self.kind = kind


def classify(error: BaseException, asked: Asked) -> ControlPlaneFailure:
    """The failure for an error of the SDK or of the way to it.

    Args:
        error: What was raised.
        asked: Who was asked about what.
    """
    facts = _facts(error, asked)
    return _failure(facts, asked)


def operation_failed(code: str, message: str, asked: Asked) -> ControlPlaneFailure:
    """The failure for a long-running operation that ended with an error.

    Args:
        code: Its error code, such as `ALREADY_EXISTS`; may be empty.
        message: Its message.
        asked: Who was asked about what.
    """
    text = clean(message, asked.secrets)
    names = frozenset({"OPERATION", code})
    return _failure(Facts(names, names, text, text), asked)


def clean(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The part of an error's text that people should read.

    Without the SDK's dump of its configuration, without trace ids, on one line, never with a secret.
    """
    text = text.partition(". Config: ")[0].partition(". Env: ")[0]
    text = re.sub(r"\s*\[(TraceId|ReqId|RequestId)[^\]]*\]", "", text)
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:  # less is a placeholder, and would tear the words apart
            text = text.replace(secret, "***")
    text = re.sub(r"\b(dapi[0-9a-f]{8,}[-\w]*|dose[0-9a-f]{16,}|eyJ[\w-]{8,}(\.[\w-]+)*)", "***", text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def describe(resource: str) -> str:
    """A resource name in words: `projects/shop/branches/dev` is `branch "dev" of project "shop"`."""
    parts = resource.split("/")
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    words = [f'{_NOUNS.get(kind, kind)} "{name}"' for kind, name in reversed(pairs)]
    return " of ".join(words)


_NOUNS = {
    "projects": "project",
    "branches": "branch",
    "endpoints": "compute",
    "databases": "database",
    "roles": "role",
}
_PLURALS = {"project": "projects", "branch": "branches", "endpoint": "endpoints", "role": "roles"}


def _failure(facts: Facts, asked: Asked) -> ControlPlaneFailure:
    words = _words(facts, asked)
    for row in TABLE:
        if row.matches(facts, asked):
            return ControlPlaneFailure(row.kind, row.sentence.format(**words), row.next_step.format(**words))
    return ControlPlaneFailure(
        FailureKind.INTERNAL,
        "Asking {where} failed in an unexpected way: {message}".format(**words),
        "Try again; if it stays, report it.",
    )


def _words(facts: Facts, asked: Asked) -> dict[str, str]:
    where = asked.host.removeprefix("https://") or "the workspace"
    login = f'profile "{asked.profile}"' if asked.profile else "the environment"
    two = re.search(r"configured: ([\w -]+)", facts.all_text)
    message = facts.text or "it gave no reason"
    return {
        "host": asked.host or "(none)",
        "where": where,
        "Where": where if asked.host else "The workspace",
        "login": login,
        "Login": login[0].upper() + login[1:],
        "again": _login_command(asked),
        "what": describe(asked.about) or where,
        "missing": _missing(facts.text, asked.about),
        "message": message if message.endswith((".", "!", "?", "…")) else message + ".",
        "two": two.group(1).strip() if two else "",
    }


def _login_command(asked: Asked) -> str:
    if asked.profile:
        return f"databricks auth login --profile {asked.profile}"
    return f"databricks auth login --host {asked.host or 'https://<your workspace>'}"


def _missing(text: str, about: str) -> str:
    """Which part of the resource is not there: the service checks the outermost first."""
    noun = re.search(r"\b(project|branch|endpoint|role)\b[^;]*not found", text, re.IGNORECASE)
    parts = about.split("/")
    plural = _PLURALS[noun.group(1).lower()] if noun else ""
    if plural in parts[::2]:
        about = "/".join(parts[: parts.index(plural) + 2])
    return describe(about) or "such thing"


def _facts(error: BaseException, asked: Asked) -> Facts:
    chain = list(_chain(error))
    own = _names(error)
    texts = [clean(str(one), asked.secrets) for one in chain]
    return Facts(own, own.union(*map(_names, chain)), texts[0], "\n".join(texts))


def _names(error: BaseException) -> frozenset[str]:
    code = getattr(error, "error_code", None)
    names = {cls.__name__ for cls in type(error).__mro__}
    return frozenset(names | {str(code)} if code else names)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield now
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
