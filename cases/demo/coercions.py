"""Coercions of all the years, as many as the review of a directive counts: drawn from cases ended.

Published are the year 2025's 819 decisions and 550 carried out; the other years are invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cases.demo.days import worked_before


@dataclass(frozen=True)
class CoercionYear:
    """How many were decided and carried out in a year, and of these with forces."""

    year: int
    decided: int
    carried_out: int
    with_forces: int


COERCIONS = (
    CoercionYear(2018, 512, 338, 141),
    CoercionYear(2019, 561, 365, 138),
    CoercionYear(2020, 588, 391, 133),
    CoercionYear(2021, 402, 231, 74),
    CoercionYear(2022, 633, 429, 139),
    CoercionYear(2023, 704, 468, 144),
    CoercionYear(2024, 768, 511, 149),
    CoercionYear(2025, 819, 550, 152),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that was completed: where, whose, between which days."""

    pk: int
    office: int
    officer: int | None
    debtor: int | None
    came: date
    ended: date


@dataclass(frozen=True, slots=True)
class Coercion:
    """What was done to end it, each on its day; not carried out, it was avoided by persuasion."""

    case: Ended
    persuaded_on: date
    decided_on: date
    ended_on: date
    carried_out: bool
    with_forces: bool
    number: int


def draw_coercions(
    row: CoercionYear, ended: Sequence[Ended], decided: int = 0, carried_out: int = 0
) -> Iterator[Coercion]:
    """The coercions of a year besides those told elsewhere."""
    rng = Random(row.year * 19)
    first, needed = date(row.year - 1, 10, 1), row.decided - decided
    fit = [case for case in ended if case.came + timedelta(75) < case.ended]
    fit = [case for case in fit if case.ended > first + timedelta(70)]
    for number, case in enumerate(rng.sample(fit, min(needed, len(fit)))):
        done = worked_before(case.ended, rng.randrange(2, 8))
        on = max(worked_before(done, rng.randrange(22, 55)), first + timedelta(3))
        persuaded = worked_before(on, rng.randrange(4, 12))
        out = number < row.carried_out - carried_out
        forces = number < row.with_forces
        yield Coercion(case, max(persuaded, case.came), on, done, out, forces, number + 1)
