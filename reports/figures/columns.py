"""What a column of a statement is made of. Pure: a layout's data in, figures out.

A column is a sum of terms over the ledger, a sum of other columns, or a rate of two of them.
Unfolded, every column is a list of terms, so the number, the list of lines behind it and its
explanation come from one definition.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
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
    sums: tuple[tuple[str, int], ...]
    """The columns it adds up, with their signs; empty for a leaf."""
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
            sums=tuple(c.get("sum", {}).items()),
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


def printed_rate(part: int | None, whole: int | None) -> Decimal | None:
    """Per cent with two decimals, as printed."""
    exact = rate(part, whole)
    return None if exact is None else half_up(exact)


def half_up(value: Fraction) -> Decimal:
    """Two decimals, halves away from zero, as published tables are rounded."""
    scaled = int(abs(value) * 100 + Fraction(1, 2))
    return (Decimal(scaled) / 100 * (1 if value >= 0 else -1)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Head:
    """One cell of a table's head."""

    label: str
    columns: int
    rows: int


def heads(columns: Sequence[Column]) -> list[list[Head]]:
    """The grouped head above the columns, one list a row; neighbours of a group share its cell."""
    depth = max((len(column.group) for column in columns), default=0) + 1
    rows: list[list[Head]] = [[] for _ in range(depth)]

    def build(among: Sequence[Column], level: int) -> None:
        for name, members in groupby(among, key=lambda c: c.group[level : level + 1] or c.code):
            block = list(members)
            if isinstance(name, str):
                rows[level].append(Head(block[0].label, 1, depth - level))
            else:
                rows[level].append(Head(name[0], len(block), 1))
                build(block, level + 1)

    build(columns, 0)
    return rows


# ---------------------------------------------------------------- thousands of đồng
Money = dict[str, int | None]


def thousands(values: Iterable[int], total: int | None = None) -> list[int]:
    """Đồng in thousands by largest remainder: the parts add up to the rounded total.

    `total` is already in thousands; without it the sum of the values is rounded half-up.
    """
    leaves = list(values)
    whole = (2 * sum(leaves) + 1000) // 2000 if total is None else total
    rounded = [value // 1000 for value in leaves]
    order = sorted(range(len(leaves)), key=lambda i: (-(leaves[i] % 1000), i))
    missing = whole - sum(rounded)
    if abs(missing) > len(leaves):  # the parts are not the whole's: leave them as they are
        return rounded
    for i in range(abs(missing)) if order else ():
        rounded[order[i % len(order)]] += 1 if missing > 0 else -1
    return rounded


def in_thousands(
    columns: Sequence[Column],
    total: Mapping[str, int | None],
    rows: Sequence[Mapping[str, Any]],
    top: Money | None = None,
) -> tuple[Money, list[Money]]:
    """A money table in thousands that adds up both ways: every row's sums of columns, and every
    column down to its total. What is docketed and its leaves are rounded, all else is summed.

    `top` is the total where it has been rounded already, as part of a table above.
    """
    by_code = {column.code: column for column in columns}
    leaves = [c.code for c in columns if not c.sums and c.prints("money") and c.rate is None]
    carried, new = (code for code, _ in by_code["c01"].sums)
    apart = [code for code in leaves if code.startswith("m") or code == "correction"]
    out = [code for code in leaves if code not in (carried, new, *apart)]

    if top is None:
        parts = thousands([total[c] or 0 for c in out], thousands([total["c01"] or 0])[0])
        top = dict(zip(out, parts, strict=True))
    printed: list[Money] = [{} for _ in rows]
    for code in (*out, *apart, carried):
        top.setdefault(code, thousands([total[code] or 0])[0])
        parts = thousands([row[code] or 0 for row in rows], top[code])
        for row, value in zip(printed, parts, strict=True):
            row[code] = value
    for row in (top, *printed):
        row[new] = sum(row[c] or 0 for c in out) - (row[carried] or 0)
        for column in columns:
            _sum_up(column.code, by_code, row)
    return top, printed


def _sum_up(code: str, by_code: Mapping[str, Column], row: Money) -> int:
    if code not in row:
        column = by_code[code]
        value = sum(sign * _sum_up(part, by_code, row) for part, sign in column.sums)
        row[code] = value if column.sums else None
    return row[code] or 0
