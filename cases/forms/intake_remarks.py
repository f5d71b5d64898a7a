"""The remarks on an intake page: the pure ones, and those that need the books."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from cases.actions.books import split_decision
from cases.actions.deadlines import calendar_now
from cases.actions.judgments import cases_under
from cases.choices import ActKind, PersonKind
from cases.forms.intake_rows import ALL
from cases.models import Filing, User
from cases.periods import statistical_year
from cases.rules.moves import REGISTER
from cases.rules.remarks import Debtor, Facts, Owed, Received, Remark, remarks
from cases.today import today

Row = tuple[int, dict[str, Any]]


def remarks_on(
    head: dict[str, Any],
    debtors: list[Row],
    obligations: list[Row],
    *,
    by: User,
    filing: Filing | None,
) -> list[Remark]:
    """What to say about the fields read so far, each with its place on the page."""
    return [
        *remarks(facts_of(head, debtors, obligations, filing=filing), calendar_now()),
        *_number(head, by),
        *again(head, debtors, by),
    ]


def facts_of(
    head: dict[str, Any],
    debtors: list[Row],
    obligations: list[Row],
    *,
    filing: Filing | None = None,
) -> Facts:
    return Facts(
        today=today(),
        judgment_no=head.get("judgment_no") or "",
        judgment_on=head.get("judgment_on"),
        effective_on=head.get("effective_on"),
        judgment_kind=head.get("judgment_kind") or "",
        origin=head.get("origin") or "",
        decided_on=head.get("decided_on"),
        received=_book(filing) if filing else None,
        debtors=tuple(
            (n, Debtor(row["name"], row.get("kind") == PersonKind.NATURAL, bool(row["in_prison"])))
            for n, row in debtors
            if row.get("name") and "in_prison" in row
        ),
        obligations=tuple(
            (n, Owed(row["kind"], row.get("amount"), row.get("debtor") == ALL))
            for n, row in obligations
            if row.get("kind")
        ),
    )


def _book(filing: Filing) -> Received:
    judgment = filing.judgment
    return Received(
        judgment.number,
        judgment.on,
        filing.received_on,
        filing.due_on,
        bool(filing.instalment_months),
    )


def _number(head: dict[str, Any], by: User) -> Iterator[Remark]:
    """A decision number already taken, or one that leaves a gap behind it."""
    number, suffix = split_decision(head.get("decision") or "")
    decided = head.get("decided_on")
    if number is None or decided is None or by.office is None:
        return
    rows = by.office.acts_issued.filter(
        register=REGISTER[ActKind.INTAKE],
        decision_year=statistical_year(decided),
        decision_suffix=suffix,
        reversed_by=None,
    )
    taken = rows.filter(decision_no=number).select_related("case").first()
    if taken:
        words = f"Số này đã ghi ngày {taken.on:%d/%m/%Y} cho hồ sơ {taken.case}."
        yield Remark("decision", words, error=True)
        return
    last = rows.aggregate(last=Max("decision_no"))["last"]
    if last and number > last + 1:
        between = str(last + 1) if number == last + 2 else f"{last + 1} đến {number - 1}"
        yield Remark("decision", f"Số trước đó là {last}: bỏ cách số {between}.")


def again(head: dict[str, Any], debtors: list[Row], by: User) -> Iterator[Remark]:
    """The same judgment against the same debtor has a case already."""
    number, court, on = head.get("judgment_no"), head.get("court"), head.get("judgment_on")
    if not (number and court and on):
        return
    for n, row in debtors:
        if not row.get("name"):
            continue
        found = cases_under(number, on, court, by=by, debtor=row["name"])
        if found:
            where = "; ".join(
                f"{one.case}, {one.case.get_heading_display().lower()}"
                if one.case
                else f"một việc ở {one.office}"
                for one in found[:3]
            )
            yield Remark(f"debtors-{n}-name", f"Bản án này đã có việc với người này: {where}.")
