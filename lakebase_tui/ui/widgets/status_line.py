"""The status line as a function of plain values: what it says, and what it leaves out when it is narrow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from rich.style import Style
from rich.text import Text

from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import age, clock
from lakebase_tui.ui.widgets.grid_cell import fit, width_of
from lakebase_tui.ui.widgets.status_reading import Pieces, Reading

TOKEN_SOON_S = 300.0
"""A token that lives for less than this many seconds is shown in amber."""
STYLE_NAMES = ("ok", "warn", "bad", "dim", "text", "line")

_MARKS = {
    "active": ("●", "ok"),
    "idle": ("○", "dim"),
    "asleep": ("○", "dim"),
    "starting": ("◐", "warn"),
    "waking": ("◐", "warn"),
    "connecting": ("◐", "warn"),
    "degraded": ("◐", "warn"),
    "disconnected": ("✗", "bad"),
    "lost": ("✗", "bad"),
}
COUNTED_STATES = ("waking", "connecting")
"""Whoever waits sees the seconds."""
_SEPARATOR = " │ "
_EDGE = 1
_ROLE_CAP = 32


@dataclass(frozen=True, slots=True)
class StatusView:
    """Everything the status line says. Empty texts and None leave a field out."""

    compute: str = ""
    state: str = "disconnected"
    """`active`, `idle`, `asleep`, `starting`, `waking`, `connecting`, `degraded`, `disconnected`, `lost`."""
    state_since: float = 0.0
    """When it entered that state, as `time.monotonic` counts, in seconds."""
    size: str = ""
    """`1-4 CU`."""
    role: str = ""
    access: str = ""
    """`read-write` or `read-only`."""
    uses_token: bool = False
    """Whether logins need a token at all; otherwise the line says `no token`."""
    token_deadline: float | None = None
    """When the token for new logins ends, as `time.monotonic` counts, in seconds."""
    token_renewing: bool = False
    pinned: str = ""
    """What binds the session to its connection: `2 temp tables`."""
    transaction: str = "none"
    """`none`, `open` or `failed`."""
    transaction_since: float | None = None
    """When it began, as `time.monotonic` counts, in seconds."""
    manual: bool = False
    """Whether statements begin transactions that somebody must end."""
    savepoints: bool = False
    """Whether an error in a transaction undoes only its own statement."""
    reading: Reading = field(default_factory=Reading)
    """How far the result on show is read."""
    position: str = ""
    """`1:1`, row and column of the cursor."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A field where it stands in the line; `x` and `width` in cells."""

    name: str
    x: int
    width: int
    pieces: tuple[tuple[str, str], ...]


# Which field gives way next when the line is too long; each field has shorter forms, the last may be none.
_GIVE_WAY = (
    "result",
    "result",
    "compute",
    "role",
    "position",
    "role",
    "pinned",
    "tx",
    "compute",
    "token",
    "role",
    *("result",) * 5,
)
_RIGHT = ("result", "position")


def lay_out(view: StatusView, width: int, now: float) -> tuple[Placed, ...]:
    """Choose the forms that fit and place them: the session at the left, the result at the right.

    Args:
        view: What to say.
        width: Cells of the line.
        now: What `time.monotonic` shows, in seconds.
    """
    forms = {name: list(each) for name, each in _fields(view, now)}
    for name in _GIVE_WAY:
        if _length(forms) + 2 * _EDGE <= width:
            break
        if len(forms.get(name, ())) > 1:
            forms[name].pop(0)
    shown = {name: tuple(each[0]) for name, each in forms.items() if each and each[0]}
    left = [(name, pieces) for name, pieces in shown.items() if name not in _RIGHT]
    right = [(name, pieces) for name, pieces in shown.items() if name in _RIGHT]
    placed = list(_place(left, _EDGE))
    room = width - _EDGE - _length({name: [pieces] for name, pieces in right})
    behind = placed[-1].x + placed[-1].width + len(_SEPARATOR) if placed else _EDGE
    return (*placed, *_place(right, max(behind, room)))


def render_status(view: StatusView, width: int, now: float, styles: Mapping[str, Style]) -> Text:
    """Draw the status line, exactly `width` cells wide; `styles` maps each of `STYLE_NAMES`."""
    text = Text(no_wrap=True, end="", style=styles["dim"])
    for place in lay_out(view, width, now):
        gap = place.x - width_of(text.plain)
        if gap == len(_SEPARATOR):
            text.append(_SEPARATOR, styles["line"])
        else:
            text.append(" " * gap)
        for piece, style in place.pieces:
            text.append(piece, styles[style])
    text.truncate(width, overflow="ellipsis", pad=True)
    return text


def _place(fields: Sequence[tuple[str, Pieces]], x: int) -> Iterator[Placed]:
    widths = [sum(width_of(text) for text, _ in pieces) for _, pieces in fields]
    starts = accumulate((width + len(_SEPARATOR) for width in widths), initial=x)
    for (name, pieces), start, width in zip(fields, starts, widths, strict=False):
        yield Placed(name, start, width, tuple(pieces))


def _length(forms: Mapping[str, Sequence[Pieces]]) -> int:
    widths = [sum(width_of(text) for text, _ in each[0]) for each in forms.values() if each and each[0]]
    return sum(widths) + len(_SEPARATOR) * max(0, len(widths) - 1)


def _fields(view: StatusView, now: float) -> Iterator[tuple[str, Sequence[Pieces]]]:
    """Each field with its forms, the longest first; only these come into the line, in this order."""
    yield "compute", _compute(view, now)
    yield "role", _role(view)
    yield "token", _token(view, now)
    if view.pinned:
        yield "pinned", [[("pinned ", "dim"), (visible(view.pinned), "warn")], [("pinned", "warn")]]
    yield "tx", _transaction(view, now)
    yield "result", view.reading.forms(now)
    if view.position:
        yield "position", [[(view.position, "dim")], []]


def _compute(view: StatusView, now: float) -> Sequence[Pieces]:
    mark, style = _MARKS.get(view.state, ("○", "dim"))
    waited = int(now - view.state_since) if view.state in COUNTED_STATES else 0
    said = f"{visible(view.state)} {waited} s" if waited else visible(view.state)
    state = [(f"{mark} ", style), (said, "dim" if style == "ok" else style)]
    if not view.compute:
        return [state]
    named = [state[0], (f"{visible(view.compute)} ", "text"), state[1]]
    return [[*named, (f" {visible(view.size)}", "dim")], named, state] if view.size else [named, named, state]


def _role(view: StatusView) -> Sequence[Pieces]:
    if not view.role:
        return [[]]
    role = visible(view.role)
    role = fit(role, _ROLE_CAP).rstrip() if width_of(role) > _ROLE_CAP else role
    name, at, _ = role.partition("@")
    brief = f"{name}@…" if at else role
    style = "warn" if view.access == "read-only" else "dim"
    short = {"read-write": "rw", "read-only": "ro"}.get(view.access, view.access)
    access, tight = (f" {view.access}", style), (f" {short}", style)
    return [[(role, "text"), access], [(role, "text"), tight], [(brief, "text"), tight], [(short, style)]]


def _token(view: StatusView, now: float) -> Sequence[Pieces]:
    if not view.uses_token:
        return [[("no token", "dim")], []]
    if view.token_renewing:
        return [[("token ", "dim"), ("renewing…", "warn")]]
    if view.token_deadline is None:
        return [[("token ", "dim"), ("none yet", "dim")], []]
    left = view.token_deadline - now
    if left <= 0:
        return [[("token ", "dim"), ("expired", "bad")]]
    calm = left >= TOKEN_SOON_S
    form: Pieces = [("token ", "dim"), (clock(left), "ok" if calm else "warn")]
    return [form, []] if calm else [form]


def _transaction(view: StatusView, now: float) -> Sequence[Pieces]:
    modes = [name for name, on in (("manual", view.manual), ("savepoints", view.savepoints)) if on]
    long = f" {' '.join(modes)}" if modes else ""
    brief = " " + "".join(name[0].upper() for name in modes) if modes else ""
    if view.transaction == "none":
        none: Pieces = [("tx ", "dim"), ("none", "dim")]
        return [[*none, (long, "warn")], [("tx", "dim"), (brief, "warn")]] if modes else [none, []]
    style = "bad" if view.transaction == "failed" else "warn"
    short: Pieces = [("tx ", "dim"), (view.transaction, style)]
    old = age(now - view.transaction_since) if view.transaction_since is not None else "now"
    aged: Pieces = [*short, (f" {old}", "dim")] if old != "now" else short
    return [[*aged, (long, "dim")], [*short, (brief, "dim")]] if modes else [aged, short]
