"""Amounts in Vietnamese words, as a receipt or a decision writes them."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")
_BILLION = 10**9


def in_words(amount: int) -> str:
    """350000000 → ba trăm năm mươi triệu; 1005 → một nghìn không trăm lẻ năm.

    Above a thousand tỷ the word repeats: 10¹⁸ is một tỷ tỷ.
    """
    if amount < 0:
        return f"âm {in_words(-amount)}"
    if amount == 0:
        return _DIGITS[0]
    billions, rest = divmod(amount, _BILLION)
    words = f"{in_words(billions)} tỷ" if billions else ""
    return f"{words} {_below_a_billion(rest, bool(billions))}".strip()


def _below_a_billion(amount: int, follows: bool) -> str:
    """Triệu, nghìn and đơn vị; a group that follows another says its hundreds even when none."""
    parts: list[str] = []
    for power in (2, 1, 0):
        group = amount // 1000**power % 1000
        if group:
            spoken = _group(group, follows or bool(parts))
            parts.append(f"{spoken} {_SCALES[power]}".strip())
    return " ".join(parts)


def _group(group: int, follows: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or follows else []
    if tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif units and words:
        words.append("lẻ")
    if units:
        words.append(_unit(units, tens))
    return " ".join(words)


def _unit(units: int, tens: int) -> str:
    if units == 1 and tens > 1:
        return "mốt"
    if units == 5 and tens:
        return "lăm"
    return _DIGITS[units]
