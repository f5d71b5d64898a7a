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

from cases.rules.columns import plain as unaccented
from cases.rules.refusal import Refusal

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


# ---------------------------------------------------------------- the table of a statement
HEADS = {
    "on": ("ngay", "ngay giao dich", "ngay gd", "ngay hieu luc", "ngay hach toan", "date"),
    "amount": ("so tien", "so tien giao dich", "amount"),
    "debit": ("ghi no", "no", "so tien ghi no", "phat sinh no", "chi", "debit"),
    "credit": ("ghi co", "co", "so tien ghi co", "phat sinh co", "thu", "credit"),
    "description": ("noi dung", "noi dung giao dich", "dien giai", "mo ta", "description"),
    "reference": ("so tham chieu", "so giao dich", "ma giao dich", "so but toan", "so chung tu",
                  "so ct", "reference"),
}  # fmt: skip
LOOKED_AT = 30
_NUMBER = re.compile(r"-?\d{1,3}(?:([.,])\d{3}(?:\1\d{3})*)?(?:[.,]00?)?|-?\d+(?:[.,]00?)?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b.*|(\d{4})-(\d\d)-(\d\d)\b.*")


@dataclass(frozen=True)
class Row:
    """A row of the statement as it will be kept; `row` is its number in the file."""

    row: int
    on: date
    amount: int
    reference: str
    description: str


def read_statement(cells: list[list[str]]) -> tuple[list[Row], list[str]]:
    """The movements, and why a row is none: by its number in the file. Titles and totals pass."""
    top, columns = _header(cells)
    rows, wrong = [], []
    for number, line in enumerate(cells[top + 1 :], top + 2):
        given = {name: line[c].strip() if c < len(line) else "" for name, c in columns.items()}
        moved = [given.get(name, "") for name in ("amount", "debit", "credit")]
        if not any(re.search(r"[1-9]", text) for text in moved) or _is_total(line, given["on"]):
            continue
        try:
            rows.append(_row(number, given))
        except ValueError as refused:
            wrong.append(f"Dòng {number}: {refused}")
    return rows, wrong


def _header(cells: list[list[str]]) -> tuple[int, dict[str, int]]:
    for top, line in enumerate(cells[:LOOKED_AT]):
        columns: dict[str, int] = {}
        for c, head in enumerate(line):
            words = " ".join(re.findall(r"[a-z]+", unaccented(re.sub(r"\(.*?\)", "", head))))
            for name, known in HEADS.items():
                if words in known and name not in columns:
                    columns[name] = c
        if "on" in columns and columns.keys() & {"amount", "debit", "credit"}:
            return top, columns
    raise Refusal("Không thấy dòng tiêu đề có cột Ngày và Số tiền (hoặc Ghi nợ, Ghi có).", "file")


def _is_total(line: list[str], day: str) -> bool:
    """Its words stand where the day would, or anywhere in a line without a day."""
    words = [day] if day else [cell for cell in line if cell.strip()]
    return any(re.match(r"(tong )?cong|tong|so du", unaccented(said)) for said in words)


def _row(number: int, given: dict[str, str]) -> Row:
    out, into = _amount(given.get("debit", "")), _amount(given.get("credit", ""))
    if out and into:
        raise ValueError("vừa ghi nợ vừa ghi có.")
    amount = abs(into) - abs(out) or _amount(given.get("amount", ""))
    return Row(
        number, _day(given["on"]), amount, given.get("reference", "")[:100],
        given.get("description", "")[:500],
    )  # fmt: skip


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"không rõ ngày “{text}”.")
    d, m, y, year, month, day = found.groups()
    try:
        return date(int(y or year), int(m or month), int(d or day))
    except ValueError:
        raise ValueError(f"không có ngày “{text}”.") from None


def _amount(text: str) -> int:
    said = re.sub(r"\s|VND|VNĐ|đồng|đ", "", text.replace("−", "-").lstrip("+"), flags=re.IGNORECASE)
    if not said or said == "-":
        return 0
    if not _NUMBER.fullmatch(said):
        raise ValueError(f"không rõ số tiền “{text}”.")
    return int(re.sub(r"[.,]", "", re.sub(r"[.,]0{1,2}$", "", said)))
