"""The demo's procedure around its journal: steps, receipt books and the terms they start.

Written before the months are closed, so each fact is booked on its own day.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from cases.actions.deadlines import sync_in_batches
from cases.actions.filings import NewFiling, follow, receive
from cases.actions.journal_copy import copy_rows, field_of, reserve, text_of
from cases.actions.persons import link_persons
from cases.choices import (
    Channel,
    FilingKind,
    Heading,
    JudgmentKind,
    PartyRole,
    PersonKind,
    StepKind,
)
from cases.demo.amounts import BUDGET, OTHER
from cases.demo.days import previous_worked
from cases.demo.names import draw_papers, draw_person
from cases.demo.steps import (
    TERMS_FROM,
    DrawnAct,
    DrawnCase,
    DrawnStep,
    draw_hindrance,
    draw_steps,
)
from cases.demo.territory import known_before
from cases.models import Act, Books, Case, Filing, LedgerLine, Officer, Party, User
from cases.today import today

_STEP = (
    *("id", "case_id", "act_id", "office_id", "officer_id", "kind", "on", "booked_on"),
    *("written_at", "document_no", "note"),
)
SAME_PERSONS = 400
_VERIFICATION = ("step_id", "source", "place", "result", "conclusion")


@transaction.atomic
def write_procedure(first_day: date, clerks: Iterable[User]) -> int:
    """Everything besides the journal; answers with the number of terms."""
    with connection.cursor() as cursor:  # what the history brought is not known to the planner yet
        cursor.execute("ANALYZE")
    Books.objects.update(terms_from=TERMS_FROM)
    cases, owners = _cases()
    _hinder(cases)
    _know_again()
    drawn = [(case, step) for case in cases for step in draw_steps(case, first_day, today())]
    _copy(drawn, owners)
    for clerk in clerks:
        _receive(clerk, Random(clerk.username))
    with connection.cursor() as cursor:  # what was just copied is not known to the planner yet
        cursor.execute("ANALYZE cases_step, cases_verification")
    return sync_in_batches(Case, sorted(owners), size=4000)


def name_officers() -> None:
    """Names for the codes the journal knows; who served to the end of an old office goes on."""
    before = known_before()
    officers = list(Officer.objects.filter(name=F("code")).select_related("office"))
    for officer in officers:
        officer.name = draw_person(Random(before.get(officer.code, officer.code)))
        officer.valid_to = officer.office.valid_to
    Officer.objects.bulk_update(officers, ["name", "valid_to"])


def _cases() -> tuple[list[DrawnCase], dict[int, tuple[int, int | None]]]:
    """Open cases and those on which something was decided since the terms are kept."""
    rows = Case.objects.filter(
        Q(pk__in=Case.objects.open().exclude(heading=Heading.SEPARATE_BOOK).values("pk"))
        | Q(pk__in=Act.objects.filter(on__gte=TERMS_FROM).values("case"))
    ).values_list("pk", "office", "officer", "heading", "decided_on", "case_class__judgment_kind")
    found = list(rows.order_by("pk"))
    acts: dict[int, list[DrawnAct]] = defaultdict(list)
    kinds = Act.objects.filter(case__in=rows.values("pk"), opening=False)
    for pk, case, kind, on, ground in kinds.order_by("on", "pk").values_list(
        "pk", "case", "kind", "on", "ground"
    ):
        acts[case].append(DrawnAct(pk, kind, on, ground))
    poor = set(
        LedgerLine.objects.filter(
            act__opening=True, obligation=None, cases=1, heading=Heading.WITHOUT_MEANS
        ).values_list("case", flat=True)
    )
    first = Case.objects.order_by("pk").values_list("pk", flat=True)[0] if found else 0
    cases = [
        DrawnCase(
            pk,
            pk - first + 1,
            heading,
            kind == JudgmentKind.CRIMINAL,
            pk in poor,
            decided_on,
            acts[pk],
        )
        for pk, _, _, heading, decided_on, kind in found
    ]
    return cases, {pk: (office, officer) for pk, office, officer, *_ in found}


def _hinder(cases: Iterable[DrawnCase]) -> None:
    why = {case.pk: found for case in cases if (found := draw_hindrance(case))}
    parties = list(Party.objects.filter(case__in=why, role=PartyRole.DEBTOR))
    for party in parties:
        found = why[party.case_id]
        if isinstance(found, date):
            party.in_prison, party.prison_until = True, found
        else:
            party.address_unknown = True
    fields = ["in_prison", "prison_until", "address_unknown"]
    Party.objects.bulk_update(parties, fields, batch_size=2000)


def _copy(
    drawn: list[tuple[DrawnCase, DrawnStep]], owners: dict[int, tuple[int, int | None]]
) -> None:
    now, ids = timezone.now(), reserve("cases_step", len(drawn))
    steps, verifications = [], []
    for case, step in drawn:
        pk, (office, officer) = next(ids), owners[case.pk]
        row = (pk, case.pk, step.act, office, officer, step.kind, step.on, step.on, now, "", "")
        steps.append("\t".join(map(field_of, row)) + "\n")
        if step.conclusion:
            words = (pk, step.source, "", text_of(step.result), step.conclusion)
            verifications.append("\t".join(map(field_of, words)) + "\n")
    copy_rows("cases_step", _STEP, "".join(steps))
    copy_rows("cases_verification", _VERIFICATION, "".join(verifications))


def _know_again() -> None:
    """Half of those whose names only two debtors bear are one person with two cases."""
    debtors = Party.objects.filter(role=PartyRole.DEBTOR, kind=PersonKind.NATURAL)
    twice = debtors.order_by("name").values("name").annotate(n=Count("pk")).filter(n=2)
    names = sorted(twice.values_list("name", flat=True))[::2][:SAME_PERSONS]
    parties = list(debtors.filter(name__in=names).order_by("name", "pk"))
    for party in parties:
        rng = Random(party.name)
        party.birth_year = rng.randrange(1950, 1999)
        woman = int(" Thị " in party.name)
        party.identity_no = f"001{woman}{party.birth_year % 100:02}{rng.randrange(10**6):06}"
    link_persons(parties)
    Party.objects.bulk_update(parties, ["birth_year", "identity_no", "person"], batch_size=1000)


# ---------------------------------------------------------------- receipt books
RECEIVED_SINCE = date(2025, 9, 17)


def _receive(clerk: User, rng: Random) -> None:
    """What came in lately: most decided on within days, the newest still waiting."""
    office = clerk.office
    assert office is not None
    decided = Case.objects.filter(
        office=office, decided_on__gte=RECEIVED_SINCE, continues=None, filing=None
    )
    wanted: list[tuple[NewFiling, Case | None]] = [
        (_filing_of(case, rng), case) for case in decided.order_by("pk")[:24]
    ]
    area = office.name.removeprefix("Phòng THADS ").removeprefix("Thi hành án dân sự ")
    officers = list(Officer.objects.filter(office=office).order_by("code"))
    for days in range(1, 11):
        on = date.fromordinal(previous_worked(today().toordinal() - days * 4 // 5))
        category = rng.choice((BUDGET, OTHER))
        kind = JudgmentKind.CRIMINAL if category == BUDGET else JudgmentKind.CIVIL
        paper = draw_papers(rng, category, kind, area, on)
        request = category == OTHER
        new = NewFiling(
            kind=FilingKind.REQUEST if request else FilingKind.JUDGMENT,
            channel=Channel.DIRECT if request else Channel.POST,
            received_on=on,
            sent_on=None if request else on - timedelta(days=2),
            court=paper.court,
            judgment_no=paper.judgment_no,
            judgment_on=paper.judgment_on,
            judgment_kind=kind,
            effective_on=paper.judgment_on + timedelta(days=31),
            sender=paper.creditor if request else paper.court,
            creditor=paper.creditor,
            debtor=paper.debtor,
            content="Buộc trả tiền theo bản án" if request else "Án phí, tiền phạt",
            officer=rng.choice(officers) if officers and rng.random() < 0.5 else None,
        )
        wanted.append((new, None))
    for new, case in sorted(wanted, key=lambda item: item[0].received_on):
        filing, _ = receive(new, by=clerk)
        if case is not None:
            Case.objects.filter(pk=case.pk).update(filing=filing)
        elif new.kind == FilingKind.REQUEST and new.received_on < today() and rng.random() < 0.2:
            follow(
                filing, StepKind.SUPPLEMENT_ASKED, on=new.received_on + timedelta(days=1),
                by=clerk, note="Thiếu bản chính bản án",
            )  # fmt: skip
    sync_in_batches(Filing, Filing.objects.filter(office=office).values_list("pk", flat=True))


def _filing_of(case: Case, rng: Random) -> NewFiling:
    """The paper from which a case was decided, received some working days before."""
    on = date.fromordinal(previous_worked(case.decided_on.toordinal() - rng.randrange(1, 7)))
    request = case.case_class.origin == "on_request"
    names = {party.role: party.name for party in case.parties.all()}
    judgment = case.judgment
    assert judgment.on is not None
    return NewFiling(
        kind=FilingKind.REQUEST if request else FilingKind.JUDGMENT,
        channel=Channel.DIRECT,
        received_on=on,
        court=judgment.court,
        judgment_no=judgment.number,
        judgment_on=judgment.on,
        judgment_kind=judgment.kind,
        effective_on=judgment.effective_on,
        sender=names.get(PartyRole.CREDITOR, "") if request else judgment.court,
        creditor=names.get(PartyRole.CREDITOR, ""),
        debtor=names.get(PartyRole.DEBTOR, ""),
        officer=case.officer,
    )
