"""Chuẩn bị khóa sổ: what an office should look at before it closes a month, as lists.

Each check answers with its rows; its count is the length of its list. It works days ahead, on the
month that still runs, and after its end. What blocks must be put right; the rest is explained.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse

from cases import money
from cases.choices import ActKind, Heading, Register
from cases.deadlines import DUTY, RUNNING, page_of, parent_of
from cases.deadlines.checks import VERIFYING
from cases.forms.days import read_day
from cases.models import (
    Act,
    Case,
    ClosingRemark,
    Deadline,
    Distribution,
    Draft,
    Officer,
    PayOrder,
)
from cases.templatetags.vietnamese import number
from cases.terms import NAMES
from reports.figures import statistics
from reports.figures.scopes import OWN
from reports.figures.statistics import Identity
from reports.monthend.months import Confirmation, Month

_SENDING = ("QD_TO_VKS", "NOTIFY")
_OF_DECISIONS = [
    r.value for r in Register if r not in (Register.RECEIPTS, Register.VOUCHERS, Register.ENTRIES)
]


class Line(NamedTuple):
    """One line of a list: what it is, where it opens, what is the matter."""

    label: str
    url: str
    words: str
    on: date | None = None
    officer: Officer | None = None


# ---------------------------------------------------------------- what the checks look at
def _identities(month: Month) -> list[Identity]:
    return [i for i in month.statement.identities if not i.holds] if month.statement else []


def _identity_line(month: Month, row: Identity) -> Line:
    at = (month.office.code, month.period.year, month.period.months)
    unit = statistics.UNITS[row.measure]
    words = f"{row.label}: chênh {number(row.remainder)} {unit}"
    return Line(row.code, f"{reverse('statement', args=at)}?scope={OWN}", words)


def _differ(month: Month) -> list[money.Difference]:
    return money.books_differ([month.office], since=month.start, until=month.period.cutoff)


def _difference_lines(_: Month, rows: Sequence[money.Difference]) -> list[Line]:
    cases = _cases(row.case for row in rows)
    return [
        _of_case(
            cases[row.case],
            f"sổ {number(row.ledger)} đồng, chứng từ {number(row.vouchers)} đồng",
            row.booked_on,
        )
        for row in rows
    ]


def _cases(ids: Iterable[int]) -> dict[int, Case]:
    return Case.objects.select_related("officer").in_bulk(set(ids))


def _of_case(case: Case, words: str, on: date | None) -> Line:
    return Line(str(case), reverse("case_detail", args=(case.pk,)), words, on, case.officer)


def _acts(month: Month) -> QuerySet[Act]:
    """What the office decided and booked in the month, entered here, not struck out again."""
    return Act.objects.filter(
        issuing_office=month.office, register_year=month.period.year, register__in=_OF_DECISIONS,
        booked_on__range=(month.start, month.period.cutoff), opening=False, reversed_by=None,
    ).select_related("case__officer").order_by("booked_on", "pk")  # fmt: skip


def _unnumbered(month: Month) -> QuerySet[Act]:
    return _acts(month).filter(
        Q(decision_no=None) | Q(signer=""), recorded_by__isnull=False
    ).exclude(kind=ActKind.REVERSE)  # fmt: skip


def _late_acts(month: Month) -> QuerySet[Act]:
    return _acts(month).filter(on__lt=month.start)


def _act_line(_: Month, act: Act) -> Line:
    words = [act.get_kind_display(), f"số {act.decision}" if act.decision else "chưa có số"]
    if not act.signer:
        words.append("chưa có người ký")
    if act.is_late:
        words.append(f"ghi vào {act.booked_on:%d/%m/%Y}")
    return _of_case(act.case, ", ".join(words), act.on)


def _drafts(month: Month) -> list[Draft]:
    """What waits for a signature and is not of a later month."""
    rows = Draft.objects.filter(office=month.office).select_related("case__officer")
    return [row for row in rows if _meant(row) <= month.period.cutoff]


def _meant(draft: Draft) -> date:
    """The day a draft is to have, as typed; what cannot be read counts as of any month."""
    try:
        return read_day(str(draft.fields.get("on") or draft.fields.get("decided_on") or ""))
    except ValueError:
        return date.min


def _draft_line(_: Month, draft: Draft) -> Line:
    label = str(draft.case) if draft.case else draft.get_kind_display()
    words = f"{draft.get_kind_display()} · {draft.summary}"
    officer = draft.case.officer if draft.case else None
    return Line(label, reverse("draft_open", args=(draft.pk,)), words, _day(_meant(draft)), officer)


def _day(found: date) -> date | None:
    return None if found == date.min else found


_GAPS = """
SELECT register, decision_year, decision_suffix, before + 1, decision_no - 1, booked_on
FROM (
    SELECT register, decision_year, decision_suffix, decision_no, booked_on,
           lag(decision_no) OVER (
               PARTITION BY register, decision_year, decision_suffix ORDER BY decision_no
           ) AS before
    FROM cases_act
    WHERE issuing_office_id = %s AND register = ANY(%s) AND decision_year = ANY(%s)
      AND decision_no IS NOT NULL
) numbered
WHERE decision_no > before + 1 AND booked_on BETWEEN %s AND %s
ORDER BY 1, 2, 3, 4
"""


class Gap(NamedTuple):
    """Numbers of a book that no decision has, seen at the decision that follows them."""

    register: str
    year: int
    suffix: str
    first: int
    last: int
    booked_on: date


def _gaps(month: Month) -> list[Gap]:
    years = [month.period.year - 1, month.period.year]
    with connection.cursor() as cursor:
        cursor.execute(
            _GAPS,
            [month.office.pk, _OF_DECISIONS, years, month.start, month.period.cutoff],
        )
        return [Gap(*row) for row in cursor.fetchall()]


def _gap_line(_: Month, gap: Gap) -> Line:
    numbers = f"{gap.first}" if gap.first == gap.last else f"{gap.first}–{gap.last}"
    count = gap.last - gap.first + 1
    words = f"{number(count)} số chưa có quyết định nào, {Register(gap.register).label}"
    return Line(f"Số {numbers}/{gap.suffix} năm {gap.year}".replace("/ ", " "), "", words)


def _held(month: Month) -> list[money.HeldRow]:
    """Money held longer than the ten days in which it is paid out."""
    day = min(month.today, month.period.cutoff)
    rows = money.held_rows([month.office], day)
    return [row for row in rows if any(row.ages[1:])]


def _held_lines(_: Month, rows: Sequence[money.HeldRow]) -> list[Line]:
    cases = _cases(row.case_id for row in rows)
    return [
        _of_case(cases[row.case_id], f"{row.label}: {', '.join(_ages(row))}", row.since)
        for row in rows
    ]


def _ages(row: money.HeldRow) -> Iterator[str]:
    for (first, last), amount in zip(money.BUCKETS, row.ages, strict=True):
        if amount and first:
            days = f"trên {first - 1}" if last is None else f"{first}–{last}"
            yield f"{number(amount)} đồng đã {days} ngày"


def _terms(month: Month) -> QuerySet[Deadline]:
    """Duties of the office that should have been done in the month or before."""
    rows = Deadline.objects.filter(RUNNING, DUTY, office=month.office, due_on__lte=month.until)
    return rows.order_by("due_on", "pk")


_MEANS = Q(term__in=VERIFYING, case__heading=Heading.WITHOUT_MEANS)
_DELEGATED = Q(term__in=_SENDING, act__kind=ActKind.DELEGATE)


def _late_terms(month: Month) -> QuerySet[Deadline]:
    others = ~Q(pk__in=_terms(month).filter(_MEANS | _DELEGATED).order_by().values("pk"))
    return _terms(month).filter(others)


_NAMED = (
    *("case", "filing", "officer"),
    *("administrative__judgment", "administrative__debtor"),
)


def _term_lines(_: Month, rows: Sequence[Deadline]) -> list[Line]:
    found = Deadline.objects.select_related(*_NAMED).in_bulk([row.pk for row in rows])
    return [
        Line(str(parent_of(row)), page_of(row), NAMES[row.term], row.due_on, row.officer)
        for row in (found[bare.pk] for bare in rows)
    ]


def _orders(month: Month) -> QuerySet[PayOrder]:
    return PayOrder.objects.waiting().filter(office=month.office)


def _order_line(_: Month, row: PayOrder) -> Line:
    words = row.reason or row.get_method_display()
    return Line(str(row), reverse("pay_order_detail", args=(row.pk,)), words)


def _distributions(month: Month) -> QuerySet[Distribution]:
    rows = Distribution.objects.waiting().filter(office=month.office)
    return rows.filter(on__lte=month.period.cutoff).select_related("case__officer")


def _distribution_line(_: Month, row: Distribution) -> Line:
    url = reverse("distribution_detail", args=(row.pk,))
    words = f"{number(row.amount)} đồng của việc {row.case}"
    return Line(str(row), url, words, row.on, row.case.officer)


def _each(line: Callable[[Month, Any], Line]) -> Callable[[Month, Sequence[Any]], list[Line]]:
    return lambda month, rows: [line(month, row) for row in rows]


def _nobodys(month: Month) -> QuerySet[Case]:
    rows = Case.objects.open().filter(office=month.office, officer=None)
    return rows.filter(decided_on__lte=month.period.cutoff).order_by("decided_on", "pk")


def _case_line(_: Month, case: Case) -> Line:
    url = reverse("case_detail", args=(case.pk,))
    return Line(str(case), url, case.get_heading_display(), case.decided_on)


def _unconfirmed(month: Month) -> list[Confirmation]:
    if not month.is_over:
        return []
    return [c for c in month.confirmations if c.account and not c.is_current]


def _confirmation_line(_: Month, row: Confirmation) -> Line:
    words = "số liệu đã đổi sau khi xác nhận" if row.signed else "chưa xác nhận số liệu của mình"
    return Line(str(row.officer), "", words, row.signed.on if row.signed else None)


# ---------------------------------------------------------------- the checks
@dataclass(frozen=True)
class Check:
    """`rows` finds, `lines` tells some; `blocks`: to be put right, not only explained."""

    code: str
    label: str
    hint: str
    rows: Callable[[Month], Any]
    lines: Callable[[Month, Sequence[Any]], list[Line]]
    blocks: bool = False


CHECKS: tuple[Check, ...] = (
    Check("identities", "Đẳng thức số liệu không khớp", "I1–I8, về việc và về tiền",
          _identities, _each(_identity_line), blocks=True),
    Check("books", "Sổ và chứng từ tiền lệch nhau", "Từng hồ sơ, từng ngày trong tháng",
          _differ, _difference_lines, blocks=True),
    Check("unnumbered", "Quyết định thiếu số hoặc người ký", "Đã ghi sổ trong tháng",
          _unnumbered, _each(_act_line)),
    Check("drafts", "Dự thảo chờ ký", "Chưa ký thì không tính vào tháng này",
          _drafts, _each(_draft_line)),
    Check("gaps", "Số quyết định bỏ trống", "Theo từng sổ, thấy ở quyết định ghi trong tháng",
          _gaps, _each(_gap_line)),
    Check("held", "Tiền giữ quá 10 ngày chưa chi, chưa phân phối",
          "Khoản 5 Điều 47 Luật THADS; Điều 54 Luật THADS 2025", _held, _held_lines),
    Check("orders", "Đề nghị chi chờ duyệt", "", _orders, _each(_order_line)),
    Check("distributions", "Phân phối tiền chờ xác nhận", "", _distributions,
          _each(_distribution_line)),
    Check("means", "Chưa có điều kiện, quá hạn xác minh lại", "Điều 44 Luật THADS",
          lambda m: _terms(m).filter(_MEANS), _term_lines),
    Check("delegated", "Quyết định ủy thác chưa gửi, chưa thông báo", "Điều 57 Luật THADS",
          lambda m: _terms(m).filter(_DELEGATED), _term_lines),
    Check("terms", "Thời hạn khác đã quá", "Hết hạn trong tháng hoặc trước đó",
          _late_terms, _term_lines),
    Check("nobody", "Việc chưa phân công Chấp hành viên", "", _nobodys, _each(_case_line)),
    Check("late", "Việc tháng trước ghi vào tháng này",
          "Giữ ngày pháp lý, tính vào tháng đang mở", _late_acts, _each(_act_line)),
    Check("confirmations", "Chấp hành viên chưa xác nhận số liệu", "Người có tài khoản",
          _unconfirmed, _each(_confirmation_line)),
)  # fmt: skip
BY_CODE = {check.code: check for check in CHECKS}


@dataclass(frozen=True)
class Finding:
    """What a check found, and what the office said about it."""

    check: Check
    count: int
    remark: ClosingRemark | None = None

    @property
    def is_explained(self) -> bool:
        """More than there were when it was explained ask for words again."""
        return self.remark is not None and self.remark.count >= self.count

    @property
    def blocks(self) -> bool:
        return self.check.blocks and self.count > 0

    @property
    def asks(self) -> bool:
        return not self.check.blocks and self.count > 0 and not self.is_explained


def findings(month: Month) -> list[Finding]:
    """Every check with its count; a query a check, the statement's own for the identities."""
    said = ClosingRemark.objects.filter(office=month.office, cutoff=month.period.cutoff)
    newest = {row.check_code: row for row in said.select_related("by")}
    return [Finding(check, count(check, month), newest.get(check.code)) for check in CHECKS]


def count(check: Check, month: Month) -> int:
    rows = check.rows(month)
    return rows.order_by().count() if isinstance(rows, QuerySet) else len(rows)
