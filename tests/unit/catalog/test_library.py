"""From the disk first, then from the server; one reading at a time; nothing is raised, nothing is lost."""

import asyncio
import os
from pathlib import Path

import pytest

from lakebase_tui.catalog.cache import Identity
from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.catalog.questions import Question
from lakebase_tui.session.failure_kinds import FailureKind
from lakebase_tui.session.failures import SessionFailure
from tests.unit.catalog.fake_server import FakeServer

SHOP = Identity("projects/shop/branches/production", "ep-1.example", "shop")
Seen = tuple[LibraryState, Catalogue]


class Watched:
    """A library, and every state and catalogue that it told of."""

    def __init__(self, server: FakeServer, folder: Path | None, identity: Identity = SHOP) -> None:
        self.seen: list[Seen] = []
        self.library = Library(server, identity, folder, self._changed)

    def _changed(self) -> None:
        self.seen.append((self.library.state, self.library.catalogue))

    @property
    def states(self) -> list[LibraryState]:
        return [state for state, _ in self.seen]


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


def orders(catalogue: Catalogue) -> list[str]:
    found = catalogue.relation("orders", "sales")
    assert found is not None
    return [each.name for each in found.columns]


async def test_the_first_time_what_one_sees_first_comes_first(server: FakeServer, tmp_path: Path) -> None:
    watched = Watched(server, tmp_path)
    assert (watched.library.state, watched.library.catalogue) == (LibraryState.EMPTY, Catalogue("shop"))
    await watched.library.open()
    assert watched.states[-1] is LibraryState.READY
    assert set(watched.states[:-1]) == {LibraryState.READING}
    names = next(catalogue for _, catalogue in watched.seen if catalogue.relations)
    assert orders(names) == []
    assert orders(watched.library.catalogue) == ["id", "status"]
    assert watched.library.catalogue.roles == ("ana", "app")
    assert server.asked[:2] == [Question.SCHEMAS, Question.RELATIONS]
    assert server.asked[-1] is Question.VERSION
    assert server.asked.count(Question.COLUMNS) == 1


async def test_the_next_time_it_is_there_before_anything_is_asked(server: FakeServer, tmp_path: Path) -> None:
    first = Watched(server, tmp_path)
    await first.library.open()
    server.asked.clear()
    server.waits_at = Question.VERSION
    second = Watched(server, tmp_path)
    opening = asyncio.create_task(second.library.open())
    await server.reached.wait()
    assert second.library.state is LibraryState.READING
    assert orders(second.library.catalogue) == ["id", "status"]
    assert server.asked == [Question.VERSION]
    server.go.set()
    await opening
    assert second.states[-1] is LibraryState.READY
    assert server.asked == [Question.VERSION]
    kept = second.library.catalogue
    assert (kept.routines, kept.types, kept.settings) == (
        first.library.catalogue.routines,
        first.library.catalogue.types,
        first.library.catalogue.settings,
    )
    assert kept.server_version == 180001


async def test_what_ends_with_its_session_is_not_kept(server: FakeServer, tmp_path: Path) -> None:
    first, second = Watched(server, tmp_path), Watched(server, tmp_path)
    await first.library.open()
    await second.library.open()
    assert first.library.catalogue.relation("passing", "pg_temp_3") is not None
    assert second.library.catalogue.relation("passing", "pg_temp_3") is None
    assert "pg_temp_3" not in {each.name for each in second.library.catalogue.schemas}


@pytest.mark.parametrize("moment", ["6:6:", ""])
async def test_if_anything_came_between_it_is_read_again_to_be_kept(
    server: FakeServer, tmp_path: Path, moment: str
) -> None:
    server.moment = moment  # not that of the first answer
    watched = Watched(server, tmp_path)
    server.waits_at = Question.VERSION
    opening = asyncio.create_task(watched.library.open())
    await server.reached.wait()
    assert watched.states[-1] is LibraryState.READY
    server.orders_columns = ["id", "status", "new"]
    server.go.set()
    await opening
    assert server.asked.count(Question.COLUMNS) == 2
    again = Watched(server, tmp_path)
    await again.library.open()
    assert orders(again.library.catalogue) == ["id", "status", "new"]
    assert server.asked.count(Question.COLUMNS) == 2


async def test_what_cannot_be_kept_is_ready_all_the_same(server: FakeServer, tmp_path: Path) -> None:
    server.refuses = Question.VERSION
    watched = Watched(server, tmp_path)
    await watched.library.open()
    assert watched.states[-1] is LibraryState.READY
    assert not os.listdir(tmp_path)


async def test_another_version_is_read_and_kept_anew(server: FakeServer, tmp_path: Path) -> None:
    await Watched(server, tmp_path).library.open()
    server.version, server.orders_columns = "2", ["id", "status", "note"]
    changed = Watched(server, tmp_path)
    await changed.library.open()
    # The old one shows until all of the new one is there: nothing of it vanishes meanwhile.
    shown = [orders(catalogue) for _, catalogue in changed.seen if catalogue.relations]
    kept = shown.index(["id", "status"])
    assert shown[-1] == ["id", "status", "note"]
    assert [] not in shown[kept:]
    assert all(catalogue.roles for _, catalogue in changed.seen[-2:])
    server.asked.clear()
    await Watched(server, tmp_path).library.open()
    assert server.asked == [Question.VERSION]


@pytest.mark.parametrize(
    "other",
    [
        Identity("projects/shop/branches/dev", SHOP.host, SHOP.database),
        Identity(SHOP.branch, "ep-2.example", SHOP.database),
        Identity(SHOP.branch, SHOP.host, "analytics"),
    ],
)
async def test_each_branch_host_and_database_has_its_own(
    server: FakeServer, tmp_path: Path, other: Identity
) -> None:
    await Watched(server, tmp_path).library.open()
    server.asked.clear()
    await Watched(server, tmp_path, other).library.open()
    assert Question.COLUMNS in server.asked


async def test_without_a_folder_nothing_is_kept(server: FakeServer, tmp_path: Path) -> None:
    watched = Watched(server, None)
    await watched.library.open()
    assert watched.library.state is LibraryState.READY
    assert not os.listdir(tmp_path)


async def test_a_second_open_asks_nothing(server: FakeServer) -> None:
    watched = Watched(server, None)
    await asyncio.gather(watched.library.open(), watched.library.open())
    asked = len(server.asked)
    await watched.library.open()
    assert server.asked.count(Question.COLUMNS) == 1
    assert len(server.asked) == asked


async def test_refreshes_while_one_is_read_become_one(server: FakeServer) -> None:
    watched = Watched(server, None)
    await watched.library.open()
    server.asked.clear()
    server.waits_at = Question.ROLES
    first = asyncio.create_task(watched.library.refresh())
    await server.reached.wait()
    server.orders_columns = ["id", "status", "late"]  # after the columns of this reading were asked for
    others = [asyncio.create_task(watched.library.refresh()) for _ in range(3)]
    await asyncio.sleep(0)
    server.go.set()
    await asyncio.gather(first, *others)
    assert server.asked.count(Question.COLUMNS) == 2
    assert orders(watched.library.catalogue) == ["id", "status", "late"]
    assert watched.library.state is LibraryState.READY


async def test_one_who_gives_up_waiting_does_not_stop_it(server: FakeServer) -> None:
    watched = Watched(server, None)
    server.waits_at = Question.COLUMNS
    first = asyncio.create_task(watched.library.open())
    await server.reached.wait()
    first.cancel()
    await asyncio.wait({first})
    server.go.set()
    await watched.library.open()
    assert watched.library.state is LibraryState.READY
    assert server.asked.count(Question.COLUMNS) == 1


async def test_a_failure_is_a_sentence_and_takes_nothing_away(server: FakeServer) -> None:
    watched = Watched(server, None)
    await watched.library.open()
    before = watched.library.catalogue
    server.refuses = Question.ROUTINES
    await watched.library.refresh()
    assert watched.library.state is LibraryState.FAILED
    assert watched.library.failure == "The server does not feel like it."
    assert watched.library.catalogue is before
    server.refuses = None
    await watched.library.refresh()
    assert (watched.library.state, watched.library.failure) == (LibraryState.READY, "")


async def test_a_failure_at_first_leaves_what_came_before_it(server: FakeServer, tmp_path: Path) -> None:
    server.refuses = Question.ROUTINES
    watched = Watched(server, tmp_path)
    await watched.library.open()
    assert watched.library.state is LibraryState.FAILED
    assert orders(watched.library.catalogue) == ["id", "status"]
    assert not os.listdir(tmp_path)


async def test_a_server_that_cannot_be_asked_leaves_what_was_kept(server: FakeServer, tmp_path: Path) -> None:
    await Watched(server, tmp_path).library.open()
    server.refuses = Question.VERSION
    watched = Watched(server, tmp_path)
    await watched.library.open()
    assert watched.library.state is LibraryState.FAILED
    assert orders(watched.library.catalogue) == ["id", "status"]


@pytest.mark.parametrize(
    "question", [Question.RELATIONS, Question.COLUMNS, Question.TYPES, Question.SETTINGS]
)
async def test_an_answer_of_another_form_is_a_failure(server: FakeServer, question: Question) -> None:
    server.nonsense = question
    watched = Watched(server, None)
    await watched.library.open()
    assert watched.library.state is LibraryState.FAILED
    assert "not of the form" in watched.library.failure


async def test_a_version_that_takes_too_long_costs_only_what_would_be_kept(
    server: FakeServer, tmp_path: Path
) -> None:
    await Watched(server, tmp_path).library.open()
    server.orders_columns = ["id", "status", "note"]
    server.refuses, server.refusal = (
        Question.VERSION,
        SessionFailure(FailureKind.TIMEOUT, "It took too long."),
    )
    watched = Watched(server, tmp_path)
    await watched.library.open()
    assert watched.library.state is LibraryState.READY
    assert orders(watched.library.catalogue) == ["id", "status", "note"]
    server.refuses = None
    server.asked.clear()
    old = Watched(server, tmp_path)
    await old.library.open()
    assert server.asked == [Question.VERSION]
    assert orders(old.library.catalogue) == ["id", "status"]


async def test_closed_it_tells_nobody(server: FakeServer) -> None:
    watched = Watched(server, None)
    server.waits_at = Question.COLUMNS
    opening = asyncio.create_task(watched.library.open())
    await server.reached.wait()
    told = len(watched.seen)
    await watched.library.close()
    await opening
    await watched.library.refresh()
    assert len(watched.seen) == told
    assert server.asked.count(Question.COLUMNS) == 1
    assert len(asyncio.all_tasks()) == 1
