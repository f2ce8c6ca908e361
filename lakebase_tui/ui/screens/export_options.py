"""The options of an export: which there are for which kind of file, and what they mean."""

from collections.abc import Mapping, Sequence

from lakebase_tui.query.export.compression import Compression, compression_of
from lakebase_tui.query.export.order import KINDS, ExportOrder, Scope
from lakebase_tui.query.export.target import Target
from lakebase_tui.query.formats.csv_format import CsvOptions

Choices = Sequence[tuple[str, str]]
_YES_NO: Choices = (("yes", "yes"), ("no", "no"))

OPTIONS: Mapping[str, tuple[str, Choices]] = {
    "header": ("Header", _YES_NO),
    "delimiter": ("Delimiter", ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar"))),
    "quote": ("Quote", (('"', '"'), ("'", "'"))),
    "null": ("NULL as", (("", "nothing"), ("NULL", "NULL"), ("\\N", "\\N"))),
    "safe": ("Formulas", (("no", "as they are"), ("yes", "made harmless for spreadsheets"))),
    "typed": ("Columns", (("yes", "with types"), ("no", "all as text"))),
    "compression": ("Compress", tuple((each.value, each.value) for each in Compression)),
}
"""By name: label and choices, the first of which holds unless another is chosen."""

_FITTING: Mapping[str, frozenset[str]] = {
    "header": frozenset(("csv", "tsv")),
    **dict.fromkeys(("delimiter", "quote", "null", "safe"), frozenset(("csv",))),
    "typed": frozenset(kind.name for kind in KINDS.values() if kind.typed),
    "compression": frozenset(kind.name for kind in KINDS.values() if kind.is_text),
}


def fits(option: str, kind: str) -> bool:
    """Whether an option means something for a kind of file."""
    return kind in _FITTING[option]


def order_of(
    path: str, kind: str, scope: str, chosen: Mapping[str, str], table: tuple[str, ...]
) -> ExportOrder:
    """The order that the dialog stands for; how it is compressed is said by the file's name."""
    return ExportOrder(
        Target(path),
        kind,
        Scope(scope),
        CsvOptions(
            delimiter=chosen["delimiter"],
            quote=chosen["quote"],
            null=chosen["null"],
            header=chosen["header"] == "yes",
            spreadsheet_safe=chosen["safe"] == "yes",
        ),
        table,
        typed=chosen["typed"] == "yes",
    )


def path_for(path: str, kind: str, compression: str) -> str:
    """The path with the ending of another kind of file, if it has one that is known."""
    stem = path[: len(path) - len(compression_of(path).suffix)]
    for known in KINDS.values():
        if stem.lower().endswith(known.suffix):
            stem = stem[: -len(known.suffix)]
            break
    else:
        if compression_of(path) is Compression.NONE and "." in stem.rpartition("/")[2]:
            return path  # an ending of the user's own
    chosen = KINDS[kind]
    packed = Compression(compression).suffix if chosen.is_text else ""
    return f"{stem}{chosen.suffix}{packed}" if stem.rpartition("/")[2] else path


def kind_of(path: str) -> str | None:
    """The kind that the end of a name stands for; None where it says nothing."""
    stem = path.lower()
    stem = stem[: len(stem) - len(compression_of(path).suffix)]
    return next((kind.name for kind in KINDS.values() if stem.endswith(kind.suffix)), None)
