"""The command line, as a value."""

import argparse
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lakebase_tui import __version__
from lakebase_tui.cli.headless_arguments import add_headless_options, job_of
from lakebase_tui.errors import UsageError
from lakebase_tui.headless.job import Job

_EPILOG = """\
targets:
  projects/P/branches/B[/endpoints/E]   a Lakebase branch, through your Databricks profile
  postgresql://role@host/database       any Postgres; also "host=... dbname=...", or a database name

examples:
  lakebase-tui                          pick a branch
  lakebase-tui --demo                   try it on a local Lakebase
  lakebase-tui -h localhost -d shop     any Postgres, with psql's flags and PG* variables
  lakebase-tui projects/shop/branches/dev --csv -c 'select * from orders' > orders.csv
  lakebase-tui -h localhost -d shop -v ON_ERROR_STOP=1 -1 -f schema.sql
  lakebase-tui local --help             run the local Lakebase alone, for psql and the SDK

environment:
  LAKEBASE_TUI_FRAME_DIFF=0             send whole areas of the screen, not only the cells that changed
"""
_LEVELS = ("projects", "branches", "endpoints")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line asks for; None where it said nothing."""

    plain: bool = False
    """A Postgres without a control plane."""
    demo: bool = False
    conninfo: str | None = None
    profile: str | None = None
    project: str | None = None
    branch: str | None = None
    endpoint: str | None = None
    role: str | None = None
    database: str | None = None
    host: str | None = None
    hostaddr: str | None = None
    port: int | None = None
    root_cert: str | None = None
    ask_password: bool = False
    password_command: tuple[str, ...] = ()
    """Program and arguments that print a password; empty for none."""
    token_ttl_s: float | None = None
    wake_timeout_s: float = 60.0
    theme: str | None = None
    job: Job | None = None
    """What to do without a screen; None: the app is wanted."""

    @property
    def is_direct(self) -> bool:
        """Whether a Lakebase branch is named, so that the picker need not ask."""
        return self.project is not None and not self.plain


def parse(argv: Sequence[str], environ: Mapping[str, str]) -> Arguments:
    """Read the command line.

    Args:
        argv: Arguments without the program's name.
        environ: For `LAKEBASE_ENDPOINT`, and to see whether a plain server is meant by PG* variables.

    Raises:
        UsageError: A target that cannot be used.
        SystemExit: `--help`, `--version`, or an unknown option; argparse has said why.
    """
    given = _parser().parse_args(argv)
    target = given.target or (None if _names_a_server(given) else environ.get("LAKEBASE_ENDPOINT"))
    levels = _resource(target) if target and target.startswith("projects/") else {}
    conninfo = target if target and not levels and ("://" in target or "=" in target) else None
    named_database = target if target and not levels and conninfo is None else None
    if named_database and given.dbname:
        raise UsageError(f"Two databases are named: {target} and {given.dbname}.", "Give one of them.")
    project = _one("project", levels.get("projects"), given.project)
    plain = _is_plain(given, environ, bool(project), bool(conninfo or named_database))
    return Arguments(
        plain=plain,
        demo=given.demo,
        conninfo=conninfo,
        profile=given.profile,
        project=project,
        branch=_one("branch", levels.get("branches"), given.branch),
        endpoint=_one("endpoint", levels.get("endpoints"), given.endpoint),
        role=given.role or given.username or given.user_name,
        database=given.dbname or named_database,
        host=given.host,
        hostaddr=given.hostaddr,
        port=given.port,
        root_cert=given.sslrootcert,
        ask_password=given.password,
        password_command=_command(given.password_command),
        token_ttl_s=given.token_ttl,
        wake_timeout_s=given.wake_timeout,
        theme=given.theme,
        job=job_of(given),
    )


def _is_plain(
    given: argparse.Namespace, environ: Mapping[str, str], has_project: bool, has_target: bool
) -> bool:
    if has_project or given.profile or given.demo or given.branch or given.endpoint:
        if given.host:
            raise UsageError(
                "-h names a plain Postgres server, and a Lakebase target is named too.",
                "Leave out -h; use --hostaddr to reach a Lakebase compute at another address.",
            )
        return False
    if has_target or _names_a_server(given):
        return True
    databricks = environ.get("DATABRICKS_HOST") or environ.get("DATABRICKS_CONFIG_PROFILE")
    return bool((environ.get("PGHOST") or environ.get("PGSERVICE")) and not databricks)


def _names_a_server(given: argparse.Namespace) -> bool:
    # With --hostaddr and no -h, -p is the port of a tunnel to a Lakebase compute.
    port = given.port is not None and given.hostaddr is None
    return bool(given.host or given.username or given.dbname or given.user_name or port)


def _resource(target: str) -> dict[str, str]:
    parts = target.strip("/").split("/")
    kinds, ids = parts[::2], parts[1::2]
    if kinds != list(_LEVELS[: len(kinds)]) or len(kinds) != len(ids) or not all(ids):
        raise UsageError(
            f"{target} is not a Lakebase resource name.",
            "Write projects/P/branches/B or projects/P/branches/B/endpoints/E.",
        )
    return dict(zip(kinds, ids, strict=True))


def _one(what: str, in_target: str | None, in_flag: str | None) -> str | None:
    if in_target and in_flag and in_target != in_flag:
        raise UsageError(f"Two {what} ids are named: {in_target} and {in_flag}.", "Give one of them.")
    return in_target or in_flag


def _command(text: str | None) -> tuple[str, ...]:
    try:
        words = shlex.split(text) if text is not None else []
    except ValueError:
        words = []  # an open quote or a backslash at the end
    if text is not None and not (words and words[0]):
        raise UsageError(
            "--password-command does not hold a command.",
            "Quote it for the shell: --password-command 'pass show lakebase/app'. No shell runs it.",
        )
    return tuple(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lakebase-tui",
        description="A terminal client for Databricks Lakebase, and for any Postgres.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("target", nargs="?", metavar="TARGET", help="resource name, URL or database name (see below)")
    add("user_name", nargs="?", metavar="ROLE", help="role, after a database name, as in psql")
    add("--demo", action="store_true", help="start a local Lakebase and open the app on it")
    lakebase = parser.add_argument_group("Lakebase").add_argument
    lakebase("--profile", metavar="NAME", help="profile in ~/.databrickscfg")
    lakebase("--project", metavar="ID")
    lakebase("--branch", metavar="ID")
    lakebase("--endpoint", metavar="ID", help="compute of the branch")
    lakebase("--role", metavar="ROLE", help="Postgres role to log in as")
    lakebase("--token-ttl", metavar="S", type=float, help="ask for tokens that live S seconds")
    lakebase(
        "--wake-timeout",
        metavar="S",
        type=_seconds,
        default=60.0,
        help="wait S seconds for a compute that wakes (60)",
    )
    lakebase("--hostaddr", metavar="IP", help="reach the compute at this address (tunnel, private link)")
    lakebase("--sslrootcert", metavar="FILE", help="check the server's certificate against this CA")
    psql = parser.add_argument_group("connection, as in psql").add_argument
    psql("-h", "--host", metavar="HOST")
    psql("-p", "--port", metavar="PORT", type=_port)
    psql("-U", "--username", metavar="ROLE")
    psql("-d", "--dbname", metavar="NAME")
    psql("-W", "--password", action="store_true", help="ask for a password first (the picker asks by itself)")
    psql("-w", "--no-password", action="store_true", help="never ask for a password (with -c or -f)")
    add_headless_options(parser)
    other = parser.add_argument_group("other").add_argument
    other("--password-command", metavar="CMD", help="command that prints the password of a password role")
    other("--theme", metavar="NAME")
    other("--version", action="version", version=f"lakebase-tui {__version__}")
    other("--help", "-?", action="help", help="show this text and exit")
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if 0 < seconds < float("inf"):
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port number")
