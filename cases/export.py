"""The list of cases as a workbook: the whole filter, one case a row, without an end.

Where the import knows a column the head is the import's, so that what was exported can be brought
back. Numbers are numbers, days are days, and what only looks like a number stays text.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from django.db.models import Prefetch, QuerySet

from cases.casefile import Sum, total_of
from cases.caselist import ground_of, next_deadline, verified_on, with_columns
from cases.choices import ObligationKind, PartyRole
from cases.models import Case, Obligation, Party, User
from cases.rules.columns import BY_KEY
from cases.sheets import ListBook
from cases.templatetags.vietnamese import masked
from cases.today import today

BATCH = 1_000
SPLIT = frozenset(key.removeprefix("amount_") for key in BY_KEY if key.startswith("amount_"))
"""Kinds of obligation that have an amount column of their own."""
READ = ("decision", "debtor", "due", "verified", "rest")


class CaseRow:
    """One case as its row of the workbook reads it."""

    def __init__(self, case: Case, whole_numbers: bool) -> None:
        self.case, self.whole_numbers = case, whole_numbers
        people = list(case.parties.all())
        self.debtors = [p for p in people if p.role == PartyRole.DEBTOR]
        self.creditors = [p for p in people if p.role == PartyRole.CREDITOR]
        self.total = total_of(case)
        due: dict[int, Sum] = {}
        for row in case.balances.all():
            due.setdefault(row.obligation_id, Sum()).add(row.heading, row.amount)
        self.obligations = [(o, due.get(o.pk, Sum()).due) for o in case.obligations.all()]

    @property
    def main(self) -> tuple[Obligation, int] | None:
        """The obligation of the three general columns: the only one, or the first without its own
        amount column."""
        if len(self.obligations) == 1:
            return self.obligations[0]
        return next(((o, due) for o, due in self.obligations if o.kind not in SPLIT), None)

    def amount_of(self, kind: str) -> int | None:
        if len(self.obligations) < 2:
            return None
        return sum(due for o, due in self.obligations if o.kind == kind) or None

    def party(self, role: str, name: str) -> Any:
        people = self.debtors if role == PartyRole.DEBTOR else self.creditors
        return getattr(people[0], name) if people else None

    def identity(self, role: str) -> str:
        number = self.party(role, "identity_no")
        return number if self.whole_numbers else number and masked(number)


def _others(people: Sequence[Party]) -> str:
    return "; ".join(person.name for person in people[1:])


def _x(chosen: bool | None) -> str:
    return "x" if chosen else ""


class Exported(NamedTuple):
    head: str
    value: Callable[[CaseRow], Any]
    width: int = 16


def _known(key: str, value: Callable[[CaseRow], Any], unit: str = "") -> Exported:
    """A column of the import."""
    column = BY_KEY[key]
    return Exported(f"{column.header}{unit}", value, column.width)


def _party(key: str, role: str, name: str) -> Exported:
    return _known(key, lambda row: row.party(role, name))


def _amount(kind: str) -> Exported:
    return _known(f"amount_{kind}", lambda row: row.amount_of(kind), DONG)


DEBTOR, CREDITOR = PartyRole.DEBTOR, PartyRole.CREDITOR
DONG = " (đồng)"


def columns_of(whole_numbers: bool) -> list[Exported]:
    """The columns in their order. A masked number is no number: its head says so, and an import
    passes it over."""
    identity = [
        _known("debtor_identity_no", lambda row: row.identity(DEBTOR)),
        _known("creditor_identity_no", lambda row: row.identity(CREDITOR)),
    ]
    if not whole_numbers:
        identity = [column._replace(head=f"{column.head} (đã che)") for column in identity]
    return [
        _known("decision", lambda row: row.case.decision),
        _known("decided_on", lambda row: row.case.decided_on),
        Exported("Đơn vị", lambda row: row.case.office.name, 30),
        _known("officer", lambda row: str(row.case.officer or "")),
        Exported("Mã số cán bộ", lambda row: row.case.officer and row.case.officer.code),
        Exported("Tình trạng", lambda row: row.case.get_heading_display(), 22),
        Exported("Căn cứ", lambda row: ground_of(row.case), 30),
        _known("origin", lambda row: row.case.case_class.get_origin_display()),
        _known("judgment_no", lambda row: row.case.judgment.number),
        _known("judgment_on", lambda row: row.case.judgment.on),
        _known("effective_on", lambda row: row.case.judgment.effective_on),
        _known("court", lambda row: row.case.judgment.court),
        _known("judgment_kind", lambda row: row.case.case_class.get_judgment_kind_display()),
        _known("budget", lambda row: _x(row.case.case_class.budget)),
        _known("credit", lambda row: _x(row.case.case_class.credit)),
        _known("corruption", lambda row: _x(row.case.case_class.corruption)),
        _known("is_key", lambda row: _x(row.case.is_key)),
        _party("debtor_name", DEBTOR, "name"),
        _known("debtor_birth_year", lambda row: _text(row.party(DEBTOR, "birth_year"))),
        identity[0],
        _party("debtor_address", DEBTOR, "address"),
        _known("debtor_in_prison", lambda row: _x(row.party(DEBTOR, "in_prison"))),
        Exported("Những người phải thi hành án khác", lambda row: _others(row.debtors), 28),
        _party("creditor_name", CREDITOR, "name"),
        identity[1],
        _party("creditor_address", CREDITOR, "address"),
        Exported("Những người được thi hành án khác", lambda row: _others(row.creditors), 28),
        _known("obligation_kind", lambda row: row.main and row.main[0].get_kind_display()),
        _known("amount", lambda row: row.main and row.main[1], DONG),
        _known("description", lambda row: row.main and row.main[0].description),
        *(_amount(kind) for kind in ObligationKind if kind in SPLIT),
        Exported(f"Tổng phải thi hành{DONG}", lambda row: row.total.due, 18),
        Exported(f"Đã thu{DONG}", lambda row: row.total.collected, 18),
        Exported(f"Đã thu, chưa chi{DONG}", lambda row: row.total.held, 18),
        Exported(f"Miễn, giảm, đình chỉ{DONG}", lambda row: row.total.reduced, 18),
        Exported(f"Còn phải thi hành{DONG}", lambda row: row.total.rest, 18),
        Exported("Thời hạn gần nhất", lambda row: next_deadline(row.case), 14),
        Exported("Xác minh gần nhất", lambda row: verified_on(row.case), 14),
        Exported(
            "Ngày nộp yêu cầu", lambda row: row.case.filing and row.case.filing.filed_on, 14
        ),
        Exported("Ghi sổ gần nhất", lambda row: row.case.last_booked_on, 14),
    ]  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None else str(value)


def notes(by: User, chosen: str) -> list[str]:
    """What stands beside the list: whose it is, of when, and what was chosen."""
    return [
        f"Danh sách hồ sơ thi hành án, {by.office}",
        f"Người xuất: {by}; số liệu đến ngày {today():%d/%m/%Y}",
        f"Điều kiện lọc: {chosen or 'không'}",
        "Đơn vị tiền: đồng. Việc có nhiều khoản: mỗi loại khoản một cột, khoản cùng loại cộng lại.",
    ]


def write_cases(
    file: BinaryIO | str, cases: "QuerySet[Case]", ids: Sequence[int], *, whole_numbers: bool,
    notes: Sequence[str] = (),
) -> Iterator[int]:  # fmt: skip
    """Write the cases in the order of their ids; says after each batch how many there are."""
    columns = columns_of(whole_numbers)
    rows = with_columns(cases, READ).prefetch_related(
        Prefetch("obligations", Obligation.objects.order_by("pk"))
    )
    with ListBook(
        file, "Hồ sơ", [c.head for c in columns], [c.width for c in columns], notes
    ) as book:
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            found = rows.in_bulk(batch)
            for pk in batch:
                if pk in found:  # gone from the scope while the job ran
                    row = CaseRow(found[pk], whole_numbers)
                    book.add([column.value(row) for column in columns])
            yield start + len(batch)
