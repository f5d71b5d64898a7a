"""The figures of Hanoi's statistical years after 2018: what was published, what is invented.

One row a year. `published` names the fields that authorities or the press printed; of those that
were printed in words ("gần 37.900") the value is one that the words fit. Everything else, and above
all every target but that of 2018, is invented and says so wherever it is shown.
"""

from dataclasses import dataclass, field

from cases.demo.figures import MONTH_COUNT


@dataclass(frozen=True)
class Point:
    """Cumulative figures of the whole city at one cut-off; money in millions of đồng."""

    new: int
    finished: int
    enforceable: int
    money_done: float
    money_enforceable: float


@dataclass(frozen=True)
class Giant:
    """A very large credit case of the city office: the months it comes and is found without means.

    Months of its year, October being 1; above 12 in the next year. What all of them amount to is
    fitted: to the enforceable money of the next cut-off after they come, or (`asleep`) to the
    year's docketed money.
    """

    comes: int
    leaves: int
    asleep: bool = False


PASSING = tuple(Giant(n, 13 + n % 3) for n in range(2, 12))
"""They come through the year and are found without means early in the next."""

SLEEPERS = tuple(Giant(n, n + 1, True) for n in (1, 2, 3, 3, 4, 5, 5, 6, 7, 8))
"""They are soon without means."""


@dataclass(frozen=True)
class YearFigures:
    """One year of the city: flows of cases, money in millions of đồng, targets in per cent.

    `separated` are moved to the separate book; `docketed_money` is to be met at month
    `docketed_at`; `earlier` are cut-offs within the year; `shock` is by what each month's work is
    multiplied, `fresh` how large what settles a case of the year itself is.
    """

    year: int
    new: int
    left: int
    finished: int
    enforceable: int
    separated: int
    money_done: float
    money_enforceable: float
    target_cases: str
    target_money: str
    credit_completed: int
    published: frozenset[str] = frozenset()
    earlier: dict[int, Point] = field(default_factory=dict)
    docketed_money: float = 0
    docketed_at: int = MONTH_COUNT
    giants: tuple[Giant, ...] = PASSING
    shock: tuple[float, ...] = (1.0,) * MONTH_COUNT
    part_payments: int = 1_500
    fresh: float = 2.2
    lean: bool = True


CASES_GAP, MONEY_GAP = "gap of cases", "gap of money"
YEARS: tuple[YearFigures, ...] = (
    YearFigures(
        year=2019, new=32_200, left=1_000, finished=29_200, enforceable=37_700, separated=1_500,
        money_done=4_991_300, money_enforceable=20_300_000,
        target_cases="75.00", target_money="34.00", credit_completed=400,
        fresh=3.0,
    ),
    YearFigures(
        year=2020, new=33_100, left=1_050, finished=30_650, enforceable=38_750, separated=1_650,
        money_done=7_167_400, money_enforceable=24_800_000,
        target_cases="78.00", target_money="36.00", credit_completed=450,
        fresh=3.0,
    ),
    YearFigures(
        year=2021, new=31_645, left=860, finished=25_240, enforceable=37_118, separated=1_400,
        money_done=6_768_400, money_enforceable=31_034_000,
        target_cases="80.00", target_money="38.00", credit_completed=430,
        published=frozenset(("docketed", "docketed_money", CASES_GAP, MONEY_GAP)),
        docketed_money=50_920_000,
        giants=(*PASSING, *SLEEPERS),
        shock=(1, 1, 1, 1, 1, 1.06, 1.03, 0.74, 0.5, 0.36, 0.34, 0.55),
        fresh=1.5,
    ),
    YearFigures(
        year=2022, new=35_200, left=1_000, finished=36_010, enforceable=44_097, separated=1_000,
        money_done=11_300_600, money_enforceable=26_715_000,
        target_cases="81.50", target_money="40.10", credit_completed=560,
        published=frozenset((CASES_GAP, MONEY_GAP)),
        fresh=0.05,
    ),
    YearFigures(
        year=2023, new=40_000, left=1_150, finished=37_885, enforceable=45_645, separated=1_100,
        money_done=14_012_600, money_enforceable=30_462_000,
        target_cases="82.50", target_money="45.50", credit_completed=640,
        published=frozenset(("finished", "enforceable", "money_done", "money_enforceable")),
        earlier={9: Point(31_600, 23_268, 38_377, 10_081_373.087, 42_500_000)},
        giants=(
            *(Giant(1 + n % 7, 10 + n % 3) for n in range(14)),
            *(Giant(10 + n % 3, 13 + n % 3) for n in range(4)),
        ),
        fresh=5.0,
    ),
    YearFigures(
        year=2024, new=48_500, left=1_250, finished=39_120, enforceable=46_600, separated=3_900,
        money_done=18_520_300, money_enforceable=38_905_000,
        target_cases="83.25", target_money="46.45", credit_completed=700,
        published=frozenset(("docketed_money",)),
        docketed_money=90_400_000, docketed_at=10,
        giants=(*PASSING, *SLEEPERS),
        fresh=9,
    ),
    YearFigures(
        year=2025, new=41_424, left=1_300, finished=39_430, enforceable=46_553, separated=1_500,
        money_done=25_096_000, money_enforceable=44_895_000,
        target_cases="83.94", target_money="51.90", credit_completed=760,
        published=frozenset(
            ("docketed", "finished", "enforceable", "money_done", CASES_GAP, MONEY_GAP)
        ),
        part_payments=3_600, lean=False,
        fresh=11,
        giants=tuple(Giant(n, 24) for n in range(1, 11)),
    ),
)  # fmt: skip
