"""What was typed outlives its program: who takes it over, who may read it, and what a bad disk costs."""

import errno
import os
import resource
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lakebase_tui.config.buffers import FOLDERS_KEPT, MOST_BYTES, Buffer, BufferFolder, Opened

ODD = "select 'ü\u2028\r\n\x00\ud800'  -- no newline at the end"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "state" / "buffers"


def leave(place: Path, text: str, *, clean: bool = True) -> None:
    """Write as another program would, and end: by the user, or by kill -9."""
    end = "store.close()" if clean else "os.kill(os.getpid(), 9)"
    code = (
        "import os, sys; from pathlib import Path; from lakebase_tui.config.buffers import *\n"
        "store = BufferFolder(Path(sys.argv[1])); store.open()\n"
        f"store.save(Buffer(sys.argv[2], target='shop/dev', cursor=(0, 3))); {end}"
    )
    assert subprocess.run([sys.executable, "-c", code, str(place), text]).returncode == (0 if clean else -9)


def files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.buffer"))


@pytest.mark.parametrize("clean", [True, False])
def test_the_next_start_gets_what_the_last_program_left(place: Path, clean: bool) -> None:
    leave(place, "select 1", clean=clean)
    opened = BufferFolder(place).open()
    assert opened == Opened((Buffer("select 1", "1", "shop/dev", (0, 3)),), unexpected=not clean)


def test_every_character_comes_back(place: Path) -> None:
    store = BufferFolder(place)
    store.open()
    store.save(Buffer(ODD))
    store.close()
    assert BufferFolder(place).open().buffers[0].text == ODD


def test_a_living_program_keeps_its_own(place: Path) -> None:
    first, second, third = BufferFolder(place), BufferFolder(place), BufferFolder(place)
    first.open()
    first.save(Buffer("first"))
    assert second.open() == Opened()
    second.save(Buffer("second"))
    first.save(Buffer("first again"))
    assert third.open() == Opened()
    second.close()
    assert third.open().buffers[0].text == "second"


def test_two_starts_at_once_do_not_take_over_the_same(place: Path) -> None:
    leave(place, "only one")
    stores = [BufferFolder(place) for _ in range(8)]
    barrier = threading.Barrier(len(stores))
    opened: list[Opened] = []

    def start(store: BufferFolder) -> None:
        barrier.wait()
        opened.append(store.open())

    threads = [threading.Thread(target=start, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == len(stores)
    assert sum(len(each.buffers) for each in opened) == 1


def test_what_is_taken_over_is_written_in_its_place(place: Path) -> None:
    leave(place, "old")
    store = BufferFolder(place)
    store.open()
    store.save(Buffer("new"))
    assert len(files(place)) == 1
    store.close()
    assert BufferFolder(place).open() == Opened((Buffer("new"),))


def test_nothing_is_made_before_something_is_typed(place: Path) -> None:
    store = BufferFolder(place)
    assert store.open() == Opened()
    store.close()
    assert list(place.iterdir()) == []


def test_several_buffers_of_a_program_come_back_together(place: Path) -> None:
    store = BufferFolder(place)
    store.open()
    store.save(Buffer("b", key="2"))
    store.save(Buffer("a", key="1"))
    store.close()
    assert [(b.key, b.text) for b in BufferFolder(place).open().buffers] == [("1", "a"), ("2", "b")]


@pytest.mark.parametrize("umask", [0, 0o777])
def test_only_the_owner_can_read_it_whatever_the_umask(place: Path, umask: int) -> None:
    place.mkdir(parents=True, mode=0o755)
    place.chmod(0o777)
    place.parent.chmod(0o755)
    before = os.umask(umask)
    try:
        store = BufferFolder(place)
        store.open()
        store.save(Buffer("alter role app password 'x'"))
    finally:
        os.umask(before)
    found = [place.parent, *place.parent.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in found if path.suffix == ".buffer"} == {0o600}
    assert len(found) == 5


def test_links_are_not_followed(place: Path, tmp_path: Path) -> None:
    leave(place, "mine")
    [file] = files(place)
    target = tmp_path / "target"
    target.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(target)
    store = BufferFolder(place)
    assert store.open() == Opened()
    store.close()
    file.parent.rename(tmp_path / "elsewhere")
    file.parent.symlink_to(tmp_path / "elsewhere")
    assert BufferFolder(place).open() == Opened()
    place.rename(tmp_path / "all")
    place.symlink_to(tmp_path / "all")
    with pytest.raises(OSError):
        BufferFolder(place).open()
    assert target.exists()


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file may grow past `room` bytes; Python has switched the signal off."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_old_file_as_it_was(place: Path) -> None:
    store = BufferFolder(place)
    store.open()
    store.save(Buffer("old"))
    with full_disk(1000), pytest.raises(OSError) as raised:
        store.save(Buffer("new" * 1000))
    assert raised.value.errno == errno.EFBIG
    assert [path.name for path in files(place)[0].parent.iterdir()] in (
        ["1.buffer", "lock"],
        ["lock", "1.buffer"],
    )
    store.close()
    assert BufferFolder(place).open().buffers[0].text == "old"


def test_five_megabytes_are_kept_and_far_more_is_refused(place: Path) -> None:
    store = BufferFolder(place)
    store.open()
    store.save(Buffer("x" * 5_000_000))
    with pytest.raises(OSError):
        store.save(Buffer("y" * (MOST_BYTES + 1)))
    store.close()
    assert BufferFolder(place).open().buffers[0].text == "x" * 5_000_000


def test_only_so_many_are_kept_and_the_newest_is_taken(place: Path) -> None:
    stores = [BufferFolder(place) for _ in range(FOLDERS_KEPT + 3)]
    for number, store in enumerate(stores):
        store.open()
        store.save(Buffer(str(number)))
    for number in range(len(stores)):
        [file] = [file for file in files(place) if file.read_bytes().endswith(f"\n{number}".encode())]
        os.utime(file, (number + 1, number + 1))
    for store in stores:
        store.close()
    assert BufferFolder(place).open().buffers[0].text == str(FOLDERS_KEPT + 2)
    assert len(files(place)) == FOLDERS_KEPT
    assert len(list(place.iterdir())) == FOLDERS_KEPT


@pytest.mark.parametrize("content", [b"", b"{}\nx", b'{"target": 1, "cursor": [0, 0]}\nx', b"\xff\nx"])
def test_what_is_not_of_our_form_does_not_hide_the_rest(place: Path, content: bytes) -> None:
    leave(place, "good")
    (place / "zzz").mkdir()
    (place / "zzz" / "1.buffer").write_bytes(content)
    (place / "file").write_text("in the way")
    assert BufferFolder(place).open().buffers[0].text == "good"


def test_a_folder_that_is_removed_under_us_is_made_again(place: Path) -> None:
    store = BufferFolder(place)
    store.open()
    store.save(Buffer("one"))
    for file in sorted(place.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    place.rmdir()
    store.save(Buffer("two"))
    store.close()
    assert BufferFolder(place).open().buffers[0].text == "two"
