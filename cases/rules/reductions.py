"""Miễn, giảm nghĩa vụ đối với khoản thu nộp ngân sách nhà nước: who qualifies, and for how much.

Law 26/2008/QH12, Article 61 (amended by Law 64/2014/QH13); joint circular
12/2015/TTLT-BTP-BTC-TANDTC-VKSNDTC, Articles 2 to 5. The years run from the first decision to
enforce; "part paid" is a fiftieth at least; once a year for a judgment. What Law 106/2025/QH15 says
was not read: from 01/07/2026 the same holds, provisionally.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cases.laws import L08, UNREAD
from cases.periods import NEW_LAW_ON
from cases.rules.calendar import months_later
from cases.rules.refusal import written

MILLION = 1_000_000
PART_PAID = Fraction(1, 50)
FRESH_MONTHS = 3
"""How old the verification in the file may be."""

SPECIAL_GROUND = "4"
CIRCULAR = "Thông tư liên tịch 12/2015"


@dataclass(frozen=True)
class Clause:
    """What stands between `least` and `most` (the end counted when `inclusive`), after so long.

    `share` of the rest may be reduced each time, at most `cap`; without a share all is exempted.
    """

    code: str
    words: str
    article: str
    part_paid: bool
    years: int
    least: int
    most: int | None
    inclusive: bool = False
    share: Fraction | None = None
    cap: int | None = None

    def holds(self, amount: int) -> bool:
        if self.most is None:
            return amount > self.least
        return self.least <= amount and (
            amount <= self.most if self.inclusive else amount < self.most
        )

    def limit(self, rest: int) -> int:
        """The most that may be asked for at one time, in whole đồng."""
        if self.share is None:
            return rest
        most = (rest * self.share).__floor__()
        return most if self.cap is None else min(most, self.cap)


CLAUSES: tuple[Clause, ...] = (
    Clause("61.1.5", "Miễn toàn bộ: dưới 2.000.000 đồng, hết 05 năm",
           "khoản 1 Điều 61", False, 5, 0, 2 * MILLION),
    Clause("61.1.10", "Miễn toàn bộ: từ 2.000.000 đến dưới 5.000.000 đồng, hết 10 năm",
           "khoản 1 Điều 61", False, 10, 2 * MILLION, 5 * MILLION),
    Clause("61.2.5", "Miễn phần còn lại: dưới 5.000.000 đồng, hết 05 năm",
           "khoản 2 Điều 61", True, 5, 0, 5 * MILLION),
    Clause("61.2.10", "Miễn phần còn lại: từ 5.000.000 đến dưới 10.000.000 đồng, hết 10 năm",
           "khoản 2 Điều 61", True, 10, 5 * MILLION, 10 * MILLION),
    Clause("61.3.a", "Giảm không quá 1/4 số còn lại: từ 10.000.000 đến 100.000.000 đồng, "
           "hết 05 năm", "điểm a khoản 3 Điều 61", True, 5, 10 * MILLION, 100 * MILLION, True,
           Fraction(1, 4)),
    Clause("61.3.b", "Giảm không quá 1/5 số còn lại, tối đa 50.000.000 đồng: trên "
           "100.000.000 đồng, hết 10 năm", "điểm b khoản 3 Điều 61", True, 10, 100 * MILLION, None,
           False, Fraction(1, 5), 50 * MILLION),
)  # fmt: skip


@dataclass(frozen=True)
class Duty:
    """A case's State duties in đồng, and what Article 61 asks about the debtor."""

    first_decision_on: date
    due: int
    paid: int
    rest: int
    without_means: bool
    verified_on: date | None = None
    reduced_on: tuple[date, ...] = ()
    """Days of exemptions and reductions under the same judgment."""

    @property
    def part_paid(self) -> bool:
        return self.paid > 0 and self.paid >= self.due * PART_PAID


@dataclass(frozen=True)
class Answer:
    """The clause the amounts fall under, and the most under it; `missing` forbids it, `lacking` is
    what the file does not show yet."""

    clause: Clause | None
    most: int
    missing: tuple[str, ...]
    provisional: bool
    lacking: tuple[str, ...] = ()

    @property
    def qualifies(self) -> bool:
        return self.clause is not None and not self.missing and not self.lacking

    @property
    def basis(self) -> str:
        article = f"{self.clause.article if self.clause else 'Điều 61'} {L08}"
        return f"{article} ({UNREAD})" if self.provisional else article


def answer_for(duty: Duty, on: date) -> Answer:
    """Which clause the duties of a case qualify for on a day, how much, or why not."""
    provisional = on >= NEW_LAW_ON
    if duty.rest <= 0:
        return Answer(None, 0, ("Không còn khoản thu nộp ngân sách nhà nước phải thi hành.",),
                      provisional)  # fmt: skip
    clause = _clause_of(duty)
    if clause is None:
        return Answer(None, 0, (
            f"Mới thi hành được {written(duty.paid)} trong {written(duty.due)} đồng, chưa đủ một "
            f"phần năm mươi (khoản 1 Điều 4 {CIRCULAR}); chưa thi hành phần nào thì chỉ miễn khoản "
            f"dưới 5.000.000 đồng (khoản 1 Điều 61 {L08}).",
        ), provisional)  # fmt: skip
    missing = []
    ends = months_later(duty.first_decision_on, clause.years * 12)
    if on <= ends:
        missing.append(
            f"Chưa hết {clause.years:02d} năm kể từ quyết định thi hành án lần đầu ngày "
            f"{duty.first_decision_on:%d/%m/%Y}: sau ngày {ends:%d/%m/%Y} ({clause.article} {L08})."
        )
    missing += _once_missing(duty, on)
    lacking = tuple(_lacking(duty, on))
    return Answer(clause, clause.limit(duty.rest), tuple(missing), provisional, lacking)


def _clause_of(duty: Duty) -> Clause | None:
    """By whether a part was paid, and how much stands: the whole duty, or its rest."""
    amount = duty.rest if duty.part_paid else duty.due
    found = (c for c in CLAUSES if c.part_paid == duty.part_paid and c.holds(amount))
    return next(found, None)


def _lacking(duty: Duty, on: date) -> list[str]:
    missing = []
    if not duty.without_means:
        missing.append(
            f"Chưa có quyết định về việc chưa có điều kiện thi hành án (khoản 1 Điều 5 {CIRCULAR})."
        )
    oldest = months_later(on, -FRESH_MONTHS)
    if duty.verified_on is None or duty.verified_on < oldest:
        last = f", lần cuối {duty.verified_on:%d/%m/%Y}" if duty.verified_on else ""
        missing.append(
            f"Chưa có biên bản xác minh không có điều kiện trong {FRESH_MONTHS:02d} tháng{last}"
            f" (Điều 62 {L08})."
        )
    return missing


def _once_missing(duty: Duty, on: date) -> list[str]:
    for day in sorted(duty.reduced_on, reverse=True):
        if day < on <= (ends := months_later(day, 12)):
            return [
                f"Bản án này đã được miễn, giảm ngày {day:%d/%m/%Y}: xét lần nữa sau ngày "
                f"{ends:%d/%m/%Y} (khoản 5 Điều 61 {L08})."
            ]
    return []


def check_amount(answer: Answer, amount: int) -> str:
    """Why so much may not be reduced at one time; empty when it may."""
    if amount > answer.most:
        return f"Mỗi lần không quá {written(answer.most)} đồng ({answer.basis})."
    return ""
