"""Loads databricks-sdk without the services that nobody asked for.

`databricks.sdk` imports every service of Databricks: a second of work under the interpreter's lock and
some 70 MB that stay. Only its core and its Postgres service are needed here, so the package is first put in
place without running its own code; whoever asks it for anything else gets the whole of it at that moment.
"""

import importlib
import importlib.machinery
import importlib.util
import logging
import sys
import threading
from types import ModuleType
from typing import Any

_PACKAGE = "databricks.sdk"
_NEEDED = (f"{_PACKAGE}.core", f"{_PACKAGE}.service.postgres")
_LOGGERS = (_PACKAGE, "urllib3", "requests", "google")

_lock = threading.Lock()


def load() -> None:
    """Make sure that the SDK's core and Postgres service are imported, and that they log nowhere.

    Blocks for some tenths of a second at the first call. May be called on any thread.

    Raises:
        ImportError: The SDK is not installed, or is broken.
    """
    with _lock:
        _quiet()
        if _PACKAGE not in sys.modules:
            try:
                _put_bare_package()
                _import_needed()
                return
            except (ImportError, AttributeError):
                _remove()  # another layout than expected: load it as it wants to be
        _import_needed()


def _import_needed() -> None:
    for name in _NEEDED:
        importlib.import_module(name)


def _quiet() -> None:
    """Keep warnings off the screen: without a handler Python writes them to stderr."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
        logger.propagate = False


def _put_bare_package() -> None:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.loader is None:
        raise ImportError("databricks-sdk is not installed")
    module = importlib.util.module_from_spec(spec)
    module.__dict__["__getattr__"] = _completing(module, spec)
    sys.modules[_PACKAGE] = module
    sys.modules["databricks"].__dict__["sdk"] = module


def _completing(module: ModuleType, spec: importlib.machinery.ModuleSpec) -> Any:
    """A module `__getattr__` that runs the package's own code when something is missing."""

    def missing(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {_PACKAGE!r} has no attribute {name!r}")
        if importlib.util.find_spec(f"{_PACKAGE}.{name}") is not None:
            return importlib.import_module(f"{_PACKAGE}.{name}")
        if module.__dict__.pop("__getattr__", None) is not None and spec.loader is not None:
            spec.loader.exec_module(module)
        return getattr(module, name)

    return missing


def _remove() -> None:
    for name in [name for name in sys.modules if name == _PACKAGE or name.startswith(f"{_PACKAGE}.")]:
        del sys.modules[name]
    parent = sys.modules.get("databricks")
    if parent is not None:
        parent.__dict__.pop("sdk", None)
