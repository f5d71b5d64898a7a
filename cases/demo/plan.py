"""How the city's numbers of a month are shared among its offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from cases.demo.figures import INVENTED, OFFICES, PUBLISHED, Invented
from cases.demo.seasons import apportion
from cases.demo.years import YearFigures


def spread_over_offices(
    rng: Random, monthly: Sequence[int], shares: Sequence[float]
) -> list[list[int]]:
    """Each month's number shared among the offices; chance of one month is made up for later."""
    whole = sum(shares)
    owed = [0.0] * len(shares)
    table = []
    for number in monthly:
        for i, share in enumerate(shares):
            owed[i] += number * share / whole
        wanted = [max(value * rng.lognormvariate(0, 0.07), 0.0) for value in owed]
        given = apportion(number, wanted) if number else [0] * len(shares)
        owed = [value - count for value, count in zip(owed, given, strict=True)]
        table.append(given)
    return table


def plan_shares() -> "Shares":
    """Shares that lead each office near the pace and share without means of its profile."""
    weights = [office.weight for office in OFFICES]
    whole = sum(weights)
    docketed = PUBLISHED.five_months.carried_in + sum(INVENTED.new)
    to_enforce = docketed - sum(INVENTED.left)
    poor = [office.weight * office.without_means for office in OFFICES]
    poor = [value / sum(poor) for value in poor]
    able = [
        to_enforce * weight / whole - INVENTED.without_means[-1] * share
        for weight, share in zip(weights, poor, strict=True)
    ]
    new = [office.weight * (0.35 + 0.86 * office.pace) for office in OFFICES]
    new = [value / sum(new) for value in new]
    carried_in = [
        docketed * weight / whole - sum(INVENTED.new) * share
        for weight, share in zip(weights, new, strict=True)
    ]
    return Shares(
        new=new,
        finished=[n * office.pace for n, office in zip(able, OFFICES, strict=True)],
        without_means=poor,
        enforceable_carried_in=[
            max(n - INVENTED.without_means_carried_in * share, n * 0.25)
            for n, share in zip(carried_in, poor, strict=True)
        ],
        docket=[float(weight) for weight in weights],
        credit=[office.weight * office.credit for office in OFFICES],
    )


def shares_of_year(
    plan: Invented, figures: YearFigures, able: list[int], poor: list[int]
) -> "Shares":
    """Shares of a later year, from what stands in each office and the pace it is known for.

    The odds of finishing are those of the profile, raised or lowered for all alike, and every
    office has its better and its worse years.
    """
    rng = Random(figures.year)
    usual, now = 0.7654, figures.finished / figures.enforceable
    lift = now / (1 - now) * (1 - usual) / usual
    paces = []
    for office in OFFICES:
        odds = office.pace / (1 - office.pace) * lift * rng.lognormvariate(0, 0.11)
        paces.append(odds / (1 + odds))
    new = [
        office.weight * (0.35 + 0.86 * office.pace) * rng.lognormvariate(0, 0.05)
        for office in OFFICES
    ]
    new = [value / sum(new) for value in new]
    rested = [n * office.without_means + 1 for n, office in zip(poor, OFFICES, strict=True)]
    rested = [value / sum(rested) for value in rested]
    grown = plan.without_means[-1] - plan.without_means_carried_in
    whole = sum(office.weight for office in OFFICES)
    to_finish = [
        max(
            n + sum(plan.new) * share - grown * rest - sum(plan.left) * office.weight / whole,
            n * 0.2,
        )
        for n, share, rest, office in zip(able, new, rested, OFFICES, strict=True)
    ]
    return Shares(
        new=new,
        finished=[n * pace for n, pace in zip(to_finish, paces, strict=True)],
        without_means=rested,
        enforceable_carried_in=[],
        docket=[float(office.weight) for office in OFFICES],
        credit=[office.weight * office.credit for office in OFFICES],
    )


@dataclass
class Shares:
    """How the city's cases are shared among the offices, from their profiles."""

    new: list[float]
    finished: list[float]
    without_means: list[float]
    enforceable_carried_in: list[float]
    docket: list[float]
    credit: list[float]
