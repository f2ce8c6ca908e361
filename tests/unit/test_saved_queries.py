"""Saved queries are files: what is listed, what is written, and what never is."""

import errno
import os
import stat
from pathlib import Path

import pytest

from lakebase_tui.config.saved_queries import (
    LARGEST,
    Loaded,
    QueryExistsError,
    QueryFolder,
    SavedQuery,
    SavedQueryError,
    description_of,
    name_problem,
    plain_name,
    with_description,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "config" / "queries"


def files(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def put(place: Path, name: str, content: bytes) -> Path:
    path = place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_folder_that_is_not_there_is_empty(place: Path) -> None:
    assert QueryFolder(place).load() == Loaded(())
    assert not place.exists()


def test_files_are_queries_by_their_path_and_others_are_not(place: Path) -> None:
    put(place, "b.sql", b"select 2\r\n")
    put(place, "A.sql", b"\xef\xbb\xbf-- the first\nselect 1\n")
    put(place, "reports/daily/sales.sql", "select 'ü'".encode())
    for other in ("notes.md", ".hidden.sql", ".git/x.sql", "sub/.new.sql", "reports/sql"):
        put(place, other, b"no query")
    loaded = QueryFolder(place).load()
    assert loaded.queries == (
        SavedQuery("A", "-- the first\nselect 1\n"),
        SavedQuery("b", "select 2\r\n"),
        SavedQuery("reports/daily/sales", "select 'ü'"),
    )
    assert loaded.problems == ()
    assert loaded.queries[0].description == "the first"


def test_what_cannot_be_read_is_told_and_the_rest_is_there(place: Path) -> None:
    put(place, "good.sql", b"select 1")
    put(place, "latin.sql", b"select '\xfc'")
    put(place, "large.sql", b" " * (LARGEST + 1))
    put(place, "folder.sql/inner.sql", b"select 2")
    os.mkfifo(place / "pipe.sql")
    (place / "dangling.sql").symlink_to(place / "nowhere")
    loaded = QueryFolder(place).load()
    assert [query.name for query in loaded.queries] == ["folder.sql/inner", "good"]
    assert sorted(problem.split(" ")[0] for problem in loaded.problems) == [
        "dangling",
        "large",
        "latin",
        "pipe",
    ]


def test_a_folder_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "queries").write_bytes(b"")
    with pytest.raises(SavedQueryError, match="cannot be read: Not a directory"):
        QueryFolder(tmp_path / "queries").load()


def test_a_query_is_saved_as_it_is_and_found_again(place: Path) -> None:
    folder = QueryFolder(place)
    saved = folder.save("reports/daily", "select 'a\r\nb'\r\nfrom t")
    assert files(place) == {"reports/daily.sql": b"select 'a\r\nb'\r\nfrom t\r\n"}
    assert folder.load().queries == (saved,)
    assert stat.S_IMODE((place / "reports/daily.sql").stat().st_mode) & 0o600 == 0o600


def test_another_one_is_not_overwritten_unless_that_is_wanted(place: Path) -> None:
    folder = QueryFolder(place)
    folder.save("a", "select 1")
    with pytest.raises(QueryExistsError, match="there is one of this name"):
        folder.save("a", "select 2")
    assert files(place) == {"a.sql": b"select 1\n"}
    folder.save("a", "select 2", replace=True)
    assert files(place) == {"a.sql": b"select 2\n"}


def test_one_that_is_replaced_keeps_its_mode_and_its_line_ends(place: Path) -> None:
    path = put(place, "a.sql", b"select 1,\r\n2\r\n")
    path.chmod(0o640)
    QueryFolder(place).save("a", "select 3,\n4", replace=True)
    assert files(place) == {"a.sql": b"select 3,\r\n4\r\n"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_disk_that_is_full_leaves_what_was_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = QueryFolder(place)
    folder.save("a", "select 1")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SavedQueryError, match="a cannot be saved: No space left"):
        folder.save("a", "select 2", replace=True)
    with pytest.raises(SavedQueryError):
        folder.save("b", "select 2")
    assert files(place) == {"a.sql": b"select 1\n"}


def test_a_disk_without_hard_links_will_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    folder = QueryFolder(place)
    folder.save("a", "select 1")
    folder.rename("a", "b")
    folder.save("a", "select 2")
    for work in (lambda: folder.save("b", "select 3"), lambda: folder.rename("a", "b")):
        with pytest.raises(QueryExistsError):
            work()
    assert files(place) == {"a.sql": b"select 2\n", "b.sql": b"select 1\n"}


@pytest.mark.parametrize(
    "name",
    ["", " ", "/a", "a/", "a//b", "..", "../a", "a/../../b", ".a", "a/.b", "a\\b", "a\0b", "a\nb", "x" * 101,
     "a ", "C:a", "a?"],
)  # fmt: skip
def test_names_that_lead_elsewhere_or_cannot_be_read_are_refused(place: Path, name: str) -> None:
    folder = QueryFolder(place)
    folder.save("ok", "select 1")
    assert name_problem(name)
    with pytest.raises(SavedQueryError):
        folder.save(name, "select 2")
    with pytest.raises(SavedQueryError):
        folder.rename("ok", name)
    assert files(place) == {"ok.sql": b"select 1\n"}


@pytest.mark.parametrize("name", ["a", "a b", "reports/daily", "größe", "a.b", "a-b_c (2)", "x" * 100])
def test_names_that_can_be(place: Path, name: str) -> None:
    assert name_problem(name) == ""
    QueryFolder(place).save(name, "select 1")
    assert [query.name for query in QueryFolder(place).load().queries] == [name]


def test_a_name_is_taken_without_blanks_and_ending() -> None:
    assert plain_name("  reports/daily.sql ") == "reports/daily"


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "linked/a", "link"])
def test_nothing_outside_of_the_folder_is_changed(tmp_path: Path, place: Path, name: str) -> None:
    outside = put(tmp_path, "elsewhere/a.sql", b"theirs")
    put(tmp_path, "config/outside.sql", b"theirs")
    place.mkdir(parents=True)
    (place / "linked").symlink_to(outside.parent)
    (place / "link.sql").symlink_to(outside)
    folder = QueryFolder(place)
    folder.save("mine", "select 1")
    for work in (
        lambda: folder.save(name, "mine", replace=True),
        lambda: folder.delete(name),
        lambda: folder.rename(name, "b"),
        lambda: folder.rename("mine", "linked/b"),
        lambda: folder.save("linked/inner/x", "mine"),
    ):
        with pytest.raises(SavedQueryError):
            work()
    assert files(tmp_path / "elsewhere") == {"a.sql": b"theirs"}
    assert (tmp_path / "config/outside.sql").read_bytes() == b"theirs"


def test_what_a_link_in_the_folder_leads_to_can_be_read(tmp_path: Path, place: Path) -> None:
    put(tmp_path, "elsewhere/a.sql", b"select 1")
    place.mkdir(parents=True)
    (place / "link.sql").symlink_to(tmp_path / "elsewhere/a.sql")
    assert QueryFolder(place).load().queries == (SavedQuery("link", "select 1"),)


def test_the_folder_itself_may_be_a_link(tmp_path: Path, place: Path) -> None:
    (tmp_path / "git").mkdir()
    place.parent.mkdir()
    place.symlink_to(tmp_path / "git")
    folder = QueryFolder(place)
    folder.save("reports/a", "select 1")
    assert files(tmp_path / "git") == {"reports/a.sql": b"select 1\n"}
    assert folder.load().queries == (SavedQuery("reports/a", "select 1\n"),)


def test_a_query_gets_another_name_that_no_other_has(place: Path) -> None:
    folder = QueryFolder(place)
    folder.save("old/deep/a", "select 1")
    folder.save("b", "select 2")
    folder.rename("old/deep/a", "new/c")
    assert files(place) == {"b.sql": b"select 2\n", "new/c.sql": b"select 1\n"}
    assert not (place / "old").exists()
    with pytest.raises(QueryExistsError):
        folder.rename("b", "new/c")
    with pytest.raises(SavedQueryError, match="nowhere cannot be renamed: No such file"):
        folder.rename("nowhere", "d")
    folder.rename("b", "b")
    assert files(place) == {"b.sql": b"select 2\n", "new/c.sql": b"select 1\n"}


def test_a_query_is_deleted_with_its_group_when_that_is_empty(place: Path) -> None:
    folder = QueryFolder(place)
    folder.save("a/b/c", "select 1")
    folder.save("a/d", "select 2")
    folder.delete("a/b/c")
    assert not (place / "a/b").exists()
    folder.delete("a/d")
    assert place.exists()
    assert list(place.iterdir()) == []
    with pytest.raises(SavedQueryError, match="No such file"):
        folder.delete("a/d")


def test_files_whose_names_we_would_not_give_can_be_renamed(place: Path) -> None:
    put(place, "a:b?.sql", b"select 1")
    folder = QueryFolder(place)
    assert [query.name for query in folder.load().queries] == ["a:b?"]
    folder.rename("a:b?", "a")
    assert files(place) == {"a.sql": b"select 1"}


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("-- what sells\nselect 1", "what sells"),
        ("\n  --what sells  \r\nselect 1", "what sells"),
        ("select 1 -- what sells", ""),
        ("/* no */\n-- what\nselect 1", ""),
        ("--\nselect 1", ""),
        ("", ""),
    ],
)
def test_the_first_line_says_what_it_is_for(text: str, description: str) -> None:
    assert description_of(text) == description


@pytest.mark.parametrize(
    ("text", "description", "expected"),
    [
        ("select 1", "what\nsells", "-- what sells\nselect 1"),
        ("-- old\nselect 1", "new", "-- new\nselect 1"),
        ("-- old\r\nselect 1\r\n", "new", "-- new\r\nselect 1\r\n"),
        ("-- old\nselect 1", "", "select 1"),
        ("select 1", "", "select 1"),
    ],
)
def test_a_description_is_a_line_of_the_file(text: str, description: str, expected: str) -> None:
    assert with_description(text, description) == expected
    assert description_of(with_description(text, description)) == " ".join(description.split())
