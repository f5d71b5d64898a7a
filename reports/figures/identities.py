"""Identities: every statement proves its own arithmetic (I1–I8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.choices import ENFORCEABLE, RESULTS, STOCK, Heading
from reports.figures.columns import MOVEMENT, Balances, Term, half_up, printed_rate, rate


@dataclass(frozen=True)
class Identity:
    """Đẳng thức kiểm tra: two ways to the same number, the right one past the columns."""

    code: str
    measure: str
    label: str
    left: int | Decimal | None
    right: int | Decimal | None

    @property
    def remainder(self) -> int | Decimal | None:
        if self.left is None or self.right is None:
            return None if self.left is self.right else Decimal(1)
        return self.left - self.right

    @property
    def holds(self) -> bool:
        return not self.remainder


def identities(
    figures: Mapping[str, Mapping[str, int | None]], found: Balances
) -> Iterator[Identity]:
    """I1–I8. Left sides are printed columns; right sides are summed from the ledger again, so a
    layout that loses a heading, or a ledger that loses a line, leaves a remainder."""
    enforceable = frozenset(h.value for h in ENFORCEABLE)
    standing = frozenset(h.value for h in STOCK)
    results = frozenset(h.value for h in RESULTS)
    separate = frozenset((Heading.SEPARATE_BOOK.value, Heading.SEPARATE_ENDED.value))
    for measure, columns in figures.items():

        def stock(headings: frozenset[str], measure: str = measure) -> int:
            return Term("stock", headings).value(found, measure)

        def moved(headings: frozenset[str], measure: str = measure) -> int:
            corrected = Term(MOVEMENT, frozenset(("CORRECTED",)), headings)
            return Term(MOVEMENT, headings).value(found, measure) + corrected.value(found, measure)

        c = {code: value or 0 for code, value in columns.items()}
        done, put_aside = moved(results), moved(separate)
        rest = stock(standing) + put_aside
        whole_rate = printed_rate(done, done + stock(enforceable))
        share = printed_rate(c["c08"], c["c07"])
        other_share = rate(c["c18"], c["c07"])
        rows: tuple[tuple[str, str, Any, Any], ...] = (
            ("I1", "(1) = (2) + (3)", c["c01"], c["c02"] + c["c03"]),
            ("I2", "(1) − (4) − (5) − (6) = còn trong sổ và đã xong", c["c07"], rest + done),
            ("I3", "(7) = (8) + (18)", c["c07"], c["c08"] + c["c18"]),
            ("I4", "(21) = (9) : (8)", printed_rate(c["c09"], c["c08"]), whole_rate),
            ("I5", "(19) = (7) − (9) = còn trong sổ", c["c19"], rest),
            ("I6", "(20) = (8) − (9) = còn có điều kiện", c["c20"], stock(enforceable)),
            (
                "I7",
                "(8) : (7) = 100 − (18) : (7)",
                share,
                None if other_share is None else half_up(100 - other_share),
            ),
            ("I8", "(19) − (23) = (2) của năm sau", c["c19"] - c["m02"], stock(standing)),
        )
        for code, label, left, right in rows:
            yield Identity(code, measure, label, left, right)
