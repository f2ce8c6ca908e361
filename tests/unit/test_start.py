"""What the start of the app does not wait for."""

import os
import subprocess
import sys

import pytest

_LATER = (
    "lakebase_tui.completion.engine",
    "lakebase_tui.control_plane.databricks",
    "lakebase_tui.catalog.ddl.ddl",
    "lakebase_tui.catalog.describe.describe",
    "lakebase_tui.query.export.result_export",
    "lakebase_tui.query.importing.csv_import",
    "lakebase_tui.query.formats.registry",
    "lakebase_tui.ui.clipboard.selection",
    "lakebase_tui.ui.explain_desk",
    "lakebase_tui.ui.screens.cell",
    "lakebase_tui.ui.screens.changes",
    "lakebase_tui.ui.screens.chart",
    "lakebase_tui.ui.screens.copy_as",
    "lakebase_tui.ui.screens.describe",
    "lakebase_tui.ui.screens.export",
    "lakebase_tui.ui.screens.import_csv",
    "lakebase_tui.ui.screens.profile",
    "lakebase_tui.ui.widgets.plan_view",
)


def test_what_is_needed_later_is_not_loaded_with_the_app() -> None:
    program = (
        "import sys, lakebase_tui.cli.compose, lakebase_tui.ui.app; "
        f"print(sorted(each for each in {_LATER!r} if each in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_what_is_needed_later_is_there() -> None:
    program = f"import importlib; [importlib.import_module(each) for each in {_LATER!r}]"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(("chosen", "rate"), [({}, 250), ({"TEXTUAL_FPS": "30"}, 30)])
def test_frames_follow_at_once_unless_the_user_chose_a_rate(chosen: dict[str, str], rate: int) -> None:
    program = (
        "import os, sys, lakebase_tui.cli, lakebase_tui.cli.compose as compose\n"
        "assert 'textual' not in sys.modules\n"
        "from lakebase_tui.cli.arguments import parse\n"
        "class Met(Exception): pass\n"
        "def access(*_): raise Met\n"
        "compose.DatabricksAccess = access\n"
        "try: compose.run(parse([], {}), os.environ)\n"
        "except Met: pass\n"
        "import textual.screen\n"
        "print(round(1 / textual.screen.UPDATE_PERIOD))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={**environment, **chosen},
    )
    assert done.stdout.strip() == str(rate)
