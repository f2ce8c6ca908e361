"""The command line: reads it, and puts the program together. Loads nothing heavy before it must."""

import os
import sys

from lakebase_tui.cli.arguments import parse
from lakebase_tui.cli.headless_arguments import looks_headless
from lakebase_tui.errors import LakebaseTuiError, UsageError

EXIT_OK, EXIT_FAILED, EXIT_USAGE = 0, 1, 2
EXIT_INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run lakebase-tui.

    Args:
        argv: Arguments without the program's name; the process's own when None.

    Returns:
        0 when the app ended as asked, 1 when it failed, 2 when the command line cannot be used, 70 when the
        program itself made a mistake, 128 and its number after a signal. With -c and -f see
        `lakebase_tui.headless.run.run`.
    """
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["local"]:
        # The local Lakebase is a process of its own; the client never imports it.
        os.execv(sys.executable, [sys.executable, "-m", "lakebase_tui.local", *words[1:]])
    try:
        try:
            arguments = parse(words, os.environ)
        except (UsageError, SystemExit) as error:
            return _unusable(error, words)
        if arguments.job is not None:
            from lakebase_tui.cli.compose_headless import run_headless

            return run_headless(arguments, arguments.job, os.environ)
        from lakebase_tui.cli.compose import run

        return run(arguments, os.environ)
    except LakebaseTuiError as error:
        print(f"lakebase-tui: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last door: a trace of Python's own could show a secret
        from lakebase_tui.config.crash_reports import EXIT_CRASHED, CrashReports, crash_words

        print(crash_words(error, CrashReports().write(error)), file=sys.stderr)
        return EXIT_CRASHED


def _unusable(error: UsageError | SystemExit, words: list[str]) -> int:
    """Tell why a command line cannot be used; with -c and -f the exit code is psql's."""
    if isinstance(error, UsageError):
        print(f"lakebase-tui: {error}", file=sys.stderr)
    elif error.code != EXIT_USAGE:
        raise error  # --help, --version
    return EXIT_FAILED if looks_headless(words) else EXIT_USAGE
