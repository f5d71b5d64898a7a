"""What looks wrong on an intake page and may yet be right: said at once, in words, never barred.

The officers' own workbook paints these cells red. What cannot be right is refused elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.choices import JudgmentKind, ObligationKind, Origin
from cases.laws import L25, cited
from cases.periods import NEW_LAW_ON
from cases.rules.calendar import Calendar
from cases.rules.limitation import length_article, limitation
from cases.rules.refusal import written
from cases.rules.words import in_words

HUGE = 10**12
"""A thousand tỷ in one item: possible, seldom, and more often three digits too many."""
UNUSUAL = {ObligationKind.COURT_FEE: 10**9, ObligationKind.MAINTENANCE: 10**9}
TINY = 1000
ON_REQUEST_ONLY = (
    ObligationKind.DEBT,
    ObligationKind.MAINTENANCE,
    ObligationKind.DO_OR_NOT,
)
_SOON, _LONG = timedelta(days=31), timedelta(days=180)
_YEAR = re.compile(r"/((?:19|20)\d\d)(?:/|$)")


@dataclass(frozen=True)
class Remark:
    """A sentence at a field; `error` when it will be refused anyhow."""

    field: str
    text: str
    error: bool = False


@dataclass(frozen=True)
class Debtor:
    name: str
    natural: bool
    prison_said: bool


@dataclass(frozen=True)
class Owed:
    kind: str
    amount: int | None
    joint: bool


@dataclass(frozen=True)
class Received:
    """What the receipt book knows of the same judgment."""

    judgment_no: str
    judgment_on: date | None
    received_on: date
    due_on: date | None = None
    periodic: bool = False


@dataclass(frozen=True)
class Facts:
    """What has been typed so far; rows keep the number of their place on the page."""

    today: date
    judgment_no: str = ""
    judgment_on: date | None = None
    effective_on: date | None = None
    judgment_kind: str = ""
    origin: str = ""
    decided_on: date | None = None
    received: Received | None = None
    debtors: tuple[tuple[int, Debtor], ...] = ()
    obligations: tuple[tuple[int, Owed], ...] = ()


# ---------------------------------------------------------------- day and month swapped
def swapped(day: date) -> date | None:
    """03/10 for 10/03, where both are days and not the same."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def likely_swap(day: date, since: date | None, until: date | None) -> date | None:
    """The day with its two numbers exchanged, when that alone falls between the two ends."""

    def fits(other: date) -> bool:
        return (since is None or since <= other) and (until is None or other <= until)

    other = swapped(day)
    return other if other and fits(other) and not fits(day) else None


def swap_words(day: date, since: date | None, until: date | None) -> str:
    """A question to add to a refused or unlikely day; empty when a swap explains nothing."""
    other = likely_swap(day, since, until)
    return f" Có phải {other:%d/%m/%Y} gõ đảo ngày và tháng?" if other else ""


# ---------------------------------------------------------------- the remarks
def remarks(facts: Facts, calendar: Calendar) -> list[Remark]:
    return [
        *_days(facts),
        *_number(facts),
        *_late(facts, calendar),
        *_received(facts),
        *_people(facts),
        *_sums(facts),
    ]


def _days(facts: Facts) -> Iterator[Remark]:
    judged, effective, decided = facts.judgment_on, facts.effective_on, facts.decided_on
    if judged and effective and effective - judged > _LONG:
        other = likely_swap(effective, judged, judged + 3 * _SOON)
        if other or likely_swap(judged, effective - 3 * _SOON, effective):
            days = (effective - judged).days
            words = f" Có phải {other:%d/%m/%Y} gõ đảo ngày và tháng?" if other else ""
            words = words or swap_words(judged, effective - 3 * _SOON, effective)
            yield Remark(
                "effective_on", f"Có hiệu lực {days} ngày sau khi ban hành, ít gặp.{words}"
            )
    if effective and decided and decided < effective:
        yield Remark(
            "decided_on",
            "Quyết định ra trước ngày bản án có hiệu lực: chỉ đúng với bản án, quyết định được thi "
            f"hành ngay ({cited(decided, 'khoản 2 Điều 2 Luật THADS')})."
            + swap_words(decided, effective, facts.today),
        )
    if decided and facts.today - decided > _SOON:
        words = swap_words(decided, facts.today - _SOON, facts.today)
        if words:
            yield Remark("decided_on", f"Quyết định từ {decided:%d/%m/%Y}.{words}")


def _number(facts: Facts) -> Iterator[Remark]:
    found = _YEAR.search(facts.judgment_no)
    if found and facts.judgment_on and int(found[1]) != facts.judgment_on.year:
        yield Remark(
            "judgment_on",
            f"Số bản án ghi năm {found[1]}, ngày bản án ở năm {facts.judgment_on.year}.",
        )


def _late(facts: Facts, calendar: Calendar) -> Iterator[Remark]:
    """A request's limitation is counted in the receipt book; here only its shadow shows."""
    if facts.origin != Origin.ON_REQUEST or facts.received:
        return
    if facts.effective_on and facts.decided_on:
        last = limitation(facts.effective_on, calendar=calendar).last_day
        if facts.decided_on > last:
            yield Remark(
                "effective_on",
                f"Thời hiệu 5 năm đã hết ngày {last:%d/%m/%Y} nếu không có thời gian không tính "
                f"({length_article(facts.effective_on)}): ghi yêu cầu ở Sổ nhận để tính.",
            )


def _received(facts: Facts) -> Iterator[Remark]:
    """Against the receipt book: another judgment, a decision too early."""
    book, decided = facts.received, facts.decided_on
    if book is None:
        return
    if facts.judgment_no and facts.judgment_no != book.judgment_no:
        yield Remark("judgment_no", f"Văn bản đã nhận ghi bản án số {book.judgment_no}.")
    if facts.judgment_on and book.judgment_on and facts.judgment_on != book.judgment_on:
        words = swap_words(facts.judgment_on, book.judgment_on, book.judgment_on)
        yield Remark("judgment_on", f"Văn bản đã nhận ghi ngày {book.judgment_on:%d/%m/%Y}.{words}")
    if decided and decided < book.received_on:
        words = swap_words(decided, book.received_on, facts.today)
        yield Remark(
            "decided_on", f"Trước ngày nhận {book.received_on:%d/%m/%Y}.{words}", error=True
        )
    due = None if book.periodic else book.due_on
    if decided and decided >= NEW_LAW_ON and due and due > decided:
        yield Remark(
            "decided_on",
            f"Nghĩa vụ đến hạn {due:%d/%m/%Y}: chỉ ra quyết định khi đã đến hạn, trừ khi đương sự "
            "có thỏa thuận khác (khoản 2 Điều 11 Nghị định 152/2026).",
        )


def _people(facts: Facts) -> Iterator[Remark]:
    if facts.judgment_kind == JudgmentKind.CRIMINAL:
        article = cited(facts.decided_on or facts.today, "khoản 2 Điều 44 Luật THADS")
        for n, debtor in facts.debtors:
            if debtor.natural and not debtor.prison_said:
                yield Remark(
                    f"debtors-{n}-in_prison",
                    "Án hình sự: trả lời người này có đang chấp hành án phạt tù không (có, không, "
                    f"chưa rõ); nhịp xác minh tùy điều này ({article}).",
                )
    joint = any(owed.joint for _, owed in facts.obligations)
    new_law = facts.decided_on is not None and facts.decided_on >= NEW_LAW_ON
    if new_law and len(facts.debtors) > 1 and not joint:
        asked = facts.origin == Origin.ON_REQUEST
        rule = "khoản 1 Điều 11" if asked else "khoản 1 Điều 8"
        yield Remark(
            f"debtors-{facts.debtors[1][0]}-name",
            "Từ 01/07/2026 mỗi người phải thi hành án một quyết định, trừ nghĩa vụ liên đới, nghĩa "
            f"vụ chung, chia tài sản ({rule} Nghị định 152/2026).",
        )


def _sums(facts: Facts) -> Iterator[Remark]:
    article = cited(facts.decided_on or facts.today, "Điều 36 Luật THADS", f"Điều 33 {L25}")
    for n, owed in facts.obligations:
        if facts.origin == Origin.EX_OFFICIO and owed.kind in ON_REQUEST_ONLY:
            yield Remark(
                f"obligations-{n}-kind",
                f"Khoản này thi hành theo yêu cầu, không thuộc diện chủ động ({article}).",
            )
        if owed.amount is None:
            continue
        where, sum_ = f"obligations-{n}-amount", f"{written(owed.amount)} đồng"
        if owed.amount > UNUSUAL.get(ObligationKind(owed.kind), HUGE):
            yield Remark(
                where, f"{sum_} ({in_words(owed.amount)}): lớn bất thường, kiểm tra số chữ số."
            )
        if owed.amount < TINY:
            yield Remark(where, f"Chỉ {sum_}: có thiếu đơn vị nghìn, triệu không?")
