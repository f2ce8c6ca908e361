"""Where files live, by the customs of the platform."""

from pathlib import Path

import platformdirs

_APPLICATION = "lakebase-tui"


def theme_folder() -> Path:
    """The user's own theme files; only ever read."""
    return platformdirs.user_config_path(_APPLICATION) / "themes"


def settings_file() -> Path:
    """What the user chose; only ever read."""
    return platformdirs.user_config_path(_APPLICATION) / "config.toml"


def state_folder() -> Path:
    """What the program writes for itself: recents, buffers, crash reports. It may not exist yet."""
    return platformdirs.user_state_path(_APPLICATION)


def queries_folder() -> Path:
    """The user's saved queries, where the settings name no other place; made with the first that is saved."""
    return platformdirs.user_config_path(_APPLICATION) / "queries"


def recents_file() -> Path:
    """The targets that were opened last."""
    return state_folder() / "recents.json"


def buffer_folder() -> Path:
    """What was typed, a folder for each program that runs or ran."""
    return state_folder() / "buffers"


def crash_folder() -> Path:
    """Reports of crashes."""
    return state_folder() / "crashes"


def copies_folder() -> Path:
    """What was copied where there is no clipboard."""
    return state_folder() / "copies"


def history_file() -> Path:
    """The statements that were run."""
    return state_folder() / "history.sqlite3"


def parameter_values_file() -> Path:
    """What was put in for parameters of queries."""
    return state_folder() / "parameters.json"


def catalogue_folder() -> Path:
    """What is known of databases' schemas; all of it can be asked for anew."""
    return platformdirs.user_cache_path(_APPLICATION) / "catalogues"
