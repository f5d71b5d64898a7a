"""Life histories of cases: who enters, who is finished, who is found without means, day by day.

The number of each kind of event in a month is fixed for the city and shared among the offices by
largest remainder; its days are drawn among the worked days of the month, and the case it happens
to is drawn among those for whom it is plausible on that day.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from random import Random

from cases.demo.amounts import BUDGET, CREDIT, OTHER
from cases.demo.days import (
    CUT_DAY,
    FIRST_DAY,
    HOLIDAYS,
    LAST_DAY,
    MONTH_OF,
    MONTHS,
    after_worked_days,
    draw_day,
    end_of,
    is_worked,
    months_of,
    next_worked,
    previous_worked,
)
from cases.demo.figures import FIRST_YEAR, HN, INVENTED, OFFICES, Invented
from cases.demo.life import (
    Life,
    Settlement,
    Step,
    always,
    find,
    first_hand,
    likely_paid,
    likely_poor,
    long_without_means,
    may_be_reduced,
    remove,
    worth_part_payment,
)
from cases.demo.plan import Shares, plan_shares, shares_of_year, spread_over_offices
from cases.demo.seasons import plans
from cases.demo.stock import Pools, Stock
from cases.demo.territory import division_of
from cases.demo.years import YEARS, YearFigures

FIRST_WORKED_DAY = next_worked(FIRST_DAY)
LAST_OF_THE_OLD = previous_worked(CUT_DAY - 1)
"""The last day of the offices that end: what they have collected they have paid out by then."""
BUDGET_PULL = 2.4
"""How much sooner a budget case is finished than a claim between persons."""
DELEGATED_WITHIN_CITY = 0.13
LARGE_CREDITS = 250
"""Billions of enforceable money of an office from which the city office takes up cases."""


def live_through(rng: Random) -> list[Life]:
    """The life histories of all years, one after the other."""
    city = City(rng)
    shares = plan_shares()
    city.carry_in(shares)
    figures = {row.year: row for row in YEARS}
    for year, plan in plans().items():
        if year > FIRST_YEAR:
            city.expect_giants(figures[year])
            able, poor = city.standing()
            shares = shares_of_year(plan, figures[year], able, poor)
        city.run(year, plan, shares)
    return city.lives


class City(Stock):
    """The city's offices, year after year."""

    plan = INVENTED

    def expect_giants(self, figures: YearFigures) -> None:
        """The very large cases of a year, by the month they come in."""
        for giant in figures.giants:
            self.coming[end_of(figures.year, giant.comes)].append(giant)

    # --- the year ---------------------------------------------------------------------------

    def run(self, year: int, plan: Invented, shares: Shares) -> None:
        """All events of a year in order of days."""
        self.plan, self.shares = plan, shares
        handlers = self._handlers(plan, shares)
        events = []
        for order, (_, monthly, whose) in enumerate(handlers):
            table = spread_over_offices(self.rng, monthly, whose)
            for month, row in zip(months_of(year), table, strict=True):
                for office, number in enumerate(row):
                    events += [
                        (draw_day(self.rng, MONTHS[month]), order, office) for _ in range(number)
                    ]
        events.sort()
        today = MONTHS[months_of(year)[0]][0][0]
        for day, order, office in events:
            if day != today:
                for due in range(today, day + 1):
                    for life in self.returns.pop(due, ()):
                        self._resume(life, due)
                today = day
            handlers[order][0](office, day)

    def _handlers(
        self, plan: Invented, shares: Shares
    ) -> list[tuple[Callable[[int, int], None], Sequence[int], Sequence[float]]]:
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
        month = MONTH_OF[day]
        if office == HN and self.coming[month]:
            giant = self.coming[month].pop()
            life = self._new_life(HN, CREDIT, day)
            life.giant = giant
            self.leaving[month + giant.leaves - giant.comes].append(life)
            return
        waiting = self.awaited[office]
        if waiting and day - waiting[0].last >= 4:
            origin = waiting.pop(0)
            life = self._new_life(office, origin.category, day, continues=origin)
        else:
            share = self.plan.credit_entering
            life = self._new_life(office, self._draw_category(office, share, 0.205), day)
        self.pools[office][life.category].append(life)

    def reopen(self, office: int, day: int) -> None:
        """New information on a case in the separate book: newly docketed."""
        book = next(
            self.separate[i] for i in self._offices(office, self.separate) if self.separate[i]
        )
        self._resume(remove(book, self.rng.randrange(len(book))), day)

    def resume(self, office: int, day: int) -> None:
        """The debtor has means again."""
        pull = {BUDGET: 1.0, OTHER: 1.0, CREDIT: 0.5}
        self._resume(self._take(self.poor, office, day, pull, (30,), always), day)

    def terminate_poor(self, office: int, day: int) -> None:
        """A debtor without means has died or is exempted."""
        life = self._take(self.poor, office, day, {BUDGET: 1.0, OTHER: 0.1}, (20,), likely_paid)
        self._terminate(life, day, self.rng.choice("aaee"))

    def complete_credit(self, office: int, day: int) -> None:
        """A credit case paid off, or its creditor has withdrawn."""
        i, office = self._find_in_city(office, CREDIT, day, 40)
        life = remove(self.pools[office][CREDIT], i)
        if self.rng.random() < 0.16:
            return self._terminate(life, day, self.rng.choice(("c", "c", "c", "dd", "g")))
        return self._complete(life, day)

    def finish(self, office: int, day: int) -> None:
        """A budget case or a claim between persons, paid or terminated."""
        pull = {BUDGET: BUDGET_PULL, OTHER: 1.0}
        life = self._take(self.pools, office, day, pull, (13, 4), likely_paid)
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
            i = find(rng, self.pools[office][CREDIT], day, 20, first_hand)
            if i >= 0:
                life = remove(self.pools[office][CREDIT], i)
                self._step(life, day, "take_up")
                self.awaited[HN].append(life)
                return
        pull = {BUDGET: 1.0, OTHER: 0.9, CREDIT: 0.05 if office == HN else 0.25}
        life = self._take(self.pools, office, day, pull, (6,), first_hand)
        if chance > 0.85:
            self._step(life, day, "recall")
            return
        self._step(life, day, "delegate")
        if rng.random() < DELEGATED_WITHIN_CITY:
            receiver = rng.choices(range(len(OFFICES)), self.shares.docket)[0]
            near = day > CUT_DAY - 90 and division_of(receiver) == division_of(life.office)
            if receiver not in (life.office, HN) and not near:
                self.awaited[receiver].append(life)

    def find_poor(self, office: int, day: int) -> None:
        """Verification found no means."""
        if office == HN and self.leaving[MONTH_OF[day]]:
            self._step(self.leaving[MONTH_OF[day]].pop(), day, "without_means", ground="a")
            return
        pull = {BUDGET: 0.8, OTHER: 0.75, CREDIT: 0.08 if office == HN else 0.23}
        life = self._take(self.pools, office, day, pull, (24, 11), likely_poor)
        self._find_poor(life, day)

    def _find_poor(self, life: Life, day: int) -> None:
        ground = self.rng.choices("abc", (74, 3, 23))[0]
        self._step(life, day, "without_means", ground=ground)
        self.poor[life.office][life.category].append(life)

    def postpone(self, office: int, day: int) -> None:
        """Postponed by consent or on another ground, until a day."""
        pool = self.pools[office]
        for category in self._order(pool, {BUDGET: 0.35, OTHER: 1.5, CREDIT: 1.5}):
            i = find(self.rng, pool[category], day, 14, always)
            if i >= 0:
                if category == BUDGET:
                    ground = self.rng.choices(("a", "b", "dd", "2"), (3, 4, 2, 1))[0]
                else:
                    ground = self.rng.choices(
                        ("c", "d", "dd", "e", "g", "h", "2"), (56, 15, 8, 5, 3, 5, 8)
                    )[0]
                life = remove(pool[category], i)
                self._step(life, day, "postpone", ground=ground)
                term = 90 if ground == "2" else self.rng.randrange(35, 190)
                self._return_later(life, day, term)
                return

    def suspend(self, office: int, day: int) -> None:
        """Suspended by a protest against the judgment or by bankruptcy."""
        pool = self.pools[office]
        for category in self._order(pool, {BUDGET: 0.1, OTHER: 1.0, CREDIT: 1.0}):
            i = find(self.rng, pool[category], day, 14, always)
            if i >= 0:
                life = remove(pool[category], i)
                companies = life.kind in ("commercial", "labour")
                ground = "2" if companies and self.rng.random() < 0.5 else "1"
                self._step(life, day, "suspend", ground=ground)
                self._return_later(life, day, self.rng.randrange(60, 330))
                return

    def pay_part(self, office: int, day: int) -> None:
        """An instalment, without an end of the case."""
        pool = self.pools[office]
        for category in self._order(pool, {BUDGET: 0.5, OTHER: 1.0}):
            i = find(self.rng, pool[category], day, 14, worth_part_payment)
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
        i = find(self.rng, source[office][BUDGET], day, 14, may_be_reduced)
        if i < 0:
            return
        life = source[office][BUDGET][i]
        part = max(int(life.rest * self.rng.choice((0.25, 0.25, 0.33, 0.5)) / 1000), 1) * 1000
        life.rest -= part
        self._step(life, day, "reduce", part)

    def supplement(self, office: int, day: int) -> None:
        """The decision is supplemented by late interest."""
        i = find(self.rng, self.pools[office][OTHER], day, 30, worth_part_payment)
        if i < 0:
            return
        life = self.pools[office][OTHER][i]
        interest = max(int(life.rest * self.rng.uniform(0.01, 0.06)), 1)
        life.rest += interest
        self._step(life, day, "amend", interest)

    def separate_from_stock(self, office: int, day: int) -> None:
        """A year without means, verified twice: followed in the separate book."""
        pull = {BUDGET: 1.0, OTHER: 1.0, CREDIT: 0.02}
        life = self._take(self.poor, office, day, pull, (30,), long_without_means(day))
        self._step(life, day, "separate_book")

    # --- steps ------------------------------------------------------------------------------

    def _order(self, pool: dict[str, list[Life]], pull: dict[str, float]) -> list[str]:
        """The categories, a likely one first."""
        weights = [len(pool[category]) * weight + 1e-9 for category, weight in pull.items()]
        first = self.rng.choices(list(pull), weights)[0]
        return [first, *(category for category in pull if category != first)]

    def _offices(self, office: int, pools: Sequence[Sequence[object]]) -> Iterator[int]:
        """This office and then, for when it has none to offer, those with most."""
        yield office
        others = (i for i in range(len(OFFICES)) if i != office)
        yield from sorted(others, key=lambda i: -len(pools[i]))

    def _take(
        self,
        pools: Pools,
        office: int,
        day: int,
        pull: dict[str, float],
        gaps: Sequence[int],
        accept: Callable[[Life], float],
    ) -> Life:
        """A case out of the pool: of this office, else of the one with most of the kind."""
        first = next(iter(pull))
        for where in self._offices(office, [pool[first] for pool in pools]):
            pool = pools[where]
            for category in self._order(pool, pull):
                for gap in gaps:
                    i = find(self.rng, pool[category], day, gap, accept)
                    if i >= 0:
                        return remove(pool[category], i)
        raise AssertionError(f"nobody in the whole city to choose on {date.fromordinal(day)}")

    def _find_in_city(self, office: int, category: str, day: int, gap: int) -> tuple[int, int]:
        """A case at this office or, when it has none to offer, at the one with most of them."""
        for candidate in self._offices(office, [pool[category] for pool in self.pools]):
            i = find(self.rng, self.pools[candidate][category], day, gap, always)
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
        if self.rng.random() < 0.9:
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
        if day < CUT_DAY:
            paid_on = min(paid_on, LAST_OF_THE_OLD)
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
        if (
            not self.plan.lean
            and final - first > 24
            and (life.category == CREDIT or life.rest > 900_000)
        ):
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
        saturday = day % 7 == 6 and day not in HOLIDAYS
        if saturday and day - 1 >= FIRST_DAY and is_worked(day - 1) and self.rng.random() < 0.5:
            return day
        while not is_worked(day):  # spread over the week before
            day -= self.rng.randint(1, 7)
        return day
