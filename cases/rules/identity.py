"""Numbers that say who somebody is: số định danh, chứng minh nhân dân cũ, mã số thuế. Pure.

What is refused cannot be anybody's number; what passes is only well formed. A card's last six
digits are random, so only a tax code proves itself.
"""

import re

from cases.choices import PersonKind
from cases.rules.refusal import Refusal

PROVINCES = frozenset(
    f"{code:03}" for code in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36,
        37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74,
        75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip
"""Places of registration of birth, as they were before the mergers of 2025; numbers keep them.
From 100 on stand countries; their list could not be read, so all of them pass."""

TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
"""Circular 105/2020/TT-BTC, Annex 1 (as transcribed by two public libraries that agree)."""

_SEPARATORS = re.compile(r"[\s.\-–]")


def canonical(text: str) -> str:
    """One spelling of a number, so that equal numbers are equal: digits; a branch as 10-3."""
    digits = _SEPARATORS.sub("", text)
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits


def check_identity(text: str, kind: str, birth_year: int | None = None) -> str:
    """The number in its one spelling; refuses what cannot be a number of this kind of person.

    Citizen's number: 12 digits (Decree 137/2015/NĐ-CP, Article 13); old identity card: 9 digits;
    a tax code: 10 digits, a branch's 3 more (Circular 105/2020/TT-BTC, Article 5). From 01/07/2025
    a household's tax code is the owner's 12 digits.
    """
    number = canonical(text)
    digits = number.replace("-", "")
    if not digits:
        return ""
    if not digits.isascii() or not digits.isdigit():
        raise Refusal("Chỉ gồm chữ số.", "identity_no")
    if kind == PersonKind.LEGAL:
        if len(digits) not in (10, 12, 13):
            raise Refusal(
                f"Mã số thuế có 10 chữ số, của chi nhánh 13 chữ số; đây có {len(digits)}.",
                "identity_no",
            )
    elif len(digits) not in (9, 10, 12):
        raise Refusal(
            "Số định danh có 12 chữ số, chứng minh nhân dân cũ 9, mã số thuế 10;"
            f" đây có {len(digits)}.",
            "identity_no",
        )
    if len(digits) == 12:
        _check_citizen(digits, birth_year)
    elif len(digits) != 9:
        _check_tax(digits)
    return number


def birth_year_of(number: str) -> int | None:
    """The birth year a citizen's number says: the fourth digit is century and sex."""
    digits = canonical(number)
    if len(digits) != 12 or not digits.isdigit():
        return None
    return 1900 + int(digits[3]) // 2 * 100 + int(digits[4:6])


def _check_citizen(digits: str, birth_year: int | None) -> None:
    if digits[:3] not in PROVINCES and digits[:3] < "100":
        raise Refusal(
            f"Ba số đầu {digits[:3]} không phải mã tỉnh, thành phố nào. Kiểm tra lại số định danh.",
            "identity_no",
        )
    said = birth_year_of(digits)
    if birth_year is not None and said != birth_year:
        raise Refusal(
            f"Số định danh này của người sinh năm {said}, không phải {birth_year}."
            " Kiểm tra lại số hoặc năm sinh.",
            "identity_no",
        )


def _check_tax(digits: str) -> None:
    """Ten minus the weighted sum modulo 11; a sum without remainder was never given out."""
    total = sum(int(d) * weight for d, weight in zip(digits, TAX_WEIGHTS, strict=False))
    if 10 - total % 11 != int(digits[9]):
        raise Refusal(
            "Chữ số kiểm tra (thứ 10) của mã số thuế không đúng. Kiểm tra lại từng chữ số.",
            "identity_no",
        )
    if digits[10:] == "000":
        raise Refusal("Ba số cuối của mã số thuế chi nhánh từ 001.", "identity_no")
