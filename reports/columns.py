"""What a column of a statement is made of. Pure: a layout's data in, figures out.

A column is a sum of terms over the ledger, a sum of other columns, or a rate of two of them.
Unfolded, every column is a list of terms, so the number, the list of lines behind it and its
explanation come from one definition.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

OPENING, STOCK, MOVEMENT = "opening", "stock", "movement"
TERM_LABELS = {
    OPENING: "Số dư ngày 30/9 năm trước",
    STOCK: "Số dư tại ngày khóa sổ",
    MOVEMENT: "Phát sinh từ 01/10",
}
CENT = Decimal("0.01")


class Sums(NamedTuple):
    """Balances of one heading and ground: at 30 September before, and at the cut-off."""

    opening_cases: int = 0
    cases: int = 0
    opening_money: int = 0
    money: int = 0

    def plus(self, other: "Sums") -> "Sums":
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))


Balances = Mapping[tuple[str, str], Sums]
"""By (heading, ground)."""


@dataclass(frozen=True)
class Term:
    """`sign` × (balance at 30 September | balance at the cut-off | what moved between)."""

    of: str
    headings: frozenset[str]
    grounds: frozenset[str] | None = None
    sign: int = 1

    def value(self, balances: Balances, measure: str) -> int:
        total = 0
        for (heading, ground), sums in balances.items():
            if heading in self.headings and (self.grounds is None or ground in self.grounds):
                opening, closing = (
                    (sums.opening_cases, sums.cases)
                    if measure == "cases"
                    else (sums.opening_money, sums.money)
                )
                if self.of == OPENING:
                    total += opening
                elif self.of == STOCK:
                    total += closing
                else:
                    total += closing - opening
        return self.sign * total

    def turned(self, sign: int) -> "Term":
        return self if sign == 1 else Term(self.of, self.headings, self.grounds, -self.sign)


@dataclass(frozen=True)
class Column:
    code: str
    number: int
    label: str
    group: tuple[str, ...]
    definition: str
    basis: str
    terms: tuple[Term, ...]  # unfolded
    rate: tuple[str, str] | None
    measures: tuple[str, ...]
    empty: bool
    """No act leads here: the column prints "–"."""

    @property
    def full_label(self) -> str:
        return " · ".join((*self.group, self.label))

    def prints(self, measure: str) -> bool:
        return measure in self.measures and not self.empty


def parse(columns: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns of a layout, in printed order, each unfolded into terms.

    A column may name columns that stand after it; a circle is refused.
    """
    by_code = {c["code"]: c for c in columns}

    def unfold(code: str, path: tuple[str, ...] = ()) -> Iterator[Term]:
        if code in path:
            raise ValueError(f"Cột {code} tự gọi lại chính nó.")
        definition = by_code[code]
        for term in definition.get("terms", ()):
            grounds = term.get("grounds")
            yield Term(
                term["of"],
                frozenset(term["headings"]),
                None if grounds is None else frozenset(grounds),
                term.get("sign", 1),
            )
        for other, sign in definition.get("sum", {}).items():
            for term in unfold(other, (*path, code)):
                yield term.turned(sign)

    return tuple(
        Column(
            code=code,
            number=c["number"],
            label=c["label"],
            group=tuple(c["group"]),
            definition=c["definition"],
            basis=c["basis"],
            terms=tuple(unfold(code)),
            rate=tuple(c["rate"]) if "rate" in c else None,
            measures=tuple(c.get("measures", ("cases", "money"))),
            empty=not (c.get("terms") or c.get("sum") or c.get("rate")),
        )
        for code, c in by_code.items()
    )


def evaluate(columns: Iterable[Column], balances: Balances, measure: str) -> dict[str, int | None]:
    """Figures of one row by column code; rates are left to `rate`, empty columns are None."""
    return {
        column.code: sum(term.value(balances, measure) for term in column.terms)
        if column.prints(measure)
        else None
        for column in columns
        if column.rate is None
    }


def rate(part: int | None, whole: int | None) -> Fraction | None:
    """Per cent, exact. None without anything to divide by."""
    return Fraction(100 * (part or 0), whole) if whole else None


def half_up(value: Fraction) -> Decimal:
    """Two decimals, halves away from zero, as published tables are rounded."""
    scaled = int(abs(value) * 100 + Fraction(1, 2))
    return (Decimal(scaled) / 100 * (1 if value >= 0 else -1)).quantize(CENT, ROUND_HALF_UP)


def thousands(leaves: Iterable[int], total: int | None = None) -> list[int]:
    """Đồng in thousands by largest remainder: the printed parts add up to the rounded total."""
    values = list(leaves)
    whole = sum(values) if total is None else total
    floors = [value // 1000 for value in values]
    missing = (2 * whole + 1000) // 2000 - sum(floors)
    by_remainder = sorted(range(len(values)), key=lambda i: (-(values[i] % 1000), i))
    for i in by_remainder[: max(0, missing)]:
        floors[i] += 1
    return floors
