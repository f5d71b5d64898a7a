"""What stands in the books of an office: numbered acts, filings, steps, charges, with corrections.

A row belongs to the quarter of the day it is booked on, so a closed quarter takes no new row. One
that was reversed, cancelled or struck out later stays, and says since when.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case as Choice
from django.db.models import (
    DateField,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from cases.choices import ActKind, FilingKind, PartyRole, Register, VoucherKind
from cases.models import (
    Act,
    AdministrativeJudgment,
    Case,
    FeeCharge,
    Filing,
    LedgerLine,
    Obligation,
    Office,
    Party,
    Step,
    Voucher,
)
from cases.periods import NEW_LAW_ON, Period, statistical_year
from cases.step_kinds import StepKind
from reports.paper.annex import STEP

QUARTERS = {3: "Quý I", 6: "Quý II", 9: "Quý III", 12: "Quý IV"}
"""Of the statistical year, by the months to its end."""


class Row(NamedTuple):
    """One entry: its number, what it is, and the day it was corrected."""

    no: int
    it: Any
    mended: date | None

    @property
    def case(self) -> Case:
        return self.it.case

    def people(self, role: str) -> list[Party]:
        return [party for party in self.case.parties.all() if party.role == role]

    @property
    def debtors(self) -> list[Party]:
        return self.people(PartyRole.DEBTOR)

    @property
    def creditors(self) -> list[Party]:
        return self.people(PartyRole.CREDITOR)


@dataclass(frozen=True)
class Quarter:
    """Quý of an office: the three months that end with the period."""

    office: Office
    period: Period

    @property
    def days(self) -> tuple[date, date]:
        if self.period.months == 3:
            return self.period.start, self.period.cutoff
        before = Period(self.period.year, self.period.months - 3).cutoff
        return date.fromordinal(before.toordinal() + 1), self.period.cutoff

    @property
    def label(self) -> str:
        return f"{QUARTERS[self.period.months]} năm {self.period.year}"


@dataclass(frozen=True)
class Source:
    """Where the rows of a book come from.

    `rows` are those of days; `own` reads a row's own number, without it rows count through the
    year in the order they were booked; `mended` reads the day of a correction.
    """

    rows: Callable[[Office, date, date], QuerySet[Any]]
    own: str = ""
    mended: Callable[[Any], date | None] = lambda it: None

    def counted(self, of: Quarter) -> tuple[int, int, int]:
        """How many rows the quarter has, its first and its last number."""
        rows = self.rows(of.office, *of.days).order_by()
        if self.own:
            numbers = rows.values_list(self.own, flat=True).order_by(self.own)
            found = rows.count()
            return found, *((numbers[0], numbers.reverse()[0]) if found else (0, 0))
        found, before = rows.count(), self._before(of)
        return found, before + 1 if found else 0, before + found

    def _before(self, of: Quarter) -> int:
        since = of.days[0]
        if since == of.period.start:
            return 0
        earlier = self.rows(of.office, of.period.start, date.fromordinal(since.toordinal() - 1))
        return earlier.order_by().count()

    def each(self, of: Quarter) -> Iterator[Row]:
        no = 0 if self.own else self._before(of)
        for it in self.rows(of.office, *of.days).iterator(STEP):
            no = getattr(it, self.own) if self.own else no + 1
            yield Row(no, it, self.mended(it))


_PARTIES = Prefetch("case__parties", Party.objects.order_by("pk"))


# ---------------------------------------------------------------- acts
def acts(register: Register) -> Source:
    """The acts a book numbers; the docket also with its sums and what changed it since."""

    def rows(office: Office, since: date, until: date) -> QuerySet[Act]:
        found = Act.objects.filter(
            issuing_office=office, register=register, register_year=statistical_year(until),
            booked_on__range=(since, until),
        )  # fmt: skip
        found = found.select_related(
            "case__judgment", "case__case_class", "reversed_by", "obligation"
        ).prefetch_related(_PARTIES)
        if register == Register.DOCKET:
            found = _docketed(found)
        return found.order_by("entry_no")

    return Source(rows, own="entry_no", mended=_reversed_on)


def _reversed_on(it: Any) -> date | None:
    reversal = getattr(it, "reversed_by", None)
    return reversal.on if reversal else None


def _docketed(found: QuerySet[Act]) -> QuerySet[Act]:
    lines = LedgerLine.objects.filter(case=OuterRef("case_id"), act=OuterRef("pk"), amount__gt=0)
    changes = Act.objects.filter(kind__in=(ActKind.AMEND, ActKind.RECALL), reversed_by=None)
    changes = changes.filter(register=Register.CHANGES).order_by("pk")
    return found.annotate(
        docketed=Subquery(lines.values("act").annotate(sum=Sum("amount")).values("sum"))
    ).prefetch_related(
        Prefetch("case__obligations", Obligation.objects.order_by("pk")),
        Prefetch("case__acts", changes, to_attr="changes"),
    )


# ---------------------------------------------------------------- what was received
def filings(register: Register) -> Source:
    def rows(office: Office, since: date, until: date) -> QuerySet[Filing]:
        found: QuerySet[Filing] = Filing.objects.filter(office=office, register=register)
        found = found.exclude(entry_no=None)
        found = _received(found.select_related("judgment"), "filing", since, until)
        return found.filter(register_year=statistical_year(until)).order_by("entry_no")

    return Source(rows, own="entry_no", mended=lambda it: it.struck_on)


def administrative() -> Source:
    def rows(office: Office, since: date, until: date) -> QuerySet[AdministrativeJudgment]:
        found = AdministrativeJudgment.objects.filter(office=office)
        found = found.filter(register_year=statistical_year(until))
        found = found.select_related("judgment", "debtor", "officer")
        return _received(found, "administrative", since, until).order_by("entry_no")

    return Source(rows, own="entry_no", mended=lambda it: it.struck_on)


def _received(found: QuerySet[Any], parent: str, since: date, until: date) -> QuerySet[Any]:
    """Those numbered within days: by the step of their receipt, or for a request of the new law by
    what completed it. Struck out are those whose receipt was cancelled."""
    steps = Step.objects.filter(**{parent: OuterRef("pk")}, cancels=None).order_by("pk")
    receipt = steps.filter(kind=StepKind.RECEIVED)
    booked: Any = Subquery(receipt.values("booked_on")[:1])
    if parent == "filing":
        completed = steps.filter(kind=StepKind.SUPPLEMENTED, cancelled_by=None)
        late = When(
            kind=FilingKind.REQUEST, received_on__gte=NEW_LAW_ON,
            then=Coalesce(Subquery(completed.values("booked_on")[:1]), booked),
        )  # fmt: skip
        booked = Choice(late, default=booked)
    return found.annotate(
        booked=Coalesce(booked, F("received_on"), output_field=DateField()),
        struck_on=Subquery(receipt.values("cancelled_by__on")[:1]),
    ).filter(booked__range=(since, until))


# ---------------------------------------------------------------- steps, charges, receipts
def steps(*kinds: StepKind) -> Source:
    def rows(office: Office, since: date, until: date) -> QuerySet[Step]:
        found = Step.objects.filter(
            office=office, kind__in=kinds, booked_on__range=(since, until), cancels=None,
            case__isnull=False,
        )  # fmt: skip
        found = found.select_related(
            "case__judgment", "asset__party", "measure__party", "party", "officer", "cancelled_by"
        )
        return found.prefetch_related(_PARTIES).order_by("booked_on", "pk")

    def cancelled_on(it: Any) -> date | None:
        cancellation = getattr(it, "cancelled_by", None)
        return cancellation.on if cancellation else None

    return Source(rows, mended=cancelled_on)


def fees() -> Source:
    def rows(office: Office, since: date, until: date) -> QuerySet[FeeCharge]:
        found = FeeCharge.objects.filter(
            voucher__office=office, voucher__booked_on__range=(since, until)
        )
        found = found.select_related("case__judgment", "party", "voucher__reversed_by")
        return found.prefetch_related(_PARTIES).order_by("voucher__booked_on", "pk")

    return Source(rows, mended=lambda it: _reversed_on(it.voucher))


def receipts() -> Source:
    def rows(office: Office, since: date, until: date) -> QuerySet[Voucher]:
        found = Voucher.objects.filter(
            Q(reverses=None), office=office, kind=VoucherKind.RECEIPT,
            booked_on__range=(since, until),
        )  # fmt: skip
        found = found.select_related("case", "party", "reversed_by").order_by("booked_on", "pk")
        return found

    return Source(rows, mended=_reversed_on)
