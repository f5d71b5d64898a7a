"""Amounts of the credit cases, fitted so that the city's and the districts' money figures hold.

Budget cases and claims between persons carry the amounts they were born with. Nine tenths of the
money is in credit cases, whose amounts follow here in two steps:

1. What settlements bring. Every settlement has a random weight. The weights are scaled, in turn,
   to what each month needs in the city and to what each office needs in its two periods (up to
   May, from June), until both agree. No month and no day is treated in its own way.
2. What stays unsettled. Every open credit case has a heavy-tailed random rest. The rests of an
   office are scaled so that its enforceable money in May is its done money over its rate (for
   eight districts the published one); the rests of the cases that came in in one month are scaled
   so that the city's enforceable money grows along its smooth path.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from cases.demo.amounts import CREDIT
from cases.demo.days import MONTH_OF
from cases.demo.figures import BILLION, HN, INVENTED, MONTH_COUNT, OFFICES, PUBLISHED
from cases.demo.lives import Life, Settlement

MAY = 8
ROUNDS = 60
LEAVING = frozenset(("delegate", "take_up", "recall"))
Table = list[list[float]]


@dataclass(slots=True, eq=False)
class Credit:
    """A credit case as the fit sees it."""

    life: Life
    entered: int
    """Month of the statistical year; 0 when carried in."""

    enforceable: list[bool]
    """At the end of months 0 to 12: all of it counts, or only what is already done."""

    done: list[float]
    """Settled up to the end of months 0 to 12."""

    rest: float


def fit_money(rng: Random, lives: list[Life]) -> None:
    """Give every credit case its amounts."""
    done, enforceable = money_of_small_cases(lives)
    credits = [life for life in lives if life.category == CREDIT]
    fit_settlements(rng, credits, done)
    cases = [_as_credit(rng, life) for life in credits]
    fit_rests(cases, done, enforceable)
    fit_without_means(lives, cases)
    for case in sorted(cases, key=lambda case: case.life.continued_by is not None):
        life = case.life  # those that carry another on come first: their amount is its rest
        child = life.continued_by
        life.rest = child.amount if child else _plausible(rng, case.rest)
        life.amount = int(life.rest) + sum(item.amount for item in life.settlements)


def money_of_small_cases(lives: list[Life]) -> tuple[Table, Table]:
    """Done and enforceable money at the month ends of all but credit cases, per office."""
    done = [[0.0] * (MONTH_COUNT + 1) for _ in OFFICES]
    able = [[0.0] * (MONTH_COUNT + 1) for _ in OFFICES]
    for life in lives:
        if life.category == CREDIT:
            continue
        of_done, of_able = done[life.office], able[life.office]
        rest = life.amount
        is_able = life.heading not in ("WITHOUT_MEANS", "SEPARATE_BOOK")
        if is_able:
            of_able[0 if life.is_opening else MONTH_OF[life.opened]] += rest
        for step in sorted(life.steps, key=lambda step: step.day):
            month = MONTH_OF[step.day]
            if step.act in ("collect", "reduce", "terminate"):
                part = rest if step.act == "terminate" else step.amount
                of_done[month] += part
                if not is_able:
                    of_able[month] += part
                rest -= part
            elif step.act == "amend":
                of_able[month] += step.amount
                rest += step.amount
            elif step.act in {"without_means", *LEAVING}:
                of_able[month] -= rest
                is_able = False
            elif step.act == "resume" and not is_able:
                of_able[month] += rest
                is_able = True
    for table in (done, able):
        for row in table:
            for month in range(1, MONTH_COUNT + 1):
                row[month] += row[month - 1]
    return done, able


def fit_settlements(rng: Random, credits: list[Life], done_small: Table) -> None:
    """Scale the weights of settlements to the needs of months and of offices."""
    cells: dict[tuple[int, int], list[Settlement]] = {}
    for life in credits:
        for item in life.settlements:
            cells.setdefault((life.office, MONTH_OF[item.day]), []).append(item)
    small = [sum(row[m] - row[m - 1] for row in done_small) for m in range(1, MONTH_COUNT + 1)]
    needed = [
        value * BILLION - part for value, part in zip(INVENTED.money_done, small, strict=True)
    ]
    early = _office_needs(done_small, sum(needed[:MAY]))
    late = [value * rng.lognormvariate(0, 0.22) for value in early]
    scale = sum(needed[MAY:]) / sum(late)
    late = [value * scale for value in late]
    value = {key: sum(item.weight for item in items) for key, items in cells.items()}
    before = dict(value)
    for _ in range(ROUNDS):
        for offices, months in ((early, range(1, MAY + 1)), (late, range(MAY + 1, 13))):
            for office, need in enumerate(offices):
                keys = [(office, month) for month in months if (office, month) in value]
                _scale(value, keys, need)
        for month, need in enumerate(needed, start=1):
            _scale(value, [key for key in value if key[1] == month], need)
    for key, items in cells.items():
        factor = value[key] / before[key]
        for item in items:
            unit = 1_000 if rng.random() < 0.7 else 1
            item.amount = max(round(item.weight * factor / unit), 1) * unit


def _office_needs(done_small: Table, whole: float) -> list[float]:
    """What settlements must bring each office up to May, given the rates of the profiles."""
    published = PUBLISHED.district_money_rates_eight_months
    needs = [
        max(
            office.enforceable * BILLION * office.money_rate / 100 - row[MAY],
            0.2 * office.enforceable * BILLION * office.money_rate / 100,
        )
        for office, row in zip(OFFICES, done_small, strict=True)
    ]
    fixed = sum(
        need for need, office in zip(needs, OFFICES, strict=True) if office.code in published
    )
    scale = (whole - fixed) / (sum(needs) - fixed)
    return [
        need * (1 if office.code in published else scale)
        for need, office in zip(needs, OFFICES, strict=True)
    ]


def _scale(
    value: dict[tuple[int, int], float], keys: Sequence[tuple[int, int]], need: float
) -> None:
    factor = need / sum(value[key] for key in keys)
    for key in keys:
        value[key] *= factor


def _as_credit(rng: Random, life: Life) -> Credit:
    """Where the case counts at each month end, and a random rest unless it was settled."""
    entered = 0 if life.is_opening else MONTH_OF[life.opened]
    is_able = life.heading not in ("WITHOUT_MEANS", "SEPARATE_BOOK")
    able = [is_able] * (MONTH_COUNT + 1)
    is_over = False
    for step in sorted(life.steps, key=lambda step: step.day):
        if step.act in {"without_means", *LEAVING}:
            is_able = False
        elif step.act in ("resume", "complete", "terminate"):
            is_able = True
            is_over = step.act != "resume"
        else:
            continue
        month = MONTH_OF[step.day]
        able[month:] = [is_able] * (MONTH_COUNT + 1 - month)
    done = [0.0] * (MONTH_COUNT + 1)
    for item in life.settlements:
        for month in range(MONTH_OF[item.day], MONTH_COUNT + 1):
            done[month] += item.amount
    office = (life.continues or life).office
    if office == HN:
        spread, cap = 1.3, 25.0
    else:
        spread, cap = (1.4, 40.0) if OFFICES[office].enforceable > 150 else (0.9, 5.0)
    rest = 0.0 if is_over else min(rng.lognormvariate(0, spread), cap) * BILLION
    if life.heading == "WITHOUT_MEANS":
        rest *= 0.6
    return Credit(life, entered, able, done, rest)


@dataclass(slots=True, eq=False)
class Group:
    """The open cases of one office that came in in one month: they share one factor."""

    factor: float = 1.0
    counted: list[float] = field(default_factory=lambda: [0.0] * (MONTH_COUNT + 1))
    """What their rests add, unscaled, to the city's enforceable money at each month end."""

    in_may: dict[int, float] = field(default_factory=dict)
    """What they add in May, by office: their own, and the one they were handed on from."""


def fit_rests(cases: list[Credit], done_small: Table, able_small: Table) -> None:
    """Scale the rests until the offices in May and the city in every month are met.

    A case that was handed on within the city has as its rest what the next office began with.
    """
    by_life = {id(case.life): case for case in cases}
    groups: dict[tuple[int, int], Group] = defaultdict(Group)
    fixed = [sum(row[month] for row in able_small) for month in range(MONTH_COUNT + 1)]
    fixed_in_may = [row[MAY] for row in able_small]
    done_in_may = [row[MAY] for row in done_small]
    for case in cases:
        office = case.life.office
        child = by_life[id(case.life.continued_by)] if case.life.continued_by else None
        group = groups[_group_of(case, by_life)]
        if child:
            case.rest = child.rest
        done_in_may[office] += case.done[MAY]
        for month in range(MONTH_COUNT + 1):
            constant = 0.0
            if case.enforceable[month] and month >= case.entered:
                constant = case.done[-1] + (child.done[-1] if child else 0.0)
                group.counted[month] += case.rest
                if month == MAY:
                    group.in_may[office] = group.in_may.get(office, 0.0) + case.rest
            elif month >= case.entered:
                constant = case.done[month]
            fixed[month] += constant
            if month == MAY:
                fixed_in_may[office] += constant
    targets = _enforceable_in_may(done_in_may)
    growth = [0.0, *(value * BILLION for value in INVENTED.money_enforceable_growth)]
    for _ in range(ROUNDS):
        _fit_months(groups, fixed, growth)
        _fit_offices(groups, fixed_in_may, targets)
    for case in cases:
        child = by_life[id(case.life.continued_by)] if case.life.continued_by else None
        case.rest *= groups[_group_of(case, by_life)].factor
        if child:
            case.rest += child.done[-1]


def _group_of(case: Credit, by_life: dict[int, Credit]) -> tuple[int, int]:
    """Office and month where the claim first came in: its size is of that office."""
    first = by_life[id(case.life.continues)] if case.life.continues else case
    return first.life.office, first.entered


def _fit_months(
    groups: dict[tuple[int, int], Group], fixed: list[float], growth: list[float]
) -> None:
    """Scale what came in in each month to the growth of that month."""
    for month in range(1, MONTH_COUNT + 1):
        grown = fixed[month] - fixed[month - 1]
        grown += sum(
            group.factor * (group.counted[month] - group.counted[month - 1])
            for group in groups.values()
        )
        entering = [group for (_, entered), group in groups.items() if entered == month]
        whole = sum(group.factor * group.counted[month] for group in entering)
        factor = min(max(1 + (growth[month] - grown) / whole, 0.5), 2.0)
        for group in entering:
            group.factor *= factor


def _fit_offices(
    groups: dict[tuple[int, int], Group], fixed_in_may: list[float], targets: list[float]
) -> None:
    """Scale all that an office has to its enforceable money in May."""
    for office, target in enumerate(targets):
        counted = sum(g.factor * g.in_may.get(office, 0.0) for g in groups.values())
        mine = [group for (where, _), group in groups.items() if where == office]
        whole = sum(group.factor * group.in_may.get(office, 0.0) for group in mine)
        factor = min(max(1 + (target - fixed_in_may[office] - counted) / whole, 0.2), 5.0)
        for group in mine:
            group.factor *= factor


def fit_without_means(lives: list[Life], cases: list[Credit]) -> None:
    """Scale what stood without means all year, so that the money carried on grows as published.

    These cases are in no enforceable figure; they stand on both sides of the growth.
    """
    rests = {id(case.life): case.rest for case in cases}
    amounts = {id(case.life): case.rest + case.done[-1] for case in cases}
    carried_in = carried_on = 0.0
    for life in lives:
        acts = {step.act for step in life.steps}
        if life.heading == "SEPARATE_BOOK" and "resume" not in acts:
            continue
        if life.is_opening and life.heading != "SEPARATE_BOOK":
            carried_in += amounts.get(id(life), life.amount)
        if not acts & LEAVING:
            carried_on += rests.get(id(life), life.rest)
    idle = [
        case for case in cases if case.life.heading == "WITHOUT_MEANS" and not any(case.enforceable)
    ]
    whole = sum(case.rest for case in idle)
    growth = float(1 + PUBLISHED.carried_on_growth_money / 100)
    wanted = (carried_on - whole - growth * (carried_in - whole)) / (growth - 1)
    for case in idle:
        case.rest *= wanted / whole


def _enforceable_in_may(done: list[float]) -> list[float]:
    """Done over rate for the published districts; the others share what the city's path leaves."""
    published = PUBLISHED.district_money_rates_eight_months
    city = BILLION * (
        INVENTED.money_enforceable_carried_in + sum(INVENTED.money_enforceable_growth[:MAY])
    )
    targets = [
        float(value / published[office.code] * 100)
        if office.code in published
        else office.enforceable * BILLION
        for value, office in zip(done, OFFICES, strict=True)
    ]
    fixed = sum(
        target for target, office in zip(targets, OFFICES, strict=True) if office.code in published
    )
    scale = (city - fixed) / (sum(targets) - fixed)
    return [
        target * (1 if office.code in published else scale)
        for target, office in zip(targets, OFFICES, strict=True)
    ]


def _plausible(rng: Random, rest: float) -> int:
    """Sums of principal and interest run to the đồng, agreed ones to the thousand or million."""
    unit = rng.choices((1, 1_000, 1_000_000), (70, 25, 5))[0]
    return max(round(rest / unit), 1) * unit if rest else 0
