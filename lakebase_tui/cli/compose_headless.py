"""Put a run without a screen together. What only a Lakebase target needs is loaded for one only."""

from collections.abc import Awaitable, Callable, MutableMapping

from lakebase_tui.cli.arguments import Arguments
from lakebase_tui.cli.login_arguments import network_of, passwords_of, plain_flags
from lakebase_tui.config.environment import take_pg_environment
from lakebase_tui.headless.job import Job
from lakebase_tui.headless.opening import Destination, LoginSettings
from lakebase_tui.headless.run import run
from lakebase_tui.session.plain import plain_target
from lakebase_tui.ui.access import Access


def run_headless(arguments: Arguments, job: Job, environ: MutableMapping[str, str]) -> int:
    """Do a job at the target that the command line names.

    Raises:
        UsageError: A target that cannot be used.
    """
    pg_environment = take_pg_environment(environ)
    settings = LoginSettings(
        passwords_of(arguments, pg_environment), arguments.token_ttl_s, arguments.wake_timeout_s
    )
    if not arguments.plain:
        return _run_on_lakebase(arguments, job, settings, environ)
    target, password = plain_target(plain_flags(arguments), pg_environment)

    async def find() -> Destination:
        return Destination(target, password)

    return run(job, find, settings)


def _run_on_lakebase(
    arguments: Arguments, job: Job, settings: LoginSettings, environ: MutableMapping[str, str]
) -> int:
    from lakebase_tui.cli.access import DatabricksAccess, DemoAccess

    access: Access = DemoAccess() if arguments.demo else DatabricksAccess(environ, network_of(arguments))
    try:
        return run(job, _finder(arguments, access), settings)
    finally:
        access.close()


def _finder(arguments: Arguments, access: Access) -> Callable[[], Awaitable[Destination]]:
    from lakebase_tui.cli.access import preselect_of
    from lakebase_tui.headless.lakebase import find_target

    async def find() -> Destination:
        control_plane = access.control_plane(arguments.profile)
        try:
            target = await find_target(control_plane, preselect_of(arguments), await access.network())
        except BaseException:
            await control_plane.aclose()
            raise
        return Destination(target, control_plane=control_plane, notice=access.notice(arguments.profile))

    return find
