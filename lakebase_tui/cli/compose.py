"""Put the app together: which workspace stands behind it, and what it opens first."""

import getpass
from collections.abc import MutableMapping
from dataclasses import replace

from lakebase_tui.cli.access import DatabricksAccess, DemoAccess, preselect_of
from lakebase_tui.cli.arguments import Arguments
from lakebase_tui.cli.login_arguments import network_of, passwords_of, plain_flags
from lakebase_tui.config.buffers import BufferFolder
from lakebase_tui.config.crash_reports import CrashReports
from lakebase_tui.config.environment import take_pg_environment
from lakebase_tui.config.paths import (
    catalogue_folder,
    history_file,
    parameter_values_file,
    queries_folder,
    settings_file,
)
from lakebase_tui.config.secret import Secret
from lakebase_tui.config.settings_file import load_settings
from lakebase_tui.config.state import RecentStore
from lakebase_tui.session.plain import plain_target
from lakebase_tui.session.target import Auth
from lakebase_tui.ui import frame_rate, garbage
from lakebase_tui.ui.access import Access


def run(arguments: Arguments, environ: MutableMapping[str, str]) -> int:
    """Open the app.

    Raises:
        UsageError: A target that cannot be used.
    """
    garbage.wait_for_start()
    frame_rate.follow_at_once()
    pg_environment = take_pg_environment(environ)
    # Started before the app is imported: it boots while the first screen is drawn.
    access: Access = DemoAccess() if arguments.demo else DatabricksAccess(environ, network_of(arguments))
    try:
        from lakebase_tui.ui.app import LakebaseApp
        from lakebase_tui.ui.launch import Launch
        from lakebase_tui.ui.records import Records

        plain = password = None
        if arguments.plain:
            plain, password = plain_target(plain_flags(arguments), pg_environment)
            if arguments.ask_password:
                password = Secret(getpass.getpass("Password: "))
                plain = replace(plain, auth=Auth.PASSWORD)
        settings, problems = load_settings(settings_file())
        launch = Launch(
            plain=plain,
            password=password,
            passwords=passwords_of(arguments, pg_environment),
            profile=arguments.profile,
            preselect=preselect_of(arguments),
            direct=arguments.is_direct,
            token_ttl_s=arguments.token_ttl_s,
            wake_timeout_s=arguments.wake_timeout_s,
            theme=arguments.theme,
            settings=settings,
            problems=problems,
        )
        app = LakebaseApp(
            launch,
            access,
            RecentStore(),
            BufferFolder(),
            CrashReports(),
            # The local Lakebase is new each time: what is known of it is of no use later.
            None if arguments.demo else catalogue_folder(),
            Records(history_file(), queries_folder(), parameter_values_file()),
        )
        app.run()
        return app.return_code or 0
    finally:
        access.close()
