"""One case of the demo while it is lived through, and how the case of an event is chosen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from cases.demo.amounts import OTHER
from cases.demo.years import Giant


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
    fitted at the end (what stays unsettled) for credit cases. A `giant` is one of a size that is
    fitted apart.
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
    giant: Giant | None = None

    @property
    def is_opening(self) -> bool:
        return self.heading != ""


def find(rng: Random, pool: list[Life], day: int, gap: int, accept: Callable[[Life], float]) -> int:
    """A random case untouched for `gap` days, drawn with chance `accept`; -1 when there is none."""
    if not pool:
        return -1
    for _ in range(40):
        i = rng.randrange(len(pool))
        if day - pool[i].last >= gap and rng.random() < accept(pool[i]):
            return i
    return next((i for i, life in enumerate(pool) if day - life.last >= gap and accept(life)), -1)


def remove(pool: list[Life], i: int) -> Life:
    life = pool[i]
    pool[i] = pool[-1]
    pool.pop()
    return life


def always(life: Life) -> float:
    return 1.0


def likely_paid(life: Life) -> float:
    """Small debts are paid sooner, those of prisoners later."""
    if life.category == OTHER:
        return float(min(1.0, 4e6 / max(life.rest, 1)))
    return float(min(1.0, (6e6 / max(life.rest, 1)) ** 0.4)) * (
        0.85 if life.kind == "criminal" else 1.0
    )


def likely_poor(life: Life) -> float:
    return 1.0 if life.kind == "criminal" else 0.45


def worth_part_payment(life: Life) -> float:
    return 1.0 if life.rest >= 2_000_000 else 0.0


def may_be_reduced(life: Life) -> float:
    return 1.0 if life.kind == "criminal" and 5_000_000 <= life.rest <= 60_000_000 else 0.0


def long_without_means(day: int) -> Callable[[Life], float]:
    """Nothing was heard of it for a year before the day; those that came with the books first."""
    return lambda life: (1.0 if life.is_opening else 0.3) if life.last < day - 365 else 0.0


def first_hand(life: Life) -> float:
    """A case that another office handed on is not handed on again."""
    return 0.0 if life.continues else 1.0
