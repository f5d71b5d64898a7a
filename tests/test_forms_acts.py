"""Recording acts: who is offered what, what is refused where, and two people at once."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.actions import drafts
from cases.actions.ledger import NewObligation, Paper, rehearse
from cases.casefile import total_of
from cases.choices import ActKind, Heading, ObligationKind, Role
from cases.forms.acts import offers_to
from cases.models import Act, Balance, Case, Draft
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import TODAY, collect, opened


@pytest.fixture
def case(desk):
    return opened(desk, amount=1_000_000)


def address(case, kind, query=""):
    return reverse("act_new", args=(case.pk, kind)) + query


def fields(case, kind, **changes):
    """The form of a kind as its page gives it, with what is typed."""
    filled = {"on": "05/10/2018", "last_seen": Act.objects.filter(case=case).latest("pk").pk}
    if kind in (ActKind.COLLECT, ActKind.PAY_OUT):
        filled |= {"decision": "AA/0412", "method": "cash", "name": "Lê Văn Cường"}
    else:
        filled |= {"decision": "7/QĐ-CCTHADS", "signer": "Trần Văn Mẫu"}
    return filled | changes


def balances(case):
    rows = Balance.objects.filter(case=case).exclude(cases=0, amount=0)
    return {(b.heading, bool(b.obligation_id)): b.cases or b.amount for b in rows}


def offered(user, case):
    case.refresh_from_db()
    return {o.kind: o.records for o in offers_to(user, case, total_of(case), TODAY)}


# ---------------------------------------------------------------- what is offered
def test_each_role_is_offered_its_own(desk, case):
    assert offered(desk[Role.ACCOUNTANT], case) == {ActKind.COLLECT: True}
    head = offered(desk[Role.HEAD], case)
    assert head[ActKind.POSTPONE] is True
    assert not {ActKind.COLLECT, ActKind.TAKE_UP, ActKind.COMPLETE, ActKind.RESUME} & set(head)
    officer = offered(desk[Role.OFFICER], case)
    assert officer.keys() == head.keys()
    assert not any(officer.values())
    assert offered(desk[Role.CITY_LEADER], case) == {ActKind.TAKE_UP: True}


def test_officers_write_their_own_cases(desk, case):
    other = factories.officer("HN-BD-02", "Đặng Thị Hoa")
    stranger = factories.user(Role.OFFICER, username="chv.khac", officer=other)
    assert offered(stranger, case) == {}


def test_the_offer_follows_the_balances(desk, case):
    collect(desk, case, 1_000_000)
    assert offered(desk[Role.ACCOUNTANT], case) == {ActKind.PAY_OUT: True}
    assert ActKind.COMPLETE in offered(desk[Role.HEAD], case)
    assert ActKind.REDUCE not in offered(desk[Role.HEAD], case)


@pytest.mark.parametrize("kind", ["complete", "resume", "pay_out"])
def test_what_is_not_allowed_now_leads_back_with_the_reason(desk, case, login, kind):
    role = Role.ACCOUNTANT if kind == "pay_out" else Role.HEAD
    page = login(desk[role]).get(address(case, kind), follow=True)
    assert page.redirect_chain[-1][0] == reverse("case_detail", args=(case.pk,))
    assert "note-warning" in page.text


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (Role.ACCOUNTANT, "postpone", 403),
        (Role.OFFICER, "collect", 403),
        (Role.HEAD, "collect", 403),
        (Role.HEAD, "take_up", 403),
        (Role.CITY_LEADER, "postpone", 403),
        (Role.CITY_LEADER, "take_up", 200),
        (Role.HEAD, "intake", 404),
        (Role.HEAD, "transfer", 404),
        (Role.HEAD, "nothing", 404),
    ],
)
def test_wrong_right_and_wrong_kind(desk, case, login, role, kind, status):
    client = login(desk[role])
    assert client.get(address(case, kind)).status_code == status
    if status != 200:
        assert client.post(address(case, kind), fields(case, kind)).status_code == status


# ---------------------------------------------------------------- recording
def test_collect(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    client.post(address(case, "collect"), fields(case, "collect", amount="300 nghìn"))
    paying = client.get(address(case, "pay_out"))
    assert paying.url == reverse("pay_order_new", args=(case.pk,))
    assert balances(case) == {
        ("IN_PROGRESS", False): 1,
        ("IN_PROGRESS", True): 700_000,
        ("COLLECTED", True): 300_000,
    }
    act = case.acts.get(kind=ActKind.COLLECT)
    assert (act.decision, act.recorded_by) == ("AA/0412", desk[Role.ACCOUNTANT])


@pytest.mark.parametrize(
    ("kind", "ground", "heading"),
    [
        ("without_means", "a", Heading.WITHOUT_MEANS),
        ("postpone", "c", Heading.POSTPONED_BY_CONSENT),
        ("postpone", "a", Heading.POSTPONED),
        ("suspend", "1", Heading.SUSPENDED),
        ("terminate", "c", Heading.TERMINATED),
        ("delegate", "a", Heading.DELEGATED),
        ("recall", "c", Heading.RECALLED),
    ],
)
def test_decisions_move_the_case_and_its_rest(desk, case, login, kind, ground, heading):
    client = login(desk[Role.HEAD])
    assert 'name="ground"' in client.get(address(case, kind)).text
    changes = {"until": "05/12/2018"} if ground == "c" and kind == "postpone" else {}
    answer = client.post(address(case, kind), fields(case, kind, ground=ground, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    case.refresh_from_db()
    assert case.heading == heading
    assert balances(case) == {(heading, False): 1, (heading, True): 1_000_000}


def test_resume_separate_book_and_part(desk, case, login):
    client = login(desk[Role.HEAD])
    for kind, changes in (
        ("postpone", {"ground": "a", "amount": "400.000"}),
        ("without_means", {"ground": "a"}),
        ("resume", {"ground": "means"}),
    ):
        answer = client.post(address(case, kind), fields(case, kind, decision=f"{kind}", **changes))
        assert answer.status_code == 302, answer.context["form"].errors
    case.refresh_from_db()
    assert case.heading == Heading.IN_PROGRESS
    assert balances(case)["POSTPONED", True] == 400_000


def test_complete_handover_reclassify_amend_terminate_part(desk, case, login):
    client = login(desk[Role.HEAD])
    other = factories.officer("HN-BD-02", "Đặng Thị Hoa")
    obligation = case.obligations.get()
    for kind, changes in (
        ("handover", {"to_officer": other.pk}),
        ("reclassify", {"origin": "on_request", "judgment_kind": "civil", "credit": "on"}),
        ("amend", {"amount": "+500.000", "obligation": obligation.pk, "ground": "error"}),
        ("terminate", {"amount": "1.500.000", "ground": "c"}),
        ("complete", {}),
    ):
        answer = client.post(address(case, kind), fields(case, kind, **changes))
        assert answer.status_code == 302, (kind, answer.context["form"].errors)
    case.refresh_from_db()
    assert case.officer == other
    assert case.case_class.credit
    assert balances(case) == {("COMPLETED", False): 1, ("TERMINATED", True): 1_500_000}


def test_take_up_is_numbered_by_the_city(desk, case, login, hanoi):
    client = login(desk[Role.CITY_LEADER])
    client.post(address(case, "take_up"), fields(case, "take_up", ground="h"))
    act = case.acts.get(kind=ActKind.TAKE_UP)
    assert act.issuing_office == hanoi


def test_reversing_shows_what_comes_back(desk, case, login):
    act = collect(desk, case, 300_000)
    client = login(desk[Role.HEAD])
    page = client.get(address(case, "reverse", f"?act={act.pk}")).text
    assert "trả lại Đã thu, chưa chi trả → Đang thi hành: 300.000 đồng" in page
    assert f'value="{act.pk}" ' in page.split("checked")[0][-200:]
    refused = client.post(address(case, "reverse"), fields(case, "reverse", reverses=act.pk))
    assert "Lý do hủy" in refused.text
    assert refused.context["form"].errors.keys() == {"note"}
    client.post(address(case, "reverse"), fields(case, "reverse", reverses=act.pk, note="Ghi nhầm"))
    assert balances(case) == {("IN_PROGRESS", False): 1, ("IN_PROGRESS", True): 1_000_000}


def test_only_what_can_be_turned_now_is_offered(desk, case, login):
    client = login(desk[Role.HEAD])
    collect(desk, case, 1_000_000)
    page = client.get(address(case, "reverse"))
    kinds = {act.kind for act in page.context["form"].fields["reverses"].queryset}
    assert kinds == {ActKind.INTAKE, ActKind.COLLECT}
    client.post(address(case, "complete"), fields(case, "complete"))
    page = client.get(address(case, "reverse"))
    (only,) = page.context["form"].fields["reverses"].queryset
    assert only.kind == ActKind.COMPLETE
    assert (
        client.get(reverse("case_detail", args=(case.pk,))).text.count("/acts/reverse/?act=") == 1
    )


@pytest.mark.parametrize(
    ("kind", "changes", "field", "says"),
    [
        ("collect", {"amount": "2.000.000"}, "amount", "vượt 1.000.000 đồng"),
        ("collect", {"amount": "1.2"}, "amount", "hai cách"),
        ("collect", {"amount": ""}, "amount", "bắt buộc"),
        ("collect", {"amount": "1", "on": "06/10/2018"}, "on", "tương lai"),
        ("collect", {"amount": "1", "decision": ""}, "decision", "bắt buộc"),
        ("postpone", {"ground": ""}, "ground", "bắt buộc"),
        ("postpone", {"ground": "a", "signer": ""}, "signer", "bắt buộc"),
        ("postpone", {"ground": "a", "amount": "2.000.000"}, "amount", "vượt"),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_is_lost(
    desk, case, login, kind, changes, field, says
):  # fmt: skip
    role = Role.ACCOUNTANT if kind == "collect" else Role.HEAD
    before = Act.objects.count()
    form = fields(case, kind, note="Đã gọi điện", **changes)
    page = login(desk[role]).post(address(case, kind), form)
    errors = page.text.partition('error-summary"')[2].partition("</ul>")[0]
    assert f'href="#id_{field}"' in errors
    assert says in errors
    assert "Đã gọi điện" in page.text
    assert f'value="{form["on"]}"' in page.text
    assert Act.objects.count() == before


def test_a_number_once_taken_is_refused(desk, case, login):
    client = login(desk[Role.HEAD])
    client.post(address(case, "postpone"), fields(case, "postpone", ground="a"))
    page = client.post(address(case, "suspend"), fields(case, "suspend", ground="1"))
    assert "đã ghi cho hồ sơ" in page.context["form"].errors["decision"][0]
    assert 'value="8/QĐ"' in client.get(address(case, "suspend")).text


# ---------------------------------------------------------------- two people, two sends
def test_the_same_page_sent_twice_is_one_act(desk, case, login):
    client = login(desk[Role.ACCOUNTANT])
    form = fields(case, "collect", amount="300.000")
    first = client.post(address(case, "collect"), form)
    again = client.post(address(case, "collect"), form)
    assert again.url == first.url
    assert "không ghi lần hai" in client.get(again.url).text
    assert case.acts.filter(kind=ActKind.COLLECT).count() == 1


def test_a_page_others_have_overtaken_says_what_changed(desk, case, login):
    form = fields(case, "postpone", ground="a")
    collect(desk, case, 300_000)
    client = login(desk[Role.HEAD])
    page = client.post(address(case, "postpone"), form)
    error = page.context["form"].non_field_errors()[0]
    assert "Thu tiền, tài sản thi hành án 05/10/2018" in error
    assert str(desk[Role.ACCOUNTANT]) in error
    shown = page.context["form"]["last_seen"].value()
    assert int(shown) == Act.objects.latest("pk").pk
    client.post(address(case, "postpone"), form | {"last_seen": shown})
    assert balances(case)["POSTPONED", True] == 700_000


@pytest.mark.django_db(transaction=True)
def test_two_accountants_collect_the_rest_at_once(desk, case, settings):
    second = factories.user(Role.ACCOUNTANT, username="ketoan.hai")
    form = fields(case, "collect", amount="1.000.000")
    barrier = threading.Barrier(2)
    answers = []

    def post(user, number):
        try:
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            barrier.wait(timeout=10)
            answers.append(client.post(address(case, "collect"), form | {"decision": number}))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=post, args=args)
        for args in ((desk[Role.ACCOUNTANT], "AA/1"), (second, "AA/2"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "Hồ sơ vừa có thay đổi" in refused.content.decode()
    assert balances(case)["COLLECTED", True] == 1_000_000
    assert case.acts.filter(kind=ActKind.COLLECT).count() == 1


# ---------------------------------------------------------------- drafts
def prepare(desk, case, login, **changes):
    form = fields(case, "postpone", ground="a", decision="", signer="") | changes
    answer = login(desk[Role.OFFICER]).post(address(case, "postpone"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    return Draft.objects.get()


def test_an_officer_prepares_what_the_head_signs(desk, case, login):
    draft = prepare(desk, case, login, note="Đơn ngày 02/10")
    assert str(draft) == "Hoãn thi hành án 1.000.000 đồng"
    assert balances(case)["IN_PROGRESS", True] == 1_000_000
    client = login(desk[Role.HEAD])
    assert "Chờ ký: Hoãn thi hành án" in client.get(reverse("case_detail", args=(case.pk,))).text
    page = client.get(reverse("draft_open", args=(draft.pk,)), follow=True)
    assert "Đơn ngày 02/10" in page.text
    assert 'value="1/QĐ"' in page.text
    where = page.redirect_chain[-1][0]
    client.post(where, fields(case, "postpone", ground="a", note="Đơn ngày 02/10"))
    assert balances(case)["POSTPONED", True] == 1_000_000
    assert not Draft.objects.exists()
    assert client.get(where).status_code == 404


def test_a_draft_the_books_would_refuse_is_not_kept(desk, case, login):
    form = fields(case, "postpone", ground="a", amount="2.000.000", decision="", signer="")
    page = login(desk[Role.OFFICER]).post(address(case, "postpone"), form)
    assert "vượt" in page.context["form"].errors["amount"][0]
    assert not Draft.objects.exists()


def test_a_draft_sent_twice_is_one_and_can_be_changed(desk, case, login):
    draft = prepare(desk, case, login)
    assert prepare(desk, case, login) == draft
    client = login(desk[Role.OFFICER])
    form = fields(case, "postpone", ground="d", decision="", signer="")
    client.post(address(case, "postpone", f"?draft={draft.pk}"), form)
    assert Draft.objects.get().fields["ground"] == "d"


def test_who_may_discard(desk, case, login):
    draft = prepare(desk, case, login)
    discard = reverse("draft_discard", args=(draft.pk,))
    assert login(desk[Role.ACCOUNTANT]).post(discard).status_code == 403
    assert login(factories.user(Role.HEAD, "HN-HK")).post(discard).status_code == 404
    assert login(desk[Role.HEAD]).post(discard).status_code == 302
    assert not Draft.objects.exists()


def test_the_city_sees_a_district_draft_and_leaves_it(desk, case, login):
    draft = prepare(desk, case, login)
    client = login(desk[Role.CITY_LEADER])
    page = client.get(reverse("draft_list")).text
    assert str(draft) in page
    assert reverse("draft_open", args=(draft.pk,)) not in page
    assert client.get(reverse("draft_open", args=(draft.pk,)), follow=True).status_code == 403
    assert client.post(reverse("draft_discard", args=(draft.pk,))).status_code == 403


def test_a_signed_draft_cannot_be_signed_again(desk, case, login):
    draft = prepare(desk, case, login)
    drafts.sign(draft, by=desk[Role.HEAD], write=lambda: None)
    with pytest.raises(Refusal, match="đã được ký"):
        drafts.sign(draft, by=desk[Role.HEAD], write=lambda: None)


def test_a_refused_signature_keeps_the_draft(desk, case, login):
    draft = prepare(desk, case, login)
    page = login(desk[Role.HEAD]).post(
        address(case, "postpone", f"?draft={draft.pk}"),
        fields(case, "postpone", ground="a", decision=""),
    )
    assert page.context["form"].errors.keys() == {"decision"}
    assert Draft.objects.count() == 1


def test_a_rehearsal_writes_nothing(case):
    before = (Act.objects.count(), balances(case))
    pairs = rehearse(case, kind=ActKind.TERMINATE, on=TODAY, ground="c")
    assert len(pairs) == 2
    assert (Act.objects.count(), balances(case)) == before
    with pytest.raises(Refusal, match="Chưa thể kết thúc"):
        rehearse(case, kind=ActKind.COMPLETE, on=TODAY)


def test_money_goes_to_the_obligation_named(desk, login):
    two = (
        NewObligation(ObligationKind.DEBT, 100, "Gốc", 0, (1,)),
        NewObligation(ObligationKind.DEBT, 50, "Lãi", 0, (1,)),
    )
    case = opened(desk, obligations=two)
    interest = case.obligations.get(description="Lãi")
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(address(case, "collect")).text
    assert "Lãi — còn 50 đồng" in page
    client.post(
        address(case, "collect"), fields(case, "collect", amount="30", obligation=interest.pk)
    )
    assert Balance.objects.get(case=case, heading="COLLECTED").obligation_id == interest.pk
    other = opened(desk, 215)
    stranger = other.obligations.get().pk
    refused = client.post(
        address(case, "collect"), fields(case, "collect", amount="30", obligation=stranger)
    )
    assert refused.context["form"].errors.keys() == {"obligation"}


def test_paper_of_a_case_is_kept_whole(desk, case, login):
    client = login(desk[Role.HEAD])
    client.post(address(case, "suspend"), fields(case, "suspend", ground="1", note="Kháng nghị"))
    act = case.acts.get(kind=ActKind.SUSPEND)
    kept = Paper(act.decision, act.decided_on, act.signer, act.issuing_office, act.note)
    assert kept == Paper(
        "7/QĐ-CCTHADS", date(2018, 10, 5), "Trần Văn Mẫu", case.office, "Kháng nghị"
    )
    assert Case.objects.get(pk=case.pk).heading == Heading.SUSPENDED
