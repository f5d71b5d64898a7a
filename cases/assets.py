"""Assets as pages show them: what can be got for them, their rounds, and the register of an office.

Khả năng thu hồi stands beside the obligation and changes no official figure: "có điều kiện thi
hành" by money is the obligation, whatever the asset may bring.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models import Case as Choose
from django.db.models.functions import Coalesce, Greatest, Least

from cases.actions.asset_state import about, life_of
from cases.actions.deadlines import calendar_now
from cases.choices import OPEN_PLACES, AssetState, CaseKind, Fund, StepKind, VoucherKind
from cases.deadlines import RUNNING, Line
from cases.models import Asset, Balance, Case, Deadline, Encumbrance, Step, User, VoucherLine
from cases.rules.asset_life import allowed
from cases.rules.asset_record import Life
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

    @property
    def untouched(self) -> bool:
        """Only said something of: it may still be struck out."""
        return all(step.kind == StepKind.NOTED for step in self.steps)

    def _may(self, kind: StepKind) -> bool:
        if kind == StepKind.PRICE_REDUCED and self.life.taking:
            return False
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
_ONCE = (
    K.VALUATION_CONTRACT, K.VALUE_NOTIFIED, K.AUCTION_FAIL_NOTIFIED, K.TAKE_NOTIFIED,
    K.TAKE_ASKED, K.AUCTION_PAID,
)  # fmt: skip
_USUAL: dict[str, tuple[StepKind, ...]] = {
    AssetState.SEIZED: (K.VALUATION_CONTRACT, K.VALUED),
    AssetState.VALUED: (K.VALUE_NOTIFIED, K.AUCTION_CONTRACT),
    AssetState.ON_SALE: (
        K.AUCTION_FAIL_NOTIFIED, K.TAKE_NOTIFIED, K.TAKE_ASKED, K.TAKE_PAID, K.ASSET_HANDED_OVER,
        K.PRICE_REDUCED, K.AUCTION_WON,
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


def alike(
    kind: str, identifier: str, by: User, but: Asset | None = None
) -> list[tuple[Asset, bool]]:
    """Other assets with the number, in any office, and whether the reader may see their case.

    Of those that he may not, only that they exist is shown. Two queries.
    """
    if not any(letter.isalnum() for letter in identifier):
        return []
    rows = Asset.objects.standing().numbered(kind, identifier).select_related("case__office")
    found = list(rows.exclude(pk=but.pk if but else 0).order_by("pk")[:5])
    cases = Case.objects.visible_to(by).filter(pk__in={row.case_id for row in found})
    mine = set(cases.values_list("pk", flat=True)) if found else set()
    return [(row, row.case_id in mine) for row in found]


# ---------------------------------------------------------------- delegated assets' files
@dataclass(frozen=True)
class Passed:
    """The money of a delegated asset's file, in đồng: what came in beside what was sent back."""

    received: int = 0
    sent: int = 0
    spent: int = 0

    @property
    def held(self) -> int:
        return self.received - self.sent - self.spent


def passed_on(files: Iterable[int]) -> dict[int, Passed]:
    """Of each file, read off its vouchers: `spent` went elsewhere than to the other office."""
    lines = VoucherLine.objects.filter(case__in=list(files)).order_by()
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for case, kind, fund, amount in lines.values_list("case", "voucher__kind", "fund").annotate(
        Sum("amount")
    ):
        if kind == VoucherKind.RECEIPT:
            sums[case]["received"] += amount
        elif kind == VoucherKind.PAYMENT:
            sums[case]["sent" if fund == Fund.DELEGATED else "spent"] -= amount
    return {case: Passed(**found) for case, found in sums.items()}


def asset_files(user: User) -> QuerySet[Any]:
    """The files of the own scope, open ones first, with who delegated and when the money is due."""
    standing = Step.objects.standing().filter(case=OuterRef("pk"))
    received = standing.filter(kind=StepKind.ASSET_DELEGATION_RECEIVED).order_by("-pk")
    due = Deadline.objects.filter(RUNNING, case=OuterRef("pk"), term="UTTS_MONEY").order_by(
        "due_on"
    )
    files: QuerySet[Any] = Case.objects.visible_to(user).filter(kind=CaseKind.DELEGATED_ASSET)
    files = files.annotate(
        money_sent=Exists(standing.filter(kind=StepKind.ASSET_MONEY_SENT)),
        delegated_by=Subquery(received.values("counterpart")[:1]),
        received_on=Subquery(received.values("on")[:1]),
        due_on=Subquery(due.values("due_on")[:1]),
    )
    return files.select_related("office", "officer").order_by("money_sent", "-decided_on", "-pk")


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
    claims = Encumbrance.objects.standing().filter(asset=OuterRef("pk"), party=None).order_by()
    secured = claims.values("asset").annotate(sum=Sum("secured")).values("sum")
    left = F("share_value") - F("costs") - F("ahead") - F("set_aside")
    return assets.annotate(
        ahead=Coalesce(Subquery(secured, output_field=BigIntegerField()), Value(0)),
        share_value=F("value") * F("share_part") / F("share_of"),
        gone=Choose(
            When(state__in=LIVE, then=Value(0)), default=Value(1), output_field=IntegerField()
        ),
    ).annotate(
        can_bring=Choose(
            When(gone=0, value__isnull=False, then=Greatest(left, Value(0))),
            default=Value(0),
            output_field=BigIntegerField(),
        )
    )


def totals(assets: QuerySet[Asset]) -> Totals:
    """Value and recoverable sum of the assets, beside what their cases owe; one statement."""
    stock = Balance.objects.filter(case=OuterRef("case"), heading__in=OPEN_PLACES).order_by()
    rest = stock.values("case").annotate(sum=Sum("amount")).values("sum")
    cases = with_recoverable(assets.order_by()).values("case")
    cases = cases.annotate(assets=Count("pk"), worth=Sum("share_value"), bring=Sum("can_bring"))
    cases = cases.annotate(rest=Coalesce(Subquery(rest, output_field=BigIntegerField()), Value(0)))
    sums = cases.aggregate(
        count=Sum("assets"), value=Sum("worth"), recoverable=Sum("bring"), owed=Sum("rest"),
        covered=Sum(Least("bring", "rest")),
    )  # fmt: skip
    return Totals(**{name: int(sum_ or 0) for name, sum_ in sums.items()})


def owed_by(assets: Iterable[Asset]) -> dict[int, int]:
    """What the cases of these assets still owe, in đồng; one query."""
    stock = Balance.objects.filter(
        case__in={asset.case_id for asset in assets}, heading__in=OPEN_PLACES
    )
    return dict(stock.order_by().values_list("case_id").annotate(Sum("amount")))


def encumbered(asset: Asset) -> list[Encumbrance]:
    return list(asset.encumbrances.select_related("party").order_by("ended_on", "pk"))
