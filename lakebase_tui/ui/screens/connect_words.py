"""Sentences and lines of the connect screen as styled text."""

from urllib.parse import urlsplit

from textual.content import Content

from lakebase_tui.config.state import Recent
from lakebase_tui.control_plane.models import Workspace
from lakebase_tui.session.offers import Wishes
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.connect_loading import Load


def header(workspace: Load[Workspace]) -> Content:
    """Product, workspace, profile, and who is signed in."""
    product = Content.assemble((" ▚ ", "$accent"), ("lakebase-tui", "bold"))
    if workspace.failure is not None:
        return Content.assemble(product, ("   not signed in", "$status-bad"))
    if workspace.value is None:
        return Content.assemble(product, ("   signing in…", "$dim"))
    found = workspace.value
    host = urlsplit(found.host).netloc or found.host
    line = Content.assemble(product, ("   workspace ", "$dim"), visible(host))
    if found.profile:
        line = Content.assemble(line, ("   profile ", "$dim"), visible(found.profile))
    return Content.assemble(line, ("   signed in as ", "$dim"), visible(found.user_name))


def failure(sentence: str, next_step: str) -> Content:
    """What went wrong, and what to do about it on a line of its own."""
    first = Content.assemble(("✕ ", "$status-bad"), visible(sentence))
    return Content.assemble(first, (f"\n  {visible(next_step)}", "$dim")) if next_step else first


def progress(text: str) -> Content:
    """What is going on, and how to stop it."""
    return Content.assemble(("◌ ", "$status-warn"), visible(text), ("   esc", "$accent"), (" cancel", "$dim"))


def copied(sentence: str) -> Content:
    """What is on the clipboard now, and by which way it went there."""
    return Content.assemble(("✓ ", "$status-ok"), visible(sentence), (" There is no secret in it.", "$dim"))


def wishes_of(recent: Recent) -> Wishes:
    """What a recent target asks of its branch."""
    return Wishes(recent.compute, recent.database, recent.role)
