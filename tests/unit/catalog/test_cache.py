"""The files: private, few, and ignored when anything is wrong with them."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from lakebase_tui.catalog.cache import CatalogueCache, Identity, Recorded, Recording
from lakebase_tui.catalog.questions import Question

SHOP = Identity("projects/shop/branches/production", "ep-1.example", "shop")
ROWS = [("5", "sales", 'or"ders\n', "r", None, "42", "ünï"), ("6", "sales", "lines", "v", "5", "-1", None)]


async def recorded(version: str = "1 2 3") -> Recorded:
    recording = Recording()
    recording.add(Question.RELATIONS, ROWS)
    recording.add(Question.ROLES, [])
    return await recording.recorded(version)


def the_file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


async def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    cache = CatalogueCache(tmp_path / "catalogues", SHOP)
    assert cache.load() is None
    cache.save(await recorded())
    loaded = cache.load()
    assert loaded is not None
    assert loaded.version == "1 2 3"
    answers = [(question, [tuple(row) for row in rows]) async for question, rows in loaded.answers()]
    assert answers == [(Question.RELATIONS, ROWS)]


async def test_long_answers_become_blocks_in_their_order(tmp_path: Path) -> None:
    recording = Recording()
    rows = [(str(number), "sales", f"t{number}", "r", None, "-1", None) for number in range(2_500)]
    recording.add(Question.RELATIONS, rows)
    cache = CatalogueCache(tmp_path, SHOP)
    cache.save(await recording.recorded("1"))
    loaded = cache.load()
    assert loaded is not None
    assert len(loaded.blocks) == 3
    assert [row[0] async for _, part in loaded.answers() for row in part] == [row[0] for row in rows]


async def test_only_the_owner_can_read_it_and_it_tells_no_name(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "catalogues"
    CatalogueCache(folder, SHOP).save(await recorded())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(the_file(folder).stat().st_mode) == 0o600
    assert "shop" not in the_file(folder).name


def _cut(data: bytes) -> bytes:
    return data[:-1]


def _grown(data: bytes) -> bytes:
    return data + b"\0"


def _bent(data: bytes) -> bytes:
    return data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]


def _of_another_format(data: bytes) -> bytes:
    return data.replace(b"catalogue 1\n", b"catalogue 0\n", 1)


def _empty(data: bytes) -> bytes:
    return data[:0]


@pytest.mark.parametrize("spoil", [_cut, _grown, _bent, _of_another_format, _empty])
async def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    cache = CatalogueCache(tmp_path, SHOP)
    cache.save(await recorded())
    assert cache.load() is not None
    the_file(tmp_path).write_bytes(spoil(the_file(tmp_path).read_bytes()))
    assert cache.load() is None
    cache.save(await recorded())
    assert cache.load() is not None


async def test_a_file_of_another_identity_or_of_other_questions_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = CatalogueCache(tmp_path, SHOP)
    cache.save(await recorded())
    other = Identity("projects/shop/branches/dev", "ep-1.example", "shop")
    the_file(tmp_path).rename(tmp_path / other.file_name)
    assert CatalogueCache(tmp_path, other).load() is None
    cache.save(await recorded())
    monkeypatch.setattr("lakebase_tui.catalog.cache.digest", lambda: "other questions")
    assert cache.load() is None


async def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "catalogues"
    cache = CatalogueCache(folder, SHOP)
    cache.save(await recorded())
    elsewhere = tmp_path / "elsewhere"
    the_file(folder).rename(elsewhere)
    (folder / SHOP.file_name).symlink_to(elsewhere)
    assert cache.load() is None
    content = elsewhere.read_bytes()
    cache.save(await recorded("another"))
    assert not (folder / SHOP.file_name).is_symlink()
    assert elsewhere.read_bytes() == content


async def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "catalogues").write_text("not a folder")
    cache = CatalogueCache(tmp_path / "catalogues", SHOP)
    cache.save(await recorded())
    assert cache.load() is None


async def test_what_was_not_used_for_longest_is_thrown_away(tmp_path: Path) -> None:
    made = [Identity(f"branch {number}", "host", "shop") for number in range(22)]
    for age, identity in enumerate(made[:20]):
        CatalogueCache(tmp_path, identity).save(await recorded())
        os.utime(tmp_path / identity.file_name, (1_000 + age, 1_000 + age))
    assert CatalogueCache(tmp_path, made[0]).load() is not None  # used: it stays
    (tmp_path / "notes.txt").write_text("somebody's")
    for identity in made[20:]:
        CatalogueCache(tmp_path, identity).save(await recorded())
    left = [identity for identity in made if (tmp_path / identity.file_name).exists()]
    assert left == [made[0], *made[3:]]
    assert (tmp_path / "notes.txt").exists()
