"""What stands in the demo's offices: the pools of cases, and those that came with the books."""

from collections import defaultdict
from datetime import date
from random import Random

from cases.demo.amounts import BUDGET, CREDIT, OTHER, draw_amount, draw_kind
from cases.demo.days import FIRST_DAY, next_worked
from cases.demo.figures import HN, INVENTED, OFFICES, PUBLISHED
from cases.demo.life import Life
from cases.demo.plan import Shares
from cases.demo.seasons import apportion
from cases.demo.years import Giant

Pools = list[dict[str, list[Life]]]


class Stock:
    """What stands in the city's offices, and how it came to stand there."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.lives: list[Life] = []
        self.pools: Pools = [{BUDGET: [], CREDIT: [], OTHER: []} for _ in OFFICES]
        self.poor: Pools = [{BUDGET: [], CREDIT: [], OTHER: []} for _ in OFFICES]
        self.separate: list[list[Life]] = [[] for _ in OFFICES]
        self.returns: dict[int, list[Life]] = defaultdict(list)
        self.awaited: list[list[Life]] = [[] for _ in OFFICES]
        self.coming: dict[int, list[Giant]] = defaultdict(list)
        self.leaving: dict[int, list[Life]] = defaultdict(list)

    def standing(self) -> tuple[list[int], list[int]]:
        """Cases of each office that can be worked on, and those without means."""
        return (
            [sum(map(len, pool.values())) for pool in self.pools],
            [sum(map(len, pool.values())) for pool in self.poor],
        )

    # --- carried in -------------------------------------------------------------------------

    def carry_in(self, shares: Shares) -> None:
        """The stock of 30 September 2017."""
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
