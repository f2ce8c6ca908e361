"""What was read is written as the same bytes, and a character is never sent as another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.text_encoding import TextEncoding

SEVERAL_BYTES = (
    "big5", "cp949", "euc_jis_2004", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "johab", "shift_jis",
)  # fmt: skip
ENCODINGS = [
    TextEncoding(),
    TextEncoding("EUC_TW", "ascii"),
    TextEncoding("LATIN2", "iso8859-2"),
    TextEncoding("WIN1253", "cp1253"),
    *(TextEncoding(codec, codec, certain=False, exact=False) for codec in SEVERAL_BYTES),
]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding.name)
@given(st.binary(max_size=12))
def test_bytes_come_back(encoding: TextEncoding, data: bytes) -> None:
    assert encoding.decode(data).encode(encoding.codec, "surrogateescape") == data


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding.name)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_text_is_sent_as_it_is_or_not_at_all(encoding: TextEncoding, text: str) -> None:
    try:
        data = encoding.encode(text)
    except UnicodeEncodeError as refused:
        with pytest.raises(UnicodeEncodeError):
            encoding.encode(text[refused.start : refused.end])
    else:
        assert data.decode(encoding.codec) == text


def test_what_looks_like_a_backslash_to_a_codec_is_none() -> None:
    japanese = TextEncoding("SJIS", "shift_jis", certain=False, exact=False)
    with pytest.raises(UnicodeEncodeError, match="position 8"):
        japanese.encode("select '¥'")
    assert japanese.encode(r"select '\'") == b"select '\\'"
