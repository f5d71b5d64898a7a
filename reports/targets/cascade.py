"""Whether targets below reach the target above: whole numbers, so the answer is exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple


class Part(NamedTuple):
    """One who is held to a rate, on so much that is expected to become enforceable."""

    expected: int
    rate: Decimal
    strict: bool = False


@dataclass(frozen=True)
class Sum:
    """Targets below, weighed. `promised` is in ten-thousandths of a case or of a đồng, that is
    the sum of what is expected times hundredths of per cent."""

    expected: int
    promised: int
    strict: bool
    """Whether somebody with work must do better than what is promised."""

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "Sum":
        parts = list(parts)
        return cls(
            sum(p.expected for p in parts),
            sum(p.expected * hundredths(p.rate) for p in parts),
            any(p.strict and p.expected for p in parts),
        )

    @classmethod
    def kept(cls, of: dict[str, Any]) -> "Sum":
        return cls(of["expected"], of["promised"], of["strict"])

    @property
    def as_kept(self) -> dict[str, Any]:
        return {"expected": self.expected, "promised": self.promised, "strict": self.strict}

    @property
    def rate(self) -> Fraction | None:
        """The rate reached above when everybody below reaches theirs, in per cent."""
        return Fraction(self.promised, self.expected * 100) if self.expected else None

    def against(self, rate: Decimal, strict: bool) -> "Balance":
        asked = self.expected * hundredths(rate)
        over = self.promised - asked
        reaches = self.expected > 0 and (over > 0 or (over == 0 and (self.strict or not strict)))
        points = None if self.rate is None else self.rate - Fraction(rate)
        return Balance(reaches, points, over // 10_000)


class Balance(NamedTuple):
    """A sum against what is asked above. A lack is negative; in cases or đồng it is rounded up."""

    reaches: bool
    points: Fraction | None
    over: int

    @property
    def missing(self) -> int:
        return -self.over


def hundredths(rate: Decimal) -> int:
    return int(rate * 100)
