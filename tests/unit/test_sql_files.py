"""Files of SQL: read to the byte, written whole, and nothing replaced that nobody spoke of."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.config import durable, sql_files
from lakebase_tui.config.sql_files import (
    Agreed,
    FileChangedError,
    FileExistsAlreadyError,
    FileIsLinkError,
    SqlFile,
    SqlFileError,
    path_of,
    read_sql_file,
    stamp_of,
    write_sql_file,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.sql"


@pytest.mark.parametrize(
    ("data", "text", "has_bom", "undecoded"),
    [
        (b"select 1;\n", "select 1;\n", False, 0),
        (b"\xef\xbb\xbfselect 1;\r\n", "select 1;\r\n", True, 0),
        (b"\xef\xbb\xbf\xef\xbb\xbf", "\ufeff", True, 0),
        ("größe\n".encode("latin-1"), "gr\udcf6\udcdfe\n", False, 2),
        (b"\x00\x1b[31m\xed\xa0\x80", "\x00\x1b[31m\udced\udca0\udc80", False, 3),
        (b"", "", False, 0),
    ],
)
def test_what_is_read_is_what_is_written(
    path: Path, data: bytes, text: str, has_bom: bool, undecoded: int
) -> None:
    path.write_bytes(data)
    file = read_sql_file(path)
    assert (file.text, file.has_bom, file.undecoded) == (text, has_bom, undecoded)
    write_sql_file(file)
    assert path.read_bytes() == data


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=40))
def test_any_bytes_survive(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.sql"
    path.write_bytes(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        with pytest.raises(SqlFileError, match="is UTF-16"):
            read_sql_file(path)
        return
    write_sql_file(read_sql_file(path))
    assert path.read_bytes() == data


def test_a_new_file_has_the_permissions_of_the_umask(path: Path) -> None:
    before = os.umask(0o027)
    try:
        written = write_sql_file(SqlFile(path, "x"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert written.stamp == stamp_of(path)
    assert os.listdir(path.parent) == ["a.sql"]


def test_a_file_that_is_replaced_keeps_its_permissions(path: Path) -> None:
    path.write_text("old")
    path.chmod(0o604)
    write_sql_file(replace(read_sql_file(path), text="new"))
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_saving_twice_needs_no_agreement(path: Path) -> None:
    first = write_sql_file(SqlFile(path, "one"))
    second = write_sql_file(replace(first, text="two"))
    assert path.read_text() == "two"
    assert second.stamp == stamp_of(path)


def test_a_file_that_was_not_read_is_replaced_only_when_agreed(path: Path) -> None:
    path.write_text("theirs")
    with pytest.raises(FileExistsAlreadyError, match="is already there"):
        write_sql_file(SqlFile(path, "ours"))
    assert path.read_text() == "theirs"
    write_sql_file(SqlFile(path, "ours"), Agreed(replace=True))
    assert path.read_text() == "ours"


def test_a_file_that_somebody_changed_is_replaced_only_when_agreed(path: Path) -> None:
    path.write_text("one")
    file = read_sql_file(path)
    path.write_text("theirs")
    with pytest.raises(FileChangedError, match="was changed by somebody else"):
        write_sql_file(replace(file, text="ours"))
    assert path.read_text() == "theirs"
    write_sql_file(replace(file, text="ours"), Agreed(replace=True))
    assert path.read_text() == "ours"


def test_a_file_that_is_gone_is_made_anew(path: Path) -> None:
    path.write_text("one")
    file = read_sql_file(path)
    path.unlink()
    write_sql_file(file)
    assert path.read_text() == "one"


def test_a_link_is_read_and_its_target_named(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "real.sql"
    target.write_text("real")
    path.symlink_to(target)
    file = read_sql_file(path)
    assert (file.path, file.link) == (target, path)
    write_sql_file(replace(file, text="new"))
    assert path.is_symlink()
    assert target.read_text() == "new"


def test_a_link_is_followed_only_when_agreed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "real.sql"
    target.write_text("real")
    path.symlink_to("real.sql")
    with pytest.raises(FileIsLinkError, match=r"a\.sql is a symbolic link to real\.sql"):
        write_sql_file(SqlFile(path, "new"), Agreed(replace=True))
    with pytest.raises(FileExistsAlreadyError):
        write_sql_file(SqlFile(path, "new"), Agreed(follow=True))
    assert target.read_text() == "real"
    written = write_sql_file(SqlFile(path, "new"), Agreed(replace=True, follow=True))
    assert written.path == target
    assert path.is_symlink()
    assert target.read_text() == "new"


def test_a_file_made_meanwhile_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = durable.sync

    def made_meanwhile(descriptor: int) -> None:
        sync(descriptor)
        path.write_text("theirs")

    monkeypatch.setattr(sql_files, "sync", made_meanwhile)
    with pytest.raises(FileExistsAlreadyError, match="meanwhile"):
        write_sql_file(SqlFile(path, "ours"))
    assert path.read_text() == "theirs"
    assert os.listdir(path.parent) == ["a.sql"]


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("old")
    file = read_sql_file(path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sql_files, "sync", full)
    with pytest.raises(SqlFileError, match="The disk is full"):
        write_sql_file(replace(file, text="new"))
    assert path.read_text() == "old"
    assert os.listdir(path.parent) == ["a.sql"]


def test_what_is_no_file_of_ours_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "utf16.sql").write_bytes("select".encode("utf-16"))
    (tmp_path / "large.sql").write_bytes(b"x" * 100)
    monkeypatch.setattr(sql_files, "LARGEST", 99)
    for name, said in [
        ("none.sql", "There is no file"),
        ("none/none.sql", "There is no file"),
        ("pipe", "is no plain file"),
        (".", "is a folder"),
        ("utf16.sql", "is UTF-16"),
        ("large.sql", "more than 64 MB"),
    ]:
        with pytest.raises(SqlFileError, match=said):
            read_sql_file(tmp_path / name)
    for name, said in [("pipe", "no plain file"), ("none/a.sql", "There is no folder"), (".", "is a folder")]:
        with pytest.raises(SqlFileError, match=said):
            write_sql_file(SqlFile(tmp_path / name, "x"))


def test_half_of_a_character_cannot_be_written(path: Path) -> None:
    with pytest.raises(SqlFileError, match="half of a character"):
        write_sql_file(SqlFile(path, "a\ud800"))
    assert not path.exists()


def test_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert path_of("~/a.sql") == path_of("a.sql") == path_of("b/../a.sql") == tmp_path / "a.sql"
    for typed in ("", "  ", "a\0b", "folder/"):
        with pytest.raises(SqlFileError):
            path_of(typed)
