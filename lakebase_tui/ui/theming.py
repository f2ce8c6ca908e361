"""Themes: `themes/*.toml` read into Textual themes, and defaults that let any other theme work too.

A theme file has the tables `[theme]` (fields of `textual.theme.Theme`), `[syntax]`, `[grid]` and
`[status]`, whose keys become variables such as `$syntax-keyword`, and `[extra]`, whose keys are
variable names as they stand (`ground`, `dim`, or any variable of Textual's own).
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

import lakebase_tui

DEFAULT_THEME = "lakebase-dark"

VARIABLES: tuple[str, ...] = (
    *("ground", "panel", "raised", "line", "dim", "key", "branch"),
    *(f"syntax-{n}" for n in ("keyword", "string", "number", "type", "function", "comment", "operator")),
    *("syntax-parameter", "syntax-error"),
    *(f"grid-{n}" for n in ("header", "type", "rownumber", "cursor", "cursor-text", "cursor-row")),
    *(f"grid-{n}" for n in ("selection", "match", "match-text")),
    *(f"grid-{n}" for n in ("null", "number", "string", "boolean", "time", "json", "uuid")),
    *(f"grid-{n}" for n in ("changed", "new", "deleted")),
    *(f"status-{n}" for n in ("ok", "warn", "bad", "dim")),
)
"""Every variable that our own CSS and widgets use, without the `$`."""

TEXT_CONTRAST = 4.5
"""Least contrast ratio of text that carries meaning."""
DIM_CONTRAST = 3.0
"""Least contrast ratio of text that only accompanies other text."""

_PREFIXED = ("syntax", "grid", "status")
_FIELDS = {field.name for field in fields(Theme)} - {"variables"}


class ThemeFileError(ValueError):
    """A theme file cannot be used; the text says why, without the file's name."""


def load_themes(extra_folders: Sequence[Path] = ()) -> tuple[list[Theme], list[str]]:
    """Read all shipped themes, then those of `extra_folders`; a later one of the same name wins.

    Returns:
        The themes, the default first and then by name, and one sentence for each file left out.
    """
    themes: dict[str, Theme] = {}
    problems: list[str] = []
    for folder in (themes_folder(), *extra_folders):
        for path in sorted(folder.glob("*.toml")):
            try:
                theme = parse_theme(path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, ThemeFileError) as error:
                problems.append(f"The theme {path.name} was left out: {error}")
            else:
                themes[theme.name] = theme
    return sorted(themes.values(), key=lambda theme: (theme.name != DEFAULT_THEME, theme.name)), problems


def set_up(app: App[Any], wanted: str | None, extra_folders: Sequence[Path]) -> list[str]:
    """Give an app its themes, and the one that is wanted or the default.

    Returns:
        One sentence for each file left out, and for a theme that does not exist.
    """
    themes, problems = load_themes(extra_folders)
    for theme in themes:
        app.register_theme(theme)
    known = wanted is None or wanted in app.available_themes
    app.theme = wanted if wanted is not None and known else DEFAULT_THEME
    if not known:
        problems.append(f"There is no theme {wanted}. There are: {', '.join(sorted(app.available_themes))}.")
    return problems


def themes_folder() -> Path:
    """Where the shipped theme files are: inside the package, or beside it in a source tree."""
    package = Path(lakebase_tui.__file__).parent
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


def parse_theme(text: str) -> Theme:
    """Make a theme of the text of a theme file.

    Raises:
        ThemeFileError: Not TOML, an unknown table or field, a missing one, or not a colour.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemeFileError(f"it is not TOML ({error}).") from None
    base = tables.pop("theme", None)
    if not isinstance(base, dict) or not {"name", "primary"} <= base.keys():
        raise ThemeFileError("it needs a [theme] table with a name and a primary colour.")
    if unknown := base.keys() - _FIELDS:
        raise ThemeFileError(f"[theme] has no field {sorted(unknown)[0]!r}.")
    own = dict(_named_variables(tables))
    _check_colours({**{k: v for k, v in base.items() if k != "name"}, **own})
    theme = Theme(**base)
    theme.variables = {**variable_defaults(theme), **own}
    theme.variables = {**_chrome(theme), **theme.variables}
    return theme


def _named_variables(tables: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for table, entries in tables.items():
        if table not in (*_PREFIXED, "extra") or not isinstance(entries, dict):
            raise ThemeFileError(f"it has an unknown table or key {table!r}.")
        for key, value in entries.items():
            name = f"{table}-{key}" if table in _PREFIXED else key
            if table in _PREFIXED and name not in VARIABLES:
                raise ThemeFileError(f"[{table}] has no field {key!r}.")
            if not isinstance(value, str):
                raise ThemeFileError(f"{key!r} in [{table}] is not a text.")
            yield name, value


def _check_colours(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if not isinstance(value, str) or name.endswith("-style"):
            continue
        try:
            Color.parse(value.rpartition(" ")[0] if value.endswith("%") else value)
        except ColorParseError:
            raise ThemeFileError(f"{name} is {value!r}, which is not a colour.") from None


def variable_defaults(theme: Theme) -> dict[str, str]:
    """Give every variable of ours a value drawn from the theme's own colours.

    For `App.get_theme_variable_defaults`, so that the themes that come with Textual work as well.
    Colours of text are moved towards black or white until they can be read on the ground.
    """
    if theme.ansi:
        return dict(_ANSI)
    colours = theme.to_color_system().generate()
    ground = Color.parse(colours["background"])
    text = _opaque(colours["foreground"], ground)
    panel = _opaque(colours["panel"], ground)
    raised = ground.blend(text, 0.10)
    hard = (ground, panel, raised)

    def ink(name: str) -> str:
        return readable(_opaque(colours[name], ground), hard, TEXT_CONTRAST).hex

    def faint(share: float) -> str:
        return readable(ground.blend(text, share), hard, DIM_CONTRAST).hex

    primary, second, accent = ink("primary"), ink("secondary"), ink("accent")
    ok, warn, bad, plain = ink("success"), ink("warning"), ink("error"), ink("foreground")
    cursor = Color.parse(accent)
    cursor_text = readable(ground, (cursor,), TEXT_CONTRAST).hex
    return {
        **{"ground": ground.hex, "panel": panel.hex, "raised": raised.hex},
        **{"line": ground.blend(text, 0.2).hex, "dim": faint(0.55), "key": warn, "branch": second},
        **{"syntax-keyword": primary, "syntax-string": ok, "syntax-number": warn, "syntax-type": second},
        **{"syntax-function": accent, "syntax-comment": faint(0.55), "syntax-operator": plain},
        **{"syntax-parameter": warn, "syntax-error": bad},
        **{"grid-header": plain, "grid-type": faint(0.45), "grid-rownumber": faint(0.5)},
        **{"grid-cursor": cursor.hex, "grid-cursor-text": cursor_text, "grid-cursor-row": raised.hex},
        **{"grid-selection": ground.blend(Color.parse(second), 0.22).hex, "grid-match": warn},
        **{"grid-match-text": readable(ground, (Color.parse(warn),), TEXT_CONTRAST).hex},
        **{"grid-null": faint(0.5), "grid-number": warn, "grid-string": plain, "grid-boolean": accent},
        **{"grid-time": second, "grid-json": ok, "grid-uuid": second},
        **{"grid-changed": warn, "grid-new": ok, "grid-deleted": bad},
        **{"status-ok": ok, "status-warn": warn, "status-bad": bad, "status-dim": faint(0.55)},
    }


def readable(colour: Color, grounds: Iterable[Color], ratio: float) -> Color:
    """Move a colour towards black or white, as little as needed, until it has the contrast asked for."""
    grounds = tuple(grounds)
    ends = sorted((Color(0, 0, 0), Color(255, 255, 255)), key=lambda end: -_worst(end, grounds))
    for step in range(21):
        moved = colour.blend(ends[0], step / 20)
        if _worst(moved, grounds) >= ratio:
            return moved
    return ends[0]


def contrast_ratio(one: Color, other: Color) -> float:
    """The contrast of two opaque colours, from 1 to 21, as WCAG 2 counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _worst(colour: Color, grounds: Iterable[Color]) -> float:
    return min(contrast_ratio(colour, ground) for ground in grounds)


def _luminance(colour: Color) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _opaque(value: str, ground: Color) -> Color:
    colour = Color.parse(value)
    return colour if colour.a == 1 else ground.blend(colour, colour.a, alpha=1)


def _chrome(theme: Theme) -> dict[str, str]:
    """Variables of Textual's own widgets that would otherwise shout: scrollbars, borders, cursors."""
    if theme.ansi:
        return {}
    own = theme.variables
    text, accent = theme.foreground or "", theme.accent or theme.primary
    line, dim, ground = own["line"], own["dim"], own["ground"]
    quiet = Color.parse(ground).blend(Color.parse(dim), 0.55).hex
    return {
        **{"text": text, "text-muted": dim, "text-disabled": dim},
        **{"border": accent, "border-blurred": line},
        **{"scrollbar": quiet, "scrollbar-hover": dim, "scrollbar-active": accent},
        **{f"scrollbar-background{state}": ground for state in ("", "-hover", "-active")},
        "scrollbar-corner-color": ground,
        **{"block-cursor-background": own["grid-cursor"], "block-cursor-foreground": own["grid-cursor-text"]},
        **{"block-cursor-blurred-background": own["raised"], "block-cursor-blurred-foreground": text},
        **{"block-hover-background": own["raised"], "input-selection-background": line},
        **{"footer-background": ground, "footer-foreground": dim, "footer-key-foreground": accent},
        **{"footer-description-foreground": dim, "footer-item-background": ground},
        **{"button-foreground": text, "button-color-foreground": own["grid-cursor-text"]},
    }


_ANSI: dict[str, str] = {
    **{"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"},
    **dict.fromkeys(("ground", "panel", "raised", "grid-cursor-row"), "ansi_default"),
    **dict.fromkeys(("line", "dim", "syntax-comment", "status-dim"), "ansi_bright_black"),
    **dict.fromkeys(("grid-type", "grid-null", "grid-rownumber"), "ansi_bright_black"),
    **dict.fromkeys(("syntax-operator", "grid-header", "grid-string"), "ansi_default"),
    **dict.fromkeys(("syntax-type", "grid-time", "grid-uuid"), "ansi_cyan"),
    **dict.fromkeys(("syntax-string", "grid-json", "status-ok", "grid-new"), "ansi_green"),
    **dict.fromkeys(("syntax-function", "key", "status-warn", "grid-boolean", "grid-changed"), "ansi_yellow"),
    **dict.fromkeys(
        ("syntax-number", "syntax-error", "grid-number", "status-bad", "grid-deleted"), "ansi_red"
    ),
    **{"syntax-keyword": "ansi_blue", "syntax-parameter": "ansi_magenta", "branch": "ansi_magenta"},
    **{"grid-cursor": "ansi_blue", "grid-cursor-text": "ansi_bright_white"},
    **{"grid-selection": "ansi_bright_black", "grid-match": "ansi_yellow", "grid-match-text": "ansi_black"},
}
