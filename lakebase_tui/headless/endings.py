"""How a run ends: exit codes, and the errors that end it."""

from lakebase_tui.errors import LakebaseTuiError

EXIT_OK = 0
EXIT_FATAL = 1
"""A `-c` failed, a file is not there, or something that cannot be done was asked for."""
EXIT_NO_CONNECTION = 2
EXIT_SCRIPT = 3
"""A statement of a script failed, with ON_ERROR_STOP."""


class FatalError(LakebaseTuiError):
    """The run cannot go on, or an action of it cannot."""


class ConnectionLostError(LakebaseTuiError):
    """The connection is gone, and with it the session that the rest of the run relies on."""


class OutputClosedError(LakebaseTuiError):
    """Nobody takes the output any more."""
