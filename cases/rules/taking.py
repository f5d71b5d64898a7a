"""What a creditor who takes an asset in payment still pays for it. Pure.

He keeps of its price what he would be paid out of it in the legal order of payment; the rest is
the others': costs, what is set aside, ranks before his, shares beside his, the debtor. Law
26/2008/QH12, Articles 47, 100(1) and 104(2); joint circular 11/2016/TTLT-BTP-TANDTC-VKSNDT, Article
7(2) and (3); from 01/07/2026 Decree 152/2026/NĐ-CP, Articles 65(6) and 66.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from cases.choices import Fund, Proceeds
from cases.laws import N152
from cases.periods import NEW_LAW_ON
from cases.rules.payment import Claim, Cost, Source, distribute
from cases.rules.refusal import written

TTLT11 = "Điều 7 Thông tư liên tịch 11/2016"


@dataclass(frozen=True)
class TopUp:
    """`amount` is what he pays: the `price` less his `share` of it."""

    amount: int
    price: int
    share: int
    reason: str
    basis: str

    def __str__(self) -> str:
        return f"{self.reason} ({self.basis})"


def top_up(
    on: date,
    price: int,
    claims: Sequence[Claim],
    mine: Collection[int],
    *,
    costs: int = 0,
    ahead: int = 0,
    set_aside: int = 0,
) -> TopUp:
    """`mine` are the keys of the taker's claims; `ahead` is secured on the asset for outsiders."""
    new = on >= NEW_LAW_ON
    if price <= costs:
        basis = f"khoản 2 Điều 66 {N152}" if new else f"khoản 3 {TTLT11}"
        reason = "Giá trị tài sản bằng hoặc thấp hơn chi phí thi hành án: không phải nộp"
        return TopUp(0, price, price, reason, basis)
    kind = Proceeds.PLEDGED if any(claim.secured for claim in claims) else Proceeds.COERCED
    plan = distribute(
        Source(kind, price, on, on),
        claims,
        costs=[Cost(0, "Chi phí thi hành án", costs)] if costs else [],
        outside=[Cost(0, "Bên nhận bảo đảm khác", ahead)] if ahead else [],
        set_aside=set_aside,
    )
    share = sum(r.amount for r in plan.rows if r.fund == Fund.OBLIGATION and r.key in mine)
    more = price > sum(claim.total for claim in claims) + costs + ahead + set_aside
    clause = (1 if more else 2) if new else (2 if more else 3)
    return TopUp(
        price - share,
        price,
        share,
        f"Giá trị tài sản {written(price)} trừ phần người nhận được hưởng {written(share)}",
        f"khoản {clause} Điều 66 {N152}" if new else f"khoản {clause} {TTLT11}",
    )
