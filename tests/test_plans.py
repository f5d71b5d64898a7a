"""Coercion plans: drafted, issued once, standing afterwards, held or called off, two at once."""

import threading
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases.actions.measures import NewMeasure, add_to_measure, decide_measure, end_measure
from cases.actions.plans import (
    edit_plan,
    facts_of,
    issue_plan,
    make_plan,
    record_plan_step,
    steps_of,
)
from cases.actions.steps import cancel_step, record_step, write_step
from cases.choices import MeasureKind, MeasureOutcome, PlanState, Role, StepKind
from cases.forms.plans import working
from cases.models import CoercionPlan, Deadline, Office, Officer, PlanForce, Step, Succession
from cases.rules import Refusal
from cases.rules.coercion import state_of
from tests import factories
from tests.coercions import DAY, NOTIFIED, busy_month, drafted, issued, measure_of, planned
from tests.test_views_cases import TODAY, opened

K = StepKind
db = pytest.mark.django_db


def stands(plan):
    """The state in the column, which must be what the standing steps say."""
    plan.refresh_from_db()
    kinds = plan.steps.filter(cancels=None, cancelled_by=None).values_list("kind", flat=True)
    assert plan.state == state_of(kinds)
    return PlanState(plan.state)


def issue(plan, by, on=TODAY, number="3/KH-CCTHADS", **fields):
    plan.refresh_from_db()
    fields = {"seen": plan.prepared_at, "signer": "Trần Văn Mẫu"} | fields
    return issue_plan(plan, by=by, on=on, number=number, **fields)


# ---------------------------------------------------------------- a draft
@db
def test_a_draft_is_made_edited_and_sent_twice_is_one(desk):
    by, case = desk[Role.OFFICER], opened(desk)
    measure = measure_of(case, by)
    plan, again = make_plan(measure, planned(case), by=by)
    assert not again and stands(plan) == PlanState.DRAFT
    assert sum(plan.forces.values_list("head_count", flat=True)) == 18
    assert make_plan(measure, planned(case), by=by) == (plan, True)
    changed = replace(planned(case), starts_at=time(9), forces=planned(case).forces[:2])
    edit_plan(plan, changed, by=by, seen=plan.prepared_at)
    plan.refresh_from_db()
    assert plan.starts_at == time(9) and plan.forces.count() == 2
    with pytest.raises(Refusal, match="đã có kế hoạch"):
        make_plan(measure, planned(case, starts_at=time(10)), by=desk[Role.HEAD])


@db
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"on": date(2019, 2, 1)}, "on", "Điều 13 khoản 2 Nghị định 62/2015/NĐ-CP"),
        ({"on": date(2018, 10, 27)}, "on", "thứ bảy"),
        ({"starts_at": time(5)}, "starts_at", "Điều 46 khoản 2"),
        ({"on": date(2019, 7, 26), "ends_at": time(7)}, "ends_at", "sau giờ bắt đầu"),
    ],
)
def test_a_day_the_law_does_not_allow_is_refused_in_the_draft(desk, changes, field, words):
    by, case = desk[Role.OFFICER], opened(desk)
    with pytest.raises(Refusal, match=words) as refusal:
        make_plan(measure_of(case, by), planned(case, **changes), by=by)
    assert refusal.value.field == field
    assert not CoercionPlan.objects.exists()


@db
def test_a_plan_is_for_a_coercive_measure_that_stands(desk):
    by, case = desk[Role.OFFICER], opened(desk)
    with pytest.raises(Refusal, match="biện pháp cưỡng chế"):
        make_plan(measure_of(case, by, "freeze"), planned(case), by=by)
    measure = measure_of(case, by)
    measure.is_open = False
    measure.save(update_fields=["is_open"])
    with pytest.raises(Refusal, match="đã chấm dứt"):
        make_plan(measure, planned(case), by=by)


@db
def test_who_may_draft_and_who_may_issue(desk):
    case = opened(desk)
    measure = measure_of(case, desk[Role.OFFICER])
    for role in (Role.ACCOUNTANT, Role.CITY_LEADER, Role.COMMITTEE, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            make_plan(measure, planned(case), by=desk[role])
    colleague = factories.user(
        Role.OFFICER, username="khac", officer=factories.officer("HN-BD-02", "Lê Thị Hoa")
    )
    with pytest.raises(PermissionDenied):
        make_plan(measure, planned(case), by=colleague)
    plan = drafted(desk, case)
    with pytest.raises(PermissionDenied):
        issue(plan, desk[Role.OFFICER])
    issue(plan, desk[Role.CLERK])
    assert stands(plan) == PlanState.ISSUED


# ---------------------------------------------------------------- issuing
@db
def test_an_issued_plan_stands_and_the_database_refuses_edits(desk):
    plan = issued(desk)
    step = plan.steps.get(kind=K.COERCION_PLANNED)
    assert (step.until, step.measure_id, step.counterpart) == (
        DAY,
        plan.measure_id,
        "Thủ trưởng đơn vị",
    )
    with pytest.raises(Refusal, match="không sửa được"):
        edit_plan(plan, planned(plan.case), by=desk[Role.OFFICER], seen=plan.prepared_at)
    for change in (
        lambda: CoercionPlan.objects.filter(pk=plan.pk).update(place="Nơi khác"),
        lambda: connection.cursor().execute("DELETE FROM cases_coercionplan"),
        lambda: plan.forces.update(head_count=1),
        lambda: PlanForce.objects.create(plan=plan, body="police", head_count=9),
        lambda: plan.officers.clear(),
    ):
        with pytest.raises(IntegrityError, match="stands as issued"), transaction.atomic():
            change()


@db
def test_the_terms_count_back_from_the_day_of_the_plan(desk):
    plan = issued(desk)
    due = dict(Deadline.objects.filter(case=plan.case).values_list("term", "due_on"))
    assert due["CC_MEETING"] == date(2018, 10, 24)
    assert due["CC_POLICE_PLAN"] == date(2018, 10, 10)
    assert due["CC_SEND"] == TODAY


@db
def test_all_that_is_missing_is_said_at_once(desk):
    case = opened(desk)
    measure = measure_of(case, desk[Role.OFFICER])
    thin = planned(case, identity_second="", area="")
    plan, _ = make_plan(measure, thin, by=desk[Role.OFFICER])
    with pytest.raises(Refusal) as refusal:
        issue(plan, desk[Role.HEAD])
    for words in ("chỉ theo họ tên", "Chưa thông báo", "tình hình địa bàn", "trao đổi với Công an"):
        assert words in str(refusal.value)
    assert stands(plan) == PlanState.DRAFT


@db
def test_the_same_paper_twice_is_one_and_another_is_refused(desk):
    plan = drafted(desk)
    first, again = issue(plan, desk[Role.HEAD])
    assert not again
    assert issue(plan, desk[Role.HEAD]) == (first, True)
    with pytest.raises(Refusal, match="đã ban hành"):
        issue(plan, desk[Role.CLERK], number="4/KH")


@db
def test_the_head_issues_what_the_page_showed(desk):
    plan = drafted(desk)
    seen = plan.prepared_at
    edit_plan(plan, planned(plan.case, starts_at=time(9)), by=desk[Role.OFFICER], seen=seen)
    with pytest.raises(Refusal, match="vừa sửa dự thảo"):
        issue(plan, desk[Role.HEAD], seen=seen)


# ---------------------------------------------------------------- its steps
def on_the_day(settings, days=0):
    settings.TODAY = DAY + timedelta(days)


@db
def test_through_the_checklist_to_the_result(desk, settings):
    plan, by = issued(desk), desk[Role.OFFICER]
    record_plan_step(plan, K.COERCION_SENT, by=by, on=TODAY)
    on_the_day(settings)
    record_plan_step(plan, K.POLICE_PLANNED, by=by, on=date(2018, 10, 9))
    record_plan_step(plan, K.COERCION_MET, by=by, on=date(2018, 10, 24))
    held, _ = record_plan_step(
        plan, K.COERCED, by=by, on=DAY, at=time(8, 15), outcome="carried_out",
        counterpart="Kiểm sát viên Lê Thị Mai", note="Đã bàn giao nhà",
    )  # fmt: skip
    assert (held.plan_id, held.measure_id) == (plan.pk, plan.measure_id)
    assert stands(plan) == PlanState.HELD
    with pytest.raises(Refusal, match="đã tổ chức"):
        record_plan_step(plan, K.COERCION_REPORTED, by=by, on=DAY)
    cancel_step(held, by=by, reason="Nhầm giờ")
    assert stands(plan) == PlanState.ISSUED


@db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"outcome": "carried_out"}, "at"),
        ({"at": time(8)}, "outcome"),
        ({"at": time(8), "outcome": "lifted"}, "outcome"),
    ],
)
def test_a_day_held_says_when_and_how_it_went(desk, settings, fields, field):
    plan = issued(desk)
    on_the_day(settings)
    with pytest.raises(Refusal) as refusal:
        record_plan_step(plan, K.COERCED, by=desk[Role.OFFICER], on=DAY, **fields)
    assert refusal.value.field == field


@db
def test_called_off_because_the_debtor_performed(desk):
    plan, by = issued(desk), desk[Role.OFFICER]
    with pytest.raises(Refusal, match="vì sao"):
        record_plan_step(plan, K.COERCION_CALLED_OFF, by=by, on=TODAY, outcome="voluntary")
    step, _ = record_plan_step(
        plan, K.COERCION_CALLED_OFF, by=by, on=TODAY, outcome="voluntary", note="Đã tự giao nhà"
    )
    assert stands(plan) == PlanState.CALLED_OFF
    assert step.measure_id == plan.measure_id
    again, _ = make_plan(plan.measure, planned(plan.case), by=by)
    assert again.pk != plan.pk


@db
def test_a_step_twice_is_one_and_differently_is_refused(desk):
    plan, by = drafted(desk), desk[Role.OFFICER]
    said = {"by": by, "on": date(2018, 9, 19), "document_no": "7/CAQ"}
    first, _ = record_plan_step(plan, K.COERCION_ANSWERED, **said)
    assert record_plan_step(plan, K.COERCION_ANSWERED, **said) == (first, True)
    with pytest.raises(Refusal, match="hủy bước ấy trước"):
        record_plan_step(plan, K.COERCION_ANSWERED, **said | {"document_no": "8/CAQ"})


@db
def test_the_issue_is_taken_back_last_and_by_who_may_issue(desk):
    plan, by = issued(desk), desk[Role.OFFICER]
    sent, _ = record_plan_step(plan, K.COERCION_SENT, by=by, on=TODAY)
    step = plan.steps.get(kind=K.COERCION_PLANNED)
    with pytest.raises(PermissionDenied):
        cancel_step(step, by=by, reason="Sai")
    with pytest.raises(Refusal, match="Gửi kế hoạch cưỡng chế"):
        cancel_step(step, by=desk[Role.HEAD], reason="Sai")
    cancel_step(sent, by=by, reason="Chưa gửi")
    cancel_step(step, by=desk[Role.HEAD], reason="Sai")
    assert stands(plan) == PlanState.DRAFT
    edit_plan(plan, planned(plan.case), by=by, seen=plan.prepared_at)


@db
def test_what_was_done_on_the_measure_before_counts_but_not_a_coercion_held_without_the_plan(desk):
    case, by = opened(desk), desk[Role.OFFICER]
    plan, _ = make_plan(measure_of(case, by), planned(case), by=by)
    write_step(case, K.COERCION_EXCHANGED, NOTIFIED, by, measure=plan.measure)
    write_step(case, K.COERCED, TODAY, by, measure=plan.measure)
    facts = facts_of(plan, steps_of(plan), plan.forces.all())
    assert facts.done[K.COERCION_EXCHANGED] == NOTIFIED
    assert facts.state == stands(plan) == PlanState.DRAFT


@db
def test_the_notice_is_to_the_one_the_decision_is_aimed_at(desk):
    case, by = opened(desk), desk[Role.OFFICER]
    other = case.parties.create(role="related", name="Nguyễn Thị Vợ")
    plan, _ = make_plan(measure_of(case, by), planned(case), by=by)
    for party, told in ((other, False), (plan.measure.party, True)):
        record_plan_step(plan, K.NOTIFIED, by=by, on=NOTIFIED, party=party)
        facts = facts_of(plan, steps_of(plan), plan.forces.all())
        assert (K.NOTIFIED in facts.done) == told


@db
def test_another_day_is_another_plan_but_the_notice_of_the_decision_holds(desk):
    plan, by = issued(desk), desk[Role.OFFICER]
    record_plan_step(plan, K.COERCION_CALLED_OFF, by=by, on=TODAY, outcome="lifted", note="Mưa bão")
    other, _ = make_plan(plan.measure, planned(plan.case, on=date(2018, 11, 8)), by=by)
    facts = facts_of(other, steps_of(other), other.forces.all())
    assert K.NOTIFIED in facts.done
    assert K.COERCION_EXCHANGED not in facts.done


@db
def test_from_the_decision_to_the_end_of_the_measure(desk, settings):
    """Through the doors people use: notified, ten days over, decided, planned, held, ended."""
    settings.TODAY = date(2018, 11, 22)
    case, by, head = opened(desk), desk[Role.OFFICER], desk[Role.HEAD]
    debtor = case.parties.get(role="debtor")
    record_step(case, kind=K.NOTIFIED, on=date(2018, 10, 3), by=by, party=debtor)
    new = NewMeasure(MeasureKind.HAND_OVER, date(2018, 10, 16), "Nhà số 12", party=debtor)
    measure, _ = decide_measure(case, new, by=by)
    plan, _ = make_plan(measure, planned(case, on=date(2018, 11, 22)), by=by)
    for kind, on in (
        (K.NOTIFIED, date(2018, 10, 17)),
        (K.COERCION_EXCHANGED, date(2018, 10, 18)),
        (K.COERCION_ANSWERED, date(2018, 10, 22)),
    ):
        party = debtor if kind == K.NOTIFIED else None
        record_plan_step(plan, kind, by=by, on=on, party=party)
    issue(plan, head, on=date(2018, 11, 1))
    with pytest.raises(Refusal, match="chưa tổ chức, chưa dừng"):
        end_measure(measure, outcome=MeasureOutcome.CARRIED_OUT, on=settings.TODAY, by=by)
    with pytest.raises(Refusal, match="trang kế hoạch"):
        add_to_measure(measure, kind=K.COERCED, on=settings.TODAY, by=by)
    record_plan_step(plan, K.COERCED, by=by, on=settings.TODAY, at=time(8), outcome="carried_out")
    end_measure(measure, outcome=MeasureOutcome.CARRIED_OUT, on=settings.TODAY, by=by)
    measure.refresh_from_db()
    assert (stands(plan), measure.is_open) == (PlanState.HELD, False)


@db
def test_the_successor_of_an_ended_office_plans_in_its_own_name_with_its_own_officers(desk):
    case = opened(desk)
    measure = measure_of(case, desk[Role.OFFICER])
    new = Office.objects.create(
        code="HN-D1", name="Phòng Thi hành án dân sự khu vực 1", kind="regional",
        parent=factories.office("HN"), valid_from=date(2018, 10, 1),
    )  # fmt: skip
    Succession.objects.create(old=case.office, new=new, on=date(2018, 10, 1))
    head = factories.User.objects.create_user("head.d1", role=Role.HEAD, name="Bà Hoa", office=new)
    officer = Officer.objects.create(code="HN-D1-01", name="Ông Nam", office=new, valid_from=TODAY)
    assert officer in working(case, head)
    plan, _ = make_plan(measure, planned(case, officers=(officer,)), by=head)
    assert plan.office == new
    with pytest.raises(Refusal, match="đơn vị khác"):
        edit_plan(
            plan, planned(case, officers=(officer,)), by=desk[Role.HEAD], seen=plan.prepared_at
        )


# ---------------------------------------------------------------- pages
def calendar(client, name="coercion_calendar", **asked):
    return client.get(reverse(name), asked).text


@db
def test_the_calendar_of_an_office_and_of_the_city(desk, login, django_assert_max_num_queries):
    """60 plans cost as many queries as six."""
    busy_month(desk)
    head = login(desk[Role.HEAD])
    with django_assert_max_num_queries(14):
        text = calendar(head)
    assert "Lịch cưỡng chế tháng 10/2018" in text
    assert "40 kế hoạch" in text
    assert "Phạm Văn Hải" not in text  # of another office: tests/test_plans_elsewhere.py
    assert "Công an quận Ba Đình cùng ngày: Hoàn Kiếm" in text
    city = login(desk[Role.CITY_LEADER])
    with django_assert_max_num_queries(14):
        text = calendar(city)
    assert "60 kế hoạch" in text
    assert "Công an quận Ba Đình trùng giờ" in text
    with django_assert_max_num_queries(14):
        text = calendar(city, view="list")
    assert "1–50 trong 60 kế hoạch" in text
    with django_assert_max_num_queries(14):
        text = calendar(city, "coercion_print")
    assert text.count("Đội Cấn") >= 60
    assert "20 kế hoạch" in calendar(city, office="HN-HK")
    assert "40 kế hoạch" in calendar(city, officer="HN-BD-01")
    assert "7 kế hoạch" in calendar(city, state="called_off")


@db
def test_a_day_called_off_is_no_day_and_no_longer_waits_for_its_result(desk, login, settings):
    """What it spared is counted with its measure: tests/test_persuasion.py."""
    plan, by = issued(desk), desk[Role.OFFICER]
    client = login(by)
    settings.TODAY = date(2018, 10, 30)
    assert "chưa ghi kết quả" in calendar(client)
    record_plan_step(
        plan, K.COERCION_CALLED_OFF, by=by, on=TODAY, outcome="voluntary", note="Đã tự giao nhà"
    )
    text = calendar(client)
    assert "tự nguyện thi hành" in text and "bớt huy động" not in text
    assert "0 lượt người tham gia" in text
    assert "chưa ghi kết quả" not in text


@db
def test_a_month_without_plans_says_so_and_why_its_days_are_shut(desk, login):
    text = calendar(login(desk[Role.OFFICER]), month="2019-02")
    assert "không có kế hoạch cưỡng chế nào" in text
    assert text.count("15 ngày trước, sau Tết") == 9
    assert "Mùng hai Tết Nguyên Đán" in text
    assert "tháng 10/2018" in calendar(login(desk[Role.OFFICER]), month="xx")


@db
def test_the_page_of_a_plan(desk, login, django_assert_max_num_queries):
    plan = issued(desk)
    client = login(desk[Role.OFFICER])
    with django_assert_max_num_queries(16):
        text = client.get(reverse("plan_detail", args=(plan.pk,))).text
    for words in (
        "18",
        "48.500.000 đồng",
        "Công an quận Ba Đình",
        "Điều 6 khoản 2 Thông tư liên tịch",
    ):
        assert words in text
    paper = client.get(reverse("plan_print", args=(plan.pk,))).text
    assert "Số: 3/KH-CCTHADS" in paper
    assert "Lực lượng tham gia: 18 người" in paper


@db
def test_a_refused_issue_says_why_and_keeps_what_was_typed(desk, login):
    plan = drafted(desk, identity_second="")
    address = reverse("plan_issue", args=(plan.pk,))
    client = login(desk[Role.HEAD])
    assert "chỉ theo họ tên" in client.get(address).text
    said = {"number": "3/KH", "on": "05/10/2018", "signer": "Trần Văn Mẫu"}
    text = client.post(address, said | {"seen": plan.prepared_at.isoformat()}).text
    assert "chỉ theo họ tên" in text
    assert 'value="3/KH"' in text
    assert "Mở lại trang" in client.post(address, said | {"seen": "x"}).text


@db
def test_who_only_reads_finds_no_buttons_and_no_forms(desk, login):
    plan = drafted(desk)
    for role in (Role.ACCOUNTANT, Role.CITY_LEADER):
        client = login(desk[role])
        text = client.get(reverse("plan_detail", args=(plan.pk,))).text
        assert "Ghi bước này" not in text
        for name, args in (
            ("plan_edit", ()), ("plan_issue", ()), ("plan_step", ("coercion_met",)),
        ):  # fmt: skip
            assert client.get(reverse(name, args=(plan.pk, *args))).status_code == 403
    assert (
        login(desk[Role.OFFICER]).get(reverse("plan_step", args=(plan.pk, "verified"))).status_code
        == 404
    )


@db
@pytest.mark.parametrize("count", ["x", "-3", "9" * 5000])
def test_a_tampered_count_of_forces_is_no_fault(desk, login, count):
    plan = drafted(desk)
    client, url = login(desk[Role.OFFICER]), reverse("plan_edit", args=(plan.pk,))
    prefix = client.get(url).context["form"].rows.prefix
    for more in ({"add": "1"}, {"look": "1"}, {}):
        assert client.post(url, {f"{prefix}-TOTAL_FORMS": count} | more).status_code == 200


@db
def test_a_step_of_a_plan_is_recorded_on_its_page_and_cancelled_back_to_it(desk, login):
    plan = drafted(desk)
    client = login(desk[Role.OFFICER])
    answer = client.get(reverse("step_new", args=(plan.case_id, "coercion_answered")))
    assert answer.url == reverse("plan_step", args=(plan.pk, "coercion_answered"))
    other = opened(desk, 230)
    measure = measure_of(other, desk[Role.OFFICER])
    answer = client.get(reverse("step_new", args=(other.pk, "coercion_exchanged")))
    assert answer.url == reverse("plan_new", args=(measure.pk,))
    step = plan.steps.get(kind=K.COERCION_EXCHANGED)
    gone = client.post(reverse("step_cancel", args=(step.pk,)), {"note": "Nhầm"})
    assert gone.url == reverse("plan_detail", args=(plan.pk,))
    assert "Lý do hủy: Nhầm" in client.get(gone.url).text


# ---------------------------------------------------------------- two at once
def together(*tasks):
    """Run each in a thread and transaction of its own; answers and refusals in their order."""
    gate, found = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(n, task):
        try:
            gate.wait()
            found[n] = task()
        except Refusal as refusal:
            found[n] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_issue_at_once_and_one_sees_why_not(office):
    plan = drafted(office)
    seen = plan.prepared_at
    found = together(
        *(
            lambda n=n, by=by: issue_plan(
                CoercionPlan.objects.get(pk=plan.pk), by=by, on=TODAY, number=f"{n}/KH",
                signer="Trần Văn Mẫu", seen=seen,
            )
            for n, by in ((3, office[Role.HEAD]), (4, office[Role.CLERK]))
        )
    )  # fmt: skip
    assert sum(isinstance(answer, Refusal) for answer in found) == 1
    assert Step.objects.filter(plan=plan, kind=K.COERCION_PLANNED).count() == 1
    assert stands(plan) == PlanState.ISSUED


@pytest.mark.django_db(transaction=True)
def test_editing_and_issuing_at_once_never_issues_what_nobody_saw(office):
    plan = drafted(office)
    seen = plan.prepared_at
    new = planned(plan.case, place="Địa điểm sửa")
    found = together(
        lambda: edit_plan(
            CoercionPlan.objects.get(pk=plan.pk), new, by=office[Role.OFFICER], seen=seen
        ),
        lambda: issue_plan(
            CoercionPlan.objects.get(pk=plan.pk), by=office[Role.HEAD], on=TODAY, number="3/KH",
            signer="Trần Văn Mẫu", seen=seen,
        ),
    )  # fmt: skip
    assert sum(isinstance(answer, Refusal) for answer in found) == 1
    state = stands(plan)
    assert (state == PlanState.ISSUED) == (plan.place != "Địa điểm sửa")


@pytest.mark.django_db(transaction=True)
def test_held_and_called_off_at_once_is_one_of_the_two(office, settings):
    plan, by = issued(office), office[Role.OFFICER]
    on_the_day(settings)
    found = together(
        lambda: record_plan_step(plan, K.COERCED, by=by, on=DAY, at=time(8), outcome="failed"),
        lambda: record_plan_step(
            plan, K.COERCION_CALLED_OFF, by=by, on=DAY, outcome="lifted", note="Mưa bão"
        ),
    )
    assert sum(isinstance(answer, Refusal) for answer in found) == 1
    assert stands(plan) in (PlanState.HELD, PlanState.CALLED_OFF)


@pytest.mark.django_db(transaction=True)
def test_cancelling_and_recording_at_once_wait_for_each_other(office):
    """Locks are taken in one order, whichever door one came in by."""
    plan, by = issued(office), office[Role.OFFICER]
    step = plan.steps.get(kind=K.COERCION_EXCHANGED)
    found = together(
        lambda: record_plan_step(plan, K.COERCION_SENT, by=by, on=TODAY),
        lambda: cancel_step(step, by=office[Role.HEAD], reason="Sai ngày"),
    )
    assert not [answer for answer in found if isinstance(answer, Refusal | None)]
    assert stands(plan) == PlanState.ISSUED


@pytest.mark.django_db(transaction=True)
def test_two_record_one_step_at_once(office):
    plan, by = drafted(office), office[Role.OFFICER]
    said = {"by": by, "on": date(2018, 9, 19)}
    found = together(
        *(lambda: record_plan_step(plan, K.COERCION_ANSWERED, **said) for _ in range(2))
    )
    assert sorted(again for _, again in found) == [False, True]
    assert Step.objects.filter(plan=plan, kind=K.COERCION_ANSWERED).count() == 1
