"""Công khai: who has no means is published, changed, taken down; no more than the law names."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cases.actions.ledger import Paper, record_act
from cases.actions.publication import record_publication
from cases.actions.steps import cancel_step, record_step
from cases.choices import ActKind, Role, StepKind
from cases.models import Case, Step
from cases.publication import in_state, row_of, rows_of, state_now, with_state
from cases.rules.publication import FOLLOWS, SHOWING, Publication, state_of
from tests import factories
from tests.test_persons import NUMBER, opened

TODAY = date(2018, 10, 5)
DECIDED = date(2018, 10, 3)


def act(people, case, kind, number, role=Role.CLERK, **more):
    paper = Paper(f"{number}/QĐ-CCTHADS", DECIDED, "Trần Văn Mẫu")
    return record_act(case.pk, kind=kind, on=DECIDED, by=people[role], paper=paper, **more)


def without_means(people, number=1, **more):
    case = opened(people, number, **more)
    act(people, case, ActKind.WITHOUT_MEANS, 100 + number, ground="a")
    return case


def publish(people, case, kind=StepKind.PUBLISHED, on=TODAY, role=Role.OFFICER, no=""):
    done, passed = record_publication([case.pk], kind, on=on, by=people[role], document_no=no)
    return [*done, *[why for _, why in passed]][0]


def states(people, case, role=Role.HEAD):
    """The states whose list holds the case, as the page asks for them."""
    mine = Case.objects.visible_to(people[role])
    return [s for s in Publication if in_state(mine, s).filter(pk=case.pk).exists()]


# ---------------------------------------------------------------- the life of a publication
def test_from_the_decision_to_the_end_of_the_publication(desk):
    case = opened(desk, 1)
    assert states(desk, case) == []
    act(desk, case, ActKind.WITHOUT_MEANS, 101, ground="a")
    assert states(desk, case) == [Publication.WAITING]
    step = publish(desk, case, no="12/CCTHADS")
    assert (step.kind, step.act.kind) == (StepKind.PUBLISHED, ActKind.WITHOUT_MEANS)
    assert states(desk, case) == [Publication.PUBLISHED]
    act(desk, case, ActKind.COLLECT, 7, Role.ACCOUNTANT, amount=1000)
    assert states(desk, case) == [Publication.PUBLISHED, Publication.CHANGED]
    publish(desk, case, StepKind.PUBLICATION_CHANGED)
    assert states(desk, case) == [Publication.PUBLISHED]
    act(desk, case, ActKind.RESUME, 102)
    assert states(desk, case) == [Publication.OVER]
    publish(desk, case, StepKind.PUBLICATION_ENDED)
    assert states(desk, case) == []
    act(desk, case, ActKind.WITHOUT_MEANS, 103, ground="a")
    assert states(desk, case) == [Publication.WAITING], "a new decision is published anew"


def test_a_case_that_ends_must_be_taken_down(desk):
    case = without_means(desk)
    publish(desk, case)
    act(desk, case, ActKind.TERMINATE, 104, ground="a")
    assert states(desk, case) == [Publication.OVER]


def test_the_separate_book_is_still_without_means(desk):
    case = without_means(desk)
    publish(desk, case)
    act(desk, case, ActKind.SEPARATE_BOOK, 105)
    assert states(desk, case) == [Publication.PUBLISHED]


def test_a_part_without_means_is_published_with_that_part_alone(desk):
    case = opened(desk, 1)
    obligation = case.obligations.get()
    act(desk, case, ActKind.WITHOUT_MEANS, 101, ground="a", amount=400_000, obligation=obligation)
    assert states(desk, case) == [Publication.WAITING]
    row = row_of(rows_of(with_state(Case.objects.filter(pk=case.pk))).get())
    assert row.duty == "Nợ: 400.000 đồng"
    assert "a) Không có thu nhập" in row.reason


def test_a_cancelled_publication_is_to_be_done_again(desk):
    case = without_means(desk)
    cancel_step(publish(desk, case), by=desk[Role.OFFICER], reason="Nhầm")
    assert states(desk, case) == [Publication.WAITING]


def test_a_reversed_decision_takes_its_publication_along(desk):
    case = without_means(desk)
    decided = case.acts.get(kind=ActKind.WITHOUT_MEANS)
    publish(desk, case)
    record_act(case.pk, kind=ActKind.REVERSE, on=TODAY, by=desk[Role.HEAD], reverses=decided)
    assert states(desk, case) == [Publication.OVER]


@pytest.mark.parametrize("without", [True, False])
@pytest.mark.parametrize("last", [None, *SHOWING, StepKind.PUBLICATION_ENDED])
def test_every_state_has_what_may_follow(without, last):
    state = state_of(without, last, changed=False)
    if state is None:
        assert not without
        assert last in (None, StepKind.PUBLICATION_ENDED)
    else:
        assert FOLLOWS[state]
        assert (StepKind.PUBLISHED in FOLLOWS[state]) == (last not in SHOWING)


def test_the_rule_and_the_lists_say_the_same(desk):
    """The pure rule and the question put to the database agree in every state."""
    cases = [opened(desk, n) for n in range(1, 6)]
    for case in cases[1:]:
        act(desk, case, ActKind.WITHOUT_MEANS, 100 + case.pk, ground="a")
    for case in cases[2:]:
        publish(desk, case)
    act(desk, cases[3], ActKind.RESUME, 300)
    publish(desk, cases[4], StepKind.PUBLICATION_ENDED)
    for case in cases:
        now = state_now(case)
        assert states(desk, case)[:1] == ([now] if now else [])


# ---------------------------------------------------------------- what is refused
def test_what_does_not_follow_is_passed_over_with_its_reason(desk):
    case = without_means(desk)
    assert "phải công khai" in publish(desk, case, StepKind.PUBLICATION_ENDED)
    assert "sau ngày này" in publish(desk, case, on=date(2018, 10, 2))
    publish(desk, case)
    assert "đang công khai" in publish(desk, case), "a page sent twice publishes once"
    publish(desk, case, StepKind.PUBLICATION_CHANGED, no="3/CV")
    assert "lần gửi trước" in publish(desk, case, StepKind.PUBLICATION_CHANGED, no="3/CV")
    assert Step.objects.filter(kind__in=SHOWING).count() == 2


def test_only_who_records_steps_and_only_on_own_cases(desk):
    case = without_means(desk)
    with pytest.raises(PermissionDenied):
        publish(desk, case, role=Role.ACCOUNTANT)
    far = factories.user(Role.HEAD, "HN-HK")
    done, passed = record_publication([case.pk], StepKind.PUBLISHED, on=TODAY, by=far)
    assert done == passed == []
    assert not Step.objects.exists()


# ---------------------------------------------------------------- the page
def test_chosen_rows_are_published_together_and_the_rest_stays(desk, login):
    cases = [without_means(desk, n) for n in (1, 2, 3)]
    client = login(desk[Role.CLERK])
    address = reverse("publication_list")
    page = client.get(address).text
    assert all(str(case) in page for case in cases)
    answer = client.post(
        address, {"on": "05/10/2018", "kind": "published", "case": [c.pk for c in cases[:2]]}
    )
    assert answer.status_code == 302
    page = client.get(answer.url).text
    assert "Đã ghi trên 2 việc" in page
    assert str(cases[2]) in page
    assert reverse("case_detail", args=(cases[0].pk,)) not in page
    page = client.get(address, {"state": "published"}).text
    assert reverse("case_detail", args=(cases[0].pk,)) in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"case": []}, "Chọn ít nhất một việc"),
        ({"on": "06/10/2018"}, "Ngày ở tương lai"),
        ({"on": ""}, "bắt buộc"),
        ({"kind": "seized"}, "error-summary"),
    ],
)
def test_a_refused_page_keeps_what_was_ticked(desk, login, changes, words):
    case = without_means(desk)
    data = {"on": "05/10/2018", "kind": "published", "case": [case.pk]} | changes
    page = login(desk[Role.CLERK]).post(reverse("publication_list"), data).text
    assert words in page
    assert (f'id="case-{case.pk}" aria-label="Chọn {case}" checked' in page) == bool(data["case"])
    assert not Step.objects.exists()


def test_the_official_list_holds_what_the_circular_names_and_no_more(desk, login):
    """Circular 04/2023, Article 4: no birth year, no identity number, nobody else's name."""
    without_means(desk)
    client = login(desk[Role.CLERK])
    sheet = client.get(reverse("publication_sheet")).text
    for words in (
        "Lê Văn Cường",
        "45/2018/DSST ngày 12/06/2018",
        "1/QĐ-CCTHADS",
        "Nợ: 1.000.000 đồng",
    ):
        assert words in sheet
    answer = client.get(reverse("publication_xlsx"))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[4][1] == "Lê Văn Cường"
    assert rows[4][3] == "45/2018/DSST ngày 12/06/2018, TAND quận Ba Đình"
    everything = sheet.split("<main")[1] + str(rows)
    for secret in ("1971", NUMBER, NUMBER[:3] + "•", "Trần Thị Bình"):
        assert secret not in everything


def test_the_list_costs_the_same_for_one_row_as_for_many(
    desk, login, django_assert_max_num_queries
):
    for number in range(1, 8):
        without_means(desk, number)
    client = login(desk[Role.HEAD])
    with django_assert_max_num_queries(20):
        page = client.get(reverse("publication_list"))
    assert len(page.context["rows"]) == 7


def test_the_city_sees_every_office_and_may_choose_one(desk, login):
    without_means(desk, 1)
    client = login(desk[Role.CITY_CLERK])
    assert "1/QĐ-CCTHADS" in client.get(reverse("publication_list")).text
    page = client.get(reverse("publication_list"), {"office": "HN-HK"}).text
    assert "1/QĐ-CCTHADS" not in page


def test_each_state_shows_the_day_its_term_ends_by_the_law_of_then(desk, login, settings):
    """5 working days to publish, 3 to change, 2 to take down (Circular 04/2023, Articles 5, 6)."""
    case = without_means(desk)
    client, address = login(desk[Role.CLERK]), reverse("publication_list")
    assert "10/10/2018" in client.get(address).text
    settings.TODAY = date(2018, 10, 11)
    assert "quá hạn" in client.get(address).text
    publish(desk, case, on=date(2018, 10, 11))
    record_step(
        case, kind=StepKind.PUBLICATION_CHANGE_FOUND, on=date(2018, 10, 11), by=desk[Role.OFFICER]
    )
    assert states(desk, case) == [Publication.PUBLISHED, Publication.CHANGED]
    assert "16/10/2018" in client.get(address, {"state": "changed"}).text
    settings.TODAY = on = date(2018, 10, 12)
    paper = Paper("120/QĐ-CCTHADS", on, "Trần Văn Mẫu")
    record_act(case.pk, kind=ActKind.RESUME, on=on, by=desk[Role.CLERK], paper=paper)
    assert "16/10/2018" in client.get(address, {"state": "over"}).text
