"""Lãi chậm thi hành án: simple interest on the unpaid principal, day by day; and instalments.

The day from which interest runs is not counted and the day the money comes is (Civil Code 2015,
Article 147), so each day bears on what was unpaid as it began. A year has 365 days (Article 146).
Principal is paid before interest, and interest bears none (joint circular 11/2016, Article 6(1);
Decree 152/2026, Article 29). Days of a postponement by consent, of one on a protest's eve and of a
suspension by protest bear none (Law 26/2008, Articles 48(1)(c), 48(2), 49(1); what the new law says
was not read). Amounts are exact fractions, rounded half up to whole đồng once per period.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from cases.choices import InterestBasis
from cases.rules.calendar import months_later
from cases.rules.refusal import Refusal, written

DAYS_IN_YEAR = 365
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rate:
    """Per cent a year, by law; a provisional row was not compared with its paper."""

    valid_from: date
    valid_to: date | None
    rate: Decimal
    article: str
    provisional: bool = False


RATES: tuple[Rate, ...] = (
    Rate(date(2010, 12, 1), date(2016, 12, 31), Decimal(9),
         "khoản 2 Điều 305 Bộ luật Dân sự 2005, lãi suất cơ bản (chưa đối chiếu)", True),
    Rate(date(2017, 1, 1), None, Decimal(10),
         "khoản 2 Điều 357, khoản 2 Điều 468 Bộ luật Dân sự 2015"),
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """How an obligation bears interest: from which day, by law or at the judgment's own rate."""

    basis: InterestBasis
    since: date
    rate: Decimal | None = None

    def rate_on(self, day: date) -> tuple[Decimal, str]:
        if self.basis == InterestBasis.JUDGMENT:
            assert self.rate is not None
            return self.rate, "lãi suất bản án, quyết định ấn định"
        for row in RATES:
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                return row.rate, row.article
        raise Refusal(f"Chưa có lãi suất chậm thi hành án cho ngày {day:%d/%m/%Y}.", "on")


@dataclass(frozen=True)
class Change:
    """Principal that came (+) or went (−) on a day; it is felt from the next."""

    on: date
    amount: int


@dataclass(frozen=True)
class Pause:
    """Days without interest, both ends counted; of a part of the principal when `amount` is set."""

    since: date
    until: date | None
    amount: int | None = None


@dataclass(frozen=True)
class Period:
    """One line of the calculation: both ends counted."""

    since: date
    until: date
    principal: int
    rate: Decimal
    basis: str

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def exact(self) -> Fraction:
        return Fraction(self.principal * self.days, DAYS_IN_YEAR * 100) * Fraction(self.rate)

    @property
    def amount(self) -> int:
        return rounded(self.exact)


def rounded(exact: Fraction) -> int:
    """Whole đồng, half up."""
    return (exact + Fraction(1, 2)).__floor__()


def accrue(
    terms: Terms,
    changes: Sequence[Change],
    pauses: Sequence[Pause],
    until: date,
    charged_until: date | None = None,
) -> list[Period]:
    """The periods that bear interest up to the end of `until`, after what was charged already."""
    first = max(terms.since, charged_until or terms.since) + _DAY
    periods: list[Period] = []
    for since, last in _spans(first, until, changes, pauses):
        principal = _bearing(since, changes, pauses)
        if not principal:
            continue
        rate, basis = terms.rate_on(since)
        before = periods[-1] if periods else None
        if (
            before
            and before.until + _DAY == since
            and ((before.principal, before.rate, before.basis) == (principal, rate, basis))
        ):
            since = periods.pop().since
        periods.append(Period(since, last, principal, rate, basis))
    return periods


def _spans(
    first: date, until: date, changes: Iterable[Change], pauses: Iterable[Pause]
) -> Iterator[tuple[date, date]]:
    """The days cut wherever principal, rate or a pause changes."""
    if first > until:
        return
    cuts = {first, *(c.on + _DAY for c in changes if first <= c.on), *(r.valid_from for r in RATES)}
    for pause in pauses:
        cuts |= {pause.since, *(() if pause.until is None else (pause.until + _DAY,))}
    starts = sorted(day for day in cuts if first <= day <= until)
    for since, following in zip(starts, [*starts[1:], until + _DAY], strict=True):
        yield since, following - _DAY


def _bearing(day: date, changes: Iterable[Change], pauses: Iterable[Pause]) -> int:
    """The principal that bears interest on a day: unpaid as it begins, less what is paused.

    Never below nothing: what is paid beyond the principal pays interest.
    """
    principal = 0
    for change in sorted(changes, key=lambda c: (c.on, -c.amount)):
        if change.on < day:
            principal = max(0, principal + change.amount)
    for pause in pauses:
        if pause.since <= day and (pause.until is None or day <= pause.until):
            if pause.amount is None:
                return 0
            principal -= min(principal, pause.amount)
    return principal


# ---------------------------------------------------------------- instalments
def instalment_days(first: date, months: int, last: date | None, until: date) -> list[date]:
    """The days up to `until` on which an instalment falls due: every so many months from the first.

    Counted from the first day, so that the 31st comes back after a short month.
    """
    end = min(until, last or until)
    days: list[date] = []
    while (day := months_later(first, months * len(days))) <= end:
        days.append(day)
    return days


@dataclass(frozen=True)
class Instalments:
    """So much every so many months, from the first due day; until a last day when there is one."""

    amount: int
    months: int
    since: date
    until: date | None = None


def check_terms(interest: Terms | None, instalments: Instalments | None) -> None:
    """Refuse terms that cannot be calculated; the message belongs to the field that lacks."""
    if interest is not None:
        own = interest.basis == InterestBasis.JUDGMENT
        if own and not interest.rate:
            raise Refusal("Nhập lãi suất bản án ấn định.", "interest_rate")
        if not own and interest.rate is not None:
            raise Refusal("Lãi suất do luật định, để trống ô này.", "interest_rate")
        if interest.rate is not None and not 0 < interest.rate <= 100:
            raise Refusal("Lãi suất lớn hơn 0 và không quá 100 %/năm.", "interest_rate")
    if instalments is not None:
        if instalments.amount <= 0:
            raise Refusal("Số tiền mỗi kỳ phải lớn hơn 0.", "instalment")
        if not 0 < instalments.months <= 120:
            raise Refusal("Kỳ tính bằng tháng, từ 1 đến 120.", "instalment_months")
        if instalments.until is not None and instalments.until < instalments.since:
            raise Refusal("Kỳ cuối trước kỳ đầu.", "instalments_until")


def check_shares(amount: int, shares: Sequence[int], debtors: int) -> None:
    """Parts of several debtors: one for each, together the whole obligation."""
    if len(shares) != debtors:
        raise Refusal(f"Có {debtors} người, cần {debtors} số tiền.", "shares")
    if min(shares, default=1) <= 0:
        raise Refusal("Phần của mỗi người phải lớn hơn 0.", "shares")
    if sum(shares) != amount:
        raise Refusal(
            f"Các phần cộng lại {written(sum(shares))}, khoản này {written(amount)} đồng.", "shares"
        )
