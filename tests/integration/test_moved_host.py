"""A compute whose host moves is followed, and only where the control plane says."""

from dataclasses import replace

from lakebase_tui.session.events import HostMoved, Rotated
from lakebase_tui.session.opening import make_session
from tests.support.local_lakebase import LocalLakebase
from tests.support.sessions import Told, control_plane_of, target_on


async def test_a_session_follows_its_compute_to_the_host_that_the_control_plane_names(
    local_lakebase: LocalLakebase,
) -> None:
    control_plane = control_plane_of(local_lakebase)
    told = Told()
    target = await target_on(control_plane, local_lakebase)
    session = make_session(target, None, control_plane, told, deadline_s=20)
    try:
        await session.open()
        # As if the session had been opened before the move.
        session.target = replace(target, host="old." + target.host)
        session.inquire_soon()
        await told.next(lambda event: isinstance(event, Rotated))
        assert told.of(HostMoved) == [HostMoved("old." + target.host, target.host)]
        assert told.of(Rotated) == [Rotated("the compute's host moved", 0)]
        assert session.target == target
    finally:
        await session.aclose()
        await control_plane.aclose()
