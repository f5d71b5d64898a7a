"""What a creditor who takes an asset in payment pays, by what the books say his case still owes."""

from datetime import date

from cases.actions.distribution import claims_of, owed_on
from cases.models import Asset, Party
from cases.rules import Refusal
from cases.rules.assets import ahead_of
from cases.rules.refusal import written
from cases.rules.taking import TopUp, top_up


def top_up_of(asset: Asset, taker: Party, on: date) -> TopUp | None:
    """None while the asset has no price. Its costs and the rent set aside are the register's."""
    price = (asset.value or 0) * asset.share_part // asset.share_of
    if not price:
        return None
    standing = [e for e in asset.encumbrances.all() if e.ended_on is None]
    owed = owed_on([asset.case])
    left = sum(e.secured for e in standing if e.party_id == taker.pk)
    secured: dict[int, int] = {}
    for row in owed:
        if row.obligation.creditor_id == taker.pk:
            secured[row.obligation.pk] = min(left, row.rest)
            left -= secured[row.obligation.pk]
    return top_up(
        on,
        price,
        claims_of(owed, asset.case, secured),
        {row.obligation.pk for row in owed if row.obligation.creditor_id == taker.pk},
        costs=asset.costs,
        ahead=ahead_of([(e.secured, e.party_id is not None) for e in standing]),
        set_aside=asset.set_aside,
    )


def amount_to_pay(
    asset: Asset, taker: Party, on: date, amount: int | None, note: str
) -> int | None:
    """What was typed, or what the rules come to; another sum needs its reason.

    Taxes and fees of the transfer, which the register does not hold, may be such a reason.
    """
    found = top_up_of(asset, taker, on)
    if found is None or amount == found.amount:
        return amount or None
    if amount is None:
        return found.amount or None
    if not note:
        raise Refusal(
            f"Tính ra {written(found.amount)} đồng: {found}. Số khác thì ghi lý do ở nội dung.",
            "amount",
        )
    return amount
