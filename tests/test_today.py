"""Việc hôm nay, all deadlines, the self-check and the calendar, as an office meets them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.actions.drafts import save_draft
from cases.actions.ledger import Paper, record_act
from cases.choices import ActKind, Role
from cases.models import CalendarDay, Deadline
from tests import factories
from tests.test_deadlines import TODAY, opened, step, verified

pytestmark = pytest.mark.django_db


def listed(page) -> list[str]:
    """The numbers of the cases on the page's lists of terms, top to bottom."""
    return [str(line.parent) for _, _, _, lines, _ in page.context["parts"] for line, _ in lines]


# ---------------------------------------------------------------- the day
def test_an_officer_begins_with_what_is_overdue(desk, login):
    late = opened(desk)  # opened on 24/09: everything of it was due by the 27th
    step(desk, late, "notified", date(2018, 9, 25), act=late.acts.get())
    fresh = opened(desk, 215, on=date(2018, 10, 3))
    client = login(desk[Role.OFFICER])
    assert client.get("/").url == reverse("today")
    page = client.get(reverse("today"))
    assert page.context["counts"] == {"overdue": 2, "today": 1, "soon": 2}
    assert listed(page)[:2] == [str(late), str(late)]
    assert "quá hạn 9 ngày" in page.text  # the file, due on 26/09
    assert "hôm nay hết hạn" in page.text  # the file of the 3rd: two working days
    assert reverse("step_new", args=(late.pk, "file_opened")) in page.text
    assert f"{reverse('step_new', args=(late.pk, 'sent_to_procuracy'))}?act=" in page.text
    assert 'class="badge-due">3<' in page.text
    assert str(fresh) in page.text


def test_today_is_not_overdue(desk, login):
    opened(desk, on=date(2018, 10, 3))
    page = login(desk[Role.OFFICER]).get(reverse("today"))
    assert page.context["counts"]["overdue"] == 0
    assert "quá hạn " not in page.text.replace(" quá hạn hoặc hết hạn hôm nay", "").replace(
        "chưa phải là quá hạn", ""
    )


def test_an_officer_sees_his_own_and_the_head_the_offices_with_names(desk, login):
    opened(desk)
    other = opened(desk, 216)
    factories.officer("HN-BD-02", "Đặng Thị Hoa")
    Deadline.objects.filter(case=other).update(officer=factories.officer("HN-BD-02"))
    mine = login(desk[Role.OFFICER]).get(reverse("today"))
    assert str(other) not in listed(mine)
    heads = login(desk[Role.HEAD]).get(reverse("today"))
    assert str(other) in listed(heads)
    assert "Đặng Thị Hoa" in heads.text
    assert mine.context["counts"]["overdue"] * 2 == heads.context["counts"]["overdue"]


def test_an_accountant_begins_with_the_money(desk, login):
    case = opened(desk)
    record_act(
        case.pk, kind=ActKind.COLLECT, on=date(2018, 9, 24), amount=5, by=desk[Role.ACCOUNTANT],
        paper=Paper("PT1"),
    )  # fmt: skip
    page = login(desk[Role.ACCOUNTANT]).get(reverse("today"))
    assert page.context["counts"] == {"overdue": 1, "today": 0, "soon": 0}
    assert "Chi trả tiền thi hành án đã thu" in page.text
    assert reverse("act_new", args=(case.pk, "pay_out")) in page.text


def test_another_offices_terms_do_not_exist(desk, login):
    opened(desk, at="HN-HK")
    for role in (Role.OFFICER, Role.HEAD, Role.CLERK, Role.ACCOUNTANT):
        client = login(desk[role])
        assert not any(client.get(reverse("today")).context["counts"].values())
        assert not client.get(reverse("deadline_list")).context["page_obj"].paginator.count
        checks = client.get(reverse("self_check")).context["checks"]
        assert sum(count for _, _, count, _ in checks) == 0
    city = login(desk[Role.CITY_LEADER])
    assert city.get(reverse("deadline_list")).context["page_obj"].paginator.count == 3


def test_a_draft_waits_on_the_heads_page_and_on_its_writers(desk, login):
    case = opened(desk)
    save_draft(
        by=desk[Role.OFFICER], kind=ActKind.POSTPONE, fields={}, summary="Hoãn vì ốm", case=case
    )
    assert "Hoãn vì ốm" in login(desk[Role.HEAD]).get(reverse("today")).text
    assert "Hoãn vì ốm" in login(desk[Role.OFFICER]).get(reverse("today")).text
    clerk = login(desk[Role.CLERK]).get(reverse("today"))
    assert "Hoãn vì ốm" in clerk.text  # a paper somebody else signed waits for its number here
    assert "Chờ cấp số, vào sổ" in clerk.text


def test_who_is_handed_a_case_is_told(desk, login):
    case = opened(desk, on=date(2018, 10, 1))
    assert f"<b>{case}</b>" in login(desk[Role.OFFICER]).get(reverse("today")).text
    page = login(desk[Role.OFFICER]).get(reverse("today"))
    assert [row for row, _ in page.context["cases"]] == [case]


def test_the_day_costs_the_same_for_one_case_and_for_many(
    desk, login, django_assert_max_num_queries
):
    for number in range(1, 8):
        opened(desk, number)
    client = login(desk[Role.HEAD])
    for name, most in (("today", 18), ("deadline_list", 14), ("self_check", 26)):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(name)).status_code == 200


# ---------------------------------------------------------------- all deadlines
@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ({}, {"FILE_OPEN", "VERIFY_FIRST"}),
        ({"state": "all"}, {"FILE_OPEN", "QD_TO_VKS", "NOTIFY", "VERIFY_FIRST"}),
        ({"state": "overdue"}, {"FILE_OPEN"}),
        ({"state": "late"}, {"QD_TO_VKS"}),
        ({"state": "done"}, {"NOTIFY"}),
        ({"state": "ended"}, set()),
        ({"term": "NOTIFY", "state": "all"}, {"NOTIFY"}),
        ({"since": "27/09/2018", "until": "27/09/2018", "state": "all"}, {"QD_TO_VKS", "NOTIFY"}),
        ({"officer": "HN-BD-01", "state": "late"}, {"QD_TO_VKS"}),
        ({"whose": "others"}, {"VOLUNTARY", "KN_LIMIT_EARLY"}),
        ({"state": "lost"}, set()),
    ],
)
def test_every_filter_stands_in_the_address(desk, login, query, finds):
    case = opened(desk)
    act = case.acts.get()
    step(desk, case, "sent_to_procuracy", date(2018, 10, 2), act=act)
    step(desk, case, "notified", date(2018, 9, 26), act=act)
    page = login(desk[Role.OFFICER]).get(reverse("deadline_list"), query)
    assert {line.row.term for line, _ in page.context["lines"]} == finds


def test_late_is_shown_late(desk, login):
    case = opened(desk)
    step(desk, case, "sent_to_procuracy", date(2018, 10, 2), act=case.acts.get())
    page = login(desk[Role.OFFICER]).get(reverse("deadline_list"), {"state": "late"})
    assert "đã làm muộn 5 ngày" in page.text
    assert "02/10/2018" in page.text


def test_another_offices_officer_is_no_choice(desk, login):
    factories.officer("HN-HK-01")
    page = login(desk[Role.OFFICER]).get(reverse("deadline_list"), {"officer": "HN-HK-01"})
    assert "Chưa lọc được" in page.text


# ---------------------------------------------------------------- as the procuracy would
def test_what_a_procurator_would_find(desk, login):
    case = opened(desk)
    act = case.acts.get()
    step(desk, case, "sent_to_procuracy", date(2018, 10, 2), act=act)
    verified(desk, case, date(2018, 9, 25), "without_means")
    found = {
        check.code: count
        for check, _, count, _ in login(desk[Role.HEAD])
        .get(reverse("self_check"))
        .context["checks"]
        if count
    }
    assert found == {"sent_late": 1, "unnotified": 1, "undecided": 1, "no_file": 1}
    page = login(desk[Role.HEAD]).get(reverse("self_check"), {"check": "sent_late"})
    assert str(case) in page.text
    assert [(o["officer__code"], o["count"]) for o in page.context["officers"]] == [("HN-BD-01", 1)]


def test_nobody_looked_and_nothing_happened(desk, login, settings):
    case = opened(desk, on=date(2018, 2, 5))
    page = login(desk[Role.HEAD]).get(reverse("self_check"))
    found = {check.code: count for check, _, count, _ in page.context["checks"] if count}
    assert (found["never_verified"], found["quiet"]) == (1, 1)
    listing = login(desk[Role.HEAD]).get(reverse("self_check"), {"check": "quiet"})
    assert str(case) in listing.text
    step(desk, case, "noted", TODAY)
    page = login(desk[Role.HEAD]).get(reverse("self_check"), {"check": "quiet"})
    assert not page.context["cases"]


# ---------------------------------------------------------------- the calendar
def test_a_day_off_is_entered_and_says_how_many_terms_moved(desk, login):
    opened(desk, on=date(2018, 10, 3))
    client = login(desk[Role.ADMINISTRATOR])
    form = {"day": "08/10/2018", "working": "0", "note": "Công văn 1/TTg"}
    answer = client.post(reverse("calendar"), form, follow=True)
    assert "2 thời hạn đổi ngày" in answer.text  # sending and notice, due on Monday the 8th
    assert "Công văn 1/TTg" in answer.text
    assert set(
        Deadline.objects.filter(term__in=("QD_TO_VKS", "NOTIFY")).values_list("due_on", flat=True)
    ) == {date(2018, 10, 9)}
    row = CalendarDay.objects.get()
    answer = client.post(reverse("calendar"), {"remove": str(row.pk)}, follow=True)
    assert "2 thời hạn đổi ngày" in answer.text
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"day": "06/10/2018", "working": "0", "note": "x"}, "đã đúng như vậy"),
        ({"day": "31/02/2018", "working": "0", "note": "x"}, "Nhập ngày"),
        ({"day": "08/10/2018", "working": "", "note": "x"}, "bắt buộc"),
        ({"day": "08/10/2018", "working": "0", "note": ""}, "bắt buộc"),
    ],
)
def test_a_refused_day_comes_back_whole(desk, login, form, says):
    page = login(desk[Role.CITY_CLERK]).post(reverse("calendar"), form)
    assert says in page.text
    assert f'value="{form["day"]}"' in page.text
    assert not CalendarDay.objects.exists()


def test_who_may_not_set_days_may_read_them(desk, login):
    for role in (Role.OFFICER, Role.HEAD, Role.CLERK, Role.ACCOUNTANT, Role.COMMITTEE):
        client = login(desk[role])
        page = client.get(reverse("calendar"), {"year": "2018"})
        assert "Tết Nguyên Đán" in page.text
        assert "Ghi ngày" not in page.text
        form = {"day": "08/10/2018", "working": "0", "note": "x"}
        assert client.post(reverse("calendar"), form).status_code == 403


@pytest.mark.parametrize("year", ["", "0", "abc", "99999"])
def test_a_year_that_is_none_is_this_year(desk, login, year):
    page = login(desk[Role.OFFICER]).get(reverse("calendar"), {"year": year})
    assert page.context["year"] == 2018


def test_the_shift_of_one_day_is_a_working_day(desk, login):
    """A Saturday worked in exchange: what is due on the Friday off moves to it."""
    opened(desk, on=date(2018, 10, 2))
    client = login(desk[Role.CITY_LEADER])
    for day, working in ((TODAY, "0"), (TODAY + timedelta(days=1), "1")):
        form = {"day": f"{day:%d/%m/%Y}", "working": working, "note": "Hoán đổi"}
        client.post(reverse("calendar"), form)
    assert set(Deadline.objects.filter(term="QD_TO_VKS").values_list("due_on", flat=True)) == {
        date(2018, 10, 6)
    }
