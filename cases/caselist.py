"""What the list of cases can show, sort and filter by, said once for the page and the workbook."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from cases.casefile import rest_of
from cases.choices import OPEN_PLACES, ActKind, Heading, PartyRole, Role, StepKind
from cases.models import Balance, Case, Deadline, Obligation, Party, Step
from cases.models.persons import PlainName
from cases.rules.asset_files import ENDS
from cases.rules.grounds import ground_label


# ---------------------------------------------------------------- of one case, in SQL
def rest() -> Coalesce:
    """Còn phải thi hành, as `casefile.rest_of` counts it."""
    money = Balance.objects.filter(case=OuterRef("pk"), heading__in=OPEN_PLACES)
    total = money.order_by().values("case").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), 0)


def rest_is(lookup: str, amount: int) -> Q:
    """Compared without a join, so that it can stand beside any other condition."""
    comparison = {"gte": GreaterThanOrEqual, "lte": LessThanOrEqual}[lookup]
    return Q(comparison(rest(), amount))


def any_of(rows: QuerySet) -> Exists:
    return Exists(rows)


def money_held() -> Exists:
    held = Balance.objects.filter(case=OuterRef("pk"), heading=Heading.COLLECTED, amount__gt=0)
    return Exists(held)


def running() -> "QuerySet[Deadline]":
    return Deadline.objects.filter(case=OuterRef("pk"), done_on=None, ended_on=None)


def next_due() -> Subquery:
    return Subquery(running().order_by("due_on").values("due_on")[:1], output_field=DateField())


def first_debtor() -> Subquery:
    debtors = Party.objects.filter(case=OuterRef("pk"), role=PartyRole.DEBTOR)
    return Subquery(debtors.order_by("pk").values("name")[:1], output_field=CharField())


def verified_since(day: date) -> Exists:
    return Exists(
        Step.objects.filter(
            case=OuterRef("pk"), kind=StepKind.VERIFIED, on__gte=day, cancelled_by=None
        )
    )


def living_at(words: str) -> Exists:
    """Whether a debtor's address holds the words, whatever their case and diacritics."""
    return Exists(
        Party.objects.filter(
            case=OuterRef("pk"),
            role=PartyRole.DEBTOR,
            address__plain__contains=PlainName(Value(words)),
        )
    )


def owing(kind: str) -> Exists:
    return Exists(Obligation.objects.filter(case=OuterRef("pk"), kind=kind))


SORTS: dict[str, tuple[str, Any]] = {
    # in the address: the field of the case, or what it is worked out from
    "day": ("decided_on", None),
    "last": ("last_booked_on", None),
    "rest": ("rest", rest),
    "debtor": ("first_debtor", first_debtor),
    "due": ("next_due", next_due),
}


# ---------------------------------------------------------------- columns
def parties(case: Case, role: str) -> list[Party]:
    return [party for party in case.parties.all() if party.role == role]


def names(case: Case, role: str) -> str:
    return "; ".join(party.name for party in parties(case, role))


def few_names(case: Case, role: str) -> str:
    """Two names and how many more: a line of the page stays a line."""
    first, rest = parties(case, role)[:2], len(parties(case, role)) - 2
    shown = ", ".join(party.name for party in first)
    return f"{shown} và {rest} người khác" if rest > 0 else shown


def addresses(case: Case) -> list[str]:
    return [party.address for party in parties(case, PartyRole.DEBTOR) if party.address]


def next_deadline(case: Case) -> date | None:
    return min((deadline.due_on for deadline in case.running), default=None)  # type: ignore[attr-defined]


def verified_on(case: Case) -> date | None:
    return max((step.on for step in case.verified), default=None)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Column:
    """A column of the list: its head, its value of one case, and what must be fetched for it."""

    label: str
    value: Callable[[Case], Any]
    needs: tuple[str, ...] = ()
    sort: str = ""
    unit: str = ""

    is_day: bool = False

    @property
    def is_number(self) -> bool:
        return bool(self.unit)


COLUMNS: dict[str, Column] = {
    "decision": Column("Quyết định", str),
    "day": Column("Ngày", lambda case: case.decided_on, sort="day", is_day=True),
    "debtor": Column(
        "Người phải thi hành án",
        lambda case: few_names(case, PartyRole.DEBTOR),
        ("parties",),
        "debtor",
    ),
    "creditor": Column(
        "Người được thi hành án", lambda case: few_names(case, PartyRole.CREDITOR), ("parties",)
    ),
    "address": Column(
        "Địa chỉ người phải thi hành",
        lambda case: "; ".join(dict.fromkeys(addresses(case))),
        ("parties",),
    ),
    "judgment": Column("Bản án, quyết định", lambda case: case.judgment.number),
    "court": Column("Tòa án", lambda case: case.judgment.court),
    "kind": Column("Loại án", lambda case: case.case_class.get_judgment_kind_display()),
    "origin": Column("Cách ra quyết định", lambda case: case.case_class.get_origin_display()),
    "office": Column("Đơn vị", lambda case: case.office.name),
    "officer": Column("Chấp hành viên", lambda case: str(case.officer or "Chưa phân công")),
    "state": Column("Tình trạng", lambda case: case.get_heading_display(), ("sent",)),
    "ground": Column("Căn cứ", lambda case: case.ground and ground_of(case)),
    "due": Column("Thời hạn gần nhất", next_deadline, ("running",), "due", is_day=True),
    "verified": Column("Xác minh gần nhất", verified_on, ("verified",), is_day=True),
    "filed": Column(
        "Ngày nộp yêu cầu", lambda case: case.filing and case.filing.filed_on, is_day=True
    ),
    "last": Column("Ghi sổ gần nhất", lambda case: case.last_booked_on, sort="last", is_day=True),
    "rest": Column(
        "Còn phải thi hành", lambda case: rest_of(case.balances.all()), ("balances",), "rest",
        unit="đồng",
    ),
    "held": Column(
        "Đã thu, chưa chi",
        lambda case: sum(b.amount for b in case.balances.all() if b.heading == Heading.COLLECTED),
        ("balances",),
        unit="đồng",
    ),
}  # fmt: skip
ALWAYS = "decision"
OWN_OFFICE = ("decision", "day", "debtor", "judgment", "officer", "state", "due", "rest")
WIDE = ("decision", "day", "debtor", "judgment", "office", "officer", "state", "rest")
DEFAULTS: dict[str, tuple[str, ...]] = {
    # An officer's list is the work, an accountant's the money, the city's the offices.
    Role.ACCOUNTANT: ("decision", "day", "debtor", "creditor", "officer", "state", "held", "rest"),
    Role.CITY_LEADER: WIDE,
    Role.CITY_CLERK: WIDE,
}


def ground_of(case: Case) -> str:
    on = case.last_booked_on or case.decided_on
    return ground_label(_GROUNDED.get(case.heading, ""), case.ground, on)


_GROUNDED: dict[str, str] = {
    Heading.POSTPONED: ActKind.POSTPONE,
    Heading.POSTPONED_BY_CONSENT: ActKind.POSTPONE,
    Heading.SUSPENDED: ActKind.SUSPEND,
    Heading.WITHOUT_MEANS: ActKind.WITHOUT_MEANS,
    Heading.SEPARATE_BOOK: ActKind.WITHOUT_MEANS,
    Heading.TERMINATED: ActKind.TERMINATE,
}


def columns_for(role: str, asked: Iterable[str] = ()) -> list[str]:
    """Codes of the columns asked for, in the list's order; the role's set when none is known."""
    known = set(asked) & COLUMNS.keys()
    if not known:
        return list(DEFAULTS.get(role, OWN_OFFICE))
    return [code for code in COLUMNS if code in known or code == ALWAYS]


def columns_in_address(role: str, asked: Iterable[str]) -> str:
    """The columns as the address names them; nothing for the role's own set."""
    codes = columns_for(role, asked)
    return "" if set(codes) == set(columns_for(role)) else ",".join(codes)


def with_columns(cases: "QuerySet[Case]", codes: Iterable[str]) -> "QuerySet[Case]":
    """The cases with all that the columns read, a fixed number of queries whatever the rows."""
    needed = {need for code in codes for need in COLUMNS[code].needs}
    prefetches: list[Any] = ["balances"] if "balances" in needed else []
    if "parties" in needed:
        prefetches.append(Prefetch("parties", Party.objects.order_by("pk")))
    if "running" in needed:
        rows = Deadline.objects.filter(done_on=None, ended_on=None).order_by("due_on")
        prefetches.append(Prefetch("deadlines", rows, to_attr="running"))
    if "sent" in needed:
        sent = Step.objects.filter(case=OuterRef("pk"), kind=ENDS, cancelled_by=None)
        cases = cases.annotate(money_sent=Exists(sent))  # type: ignore[no-redef]
    if "verified" in needed:
        steps = Step.objects.filter(kind=StepKind.VERIFIED, cancelled_by=None)
        prefetches.append(Prefetch("steps", steps, to_attr="verified"))
    cases = cases.select_related("judgment", "officer", "office", "case_class", "filing")
    return cases.prefetch_related(*prefetches)
