"""Which encoder makes which kind of file."""

from html import escape

from lakebase_tui.query.export.compression import BinaryOut
from lakebase_tui.query.export.encoder import Encoder, TextEncoder
from lakebase_tui.query.export.order import KINDS, ExportOrder
from lakebase_tui.query.formats.csv_format import CsvFormat
from lakebase_tui.query.formats.insert_format import InsertFormat, InsertOptions
from lakebase_tui.query.formats.registry import FORMATS, FormatRequest
from lakebase_tui.query.formats.text_format import TextFormat

_HTML = (
    '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Result</title></head>\n<body>\n'
)
_HTML_END = "</body>\n</html>\n"


def encoder_for(order: ExportOrder, out: BinaryOut) -> Encoder:
    """An encoder for one export.

    Raises:
        ExportError: A package that it needs is missing.
    """
    if KINDS[order.kind].is_text:
        head, foot = _around(order)
        return TextEncoder(_text_format(order), out, head, foot)
    if order.kind == "xlsx":
        from lakebase_tui.query.export.xlsx import XlsxEncoder

        return XlsxEncoder(out, order.note)
    from lakebase_tui.query.export.arrow import ArrowEncoder

    return ArrowEncoder(out, parquet=order.kind == "parquet", typed=order.typed, note=order.note)


def _text_format(order: ExportOrder) -> TextFormat:
    match order.kind:
        case "csv":
            return CsvFormat(order.csv)
        case "insert":
            return InsertFormat(InsertOptions(order.table))
        case name:
            return FORMATS[name].make(FormatRequest((), header=order.csv.header))


def _around(order: ExportOrder) -> tuple[str, str]:
    """What a file has that a text in the clipboard has not: a frame, and the note on what is missing."""
    note = order.note
    match order.kind:
        case "markdown":
            return "", f"\n{note}\n" if note else ""
        case "insert":
            return "", f"-- {note}\n" if note else ""
        case "html":
            return _HTML, (f"<p>{escape(note)}</p>\n" if note else "") + _HTML_END
        case _:
            return "", ""
