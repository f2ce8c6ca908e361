"""What a history keeps, finds and forgets."""

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history import rows, schema
from lakebase_tui.query.history.entries import Entry, Search
from lakebase_tui.query.history.keeping import LONGEST
from lakebase_tui.query.history.store import HistoryStore
from lakebase_tui.query.history.words import NoIndex, words_of
from tests.support.history import Told, ran, store_in


@pytest.fixture(params=["index", "no index"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HistoryStore]:
    told = Told()
    words = words_of if request.param == "index" else lambda connection: NoIndex()
    store = HistoryStore(tmp_path / "state" / "history.sqlite3", 1000, told.append, words=words)
    yield store
    store.close()
    assert told == []


def found(store: HistoryStore, search: Search) -> list[str]:
    ids = store.find(search)
    entries = {entry.id: entry for entry in store.read(ids)}
    return [entries[entry_id].ran.text for entry_id in ids]


def only(store: HistoryStore) -> Entry:
    (entry,) = store.read(store.find(Search()))
    return entry


def test_everything_that_is_known_comes_back(store: HistoryStore) -> None:
    statement = ran(
        "select 'ü\r\n\t☃'",
        outcome=OutcomeKind.FAILED,
        rows=3,
        elapsed_s=1.25,
        first_row_s=0.5,
        sqlstate="42P01",
        message="no such table",
        writes=False,
    )
    entry_id = store.add(statement)
    assert only(store) == Entry(entry_id or 0, statement)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["select 100% of Über_all", "SELECT customer_id FROM orders", "update orders set a = 'x\"y'"]),
        ("orders", ["SELECT customer_id FROM orders", "update orders set a = 'x\"y'"]),
        ("ORD select", ["SELECT customer_id FROM orders"]),
        ("tomer_i", ["SELECT customer_id FROM orders"]),
        ("x\"y'", ["update orders set a = 'x\"y'"]),
        ("über", ["select 100% of Über_all"]),
        ("0%", ["select 100% of Über_all"]),
        ("r_", ["SELECT customer_id FROM orders", "select 100% of Über_all"]),
        ("0% select", ["select 100% of Über_all"]),
        ("%", ["select 100% of Über_all"]),
        ("orders nothing", []),
        ("OR AND", []),
        ("NOT orders", []),
        ("select*", []),
        ("\\", []),
    ],
)
def test_each_word_has_to_occur(store: HistoryStore, words: str, expected: list[str]) -> None:
    for text in ("update orders set a = 'x\"y'", "SELECT customer_id FROM orders", "select 100% of Über_all"):
        store.add(ran(text))
    if words == "über" and not store.full_text:
        words = "Über"  # without an index only the letters of ASCII are the same in any case
    assert sorted(found(store, Search(words))) == sorted(expected)


def test_the_newest_is_first_unless_the_slowest_is_wanted(store: HistoryStore) -> None:
    for text, elapsed_s in (("select one", 3.0), ("select two", 9.0), ("select three", 1.0)):
        store.add(ran(text, elapsed_s=elapsed_s))
    for words in ("", "select"):
        assert found(store, Search(words)) == ["select three", "select two", "select one"]
        slowest = ["select two", "select one", "select three"]
        assert found(store, Search(words, slowest_first=True)) == slowest


def test_filters_add_up(store: HistoryStore) -> None:
    store.add(ran("select a", target="shop/dev", database="one"))
    store.add(ran("delete a", target="shop/dev", database="two", writes=True))
    store.add(ran("delete b", target="shop/prod", database="two", writes=True, outcome=OutcomeKind.FAILED))
    store.add(ran("select c", target="shop/prod", database="one", outcome=OutcomeKind.CANCELLED))
    assert found(store, Search(target="shop/dev")) == ["delete a", "select a"]
    assert found(store, Search(database="two")) == ["delete b", "delete a"]
    assert found(store, Search(failed=True)) == ["select c", "delete b"]
    assert found(store, Search(writes=True)) == ["delete b", "delete a"]
    assert found(store, Search("delete", target="shop/prod", failed=True, writes=True)) == ["delete b"]
    assert found(store, Search("a", target="shop/dev", database="one")) == ["select a"]


def test_the_same_at_once_is_one_entry_that_counts(store: HistoryStore) -> None:
    first = store.add(ran("select 1", 0, rows=1, elapsed_s=1.0))
    assert store.add(ran("select 1", 5, rows=2, elapsed_s=2.0)) == first
    last = ran("select 1", 9, rows=3, elapsed_s=3.0)
    store.add(last)
    assert only(store) == Entry(first or 0, last, times=3)


@pytest.mark.parametrize(
    "other",
    [
        {"text": "select 2"},
        {"outcome": OutcomeKind.FAILED},
        {"target": "shop/dev"},
        {"database": "other"},
        {"role": "app"},
        {"sqlstate": "42P01"},
    ],
)
def test_what_differs_is_an_entry_of_its_own(store: HistoryStore, other: dict[str, object]) -> None:
    once = ran("select 1")
    store.add(once)
    store.add(replace(once, **other))  # type: ignore[arg-type]  # as listed above
    store.add(once)
    assert len(store.find(Search())) == 3


def test_the_oldest_go_first(tmp_path: Path) -> None:
    store = store_in(tmp_path, most=5)
    for number in range(12):
        store.add(ran(f"select {number}"))
    assert found(store, Search()) == [f"select {number}" for number in (11, 10, 9, 8, 7)]
    assert found(store, Search("select 6")) == []


def test_all_texts_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows.too_much, "__defaults__", (LONGEST * 3,))
    store = store_in(tmp_path)
    for number in range(150):
        store.add(ran(f"{number} " + "x" * 4_000))
    kept = found(store, Search())
    assert sum(map(len, kept)) <= LONGEST * 3 + 100 * 4_100
    assert kept[0].startswith("149 ")


def test_of_a_very_long_statement_the_beginning_is_kept_and_marked(store: HistoryStore) -> None:
    text = "insert into t values " + "('x')," * 1_000_000
    store.add(ran(text))
    entry = only(store)
    assert entry.ran.text == text[:LONGEST]
    assert entry.left_off == len(text) - LONGEST
    assert not entry.is_whole
    assert not entry.altered
    assert found(store, Search("insert into")) == [entry.ran.text]


def test_a_secret_across_the_cut_is_taken_out(store: HistoryStore) -> None:
    text = "alter role a password '" + "x" * (LONGEST * 4)
    store.add(ran("/*" + "-" * (LONGEST - 20) + "*/" + text))
    assert "xx" not in only(store).ran.text


def test_secrets_are_taken_out_of_text_and_error(store: HistoryStore) -> None:
    store.add(ran("select 1; set app.token = 'hunter2'", message='near "hunter2": syntax'))
    entry = only(store)
    assert "hunter2" not in entry.ran.text + entry.ran.message
    assert entry.ran.message == 'near "***": syntax'
    assert entry.altered
    assert not entry.is_whole


def test_what_no_file_can_hold_is_kept_otherwise(store: HistoryStore) -> None:
    store.add(ran("select '\ud800 \0 end'"))
    assert only(store).ran.text == "select '? \0 end'"
    assert only(store).altered


def test_an_entry_is_removed_and_put_back(store: HistoryStore) -> None:
    for text in ("select one", "select two"):
        store.add(ran(text))
    newest = store.find(Search())[0]
    (entry,) = store.read([newest])
    store.delete(newest)
    assert found(store, Search("select")) == ["select one"]
    assert store.read([newest]) == []
    store.add(ran("select three"))
    store.restore(entry)
    assert found(store, Search("select")) == ["select three", "select two", "select one"]
    assert store.read([newest]) == [entry]


def test_what_became_of_it_may_be_told_later(store: HistoryStore) -> None:
    entry_id = store.add(ran("insert into t values (1)"))
    store.amend(entry_id or 0, OutcomeKind.ROLLED_BACK)
    assert only(store).ran.outcome is OutcomeKind.ROLLED_BACK


def test_the_index_learns_what_a_program_without_one_has_added(tmp_path: Path) -> None:
    path = tmp_path / "state" / "history.sqlite3"
    first = store_in(tmp_path)
    first.add(ran("select first"))
    gone = first.add(ran("select gone"))
    first.close()
    other = HistoryStore(path, 1000, print, words=lambda connection: NoIndex())
    other.delete(gone or 0)
    other.add(ran("select second"))
    other.close()
    again = store_in(tmp_path)
    assert found(again, Search("select")) == ["select second", "select first"]
    again.delete(again.find(Search("second"))[0])
    assert found(again, Search("second")) == []
    again.close()


def filled(folder: Path, number: int) -> HistoryStore:
    """A history of so many entries; written in one go, since each by itself takes its time."""
    store = store_in(folder, most=number)
    store.add(ran("select first"))

    def fill(connection: sqlite3.Connection) -> None:
        with schema.transaction(connection):
            for each in range(number - 1):
                text = (
                    f"select {each} from orders join customers using (customer_id) where total > {each % 97}"
                )
                store._insert(connection, Entry(0, ran(text, each, elapsed_s=each % 89)))

    store._do(fill)
    return store


def test_a_long_history_is_searched_as_quickly_as_a_short_one(tmp_path: Path) -> None:
    stores = [filled(tmp_path / str(number), number) for number in (500, 20_000)]
    for words in ("", "o", "or", "orders", "select customers"):
        taken = []
        for store in stores:
            times = []
            for _ in range(5):
                began = time.perf_counter()
                assert len(store.find(Search(words), 101)) == 101
                times.append(time.perf_counter() - began)
            taken.append(min(times))
        assert taken[1] < 10 * taken[0] + 0.001
    for store in stores:
        store.close()
