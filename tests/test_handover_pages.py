"""The pages of handing over, as a clerk with a caseload of 500 meets them."""

import re
from datetime import date, timedelta
from time import perf_counter

import pytest
from django.urls import reverse

from cases import tasks
from cases.actions import handovers
from cases.actions.deadlines import sync_in_batches
from cases.actions.journal import load_journal
from cases.actions.ledger import record_act
from cases.choices import ActKind, HandoverKind, Role
from cases.models import Act, Books, Case, Handover, Officer
from tests import factories
from tests.history2018 import START, act, intake, write
from tests.test_handovers import prepared, second, signed

pytestmark = pytest.mark.django_db
TODAY = date(2018, 10, 5)


@pytest.fixture
def five_hundred(desk, tmp_path):
    """The caseload of HN-BD-01: 500 cases, some postponed, some with money held."""
    factories.officer()
    second()
    rows = []
    for n in range(500):
        rows.append(intake(f"K{n}", START + timedelta(n % 300), "HN-BD", 1_000_000 + n))
        if n % 5 == 0:
            rows.append(act(f"K{n}", date(2018, 8, 10), "postpone"))
        elif n % 7 == 0:
            rows.append(act(f"K{n}", date(2018, 8, 10), "collect", 400_000))
    load_journal(write(tmp_path / "journal.csv", rows), books_open=START)
    Books.objects.update(terms_from=START)
    sync_in_batches(Case, Case.objects.values_list("pk", flat=True))
    return desk


def typed(**changes):
    return {"receivers": [second().pk], "on": "05/10/2018", "reason": "Nghỉ hưu"} | changes


def test_an_officer_leaves_previewed_prepared_and_signed(five_hundred, login):
    clerk = login(five_hundred[Role.CLERK])
    address = reverse("handover_new") + "?kind=officer&officer=HN-BD-01"
    text = clerk.get(address).text
    assert "Giao 500 hồ sơ cho" in text
    assert not Handover.objects.exists()  # nothing is saved before it is asked for
    answer = clerk.post(address, typed())
    handover = Handover.objects.get()
    assert answer.url == reverse("handover_detail", args=(handover.pk,))
    text = clerk.get(answer.url).text
    assert "1–50 trong 500 hồ sơ" in text
    assert "Chờ ký" in text
    head = login(five_hundred[Role.HEAD])
    refused = head.post(answer.url, {"number": "", "on": "05/10/2018", "signer": "Bà Dung"}).text
    assert 'value="Bà Dung"' in refused  # what was typed stays
    started = perf_counter()
    done = head.post(
        answer.url, {"number": "12/BB", "on": "05/10/2018", "signer": "Bà Dung"}, follow=True
    ).text
    assert perf_counter() - started < 5
    assert "Đã ký và ghi sổ" in done
    assert Case.objects.filter(officer=second()).count() == 500
    numbers = handover.items.order_by("pk").values_list("act__entry_no", flat=True)
    assert list(numbers) == list(range(1, 501))  # in the order of the inventory
    case = head.get(reverse("case_detail", args=(handover.items.first().case_id,))).text
    assert f'href="{answer.url}">Biên bản số 12/BB</a>' in case
    again = head.post(answer.url, {"number": "12/BB", "on": "05/10/2018", "signer": "Bà Dung"})
    assert again.status_code == 403  # nothing is left to sign
    assert Act.objects.filter(kind=ActKind.HANDOVER).count() == 500


def test_totals_before_and_after_the_signature_are_the_same(five_hundred, login):
    handover = prepared(five_hundred)
    client = login(five_hundred[Role.HEAD])
    address = reverse("handover_detail", args=(handover.pk,))

    def strip():
        text = client.get(address).text
        return re.sub(r"\s+", " ", re.search(r'<dl class="strip".*?</section>', text, re.S)[0])

    before = strip()
    signed(five_hundred, handover)
    assert strip() == before
    assert "500" in before


def test_the_inventory_costs_the_same_whatever_its_length(
    five_hundred, login, django_assert_max_num_queries
):
    handover = prepared(five_hundred)
    head = login(five_hundred[Role.HEAD])
    head.get(reverse("handover_detail", args=(handover.pk,)))
    with django_assert_max_num_queries(26):
        head.get(reverse("handover_detail", args=(handover.pk,)))
    with django_assert_max_num_queries(16):
        text = head.get(reverse("handover_print", args=(handover.pk,))).text
    assert "từ 1 đến 500 trong 500 hồ sơ" in text
    signed(five_hundred, handover)
    with django_assert_max_num_queries(16):
        head.get(reverse("handover_print", args=(handover.pk,)))
    with django_assert_max_num_queries(14):
        head.get(reverse("handover_list"))
    with django_assert_max_num_queries(22):
        head.get(reverse("handover_new"))


def test_rows_get_another_receiver_or_leave_the_list(five_hundred, login):
    handover = prepared(five_hundred)
    third = Officer.objects.create(
        office=handover.from_office, code="HN-BD-03", name="Phạm Văn Giang", valid_from=START
    )
    clerk = login(five_hundred[Role.CLERK])
    address = reverse("handover_items", args=(handover.pk,))
    two = list(handover.items.values_list("pk", flat=True)[:2])
    clerk.post(address, {"item": two, "receiver": third.pk, "assign": "1"})
    assert handover.items.filter(to_officer=third).count() == 2
    clerk.post(address, {"item": two, "remove": "1"})
    assert handover.items.count() == 498
    holder = factories.officer().pk
    clerk.post(address, {"holder": holder, "receiver": third.pk, "assign": "1"})
    assert handover.items.filter(to_officer=third).count() == 498


def test_a_blocked_row_says_why_and_all_such_rows_go_at_once(five_hundred, login):
    handover = prepared(five_hundred)
    case = handover.items.first().case
    record_act(case.pk, kind=ActKind.TERMINATE, ground="c", on=TODAY, by=five_hundred[Role.CLERK])
    client = login(five_hundred[Role.HEAD])
    address = reverse("handover_detail", args=(handover.pk,))
    text = client.get(address).text
    assert "1 dòng không bàn giao được" in text
    assert "Việc đã kết thúc" in text
    client.post(reverse("handover_items", args=(handover.pk,)), {"unblock": "1"})
    assert handover.items.count() == 499


def test_a_long_document_shows_how_far_it_is(five_hundred, login, monkeypatch):
    monkeypatch.setattr(handovers, "CHUNK", 200)
    monkeypatch.setattr(tasks.post_handover, "delay", lambda pk: None)
    handover = prepared(five_hundred)
    client = login(five_hundred[Role.HEAD])
    address = reverse("handover_detail", args=(handover.pk,))
    form = {"number": "12/BB", "on": "05/10/2018", "signer": "Bà Dung"}
    assert "Đang ghi sổ 0/500" in client.post(address, form, follow=True).text
    handovers.post_signed(handover.pk)
    text = client.get(address).text
    assert "Đang ghi sổ 200/500" in text
    assert 'data-reload="3"' in text
    tasks.post_handover(handover.pk)
    assert "data-reload" not in client.get(address).text


def test_an_officer_hands_over_the_own_cases_alone(five_hundred, login):
    officer = login(five_hundred[Role.OFFICER])
    text = officer.get(reverse("handover_new")).text
    assert "Giao 500 hồ sơ cho" in text
    officer.post(reverse("handover_new"), typed())
    handover = Handover.objects.get()
    assert (handover.from_officer, handover.kind) == (factories.officer(), HandoverKind.OFFICER)
    address = reverse("handover_detail", args=(handover.pk,))
    assert "Ký biên bản" not in officer.get(address).text
    assert officer.post(address, {}).status_code == 403


def test_who_may_prepare_nothing_is_told_so(desk, login):
    assert login(desk[Role.ACCOUNTANT]).get(reverse("handover_new")).status_code == 403
    assert login(desk[Role.CLERK]).get(reverse("handover_new")).status_code == 302
