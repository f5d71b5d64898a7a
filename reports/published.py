"""Published figures against what their own inputs give. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Protocol

from cases.templatetags.vietnamese import number, percent


class Verdict(StrEnum):
    EXACT = "exact"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"

    @property
    def label(self) -> str:
        return {
            "exact": "Khớp",
            "possible": "Có thể khớp, do số đầu vào làm tròn hoặc không công bố",
            "impossible": "Không thể khớp",
        }[self.value]


class Printed(Protocol):
    """The published row, as `PublishedFigure` holds it."""

    measure: str
    carried_in: int | None
    new_intake: int | None
    docketed: int | None
    delegated: int | None
    taken_up: int | None
    recalled: int | None
    to_enforce: int | None
    enforceable: int | None
    not_yet_enforceable: int | None
    completed: int | None
    rate_printed: str
    target: str
    gap_points: str


@dataclass(frozen=True)
class Check:
    """One printed number, what the inputs give, and the interval of an input that would do."""

    what: str
    printed: int | Decimal
    computed: int | Decimal | None
    verdict: Verdict
    of: str = ""
    interval: tuple[int, int] | None = None

    @property
    def printed_text(self) -> str:
        return _written(self.printed)

    @property
    def computed_text(self) -> str:
        return _written(self.computed)


def _written(value: int | Decimal | None) -> str:
    return percent(value) if isinstance(value, Decimal) else number(value)


def step(value: int) -> int:
    """How coarsely a number is rounded: 46.500 to hundreds, 46.553 to ones."""
    size = 1
    while value and value % (size * 10) == 0:
        size *= 10
    return size if size >= 100 else 1


def denominators(part: int, printed: Decimal) -> tuple[int, int]:
    """The whole totals of which `part` prints as this rate, half-up, at its own decimals."""
    half = Fraction(1, 2 * 10 ** _decimals(printed))
    low, high = Fraction(printed) - half, Fraction(printed) + half
    return floor(100 * part / high) + 1, floor(100 * part / low)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half-up, for figures that are not below zero."""
    return Decimal(floor(value * 10**decimals + Fraction(1, 2))).scaleb(-decimals)


def checks(row: Printed) -> Iterator[Check]:
    """Every printed number that the row's own inputs, or a missing one, can speak to."""
    if None not in (row.docketed, row.carried_in, row.new_intake):
        yield _sum("Tổng số thụ lý", row.docketed, (row.carried_in, row.new_intake))
    left = [row.delegated, row.taken_up, row.recalled]
    if row.to_enforce is not None and row.docketed is not None and any(left):
        parts = (row.docketed, *(-(part or 0) for part in left))
        yield _sum("Phải thi hành", row.to_enforce, parts)
    if None not in (row.to_enforce, row.enforceable, row.not_yet_enforceable):
        yield _sum(
            "Có điều kiện + chưa có điều kiện",
            row.to_enforce,
            (row.enforceable, row.not_yet_enforceable),
        )
    if row.rate_printed and row.completed is not None:
        yield _rate(row)
    if row.gap_points and row.target and row.rate_printed:
        printed = Decimal(row.gap_points)
        computed = Decimal(row.rate_printed) - Decimal(row.target)
        same = printed == computed
        yield Check(
            "Chênh lệch so với chỉ tiêu",
            printed,
            computed,
            Verdict.EXACT if same else Verdict.IMPOSSIBLE,
        )


def _sum(what: str, printed: int | None, parts: tuple[int | None, ...]) -> Check:
    assert printed is not None
    inputs = [part or 0 for part in parts]
    total = sum(inputs)
    slack = sum(size for n in (printed, *inputs) if (size := step(abs(n))) > 1)
    verdict = Verdict.IMPOSSIBLE
    if total == printed:
        verdict = Verdict.EXACT
    elif abs(total - printed) <= slack:
        verdict = Verdict.POSSIBLE
    return Check(what, printed, total, verdict)


def _rate(row: Printed) -> Check:
    """A rate of what is enforceable; administrative judgments are measured on all docketed."""
    printed = Decimal(row.rate_printed)
    part = row.completed or 0
    whole, of = row.enforceable, "có điều kiện"
    if row.measure == "administrative":
        whole, of = row.docketed, "phải thi hành"
    interval = denominators(part, printed)
    if whole is None:
        return Check("Tỷ lệ thi hành xong", printed, None, Verdict.POSSIBLE, of, interval)
    computed = rounded(Fraction(100 * part, whole), _decimals(printed))
    if computed == printed:
        return Check("Tỷ lệ thi hành xong", printed, computed, Verdict.EXACT)
    slack = step(whole)
    near = slack > 1 and interval[0] < whole + slack and whole - slack < interval[1]
    verdict = Verdict.POSSIBLE if near else Verdict.IMPOSSIBLE
    return Check("Tỷ lệ thi hành xong", printed, computed, verdict, of, interval)


def confirms(printed: str, reached: Decimal | None) -> bool:
    """Whether a rate of ours is the published one, at the decimals it was printed with."""
    if not printed or reached is None:
        return False
    return rounded(Fraction(reached), _decimals(Decimal(printed))) == Decimal(printed)


def verdict(found: list[Check]) -> Verdict | None:
    """The worst of a row's checks; None where nothing could be checked."""
    order = (Verdict.IMPOSSIBLE, Verdict.POSSIBLE, Verdict.EXACT)
    return next((v for v in order if any(c.verdict == v for c in found)), None)
