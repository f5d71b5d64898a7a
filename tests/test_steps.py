"""Steps of procedure as officers record them: several at once, once only, never edited."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from cases.actions.closings import close_month
from cases.actions.ledger import Paper, record_act
from cases.actions.steps import cancel_step, record_step, send_to_procuracy
from cases.choices import OPEN_PLACES, ActKind, Heading, Role, StepKind
from cases.models import Act, Case, Step
from cases.rules import Refusal
from cases.rules.steps import ASKS, FOLLOWS, GROUPS, NEEDS, OF_CASES, SENDABLE, UNTIL, USUAL, likely
from tests import factories
from tests.test_views_cases import TODAY, opened


def address(case, kind="notified"):
    return reverse("step_new", args=(case.pk, kind))


def send(client, case, kind="notified", **changes):
    """The form as the page gives it, filled in and sent."""
    seen = client.get(address(case, kind)).context["form"].initial["last_seen"]
    typed = {"on": "05/10/2018", "last_seen": seen, "document_no": "", "note": ""} | changes
    return client.post(address(case, kind), typed)


def postponed(people, case, number=7, on=TODAY):
    return record_act(
        case.pk, kind=ActKind.POSTPONE, ground="a", on=on, by=people[Role.HEAD],
        paper=Paper(f"{number}/QĐ-CCTHADS", on, "Trần Văn Mẫu"),
    )  # fmt: skip


# ---------------------------------------------------------------- the data
def test_every_step_of_a_case_has_one_group():
    listed = [kind for _, kinds in GROUPS for kind in kinds]
    assert len(listed) == len(set(listed))
    assert set(ASKS) | set(NEEDS) | set(UNTIL) | set(FOLLOWS) <= OF_CASES
    assert {answer for answers in FOLLOWS.values() for answer in answers} <= OF_CASES
    assert {kind for kinds in USUAL.values() for kind in kinds} <= OF_CASES
    assert set(USUAL) == set(OPEN_PLACES)
    for kind, names in NEEDS.items():
        assert set(names) <= {*ASKS.get(kind, ()), "note"}
    assert StepKind.CANCELLED not in OF_CASES


def test_what_answers_an_open_step_comes_first():
    assert likely(Heading.IN_PROGRESS, [])[0] == StepKind.NOTIFIED
    asked = likely(Heading.IN_PROGRESS, [StepKind.VERIFY_QUERY_SENT])
    assert asked[0] == StepKind.VERIFY_QUERY_ANSWERED
    answered = likely(
        Heading.IN_PROGRESS, [StepKind.VERIFY_QUERY_SENT, StepKind.VERIFY_QUERY_ANSWERED]
    )
    assert answered[0] == StepKind.NOTIFIED
    failed = likely(Heading.IN_PROGRESS, [StepKind.AUCTION_CONTRACT, StepKind.AUCTION_FAILED])
    assert StepKind.AUCTION_WON not in failed
    assert failed[0] in FOLLOWS[StepKind.AUCTION_FAILED]


def test_decisions_go_to_the_procuracy_and_receipts_do_not():
    assert {ActKind.INTAKE, ActKind.POSTPONE, ActKind.TERMINATE, ActKind.RECALL} <= SENDABLE
    assert not SENDABLE & {ActKind.COLLECT, ActKind.PAY_OUT, ActKind.REVERSE, ActKind.HANDOVER}


# ---------------------------------------------------------------- recording
def test_one_form_notifies_several_parties_of_one_decision(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    page = client.get(address(case))
    assert page.text.count("checked") == 1  # the newest decision
    answer = send(
        client, case, acts=[case.acts.get().pk], parties=[p.pk for p in case.parties.all()],
        document_no="BB 12", note="Giao trực tiếp tại trụ sở",
    )  # fmt: skip
    assert answer.url == reverse("case_detail", args=(case.pk,))
    steps = list(case.steps.order_by("pk"))
    assert [step.party.name for step in steps] == ["Ngân hàng TMCP Sông Hồng", "Lê Văn Cường"]
    assert {(s.act_id, s.document_no, s.on, s.booked_on) for s in steps} == {
        (case.acts.get().pk, "BB 12", TODAY, TODAY)
    }
    text = client.get(answer.url).text
    assert "Đã ghi: Thông báo, tống đạt 05/10/2018 (2 dòng)" in text
    assert "Giao trực tiếp tại trụ sở" in text


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("notified", {}, "parties"),
        ("noted", {}, "note"),
        ("noted", {"note": "x", "on": "06/10/2018"}, "on"),
        ("noted", {"note": "x", "on": "31/02/2018"}, "on"),
        ("security_minutes", {"at": ""}, "at"),
        ("security_minutes", {"at": "25h"}, "at"),
        ("verification_planned", {}, "until"),
        ("verification_planned", {"until": "04/10/2018"}, "until"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(desk, login, kind, changes, field):
    case = opened(desk)
    answer = send(login(desk[Role.OFFICER]), case, kind, **changes)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not case.steps.exists()


def test_an_hour_is_read_as_people_write_it(desk, login):
    case = opened(desk)
    send(login(desk[Role.OFFICER]), case, "security_minutes", at="8h30")
    assert f"{case.steps.get().at:%H:%M}" == "08:30"


def test_a_step_about_a_decision_is_not_before_it(desk, login):
    case = opened(desk)
    answer = send(
        login(desk[Role.OFFICER]), case, "sent_to_procuracy",
        acts=[case.acts.get().pk], on="01/10/2018",
    )  # fmt: skip
    assert answer.context["form"].errors["on"] == ["Trước ngày của văn bản (02/10/2018)."]


def test_rows_of_another_case_are_no_choice(desk, login):
    case, other = opened(desk), opened(desk, 215)
    client = login(desk[Role.OFFICER])
    answer = send(client, case, acts=[other.acts.get().pk], parties=[other.parties.first().pk])
    assert set(answer.context["form"].errors) == {"acts", "parties"}
    with pytest.raises(Refusal):
        record_step(
            case, kind=StepKind.NOTIFIED, on=TODAY, by=desk[Role.OFFICER],
            party=other.parties.first(),
        )  # fmt: skip


def test_the_same_form_sent_twice_writes_once(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    typed = {
        "on": "05/10/2018", "last_seen": 0, "document_no": "", "note": "",
        "parties": [p.pk for p in case.parties.all()],
    }  # fmt: skip
    for _ in range(2):
        answer = client.post(address(case), typed)
    assert case.steps.count() == 2
    assert "không ghi lần hai" in client.get(answer.url).text
    # a page opened afterwards means it: the same words are another fact
    send(client, case, parties=[case.parties.first().pk])
    assert case.steps.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_sends_at_the_same_moment_write_once(desk):
    from cases.forms.steps import StepForm

    case, officer = opened(desk), desk[Role.OFFICER]
    typed = {"on": "05/10/2018", "last_seen": 0, "note": "Đương sự đến làm việc"}
    start, done = threading.Barrier(2), []

    def click():
        form = StepForm(typed, parent=case, kind=StepKind.NOTED, by=officer)
        start.wait()
        done.append((form.apply(), form.repeated))
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Step.objects.count() == 1
    assert sorted(repeated for _, repeated in done) == [False, True]


# ---------------------------------------------------------------- who, and into which month
def test_an_officer_writes_the_own_cases_only(desk, login):
    case = opened(desk)
    Case.objects.filter(pk=case.pk).update(officer=factories.officer("HN-BD-02", "Đặng Thị Hoa"))
    client = login(desk[Role.OFFICER])
    assert client.get(address(case)).status_code == 403
    assert "Ghi việc (G)" not in client.get(reverse("case_detail", args=(case.pk,))).text
    assert send(login(desk[Role.HEAD]), case, "noted", note="x").status_code == 302


def test_who_only_reads_or_handles_money_records_no_step(desk, login):
    case = opened(desk)
    for role in (Role.ACCOUNTANT,):
        assert login(desk[role]).get(address(case)).status_code == 403
        with pytest.raises(PermissionDenied):
            record_step(case, kind=StepKind.NOTED, on=TODAY, by=desk[role])
    stranger = factories.user(Role.HEAD, "HN-HK", username="la")
    assert login(stranger).get(address(case)).status_code == 404
    assert login(desk[Role.HEAD]).get(address(case, "done")).status_code == 404


def test_a_fact_of_a_closed_month_keeps_its_day_and_counts_in_the_open_one(desk, login, ba_dinh):
    case = opened(desk)
    close_month(ba_dinh, date(2018, 9, 30), by=desk[Role.HEAD])
    answer = send(login(desk[Role.OFFICER]), case, "noted", note="Biết muộn", on="28/09/2018")
    step = case.steps.get()
    assert (step.on, step.booked_on) == (date(2018, 9, 28), date(2018, 10, 1))
    text = login(desk[Role.OFFICER]).get(answer.url).text
    assert "Tính vào ngày 01/10/2018" in text
    assert "ghi muộn 3 ngày" in text


# ---------------------------------------------------------------- cancelling
def test_a_cancelled_step_stays_to_be_seen_with_its_reason(desk, login):
    case = opened(desk)
    step = record_step(case, kind=StepKind.NOTED, on=TODAY, by=desk[Role.OFFICER], note="Nhầm")
    client = login(desk[Role.OFFICER])
    cancel = reverse("step_cancel", args=(step.pk,))
    assert "note" in client.post(cancel, {"note": " "}).context["form"].errors
    assert not Step.objects.filter(cancels=step).exists()
    assert client.post(cancel, {"note": "Ghi nhầm hồ sơ"}).url == reverse(
        "case_detail", args=(case.pk,)
    )
    text = client.get(reverse("case_detail", args=(case.pk,))).text
    assert 'class="step reversed"' in text
    assert "đã hủy 05/10/2018" in text
    assert "Lý do hủy: Ghi nhầm hồ sơ" in text
    assert client.post(cancel, {"note": "lần nữa"}).status_code == 200
    assert Step.objects.filter(cancels=step).count() == 1
    assert client.get(cancel).status_code == 302
    with pytest.raises(Refusal):
        cancel_step(Step.objects.get(cancels=step), by=desk[Role.HEAD], reason="không hủy việc hủy")


# ---------------------------------------------------------------- the procuracy
def test_the_decisions_of_the_day_are_sent_at_once(desk, login, django_assert_max_num_queries):
    cases = [opened(desk, number) for number in range(1, 6)]
    for number, case in enumerate(cases):
        postponed(desk, case, 20 + number)
    client = login(desk[Role.OFFICER])
    url = reverse("procuracy")
    with django_assert_max_num_queries(10):
        page = client.get(url)
    assert page.context["page_obj"].paginator.count == 10
    acts = list(Act.objects.filter(kind=ActKind.POSTPONE).values_list("pk", flat=True))
    answer = client.post(url, {"acts": acts, "on": "05/10/2018", "document_no": "CV 9"})
    assert answer.status_code == 302
    steps = Step.objects.filter(kind=StepKind.SENT_TO_PROCURACY)
    assert {(s.act_id, s.document_no) for s in steps} == {(pk, "CV 9") for pk in acts}
    assert client.get(url).context["page_obj"].paginator.count == 5
    # sent again from an old page: those are no choices any more, and nothing is written twice
    assert client.post(url, {"acts": acts, "on": "05/10/2018"}).status_code == 200
    assert steps.count() == 5
    assert send_to_procuracy(
        Act.objects.filter(pk__in=acts), by=desk[Role.HEAD], on=TODAY, document_no=""
    ) == []  # fmt: skip


def test_a_sending_that_was_cancelled_is_due_again(desk, login):
    case = opened(desk)
    (step,) = send_to_procuracy(case.acts.all(), by=desk[Role.HEAD], on=TODAY, document_no="")
    client = login(desk[Role.OFFICER])
    assert not client.get(reverse("procuracy")).context["page_obj"].paginator.count
    cancel_step(step, by=desk[Role.OFFICER], reason="Chưa gửi")
    assert client.get(reverse("procuracy")).context["page_obj"].paginator.count == 1


def test_the_procuracy_page_keeps_to_the_own_cases(desk, login):
    mine, theirs = opened(desk), opened(desk, 7, at="HN-HK")
    colleague = opened(desk, 300)
    Case.objects.filter(pk=colleague.pk).update(officer=factories.officer("HN-BD-02", "Hoa"))
    shown = login(desk[Role.OFFICER]).get(reverse("procuracy")).context["page_obj"]
    assert [act.case for act in shown] == [mine]
    clerk = login(desk[Role.CLERK])
    shown = clerk.get(reverse("procuracy")).context["page_obj"]
    assert {act.case for act in shown} == {mine, colleague}
    shown = clerk.get(reverse("procuracy"), {"officer": "HN-BD-02"}).context["page_obj"]
    assert {act.case for act in shown} == {colleague}
    answer = clerk.post(reverse("procuracy"), {"acts": [theirs.acts.get().pk], "on": "05/10/2018"})
    assert "acts" in answer.context["form"].errors
    assert "Chưa lọc được" in clerk.get(reverse("procuracy"), {"since": "31/02"}).text
