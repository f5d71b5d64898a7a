"""Danh sách công khai: which cases are, must be or must no longer be published. Writes nothing.

A row holds what Circular 04/2023/TT-BTP, Article 4, names and no more: it leaves the office.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cases.choices import ActKind, Heading, PartyRole, StepKind
from cases.models import Act, Balance, Case, Deadline, Obligation, Party, Step
from cases.rules.grounds import ground_label
from cases.rules.publication import CHANGES, SHOWING, STEPS, Publication, state_of
from cases.rules.refusal import written

HERE = (Heading.WITHOUT_MEANS, Heading.SEPARATE_BOOK)


# ---------------------------------------------------------------- states
def with_state(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each case with whether money or the case itself is without means, and the last step."""
    parts = Balance.objects.filter(case=OuterRef("pk"), heading__in=HERE, amount__gt=0)
    steps = Step.objects.filter(case=OuterRef("pk"), kind__in=STEPS, cancelled_by=None)
    newest = steps.order_by("-pk")
    return cases.annotate(
        parted=Exists(parts),
        last_step=Coalesce(Subquery(newest.values("kind")[:1]), Value("")),
        last_written=Subquery(newest.values("written_at")[:1]),
        last_on=Subquery(newest.values("on")[:1]),
    )


TERMS = {
    Publication.WAITING: "PUBLISH_DK",
    Publication.CHANGED: "PUBLISH_CHANGE",
    Publication.OVER: "PUBLISH_END",
}


def by_term(cases: QuerySet[Case], state: Publication) -> QuerySet[Case]:
    """Each with the day its running term of the state ends, the nearest first."""
    running = Deadline.objects.filter(
        case=OuterRef("pk"), term=TERMS.get(state, ""), done_on=None, ended_on=None
    )
    due = Subquery(running.order_by("due_on").values("due_on")[:1])
    return cases.annotate(due=due).order_by(F("due").asc(nulls_last=True), "last_booked_on", "pk")


def in_state(cases: QuerySet[Case], state: str) -> QuerySet[Case]:
    """The cases of a state, as `rules.publication.state_of` reads it, asked of the database."""
    without = Q(heading__in=HERE) | Q(parted=True)
    changed = Exists(
        Act.objects.filter(
            case=OuterRef("pk"), kind__in=CHANGES, written_at__gt=OuterRef("last_written")
        )
    ) | Exists(
        Step.objects.filter(
            case=OuterRef("pk"),
            kind=StepKind.PUBLICATION_CHANGE_FOUND,
            written_at__gt=OuterRef("last_written"),
            cancelled_by=None,
        )
    )
    rows = with_state(cases)
    showing = Q(last_step__in=SHOWING)
    match state:
        case Publication.WAITING:
            return rows.filter(without & ~showing)
        case Publication.PUBLISHED:
            return rows.filter(without & showing)
        case Publication.CHANGED:
            return rows.filter(without & showing).filter(changed)
        case Publication.OVER:
            return rows.filter(showing & ~without)
    return rows.none()


def state_now(case: Case) -> Publication | None:
    """The state of one case, under whatever lock the caller holds."""
    row: Any = with_state(Case.objects.filter(pk=case.pk)).get()
    return state_of(row.heading in HERE or row.parted, row.last_step, changed=False)


# ---------------------------------------------------------------- rows
@dataclass(frozen=True)
class Row:
    """One case as the list shows it. `debtors` and after them are all that is published."""

    case: Case
    decided: Act | None
    debtors: list[Party]
    duty: str
    reason: str

    @property
    def names(self) -> str:
        return "; ".join(party.name for party in self.debtors)

    @property
    def addresses(self) -> str:
        known = dict.fromkeys(_address(party) for party in self.debtors)
        return "; ".join(filter(None, known))

    @property
    def judgment(self) -> str:
        return _numbered(str(self.case.judgment.number), self.case.judgment.on) + (
            f", {self.case.judgment.court}" if self.case.judgment.court else ""
        )

    @property
    def decision(self) -> str:
        return _numbered(self.case.decision, self.case.decided_on)


def _address(party: Party) -> str:
    return "chưa rõ địa chỉ" if party.address_unknown else party.address


def _numbered(number: str, on: object) -> str:
    return f"{number} ngày {on:%d/%m/%Y}" if on else number


def rows_of(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With all a row needs, in a fixed number of queries."""
    decisions = Act.objects.filter(kind=ActKind.WITHOUT_MEANS, reversed_by=None).order_by("-pk")
    return cases.select_related("judgment", "office", "officer").prefetch_related(
        "parties",
        "balances",
        Prefetch("obligations", Obligation.objects.order_by("pk").prefetch_related("debtors")),
        Prefetch("acts", decisions, to_attr="without_means"),
    )


def row_of(case: Case) -> Row:
    """The debtors and the money of what is without means; all of the case when it is over."""
    decisions: list[Act] = case.without_means  # type: ignore[attr-defined]
    decided = decisions[0] if decisions else None
    sums: dict[int, int] = {}
    for balance in case.balances.all():
        if balance.heading in HERE and balance.amount:
            sums[balance.obligation_id] = sums.get(balance.obligation_id, 0) + balance.amount
    whole = case.heading in HERE or not sums
    of_it = [o for o in case.obligations.all() if whole or o.pk in sums]
    debtors = {party.pk: party for obligation in of_it for party in obligation.debtors.all()}
    named = list(debtors.values()) or [
        party for party in case.parties.all() if party.role == PartyRole.DEBTOR
    ]
    duty = "; ".join(_duty(obligation, sums.get(obligation.pk, 0)) for obligation in of_it)
    ground = case.ground if case.heading == Heading.WITHOUT_MEANS else ""
    ground = ground or (decided.ground if decided else "")
    on = decided.on if decided else case.decided_on
    return Row(case, decided, named, duty, ground_label(ActKind.WITHOUT_MEANS, ground, on))


def _duty(obligation: Obligation, amount: int) -> str:
    return f"{obligation}: {written(amount)} đồng" if amount else str(obligation)


# ---------------------------------------------------------------- the official list
HEADS = (
    ("STT", 6),
    ("Tên người phải thi hành án", 30),
    ("Địa chỉ", 40),
    ("Bản án, quyết định phải thi hành", 36),
    ("Quyết định thi hành án", 30),
    ("Nghĩa vụ chưa có điều kiện thi hành án", 44),
    ("Lý do chưa có điều kiện thi hành án", 44),
)


def published_cells(row: Row) -> tuple[str, ...]:
    return (row.names, row.addresses, row.judgment, row.decision, row.duty, row.reason)


def workbook(title: str, rows: list[Row]) -> bytes:
    """The list for the page of the city, every row, text as text."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách công khai")
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
    words = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, "DANH SÁCH NGƯỜI PHẢI THI HÀNH ÁN CHƯA CÓ ĐIỀU KIỆN THI HÀNH")
    sheet.write_string(1, 0, title)
    for column, (label, width) in enumerate(HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, label, head)
    for number, row in enumerate(rows, 1):
        sheet.write_number(3 + number, 0, number, words)
        for column, text in enumerate(published_cells(row), 1):
            sheet.write_string(3 + number, column, text, words)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()
    return buffer.getvalue()


def counts(cases: QuerySet[Case]) -> dict[str, int]:
    return {state: in_state(cases, state).count() for state in Publication.values}
