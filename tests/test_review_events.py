"""What a review counts besides the ledger, as the closing of its year had it."""

from datetime import date

import pytest

from cases.actions.referrals import Conclusion, conclude, refer
from cases.actions.steps import cancel_step, write_step
from cases.choices import Addressee, Role, StepKind
from cases.models import KeyCase, Step
from reports.review import events
from tests.coercions import measure_of
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db
OCTOBER, SEPTEMBER = date(2018, 10, 5), date(2018, 9, 20)


@pytest.fixture
def case(desk):
    return opened(desk)


def counted(ba_dinh, line, year=2018):
    found = events.counted([ba_dinh.pk], year, year)[year][line]
    assert sum(fact.times for fact in events.behind(line, [ba_dinh.pk], year)) == found
    return found


def test_a_step_cancelled_after_the_year_still_counts_in_it(desk, case, ba_dinh, settings):
    officer = desk[Role.OFFICER]
    settings.TODAY = SEPTEMBER
    first, second = (measure_of(case, officer) for _ in range(2))
    write_step(case, StepKind.PERSUADED, SEPTEMBER, officer, outcome="agreed")
    assert [counted(ba_dinh, line) for line in ("decided", "persuaded", "agreed")] == [2, 1, 1]
    cancel_step(Step.objects.get(measure=first), by=officer, reason="Nhầm")
    assert counted(ba_dinh, "decided") == 1
    settings.TODAY = OCTOBER
    cancel_step(Step.objects.get(measure=second), by=officer, reason="Nhầm")
    assert counted(ba_dinh, "decided") == 1


def test_a_conclusion_that_is_due_is_kept_or_late(desk, case, ba_dinh, settings):
    settings.TODAY = SEPTEMBER
    referral, _ = refer(
        case, addressee=Addressee.STEERING_COMMITTEE, reason="Phức tạp", asked="Chỉ đạo",
        on=date(2018, 9, 10), by=desk[Role.OFFICER],
    )  # fmt: skip
    said = Conclusion(on=date(2018, 9, 12), words="Cưỡng chế", due_on=date(2018, 9, 25))
    conclude(referral, said, by=desk[Role.HEAD])
    lines = ("referred", "concluded", "due", "in_time", "late")
    assert [counted(ba_dinh, line) for line in lines] == [1, 1, 1, 0, 1]


def test_a_key_case_counts_while_it_is_marked(desk, case, ba_dinh):
    """Marked in the year and let go after it: the year's figure keeps it."""
    marked = KeyCase(
        case=case, since=date(2018, 3, 1), reason="other", ended_on=OCTOBER, end_reason="Đã xong"
    )
    marked.save()
    assert events.counted([ba_dinh.pk], 2017, 2018)[2018]["key_in"] == 1
    assert events.counted([ba_dinh.pk], 2017, 2018)[2017]["key_in"] == 0
