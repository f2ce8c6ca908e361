"""What is measured, in the order of the table, with our budgets."""

from tests.bench.report import Line

START = "start to typing"
IDLE = "memory, idle"
SELECT = "select 1: key to value"
SELECT_BYTES = "select 1: to the terminal"
KEY = "key in the editor"
KEY_BYTES = "key in the editor: to the terminal"
FIRST = "first rows of all"
FIRST_WIDE = "first rows of 200 columns x 10,000"
RIGHT_WIDE = "200 columns: a column to the right"
PEAK = "memory, all rows asked for"
FETCH = "whole fetch"
FETCHING_MEMORY = "memory while fetching"
END_MEMORY = "memory at the end of all rows"
FILTER_MEMORY = "memory while filtering"
SORT_MEMORY = "memory while sorting"
FILTER = "filter all rows"
SORT = "sort all rows"
FETCHING_KEY = "key in the editor while fetching"
FETCHING_PAGE = "PageDown while fetching"
PAGE = "PageDown"
PAGE_BYTES = "PageDown: to the terminal"
DOWN = "cursor down"
DOWN_BYTES = "cursor down: to the terminal"
END = "to the last row of what is there"
CELL_ROW = "10 MB in a cell: first row"
CELL_ROW_KEY = "10 MB in a cell: key in the grid"
CELL = "10 MB cell opened"
CELL_KEY = "10 MB cell: key"
EXPORT_SERVER = "CSV from the server"
EXPORT_RESULT = "CSV of a fetched result"
MANY_FIRST = "10,000 tables: the tree's first level after connect"
MANY_NAMES = "10,000 tables: names complete after connect"
MANY_KEPT = "10,000 tables: names there the next time"
MANY_MEMORY = "10,000 tables: memory with all names"
SPLIT = "1 MB of SQL cut into statements"
SPLIT_KEY = "2,000 lines of SQL cut again after a key"
GO_TO = "10,000 tables: go to, key"
GO_TO_BYTES = "10,000 tables: go to, key: to the terminal"
MATCH = "50,000 objects: match a key"
POPUP = "10,000 tables: list of candidates, asked for"
POPUP_TYPING = "10,000 tables: list of candidates, typing"
BUFFER_KEY = "key in 2,000 lines, lists opening"
BUFFER_KEY_BYTES = "key in 2,000 lines: to the terminal"

LINES = (
    Line(START, limit=1.1, of="pgcli"),
    Line(IDLE, unit="MB", limit=90),
    Line(SELECT, limit=3, of="pgcli"),
    Line(SELECT, "p95"),
    Line(SELECT_BYTES, unit="bytes", limit=1500),
    Line(KEY),
    Line(KEY, "p95", limit=20),
    Line(KEY_BYTES, unit="bytes", limit=250),
    Line(FIRST, limit=100),
    Line(FIRST_WIDE, limit=100),
    Line(RIGHT_WIDE, "p95"),
    Line(PEAK, "most", unit="MB"),
    Line(FETCH, unit="krows/s", limit=0.7, of="psycopg", at_least=True),
    Line(FETCHING_MEMORY, "most", unit="MB", limit=100, plus=IDLE),
    Line(END_MEMORY, "most", unit="MB", limit=100, plus=IDLE),
    Line(FILTER_MEMORY, "most", unit="MB", limit=100, plus=IDLE),
    Line(SORT_MEMORY, "most", unit="MB", limit=100, plus=IDLE),
    Line(FILTER, unit="s"),
    Line(SORT, unit="s"),
    Line(FETCHING_KEY),
    Line(FETCHING_KEY, "p95", limit=50),
    Line(FETCHING_PAGE, "p95", limit=50),
    Line(PAGE, limit=15),
    Line(PAGE, "p95", limit=33),
    Line(PAGE_BYTES, unit="bytes", limit=5000),
    Line(DOWN),
    Line(DOWN_BYTES, unit="bytes", limit=600),
    Line(END, "most", limit=100),
    Line(CELL_ROW, limit=300),
    Line(CELL_ROW_KEY, "most", limit=30),
    Line(CELL, "most", limit=300),
    Line(CELL_KEY, "most", limit=30),
    Line(EXPORT_SERVER, unit="krows/s", limit=0.5, of="psql", at_least=True),
    Line(EXPORT_RESULT, unit="krows/s", limit=0.5, of="psql", at_least=True),
    Line(MANY_FIRST, limit=200),
    Line(MANY_NAMES, unit="s", limit=0.2, of="pgcli"),
    Line(MANY_KEPT, unit="s"),
    Line(MANY_MEMORY, "most", unit="MB", limit=1.0, of="pgcli"),
    Line(POPUP),
    Line(POPUP, "p95", limit=50),
    Line(POPUP_TYPING),
    Line(POPUP_TYPING, "p95", limit=50),
    Line(BUFFER_KEY),
    Line(BUFFER_KEY, "p95", limit=33),
    Line(BUFFER_KEY_BYTES, unit="bytes"),
    Line(GO_TO),
    Line(GO_TO, "p95", limit=30),
    Line(SPLIT, unit="MB/s", limit=10, of="sqlparse", at_least=True),
    Line(SPLIT_KEY, "p95", limit=5),
    Line(GO_TO_BYTES, unit="bytes"),
    Line(MATCH, "p95", limit=30),
)
