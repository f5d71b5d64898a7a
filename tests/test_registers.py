"""The simple registers: numbers, answers, cancelling, closings, and their pages."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.actions import registers
from cases.actions.closings import close_month
from cases.choices import Role
from cases.models import Books, RegisterEntry
from cases.register_kinds import SHAPES, Book, EntryKind
from cases.rules import Refusal
from tests import factories

pytestmark = pytest.mark.django_db
K = EntryKind
SEPTEMBER = date(2018, 9, 30)


@pytest.fixture
def clerk(desk):
    return desk[Role.CLERK]


def complaint(by, on=date(2018, 9, 3), **more):
    said = {"kind": K.COMPLAINT, "person": "Trần Thị Bình", "content": "Chậm chi trả", **more}
    return registers.enter(Book.COMPLAINTS, by=by, on=on, **said)[0]


def close(office):
    """Every month through September, one after the other, as a loaded history is."""
    for month in ("2017-10-31", "2017-11-30", "2017-12-31", "2018-01-31", "2018-02-28",
                  "2018-03-31", "2018-04-30", "2018-05-31", "2018-06-30", "2018-07-31",
                  "2018-08-31", "2018-09-30"):  # fmt: skip
        close_month(office, date.fromisoformat(month), by=None)


# ---------------------------------------------------------------- writing
def test_numbers_run_by_office_register_and_statistical_year(clerk, hoan_kiem):
    first, second = complaint(clerk), complaint(clerk, content="Kê biên vượt quá")
    october = complaint(clerk, on=date(2018, 10, 2))
    visit, _ = registers.enter(
        Book.RECEPTION, by=clerk, kind=K.VISIT, on=date(2018, 9, 3), person="Lê Văn Cường",
        content="Hỏi tiến độ", people=2,
    )  # fmt: skip
    elsewhere = complaint(factories.user(Role.CLERK, "HN-HK"))
    numbers = [(row.register_year, row.entry_no) for row in (first, second, october)]
    assert numbers == [(2018, 1), (2018, 2), (2019, 1)]
    assert (visit.entry_no, elsewhere.entry_no) == (1, 1)


def test_the_same_page_sent_twice_is_one_entry(clerk):
    said = {"kind": K.COMPLAINT, "on": date(2018, 9, 3), "person": "Bình", "content": "Chậm"}
    first, repeated = registers.enter(Book.COMPLAINTS, by=clerk, **said)
    again, repeated_again = registers.enter(Book.COMPLAINTS, by=clerk, **said)
    assert (repeated, repeated_again) == (False, True)
    assert again == first


def test_a_matter_ends_once_and_may_be_answered_anew_after_cancelling(clerk):
    matter = complaint(clerk)
    end, _ = registers.answer(matter, by=clerk, kind=K.UPHELD, on=date(2018, 9, 20))
    again, repeated = registers.answer(matter, by=clerk, kind=K.UPHELD, on=date(2018, 9, 20))
    assert (again, repeated) == (end, True)
    with pytest.raises(Refusal, match="Đã ghi kết quả"):
        registers.answer(matter, by=clerk, kind=K.REJECTED, on=date(2018, 9, 21))
    with pytest.raises(Refusal, match="dựa vào mục này"):
        registers.cancel(matter, by=clerk, reason="Nhầm sổ")
    registers.cancel(end, by=clerk, reason="Nhầm kết quả")
    registers.answer(matter, by=clerk, kind=K.REJECTED, on=date(2018, 9, 21))
    found = RegisterEntry.objects.matters().get(pk=matter.pk)
    assert (found.ended_as, found.ended_on) == (K.REJECTED, date(2018, 9, 21))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": K.VISIT}, "không có loại đó"),
        ({"on": date(2018, 10, 6)}, "tương lai"),
        ({"person": ""}, "Nhập người"),
        ({"amount": 5}, "không ghi số tiền"),
    ],
)
def test_refusals_of_a_matter(clerk, change, words):
    with pytest.raises(Refusal, match=words):
        complaint(clerk, **change)


def test_who_denounces_may_be_left_out(clerk):
    assert complaint(clerk, kind=K.DENUNCIATION, person="").person == ""


def test_compensation_is_decided_before_it_is_paid(clerk):
    claim, _ = registers.enter(
        Book.COMPENSATION, by=clerk, kind=K.CLAIM, on=date(2018, 9, 3), person="Bình",
        content="Kê biên nhầm", amount=90_000_000,
    )  # fmt: skip
    with pytest.raises(Refusal, match="quyết định giải quyết trước"):
        registers.answer(claim, by=clerk, kind=K.COMPENSATED, on=date(2018, 9, 20), amount=1)
    with pytest.raises(Refusal, match="Nhập số tiền"):
        registers.answer(claim, by=clerk, kind=K.CLAIM_GRANTED, on=date(2018, 9, 20))
    with pytest.raises(Refusal, match="Trước ngày vào sổ"):
        registers.answer(claim, by=clerk, kind=K.CLAIM_REFUSED, on=date(2018, 9, 2))
    granted, _ = registers.answer(
        claim, by=clerk, kind=K.CLAIM_GRANTED, on=date(2018, 9, 20), amount=70_000_000
    )
    registers.answer(claim, by=clerk, kind=K.COMPENSATED, on=date(2018, 10, 1), amount=70_000_000)
    with pytest.raises(Refusal, match="dựa vào mục này"):
        registers.cancel(granted, by=clerk, reason="Nhầm")


def test_only_the_office_itself_writes(clerk, desk):
    matter = complaint(clerk)
    for by in (factories.user(Role.CLERK, "HN-HK"), desk[Role.CITY_CLERK], desk[Role.ACCOUNTANT]):
        with pytest.raises(PermissionDenied):
            registers.answer(matter, by=by, kind=K.UPHELD, on=date(2018, 9, 20))


# ---------------------------------------------------------------- closings and the database
def test_what_is_learned_after_the_closing_counts_in_the_first_open_month(clerk, ba_dinh):
    close(ba_dinh)
    late = complaint(clerk, on=date(2018, 9, 3))
    assert (late.on, late.booked_on) == (date(2018, 9, 3), date(2018, 10, 1))
    assert (late.register_year, late.is_late) == (2019, True)


def row(office, by, **change):
    said = {
        "register": "complaints", "office": office, "register_year": 2018, "entry_no": 1,
        "kind": "complaint", "on": date(2018, 9, 3), "booked_on": date(2018, 9, 3),
        "recorded_by": by,
    }  # fmt: skip
    return RegisterEntry.objects.create(**said | change)


def test_the_database_refuses_a_closed_month(clerk, ba_dinh):
    Books.objects.filter(office=ba_dinh).update(closed_through=SEPTEMBER)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        row(ba_dinh, clerk)


def test_the_database_refuses_a_gap(clerk, ba_dinh):
    row(ba_dinh, clerk)
    with pytest.raises(IntegrityError, match="gap"), transaction.atomic():
        row(ba_dinh, clerk, entry_no=3)


def test_the_database_refuses_an_answer_of_another_office(clerk, ba_dinh, hoan_kiem):
    matter = row(ba_dinh, clerk)
    with pytest.raises(IntegrityError, match="elsewhere"), transaction.atomic():
        row(hoan_kiem, clerk, entry_no=None, kind="upheld", refers_to=matter)


@pytest.mark.parametrize("book", Book)
def test_the_database_refuses_a_second_end(clerk, book):
    """Every kind of end, also past the action; what follows an end may stand beside it."""
    shape = SHAPES[book]
    amount = 1_000_000
    for kind in shape.ends:
        matter, _ = registers.enter(
            book, by=clerk, kind=shape.opens[0], on=date(2018, 9, 3), person="Bình",
            content=f"Mục {kind}",
        )  # fmt: skip
        money = {"amount": amount} if kind == K.CLAIM_GRANTED else {}
        end, _ = registers.answer(matter, by=clerk, kind=kind, on=date(2018, 9, 4), **money)
        for follow in shape.follows:
            registers.answer(matter, by=clerk, kind=follow, on=date(2018, 9, 5), amount=amount)
        twin = RegisterEntry.objects.get(pk=end.pk)
        twin.pk, twin.kind = None, shape.ends[0]
        with pytest.raises(IntegrityError, match="has ended already"), transaction.atomic():
            twin.save(force_insert=True)


def test_a_cancelled_end_makes_room_for_another(clerk):
    matter = complaint(clerk)
    end, _ = registers.answer(matter, by=clerk, kind=K.REJECTED, on=date(2018, 9, 4))
    registers.cancel(end, by=clerk, reason="Nhầm")
    again, _ = registers.answer(matter, by=clerk, kind=K.UPHELD, on=date(2018, 9, 5))
    assert list(matter.answers.standing()) == [again]


def test_entries_are_neither_changed_nor_deleted(clerk, ba_dinh):
    row(ba_dinh, clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.update(content="khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.all().delete()


def test_every_kind_belongs_to_one_register():
    kinds = [kind for shape in SHAPES.values() for kind in (*shape.opens, *shape.ends)]
    kinds += [kind for shape in SHAPES.values() for kind in shape.follows]
    assert sorted(kinds) == sorted(set(EntryKind) - {K.CANCELLED})


# ---------------------------------------------------------------- pages
def test_from_the_page_to_the_register_and_back(clerk, login, desk):
    client = login(clerk)
    typed = {
        "kind": "complaint", "on": "03/09/2018", "person": "Trần Thị Bình", "content": "Chậm",
        "document_no": "Đơn 5",
    }  # fmt: skip
    answer = client.post("/registers/complaints/new/", typed)
    matter = RegisterEntry.objects.get()
    assert answer.url == f"/registers/complaints/{matter.pk}/"
    page = client.post(answer.url, {"kind": "upheld", "on": "01/09/2018"})
    assert "Trước ngày vào sổ" in page.content.decode()
    client.post(answer.url, {"kind": "upheld", "on": "20/09/2018", "document_no": "9/QĐ-CCTHADS"})
    page = client.get(answer.url).content.decode()
    assert "Đã giải quyết" in page
    assert "9/QĐ-CCTHADS" in page
    end = matter.answers.get()
    client.post(f"/registers/complaints/{end.pk}/cancel", {"content": "Nhầm"})
    assert "Chưa giải quyết" in client.get(answer.url).content.decode()
    listed = client.get("/registers/complaints/?q=binh").content.decode()
    assert "1/2018" in listed
    assert client.get("/registers/reception/").status_code == 200
    assert client.get("/registers/nothing/").status_code == 404
    assert client.get(f"/registers/reception/{matter.pk}/").status_code == 404


def test_a_case_is_named_by_its_decision(clerk, login):
    typed = {"kind": "complaint", "on": "03/09/2018", "person": "B", "content": "C"}
    page = login(clerk).post("/registers/complaints/new/", typed | {"decision": "9/QĐ"})
    assert "không có hồ sơ của quyết định số này" in page.content.decode()
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize("book", list(Book))
def test_every_register_has_its_pages(clerk, login, book):
    client = login(clerk)
    assert client.get(f"/registers/{book}/").status_code == 200
    assert SHAPES[book].person in client.get(f"/registers/{book}/new/").content.decode()


def test_the_list_costs_the_same_for_many(clerk, login):
    client = login(clerk)
    complaint(clerk)
    client.get("/registers/complaints/")
    with CaptureQueriesContext(connection) as few:
        client.get("/registers/complaints/")
    for number in range(20):
        complaint(clerk, content=f"Việc {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/registers/complaints/")
    assert len(many) == len(few)
