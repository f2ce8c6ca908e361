"""How a description is laid out: columns that fit, lines that wrap, and what never reaches the terminal."""

from collections.abc import Iterable

import pytest
from rich.cells import cell_len

from lakebase_tui.catalog.describe.description import Description, Fact, Line, Section
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.sql.visible import visible_lines
from lakebase_tui.ui.widgets.describe_layout import Layout
from lakebase_tui.ui.widgets.describe_table import (
    fitted_widths,
    natural_widths,
    row_height,
    row_lines,
    wrapped,
)
from lakebase_tui.ui.widgets.describe_view import DescribeView
from tests.support.frames import ThemedApp, lines_of

REF = ObjectRef(ObjectKind.TABLE, "a", "b")
TEXTS = (
    *("", "one two three", "日本語の長い名前 と others", "x" * 50, "a\nb\n", " lead", "é" * 30),
    *("\x1b[31m red", "\u202e\u202d\u200b"),
)


def described(*sections: Section, facts: Iterable[Fact] = ()) -> Description:
    return Description(REF, tuple(facts), sections)


@pytest.mark.parametrize("width", [1, 2, 7, 16, 60])
@pytest.mark.parametrize("text", TEXTS)
def test_wrapping_keeps_every_character_but_the_blanks_at_a_cut(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert lines
    assert all(cell_len(line) <= max(width, 2) for line in lines)  # a wide character may not fit at all
    kept = "".join(lines).replace(" ", "")
    assert kept == visible_lines(text).replace("\n", "").replace(" ", "")
    assert row_height([text], [width]) == len(lines)
    assert all(cell_len(line[0]) == width for line in row_lines([text], [width]))


def test_the_widest_columns_give_way_first() -> None:
    natural = natural_widths(("a", "name"), [("x", "y" * 10), ("zz" * 3, "多" * 4)])
    assert natural == [6, 10]
    assert fitted_widths([6, 10], 40) == [6, 10]
    assert fitted_widths([6, 100, 30], 80) == [6, 40, 30]
    assert fitted_widths([6, 100, 90], 80) == [6, 35, 35]
    assert fitted_widths([20, 100, 90], 40) == [16, 16, 16]  # wider than there is room for
    assert fitted_widths([5, 8], 3) == [5, 8]


def test_every_line_of_a_layout_is_found_again() -> None:
    rows = tuple(Line((f"name {at}", text)) for at, text in enumerate(TEXTS))
    layout = Layout(
        described(
            Section("Table", ("A", "B"), rows),
            Section("Text", text="select 1;\n\nselect " + "'a b', " * 20, is_sql=True),
            Section("Plain", text="\u202e" * 15 + "\tand " * 10),
            Section("Why", problem="no " * 40),
            facts=[Fact("Name", "value " * 30)],
        ),
        (),
        40,
    )
    drawn = [layout.lines(entry) for entry in layout.entries]
    assert sum(map(len, drawn)) == layout.height
    for line in range(layout.height):
        number, part = layout.at_line(line)
        assert part < len(drawn[number])
        assert layout.top_of(number) + part == line
    assert all(layout.height_of(number) == len(lines) for number, lines in enumerate(drawn))


async def test_a_wide_table_scrolls_beneath_its_first_column() -> None:
    titles = ("Column", *(f"Title {at} that is long" for at in range(6)))
    rows = tuple(Line((f"c{at}", *(f"v{at}-{each}" for each in range(6)))) for at in range(40))
    app = ThemedApp()
    async with app.run_test(size=(60, 12)) as pilot:
        view = DescribeView()
        await app.screen.mount(view)
        view.styles.height = 12
        view.focus()
        await pilot.pause()
        view.show(described(Section("Columns", titles, rows)))
        await pilot.pause()
        assert "v0-5" not in lines_of(view)[2]
        await pilot.press("right", "right", "right", "right", "right", "right", "right")
        first = lines_of(view)[2].split()
        assert (first[0], first[-1]) == ("c0", "v0-5")
        assert "v0-0" not in first
        await pilot.press("end")
        lines = lines_of(view)
        assert lines[0].split()[0] == "Column"  # the titles stay in sight
        assert lines[-1].split()[0] == "c39"
        assert lines[-1].split()[-1] == "v39-5"
        while "v39-0" not in lines_of(view)[-1]:
            await pilot.press("left")
        assert lines_of(view)[-1].split()[0] == "c39"
        await pilot.press("left")  # to the heading
        assert "Columns  40" in lines_of(view)[0]
        await pilot.resize_terminal(200, 12)
        await pilot.pause()
        assert "v0-5" in lines_of(view)[2]


async def test_nothing_from_outside_steers_the_terminal() -> None:
    nasty = "a\x1b]0;title\x07\u202eb[red]c"
    app = ThemedApp()
    async with app.run_test(size=(90, 20)) as pilot:
        view = DescribeView()
        await app.screen.mount(view)
        view.styles.height = 20
        await pilot.pause()
        view.show(
            described(
                Section("T" + nasty, ("A",), (Line((nasty,)),)),
                Section("Text", text=nasty),
                Section("SQL", text=f"select '{nasty}'", is_sql=True),
                Section("Why", problem=nasty),
                facts=[Fact("N" + nasty, nasty)],
            )
        )
        await pilot.pause()
        shown = "\n".join(lines_of(view))
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "\u202e" not in shown
        assert shown.count("[red]") == 7
