"""Tables of before Unicode: every letter there and back, and nothing damaged that was right."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import encodings
from cases.rules.encodings import TCVN3, TONES, VNI, Encoding, convert, decode, detect

VOWELS = "aăâeêioôơuưy"
LETTERS = [
    unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)
] + ["đ"]
BEYOND = [letter for letter in LETTERS if not letter.isascii()]
NAMES = [
    "Nguyễn Văn Đức", "Trần Thị Hường", "Lê Quốc Khánh", "Phạm Thúy Quỳnh", "Hoàng Ngọc Huyền",
    "Vũ Đình Nghiêm", "Đặng Xuân Trường", "Bùi Thị Yến", "Khuất Duy Tiến", "Ngô Gia Tự",
    "phường Láng Thượng, quận Đống Đa", "Ngân hàng Nông nghiệp và Phát triển nông thôn",
    "Nguyễn Thị Ánh", "thửa đất số 12, tờ bản đồ số 7", "Bản án hình sự sơ thẩm",
]  # fmt: skip


def in_tcvn3(text: str) -> str:
    """As typed in .VnTime: capitals with a tone have no code and are set as small letters."""
    codes = {letter: code for code, letter in TCVN3.items()}
    return "".join(codes.get(c) or codes.get(c.lower(), c) for c in text)


def in_vni(text: str) -> str:
    codes: dict[str, str] = {}
    for code, letter in VNI.items():
        codes.setdefault(letter, code)
    return "".join(codes.get(c, c) for c in text)


def test_the_charts_hold_every_letter_once():
    assert set(TCVN3.values()) == {*BEYOND, *"ĂÂĐÊÔƠƯ"}
    assert set(VNI.values()) == {*BEYOND, *(letter.upper() for letter in BEYOND)}
    assert all(0xA1 <= ord(code) <= 0xFE for code in TCVN3)
    assert all("\u00c0" <= c <= "\u00ff" or c.isascii() for code in VNI for c in code)


@pytest.mark.parametrize(
    ("typed", "encoding", "read"),
    [
        ("NguyÔn V¨n", Encoding.TCVN3, "Nguyễn Văn"),
        ("Tr­êng §¹i häc", Encoding.TCVN3, "Trường Đại học"),
        ("Céng hoµ x· héi chñ nghÜa", Encoding.TCVN3, "Cộng hoà xã hội chủ nghĩa"),
        ("NGUYÔN V¡N H¦êNG", Encoding.TCVN3, "NGUYỄN VĂN HƯỜNG"),
        ("Lª B×", Encoding.TCVN3, "Lê Bì"),
        ("Nguyeãn Vaên Ñöùc", Encoding.VNI, "Nguyễn Văn Đức"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", Encoding.VNI,
         "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("LYÙ THÖÔØNG KIEÄT", Encoding.VNI, "LÝ THƯỜNG KIỆT"),
        ("Nguye\u0302\u0303n Va\u0306n", Encoding.UNICODE, "Nguyễn Văn"),
    ],
)  # fmt: skip
def test_known_words(typed, encoding, read):
    assert decode(typed, encoding) == read


@given(st.text(st.sampled_from([*LETTERS, *"ĂÂĐÊÔƠƯ bcdghklmnpqrstvx 0123456789.,/-"])))
def test_tcvn3_there_and_back(text):
    assert "".join(TCVN3.get(c, c) for c in in_tcvn3(text)) == text


@given(st.lists(st.sampled_from([c for w in NAMES for c in w.split()])).map(" ".join))
def test_vni_there_and_back(text):
    assert decode(in_vni(text), Encoding.VNI) == text


@given(st.text())
def test_what_is_unicode_or_ascii_stays_as_it_is(text):
    kept = unicodedata.normalize("NFC", text)
    assert convert(text, Encoding.UNICODE) == kept
    if text.isascii():
        assert convert(text, Encoding.TCVN3) == convert(text, Encoding.VNI) == text


@pytest.mark.parametrize("encode", [in_tcvn3, in_vni])
def test_a_whole_table_is_known_and_turned_back(encode):
    typed = [encode(name) for name in NAMES]
    found = detect(typed)
    assert found.encoding == {in_tcvn3: Encoding.TCVN3, in_vni: Encoding.VNI}[encode]
    assert found.sure > 0.9
    assert [convert(text, found.encoding) for text in typed] == NAMES


def test_unicode_is_never_taken_for_another():
    assert detect(NAMES).encoding == Encoding.UNICODE
    assert detect(unicodedata.normalize("NFD", name) for name in NAMES).encoding == Encoding.UNICODE
    for words in (["Cô Lê Tú", "Hà Nam"], ["Société Générale", "Crédit Agricole"], ["abc", "1.2"]):
        assert detect(words).encoding == Encoding.UNICODE


@given(st.lists(st.sampled_from(NAMES), min_size=1))
def test_a_right_cell_in_a_table_of_tcvn3_stays_right(names):
    """A workbook patched by hand: some cells were typed anew in Unicode."""
    for name in names:
        assert convert(name, Encoding.TCVN3) == name
        assert convert(in_tcvn3(name), Encoding.TCVN3) == name


def test_a_font_is_a_witness():
    assert encodings.of_font(".VnTime") == Encoding.TCVN3
    assert encodings.of_font("VNI-Times") == Encoding.VNI
    assert encodings.of_font("Times New Roman") is None
    # one short name says too little by itself
    assert detect(["Lª"]).encoding == Encoding.UNICODE
    assert detect(["Lª"], [".VnTime"]).encoding == Encoding.TCVN3
    # small letters shown as capitals
    assert convert("nguyÔn v¨n", Encoding.TCVN3, ".VnTimeH") == "NGUYỄN VĂN"
    assert convert("lan", Encoding.TCVN3, ".VnTimeH") == "LAN"
    # the cell's own font goes before the table's encoding
    assert convert("Vaên", Encoding.TCVN3, "VNI-Times") == "Văn"


@pytest.mark.parametrize(
    "word", ["nghiêng", "quyển", "khuỷu", "thuở", "gì", "giếng", "yêu", "oanh"]
)
def test_syllables(word):
    assert encodings.is_syllable(word)


@pytest.mark.parametrize("word", ["nguyôn", "v¨n", "société", "bbb", "trööng"])
def test_no_syllables(word):
    assert not encodings.is_syllable(word)
