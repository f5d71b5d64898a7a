"""What the vouchers tell the legal terms: money to be paid out, money to be distributed first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from cases.choices import ActKind, Fund, StepKind, VoucherKind
from cases.models import Asset, Case, Distribution, Step, VoucherLine
from cases.rules.payable import Sale, payable_from
from cases.rules.running import Fact
from cases.terms import DISTRIBUTED, PAYABLE, PROCEEDS

SALE = (
    StepKind.AUCTION_WON, StepKind.AUCTION_PAID, StepKind.SOLD_DIRECTLY,
    StepKind.ASSET_HANDED_OVER,
)  # fmt: skip


def money_facts(cases: Sequence[int], acts: Mapping[int, list[Fact]]) -> dict[int, list[Fact]]:
    """By case; a fixed number of queries. `acts` are the facts of the acts that stand."""
    collected = [f.pk for facts in acts.values() for f in facts if f.kind == ActKind.COLLECT]
    shared = distributed_by(collected)
    receipts = list(_receipts(cases))
    sales = sales_of(
        {asset for _, asset in shared.values() if asset} | {row[3] for row in receipts if row[3]}
    )
    found: dict[int, list[Fact]] = defaultdict(list)
    for case, facts in acts.items():
        for fact in facts:
            if fact.kind == ActKind.COLLECT:
                came, asset = shared.get(fact.pk, (fact.on, None))
                if since := payable_from(came, sales.get(asset or 0)):
                    found[case].append(Fact(
                        PAYABLE, since, fact.pk, is_act=True, amount=fact.amount,
                        loaded=fact.loaded,
                    ))  # fmt: skip
    for case, voucher, came, asset, amount in receipts:
        if since := payable_from(came, sales.get(asset or 0)):
            found[case].append(Fact(PROCEEDS, since, voucher, amount=amount, voucher=voucher))
    rows = Distribution.objects.filter(
        case__in={row[0] for row in receipts}, voucher__isnull=False, voucher__reversed_by=None
    )
    for case, pk, on, amount in rows.values_list("case", "pk", "voucher__on", "amount"):
        found[case].append(Fact(DISTRIBUTED, on, pk, amount=amount))
    return found


def distributed_by(acts: list[int]) -> dict[int, tuple[date, int | None]]:
    """The collections a distribution wrote: the day its money came, and of which asset."""
    rows = Distribution.objects.filter(voucher__lines__act__in=acts)
    return {
        act: (came, asset)
        for act, came, asset in rows.values_list("voucher__lines__act", "received_on", "asset")
        if act
    }


def _receipts(cases: Sequence[int]) -> Iterable[tuple[int, int, date, int | None, int]]:
    """Money that came for nobody yet and was not given back: by case and voucher."""
    lines = VoucherLine.objects.filter(
        case__in=cases, fund=Fund.UNDISTRIBUTED, amount__gt=0, voucher__kind=VoucherKind.RECEIPT,
        voucher__reversed_by=None, voucher__reverses=None,
    )  # fmt: skip
    return lines.values_list("case", "voucher", "voucher__on", "voucher__asset", "amount")


def sales_of(assets: Iterable[int]) -> dict[int, Sale]:
    """The assets of these that stand sold, as their steps tell."""
    found: dict[int, Sale] = {}
    rows = Step.objects.standing().filter(asset__in=list(assets), kind__in=SALE)
    for asset, kind, on in rows.order_by("on", "pk").values_list("asset", "kind", "on"):
        if kind == StepKind.ASSET_HANDED_OVER:
            if sale := found.get(asset):
                found[asset] = Sale(sale.at_auction, on)
        else:
            found[asset] = Sale(kind != StepKind.SOLD_DIRECTLY)
    return found


def paid_from(asset: Asset) -> QuerySet[Case]:
    """The cases whose money came from the asset: its own, and others that had a part of it."""
    rows = Case.objects.filter(
        Q(pk=asset.case_id) | Q(money_lines__voucher__distribution__asset=asset)
    )
    return rows.distinct().order_by("pk")
