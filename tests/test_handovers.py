"""Handing over cases: prepared as a list, signed once, one act for each case."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from cases import tasks
from cases.actions import deadlines, handovers
from cases.actions.books import load_position, load_standing, open_books
from cases.actions.ledger import Paper, record_act
from cases.choices import ActKind, HandoverKind, Heading, Role
from cases.models import (
    Act,
    Case,
    Deadline,
    Draft,
    Handover,
    HandoverItem,
    LedgerLine,
    Office,
    Officer,
    Succession,
    User,
)
from cases.rules import Refusal
from tests import factories
from tests.test_views_cases import TODAY, collect, opened


@pytest.fixture
def caseload(desk):
    """Four cases of HN-BD-01: one postponed, one with money held, one new, one in progress."""
    cases = [opened(desk, number=n, amount=n * 1_000_000) for n in (1, 2, 3, 4)]
    record_act(cases[0].pk, kind=ActKind.POSTPONE, ground="d", on=TODAY, by=desk[Role.CLERK])
    collect(desk, cases[1], 500_000)
    return cases


def second(name="Lê Thị Hoa"):
    return factories.officer("HN-BD-02", name)


def prepared(people, by=Role.CLERK, receivers=None, **fields):
    ba_dinh = factories.office("HN-BD")
    fields = {
        "kind": HandoverKind.OFFICER,
        "from_office": ba_dinh,
        "to_office": ba_dinh,
        "from_officer": factories.officer(),
        "on": TODAY,
        "reason": "Nghỉ hưu",
        "cases": Case.objects.all(),
        "receivers": [second()] if receivers is None else receivers,
    } | fields
    return handovers.prepare(by=people[by] if isinstance(by, str) else by, **fields)


def signed(people, handover, by=Role.HEAD, **fields):
    fields = {"number": "12/BB", "on": TODAY, "signer": "Nguyễn Thị Dung"} | fields
    return handovers.sign(handover.pk, by=people[by] if isinstance(by, str) else by, **fields)


@pytest.fixture
def successor(desk):
    """HN-KV01 takes HN-BD over on 01/09/2018; today is 05/10/2018."""
    new = Office.objects.create(
        code="HN-KV01", name="Phòng THADS khu vực 1 - Hà Nội", kind="regional",
        valid_from=date(2018, 9, 1), parent=factories.office("HN"),
    )  # fmt: skip
    Succession.objects.create(old=factories.office("HN-BD"), new=new, on=date(2018, 9, 1))
    return new


def to_successor(people, new, by=Role.CLERK, **fields):
    fields = {"kind": HandoverKind.OFFICE, "to_office": new, "from_officer": None} | fields
    return prepared(people, by, **({"receivers": []} | fields))


# ---------------------------------------------------------------- between officers
@pytest.mark.django_db
def test_a_signed_document_gives_each_case_its_act_and_freezes_what_stood(desk, caseload):
    terms = Deadline.objects.filter(case=caseload[0], done_on=None, ended_on=None)
    before = set(terms.values_list("term", "due_on"))
    late = sum(due_on < TODAY for _, due_on in before)
    handover = signed(desk, prepared(desk))
    items = {item.case_id: item for item in handover.items.select_related("act")}
    assert len(items) == 4
    acts = sorted((item.act for item in items.values()), key=lambda act: act.entry_no)
    assert [act.entry_no for act in acts] == [1, 2, 3, 4]
    assert {(a.kind, a.register, a.decision, a.decision_no, a.signer) for a in acts} == {
        ("handover", "NB", "12/BB", None, "Nguyễn Thị Dung")
    }
    assert {(a.recorded_by, a.prepared_by) for a in acts} == {(desk[Role.HEAD], desk[Role.CLERK])}
    postponed, held = items[caseload[0].pk], items[caseload[1].pk]
    assert (postponed.heading, postponed.rest, postponed.deadlines, postponed.overdue) == (
        Heading.POSTPONED, 1_000_000, len(before), late,
    )  # fmt: skip
    assert (held.heading, held.rest, held.held) == (Heading.IN_PROGRESS, 1_500_000, 500_000)
    assert set(Case.objects.values_list("officer", flat=True)) == {second().pk}
    assert before
    assert set(terms.values_list("term", "due_on")) == before  # the days stay, the officer is new
    assert set(terms.values_list("officer", flat=True)) == {second().pk}
    assert deadlines.sync_many(Case, [case.pk for case in caseload]) == 0  # as worked out anew


@pytest.mark.django_db
def test_bulk_writes_what_single_acts_would_write(desk, caseload):
    """The same lines, number for number, as `record_act` on each case."""
    twins = [opened(desk, number=10 + n, amount=n * 1_000_000) for n in (1, 2, 3, 4)]
    record_act(twins[0].pk, kind=ActKind.POSTPONE, ground="d", on=TODAY, by=desk[Role.CLERK])
    collect(desk, twins[1], 500_000)
    for twin in twins:
        record_act(
            twin.pk, kind=ActKind.HANDOVER, on=TODAY, to_officer=second(), by=desk[Role.HEAD]
        )
    signed(desk, prepared(desk))
    for case, twin in zip(caseload, twins, strict=True):
        pairs = []
        for row in (case, twin):
            lines = LedgerLine.objects.filter(case=row).order_by("pk")
            own = {row.obligations.get().pk: "o", None: None}
            pairs.append(
                [
                    (own[x.obligation_id], x.officer_id, x.pair, x.heading, x.ground, x.cases,
                     x.amount, x.booked_on)
                    for x in lines
                ]
            )  # fmt: skip
        assert pairs[0] == pairs[1]


@pytest.mark.django_db
def test_positions_loaded_together_are_those_loaded_one_by_one(desk, caseload):
    signed(desk, prepared(desk))
    for year in (2018, 2019):
        together = load_standing([case.pk for case in caseload], year)
        for case in caseload:
            alone = load_position(case.pk, year)
            position = together[case.pk]
            assert (position.key, position.place) == (alone.key, alone.place)
            assert position.balances == alone.balances
            assert {k: v for k, v in position.fresh.items() if v} == {
                k: v for k, v in alone.fresh.items() if v
            }


@pytest.mark.django_db
def test_cases_are_dealt_to_several_receivers_and_rows_changed_before_the_signature(desk, caseload):
    third = factories.officer("HN-BD-03", "Phạm Văn Giang")
    handover = prepared(desk, receivers=[second(), third])
    held = [item.to_officer for item in handover.items.all()]
    assert (held.count(second()), held.count(third)) == (2, 2)
    first, last = handover.items.all()[0], handover.items.all()[3]
    handovers.assign_items(handover.pk, by=desk[Role.CLERK], receiver=third, items=[first.pk])
    assert handovers.remove_items(handover.pk, by=desk[Role.CLERK], items=[last.pk]) == 1
    signed(desk, handover)
    assert handover.items.get(pk=first.pk).act.lines.filter(officer=third).exists()
    assert Case.objects.get(pk=last.case_id).officer == factories.officer()
    with pytest.raises(Refusal, match="đã được ký"):
        handovers.remove_items(handover.pk, by=desk[Role.CLERK], items=[first.pk])
    with pytest.raises(IntegrityError, match="signed handover"):
        HandoverItem.objects.all().delete()


@pytest.mark.django_db
def test_the_same_list_sent_twice_is_one_document(desk, caseload):
    assert prepared(desk) == prepared(desk)
    assert prepared(desk, reason="Điều động") != prepared(desk)


@pytest.mark.django_db
def test_the_same_list_for_another_receiver_is_another_document(desk, caseload):
    third = factories.officer("HN-BD-03", "Phạm Văn Giang")
    first, other = prepared(desk), prepared(desk, receivers=[third])
    assert first != other
    assert {item.to_officer for item in other.items.all()} == {third}


# ---------------------------------------------------------------- refused
@pytest.mark.django_db
def test_a_case_that_changed_since_blocks_the_signature_with_its_reason(desk, caseload):
    handover = prepared(desk)
    record_act(
        caseload[2].pk, kind=ActKind.TERMINATE, ground="c", on=TODAY, by=desk[Role.CLERK]
    )  # fmt: skip
    record_act(
        caseload[3].pk, kind=ActKind.HANDOVER, on=TODAY, to_officer=second(), by=desk[Role.HEAD]
    )
    with pytest.raises(Refusal, match="việc đã kết thúc"):
        signed(desk, handover)
    handover.refresh_from_db()
    assert handover.signed_at is None
    assert not Act.objects.filter(handover_item__isnull=False).exists()
    assert handovers.remove_items(handover.pk, by=desk[Role.CLERK], blocked=True) == 2
    signed(desk, handover)
    assert handover.items.exclude(act=None).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"on": TODAY + timedelta(days=1)}, "tương lai"),
        ({"receivers": []}, "Chọn Chấp hành viên nhận"),
        ({"cases": Case.objects.none()}, "Không có hồ sơ"),
    ],
)
def test_what_cannot_be_prepared(desk, caseload, change, words):
    with pytest.raises(Refusal, match=words):
        prepared(desk, **change)


@pytest.mark.django_db
def test_a_receiver_who_has_left_is_named(desk, caseload):
    gone = factories.officer("HN-BD-04", "Đỗ Văn Minh")
    gone.valid_to = TODAY - timedelta(days=30)
    gone.save(update_fields=["valid_to"])
    handover = prepared(desk, receivers=[gone])
    assert {i.block for i in handover.items.with_block(handover)} == {"absent"}
    with pytest.raises(Refusal, match="không làm việc vào ngày bàn giao"):
        signed(desk, handover)


@pytest.mark.django_db
def test_who_may_prepare_and_who_may_sign(desk, caseload):
    own = prepared(desk, Role.OFFICER, reason="Đi học")
    assert own.items.count() == 4
    second_account = factories.user(Role.OFFICER, officer=second(), username="hoa.hn-bd")
    with pytest.raises(Refusal, match="Không có hồ sơ"):  # an officer hands over own cases alone
        prepared(desk, second_account, from_officer=None, receivers=[factories.officer()])
    for role in (Role.ACCOUNTANT, Role.CITY_LEADER, Role.CITY_CLERK):
        with pytest.raises(PermissionDenied):
            prepared(desk, role)
    with pytest.raises(PermissionDenied):
        signed(desk, own, Role.OFFICER)
    with pytest.raises(PermissionDenied):
        signed(desk, own, Role.CITY_LEADER)  # the office's own affair
    with pytest.raises(Handover.DoesNotExist):
        signed(desk, own, factories.user(Role.HEAD, "HN-HK", username="nguoi.la"))
    signed(desk, own, Role.CLERK)  # records the paper the head signed


@pytest.mark.django_db
def test_an_unsigned_document_is_withdrawn_a_signed_one_never(desk, caseload):
    handover = handovers.withdraw(prepared(desk).pk, by=desk[Role.HEAD])
    with pytest.raises(Refusal, match="đã hủy"):
        signed(desk, handover)
    done = signed(desk, prepared(desk))
    with pytest.raises(Refusal, match="đã được ký"):
        handovers.withdraw(done.pk, by=desk[Role.HEAD])


# ---------------------------------------------------------------- to a successor
@pytest.mark.django_db
def test_an_office_hands_its_cases_to_its_successor(desk, caseload, successor):
    draft = Draft.objects.create(
        case=caseload[0], office=caseload[0].office, kind="resume", prepared_by=desk[Role.OFFICER]
    )
    handover = signed(desk, to_successor(desk, successor), Role.CITY_LEADER)
    assert handover.items.exclude(act=None).count() == 4
    assert set(Case.objects.values_list("office", "officer")) == {(successor.pk, None)}
    assert deadlines.sync_many(Case, [case.pk for case in caseload]) == 0
    draft.refresh_from_db()
    assert draft.office == successor  # what waits for a signature waits where the case is
    held = collect_and_pay(desk, caseload[1], successor)
    assert {line.office.code for line in held.lines.select_related("office")} == {"HN-BD"}


def collect_and_pay(people, case, at):
    """Money the old office holds is paid out by the new one, and counts where it was earned."""
    accountant = factories.user(Role.ACCOUNTANT, username="ke.toan.kv01")
    accountant.office = at
    accountant.save()
    maker = factories.second_accountant()
    return record_act(
        case.pk, kind=ActKind.PAY_OUT, amount=500_000, on=TODAY, by=accountant,
        paper=Paper(prepared_by=maker),
    )  # fmt: skip


@pytest.mark.django_db
def test_the_first_assignment_is_a_handover_from_nobody(desk, caseload, successor):
    signed(desk, to_successor(desk, successor), Role.CITY_LEADER)
    binh = Officer.objects.create(
        office=successor, code="HN-KV01-01", name="Trần Thị Bình", valid_from=successor.valid_from
    )
    head = User.objects.create_user(
        "head.kv01", role=Role.HEAD, name="Trưởng phòng", office=successor
    )
    handover = prepared(
        desk, head, from_office=successor, to_office=successor, from_officer=None, receivers=[binh]
    )
    signed(desk, handover, head)
    assert set(Case.objects.values_list("office", "officer")) == {(successor.pk, binh.pk)}
    act = Act.objects.filter(kind=ActKind.HANDOVER).first()
    assert {line.officer for line in act.lines.select_related("officer")} == {None, binh}


@pytest.mark.django_db
def test_only_to_a_successor_and_only_from_its_first_day(desk, caseload, successor, hoan_kiem):
    with pytest.raises(Refusal, match="không phải đơn vị kế thừa"):
        to_successor(desk, hoan_kiem)
    with pytest.raises(Refusal, match="nhận bàn giao từ ngày 01/09/2018"):
        to_successor(desk, successor, on=date(2018, 8, 31))


@pytest.mark.django_db
def test_one_transfer_by_mistake_is_reversed_and_the_document_says_so(desk, caseload, successor):
    handover = signed(desk, to_successor(desk, successor), Role.CITY_LEADER)
    item = handover.items.get(case=caseload[0])
    leader = desk[Role.CITY_LEADER]
    record_act(caseload[0].pk, kind=ActKind.REVERSE, reverses=item.act, on=TODAY, by=leader)
    case = Case.objects.get(pk=caseload[0].pk)
    assert (case.office.code, case.officer, case.heading) == (
        "HN-BD", factories.officer(), Heading.POSTPONED,
    )  # fmt: skip
    item.refresh_from_db()
    assert item.act.reversed_by is not None
    again = to_successor(desk, successor, reason="Bàn giao bổ sung")
    assert [i.case for i in again.items.all()] == [case]
    signed(desk, again, Role.CITY_LEADER)


# ---------------------------------------------------------------- long documents
@pytest.mark.django_db
def test_a_long_document_is_posted_by_a_worker_and_goes_on_where_it_was_killed(
    desk, caseload, monkeypatch
):
    monkeypatch.setattr(handovers, "CHUNK", 2)
    handover = signed(desk, prepared(desk))
    assert handover.items.waiting().count() == 4
    assert list(Handover.objects.posting()) == [handover]
    assert handovers.post_signed(handover.pk)
    assert handover.items.waiting().count() == 2  # here the worker dies
    record_act(
        handover.items.waiting()[0].case_id, kind=ActKind.TERMINATE, ground="c", on=TODAY,
        by=desk[Role.CLERK],
    )  # fmt: skip
    tasks.post_handover(handover.pk)
    assert not Handover.objects.posting().exists()
    left = handover.items.exclude(refused="").get()
    assert (left.refused, left.act) == ("việc đã kết thúc", None)
    assert Act.objects.filter(kind=ActKind.HANDOVER).count() == 3
    tasks.post_handover(handover.pk)  # a message delivered twice
    assert Act.objects.filter(kind=ActKind.HANDOVER).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_inside_a_chunk_leaves_nothing_of_it(desk, caseload, monkeypatch):
    monkeypatch.setattr(handovers, "CHUNK", 2)
    handover = signed(desk, prepared(desk))
    with monkeypatch.context() as killed:
        killed.setattr(handovers, "_move_along", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.post_handover(handover.pk)
    assert handover.items.waiting().count() == 4
    assert not Act.objects.filter(kind=ActKind.HANDOVER).exists()
    tasks.handovers_waiting()
    tasks.post_handover(handover.pk)
    assert handover.items.exclude(act=None).count() == 4
    numbers = Act.objects.filter(kind=ActKind.HANDOVER).values_list("entry_no", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_does(desk, caseload):
    handover = prepared(desk)
    found = together(
        lambda: signed(desk, handover, Role.HEAD), lambda: signed(desk, handover, Role.CLERK)
    )
    assert sorted(map(str, filter(None, found))) == ["Biên bản này đã được ký."]
    assert Act.objects.filter(kind=ActKind.HANDOVER).count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_case_in_two_documents_signed_at_once_goes_once(desk, caseload):
    one = prepared(desk)
    two = prepared(desk, receivers=[factories.officer("HN-BD-03", "Phạm Văn Giang")])
    found = together(lambda: signed(desk, one), lambda: signed(desk, two, Role.CLERK))
    assert sum(isinstance(fault, Refusal) for fault in found) == 1
    assert Act.objects.filter(kind=ActKind.HANDOVER).count() == 4


@pytest.mark.django_db(transaction=True)
def test_an_act_of_another_office_does_not_wait_for_a_signature(desk, caseload, successor):
    """Books are held FOR SHARE: the receiver works on while a transfer to it is being written."""
    open_books(successor, date(2018, 9, 1))
    handover = to_successor(desk, successor)
    stranger = opened(desk, number=77, at="HN-HK")
    inside, go_on = threading.Event(), threading.Event()
    move_along = handovers._move_along

    def slow(*args):
        inside.set()
        assert go_on.wait(20)
        move_along(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handovers, "_move_along", slow)
        signing = threading.Thread(
            target=closing(lambda: signed(desk, handover, Role.CITY_LEADER)), daemon=True
        )
        signing.start()
        assert inside.wait(20)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        record_act(
            stranger.pk, kind=ActKind.POSTPONE, ground="d", on=TODAY, by=desk[Role.CITY_CLERK]
        )
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
        go_on.set()
        signing.join(20)
    assert handover.items.waiting().count() == 0


def closing(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    return run


def together(*works):
    """Each in a thread with a connection of its own, started together; their faults."""
    barrier, faults = threading.Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait(10)
            work()
            faults.append(None)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return faults
