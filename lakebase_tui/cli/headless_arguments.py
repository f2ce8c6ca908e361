"""The options of a run without a screen: psql's, with psql's meanings."""

import argparse
import re
from collections.abc import Sequence

from lakebase_tui.errors import UsageError
from lakebase_tui.headless.job import Command, Job, Layout, ScriptFile, Shape

_ASKED_FOR = re.compile(r"-[a-zA-Z0-9?]*[cf].*|--(?:command|file)(?:=.*)?", re.DOTALL)
_TRUE, _FALSE = ("1", "on", "true", "yes"), ("0", "off", "false", "no", "")


def add_headless_options(parser: argparse.ArgumentParser) -> None:
    """Add them in groups of their own."""
    run = parser.add_argument_group("without a screen, as in psql").add_argument
    run(
        "-c",
        "--command",
        dest="actions",
        metavar="SQL",
        action="append",
        type=Command,
        help="run SQL and exit",
    )
    run(
        "-f", "--file", dest="actions", metavar="FILE", action="append", type=ScriptFile,
        help="run a script and exit; - is standard input; -c and -f can be repeated, and run in order",
    )  # fmt: skip
    run("-1", "--single-transaction", action="store_true", help="all of it as one transaction")
    run(
        "-v", "--set", "--variable", dest="variables", metavar="NAME=VALUE", action="append", default=[],
        help="only ON_ERROR_STOP=1: the first error ends the run",
    )  # fmt: skip
    run("-X", "--no-psqlrc", action="store_true", help="accepted; no startup file is read in any case")
    shape = parser.add_argument_group("output of a run without a screen").add_argument
    shape("-A", "--no-align", action="store_true", help="unaligned, values between separators")
    shape("--csv", action="store_true", help="CSV")
    shape("-t", "--tuples-only", action="store_true", help="no names of columns, no number of rows")
    shape("-x", "--expanded", action="store_true", help="a block of lines for each row")
    shape("-q", "--quiet", action="store_true", help="no command tags such as INSERT 0 1")
    shape("-o", "--output", metavar="FILE", help="write results to a file")
    shape("-F", "--field-separator", metavar="TEXT", help="between unaligned values (|)")
    shape("-z", "--field-separator-zero", action="store_true", help="a NUL between unaligned values")
    shape("-R", "--record-separator", metavar="TEXT", help="between unaligned rows (line end)")
    shape("-0", "--record-separator-zero", action="store_true", help="a NUL between unaligned rows")


def looks_headless(argv: Sequence[str]) -> bool:
    """Whether a command line that cannot be read seems to ask for a run without a screen."""
    return any(_ASKED_FOR.fullmatch(word) for word in argv)


def job_of(given: argparse.Namespace) -> Job | None:
    """What is to be done without a screen; None for the app.

    Raises:
        UsageError: An option that only such a run takes, or one that it cannot take so.
    """
    if not given.actions:
        _refuse_alone(given)
        return None
    if given.output is not None and given.output.lstrip().startswith("|"):
        raise UsageError("-o takes the name of a file, not a command.", "Use a pipe behind lakebase-tui.")
    if given.password and given.no_password:
        raise UsageError("-W and -w contradict each other.", "Give one of them.")
    return Job(
        actions=tuple(given.actions),
        layout=_layout(given),
        quiet=given.quiet,
        output=given.output,
        stop_on_error=_stop_on_error(given.variables),
        single_transaction=given.single_transaction,
        never_ask=given.no_password,
        ask_first=given.password,
    )


def _layout(given: argparse.Namespace) -> Layout:
    plain = Layout()
    shape = Shape.CSV if given.csv else Shape.UNALIGNED if given.no_align else Shape.ALIGNED
    field, record = given.field_separator, given.record_separator
    return Layout(
        shape=shape,
        expanded=given.expanded,
        tuples_only=given.tuples_only,
        field_separator="\0"
        if given.field_separator_zero
        else plain.field_separator
        if field is None
        else field,
        record_separator=(
            "\0" if given.record_separator_zero else plain.record_separator if record is None else record
        ),
    )


def _stop_on_error(variables: Sequence[str]) -> bool:
    stop = False
    for text in variables:
        name, _, value = text.partition("=")
        if name != "ON_ERROR_STOP":
            raise UsageError(
                f"The variable {name} is not known: -v sets ON_ERROR_STOP only.",
                "Variables of psql's, and :name in SQL, are not understood here.",
            )
        if value.lower() not in _TRUE + _FALSE:
            raise UsageError(f"ON_ERROR_STOP is on or off, not {value!r}.", "Write -v ON_ERROR_STOP=1.")
        stop = value.lower() in _TRUE
    return stop


_ALONE = {
    "-1": "single_transaction", "-v": "variables", "-A": "no_align", "--csv": "csv", "-t": "tuples_only",
    "-x": "expanded", "-q": "quiet", "-o": "output", "-F": "field_separator", "-z": "field_separator_zero",
    "-R": "record_separator", "-0": "record_separator_zero", "-w": "no_password",
}  # fmt: skip


def _refuse_alone(given: argparse.Namespace) -> None:
    for option, name in _ALONE.items():
        if getattr(given, name) not in (None, False, []):
            raise UsageError(f"{option} says how a run without a screen goes.", "Add -c SQL or -f FILE.")
