"""Việc ghi sổ muộn: on paper, the acts by which the books differ from what is known today.

The list of the page "Hai đồng hồ". It grows while the books of the period stay, so it goes with a
statement that is printed, never with one that is issued: that one's figures and paper are frozen.
"""

from dataclasses import dataclass
from typing import Any

from cases.models import Act, Case
from reports.figures import clocks, statistics
from reports.figures.clocks import Entry
from reports.figures.statistics import REGISTER, Statement

SHOWN = 500
WHY = {1: "xảy ra trước ngày khóa sổ, ghi sau", -1: "đã ghi, sau đó hủy"}


@dataclass(frozen=True)
class Late:
    """The first of the late entries, and of all of them how many there are and what they name."""

    rows: list[dict[str, Any]]
    count: int
    amount: int


def late_of(of: Statement) -> Late | None:
    """None where there is nothing late, or the statement is no plain one of the books."""
    if of.clock.kind != "booked" or of.measures == (REGISTER,) or of.question.flags:
        return None
    days = statistics.marks(of.period)
    entries = clocks.late_entries(of.scope.ids, days, clocks.known_today(days))
    if not entries:
        return None
    acts = Act.objects.in_bulk([entry.act for entry in entries])
    shown = entries[:SHOWN]
    cases = Case.objects.in_bulk([entry.case for entry in shown])
    return Late(
        rows=[_row(number, entry, acts, cases) for number, entry in enumerate(shown, 1)],
        count=len(entries),
        amount=sum(acts[entry.act].amount or 0 for entry in entries),
    )


def _row(number: int, entry: Entry, acts: dict[int, Act], cases: dict[int, Case]) -> dict[str, Any]:
    why = "không xếp được vào trước, giữ như sổ" if entry.disordered else WHY[entry.sign]
    return {"number": number, "act": acts[entry.act], "case": cases[entry.case], "why": why}
