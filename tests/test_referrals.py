"""Putting a case to the steering committee: sent, concluded, followed up, each once."""

import re
import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.referrals import Conclusion, conclude, follow_up, refer
from cases.actions.steps import cancel_step
from cases.choices import Addressee, Role, StepKind
from cases.models import Referral
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import TODAY, opened

LONG_AGO = date(2018, 10, 2)


@pytest.fixture
def case(desk):
    return opened(desk)


def sent(case, by, **fields):
    fields = {
        "addressee": Addressee.STEERING_COMMITTEE, "reason": "Công an có ý kiến khác",
        "asked": "Chỉ đạo lực lượng tham gia", "on": LONG_AGO, "document_no": "12/BC-THADS",
    } | fields  # fmt: skip
    return refer(case, by=by, **fields)[0]


def said(**fields):
    return Conclusion(
        **{"on": date(2018, 10, 3), "words": "Đồng ý tổ chức cưỡng chế", "number": "5/TB-BCĐ",
           "responsible": "Công an quận Ba Đình", "due_on": date(2018, 10, 4)} | fields
    )  # fmt: skip


def test_the_three_parts_stand_on_the_timeline(desk, case):
    referral = sent(case, desk[Role.OFFICER])
    referral = conclude(referral, said(), by=desk[Role.HEAD])
    referral = follow_up(referral, on=TODAY, words="Đã họp liên ngành", by=desk[Role.OFFICER])
    steps = list(case.steps.order_by("pk").values_list("kind", "document_no", "until"))
    assert steps == [
        (StepKind.REFERRED, "12/BC-THADS", None),
        (StepKind.REFERRAL_CONCLUDED, "5/TB-BCĐ", date(2018, 10, 4)),
        (StepKind.REFERRAL_FOLLOWED, "", None),
    ]
    referral.refresh_from_db()
    assert (referral.concluded_on, referral.followed_on) == (date(2018, 10, 3), TODAY)


def test_a_form_sent_twice_is_one_referral(desk, case):
    assert sent(case, desk[Role.OFFICER]) == sent(case, desk[Role.OFFICER])
    assert Referral.objects.count() == 1


def test_who_may(desk, case):
    referral = sent(case, desk[Role.OFFICER])
    for role in (Role.OFFICER, Role.ACCOUNTANT, Role.COMMITTEE, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            conclude(referral, said(), by=desk[role])
    for role in (Role.ACCOUNTANT, Role.COMMITTEE, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            sent(case, desk[role])
    with pytest.raises(PermissionDenied):  # another office
        conclude(referral, said(), by=factories.user(Role.HEAD, "HN-HK"))
    assert conclude(referral, said(), by=desk[Role.CITY_CLERK]).concluded
    assert Referral.objects.visible_to(desk[Role.COMMITTEE]).get() == referral


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"on": date(2018, 10, 1)}, "on"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"words": ""}, "words"),
        ({"due_on": date(2018, 10, 2)}, "due_on"),
    ],
)
def test_a_conclusion_that_cannot_be(desk, case, fields, field):
    referral = sent(case, desk[Role.OFFICER])
    with pytest.raises(Refusal) as refused:
        conclude(referral, said(**fields), by=desk[Role.HEAD])
    assert refused.value.field == field
    assert not case.steps.filter(kind=StepKind.REFERRAL_CONCLUDED).exists()


def test_each_part_is_written_once_and_in_order(desk, case):
    referral = sent(case, desk[Role.OFFICER])
    with pytest.raises(Refusal, match="Chưa có kết luận"):
        follow_up(referral, on=TODAY, words="Xong", by=desk[Role.OFFICER])
    conclude(referral, said(), by=desk[Role.HEAD])
    with pytest.raises(Refusal, match="Kết luận đã được ghi"):
        conclude(referral, said(), by=desk[Role.CLERK])
    follow_up(referral, on=TODAY, words="Xong", by=desk[Role.OFFICER])
    with pytest.raises(Refusal, match="đã được ghi"):
        follow_up(referral, on=TODAY, words="Xong", by=desk[Role.OFFICER])


def test_a_part_is_taken_back_with_its_step_newest_first(desk, case):
    officer, head = desk[Role.OFFICER], desk[Role.HEAD]
    referral = conclude(sent(case, officer), said(), by=head)
    referral = follow_up(referral, on=TODAY, words="Xong", by=officer)
    for step in (referral.sent, referral.concluded):
        with pytest.raises(Refusal, match="trước"):
            cancel_step(step, by=officer, reason="Nhầm")
    cancel_step(referral.followed, by=officer, reason="Nhầm")
    cancel_step(referral.concluded, by=officer, reason="Nhầm")
    referral.refresh_from_db()
    assert (referral.concluded_on, referral.conclusion, referral.followed) == (None, "", None)
    referral = conclude(referral, said(words="Khác"), by=head)
    cancel_step(referral.concluded, by=officer, reason="Nhầm")
    cancel_step(referral.sent, by=officer, reason="Nhầm")
    assert not Referral.objects.standing().exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_conclude_at_once(desk, case):
    referral = sent(case, desk[Role.OFFICER])
    met, start = [], threading.Barrier(2)

    def run(role):
        start.wait()
        try:
            met.append(conclude(referral, said(), by=desk[role]))
        except Refusal as refused:
            met.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(r,)) for r in (Role.HEAD, Role.CLERK)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(row).__name__ for row in met) == ["Referral", "Refusal"]
    assert case.steps.filter(kind=StepKind.REFERRAL_CONCLUDED).count() == 1


# ---------------------------------------------------------------- pages
def test_from_sending_to_following_in_the_browser_forms(desk, case, login):
    client = login(desk[Role.OFFICER])
    typed = {
        "addressee": "peoples_committee", "on": "03/10/2018", "reason": "Vụ việc lớn, phức tạp",
        "asked": "",
    }  # fmt: skip
    address = reverse("referral_new", args=(case.pk,))
    refused = client.post(address, typed)
    assert refused.status_code == 200 and "Vụ việc lớn, phức tạp" in refused.text
    page = client.post(address, typed | {"asked": "Cho ý kiến"}, follow=True)
    assert page.status_code == 200 and "Chờ kết luận" in page.text
    assert "Ghi kết luận" not in page.text  # the officer does not record it
    referral = Referral.objects.get()
    detail = reverse("referral_detail", args=(referral.pk,))
    conclusion = {"conclusion-on": "04/10/2018", "conclusion-words": "Đồng ý"}
    assert client.post(detail, conclusion).status_code == 403

    client = login(desk[Role.HEAD])
    page = client.post(detail, conclusion | {"conclusion-on": "01/10/2018"})
    assert "Trước ngày gửi" in page.text and "Đồng ý" in page.text
    page = client.post(detail, conclusion | {"conclusion-due_on": "04/10/2018"}, follow=True)
    assert "Quá hạn thực hiện 04/10/2018" in page.text
    page = client.post(detail, {"follow-on": "05/10/2018", "follow-words": "Đã làm"}, follow=True)
    assert "Đã thực hiện 05/10/2018" in page.text
    timeline = client.get(reverse("case_detail", args=(case.pk,))).text
    assert re.search("Chủ tịch Ủy ban nhân dân.*Đã thực hiện", timeline, re.S)


def test_overdue_follow_ups_come_first(desk, login):
    officer, head = desk[Role.OFFICER], desk[Role.HEAD]
    cases = [opened(desk, number=300 + n, amount=5) for n in range(4)]
    waiting, late, soon, done = (sent(case, officer) for case in cases)
    conclude(late, said(), by=head)
    conclude(soon, said(due_on=date(2018, 10, 20)), by=head)
    follow_up(conclude(done, said(), by=head), on=TODAY, words="Xong", by=officer)
    client = login(head)

    def shown(**query):
        page = client.get(reverse("referral_list"), query)
        return [row.pk for row in page.context["page_obj"]]

    assert shown() == [late.pk, soon.pk, waiting.pk]
    assert shown(state="overdue") == [late.pk]
    assert shown(state="waiting") == [waiting.pk]
    assert shown(state="to_follow") == [late.pk, soon.pk]
    assert shown(state="done") == [done.pk]
    assert shown(addressee="peoples_committee") == []


def test_the_list_costs_the_same_for_many(desk, login):
    client, officer = login(desk[Role.CITY_LEADER]), desk[Role.OFFICER]
    client.get(reverse("referral_list"))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("referral_list")).status_code == 200
        return len(asked)

    sent(opened(desk, number=300, amount=5), officer)
    few = queries()
    for n in range(5):
        sent(opened(desk, number=301 + n, amount=5), officer)
    assert queries() == few <= 9
