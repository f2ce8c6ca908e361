"""The file that an export becomes: what is refused, what is replaced, and what is left when it fails."""

import os
import stat
from pathlib import Path

import pytest

from lakebase_tui.query.export.failures import ExportError, TargetExistsError, TargetIsLinkError
from lakebase_tui.query.export.target import Target, TargetFile, look_at


def written(target: Target, *parts: bytes) -> Path:
    file = TargetFile(look_at(target))
    for part in parts:
        file.write(part)
    file.finish()
    file.close()
    return file.path


def test_the_file_appears_whole_with_the_permissions_of_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        file = TargetFile(look_at(Target(str(tmp_path / "out.csv"))))
        file.write(b"a\n" * 1000)
        assert not (tmp_path / "out.csv").exists()
        [unfinished] = tmp_path.iterdir()
        assert unfinished.name.startswith(".out.csv.")
        file.write(b"b\n")
        file.finish()
    finally:
        os.umask(old)
    assert file.written == 2_002
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert file.path.read_bytes() == b"a\n" * 1000 + b"b\n"
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640


def test_the_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert written(Target("~/out.csv"), b"x") == tmp_path / "out.csv"
    with pytest.raises(TargetExistsError, match=r"^~/out.csv is already there"):
        look_at(Target("~/out.csv"))


def test_a_file_is_replaced_only_when_agreed_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    path.chmod(0o600)
    with pytest.raises(TargetExistsError):
        look_at(Target(str(path)))
    written(Target(str(path), overwrite=True), b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_somebody_makes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    file = TargetFile(look_at(Target(str(path))))
    file.write(b"ours")
    path.write_bytes(b"theirs")
    with pytest.raises(TargetExistsError, match="meanwhile"):
        file.finish()
    file.close()
    assert path.read_bytes() == b"theirs"
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


def test_where_there_are_no_hard_links_it_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_arguments: object, **_named: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("lakebase_tui.query.export.target.os.link", no_links)
    assert written(Target(str(tmp_path / "out.csv")), b"x").read_bytes() == b"x"
    file = TargetFile(look_at(Target(str(tmp_path / "b.csv"))))
    (tmp_path / "b.csv").write_bytes(b"theirs")
    with pytest.raises(TargetExistsError):
        file.finish()
    file.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["b.csv", "out.csv"]


@pytest.mark.parametrize("aim_exists", [True, False])
def test_a_link_is_followed_only_when_told(tmp_path: Path, aim_exists: bool) -> None:
    (tmp_path / "real").mkdir()
    aim, link = tmp_path / "real" / "aim.csv", tmp_path / "link.csv"
    if aim_exists:
        aim.write_bytes(b"old")
    link.symlink_to(aim)
    with pytest.raises(TargetIsLinkError, match=r"is a symbolic link to .*aim.csv"):
        look_at(Target(str(link), overwrite=True))
    if aim_exists:
        with pytest.raises(TargetExistsError):
            look_at(Target(str(link), follow_symlinks=True))
    written(Target(str(link), overwrite=True, follow_symlinks=True), b"new")
    assert link.is_symlink()
    assert aim.read_bytes() == b"new"


def test_two_exports_to_one_name_do_not_meet_before_the_end(tmp_path: Path) -> None:
    first, second = (TargetFile(look_at(Target(str(tmp_path / "x")))) for _ in range(2))
    first.write(b"first")
    second.write(b"second")
    second.finish()
    with pytest.raises(TargetExistsError):
        first.finish()
    first.close()
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"second"]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    refused = {
        "": "no name yet",
        " ": "no name yet",
        "a\0b": "no name yet",
        str(tmp_path): "is a folder",
        f"{tmp_path}/new/": "is a folder",
        str(tmp_path / "pipe"): "no plain file",
        "/dev/null": "no plain file",
        str(tmp_path / "gone" / "x.csv"): "There is no folder",
    }
    for path, words in refused.items():
        with pytest.raises(ExportError, match=words):
            look_at(Target(path, overwrite=True))


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_arguments: object, **_named: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("lakebase_tui.query.export.target.os.open", denied)
    with pytest.raises(ExportError, match="You may not write in"):
        TargetFile(look_at(Target(str(tmp_path / "x.csv"))))


def test_closing_removes_what_is_not_finished(tmp_path: Path) -> None:
    file = TargetFile(look_at(Target(str(tmp_path / "x.csv"))))
    file.write(b"x")
    file.close()
    file.close()
    assert list(tmp_path.iterdir()) == []


def test_names_at_the_limit_of_the_file_system_work(tmp_path: Path) -> None:
    name = "ä" * 125 + ".csv"
    assert len(os.fsencode(name)) == 254
    assert written(Target(str(tmp_path / name)), b"x").name == name
