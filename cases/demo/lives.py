"""Life histories of cases: who enters, who is finished, who is found without means, day by day.

The number of each kind of event in a month is fixed for the city and shared among the offices by
largest remainder; its days are drawn among the worked days of the month, and the case it happens
to is drawn among those for whom it is plausible on that day.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from random import Random

from cases.demo.amounts import BUDGET, CREDIT, OTHER, draw_amount, draw_kind
from cases.demo.days import (
    FIRST_DAY,
    LAST_DAY,
    MONTHS,
    after_worked_days,
    draw_day,
    is_worked,
    next_worked,
)
from cases.demo.figures import HN, INVENTED, OFFICES, PUBLISHED
from cases.demo.plan import apportion, plan_shares, spread_over_offices

FIRST_WORKED_DAY = next_worked(FIRST_DAY)
BUDGET_PULL = 2.4
"""How much sooner a budget case is finished than a claim between persons."""
DELEGATED_WITHIN_CITY = 0.13
LARGE_CREDITS = 250
"""Billions of enforceable money of an office from which the city office takes up cases."""


def live_through(rng: Random) -> "list[Life]":
    """The life histories of the year."""
    year = Year(rng)
    year.carry_in()
    year.run()
    return year.lives


def _find(
    rng: Random, pool: "list[Life]", day: int, gap: int, accept: "Callable[[Life], float]"
) -> int:
    """A random case untouched for `gap` days, drawn with chance `accept`; -1 when there is none."""
    if not pool:
        return -1
    for _ in range(40):
        i = rng.randrange(len(pool))
        if day - pool[i].last >= gap and rng.random() < accept(pool[i]):
            return i
    return next((i for i, life in enumerate(pool) if day - life.last >= gap and accept(life)), -1)


def _remove(pool: "list[Life]", i: int) -> "Life":
    life = pool[i]
    pool[i] = pool[-1]
    pool.pop()
    return life


def _always(life: "Life") -> float:
    return 1.0


def _likely_paid(life: "Life") -> float:
    """Small debts are paid sooner, those of prisoners later."""
    if life.category == OTHER:
        return float(min(1.0, 4e6 / max(life.rest, 1)))
    return float(min(1.0, (6e6 / max(life.rest, 1)) ** 0.4)) * (
        0.85 if life.kind == "criminal" else 1.0
    )


def _likely_poor(life: "Life") -> float:
    return 1.0 if life.kind == "criminal" else 0.45


def _worth_part_payment(life: "Life") -> float:
    return 1.0 if life.rest >= 2_000_000 else 0.0


def _may_be_reduced(life: "Life") -> float:
    return 1.0 if life.kind == "criminal" and 5_000_000 <= life.rest <= 60_000_000 else 0.0


def _long_without_means(life: "Life") -> float:
    return 1.0 if life.is_opening and life.opened < FIRST_DAY - 365 else 0.0


def _first_hand(life: "Life") -> float:
    """A case that another office handed on is not handed on again."""
    return 0.0 if life.continues else 1.0


@dataclass(slots=True, eq=False)
class Settlement:
    """Money that settles a credit case in part or whole; its amount is fitted later."""

    day: int
    weight: float
    amount: int = 0


@dataclass(slots=True)
class Step:
    """One act of a case. The amount of a credit case's money is in its settlement."""

    day: int
    act: str
    amount: int = 0
    ground: str = ""
    settlement: Settlement | None = None


@dataclass(slots=True, eq=False)
class Life:
    """One case: how it came in and what happened to it.

    `rest` is the money in stock: followed through for budget cases and claims between persons,
    fitted at the end (what stays unsettled) for credit cases.
    """

    office: int
    category: str
    kind: str
    opened: int
    amount: int
    heading: str = ""
    steps: list[Step] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    rest: float = 0
    last: int = 0
    continues: "Life | None" = None
    continued_by: "Life | None" = None

    @property
    def is_opening(self) -> bool:
        return self.heading != ""


Pools = list[dict[str, list[Life]]]


class Year:
    """The city's offices through one statistical year."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.lives: list[Life] = []
        self.pools: Pools = [{BUDGET: [], CREDIT: [], OTHER: []} for _ in OFFICES]
        self.poor: Pools = [{BUDGET: [], CREDIT: [], OTHER: []} for _ in OFFICES]
        self.separate: list[list[Life]] = [[] for _ in OFFICES]
        self.returns: dict[int, list[Life]] = defaultdict(list)
        self.awaited: list[list[Life]] = [[] for _ in OFFICES]
        self.shares = plan_shares()

    # --- carried in -------------------------------------------------------------------------

    def carry_in(self) -> None:
        """The stock of 30 September 2017."""
        shares = self.shares
        able = apportion(
            PUBLISHED.five_months.carried_in - INVENTED.without_means_carried_in,
            shares.enforceable_carried_in,
        )
        parked = apportion(INVENTED.parked_carried_in, shares.enforceable_carried_in)
        poor = apportion(INVENTED.without_means_carried_in, shares.without_means)
        separate = apportion(INVENTED.separate_book_carried_in, shares.without_means)
        for office in range(len(OFFICES)):
            for number in range(able[office]):
                self._carry_in_able(office, number < parked[office])
            for _ in range(poor[office]):
                life = self._old_case(office, "WITHOUT_MEANS", 1.2, 0.24, 260, 480)
                self.poor[office][life.category].append(life)
            for _ in range(separate[office]):
                life = self._old_case(office, "SEPARATE_BOOK", 0.5, 0.20, 800, 520)
                if life.category != CREDIT:
                    self.separate[office].append(life)

    def _carry_in_able(self, office: int, is_parked: bool) -> None:
        rng = self.rng
        since = 12 if rng.random() < 0.72 else 220
        life = self._old_case(office, "IN_PROGRESS", 3.2, 0.19, since, 110 if since < 99 else 420)
        if not is_parked:
            self.pools[office][life.category].append(life)
            return
        if life.category == BUDGET:
            life.heading = rng.choices(("POSTPONED", "SUSPENDED"), (9, 1))[0]
        else:
            life.heading = rng.choices(
                ("POSTPONED_BY_CONSENT", "POSTPONED", "SUSPENDED"), (5, 3, 2)
            )[0]
        if rng.random() < 0.8:
            self.returns[next_worked(FIRST_DAY + rng.randrange(4, 170))].append(life)

    def _old_case(
        self, office: int, heading: str, credit: float, other: float, since: int, typical: float
    ) -> Life:
        days = since + self.rng.expovariate(1 / typical)
        earliest = date(2014, 4, 1) if OFFICES[office].code in ("HN-NTL", "HN-BTL") else None
        floor = (earliest or date(2010, 1, 4)).toordinal()
        opened = FIRST_DAY - int(days)
        if opened < floor:
            opened = self.rng.randrange(floor, FIRST_DAY - since)
        life = self._new_life(
            office,
            self._draw_category(office, credit, other),
            next_worked(opened),
            heading=heading,
        )
        return life

    def _draw_category(self, office: int, credit: float, other: float) -> str:
        chance = self.rng.random() - OFFICES[office].credit * credit
        if chance < 0:
            return CREDIT
        return OTHER if chance < other * (1.8 if office == HN else 1.0) else BUDGET

    def _new_life(
        self,
        office: int,
        category: str,
        opened: int,
        heading: str = "",
        continues: Life | None = None,
    ) -> Life:
        rng = self.rng
        kind = continues.kind if continues else draw_kind(rng, category)
        amount = 0
        if continues:
            amount = int(continues.rest)
        elif category != CREDIT:
            amount = draw_amount(rng, category, kind, OFFICES[office].scale)
        life = Life(office, category, kind, opened, amount, heading=heading, rest=amount)
        life.last = opened
        if continues:
            life.continues = continues
            continues.continued_by = life
        self.lives.append(life)
        return life

    # --- the year ---------------------------------------------------------------------------

    def run(self) -> None:
        """All events of the year in order of days."""
        handlers = self._handlers()
        events = []
        for order, (_, monthly, shares) in enumerate(handlers):
            for month, row in enumerate(spread_over_offices(self.rng, monthly, shares)):
                for office, number in enumerate(row):
                    events += [
                        (draw_day(self.rng, MONTHS[month]), order, office) for _ in range(number)
                    ]
        events.sort()
        today = 0
        for day, order, office in events:
            if day != today:
                for due in range(today or FIRST_DAY, day + 1):
                    for life in self.returns.pop(due, ()):
                        self._resume(life, due)
                today = day
            handlers[order][0](office, day)

    def _handlers(
        self,
    ) -> list[tuple[Callable[[int, int], None], Sequence[int], Sequence[float]]]:
        shares, plan = self.shares, INVENTED
        stocks = (plan.without_means_carried_in, *plan.without_means)
        growth = [after - before for before, after in pairwise(stocks)]
        found_poor = [
            sum(parts)
            for parts in zip(
                growth,
                plan.resumed_from_without_means,
                plan.terminated_without_means,
                strict=True,
            )
        ]
        finished = [
            number - poor - credit
            for number, poor, credit in zip(
                plan.finished, plan.terminated_without_means, plan.credit_completed, strict=True
            )
        ]
        entering = [
            number - again
            for number, again in zip(plan.new, plan.reopened_from_separate_book, strict=True)
        ]
        payers = [share * (0.3 if i == HN else 1.0) for i, share in enumerate(shares.finished)]
        return [
            (self.take_in, entering, shares.new),
            (self.reopen, plan.reopened_from_separate_book, shares.without_means),
            (self.resume, plan.resumed_from_without_means, shares.without_means),
            (self.terminate_poor, plan.terminated_without_means, shares.without_means),
            (self.complete_credit, plan.credit_completed, shares.credit),
            (self.finish, finished, shares.finished),
            (self.let_go, plan.left, shares.docket),
            (self.find_poor, found_poor, shares.without_means),
            (self.postpone, plan.postponed, shares.docket),
            (self.suspend, plan.suspended, shares.docket),
            (self.pay_part, plan.part_payments, payers),
            (self.pay_credit_part, plan.credit_part_payments, [n**0.6 for n in shares.credit]),
            (self.reduce, plan.reduced, shares.docket),
            (self.supplement, plan.supplemented, shares.docket),
            (self.separate_from_stock, plan.moved_to_separate_book, shares.without_means),
        ]

    def take_in(self, office: int, day: int) -> None:
        """A new case, or one that another office of the city handed on."""
        waiting = self.awaited[office]
        if waiting and day - waiting[0].last >= 4:
            origin = waiting.pop(0)
            life = self._new_life(office, origin.category, day, continues=origin)
        else:
            life = self._new_life(office, self._draw_category(office, 0.86, 0.205), day)
        self.pools[office][life.category].append(life)

    def reopen(self, office: int, day: int) -> None:
        """New information on a case in the separate book: newly docketed."""
        life = _remove(self.separate[office], self.rng.randrange(len(self.separate[office])))
        self._resume(life, day)

    def resume(self, office: int, day: int) -> None:
        """The debtor has means again."""
        poor = self.poor[office]
        for category in self._order(poor, {BUDGET: 1.0, OTHER: 1.0, CREDIT: 0.5}):
            i = _find(self.rng, poor[category], day, 30, _always)
            if i >= 0:
                return self._resume(_remove(poor[category], i), day)
        raise AssertionError("nobody without means")

    def terminate_poor(self, office: int, day: int) -> None:
        """A debtor without means has died or is exempted."""
        poor = self.poor[office]
        for category in self._order(poor, {BUDGET: 1.0, OTHER: 0.1}):
            i = _find(self.rng, poor[category], day, 20, _likely_paid)
            if i >= 0:
                life = _remove(poor[category], i)
                return self._terminate(life, day, self.rng.choice("aaee"))
        raise AssertionError("nobody without means to terminate")

    def complete_credit(self, office: int, day: int) -> None:
        """A credit case paid off, or its creditor has withdrawn."""
        i, office = self._find_in_city(office, CREDIT, day, 40)
        life = _remove(self.pools[office][CREDIT], i)
        if self.rng.random() < 0.16:
            return self._terminate(life, day, self.rng.choice(("c", "c", "c", "dd", "g")))
        return self._complete(life, day)

    def finish(self, office: int, day: int) -> None:
        """A budget case or a claim between persons, paid or terminated."""
        pool = self.pools[office]
        for category in self._order(pool, {BUDGET: BUDGET_PULL, OTHER: 1.0}):
            for gap in (13, 4):
                i = _find(self.rng, pool[category], day, gap, _likely_paid)
                if i >= 0:
                    break
            if i >= 0:
                life = _remove(pool[category], i)
                break
        else:
            i, other = self._find_in_city(office, BUDGET, day, 13)
            life = _remove(self.pools[other][BUDGET], i)
        if self.rng.random() < 0.075:
            if life.category == BUDGET:
                return self._terminate(life, day, self.rng.choice(("a", "e", "e", "dd")))
            grounds = ("h", "c", "c") if life.kind == "family" else ("b", "c", "c", "c", "d")
            return self._terminate(life, day, self.rng.choice(grounds))
        return self._complete(life, day)

    def let_go(self, office: int, day: int) -> None:
        """Delegated, taken up by the city office, or the decision recalled."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.055 and office != HN and OFFICES[office].enforceable >= LARGE_CREDITS:
            i = _find(rng, self.pools[office][CREDIT], day, 20, _first_hand)
            if i >= 0:
                life = _remove(self.pools[office][CREDIT], i)
                self._step(life, day, "take_up")
                self.awaited[HN].append(life)
                return
        pool = self.pools[office]
        for category in self._order(
            pool, {BUDGET: 1.0, OTHER: 0.9, CREDIT: 0.05 if office == HN else 0.25}
        ):
            i = _find(rng, pool[category], day, 6, _first_hand)
            if i >= 0:
                break
        else:
            raise AssertionError("nobody to hand on")
        life = _remove(pool[category], i)
        if chance > 0.85:
            self._step(life, day, "recall")
            return
        self._step(life, day, "delegate")
        if rng.random() < DELEGATED_WITHIN_CITY:
            receiver = rng.choices(range(len(OFFICES)), self.shares.docket)[0]
            if receiver not in (office, HN):
                self.awaited[receiver].append(life)

    def find_poor(self, office: int, day: int) -> None:
        """Verification found no means."""
        pool = self.pools[office]
        for category in self._order(
            pool, {BUDGET: 0.8, OTHER: 0.75, CREDIT: 0.08 if office == HN else 0.23}
        ):
            for gap in (24, 11):
                i = _find(self.rng, pool[category], day, gap, _likely_poor)
                if i >= 0:
                    life = _remove(pool[category], i)
                    ground = self.rng.choices("abc", (74, 3, 23))[0]
                    self._step(life, day, "without_means", ground=ground)
                    self.poor[office][category].append(life)
                    return
        raise AssertionError("nobody to be found without means")

    def postpone(self, office: int, day: int) -> None:
        """Postponed by consent or on another ground, until a day."""
        pool = self.pools[office]
        for category in self._order(pool, {BUDGET: 0.35, OTHER: 1.5, CREDIT: 1.5}):
            i = _find(self.rng, pool[category], day, 14, _always)
            if i >= 0:
                if category == BUDGET:
                    ground = self.rng.choices(("a", "b", "dd", "2"), (3, 4, 2, 1))[0]
                else:
                    ground = self.rng.choices(
                        ("c", "d", "dd", "e", "g", "h", "2"), (56, 15, 8, 5, 3, 5, 8)
                    )[0]
                life = _remove(pool[category], i)
                self._step(life, day, "postpone", ground=ground)
                term = 90 if ground == "2" else self.rng.randrange(35, 190)
                self._return_later(life, day, term)
                return

    def suspend(self, office: int, day: int) -> None:
        """Suspended by a protest against the judgment or by bankruptcy."""
        pool = self.pools[office]
        for category in self._order(pool, {BUDGET: 0.1, OTHER: 1.0, CREDIT: 1.0}):
            i = _find(self.rng, pool[category], day, 14, _always)
            if i >= 0:
                life = _remove(pool[category], i)
                companies = life.kind in ("commercial", "labour")
                ground = "2" if companies and self.rng.random() < 0.5 else "1"
                self._step(life, day, "suspend", ground=ground)
                self._return_later(life, day, self.rng.randrange(60, 330))
                return

    def pay_part(self, office: int, day: int) -> None:
        """An instalment, without an end of the case."""
        pool = self.pools[office]
        for category in self._order(pool, {BUDGET: 0.5, OTHER: 1.0}):
            i = _find(self.rng, pool[category], day, 14, _worth_part_payment)
            if i >= 0:
                life = pool[category][i]
                sum_paid = min(life.rest * self.rng.uniform(0.06, 0.45), 3e6 + life.rest * 0.004)
                self._collect(life, day, max(int(sum_paid / 100_000), 1) * 100_000)
                return

    def pay_credit_part(self, office: int, day: int) -> None:
        """A sale or a payment that leaves a rest of a credit."""
        i, office = self._find_in_city(office, CREDIT, day, 21)
        self._collect(self.pools[office][CREDIT][i], day)

    def reduce(self, office: int, day: int) -> None:
        """The court reduces what is owed to the budget."""
        source = self.poor if self.rng.random() < 0.6 else self.pools
        i = _find(self.rng, source[office][BUDGET], day, 14, _may_be_reduced)
        if i < 0:
            return
        life = source[office][BUDGET][i]
        part = max(int(life.rest * self.rng.choice((0.25, 0.25, 0.33, 0.5)) / 1000), 1) * 1000
        life.rest -= part
        self._step(life, day, "reduce", part)

    def supplement(self, office: int, day: int) -> None:
        """The decision is supplemented by late interest."""
        i = _find(self.rng, self.pools[office][OTHER], day, 30, _worth_part_payment)
        if i < 0:
            return
        life = self.pools[office][OTHER][i]
        interest = max(int(life.rest * self.rng.uniform(0.01, 0.06)), 1)
        life.rest += interest
        self._step(life, day, "amend", interest)

    def separate_from_stock(self, office: int, day: int) -> None:
        """A year without means, verified twice: followed in the separate book."""
        poor = self.poor[office]
        for category in self._order(poor, {BUDGET: 1.0, OTHER: 1.0, CREDIT: 0.3}):
            i = _find(self.rng, poor[category], day, 30, _long_without_means)
            if i >= 0:
                self._step(_remove(poor[category], i), day, "separate_book")
                return

    # --- steps ------------------------------------------------------------------------------

    def _order(self, pool: dict[str, list[Life]], pull: dict[str, float]) -> list[str]:
        """The categories, a likely one first."""
        weights = [len(pool[category]) * weight + 1e-9 for category, weight in pull.items()]
        first = self.rng.choices(list(pull), weights)[0]
        return [first, *(category for category in pull if category != first)]

    def _find_in_city(self, office: int, category: str, day: int, gap: int) -> tuple[int, int]:
        """A case at this office or, when it has none to offer, at the one with most of them."""
        others = sorted(
            (i for i in range(len(OFFICES)) if i != office),
            key=lambda i: -len(self.pools[i][category]),
        )
        for candidate in (office, *others):
            i = _find(self.rng, self.pools[candidate][category], day, gap, _always)
            if i >= 0:
                return i, candidate
        raise AssertionError(f"no {category} case to find in the whole city")

    def _step(self, life: Life, day: int, act: str, amount: int = 0, ground: str = "") -> None:
        life.steps.append(Step(day, act, amount, ground))
        life.last = day

    def _resume(self, life: Life, day: int) -> None:
        self._step(life, day, "resume")
        self.pools[life.office][life.category].append(life)

    def _return_later(self, life: Life, day: int, days: int) -> None:
        if self.rng.random() < 0.9 and day + days <= LAST_DAY - 4:
            self.returns[next_worked(day + days)].append(life)

    def _terminate(self, life: Life, day: int, ground: str) -> None:
        self._step(life, day, "terminate", ground=ground)
        if life.category == CREDIT:
            self._settle(life, day, 0.35)
        life.rest = 0

    def _settle(self, life: Life, day: int, factor: float = 1.0) -> Settlement:
        if life.kind == "criminal":  # what was taken is still there to be given back
            factor *= 2.4
        settlement = Settlement(day, self.rng.lognormvariate(0, 0.95) * factor)
        life.settlements.append(settlement)
        return settlement

    def _collect(self, life: Life, day: int, amount: int = 0) -> None:
        """Money comes in and is paid out within days."""
        step = Step(day, "collect", amount)
        paid_on = after_worked_days(day, self.rng.choice((1, 2, 3, 4, 5, 6, 8)))
        payout = Step(paid_on, "pay_out", amount)
        if life.category == CREDIT:
            step.settlement = payout.settlement = self._settle(life, day)
        else:
            life.rest -= amount
        life.steps.append(step)
        if paid_on <= LAST_DAY:
            life.steps.append(payout)
        life.last = day

    def _complete(self, life: Life, day: int) -> None:
        """One or several collections, the last a few days before the end, then the end."""
        rng = self.rng
        first = max(life.last + 2, day - 120, FIRST_WORKED_DAY)
        final = self._cash_day(day - rng.choice((0, 0, 0, 1, 1, 2, 3, 5)))
        if final < max(life.last, FIRST_WORKED_DAY):
            final = day
        parts = 1
        if final - first > 24 and (life.category == CREDIT or life.rest > 900_000):
            parts = rng.choices((1, 2, 3), (58, 30, 12))[0]
        early = {self._cash_day(rng.randrange(first, final - 9)) for _ in range(parts - 1)}
        for paid_on in sorted(early):
            if paid_on < first:
                continue
            if life.category == CREDIT:
                self._collect(life, paid_on)
                continue
            part = int(life.rest * rng.uniform(0.15, 0.6) / 100_000) * 100_000
            if part:
                self._collect(life, paid_on, part)
        self._collect(life, final, int(life.rest))
        self._step(life, day, "complete")

    def _cash_day(self, day: int) -> int:
        """Cash is taken on some Saturdays too, never on holidays."""
        if day % 7 == 6 and day - 1 >= FIRST_DAY and is_worked(day - 1) and self.rng.random() < 0.5:
            return day
        while not is_worked(day):  # spread over the week before
            day -= self.rng.randint(1, 7)
        return day
