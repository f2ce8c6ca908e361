"""A keyring backend that keeps passwords in the JSON file named by LAKEBASE_TUI_TEST_KEYRING."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

VARIABLE = "LAKEBASE_TUI_TEST_KEYRING"
BACKEND = "tests.support.file_keyring.FileKeyring"
"""For PYTHON_KEYRING_BACKEND."""


class FileKeyring(KeyringBackend):
    """Accounts are `service account`; a file that holds `locked` is a locked keyring."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own has no annotations

    def get_password(self, service: str, username: str) -> str | None:
        return self._load().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        entries = self._load()
        entries[f"{service} {username}"] = password
        self._path.write_text(json.dumps(entries))

    @property
    def _path(self) -> Path:
        return Path(os.environ[VARIABLE])

    def _load(self) -> dict[str, str]:
        text = self._path.read_text() if self._path.exists() else "{}"
        if text == "locked":
            raise KeyringLocked("it is locked")
        found: dict[str, str] = json.loads(text)
        return found
