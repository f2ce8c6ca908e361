"""The program with one mistake put in: opening the transaction screen fails, with a secret at hand."""

import sys

from lakebase_tui.cli import main
from lakebase_tui.ui.screens.workspace import WorkspaceScreen

SECRETS = ("hunter2-of-the-crash", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjcmFzaCJ9.c2ln")


def broken(self: WorkspaceScreen) -> None:
    """Fails while it holds secrets, and says them."""
    password, token = SECRETS
    raise RuntimeError(
        f"connection to postgresql://ana:{password}@host/db failed, password={password} {token}"
    )


if __name__ == "__main__":
    WorkspaceScreen.action_transaction = broken  # type: ignore[method-assign]
    sys.exit(main())
