"""A planned coercion on screen: from its draft through the checklist to its result."""

from datetime import date

import pytest
from django.urls import reverse

from cases.choices import PlanState, Role
from cases.models import CoercionPlan
from tests.browser import check, fill
from tests.coercions import DAY, busy_month, drafted, issued, measure_of
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)


def typed(page):
    """What an officer types of a plan, all but the day."""
    fill(
        page,
        starts_at="8h", ends_at="11h30", place="Số 12 ngõ 5 phố Đội Cấn", ward="phường Ngọc Hà",
        method="Mời đương sự bàn giao; mở khóa, kiểm kê, chuyển đồ đạc.",
        police_unit="Công an quận Ba Đình", area="Khu dân cư đông", attitude="Không hợp tác",
        identity_first="CCCD 001071012347", identity_second="Sổ hộ khẩu số 0123",
        forces__0__head_count="4", forces__1__head_count="12",
    )  # fmt: skip
    page.check("[name='officers']")


def step(page, **fields):
    """The step the page puts next."""
    page.click("section.next a")
    fill(page, **fields)
    page.click("[data-save-button]")
    page.wait_for_selector("h1 .state")


def test_a_coercion_from_its_draft_to_its_result(sit_down, office, settings):
    case = opened(office)
    measure = measure_of(case, office[Role.OFFICER])
    page = sit_down(office[Role.OFFICER])
    page.goto(reverse("plan_new", args=(measure.pk,)))
    page.fill("[name='on']", "25/10/2018")
    typed(page)
    page.click("button[name='add']")
    page.select_option("[name='forces-3-body']", "medical")
    page.fill("[name='forces-3-head_count']", "2")
    page.click("[data-save-button]")
    page.wait_for_selector("text=Chưa ban hành được")
    plan = CoercionPlan.objects.get()
    assert [f.head_count for f in plan.forces.all()] == [4, 12, 2]
    step(page, on="12/09/2018")
    step(page, on="14/09/2018", document_no="31/CV-CCTHADS")
    step(page, on="19/09/2018", document_no="7/CAQ")
    step(page, on="21/09/2018")
    step(page, on="03/10/2018", document_no="2/BB")
    assert "chờ Thủ trưởng ban hành" in page.inner_text("section.next")

    head = sit_down(office[Role.HEAD])
    head.goto(reverse("plan_detail", args=(plan.pk,)))
    assert "Chưa ban hành được" not in head.inner_text("main")
    step(head, number="3/KH-CCTHADS", on="05/10/2018", signer="Trần Văn Mẫu")
    assert "Đã ban hành" in head.inner_text("h1")

    page.reload()
    step(page, on="05/10/2018", counterpart="Viện kiểm sát, Công an, UBND phường")
    settings.TODAY = DAY
    page.reload()
    step(page, on="09/10/2018", document_no="14/PA-CAQ")
    step(page, on="24/10/2018")
    page.click("section.next a")
    assert page.input_value("[name='on']") == "25/10/2018"
    page.click("[data-save-button]")
    assert "Chọn" in page.inner_text(".error-summary") or page.query_selector(".errorlist")
    page.select_option("[name='outcome']", "carried_out")
    fill(page, at="8h15", counterpart="Kiểm sát viên Lê Thị Mai", note="Đã bàn giao nhà")
    page.click("[data-save-button]")
    page.wait_for_selector("h1 .state-done")
    plan.refresh_from_db()
    assert plan.state == PlanState.HELD
    page.goto(reverse("coercion_calendar"))
    assert "đã tổ chức" in page.inner_text("#day-25")


def test_27_tet_is_refused_on_screen_with_the_article(sit_down, office):
    """While it is typed, and when it is sent; what was typed stays."""
    measure = measure_of(opened(office), office[Role.OFFICER])
    page = sit_down(office[Role.OFFICER])
    page.goto(reverse("plan_new", args=(measure.pk,)))
    typed(page)
    page.fill("[name='ward']", "")
    page.fill("[name='on']", "01/02/2019")
    page.press("[name='on']", "Tab")
    article = "Điều 13 khoản 2 Nghị định 62/2015/NĐ-CP"
    page.wait_for_selector(f"#barriers .wrong:has-text('{article}')")
    page.click("[data-save-button]")
    assert article in page.inner_text(".error-summary")
    assert "Phường, xã" in page.inner_text(".error-summary")
    assert page.get_attribute("[name='on']", "aria-invalid") == "true"
    assert page.input_value("[name='place']") == "Số 12 ngõ 5 phố Đội Cấn"
    assert page.input_value("[name='forces-1-head_count']") == "12"
    assert not CoercionPlan.objects.exists()


def test_the_day_of_war_invalids_asks_for_its_reason_without_javascript(sit_down, office):
    measure = measure_of(opened(office), office[Role.OFFICER])
    page = sit_down(office[Role.OFFICER], script=False)
    page.goto(reverse("plan_new", args=(measure.pk,)))
    page.fill("[name='on']", "26/07/2019")
    typed(page)
    page.click("button[name='add']")
    assert page.locator(".force-row").count() == 4
    page.click("button[name='look']")
    assert not page.query_selector("[name='special_day']")
    page.fill("[name='on']", "27/07/2020")
    page.click("[data-save-button]")
    page.fill("[name='special_day']", "Người phải thi hành án không thuộc đối tượng chính sách")
    page.click("[data-save-button]")
    page.wait_for_selector("text=đối tượng chính sách")
    assert CoercionPlan.objects.get().on == date(2020, 7, 27)


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_without_a_violation(sit_down, office, width):
    plan, case = issued(office), busy_month(office, 12)
    draft = drafted(office, case, on=date(2018, 11, 7), identity_second="")
    page = sit_down(office[Role.HEAD], width=width)
    for name, args in (
        ("coercion_calendar", ()),
        ("coercion_print", ()),
        ("plan_detail", (plan.pk,)),
        ("plan_detail", (draft.pk,)),
        ("plan_new", (plan.measure_id,)),
        ("plan_edit", (draft.pk,)),
        ("plan_issue", (draft.pk,)),
        ("plan_step", (plan.pk, "coerced")),
        ("plan_print", (plan.pk,)),
    ):
        page.goto(reverse(name, args=args))
        check(page)
    page.goto(reverse("coercion_calendar") + "?view=list")
    check(page)
