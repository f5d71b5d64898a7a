"""Amounts of the credit cases, fitted so that the city's and the districts' money figures hold.

Budget cases and claims between persons carry the amounts they were born with. Nine tenths of the
money is in credit cases, whose amounts follow here and in `rests` in two steps:

1. What settlements bring. Every settlement has a random weight. In 2018 the weights are scaled, in
   turn, to what each month needs in the city and to what each office needs in its two periods (up
   to May, from June), until both agree; afterwards to what each month needs. No day is treated in
   its own way.
2. What stays unsettled (`rests`).
"""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from cases.demo.amounts import CREDIT
from cases.demo.days import MONTH_ENDS, MONTH_OF, end_of
from cases.demo.figures import BILLION, FIRST_YEAR, INVENTED, MONTH_COUNT, OFFICES, PUBLISHED
from cases.demo.life import Life, Settlement
from cases.demo.seasons import plans
from cases.demo.years import YEARS

MAY = 8
ALL_MONTHS = len(MONTH_ENDS)
ROUNDS = 60
LEAVING = frozenset(("delegate", "take_up", "recall"))
SIZE_AT_AGE = (0.3, 0.2, 0.1)
"""How large what settles a case is in the years after it came; in its first it is the year's
`fresh`: of the large ones the assets are sold while they are worth something."""

OF_THE_FIRST = 0.35
"""How much smaller for a case of 2018 or before: its office's money of that year is published."""

Table = list[list[float]]


def money_of_small_cases(lives: list[Life]) -> tuple[Table, Table]:
    """Done and enforceable money at the month ends of all but credit cases, per office, since the
    books were opened."""
    done = [[0.0] * (ALL_MONTHS + 1) for _ in OFFICES]
    able = [[0.0] * (ALL_MONTHS + 1) for _ in OFFICES]
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
            for month in range(1, ALL_MONTHS + 1):
                row[month] += row[month - 1]
    return done, able


def fit_settlements(rng: Random, credits: list[Life], done_small: Table) -> None:
    """Scale the weights of settlements to the needs of months and, in 2018, of offices."""
    cells: dict[tuple[int, int], list[Settlement]] = defaultdict(list)
    later: dict[int, list[Settlement]] = defaultdict(list)
    for life in credits:
        for item in life.settlements:
            month = MONTH_OF[item.day]
            if month <= MONTH_COUNT:
                cells[life.office, month].append(item)
            else:
                item.weight *= _size_of(life, month)
                later[month].append(item)
    small = [sum(row[m] - row[m - 1] for row in done_small) for m in range(1, ALL_MONTHS + 1)]
    wanted = [value * BILLION for plan in plans().values() for value in plan.money_done]
    needed = [value - part for value, part in zip(wanted, small, strict=True)]
    _fit_first_year(rng, cells, needed[:MONTH_COUNT], done_small)
    for month, items in later.items():
        factor = needed[month - 1] / sum(item.weight for item in items)
        for item in items:
            _set_amount(rng, item, factor)
    for cutoff, whole in _cutoffs():
        items = [item for month, of in later.items() if month <= cutoff for item in of]
        items += [item for of in cells.values() for item in of]
        short = whole - round(sum(small[:cutoff])) - sum(item.amount for item in items)
        max(later[cutoff], key=lambda item: item.amount).amount += short


def _cutoffs() -> list[tuple[int, int]]:
    """Month ends at which the money done since the beginning is met to the đồng."""
    before = round(sum(INVENTED.money_done) * BILLION)
    found = []
    for row in YEARS:
        for month, point in row.earlier.items():
            found.append((end_of(row.year, month), before + round(point.money_done * 10**6)))
        before += round(row.money_done * 10**6)
        found.append((end_of(row.year), before))
    return found


def _size_of(life: Life, month: int) -> float:
    """How large settlements at this office and of a case of this age are."""
    office = OFFICES[life.office]
    size = office.enforceable / office.weight / office.credit
    if life.is_opening or MONTH_OF[life.opened] <= MONTH_COUNT:
        size *= OF_THE_FIRST
    came = 1 if life.is_opening else MONTH_OF[life.opened]
    age = (month - 1) // MONTH_COUNT - (came - 1) // MONTH_COUNT
    fresh = YEARS[(month - 1) // MONTH_COUNT - 1].fresh
    return size * (fresh if age == 0 else SIZE_AT_AGE[min(age, len(SIZE_AT_AGE)) - 1])


def _fit_first_year(
    rng: Random,
    cells: dict[tuple[int, int], list[Settlement]],
    needed: Sequence[float],
    done_small: Table,
) -> None:
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
            _set_amount(rng, item, factor)


def _set_amount(rng: Random, item: Settlement, factor: float) -> None:
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


def stock_on(life: Life, rest: float, day: int) -> tuple[float, bool]:
    """Money that stands on a day in the books of a case, and whether in the separate one.

    `rest` is what of a credit case is never settled; of others the steps tell.
    """
    left = (
        rest + sum(item.amount for item in life.settlements)
        if life.category == CREDIT
        else life.amount
    )
    apart = life.heading == "SEPARATE_BOOK"
    for step in sorted(life.steps, key=lambda step: step.day):
        if step.day > day:
            break
        if step.act in LEAVING or step.act in ("complete", "terminate"):
            return 0.0, False
        if step.act in ("collect", "reduce"):
            left -= step.settlement.amount if step.settlement else step.amount
        elif step.act == "amend":
            left += step.amount
        elif step.act == "separate_book":
            apart = True
        elif step.act == "resume":
            apart = False
    return left, apart


FIRST_YEAR_END = MONTH_ENDS[end_of(FIRST_YEAR) - 1]
