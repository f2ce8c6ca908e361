import math
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.geometry import Region

from lakebase_tui.query.aggregate import Aggregate
from lakebase_tui.ui.aggregate_words import aggregate_words
from lakebase_tui.ui.widgets.status_bar import StatusBar, changed_regions, has_clock
from lakebase_tui.ui.widgets.status_line import STYLE_NAMES, StatusView, lay_out, render_status
from lakebase_tui.ui.widgets.status_reading import Reading
from tests.support.frames import ThemedApp
from tests.support.results_demo import STATUS

STYLES = {name: Style(meta={"name": name}) for name in STYLE_NAMES}


def line(view: StatusView, width: int = 160, now: float = 0.0) -> str:
    return render_status(view, width, now, STYLES).plain


def styled(view: StatusView, words: str, now: float = 0.0) -> str:
    """The style name of a piece of the line."""
    for place in lay_out(view, 200, now):
        for text, style in place.pieces:
            if text.strip() == words:
                return style
    raise AssertionError(f"{words!r} is not in the line")


def test_everything_in_a_wide_line() -> None:
    text = line(STATUS)
    left = " ● primary active 1-4 CU │ ana@example.com read-write │ token 42:10 │ tx none "
    assert text.startswith(left)
    assert text.endswith(" 12,345 rows · first 31 ms · all 84 ms │ 1:1 ")
    assert cell_len(text) == 160


@pytest.mark.parametrize("width", range(1, 161))
def test_the_line_is_exactly_as_wide_as_asked(width: int) -> None:
    assert cell_len(line(STATUS, width)) == width


def test_at_80_columns_the_truth_is_still_there() -> None:
    text = line(STATUS, 80)
    for part in ("● primary active", "ana@example.com rw", "token 42:10", "tx none", "12,345 rows"):
        assert part in text


def test_a_pin_never_hides_the_transaction() -> None:
    pinned = replace(STATUS, pinned="temporary table scratch", transaction="open", transaction_since=0.0)
    for width in (60, 80, 120):
        assert "tx open" in line(pinned, width)
        assert "pinned" in line(pinned, width)


def test_what_matters_stays_when_the_line_is_very_narrow() -> None:
    troubled = replace(STATUS, transaction="failed", token_deadline=60.0, access="read-only")
    text = line(troubled, 48)
    for part in ("● active", "ro", "token 01:00", "tx failed"):
        assert part in text


@pytest.mark.parametrize(
    ("state", "mark"),
    [("active", "●"), ("asleep", "○"), ("idle", "○"), ("waking", "◐"), ("connecting", "◐"), ("lost", "✗")],
)
def test_a_state_is_a_shape_and_a_word(state: str, mark: str) -> None:
    assert line(replace(STATUS, state=state)).startswith(f" {mark} primary {state}")


def test_the_token() -> None:
    assert styled(STATUS, "42:10") == "ok"
    assert styled(STATUS, "05:00", now=2_530.5 - 300.2) == "ok"
    assert styled(STATUS, "04:59", now=2_530.5 - 299.9) == "warn"
    assert styled(STATUS, "expired", now=3_000.0) == "bad"
    assert styled(replace(STATUS, token_renewing=True), "renewing…") == "warn"
    assert "token none yet" in line(replace(STATUS, token_deadline=None))
    assert "no token" in line(replace(STATUS, uses_token=False))


def test_the_transaction() -> None:
    began = replace(STATUS, transaction="open", transaction_since=100.0)
    assert "tx open │" not in line(began)
    assert "tx open " in line(began, now=130.0)
    assert "tx open 2 min" in line(began, now=225.0)
    assert styled(replace(began, transaction="failed"), "failed") == "bad"


def test_pinned_and_running_and_more() -> None:
    assert "pinned 2 temp tables" in line(replace(STATUS, pinned="2 temp tables"))


def reading(read: Reading, now: float = 0.0) -> str:
    """What the line says of a result, where there is room for all of it."""
    text = line(replace(STATUS, reading=read, position=""), 200, now)
    return text.rpartition(" │ ")[2].removeprefix("tx none").strip()


def test_how_far_a_result_is_read() -> None:
    running = Reading(running=True, since=10.0)
    assert reading(running, 10.2) == "● running"
    assert reading(running, 13.5) == "● running · 3 s"
    streaming = replace(running, rows=1_200_000, byte_count=38_000_000)
    assert reading(streaming, 13.0) == "● running · 1,200,000 rows · 38 MB · 400 k rows/s · 3 s"
    waiting = Reading(rows=10_000, more=True, held_until=60.0, first_row_s=0.031)
    assert reading(waiting, 8.5) == "10,000+ rows · held 52 s · first 31 ms"
    assert reading(replace(waiting, held_until=math.inf), 8.5) == "10,000+ rows · held · first 31 ms"
    assert reading(Reading(rows=10_000, partly=True)) == "first 10,000 rows"
    lost = Reading(rows=137, partly=True, cut="connection lost")
    assert reading(lost) == "first 137 rows · connection lost"
    assert reading(Reading(rows=1, elapsed_s=0.002)) == "1 row · all 2 ms"
    assert reading(Reading(rows=9, selection=("sum 4",))) == "9 rows · sum 4"
    still = replace(STATUS, uses_token=False)
    assert has_clock(replace(still, reading=running))
    assert has_clock(replace(still, reading=waiting))
    assert not has_clock(replace(still, reading=lost))


@pytest.mark.parametrize("width", [160, 120, 80, 60, 40])
def test_of_a_selection_less_is_said_in_a_narrow_line_and_never_only_how_many_rows_there_are(
    width: int,
) -> None:
    found = Aggregate(cells=4_500, nulls=71, numbers=1_000, total=Decimal("12811125.25"))
    found.least, found.greatest, found.values = "1", "50625", {"1", "2"}
    selected = Reading(rows=500, selection=aggregate_words(found))
    said = line(replace(STATUS, reading=selected, position="1:1"), width)
    assert "sum 12,811,125.25" in said
    assert len(said) == width


def test_an_average_has_as_many_digits_as_one_reads() -> None:
    def average(total: str, numbers: int) -> str:
        return aggregate_words(Aggregate(cells=9, numbers=numbers, total=Decimal(total)))[-2]

    assert average("10", 3) == "sum 10 · avg 3.333333"
    assert average("1", 3_000_000) == "sum 1 · avg 0.000000333333"
    assert average("-5", 2) == "sum -5 · avg -2.5"
    assert average("123456789012345678", 1) == "sum 123,456,789,012,345,678 · avg 123,456,789,012,345,678"


def test_an_empty_view_says_that_there_is_no_connection() -> None:
    assert line(StatusView(), 40).split() == ["✗", "disconnected", "│", "no", "token", "│", "tx", "none"]


def test_names_cannot_steer_the_terminal() -> None:
    text = line(replace(STATUS, compute="a\x1b[2J", role="\u202eb" * 40, pinned="[red]x"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]x" in text


def test_only_the_field_that_changed_is_repainted() -> None:
    before, after = lay_out(STATUS, 120, 0.0), lay_out(STATUS, 120, 1.0)
    (region,) = changed_regions(before, after, 120)
    token = next(place for place in before if place.name == "token")
    assert region == Region(token.x, 0, token.width, 1)
    assert changed_regions(before, before, 120) == []
    moved = lay_out(replace(STATUS, position="2:1"), 120, 0.0)
    assert [each.width for each in changed_regions(before, moved, 120)] == [3]
    (whole,) = changed_regions(before, lay_out(replace(STATUS, pinned="x"), 120, 0.0), 120)
    assert whole.width == 120


def test_what_has_a_clock() -> None:
    assert has_clock(STATUS)
    assert not has_clock(replace(STATUS, token_renewing=True))
    assert not has_clock(replace(STATUS, uses_token=False, token_deadline=None))
    assert has_clock(StatusView(transaction="open", transaction_since=1.0))


class BarApp(ThemedApp):
    seconds = 0.0

    def compose(self) -> ComposeResult:
        yield StatusBar(now=lambda: self.seconds)


async def test_a_tick_refreshes_the_token_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    app = BarApp()
    async with app.run_test(size=(120, 5)) as pilot:
        bar = app.query_one(StatusBar)
        bar.show(STATUS)
        await pilot.pause()
        asked: list[Region] = []
        refresh = bar.refresh

        def spy(
            *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> StatusBar:
            asked.extend(regions or [bar.size.region])
            return refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

        monkeypatch.setattr(bar, "refresh", spy)
        bar.tick()
        assert asked == []
        app.seconds = 1.0
        bar.tick()
        bar.show(STATUS)
        assert [region.width for region in asked] == [len("token 42:10")]
        await pilot.pause()
        assert "token 42:09" in bar.render_line(0).text
