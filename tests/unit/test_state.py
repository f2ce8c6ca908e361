"""The recents' file: what it keeps, who may read it, and that two programs share it."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lakebase_tui.config.state import RECENTS_KEPT, Recent, RecentStore, remembered

BRANCH = "projects/shop/branches/production"


def recent(database: str = "shop", used_at: float = 1.0, branch: str = BRANCH) -> Recent:
    return Recent("https://a.example.com", branch, f"{branch}/endpoints/primary", database, "ana", used_at)


def test_the_newest_comes_first_and_each_target_once(tmp_path: Path) -> None:
    store = RecentStore(tmp_path / "state" / "recents.json")
    for entry in (recent("one", 1), recent("two", 2), recent("one", 3)):
        assert store.remember(entry)
    assert [(r.database, r.used_at) for r in store.load()] == [("one", 3.0), ("two", 2.0)]
    assert store.forget(recent("one", 0))
    assert [r.database for r in store.load()] == ["two"]


def test_only_so_many_are_kept() -> None:
    entries: list[Recent] = []
    for number in range(RECENTS_KEPT + 5):
        entries = remembered(entries, recent(str(number), number))
    assert len(entries) == RECENTS_KEPT
    assert entries[0].database == str(RECENTS_KEPT + 4)


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "recents.json"
    RecentStore(path).remember(recent())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(p.name for p in path.parent.iterdir()) == ["recents.json", "recents.json.lock"]


@pytest.mark.parametrize("text", ["", "{", "{}", "[1, null, {}]", '[{"branch": "x"}]', "\x00", '"x"'])
def test_a_file_that_is_not_ours_to_read_counts_as_empty_and_is_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "recents.json"
    path.write_text(text)
    store = RecentStore(path)
    assert store.load() == []
    assert store.remember(recent())
    assert store.load() == [recent()]


def test_a_malformed_entry_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "recents.json"
    store = RecentStore(path)
    store.remember(recent())
    entries = json.loads(path.read_text())
    path.write_text(
        json.dumps([*entries, {**entries[0], "branch": "no/branch"}, {**entries[0], "used_at": "x"}])
    )
    assert store.load() == [recent()]


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert RecentStore(tmp_path / "file" / "recents.json").remember(recent()) is False


_WRITER = """
import sys
from pathlib import Path
from lakebase_tui.config.state import Recent, RecentStore
b = "projects/p/branches/b"
for n in range(12):
    RecentStore(Path(sys.argv[1])).remember(Recent("w", b, b + "/endpoints/e", sys.argv[2] + str(n), "r", n))
"""


def test_two_programs_do_not_lose_each_other_s_entries(tmp_path: Path) -> None:
    path = tmp_path / "recents.json"
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path), name]) for name in ("left", "right")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert len(RecentStore(path).load()) == 24
