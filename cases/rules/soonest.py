"""The earliest day on which a case can bring its money, by the waits that the law sets. Pure.

Only what must pass is counted: the days to comply of one's own will, the notice before real estate
is seized, the notice before an auction. What the law merely allows to take so long is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cases.choices import AssetKind, AssetState
from cases.rules.assets import REAL_ESTATE
from cases.rules.calendar import Calendar
from cases.rules.limits import limit
from cases.terms import Unit

NOT_SOLD = (AssetKind.ACCOUNT, AssetKind.INCOME)
"""What is deducted, not sold (Law 26/2008/QH12, Articles 76 and 78)."""
_SEIZED_FIRST = (AssetState.FREE, AssetState.FROZEN, AssetState.RELEASED)


@dataclass(frozen=True)
class Soonest:
    day: date
    why: str = ""
    sale: bool = False
    """Whether it waits for a sale."""


def of_case(
    on: date,
    calendar: Calendar,
    voluntary_until: date | None,
    assets: Iterable[tuple[str, str, date | None]],
) -> Soonest:
    """Of an enforceable case, from its days to comply and its assets (kind, state and the day of
    an auction already set); several assets: the one that can be sold first."""
    begins, why = calendar.next_working(on), ""
    if voluntary_until is not None and voluntary_until >= on:
        begins = calendar.next_working(voluntary_until + timedelta(days=1))
        why = f"hết thời hạn tự nguyện {voluntary_until:%d/%m/%Y}"
    sales = [
        _sale(begins, why, calendar, kind, state, held_on)
        for kind, state, held_on in assets
        if kind not in NOT_SOLD and state != AssetState.HANDED_OVER
    ]
    return min(sales, key=lambda s: s.day) if sales else Soonest(begins, why)


def _sale(
    begins: date, why: str, calendar: Calendar, kind: str, state: str, held_on: date | None
) -> Soonest:
    if state == AssetState.SOLD:
        return Soonest(begins, "đã bán, chờ nộp tiền và giao tài sản", sale=True)
    if state == AssetState.ON_SALE and held_on is not None and held_on >= begins:
        return Soonest(held_on, f"đấu giá ngày {held_on:%d/%m/%Y}", sale=True)
    day, waits, land = begins, [why] if why else [], kind in REAL_ESTATE
    if state in _SEIZED_FIRST and land and (notice := limit("seizure_notice_days", day)):
        day = calendar.plus_working(day, notice.value)
        waits.append(f"báo trước kê biên {notice.value:02} ngày làm việc")
    if notice := limit("auction_notice_land" if land else "auction_notice_movable", day):
        unit = Unit.DAYS if land else Unit.WORKING_DAYS
        day = calendar.end(day, notice.value, unit)
        words = "ngày" if land else "ngày làm việc"
        waits.append(f"niêm yết đấu giá {notice.value:02} {words}")
    return Soonest(calendar.next_working(day), ", ".join(waits), sale=True)
