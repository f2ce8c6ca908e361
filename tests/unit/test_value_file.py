import os
from pathlib import Path

import pytest

from lakebase_tui.ui.value_file import FileIsThereError, ValueFileError, target_of, write


@pytest.fixture
def umask_022() -> object:
    old = os.umask(0o022)
    yield None
    os.umask(old)


@pytest.mark.usefixtures("umask_022")
def test_a_file_is_made_with_the_users_own_mask(tmp_path: Path) -> None:
    path = target_of(str(tmp_path / "v.txt"))
    write(path, b"\xff\x00", replace=False)
    assert path.read_bytes() == b"\xff\x00"
    assert path.stat().st_mode & 0o777 == 0o644
    assert os.listdir(tmp_path) == ["v.txt"]


def test_what_is_there_stays_unless_it_may_go(tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_bytes(b"old")
    path.chmod(0o600)
    with pytest.raises(FileIsThereError):
        write(path, b"new", replace=False)
    assert path.read_bytes() == b"old"
    write(path, b"new", replace=True)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["v.txt"]


def test_a_link_is_followed_and_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    monkeypatch.setenv("HOME", str(tmp_path))
    path = target_of("~/link.txt")
    assert path == tmp_path / "real.txt"
    write(path, b"new", replace=True)
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for typed in ("", " ", str(tmp_path), str(tmp_path / "pipe"), "a\0b"):
        with pytest.raises(ValueFileError):
            target_of(typed)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueFileError, match="could not be written"):
        write(target_of(str(tmp_path / "none" / "v.txt")), b"", replace=False)
