"""Tables typed before Unicode: TCVN3 (fonts .Vn…) and VNI-Windows (fonts VNI-…), and back to NFC.

A cell is changed only where that makes more Vietnamese syllables of it than it was; the whole table
is asked first, because one name alone ("Cô Lê Tú") can be read in two ways. A font is the best
witness: in .VnTime nothing but TCVN3 can ever have looked right.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import TextChoices

ACUTE, GRAVE, HOOK, TILDE, DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
TONES = (ACUTE, GRAVE, HOOK, TILDE, DOT)


class Encoding(TextChoices):
    UNICODE = "unicode", "Unicode, giữ nguyên"
    TCVN3 = "tcvn3", "TCVN3 (ABC, phông .VnTime)"
    VNI = "vni", "VNI-Windows (phông VNI-Times)"


# ---------------------------------------------------------------- the code charts
# TCVN 5712:1993, third set: one code a letter; capitals with a tone have none and are shown by a
# font of capitals (.VnTimeH) from the codes of the small letters.
_TCVN3 = (
    "µà ¸á ¶ả ·ã ¹ạ ¨ă »ằ ¾ắ ¼ẳ ½ẵ Æặ ©â Çầ Êấ Èẩ Éẫ Ëậ ®đ Ìè Ðé Îẻ Ïẽ Ñẹ ªê Òề Õế Óể Ôễ Öệ"
    " ×ì Ýí Øỉ Üĩ Þị ßò ãó áỏ âõ äọ «ô åồ èố æổ çỗ éộ ¬ơ êờ íớ ëở ìỡ îợ ïù óú ñủ òũ ôụ"
    " \u00adư õừ øứ öử ÷ữ ùự úỳ ýý ûỷ üỹ þỵ ¡Ă ¢Â §Đ £Ê ¤Ô ¥Ơ ¦Ư"
)
TCVN3: dict[str, str] = {pair[0]: pair[1] for pair in _TCVN3.split(" ")}


def _vni() -> dict[str, str]:
    """VNI writes a letter, then its mark as a letter of its own; a few letters have one code."""
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
    table["î"] = "ỵ"
    for base, plain in zip("aeouyôö", "aeouyơư", strict=True):
        for mark, tone in zip("ùøûõï", TONES, strict=True):
            table[base + mark] = unicodedata.normalize("NFC", plain + tone)
    for marks, roof, bases in (("âáàåãä", "\u0302", "aeo"), ("êéèúüë", "\u0306", "a")):
        for base in bases:
            for mark, tone in zip(marks, ("", *TONES), strict=True):
                table[base + mark] = unicodedata.normalize("NFC", base + roof + tone)
    del table["yï"]  # ỵ has a code of its own
    for codes, letter in list(table.items()):
        table[codes.upper()] = letter.upper()
        table[codes.capitalize()] = letter.upper()  # a small mark beside a capital, as often typed
    return table


VNI: dict[str, str] = _vni()
_VNI_CODES = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
_LETTERS = {Encoding.TCVN3: set(TCVN3), Encoding.VNI: {c for codes in VNI for c in codes}}


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def decode(text: str, encoding: str, *, capitals: bool = False) -> str:
    """The text in Unicode. `capitals`: its font shows small letters as capitals."""
    if encoding == Encoding.VNI:
        return composed(_VNI_CODES.sub(lambda found: VNI[found[0]], text))
    if encoding != Encoding.TCVN3:
        return composed(text)
    decoded = "".join(TCVN3.get(c, c) for c in text)
    if capitals or _shouted(text, decoded):
        return decoded.upper()
    return _titled(decoded)


def _titled(decoded: str) -> str:
    """A name whose marked initial TCVN3 could only give small: Nguyễn Thị ánh is Nguyễn Thị Ánh."""
    words = decoded.split(" ")
    small = [word for word in words if word[:1].islower()]
    if len(words) - len(small) < 2 or any(_could_be_capital(word) for word in small):
        return decoded
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _could_be_capital(word: str) -> bool:
    return word == "ở" or word[0].isascii() or word[0].upper() in TCVN3.values()


def _shouted(text: str, decoded: str) -> bool:
    """Typed in capitals, of which TCVN3 has no marked ones: NGUYễN VăN is NGUYỄN VĂN."""
    plain = [c for c in text if c.isascii() and c.isalpha()]
    return all(c.isupper() for c in plain) and any(
        sum(c.isascii() and c.isupper() for c in word) > 1 and word != word.upper()
        for word in decoded.split()
    )


# ---------------------------------------------------------------- fonts
def of_font(name: str) -> Encoding | None:
    """What a font's name says of the text set in it."""
    lowered = name.strip().lower()
    if lowered.startswith(".vn"):
        return Encoding.TCVN3
    return Encoding.VNI if re.match(r"vni[-_ ]", lowered) else None


def shows_capitals(name: str) -> bool:
    return of_font(name) == Encoding.TCVN3 and name.strip().endswith("H")


# ---------------------------------------------------------------- which encoding it is
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(i[êe]u|y[êe]u|u[yô]i|ươi|ươu|uya|uyê|uyu|oai|oay|oao|oeo|u[âa]y|iêu"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|yê|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu"
    r"|[aăâeêioôơuưy])"
    r"(ch|ng|nh|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Whether a word can be spelt in Vietnamese: onset, rhyme, at most one tone."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in parts if c in TONES]
    plain = composed("".join(c for c in parts if c not in TONES))
    return len(tones) <= 1 and _SYLLABLE.fullmatch(plain) is not None


def marked_words(text: str) -> list[str]:
    """The words with a letter beyond ASCII: only they can tell encodings apart."""
    return [
        word
        for word in re.split(r"[\s\d!-/:-@\[-`{-~–—“”‘’…]+", text)
        if word and not word.isascii()
    ]


def _spelt(text: str) -> int:
    return sum(is_syllable(word) for word in marked_words(text))


def fits(text: str, encoding: str) -> bool:
    """Whether the text has letters of the encoding and none that it lacks."""
    beyond = {c for c in composed(text) if not c.isascii() and (c.isalpha() or c in "\u00ad")}
    beyond |= {c for c in text if "\u00a1" <= c <= "\u00ff" and c not in "°º²³±"}
    return bool(beyond) and beyond <= _LETTERS[Encoding(encoding)]


class Verdict(NamedTuple):
    """`sure`: of the words that could tell, the share that the encoding made Vietnamese."""

    encoding: Encoding
    sure: float


ENOUGH_WORDS, ENOUGH_SURE = 2, 0.5


def detect(texts: Iterable[str], fonts: Iterable[str] = ()) -> Verdict:
    """One encoding for a table, from all its text: Unicode unless another explains far more."""
    named = {font for name in fonts if (font := of_font(name))}
    words = [w for text in texts for w in marked_words(composed(text))][:20_000]
    best = Verdict(Encoding.UNICODE, 1.0)
    gain = 0.0
    for encoding in (Encoding.TCVN3, Encoding.VNI):
        can = [w for w in words if fits(w, encoding)]
        if not can or len(can) < (1 if encoding in named else ENOUGH_WORDS):
            continue
        after = sum(is_syllable(decode(w, encoding)) for w in can)
        before = sum(is_syllable(w) for w in can)
        better = (after - before) / len(can)
        enough = better >= ENOUGH_SURE or (encoding in named and better >= 0)
        if enough and (encoding in named or after - before > gain):
            best, gain = Verdict(encoding, after / len(can)), float(after - before)
    return best


def convert(text: str, encoding: str, font: str = "") -> str:
    """A cell of a table whose encoding is known: what is Unicode already stays as it is."""
    named = of_font(font)
    encoding = named or encoding
    if encoding == Encoding.UNICODE or not fits(text, encoding):
        kept = composed(text)
        return kept.upper() if shows_capitals(font) and kept.isascii() else kept
    after = decode(text, encoding, capitals=shows_capitals(font))
    if named is None and _spelt(after) < _spelt(composed(text)):
        return composed(text)
    return after


def examples(
    before: Sequence[str], after: Sequence[str], most: int = 3
) -> tuple[int, list[tuple[str, str]]]:
    """How many cells changed, and a few from amid the rows to be shown before and after."""
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    return len(changed), list(dict.fromkeys(changed[len(changed) // 2 :]))[:most]
