"""Đối chiếu sao kê: which line of a statement is which voucher. Pure and deterministic.

A pair has the same signed amount and days near each other; a number of the voucher or of its case
in the line's words makes it sure, as does being the only two of that amount near each other.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

NEAR = timedelta(days=5)


@dataclass(frozen=True)
class Line:
    """A movement on the account: + in, − out."""

    pk: int
    on: date
    amount: int
    text: str = ""


@dataclass(frozen=True)
class Paper:
    """A voucher as the bank would see it; `marks` are numbers its line may carry."""

    pk: int
    on: date
    amount: int
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    line: int
    paper: int
    sure: bool
    why: str


def matched(lines: Iterable[Line], papers: Iterable[Paper]) -> list[Match]:
    """Pairs, each line and voucher in one at most, the best first; sorted by line."""
    by_amount: dict[int, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_amount[paper.amount].append(paper)
    groups: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.amount in by_amount:
            groups[line.amount].append(line)
    found: list[Match] = []
    for amount, group in groups.items():
        found += _paired(group, sorted(by_amount[amount], key=lambda p: (p.on, p.pk)))
    return sorted(found, key=lambda match: match.line)


def _paired(lines: list[Line], papers: list[Paper]) -> list[Match]:
    """Of one amount: first those that name each other, then the nearest days."""
    days = [paper.on for paper in papers]
    pairs = []
    near: dict[int, int] = defaultdict(int)
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        words = plain(line.text)
        first, last = bisect_left(days, line.on - NEAR), bisect_right(days, line.on + NEAR)
        for paper in papers[first:last]:
            named = any(_names(words, mark) for mark in paper.marks)
            pairs.append((not named, abs((line.on - paper.on).days), line.on, line.pk, paper.pk))
            near[line.pk] += 1
            wanted[paper.pk] += 1
    taken: set[int] = set()
    used: set[int] = set()
    found = []
    for unnamed, apart, _, line_pk, paper_pk in sorted(pairs):
        if line_pk in taken or paper_pk in used:
            continue
        taken.add(line_pk)
        used.add(paper_pk)
        only = near[line_pk] == 1 and wanted[paper_pk] == 1
        found.append(Match(line_pk, paper_pk, only or not unnamed, _why(not unnamed, only, apart)))
    return found


def _why(named: bool, only: bool, apart: int) -> str:
    days = "cùng ngày" if not apart else f"cách {apart} ngày"
    if named:
        return f"cùng số tiền, {days}, nội dung có số chứng từ hoặc hồ sơ"
    if only:
        return f"cùng số tiền, {days}, chỉ một chứng từ như vậy"
    return f"cùng số tiền, {days}, còn chứng từ khác cùng số tiền"


def plain(text: str) -> str:
    """Letters and digits alone, in one case: banks drop and change everything else."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _names(words: str, mark: str) -> bool:
    """Whether the words carry a number, whole: 12 is not in 112. A short one proves nothing."""
    said = plain(mark)
    if len(said.replace(" ", "")) < 3:
        return False
    return f" {said} " in f" {words} " or (
        len(said) > 5 and said.replace(" ", "") in words.replace(" ", "")
    )
