"""What would close the gap: the shortest list of cases by count, by money, or both.

A case counts for what the forecast does not already expect of it. Only cases in progress that can
bring their money before 1 October stand on the list; those whose sale the law does not allow by
then stand apart. What is likely comes first: nothing left but to end it, money in hand, an asset on
its way to a sale; then kinds and ages of which much is usually completed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from cases.actions.deadlines import calendar_now
from cases.assets import with_recoverable
from cases.choices import STOCK, AssetState, CaseKind, Heading, StepKind
from cases.deadlines import RUNNING
from cases.models import Asset, Deadline, Step
from cases.periods import year_end
from cases.rules import soonest
from cases.rules.soonest import Soonest
from reports.figures.statistics import Statement
from reports.outlook.cells import COHORT, Cell, age, kinds
from reports.outlook.forecast import Forecast, Forecasts
from reports.outlook.years import MEASURES

COUNT, MONEY, BOTH = "count", "money", "both"
CHOICES = {BOTH: "Cả hai", COUNT: "Theo số việc", MONEY: "Theo số tiền"}
STEPS = {
    AssetState.FREE: StepKind.SEIZED,
    AssetState.FROZEN: StepKind.SEIZED,
    AssetState.RELEASED: StepKind.SEIZED,
    AssetState.SEIZED: StepKind.VALUATION_CONTRACT,
    AssetState.VALUED: StepKind.AUCTION_CONTRACT,
    AssetState.ON_SALE: StepKind.AUCTION_WON,
    AssetState.SOLD: StepKind.ASSET_HANDED_OVER,
}
"""What comes next for an asset, where it stands."""
_ORDER = list(STEPS)
_NEAR = (AssetState.VALUED, AssetState.ON_SALE, AssetState.SOLD)
_SECURED = (AssetState.FROZEN, AssetState.SEIZED)
DONE, NEAR, SECURED, USUAL, UNUSUAL = range(5)
"""How likely a case is to end: nothing is left to collect; money in hand or an asset near its sale;
an asset secured; of a kind and age that usually ends as often as others or more; any other."""

_CASES = f"""
SELECT c.id, c.case_class_id, {COHORT} AS cohort,
       coalesce(sum(b.amount) FILTER (WHERE b.heading = ANY(%(stock)s)), 0)::bigint,
       coalesce(sum(b.amount) FILTER (WHERE b.heading = %(held)s), 0)::bigint
FROM cases_case c LEFT JOIN cases_balance b ON b.case_id = c.id
WHERE c.office_id = ANY(%(offices)s) AND c.heading = %(heading)s AND c.kind = %(kind)s
GROUP BY c.id
"""


@dataclass(frozen=True)
class Candidate:
    """A case that could still be completed this year, and what that would add."""

    case: int
    rest: int
    held: int
    brings: int
    """What can be hoped for of the rest: no more than its assets bring, where it has any."""
    state: str
    """Of the asset that can be sold first; empty without one."""
    soonest: Soonest
    cases: float
    money: float
    """Beyond what the forecast expects of such a case."""
    rank: int
    chance: float

    @property
    def next_step(self) -> str:
        """What its money and its asset ask for; the terms that run say the rest."""
        if not self.rest:
            return "Chi trả tiền đã thu, kết thúc" if self.held else "Kết thúc việc thi hành án"
        return StepKind(STEPS[AssetState(self.state)]).label if self.state else "Đôn đốc, thu tiền"


@dataclass(frozen=True)
class Gap:
    """What is missing at 30 September, and the cases that would bring it."""

    missing: Mapping[str, int]
    foreseen: bool
    """Whether it is what the forecast misses; otherwise what is missing today."""
    chosen: tuple[Candidate, ...]
    late: tuple[Candidate, ...]
    """Whose sale cannot fall before 1 October, the largest first."""
    closes: bool

    @property
    def money(self) -> int:
        return sum(c.brings for c in self.chosen)

    @property
    def late_money(self) -> int:
        return sum(c.rest for c in self.late)


# ---------------------------------------------------------------- pure
def cover(
    candidates: Sequence[Candidate], cases: float, money: float
) -> tuple[list[Candidate], bool]:
    """The shortest list that brings so many cases and so much money, and whether it does.

    Money first, the largest sums; then the likeliest cases; then whoever can be spared goes.
    """
    likely = [c for c in candidates if c.rank < UNUSUAL]
    others = [c for c in candidates if c.rank == UNUSUAL]
    chosen: dict[int, Candidate] = {}
    left = [cases, money]

    def take(among: Iterable[Candidate], measure: int) -> None:
        for each in among:
            if left[measure] <= 0:
                return
            if each.case not in chosen:
                chosen[each.case] = each
                left[0] -= each.cases
                left[1] -= each.money

    for group in (likely, others):
        take(sorted(group, key=lambda c: (-c.money, c.case)), 1)
    take(sorted(candidates, key=lambda c: (c.rank, -c.chance, c.rest, c.case)), 0)
    for each in sorted(chosen.values(), key=lambda c: (c.money, -c.rank, c.case)):
        if left[0] + each.cases <= 0 and left[1] + each.money <= 0:
            del chosen[each.case]
            left[0] += each.cases
            left[1] += each.money
    return list(chosen.values()), left[0] <= 0 and left[1] <= 0


def missing(made: Statement, forecasts: Forecasts) -> dict[str, int]:
    """How much the targets would be missed by, at 30 September or, without a forecast, today."""
    found = {}
    for measure, ahead in forecasts.items():
        goal, figures = made.total.goals[measure][0], made.total.figures[measure]
        done, whole = figures["c09"] or 0, figures["c08"] or 0
        if ahead is not None:
            done, whole = ahead.final.done, ahead.final.whole
        found[measure] = goal.missing(done, whole) if goal and whole else 0
    return found


# ---------------------------------------------------------------- of a statement
def of(made: Statement, forecasts: Forecasts, by: str, on: date) -> Gap:
    """The list for the whole of a statement, as its cases stand today."""
    wanted = missing(made, forecasts)
    every = candidates(made, forecasts, on)
    end = year_end(made.period.year)
    in_time = [c for c in every if c.soonest.day <= end]
    late = [c for c in every if c.soonest.day > end and c.soonest.sale]
    chosen, closes = cover(
        in_time,
        wanted["cases"] if by in (COUNT, BOTH) else 0,
        wanted["money"] if by in (MONEY, BOTH) else 0,
    )
    chosen.sort(key=lambda c: (c.rank, -c.brings, c.case))
    late.sort(key=lambda c: (-c.rest, c.case))
    return Gap(wanted, any(forecasts.values()), tuple(chosen), tuple(late), closes)


def candidates(made: Statement, forecasts: Forecasts, on: date) -> list[Candidate]:
    """The cases in progress of a statement's offices; five statements of SQL."""
    ids, known, calendar = made.scope.ids, kinds(), calendar_now()
    assets, until = _assets(ids), _days_to_comply(ids)
    plain: dict[date | None, Soonest] = {}
    found = []
    asked: dict[str, Any] = {
        "offices": ids,
        "stock": [heading.value for heading in STOCK],
        "held": Heading.COLLECTED.value,
        "heading": Heading.IN_PROGRESS.value,
        "kind": CaseKind.ENFORCEMENT.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CASES, asked)
        for case, case_class, cohort, rest, held in cursor:
            cell = known[case_class], age(cohort, made.period.year)
            own = assets.get(case, ()) if rest else ()
            if own:
                first = soonest.of_case(on, calendar, until.get(case), [a[:3] for a in own])
            else:  # most cases: the same answer for the same day
                last = until.get(case)
                if last not in plain:
                    plain[last] = soonest.of_case(on, calendar, last, ())
                first = plain[last]
            found.append(_candidate(case, (rest, held), own, first, cell, forecasts))
    usual = sum(c.chance for c in found) / (len(found) or 1)
    return [replace(c, rank=UNUSUAL) if c.rank == USUAL and c.chance < usual else c for c in found]


Own = tuple[str, str, date | None, int]
"""An asset: kind, state, the day of its auction, and what it can bring."""


def _candidate(
    case: int,
    sums: tuple[int, int],
    assets: Sequence[Own],
    first: Soonest,
    cell: Cell,
    forecasts: Forecasts,
) -> Candidate:
    rest, held = sums
    chance, share = (_chance(forecasts.get(measure), cell) for measure in MEASURES)
    state = max((a[1] for a in assets), key=lambda s: _ORDER.index(AssetState(s)), default="")
    bring = sum(a[3] for a in assets)
    brings = min(rest, bring) if bring else rest
    if not rest:
        rank = DONE
    elif held or state in _NEAR:
        rank = NEAR
    else:
        rank = SECURED if state in _SECURED else USUAL
    more = brings * (1 - share)
    return Candidate(case, rest, held, brings, state, first, 1 - chance, more, rank, chance)


def _chance(of: Forecast | None, cell: Cell) -> float:
    """What part of the cell the forecast already counts as completed."""
    return of.chances.get(cell, 0.0) if of else 0.0


def _assets(offices: Sequence[int]) -> dict[int, list[Own]]:
    """What can still be sold or deducted of cases in progress, by case."""
    rows = with_recoverable(
        Asset.objects.standing().filter(
            case__office__in=offices, case__heading=Heading.IN_PROGRESS, state__in=_ORDER
        )
    )
    held_on = dict(
        Step.objects.standing()
        .filter(
            kind=StepKind.AUCTION_CONTRACT,
            asset__state=AssetState.ON_SALE,
            case__office__in=offices,
            case__heading=Heading.IN_PROGRESS,
        )
        .order_by("on", "pk")
        .values_list("asset", "until")
    )
    found: dict[int, list[Own]] = defaultdict(list)
    for pk, case, kind, state, brings in rows.values_list(
        "pk", "case", "kind", "state", "can_bring"
    ):
        found[case].append((kind, state, held_on.get(pk), brings))
    return found


def _days_to_comply(offices: Sequence[int]) -> dict[int, date]:
    """Until when debtors may still comply of their own will, by case: the last of several."""
    rows = Deadline.objects.filter(RUNNING, office__in=offices, term="VOLUNTARY")
    return dict(rows.exclude(case=None).order_by("due_on").values_list("case", "due_on"))
