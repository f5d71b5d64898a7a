"""Thời hiệu yêu cầu thi hành án: the last day on which a request is in time, and why.

Law 26/2008/QH12, Article 30 (in force 01/07/2009); Decree 62/2015/NĐ-CP, Article 4; from 01/07/2026
Decree 152/2026/NĐ-CP, Articles 3 and 10. The length in Article 34 of Law 106/2025/QH15 could not be
read: five years are kept from that day and marked provisional.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.choices import ExclusionReason
from cases.laws import CARRIED_OVER, L25, LAW_2008_ON, N152, OLD_LAW_ENDS, cited
from cases.periods import NEW_LAW_ON
from cases.rules.calendar import Calendar, months_later

YEARS = 5
ONE_DAY = timedelta(days=1)
COMPUTED = Calendar()
"""The working days where the editable calendar is not at hand."""


@dataclass(frozen=True)
class Excluded:
    """A time that does not count: both days belong to it."""

    since: date
    until: date
    reason: ExclusionReason


@dataclass(frozen=True)
class Reason:
    """A reason for which time does not count, with its article and the proof it needs."""

    code: ExclusionReason
    article: str
    proof: str
    valid_from: date
    valid_to: date | None = None


_OLD_PROOF = (
    "Xác nhận của Ủy ban nhân dân cấp xã, cơ sở khám bệnh, cơ quan cử đi công tác, Tòa án, cơ quan "
    "thi hành án hoặc tài liệu hợp pháp khác (khoản 4 Điều 4 Nghị định 62/2015)."
)
_NEW_PROOF = (
    "Bản gốc, bản sao có chứng thực hoặc dữ liệu điện tử của văn bản xác nhận (khoản 2 Điều 3 Nghị "
    "định 152/2026)."
)
_OWN_PAPER = "Số, ngày quyết định hoãn, tạm đình chỉ và quyết định tiếp tục."
REASONS: tuple[Reason, ...] = (
    Reason(ExclusionReason.FORCE_MAJEURE, "khoản 3 Điều 30 Luật THADS; điểm a khoản 3 Điều 4 NĐ "
           "62/2015", _OLD_PROOF, LAW_2008_ON, OLD_LAW_ENDS),
    Reason(ExclusionReason.OBSTACLE, "khoản 3 Điều 30 Luật THADS; điểm b khoản 3 Điều 4 NĐ 62/2015",
           _OLD_PROOF, LAW_2008_ON, OLD_LAW_ENDS),
    Reason(ExclusionReason.EMERGENCY, "điểm a khoản 1 Điều 3 NĐ 152/2026", _NEW_PROOF, NEW_LAW_ON),
    Reason(ExclusionReason.OBSTACLE, "điểm b khoản 1 Điều 3 NĐ 152/2026", _NEW_PROOF, NEW_LAW_ON),
    Reason(ExclusionReason.FORCE_MAJEURE, "điểm c khoản 1 Điều 3 NĐ 152/2026", _NEW_PROOF,
           NEW_LAW_ON),
    *(
        Reason(code, article, _OWN_PAPER, since, until)
        for code in (ExclusionReason.POSTPONED, ExclusionReason.SUSPENDED)
        for article, since, until in (
            ("khoản 2 Điều 30 Luật THADS", LAW_2008_ON, OLD_LAW_ENDS),
            (CARRIED_OVER, NEW_LAW_ON, None),
        )
    ),
)  # fmt: skip
"""Postponing by the creditor's own consent is none (Article 30(2)): that time goes on counting."""


def reasons_on(day: date) -> list[Reason]:
    """The reasons that the law of the day of the request knows."""
    return [r for r in REASONS if r.valid_from <= day and (r.valid_to is None or day <= r.valid_to)]


def length_article(since: date) -> str:
    """Where the five years stand, by the law of the day they begin."""
    return cited(since, "khoản 1 Điều 30 Luật THADS", f"Điều 34 {L25}, khoản 1 Điều 10 {N152}")


def article_of(reason: str, day: date) -> str:
    """The article of the law of the day; of the only law that knows the reason, if it did not."""
    rows = [r for r in (*reasons_on(day), *REASONS) if r.code == reason]
    return rows[0].article


# ---------------------------------------------------------------- counting
@dataclass(frozen=True)
class Limitation:
    """The last day of one limitation, and the steps of the calculation in words."""

    since: date
    last_day: date
    why: tuple[str, ...]
    provisional: bool = False

    def allows(self, filed_on: date) -> bool:
        return filed_on <= self.last_day


def limitation(
    since: date,
    excluded: Iterable[Excluded] = (),
    *,
    due: bool = False,
    calendar: Calendar = COMPUTED,
) -> Limitation:
    """Five years from `since`: the day of legal effect, or (`due`) the day a duty falls due.

    Article 30(1). The first day does not count, the last is the corresponding day; on a day off
    the period ends with the next working day (Civil Code 2015, Articles 147(2), 148(4), (5)).
    What is excluded (Article 30(2), (3)) is added day by day while the limitation still runs.
    """
    words = "Nghĩa vụ đến hạn" if due else "Bản án, quyết định có hiệu lực"
    last = months_later(since, 12 * YEARS)
    why = [
        f"{words} ngày {since:%d/%m/%Y}; {YEARS} năm đến {last:%d/%m/%Y} ({length_article(since)})."
    ]
    for span in _merged(excluded):
        begins = max(span.since, since + ONE_DAY)
        if begins > calendar.next_working(last) or span.until < begins:
            continue  # before it ran, or after it had ended
        days = (span.until - begins).days + 1
        last += timedelta(days=days)
        reason = span.reason.label.partition(" (")[0].lower()
        why.append(
            f"Không tính {days} ngày, {begins:%d/%m/%Y} – {span.until:%d/%m/%Y}: {reason} "
            f"({article_of(span.reason, begins)})."
        )
    ends = calendar.next_working(last)
    if ends != last:
        why.append(
            f"Ngày cuối {last:%d/%m/%Y} là ngày nghỉ: kết thúc vào ngày làm việc tiếp theo "
            "(khoản 5 Điều 148 Bộ luật Dân sự)."
        )
    provisional = not LAW_2008_ON <= since < NEW_LAW_ON
    if since >= NEW_LAW_ON:
        why.append("Độ dài 5 năm theo Luật 2008; Điều 34 Luật 106/2025/QH15 cần đối chiếu.")
    elif since < LAW_2008_ON:
        why.append("Có hiệu lực trước 01/07/2009: đối chiếu quy định chuyển tiếp.")
    return Limitation(since, ends, tuple(why), provisional)


def instalments(first: date, months: int, until: date) -> Iterator[date]:
    """The days on which a periodic duty falls due."""
    for n in range((until.year - first.year) * 12 + until.month - first.month + 1):
        if n % months == 0 and (day := months_later(first, n)) <= until:
            yield day


@dataclass(frozen=True)
class Periodic:
    """Each instalment has its own five years (Article 30(1); Decree 152/2026, Article 10(1))."""

    lost: tuple[Limitation, ...]
    open: tuple[Limitation, ...]

    @property
    def articles(self) -> list[str]:
        """Of each law under which an instalment fell due, once."""
        return list(dict.fromkeys(length_article(row.since) for row in (*self.lost, *self.open)))


def periodic(
    first: date,
    months: int,
    until: date,
    filed_on: date,
    excluded: Iterable[Excluded] = (),
    *,
    calendar: Calendar = COMPUTED,
) -> Periodic:
    """Which instalments a request of `filed_on` still reaches, and which it comes too late for."""
    spans = tuple(excluded)
    rows = [
        limitation(day, spans, due=True, calendar=calendar)
        for day in instalments(first, months, until)
    ]
    lost = tuple(row for row in rows if not row.allows(filed_on))
    return Periodic(lost, tuple(row for row in rows if row.allows(filed_on)))


def _merged(spans: Iterable[Excluded]) -> list[Excluded]:
    """In order, so that no day is taken off twice; what overlaps keeps the first reason."""
    merged: list[Excluded] = []
    for span in sorted(spans, key=lambda s: (s.since, s.until)):
        reached = merged[-1].until if merged else None
        if reached is None or span.since > reached:
            merged.append(span)
        elif span.until > reached:
            merged.append(Excluded(reached + ONE_DAY, span.until, span.reason))
    return merged
