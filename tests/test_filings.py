"""Receipt books: received, numbered, supplemented, refused, decided; as of any day."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from cases.actions.filings import (
    NewFiling,
    count_again,
    decide,
    exclude,
    follow,
    limitation_of,
    receive,
    standing,
    state_of,
    strike_out,
)
from cases.actions.judgments import cases_under, same_court
from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, record_act
from cases.actions.steps import cancel_step
from cases.choices import (
    ActKind,
    Channel,
    ExclusionReason,
    FilingKind,
    FilingState,
    ObligationKind,
    PartyRole,
    Role,
    StepKind,
)
from cases.models import CaseClass, Deadline, Filing, Series
from cases.rules import Refusal
from cases.rules.filings import REFUSAL_GROUNDS, decisions_due, filing_day
from tests import factories

TODAY = date(2018, 10, 5)  # of the fixture `desk`, a Friday
NEW_LAW = date(2026, 7, 1)
JUDGMENT = ("12/2018/DSST", date(2018, 8, 20), "TAND quận Ba Đình")


def request(**changes):
    return NewFiling(
        **{
            "kind": FilingKind.REQUEST,
            "channel": Channel.DIRECT,
            "received_on": TODAY,
            "court": "TAND quận Ba Đình",
            "judgment_no": "12/2018/DSST",
            "judgment_on": date(2018, 8, 20),
            "judgment_kind": "civil",
            "effective_on": date(2018, 9, 20),
            "sender": "Trần Thị Bình",
            "creditor": "Trần Thị Bình",
            "debtor": "Lê Văn Cường; Lê Thị Dung",
            "content": "350.000.000 đồng",
        }
        | changes
    )


def received(by, **changes):
    return receive(request(**changes), by=by)[0]


def new_case(by, **changes):
    row, _ = CaseClass.objects.get_or_create(origin="on_request", judgment_kind="civil")
    return NewCase(
        **{
            "office": by.office,
            "officer": None,
            "case_class": row,
            "court": "TAND quận Ba Đình",
            "judgment_no": "12/2018/DSST",
            "judgment_on": date(2018, 8, 20),
            "effective_on": date(2018, 9, 20),
            "parties": (
                NewParty(PartyRole.CREDITOR, "Trần Thị Bình"),
                NewParty(PartyRole.DEBTOR, "Lê Văn Cường"),
            ),
            "obligations": (NewObligation(ObligationKind.DEBT, 350_000_000, "", 0, (1,)),),
        }
        | changes
    )


def decided(filing, by, number=1, on=TODAY, **changes):
    paper = Paper(f"{number}/QĐ-CCTHADS", on, "Trần Văn Mẫu")
    return decide(filing, new_case(by, **changes), on=on, paper=paper, by=by)


# ---------------------------------------------------------------- the day of a request
@pytest.mark.parametrize(
    ("kind", "channel", "received_on", "sent_on", "counts_from"),
    [
        # Law 26/2008, Article 31(1): handed in, told, or the postmark
        ("request", "direct", TODAY, None, TODAY),
        ("request", "oral", TODAY, None, TODAY),
        ("request", "post", TODAY, date(2018, 10, 1), date(2018, 10, 1)),
        # Decree 152/2026, Article 9(3): sent with success
        ("request", "electronic", date(2026, 7, 3), date(2026, 7, 2), date(2026, 7, 2)),
        # a judgment counts from its receipt, however it came (Article 7(2), (3))
        ("judgment", "post", TODAY, date(2018, 10, 1), TODAY),
        ("judgment", "electronic", NEW_LAW, None, NEW_LAW),
        ("delegation", "direct", TODAY, None, TODAY),
    ],
)
def test_the_day_a_filing_counts_from(kind, channel, received_on, sent_on, counts_from):
    assert filing_day(kind, channel, received_on, sent_on) == counts_from


@pytest.mark.parametrize(
    ("kind", "channel", "received_on", "sent_on", "field"),
    [
        ("request", "post", TODAY, None, "sent_on"),
        ("request", "post", TODAY, date(2018, 10, 6), "sent_on"),
        ("request", "electronic", date(2026, 6, 30), date(2026, 6, 30), "channel"),
        ("request", "electronic", NEW_LAW, date(2026, 6, 30), "sent_on"),
        ("judgment", "oral", TODAY, None, "channel"),
    ],
)
def test_days_the_law_does_not_know(kind, channel, received_on, sent_on, field):
    with pytest.raises(Refusal) as refusal:
        filing_day(kind, channel, received_on, sent_on)
    assert refusal.value.field == field


def test_how_many_decisions_the_regimes_ask_for():
    old, new = date(2026, 6, 30), NEW_LAW
    assert "mỗi yêu cầu" in decisions_due("on_request", old).words
    assert decisions_due("on_request", old).article == "Điều 7 Nghị định 62/2015"
    assert decisions_due("on_request", new).words.startswith("Một quyết định cho mỗi người phải")
    assert "Điều 11 Nghị định 152/2026" in decisions_due("on_request", new).article
    assert "chung cho các khoản chủ động" in decisions_due("ex_officio", old).words
    assert "Điều 8 Nghị định 152/2026" in decisions_due("ex_officio", new).article
    assert decisions_due("on_request", date(2015, 8, 31)) is None


# ---------------------------------------------------------------- numbers
def test_each_book_counts_by_itself_and_by_statistical_year(desk):
    clerk = desk[Role.CLERK]
    first = received(clerk)
    second = received(clerk, debtor="Phạm Văn Hải")
    judgment = received(clerk, kind=FilingKind.JUDGMENT, sender="TAND quận Ba Đình")
    delegation = received(clerk, kind=FilingKind.DELEGATION)
    september = received(clerk, received_on=date(2018, 9, 28), debtor="Ngô Thị Hoa")
    assert [(f.register, f.register_year, f.entry_no) for f in (first, second)] == [
        ("02", 2019, 1), ("02", 2019, 2),
    ]  # fmt: skip
    assert (judgment.register, judgment.entry_no) == ("01", 1)
    assert (delegation.register, delegation.entry_no) == ("06", 1)
    assert (september.register_year, september.entry_no) == (2018, 1)
    other = received(factories.user(Role.CLERK, "HN-HK"))
    assert other.entry_no == 1


def test_the_database_refuses_a_gap_and_a_second_number(desk):
    filing = received(desk[Role.CLERK])
    filing.refresh_from_db()
    copy = Filing.objects.get(pk=filing.pk)
    copy.pk, copy.entry_no = None, 3
    with pytest.raises(IntegrityError, match="gap"), transaction.atomic():
        copy.save(force_insert=True)
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        Filing.objects.filter(pk=filing.pk).update(entry_no=2)
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        Filing.objects.filter(pk=filing.pk)._raw_delete("default")
    Filing.objects.filter(pk=filing.pk).update(content="Sửa lời văn")
    assert Series.objects.get(office=filing.office, register="02").last_no == 1


def test_the_same_page_sent_twice_is_one_filing(desk):
    first, repeated = receive(request(), by=desk[Role.CLERK])
    again, second = receive(request(), by=desk[Role.CLERK])
    assert (first, repeated) == (again, False)
    assert second
    assert Filing.objects.count() == first.steps.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_receiving_at_once_leave_no_gap(desk):
    clerks = [desk[Role.CLERK], desk[Role.OFFICER], desk[Role.HEAD]]
    start = threading.Barrier(len(clerks))

    def work(clerk, n):
        start.wait()
        received(clerk, debtor=f"Lê Văn {n}")
        connection.close()

    threads = [threading.Thread(target=work, args=(c, n)) for n, c in enumerate(clerks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Filing.objects.values_list("entry_no", flat=True)) == [1, 2, 3]


def test_who_may_receive(desk):
    for role in (Role.OFFICER, Role.HEAD, Role.CLERK):
        received(desk[role], debtor=role)
    for role in (Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.COMMITTEE):
        with pytest.raises(PermissionDenied):
            received(desk[role])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": date(2018, 10, 6)}, "received_on"),
        ({"judgment_on": date(2018, 10, 6), "effective_on": None}, "judgment_on"),
        ({"effective_on": date(2018, 8, 19)}, "effective_on"),
        ({"instalment_months": 1}, "due_on"),
        ({"due_on": date(2018, 9, 1), "instalments_until": date(2018, 8, 1)}, "instalments_until"),
    ],
)
def test_days_that_cannot_follow_each_other(desk, changes, field):
    with pytest.raises(Refusal) as refusal:
        received(desk[Role.CLERK], **changes)
    assert refusal.value.field == field


# ---------------------------------------------------------------- supplement, refusal
def test_the_state_follows_the_steps(desk, settings):
    clerk = desk[Role.CLERK]
    filing = received(clerk, received_on=date(2018, 10, 1))
    ask = {"document_no": "5/TB", "note": "Thiếu bản án"}
    follow(filing, StepKind.SUPPLEMENT_ASKED, on=date(2018, 10, 2), by=clerk, **ask)
    follow(filing, StepKind.SUPPLEMENTED, on=date(2018, 10, 4), by=clerk)
    decided(filing, clerk)

    def on(day):
        settings.TODAY = date(2018, 10, day)
        row = standing(Filing.objects.all()).first()
        return row and row.state

    assert [on(day) for day in (1, 2, 3, 4, 5)] == [
        FilingState.WAITING,
        FilingState.INCOMPLETE,
        FilingState.INCOMPLETE,
        FilingState.WAITING,
        FilingState.DECIDED,
    ]
    settings.TODAY = date(2018, 9, 30)
    assert standing(Filing.objects.all()).first() is None


def test_a_step_sent_twice_is_one_and_another_is_refused(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk)
    said = {"on": TODAY, "by": clerk, "note": "Thiếu bản án"}
    step = follow(filing, StepKind.SUPPLEMENT_ASKED, **said)
    assert follow(filing, StepKind.SUPPLEMENT_ASKED, **said) == step
    with pytest.raises(Refusal, match="Chờ bổ sung"):
        follow(filing, StepKind.SUPPLEMENT_ASKED, on=TODAY, by=clerk, note="Khác")
    with pytest.raises(Refusal, match="Trước bước gần nhất"):
        follow(filing, StepKind.SUPPLEMENTED, on=date(2018, 10, 4), by=clerk)


def test_a_refusal_names_its_ground_in_the_statutes_words(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk)
    with pytest.raises(Refusal, match="căn cứ"):
        follow(filing, StepKind.REFUSED, on=TODAY, by=clerk, document_no="1/TB")
    step = follow(
        filing, StepKind.REFUSED, on=TODAY, by=clerk, document_no="1/TB", ground="b",
        note="Thuộc Hoàn Kiếm",
    )  # fmt: skip
    assert step.note == (
        "b) Cơ quan được yêu cầu không có thẩm quyền thi hành án (khoản 5 Điều 31 Luật Thi hành án "
        "dân sự). Thuộc Hoàn Kiếm"
    )
    assert state_of(filing) == FilingState.REFUSED
    with pytest.raises(Refusal, match="Đã từ chối"):
        decided(filing, clerk)


def test_what_is_in_time_is_not_refused_as_too_late(desk):
    filing = received(desk[Role.CLERK])
    assert "c" in REFUSAL_GROUNDS
    with pytest.raises(Refusal, match="còn trong thời hiệu"):
        follow(filing, StepKind.REFUSED, on=TODAY, by=desk[Role.CLERK], ground="c")


def test_a_judgment_is_neither_incomplete_nor_refused(desk):
    """Law 26/2008, Article 31 speaks of requests."""
    clerk = desk[Role.CLERK]
    filing = received(clerk, kind=FilingKind.JUDGMENT)
    for kind in (StepKind.SUPPLEMENT_ASKED, StepKind.REFUSED):
        with pytest.raises(Refusal):
            follow(filing, kind, on=TODAY, by=clerk, note="x", ground="b")


def test_from_july_2026_a_request_is_numbered_when_it_is_complete(desk, settings):
    """Decree 152/2026, Article 9(4) and (6)."""
    settings.TODAY = date(2026, 7, 6)
    clerk = desk[Role.CLERK]
    valid = {"judgment_on": date(2026, 5, 4), "effective_on": date(2026, 6, 4)}
    filing = received(clerk, received_on=date(2026, 7, 2), complete=False, **valid)
    assert filing.entry_no is None
    assert "chưa vào sổ" in str(filing)
    with pytest.raises(Refusal, match="khoản 4 Điều 9"):
        decided(filing, clerk, on=date(2026, 7, 3))
    follow(filing, StepKind.SUPPLEMENT_ASKED, on=date(2026, 7, 3), by=clerk, note="Thiếu bản án")
    other = received(clerk, received_on=date(2026, 7, 3), debtor="Phạm Văn Hải")
    follow(filing, StepKind.SUPPLEMENTED, on=date(2026, 7, 6), by=clerk)
    filing.refresh_from_db()
    assert (other.entry_no, filing.entry_no) == (1, 2)
    assert decided(filing, clerk, on=date(2026, 7, 6), **valid).filing == filing


def test_struck_out_keeps_its_number_and_its_words(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk)
    strike_out(filing, by=clerk, reason="Nhận nhầm đơn vị")
    assert state_of(filing) == FilingState.STRUCK_OUT
    assert received(clerk).entry_no == 2  # the same words again are another filing now
    kept = received(clerk, debtor="Phạm Văn Hải")
    decided(kept, clerk)
    with pytest.raises(Refusal, match="Đã có quyết định"):
        strike_out(kept, by=clerk, reason="x")


def test_another_office_writes_nothing(desk):
    stranger = factories.user(Role.CLERK, "HN-HK")
    filing = received(desk[Role.CLERK])
    with pytest.raises(PermissionDenied):
        follow(filing, StepKind.SUPPLEMENT_ASKED, on=TODAY, by=stranger, note="x")
    with pytest.raises(PermissionDenied):
        decided(filing, stranger)


# ---------------------------------------------------------------- deciding and limitation
def test_one_judgment_leads_to_several_cases(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk)
    first = decided(filing, clerk, 1)
    debtor = (NewParty(PartyRole.CREDITOR, "Trần Thị Bình"), NewParty(PartyRole.DEBTOR, "Lê Dung"))
    second = decided(filing, clerk, 2, parties=debtor)
    assert first.judgment == second.judgment == filing.judgment
    found = cases_under(*JUDGMENT, by=clerk)
    assert [row.case for row in found] == [first, second]


def test_a_reversed_decision_leaves_the_filing_waiting(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk)
    case = decided(filing, clerk)
    record_act(
        case.pk, kind=ActKind.REVERSE, on=TODAY, by=desk[Role.HEAD], reverses=case.acts.get(),
        paper=Paper(note="Nhầm"),
    )  # fmt: skip
    assert state_of(filing) == FilingState.WAITING
    assert cases_under(*JUDGMENT, by=clerk) == []


def test_of_another_offices_case_only_the_office_is_shown(desk, login):
    stranger = factories.user(Role.CLERK, "HN-HK")
    decided(received(stranger), stranger, 77)
    filing = received(desk[Role.CLERK])
    page = login(desk[Role.CLERK]).get(reverse("filing_detail", args=(filing.pk,)))
    assert "Một việc ở Chi cục THADS quận Hoàn Kiếm" in page.text
    assert "77/QĐ" not in page.text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tòa án nhân dân quận Ba Đình", "TAND quận Ba Đình", True),
        ("TAND TP. Hà Nội", "Toà án nhân dân thành phố Hà Nội", True),
        ("TAND quận Ba Đình", "TAND quận Hoàn Kiếm", False),
    ],
)
def test_spellings_of_a_court(one, other, same):
    assert same_court(one, other) == same


OLD = {"judgment_on": date(2013, 5, 2), "effective_on": date(2013, 6, 12)}


def test_a_late_request_is_refused_unless_time_is_excluded(desk):
    """Effect 12/06/2013, last day Tuesday 12/06/2018; requested 05/10/2018. Ill from 01/02 to
    31/05/2018, 28+31+30+31 = 120 days: 12/06 + 120 = 10/10/2018."""
    clerk = desk[Role.CLERK]
    filing = received(clerk, **OLD)
    assert limitation_of(filing).last_day == date(2018, 6, 12)
    with pytest.raises(Refusal, match="điểm c khoản 5 Điều 31"):
        decided(filing, clerk, **OLD)
    ill = {"since": date(2018, 2, 1), "until": date(2018, 5, 31)}
    row = exclude(
        filing, **ill, reason=ExclusionReason.OBSTACLE, proof="Hồ sơ bệnh án số 5", by=clerk
    )
    assert limitation_of(filing).last_day == date(2018, 10, 10)
    with transaction.atomic():
        assert decided(filing, clerk, **OLD)
        transaction.set_rollback(True)
    count_again(row, by=clerk)
    with pytest.raises(Refusal, match="hết thời hiệu"):
        decided(filing, clerk, **OLD)
    notes = [step.note for step in filing.steps.filter(kind=StepKind.NOTED)]
    assert "Hồ sơ bệnh án số 5" in notes[0]
    assert notes[1].startswith("Tính lại vào thời hiệu")


def test_what_a_prisoner_pays_of_free_will_is_decided_on_after_the_limitation(desk):
    """Decree 62/2015, Article 4(6)."""
    clerk = desk[Role.CLERK]
    filing = received(clerk, **OLD)
    paper = Paper("1/QĐ-CCTHADS", TODAY, "Trần Văn Mẫu")
    case = decide(filing, new_case(clerk, **OLD), on=TODAY, paper=paper, by=clerk, voluntary=True)
    assert case.filing == filing


def test_the_intakes_own_day_of_effect_counts_when_the_filing_knew_none(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk, **(OLD | {"effective_on": None}))
    assert limitation_of(filing) is None
    with pytest.raises(Refusal, match="hết thời hiệu"):
        decided(filing, clerk, **OLD)


def test_instalments_some_lost_some_open(desk):
    clerk = desk[Role.CLERK]
    filing = received(
        clerk, **OLD, due_on=date(2013, 7, 1), instalment_months=1,
        instalments_until=date(2014, 6, 1),
    )  # fmt: skip
    found = limitation_of(filing)
    assert (len(found.lost), len(found.open)) == (4, 8)  # July to October 2013 are lost
    assert found.open[0].since == date(2013, 11, 1)
    assert decided(filing, clerk, **OLD)


def test_ex_officio_knows_no_limitation(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk, kind=FilingKind.JUDGMENT, **OLD)
    assert limitation_of(filing) is None
    assert decided(filing, clerk, **OLD)


# ---------------------------------------------------------------- the pages
def typed(**changes):
    return {
        "kind": "request", "channel": "post", "received_on": "5/10/18", "sent_on": "01/10/2018",
        "sender": "Trần Thị Bình", "court": "TAND quận Ba Đình", "judgment_no": "12/2018/DSST",
        "judgment_on": "20/08/2018", "judgment_kind": "civil", "effective_on": "20/09/2018",
        "debtor": "Lê Văn Cường; Lê Thị Dung", "creditor": "Trần Thị Bình",
    } | changes  # fmt: skip


def test_an_officer_receives_and_the_page_says_what_may_follow(desk, login):
    client = login(desk[Role.OFFICER])
    answer = client.post(reverse("filing_new"), typed(), follow=True)
    filing = Filing.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("filing_detail", args=(filing.pk,))
    for words in (
        "Yêu cầu thi hành án số 1/2019",
        "yêu cầu tính từ 01/10/2018",
        "ngày cuối <b>20/09/2023</b>",
        "Yêu cầu bổ sung",
        "Từ chối yêu cầu",
        f"{reverse('case_new')}?filing={filing.pk}",
        "Một quyết định cho mỗi yêu cầu",
    ):
        assert words in answer.text, words
    again = client.post(reverse("filing_new"), typed(), follow=True)
    assert "không ghi lần hai" in again.text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sent_on": ""}, "dấu bưu chính"),
        ({"received_on": "06/10/2018"}, "tương lai"),
        ({"channel": "electronic"}, "Hãy chọn"),
        ({"sender": ""}, "Nhập người yêu cầu"),
    ],
)
def test_a_refused_page_comes_back_whole(desk, login, changes, says):
    page = login(desk[Role.OFFICER]).post(reverse("filing_new"), typed(**changes))
    assert page.status_code == 200
    assert says in page.text or "valid choice" in page.text or "hợp lệ" in page.text
    assert "Lê Văn Cường; Lê Thị Dung" in page.text
    assert not Filing.objects.exists()


def test_a_judgments_sender_is_its_court(desk, login):
    fields = typed(kind="judgment", sender="", channel="direct", sent_on="")
    login(desk[Role.CLERK]).post(reverse("filing_new"), fields)
    assert Filing.objects.get().sender == "TAND quận Ba Đình"


def test_refusing_on_the_page(desk, login):
    filing = received(desk[Role.OFFICER])
    client = login(desk[Role.OFFICER])
    address = reverse("filing_step", args=(filing.pk, "refused"))
    page = client.post(address, {"on": "05/10/2018", "ground": "b", "note": "Nơi khác"})
    assert "Nơi khác" in page.text
    client.post(address, {"on": "05/10/2018", "ground": "b", "document_no": "9/TB"})
    page = client.get(reverse("filing_detail", args=(filing.pk,)))
    assert "Đã từ chối" in page.text
    assert f"{reverse('case_new')}?filing" not in page.text


def test_the_list_by_state_book_and_words(desk, login):
    clerk = desk[Role.CLERK]
    waiting = received(clerk)
    refused = received(clerk, debtor="Đặng Thị Ưởng", judgment_no="77/2018/DSST")
    follow(refused, StepKind.REFUSED, on=TODAY, by=clerk, document_no="1", ground="b")
    judgment = received(clerk, kind=FilingKind.JUDGMENT, sender="TAND quận Ba Đình")
    client = login(desk[Role.HEAD])

    def found(**query):
        page = client.get(reverse("filing_list"), query)
        return {row.pk for row in page.context["page_obj"]}

    assert found() == {waiting.pk, refused.pk, judgment.pk}
    assert found(state="refused") == {refused.pk}
    assert found(kind="judgment") == {judgment.pk}
    assert found(q="dang thi uong") == {refused.pk}
    assert found(q="77/2018") == {refused.pk}
    assert found(since="6/10/2018") == set()


def test_an_overdue_term_is_marked_and_one_that_ends_today_is_not(desk, login):
    filing = received(desk[Role.CLERK])
    Deadline.objects.filter(filing=filing).delete()
    row = Deadline.objects.create(
        filing=filing, office=filing.office, term="QD_YEUCAU", since=date(2018, 9, 1), due_on=TODAY
    )
    client = login(desk[Role.HEAD])
    assert "Quá hạn" not in client.get(reverse("filing_list")).text
    Deadline.objects.filter(pk=row.pk).update(due_on=date(2018, 10, 4))
    assert "Quá hạn 04/10/2018" in client.get(reverse("filing_list")).text


def test_the_list_costs_the_same_for_one_and_for_many(desk, login, django_assert_max_num_queries):
    client = login(desk[Role.HEAD])
    for n in range(30):
        received(desk[Role.CLERK], debtor=f"Lê Văn {n}")
    with django_assert_max_num_queries(10):
        client.get(reverse("filing_list"))


def test_another_offices_filings_do_not_exist(desk, login):
    filing = received(factories.user(Role.CLERK, "HN-HK"))
    client = login(desk[Role.HEAD])
    assert "Trần Thị Bình" not in client.get(reverse("filing_list")).text
    assert client.get(reverse("filing_detail", args=(filing.pk,))).status_code == 404
    city = login(desk[Role.CITY_LEADER])
    assert "Trần Thị Bình" in city.get(reverse("filing_list")).text
    assert city.get(reverse("filing_detail", args=(filing.pk,))).status_code == 200


def test_the_accountant_reads_and_writes_nothing(desk, login):
    filing = received(desk[Role.CLERK])
    client = login(desk[Role.ACCOUNTANT])
    page = client.get(reverse("filing_detail", args=(filing.pk,)))
    assert "Ghi tiếp" not in page.text
    assert client.get(reverse("filing_new")).status_code == 403
    for kind in ("refused", "supplement_asked", "strike_out"):
        address = reverse("filing_step", args=(filing.pk, kind))
        assert client.post(address, {"note": "x"}).status_code == 403


def test_a_correction_keeps_what_stood_before(desk, login):
    """Circular 04/2023, Article 30(4): a later correction is seen as one."""
    filing = received(desk[Role.OFFICER])
    client = login(desk[Role.OFFICER])
    address = reverse("filing_edit", args=(filing.pk,))
    fields = typed(debtor="Lê Văn Cương", judgment_no="13/2018/DSST", content="350.000.000 đồng")
    client.post(address, fields)
    filing.refresh_from_db()
    assert (filing.debtor, filing.judgment.number) == ("Lê Văn Cương", "13/2018/DSST")
    assert (filing.entry_no, filing.received_on) == (1, TODAY)
    note = filing.steps.get(kind=StepKind.NOTED).note
    assert "người phải thi hành án: Lê Văn Cường; Lê Thị Dung → Lê Văn Cương" in note
    assert "số bản án, quyết định: 12/2018/DSST → 13/2018/DSST" in note
    client.post(address, fields)  # again: nothing changed, nothing noted
    assert filing.steps.filter(kind=StepKind.NOTED).count() == 1
    page = client.post(address, fields | {"judgment_on": "06/10/2018"})
    assert "tương lai" in page.text
    city = login(desk[Role.CITY_CLERK])
    assert city.get(address).status_code == 403


def test_a_correction_leaves_an_officer_who_left_with_the_filing(desk, login):
    gone = factories.officer("HN-BD-04", "Đỗ Văn Giáp")
    filing = received(desk[Role.CLERK], officer=gone)
    type(gone).objects.filter(pk=gone.pk).update(valid_to=date(2018, 10, 4))
    client, address = login(desk[Role.CLERK]), reverse("filing_edit", args=(filing.pk,))
    chosen = client.get(address).context["form"]["officer"]
    assert str(gone.pk) in [str(value) for value, _ in chosen.field.choices]
    client.post(address, typed(content="Lãi chậm trả", officer=chosen.value()))
    filing.refresh_from_db()
    assert (filing.content, filing.officer) == ("Lãi chậm trả", gone)


@pytest.mark.django_db(transaction=True)
def test_cancelling_a_receipt_waits_for_who_decides_on_it(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk)
    step, outcome = filing.steps.get(kind=StepKind.RECEIVED), []

    def cancel():
        try:
            cancel_step(step, by=clerk, reason="x")
            outcome.append("cancelled")
        except Refusal:
            outcome.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        Filing.objects.select_for_update(no_key=True).get(pk=filing.pk)
        thread = threading.Thread(target=cancel)
        thread.start()
        thread.join(1.5)
        decided(filing, clerk)
    thread.join(20)
    assert outcome == ["refused"]


def test_a_decided_filing_is_not_struck_out_by_cancelling_its_receipt(desk):
    clerk = desk[Role.CLERK]
    filing = received(clerk)
    decided(filing, clerk)
    with pytest.raises(Refusal, match="Đã có quyết định"):
        cancel_step(filing.steps.get(kind=StepKind.RECEIVED), by=clerk, reason="x")
