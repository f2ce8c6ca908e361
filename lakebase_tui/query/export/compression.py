"""What a file is compressed with."""

import gzip
from collections.abc import Callable
from enum import Enum
from typing import Protocol

from lakebase_tui.query.export.failures import missing_package

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3


class Compression(Enum):
    """How the bytes are packed on their way to the file."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"

    @property
    def suffix(self) -> str:
        """What such a file's name ends in; empty for none."""
        return {Compression.GZIP: ".gz", Compression.ZSTD: ".zst"}.get(self, "")


class BinaryOut(Protocol):
    """Takes bytes until it is closed."""

    def write(self, data: bytes, /) -> int:
        """Take all of it; returns its length."""
        ...

    def close(self) -> None:
        """There is no more: write what was held back. What lies below stays open."""
        ...


def compression_of(path: str) -> Compression:
    """What the end of a file's name says."""
    lowered = path.lower()
    packed = (each for each in Compression if each.suffix and lowered.endswith(each.suffix))
    return next(packed, Compression.NONE)


class _Plain:
    def __init__(self, write: Callable[[bytes], int]) -> None:
        self.write = write

    def close(self) -> None:
        pass


class _Below:
    """A file as gzip wants it: it writes `bytes` and may be flushed."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self._write = write

    def write(self, data: bytes) -> int:
        return self._write(data)

    def flush(self) -> None:
        pass


def compressed(write: Callable[[bytes], int], compression: Compression) -> BinaryOut:
    """Something that packs what it takes and passes it on.

    Args:
        write: Takes the packed bytes.
        compression: How.

    Raises:
        ExportError: The package for it is missing.
    """
    match compression:
        case Compression.GZIP:
            return gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=_Below(write))
        case Compression.ZSTD:
            try:
                import zstandard
            except ImportError as error:
                raise missing_package("zstandard", "zstd") from error
            return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).stream_writer(_Below(write), closefd=False)  # type: ignore[arg-type]
        case Compression.NONE:
            return _Plain(write)
