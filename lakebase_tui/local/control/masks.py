"""Update masks: which fields of a spec a PATCH changes."""

from collections.abc import Mapping

from lakebase_tui.local.control.errors import Json, invalid, required


def masked(mask: str | None, body: Json, allowed: Mapping[str, tuple[str, ...]]) -> Json:
    """The parts of `body["spec"]` that the mask names.

    Args:
        mask: The `update_mask` of the request, paths joined by commas.
        body: The request's body, which may hold more than is to be changed.
        allowed: For each known path without its `spec.`, the fields of the spec that it stands for.

    Returns:
        Field to new value. A field that the mask names and the body lacks is None: it is to be cleared.

    Raises:
        ApiError: The mask is missing or names something unknown.
    """
    if not mask:
        raise required("update_mask")
    spec = body.get("spec") or {}
    changes: Json = {}
    for path in mask.split(","):
        short = path.strip().removeprefix("spec.")
        if short not in allowed or not path.strip().startswith("spec."):
            raise invalid(f"Unknown field path in update_mask: '{path}'")
        for name in allowed[short]:
            _merge(changes, short, name, spec.get(name))
    return changes


def _merge(changes: Json, path: str, name: str, value: object) -> None:
    """Note one field; a path with a dot in it changes only that leaf of an object."""
    outer, _, leaf = path.partition(".")
    if not leaf or outer != name:
        changes[name] = value
        return
    leaves = changes.setdefault(name, {})
    leaves[leaf] = value.get(leaf) if isinstance(value, dict) else None
