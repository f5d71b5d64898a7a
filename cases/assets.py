"""Assets as pages show them: what can be got for them, their rounds, and the register of an office.

Khả năng thu hồi stands beside the obligation and changes no official figure: "có điều kiện thi
hành" by money is the obligation, whatever the asset may bring.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models import Case as Choose
from django.db.models.functions import Coalesce, Greatest

from cases.actions.asset_state import about, life_of
from cases.actions.deadlines import calendar_now
from cases.choices import OPEN_PLACES, AssetState, StepKind
from cases.deadlines import Line
from cases.models import Asset, Balance, Encumbrance, Step
from cases.rules.asset_life import Life, allowed
from cases.rules.assets import ahead_of, recoverable
from cases.today import today

LIVE = (AssetState.FREE, AssetState.FROZEN, AssetState.SEIZED, AssetState.VALUED,
        AssetState.ON_SALE, AssetState.SOLD)  # fmt: skip
"""Where an asset can still bring money; released or handed over, it cannot."""


@dataclass
class AssetRow:
    """One asset with what can be got for it, in đồng, and its next term."""

    asset: Asset
    ahead: int
    next_line: Line | None = None

    @property
    def recoverable(self) -> int | None:
        asset = self.asset
        if asset.state not in LIVE:
            return None
        return recoverable(
            asset.value, part=asset.share_part, of=asset.share_of, costs=asset.costs,
            ahead=self.ahead, set_aside=asset.set_aside,
        )  # fmt: skip

    @property
    def share_value(self) -> int | None:
        value = self.asset.value
        return None if value is None else value * self.asset.share_part // self.asset.share_of


def asset_row(asset: Asset, lines: Iterable[Line], steps: Iterable[Step]) -> AssetRow:
    """`lines` are the running terms of its case, `steps` those of the case or of the asset."""
    standing = [e for e in asset.encumbrances.all() if e.ended_on is None]
    ahead = ahead_of([(e.secured, e.party_id is not None) for e in standing])
    mine = {step.pk for step in steps if step.asset_id == asset.pk}
    return AssetRow(asset, ahead, next((line for line in lines if line.steps & mine), None))


@dataclass
class AssetsOfCase:
    rows: list[AssetRow]
    owed: int

    @property
    def recoverable(self) -> int | None:
        """What the assets can bring of what is still owed; None while nothing has a value."""
        known = [row.recoverable for row in self.rows if row.recoverable is not None]
        return min(sum(known), self.owed) if known else None


def assets_of(
    assets: QuerySet[Asset], lines: Sequence[Line], steps: Sequence[Step], owed: int
) -> AssetsOfCase:
    """The assets of a case, those still to be sold first; two queries."""
    rows = assets.standing().select_related("party", "verification__step")  # type: ignore[attr-defined]
    rows = rows.prefetch_related("encumbrances").order_by("pk")
    found = [asset_row(asset, lines, steps) for asset in rows]
    found.sort(key=lambda row: row.asset.state not in LIVE)
    return AssetsOfCase(found, owed)


# ---------------------------------------------------------------- one asset
@dataclass
class AssetPage:
    """All that its page shows besides the register."""

    row: AssetRow
    life: Life
    steps: list[Step]
    offered: list[StepKind]

    @property
    def first(self) -> StepKind | None:
        """The step that usually comes next; nothing is proposed for what needs nothing."""
        return next(
            (kind for kind in _USUAL.get(self.row.asset.state, ()) if self._may(kind)), None
        )

    def _may(self, kind: StepKind) -> bool:
        return kind in self.offered and not (kind in _ONCE and kind in self._since())

    def _since(self) -> set[str]:
        """What was done since it came where it stands."""
        done: set[str] = set()
        for step in self.steps:
            if step.kind in (StepKind.SEIZED, StepKind.VALUED, StepKind.PRICE_AGREED,
                             StepKind.AUCTION_FAILED):  # fmt: skip
                done = set()
            done.add(step.kind)
        return done


K = StepKind
_ONCE = (K.VALUATION_CONTRACT, K.VALUE_NOTIFIED, K.AUCTION_FAIL_NOTIFIED, K.AUCTION_PAID)
_USUAL: dict[str, tuple[StepKind, ...]] = {
    AssetState.SEIZED: (K.VALUATION_CONTRACT, K.VALUED),
    AssetState.VALUED: (K.VALUE_NOTIFIED, K.AUCTION_CONTRACT),
    AssetState.ON_SALE: (
        K.AUCTION_FAIL_NOTIFIED, K.TAKE_NOTIFIED, K.PRICE_REDUCED, K.AUCTION_WON,
    ),
    AssetState.SOLD: (K.AUCTION_PAID, K.ASSET_HANDED_OVER),
}  # fmt: skip


def asset_page(asset: Asset, lines: Iterable[Line]) -> AssetPage:
    steps = list(
        asset.steps.standing()
        .select_related("recorded_by", "party", "measure")
        .order_by("on", "pk")
    )
    life = life_of(asset, steps)
    offered = allowed(about(asset), life, today(), calendar_now())
    return AssetPage(asset_row(asset, lines, steps), life, steps, offered)


def elsewhere(asset: Asset) -> QuerySet[Asset]:
    """Other assets with the same identifier, in any office: only that they exist is shown."""
    if not asset.identifier:
        return Asset.objects.none()
    same = Asset.objects.standing().filter(identifier=asset.identifier, kind=asset.kind)
    return same.exclude(case=asset.case_id).select_related("case__office").order_by("pk")[:5]


# ---------------------------------------------------------------- the register
@dataclass(frozen=True)
class Totals:
    """Of the assets chosen, in đồng; `covered` is what they can bring of what is still owed."""

    count: int = 0
    value: int = 0
    recoverable: int = 0
    owed: int = 0
    covered: int = 0


def with_recoverable(assets: QuerySet[Asset]) -> QuerySet[Any]:
    """Each asset with `ahead` and `can_bring`, in SQL, by the same rule as `recoverable`."""
    ahead = Coalesce(
        Sum(
            "encumbrances__secured",
            filter=Q(encumbrances__ended_on=None, encumbrances__party=None),
        ),
        Value(0),
        output_field=BigIntegerField(),
    )
    left = F("value") * F("share_part") / F("share_of") - F("costs") - F("ahead") - F("set_aside")
    return assets.annotate(ahead=ahead).annotate(
        can_bring=Choose(
            When(Q(state__in=LIVE, value__isnull=False), Greatest(left, Value(0))),
            default=Value(0),
            output_field=BigIntegerField(),
        ),
        gone=Choose(
            When(state__in=LIVE, then=Value(0)), default=Value(1), output_field=IntegerField()
        ),
    )


def totals(assets: QuerySet[Asset]) -> Totals:
    """Value and recoverable sum of the assets, beside what their cases owe; two queries."""
    columns = ("case_id", "value", "share_part", "share_of", "can_bring")
    rows: list[Any] = list(with_recoverable(assets.order_by()).values_list(*columns))
    bring: dict[int, int] = {}
    for case, _, _, _, can_bring in rows:
        bring[case] = bring.get(case, 0) + can_bring
    stock = Balance.objects.filter(case__in=assets.order_by().values("case"))
    stock = stock.filter(heading__in=OPEN_PLACES).order_by()
    owed: dict[int, int] = dict(stock.values_list("case_id").annotate(Sum("amount")))
    return Totals(
        count=len(rows),
        value=sum((value or 0) * part // of for _, value, part, of, _ in rows),
        recoverable=sum(bring.values()),
        owed=sum(owed.values()),
        covered=sum(min(amount, owed.get(case, 0)) for case, amount in bring.items()),
    )


def owed_by(assets: Iterable[Asset]) -> dict[int, int]:
    """What the cases of these assets still owe, in đồng; one query."""
    stock = Balance.objects.filter(
        case__in={asset.case_id for asset in assets}, heading__in=OPEN_PLACES
    )
    return dict(stock.order_by().values_list("case_id").annotate(Sum("amount")))


def encumbered(asset: Asset) -> list[Encumbrance]:
    return list(asset.encumbrances.select_related("party").order_by("ended_on", "pk"))
