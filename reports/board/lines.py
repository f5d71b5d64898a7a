"""Separate lines: kinds of cases watched by themselves, coercion, administrative judgments.

Each number is one of a statement's or an official form's, so that it opens what it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cases.rules import Refusal
from reports.figures import counted, statistics
from reports.figures.columns import printed_rate
from reports.figures.statistics import REGISTER, Row, Statement, query

KINDS = {
    "corruption.yes": "Tham nhũng, kinh tế",
    "credit.yes": "Tín dụng, ngân hàng",
    "budget.yes": "Thu ngân sách nhà nước",
}


class Number(NamedTuple):
    label: str
    value: int
    query: str
    """What, after the address of a period's lines, lists what is counted."""
    hint: str = ""


@dataclass(frozen=True)
class Kind:
    """Cases of one kind, by cases and by money."""

    label: str
    row: Row
    query: str

    @property
    def cases_rate(self) -> Decimal | None:
        return self.row.rate("cases")

    @property
    def money_rate(self) -> Decimal | None:
        return self.row.rate("money")


@dataclass(frozen=True)
class Counts:
    """Numbers of a form that counts registers, and the rate they lead to."""

    title: str
    numbers: tuple[Number, ...]
    rate: Decimal | None
    rate_label: str


def kinds(of: Statement) -> list[Kind]:
    rows = statistics.classes(of)
    asked = query(of.scope.kind, "", "class", **({"now": "1"} if of.scope.now else {}))
    return [Kind(label, rows[key], f"row={key}&{asked}") for key, label in KINDS.items()]


_FORMS: tuple[tuple[str, str, dict[str, str], tuple[str, str], str], ...] = (
    # title, form, its columns, (part, whole) of the rate, what the rate says
    (
        "Cưỡng chế thi hành án",
        "07",
        {
            "coercion": "Quyết định trong kỳ",
            "carried_out": "Đã thực hiện",
            "held_forces": "Buổi huy động lực lượng",
            "avoided": "Vận động, tự nguyện thi hành",
            "left": "Chưa kết thúc",
        },
        ("avoided", "ended"),
        "tự nguyện trong số đã kết thúc",
    ),
    (
        "Theo dõi thi hành án hành chính",
        "12",
        {
            "tracked": "Phải theo dõi",
            "new": "Mới vào sổ",
            "compelled": "Có quyết định buộc thi hành",
            "done": "Thi hành xong",
            "carried_out": "Còn theo dõi",
        },
        ("done", "tracked"),
        "xong trong số phải theo dõi",
    ),
)


def counts(of: Statement) -> list[Counts]:
    """Coercion and administrative judgments; a form that is not in force is left out."""
    found = []
    for title, form, columns, (part, whole), rate_label in _FORMS:
        try:
            values: Mapping[str, int] = counted.totals(
                form, of.scope, of.period, {*columns, part, whole}
            )
        except Refusal:
            continue
        asked = query(of.scope.kind, form, "")
        numbers = tuple(
            Number(label, values[code], f"column={code}&measure={REGISTER}&{asked}")
            for code, label in columns.items()
        )
        found.append(Counts(title, numbers, printed_rate(values[part], values[whole]), rate_label))
    return found
