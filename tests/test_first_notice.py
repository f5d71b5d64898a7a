"""The first notice of the enforcement decision to the debtor: read once, for terms and measures."""

from datetime import date

import pytest

from cases.actions.steps import record_step, write_step
from cases.choices import MeasureKind, Role, StepKind
from cases.models import Deadline
from cases.rules import Refusal
from cases.rules.calendar import Calendar
from cases.rules.running import OPENED, Fact, Subject, notices_of_decision, running_terms
from tests.coercions import measure_of
from tests.test_measures import decide, house
from tests.test_views_cases import opened

K = StepKind
DECISION, LATER, CREDITOR, DEBTOR = 5, 6, 11, 12
MONDAY = date(2018, 10, 1)
SUBJECT = Subject(parties=frozenset((CREDITOR, DEBTOR)), debtors=frozenset((DEBTOR,)))


def told(day, pk=1, kind=K.NOTIFIED, **of):
    return Fact(kind, date(2018, 10, day), pk, **of)


def voluntary(*notices, subject=SUBJECT):
    facts = [Fact("intake", MONDAY, DECISION, is_act=True), *notices]
    found = running_terms(subject, facts, Calendar())
    return [row.fact.pk for row in found if row.term.key == "VOLUNTARY"]


@pytest.mark.parametrize(
    ("notice", "counts"),
    [
        (told(3), True),  # of no paper, to nobody in particular
        (told(3, about=DECISION), True),
        (told(3, about=DECISION, party=DEBTOR), True),
        (told(3, kind=K.POSTED, about=DECISION), True),
        (told(3, kind=K.MEDIA_NOTICE), True),
        (told(3, about=LATER), False),  # of another decision
        (told(3, party=CREDITOR), False),
        (told(3, measure=8), False),  # of the decision to coerce
        (told(3, measure=8, plan=9, party=DEBTOR), False),
        (told(3, plan=9), False),
        (told(3, asset=7), False),
        (told(3, kind=K.SENT_TO_PROCURACY), False),
    ],
)
def test_which_notice_is_of_the_decision(notice, counts):
    facts = [Fact("intake", MONDAY, DECISION, is_act=True), notice]
    assert notices_of_decision(facts, {DEBTOR}) == [notice] * counts
    assert voluntary(notice) == [1] * counts


def test_the_first_by_day_alone_starts_the_term():
    late, early = told(8, 1), told(3, 2, about=DECISION)
    assert voluntary(late, early) == [2]
    assert voluntary(told(3, 1, party=CREDITOR), told(4, 2, party=DEBTOR)) == [2]
    assert voluntary(told(3, 1, measure=8, plan=9), told(4, 2)) == [2]


def test_a_case_that_came_with_the_books_has_a_decision_too():
    facts = [Fact(OPENED, MONDAY, DECISION, is_act=True), told(3, about=DECISION)]
    assert notices_of_decision(facts) == facts[1:]


# ---------------------------------------------------------------- on a case
@pytest.mark.django_db
def test_measure_and_term_read_the_same_day(desk, settings):
    case, officer = opened(desk, amount=1_000_000_000), desk[Role.OFFICER]
    settings.TODAY = date(2018, 10, 31)
    debtor, creditor = (case.parties.get(role=role) for role in ("debtor", "creditor"))
    said = {"kind": K.NOTIFIED, "by": officer, "act": case.acts.get()}
    asset = house(case)

    def refused(words):
        with pytest.raises(Refusal, match=words):
            decide(case, officer, MeasureKind.SEIZE, date(2018, 10, 17), asset=asset)
        return not Deadline.objects.filter(case=case, term="VOLUNTARY").exists()

    record_step(case, on=date(2018, 10, 3), party=creditor, **said)
    assert refused("Chưa ghi việc thông báo")
    # A notice of the decision to coerce, from the page of its plan, is of that one alone.
    measure = measure_of(case, officer)
    write_step(case, K.NOTIFIED, date(2018, 10, 4), officer, measure=measure, party=debtor)
    assert refused("Chưa ghi việc thông báo")
    record_step(case, on=date(2018, 10, 8), party=debtor, **said)
    assert not refused("thông báo ngày 08/10/2018: sớm nhất sau ngày 18/10/2018")
    term = Deadline.objects.get(case=case, term="VOLUNTARY")
    assert (term.since, term.due_on) == (date(2018, 10, 8), date(2018, 10, 18))
    assert decide(case, officer, MeasureKind.SEIZE, date(2018, 10, 19), asset=asset)[0].is_open
