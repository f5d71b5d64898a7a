"""Tự kiểm tra: the lists a procurator would draw up in an office, each with its article.

What inspections find (decisions sent late, verifications missing, stale contracts) as queries over
the same rows as the pages. Every check answers with a queryset; a count and its list cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.choices import Heading, StepKind
from cases.deadlines import RUNNING
from cases.laws import L25, N152, cited_over
from cases.models import Case, Deadline, Step, User

QUIET_MONTHS = 6
NEW_DAYS = 45
"""A case younger than this need not have been verified yet: voluntary term and ten days."""

_SENDING = ("QD_TO_VKS", "QD_TO_VKS_STEP")
VERIFYING = (
    *("VERIFY_FIRST", "VERIFY_INTERIM", "VERIFY_PERIODIC", "VERIFY_PERIODIC_LONG"),
    *("VERIFY_NEWINFO", "VERIFY_AGAIN"),
)
_CONTRACTS = ("DG_CONTRACT", "DG_NOTICE", "AU_CONTRACT", "AU_HOLD", "AU_HOLD_LAND", "AU_FAIL")


@dataclass(frozen=True)
class Check:
    """One list: `rows` are deadlines or cases, newest trouble first. `old`, `new`: the articles of
    the two laws; of the new one empty where it was not read."""

    code: str
    title: str
    old: str
    rows: Callable[["Range"], QuerySet]
    new: str = ""
    of_cases: bool = False

    def article(self, scope: "Range") -> str:
        return cited_over(min(scope.since, scope.today), scope.today, self.old, self.new)


@dataclass(frozen=True)
class Range:
    """Whose, from when, and as of which day."""

    user: User
    since: date
    today: date
    office: int | None = None
    officer: int | None = None

    def _of(self, rows: QuerySet) -> QuerySet:
        if self.office:
            rows = rows.filter(office=self.office)
        return rows.filter(officer=self.officer) if self.officer else rows

    @property
    def deadlines(self) -> QuerySet[Deadline]:
        rows = self._of(Deadline.objects.visible_to(self.user))
        return rows.filter(due_on__gte=self.since).order_by("due_on", "pk")

    @property
    def open_cases(self) -> QuerySet[Case]:
        return self._of(Case.objects.visible_to(self.user).open()).order_by("decided_on", "pk")


def _overdue(*keys: str) -> Callable[[Range], QuerySet]:
    return lambda r: r.deadlines.filter(RUNNING, term__in=keys, due_on__lt=r.today)


def _done_late(*keys: str) -> Callable[[Range], QuerySet]:
    return lambda r: r.deadlines.filter(term__in=keys, done_on__gt=F("due_on"))


def _steps(**what: object) -> Exists:
    """Steps of the case that stand. Joined to cancellations, the planner expects but one row."""
    cancelled = Exists(Step.objects.filter(cancels=OuterRef("pk")))
    return Exists(Step.objects.filter(~cancelled, case=OuterRef("pk"), cancels=None, **what))


def _never_verified(r: Range) -> QuerySet:
    """Enforceable on the books, and nobody has looked."""
    old = r.today - timedelta(days=NEW_DAYS)
    return r.open_cases.filter(
        ~_steps(kind=StepKind.VERIFIED), heading=Heading.IN_PROGRESS, decided_on__lte=old
    )


def _without_means_unverified(r: Range) -> QuerySet:
    return r.open_cases.filter(~_steps(kind=StepKind.VERIFIED), heading=Heading.WITHOUT_MEANS)


def _unpublished(r: Range) -> QuerySet:
    return r.deadlines.filter(
        RUNNING | Q(done_on__gt=F("due_on")), term="PUBLISH_DK", due_on__lt=r.today
    )


def _quiet(r: Range) -> QuerySet:
    """In progress, and neither an act nor a step for half a year."""
    since = r.today - timedelta(days=QUIET_MONTHS * 30)
    return r.open_cases.filter(
        ~_steps(on__gt=since), heading=Heading.IN_PROGRESS, last_booked_on__lte=since
    )


_NOTICE = f"Điều 15, Điều 16 {N152}"
_INTERNAL = "Kiểm tra nội bộ"
CHECKS = (
    Check("unsent", "Quyết định chưa gửi Viện kiểm sát", "Điều 38 Luật THADS",
          _overdue(*_SENDING)),
    Check("sent_late", "Quyết định gửi Viện kiểm sát muộn", "Điều 38 Luật THADS",
          _done_late(*_SENDING)),
    Check("unnotified", "Quyết định chưa thông báo cho đương sự", "Điều 39 Luật THADS",
          _overdue("NOTIFY"), _NOTICE),
    Check("notified_late", "Quyết định thông báo muộn", "Điều 39 Luật THADS",
          _done_late("NOTIFY"), _NOTICE),
    Check("unverified", "Quá hạn xác minh, xác minh lại", "Điều 44 Luật THADS",
          _overdue(*VERIFYING)),
    Check("verified_late", "Xác minh muộn", "Điều 44 Luật THADS", _done_late(*VERIFYING)),
    Check("never_verified", "Đang thi hành, chưa xác minh lần nào", "Điều 44 Luật THADS",
          _never_verified, of_cases=True),
    Check("means_unverified", "Chưa có điều kiện, không có biên bản xác minh",
          "Điều 44a Luật THADS", _without_means_unverified, f"Điều 38 {L25}", of_cases=True),
    Check("undecided", "Xác minh chưa có điều kiện, chưa ra quyết định",
          "Điều 9 khoản 4 Nghị định 62/2015/NĐ-CP", _overdue("QD_CHUA_DK")),
    Check("unpublished", "Chưa có điều kiện, chưa công khai hoặc công khai muộn",
          "Điều 44a khoản 2 Luật THADS", _unpublished, f"Điều 23 {N152}"),
    Check("contracts", "Hợp đồng thẩm định giá, đấu giá quá hạn", "Điều 98, Điều 101 Luật THADS",
          _overdue(*_CONTRACTS), f"Điều 60, Điều 65 {N152}"),
    Check("handover", "Quá hạn giao tài sản", "Điều 27 Nghị định 62/2015/NĐ-CP",
          _overdue("HANDOVER", "HANDOVER_AGREED", "HANDOVER_DIRECT"), f"Điều 67 {N152}"),
    Check("unpaid", "Tiền đã thu, quá hạn chi trả", "Điều 47 khoản 5 Luật THADS", _overdue("PAY"),
          f"Điều 54 khoản 6 {L25}; Điều 30 {N152}"),
    Check("resume", "Hết căn cứ hoãn, tạm đình chỉ, chưa tiếp tục", "Điều 48, Điều 49 Luật THADS",
          _overdue("HOAN_END", "TDC_END", "HOAN_YC_TERM")),
    Check("no_file", "Chưa lập hồ sơ thi hành án", "Điều 8 Nghị định 62/2015/NĐ-CP",
          _overdue("FILE_OPEN"), f"Điều 12 {N152}"),
    Check("quiet", f"Đang thi hành, {QUIET_MONTHS} tháng không có việc gì", _INTERNAL,
          _quiet, _INTERNAL, of_cases=True),
)  # fmt: skip
BY_CODE = {check.code: check for check in CHECKS}
