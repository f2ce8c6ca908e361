"""Markdown and HTML, read by what renders them; JSON by a reader that minds repeated names."""

import json
import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.html_format import HtmlFormat
from lakebase_tui.query.formats.json_format import JsonFormat, distinct_names
from lakebase_tui.query.formats.jsonl_format import JsonlFormat
from lakebase_tui.query.formats.markdown_format import MarkdownFormat, MarkdownOptions
from lakebase_tui.query.rows import Row
from lakebase_tui.query.type_kinds import column_for
from tests.support.format_truth import written

ID, NAME = column_for("id", 20), column_for("name", 25)
PIECE = st.sampled_from(
    [*"\\|`*_[]<>&~!#-+=.:\"'", "a", "b_c", "<b>", "&amp;", "&#39;", "](x)", "\n", "\r\n", " é"]
)
VALUE = st.lists(PIECE, min_size=1, max_size=8).map("".join)


class Cells(HTMLParser):
    """Rows of cells, and the classes of those that have one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.classes: list[str] = []
        self.others: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._inside = True
            self.classes += [value for name, value in attrs if name == "class"]
        elif tag == "br":
            self.rows[-1][-1] += "\n"
        elif tag not in ("table", "thead", "tbody"):
            self.others.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def rendered(markdown: str) -> Cells:
    return Cells(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def squeezed(text: str) -> str:
    """White space as a renderer treats it at the ends of a cell and around a line end."""
    return re.sub(r"[ \n]*\n[ \n]*", "\n", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@given(st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=4))
def test_rendered_markdown_shows_the_values(rows: list[Row]) -> None:
    found = rendered(written(MarkdownFormat(), [NAME, NAME], rows))
    assert found.others == []
    assert [[squeezed(cell) for cell in row] for row in found.rows[1:]] == [
        [squeezed(cell or "") for cell in row] for row in rows
    ]


def test_a_markdown_table() -> None:
    rows = [("1", "a|b"), ("2", None), ("3", "two\nlines"), ("4", "snake_case stays")]
    assert written(MarkdownFormat(), [ID, NAME], rows) == (
        "| id | name |\n| ---: | --- |\n"
        "| 1 | a\\|b |\n| 2 |  |\n| 3 | two<br>lines |\n| 4 | snake_case stays |\n"
    )
    assert "| *NULL* |" in written(MarkdownFormat(MarkdownOptions(null="*NULL*")), [ID, NAME], rows)
    assert written(MarkdownFormat(), [], [(), ()]) == ""


@given(st.lists(st.tuples(st.one_of(st.none(), VALUE), VALUE), max_size=4))
def test_html_holds_the_values(rows: list[Row]) -> None:
    found = Cells(written(HtmlFormat(), [NAME, NAME], rows))
    assert found.others == []
    assert found.rows[1:] == [
        [(cell or "").replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows
    ]
    assert found.classes == ["null" for row in rows for cell in row if cell is None]


def test_an_html_table() -> None:
    evil = Column("<script>", 25, "text", NAME.kind)
    text = written(HtmlFormat(), [ID, evil], [("1", None), ("2", '<b>&\n"')])
    assert text == (
        '<table>\n<thead>\n<tr><th class="number">id</th><th>&lt;script&gt;</th></tr>\n</thead>\n<tbody>\n'
        '<tr><td class="number">1</td><td class="null"></td></tr>\n'
        '<tr><td class="number">2</td><td>&lt;b&gt;&amp;<br>&quot;</td></tr>\n</tbody>\n</table>\n'
    )


def test_json_keeps_names_apart() -> None:
    names = [column_for(name, 25) for name in ("a", "a", "a_2", "a", "", "?column?", "50%", '"')]
    assert distinct_names(names) == ["a", "a_3", "a_2", "a_4", "", "?column?", "50%", '"']
    pairs: list[list[str]] = []
    json.loads(
        written(JsonFormat(), names, [tuple("12345678")]),
        object_pairs_hook=lambda found: pairs.append([key for key, _ in found]),
    )
    assert pairs == [["a", "a_3", "a_2", "a_4", "", "?column?", "50%", '"']]


def test_json_without_rows() -> None:
    assert written(JsonFormat(), [ID], []) == "[]\n"
    assert written(JsonlFormat(), [ID], []) == ""
    assert json.loads(written(JsonFormat(), [], [(), ()])) == [{}, {}]


def test_an_object_a_line() -> None:
    columns = [ID, column_for("j", 114), column_for("ok", 16)]
    rows: list[Row] = [("007", '{\n"a":1.50}', "t"), ("1.50", None, None)]
    assert written(JsonlFormat(), columns, rows) == (
        '{"id": "007", "j": { "a":1.50}, "ok": true}\n{"id": 1.50, "j": null, "ok": null}\n'
    )
    assert written(JsonFormat(), columns, rows, block=1) == (
        '[\n  {"id": "007", "j": {\n"a":1.50}, "ok": true},\n  {"id": 1.50, "j": null, "ok": null}\n]\n'
    )


def test_undecodable_bytes_stay_in_json() -> None:
    text = written(JsonlFormat(), [NAME], [("a\udcff\x01",)])
    assert text.encode(errors="surrogateescape") == b'{"name": "a\xff\\u0001"}\n'
