"""What stays unsettled of the credit cases.

Every open credit case has a heavy-tailed random rest. In 2018 the rests of an office are scaled so
that its enforceable money in May is its done money over its rate (for eight districts the
published one), and those of the cases that came in in one month so that the city's enforceable
money grows along its smooth path. Afterwards the rests of what came in between two cut-offs are
scaled so that the city's enforceable money at the second is what it should be: each cut-off
depends on what came before it only, so they are met one after the other.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from cases.demo.amounts import CREDIT
from cases.demo.days import FIRST_DAY, MONTH_ENDS, MONTH_OF, end_of
from cases.demo.figures import BILLION, HN, INVENTED, MONTH_COUNT, OFFICES, PUBLISHED
from cases.demo.life import Life
from cases.demo.money import (
    FIRST_YEAR_END,
    LEAVING,
    MAY,
    ROUNDS,
    Table,
    fit_settlements,
    money_of_small_cases,
    stock_on,
)
from cases.demo.years import YEARS

MILLION = 10**6
USUAL = 0.15
"""How large the rests of later cases are beside those of 2018, before the very large ones."""

CUTOFFS = tuple(end_of(row.year, month) for row in YEARS for month in (*row.earlier, MONTH_COUNT))
POINTS = (*range(MONTH_COUNT + 1), *CUTOFFS)
"""Month ends at which the fit looks: all of the first year (0 is its beginning), then cut-offs."""


@dataclass(slots=True, eq=False)
class Credit:
    """A credit case as the fit sees it."""

    life: Life
    entered: int
    """Month since the beginning; 0 when carried in."""

    enforceable: list[bool]
    """At the points: all of it counts, or only what is already done."""

    done: list[float]
    """Settled up to the points."""

    total: float
    """Settled in all."""

    rest: float

    @property
    def is_idle(self) -> bool:
        """Without means all the first year: in none of its enforceable figures."""
        able = any(self.enforceable[: MONTH_COUNT + 1])
        alone = self.life.continued_by is None
        return self.life.heading == "WITHOUT_MEANS" and alone and not able


def fit_money(rng: Random, lives: list[Life]) -> None:
    """Give every credit case its amounts."""
    done, enforceable = money_of_small_cases(lives)
    credits = [life for life in lives if life.category == CREDIT]
    fit_settlements(rng, credits, done)
    cases = [_as_credit(rng, life) for life in credits]
    fit = Fit(cases, done, enforceable)
    fit.fit_first_year()
    fit_without_means(lives, cases)
    fit.fit_later()
    fit_docketed(lives, cases)
    for case in sorted(cases, key=lambda case: case.life.continued_by is not None):
        life = case.life  # those that carry another on come first: their amount is its rest
        child = life.continued_by
        life.rest = child.amount if child else _plausible(rng, case.rest)
        life.amount = int(life.rest) + sum(item.amount for item in life.settlements)


def _as_credit(rng: Random, life: Life) -> Credit:
    """Where the case counts at each point, and a random rest unless it was settled."""
    entered = 0 if life.is_opening else MONTH_OF[life.opened]
    is_able = life.heading not in ("WITHOUT_MEANS", "SEPARATE_BOOK")
    able = [is_able] * len(POINTS)
    is_over = False
    for step in sorted(life.steps, key=lambda step: step.day):
        if step.act in {"without_means", *LEAVING}:
            is_able = False
        elif step.act in ("resume", "complete", "terminate"):
            is_able = True
            is_over = step.act != "resume"
        else:
            continue
        place = bisect_left(POINTS, MONTH_OF[step.day])
        able[place:] = [is_able] * (len(POINTS) - place)
    done = [0.0] * len(POINTS)
    for item in life.settlements:
        for place in range(bisect_left(POINTS, MONTH_OF[item.day]), len(POINTS)):
            done[place] += item.amount
    office = (life.continues or life).office
    if office == HN:
        spread, cap = 1.3, 25.0
    else:
        spread, cap = (1.4, 40.0) if OFFICES[office].enforceable > 150 else (0.9, 5.0)
    rest = 0.0 if is_over else min(rng.lognormvariate(0, spread), cap) * BILLION
    if life.heading == "WITHOUT_MEANS":
        rest *= 0.6
    if life.giant:
        rest = 0.0
    return Credit(life, entered, able, done, sum(i.amount for i in life.settlements), rest)


@dataclass(slots=True, eq=False)
class Group:
    """The open cases of one office that came in in one month: they share one factor."""

    factor: float = 1.0
    counted: list[float] = field(default_factory=lambda: [0.0] * len(POINTS))
    """What their rests add, unscaled, to the city's enforceable money at each point."""

    in_may: dict[int, float] = field(default_factory=dict)
    """What they add in May, by office: their own, and the one they were handed on from."""


class Fit:
    """The rests while they are scaled.

    A case that was handed on within the city has as its rest what the next office began with.
    """

    def __init__(self, cases: list[Credit], done_small: Table, able_small: Table) -> None:
        self.cases = cases
        self.by_life = {id(case.life): case for case in cases}
        self.groups: dict[tuple[int, int], Group] = defaultdict(Group)
        self.first: dict[tuple[int, int], Group] = {}
        self.fixed = [sum(row[month] for row in able_small) for month in POINTS]
        self.done = [sum(row[month] for row in done_small) for month in POINTS]
        self.fixed_in_may = [row[MAY] for row in able_small]
        self.done_in_may = [row[MAY] for row in done_small]
        for case in cases:
            self._add(case)

    def _add(self, case: Credit) -> None:
        office, child = case.life.office, self._child(case)
        group = None if case.life.giant else self.groups[self._group_of(case)]
        if child:
            case.rest = child.rest
        self.done_in_may[office] += case.done[MAY]
        for place, month in enumerate(POINTS):
            self.done[place] += case.done[place]
            if month < case.entered:
                continue
            constant = case.done[place]
            if case.enforceable[place]:
                constant = case.total + (child.total if child else 0.0)
                if group is not None and not case.is_idle:
                    group.counted[place] += case.rest
                    if month == MAY:
                        group.in_may[office] = group.in_may.get(office, 0.0) + case.rest
            self.fixed[place] += constant
            if month == MAY:
                self.fixed_in_may[office] += constant

    def _child(self, case: Credit) -> Credit | None:
        after = case.life.continued_by
        return self.by_life[id(after)] if after else None

    def _group_of(self, case: Credit) -> tuple[int, int]:
        """Office and month where the claim first came in: its size is of that office."""
        before = case.life.continues
        first = self.by_life[id(before)] if before else case
        return first.life.office, first.entered

    # ------------------------------------------------------------ 2018
    def fit_first_year(self) -> None:
        """Scale the rests until the offices in May and the city in every month are met."""
        self.first = {key: g for key, g in self.groups.items() if key[1] <= MONTH_COUNT}
        targets = _enforceable_in_may(self.done_in_may)
        growth = [0.0, *(value * BILLION for value in INVENTED.money_enforceable_growth)]
        for _ in range(ROUNDS):
            self._fit_months(growth)
            self._fit_offices(targets)
        self._give(lambda entered: entered <= MONTH_COUNT)

    def _fit_months(self, growth: list[float]) -> None:
        """Scale what came in in each month to the growth of that month."""
        for month in range(1, MONTH_COUNT + 1):
            grown = self.fixed[month] - self.fixed[month - 1]
            grown += sum(
                group.factor * (group.counted[month] - group.counted[month - 1])
                for group in self.first.values()
            )
            entering = [group for (_, entered), group in self.first.items() if entered == month]
            whole = sum(group.factor * group.counted[month] for group in entering)
            factor = min(max(1 + (growth[month] - grown) / whole, 0.5), 2.0)
            for group in entering:
                group.factor *= factor

    def _fit_offices(self, targets: list[float]) -> None:
        """Scale all that an office has to its enforceable money in May."""
        for office, target in enumerate(targets):
            counted = sum(g.factor * g.in_may.get(office, 0.0) for g in self.first.values())
            mine = [group for (where, _), group in self.first.items() if where == office]
            whole = sum(group.factor * group.in_may.get(office, 0.0) for group in mine)
            missing = target - self.fixed_in_may[office] - counted
            factor = min(max(1 + missing / whole, 0.2), 5.0)
            for group in mine:
                group.factor *= factor

    def _give(self, when: Callable[[int], bool]) -> None:
        for case in self.cases:
            key = self._group_of(case)
            if case.life.giant or not when(key[1]):
                continue
            case.rest *= self.groups[key].factor
            if child := self._child(case):
                case.rest += child.total

    # ------------------------------------------------------------ the years after
    def fit_later(self) -> None:
        """All that came in between two cut-offs is of the usual size; what is lacking then is the
        very large cases'. One cut-off after the other."""
        for case in self.cases:
            if case.is_idle:
                self._count(case, MONTH_COUNT + 1)
        usual = self._usual_factors()
        for (office, entered), group in self.groups.items():
            if entered > MONTH_COUNT:
                group.factor = usual[office] * USUAL
        start = MONTH_COUNT
        for place, (cutoff, wanted, year_began) in enumerate(_wanted(), start=MONTH_COUNT + 1):
            stands = self.fixed[place] - self.done[POINTS.index(year_began)]
            stands += sum(g.factor * g.counted[place] for g in self.groups.values())
            giants = [
                case
                for case in self.cases
                if case.life.giant and not case.life.giant.asleep and start < case.entered <= cutoff
            ]
            assert wanted > stands, f"no room for very large cases until month {cutoff}"
            for case, share in zip(giants, _uneven(len(giants)), strict=True):
                case.rest = (wanted - stands) * share
                self._count(case, place)
            start = cutoff
        self._give(lambda entered: entered > MONTH_COUNT)

    def _count(self, case: Credit, start: int) -> None:
        for place in range(start, len(POINTS)):
            self.fixed[place] += case.rest if case.enforceable[place] else 0.0

    def _usual_factors(self) -> list[float]:
        """How large the rests of an office were in 2018, the factors weighed by what they scale."""
        sums = [[0.0, 0.0] for _ in OFFICES]
        for (office, entered), group in self.groups.items():
            if entered <= MONTH_COUNT:
                sums[office][0] += group.factor * group.counted[MONTH_COUNT]
                sums[office][1] += group.counted[MONTH_COUNT]
        return [scaled / whole for scaled, whole in sums]


def _wanted() -> list[tuple[int, float, int]]:
    """Cut-offs with the enforceable money of their year, and where that year began."""
    return [
        (
            end_of(row.year, month),
            MILLION
            * (
                row.earlier[month].money_enforceable
                if month in row.earlier
                else row.money_enforceable
            ),
            end_of(row.year, 0),
        )
        for row in YEARS
        for month in (*row.earlier, MONTH_COUNT)
    ]


def fit_without_means(lives: list[Life], cases: list[Credit]) -> None:
    """Scale what stood without means all of 2018, so that the money carried on grows as published.

    These cases are in no enforceable figure; they stand on both sides of the growth.
    """
    rests = {id(case.life): case.rest for case in cases}
    carried_in = carried_on = 0.0
    for life in lives:
        if life.opened > FIRST_YEAR_END:
            continue
        rest = rests.get(id(life), 0.0)
        if life.heading and life.heading != "SEPARATE_BOOK":
            carried_in += stock_on(life, rest, FIRST_DAY - 1)[0]
        left, apart = stock_on(life, rest, FIRST_YEAR_END)
        if not apart or life.heading != "SEPARATE_BOOK":
            carried_on += left
    idle = [case for case in cases if case.is_idle]
    whole = sum(case.rest for case in idle)
    growth = float(1 + PUBLISHED.carried_on_growth_money / 100)
    wanted = (carried_on - whole - growth * (carried_in - whole)) / (growth - 1)
    for case in idle:
        case.rest *= wanted / whole


def fit_docketed(lives: list[Life], cases: list[Credit]) -> None:
    """Give the cases that were soon without means what a year's docketed money still lacks."""
    for row in YEARS:
        if not row.docketed_money:
            continue
        first, last = (
            MONTH_ENDS[end_of(row.year, 0) - 1],
            MONTH_ENDS[end_of(row.year, row.docketed_at) - 1],
        )
        rests = {id(case.life): case.rest for case in cases}
        found = sum(_docketed(life, rests.get(id(life), 0.0), first, last) for life in lives)
        sleepers = [
            case
            for case in cases
            if case.life.giant and case.life.giant.asleep and first < case.life.opened <= last
        ]
        lacking = row.docketed_money * MILLION - found
        assert lacking > 0, row.year
        for case, share in zip(sleepers, _uneven(len(sleepers)), strict=True):
            case.rest = lacking * share


def _uneven(count: int) -> list[float]:
    """Shares of a whole, the last about twice the first."""
    shares = [1 + n / max(count - 1, 1) for n in range(count)]
    return [share / sum(shares) for share in shares]


def _docketed(life: Life, rest: float, first: int, last: int) -> float:
    """What a case adds to the docketed money between two days: carried in, entered, reopened."""
    if life.opened > last:
        return 0.0
    if life.opened > first:
        whole = rest + sum(item.amount for item in life.settlements)
        found = whole if life.category == CREDIT else float(life.amount)
    else:
        left, apart = stock_on(life, rest, first)
        if apart and any(s.act == "resume" and first < s.day <= last for s in life.steps):
            apart = False
        found = 0.0 if apart else left
    return found + sum(
        step.amount for step in life.steps if step.act == "amend" and first < step.day <= last
    )


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
