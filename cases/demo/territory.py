"""The offices of the demo through the reorganisation of 1 July 2025.

In the generator a case lives in its old district for all eight years; here is which office that is
on a day, and who the officer is who takes a case over.
"""

from cases.demo.days import CUT_DAY
from cases.demo.figures import HN, INVENTED, OFFICES, PUBLISHED

DIVISIONS: dict[str, tuple[str, ...]] = {
    "HN-TP": ("HN",),
    "HN-KV01": ("HN-BD", "HN-HK", "HN-TH"),
    "HN-KV02": ("HN-DD", "HN-TX"),
    "HN-KV03": ("HN-HBT", "HN-HM"),
    "HN-KV04": ("HN-CG", "HN-NTL", "HN-BTL"),
    "HN-KV05": ("HN-LB", "HN-GL"),
    "HN-KV06": ("HN-HD", "HN-CM", "HN-TO"),
    "HN-KV07": ("HN-DA", "HN-SS", "HN-ML"),
    "HN-KV08": ("HN-DP", "HN-HOD", "HN-PT"),
    "HN-KV09": ("HN-ST", "HN-BV"),
    "HN-KV10": ("HN-TT", "HN-QO"),
    "HN-KV11": ("HN-THT", "HN-THTI", "HN-PX"),
    "HN-KV12": ("HN-UH", "HN-MD"),
}
"""As the catalogue of offices has the successions; a test compares."""

CASES_OF_AN_OFFICER = 270
_DIVISION = {old: new for new, olds in DIVISIONS.items() for old in olds}

DESK = "HN-KV01"
"""The division whose desk, till and month-end the visitor finds full of work."""


def division_of(office: int) -> str:
    """The code of the office that takes over from this one."""
    return _DIVISION[OFFICES[office].code]


def code_of(office: int, day: int) -> str:
    """The code, on this day, of the office in whose area a case lies."""
    return OFFICES[office].code if day < CUT_DAY else division_of(office)


def suffix_of(office: int, day: int) -> str:
    """What stands behind a decision's number; how the new offices sign is not published."""
    if day >= CUT_DAY:
        return "/QĐ"
    return "/QĐ-CTHADS" if office == HN else "/QĐ-CCTHADS"


def _officers_of_offices() -> list[int]:
    docketed = PUBLISHED.five_months.carried_in + sum(INVENTED.new)
    whole = sum(office.weight for office in OFFICES)
    return [
        max(3, round(docketed * office.weight / whole / CASES_OF_AN_OFFICER)) for office in OFFICES
    ]


OFFICERS = _officers_of_offices()
"""How many officers each office has; they all go on at its division."""

_BEFORE: dict[int, int] = {}
for _olds in DIVISIONS.values():
    _count = 0
    for _number, _office in enumerate(OFFICES):
        if _office.code in _olds:
            _BEFORE[_number] = _count
            _count += OFFICERS[_number]


def officer_of(office: int, number: int, day: int) -> str:
    """The code on a day of the office's officer of this number, from 1."""
    if day < CUT_DAY:
        return f"{OFFICES[office].code}-{number:02}"
    return f"{division_of(office)}-{_BEFORE[office] + number:02}"


def known_before() -> dict[str, str]:
    """The officers' codes at the divisions with those they had before."""
    return {
        officer_of(office, number, CUT_DAY): officer_of(office, number, CUT_DAY - 1)
        for office, count in enumerate(OFFICERS)
        for number in range(1, count + 1)
    }
