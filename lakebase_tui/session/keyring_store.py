"""Passwords in the system's keyring, through the `keyring` package where that is installed.

The package is imported when it is first needed, and used on a thread: a keyring may wait for the
user to unlock it.
"""

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.executor import DaemonExecutor
from lakebase_tui.errors import LakebaseTuiError

SERVICE = "lakebase-tui"
_BOUND_S = 30.0


class Keyring:
    """The keyring of the user's session.

    Args:
        bound_s: Seconds after which a keyring that does not answer counts as one that is not there.
    """

    def __init__(self, *, bound_s: float = _BOUND_S) -> None:
        self._bound_s = bound_s
        self._threads = DaemonExecutor(threads=1, name="keyring")

    async def read(self, account: str) -> Secret | None:
        """The password of an account; None where there is none, or no keyring that answers."""
        try:
            return await self._threads.run(_read, account, timeout_s=self._bound_s)
        except Exception:  # noqa: BLE001  a backend is anybody's plug-in, and reading is only a try
            return None

    async def can_keep(self) -> bool:
        """Whether there is a keyring that keeps passwords safely."""
        try:
            return await self._threads.run(_is_safe, timeout_s=self._bound_s)
        except Exception:  # noqa: BLE001  as above: then nothing is offered
            return False

    async def keep(self, account: str, secret: Secret) -> None:
        """Put a password into the keyring, in place of the one that was there.

        Raises:
            LakebaseTuiError: It is not kept.
        """
        try:
            await self._threads.run(_write, account, secret, timeout_s=self._bound_s)
        except Exception as error:  # noqa: BLE001  as above; its words are not shown, they may quote it
            raise LakebaseTuiError(
                f"The keyring did not take the password ({type(error).__name__}).",
                "Unlock the keyring, or put the password into ~/.pgpass.",
            ) from None


def _read(account: str) -> Secret | None:
    import keyring

    found = keyring.get_password(SERVICE, account)
    return Secret(found) if found else None


def _write(account: str, secret: Secret) -> None:
    import keyring

    keyring.set_password(SERVICE, account, secret.reveal())


def _is_safe() -> bool:
    import keyring
    from keyring.core import recommended

    return bool(recommended(keyring.get_keyring()))
