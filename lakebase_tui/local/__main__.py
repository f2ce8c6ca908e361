"""`python -m lakebase_tui.local`: run the local Lakebase, and print one line of JSON when it is ready."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.local.backend import Settings

_EXTRA = frozenset({"jwt", "starlette", "trustme", "uvicorn", "cryptography"})


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a number of seconds: {text}") from None
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError(f"not a number of seconds: {text}")
    return value


def _parser() -> argparse.ArgumentParser:
    usual = Settings()
    parser = argparse.ArgumentParser(
        prog="lakebase-tui local",
        description="Run a local Lakebase: control plane, gateway, PostgreSQL, demo data. "
        "Prints one line of JSON when it is ready, and leaves nothing behind when it ends.",
    )
    parser.add_argument("--faults", action="store_true", help="open the fault door (its secret is printed)")
    parser.add_argument("--watch-stdin", action="store_true", help="end at the end of standard input")
    parser.add_argument(
        "--dir", type=Path, metavar="DIR", help="where to make the run's folder (default: /tmp)"
    )
    for flag, default, what in (
        ("--min-ttl", usual.min_ttl_s, "shortest life of a credential"),
        ("--wake-delay", usual.wake_delay_s, "added to every wake"),
        ("--idle-limit", usual.idle_limit_s, "idle sessions end after this"),
        ("--max-life", usual.max_life_s, "sessions end after this"),
    ):
        parser.add_argument(
            flag, type=_seconds, default=default, metavar="S", help=f"{what}, seconds (default: %(default)g)"
        )
    parser.add_argument(
        "--suspend-timeout", type=_seconds, metavar="S", help="computes sleep after so many idle seconds"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run until stopped; returns the exit status."""
    if sys.platform == "win32":
        print(
            "lakebase-tui local: the local Lakebase needs Linux or macOS; use WSL on Windows.",
            file=sys.stderr,
        )
        return 1
    given = _parser().parse_args(argv)
    try:
        # Here, because the libraries belong to an extra that may not be installed.
        from lakebase_tui.local import server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _EXTRA:
            raise
        print(
            f"lakebase-tui local: the local Lakebase needs {error.name}, which is not installed. "
            "Install it with: pip install 'lakebase-tui[demo]'",
            file=sys.stderr,
        )
        return 1
    settings = Settings(
        min_ttl_s=given.min_ttl,
        wake_delay_s=given.wake_delay,
        idle_limit_s=given.idle_limit,
        max_life_s=given.max_life,
    )
    options = server.Options(given.faults, given.watch_stdin, given.dir, given.suspend_timeout, settings)
    try:
        server.run(options)
    except LakebaseTuiError as error:
        print(server.describe(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
