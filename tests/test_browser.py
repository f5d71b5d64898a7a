"""The main road in a real browser: entered, signed, collected, paid out, completed, counted.

Needs Chromium at CHROMIUM (default /usr/bin/chromium); without it these tests fail, on purpose.
"""

import pytest
from django.urls import reverse

from cases.choices import ActKind, Role
from cases.models import Act, Case, Draft
from tests import factories
from tests.browser import check, fill, write
from tests.factories import PASSWORD
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)

INTAKE = {
    "court": "TAND quận Ba Đình",
    "judgment_no": "12/2018/DSST",
    "judgment_on": "20082018",
    "debtors-0-name": "Lê Văn Cường",
    "debtors-0-identity_no": "001071012347",
    "creditors-0-name": "Trần Thị Bình",
    "obligations-0-amount": "1.2",
    "obligations-0-description": "Trả nợ vay",
}


def test_the_main_road(office, sit_down, live_server):
    """Prepared by keyboard, signed, collected, paid out, completed, and found in the statement."""
    # the officer signs in and prepares the case, without the mouse
    officer = office[Role.OFFICER]
    officer.set_password(PASSWORD)
    officer.save()
    page = sit_down(officer)
    page.context.clear_cookies()
    page.goto("/login")
    write(page, "username", officer.username)
    write(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")  # the page of the day is the officer's first
    check(page)
    page.goto("/cases/")
    check(page)
    page.keyboard.press("t")
    page.wait_for_url("**/cases/new/")
    check(page)
    for name, text in INTAKE.items():
        write(page, name, text)
    page.keyboard.press("Enter")  # moves on, does not send
    assert page.evaluate("document.activeElement.name") == "obligations-0-debtor"
    page.keyboard.press("ControlOrMeta+s")

    # refused at its field, with nothing lost; the summary leads there
    page.wait_for_selector(".error-summary")
    assert "hai cách" in page.inner_text(".error-summary")
    for name, text in INTAKE.items():
        assert page.input_value(f"[name='{name}']") == text
    check(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "obligations-0-amount"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("350 triệu")
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("**/drafts/")
    assert "Lê Văn Cường · 350.000.000 đồng" in page.inner_text("main")
    check(page)
    assert not Case.objects.exists()

    # the head signs it
    page = sit_down(office[Role.HEAD])
    page.goto("/cases/")
    page.keyboard.press("c")
    page.wait_for_url("**/drafts/")
    page.click("text=Xem, ký")
    fill(page, decision="1/QĐ-CCTHADS")
    page.click("button:has-text('Ký, ghi sổ')")
    page.wait_for_selector("text=Đã thụ lý 1/QĐ-CCTHADS")
    case = Case.objects.get()
    assert page.url.endswith(reverse("case_detail", args=(case.pk,)))
    assert not Draft.objects.exists()

    # the accountant collects, and prepares the payment
    page = sit_down(office[Role.ACCOUNTANT])
    page.goto(reverse("case_detail", args=(case.pk,)))
    page.keyboard.press("g")
    page.click("#acts a[href$='/acts/collect/']")
    check(page)
    fill(page, amount="0,35 tỷ", decision="AA/1")
    page.click("button:has-text('Ghi sổ')")
    page.wait_for_selector("text=Đã ghi sổ")
    page.keyboard.press("g")
    page.click("#acts a[href$='/acts/pay_out/']")
    check(page)
    fill(page, account="0011 2233, Ba Đình")
    page.click("button:has-text('Lập, chờ duyệt')")
    page.wait_for_selector("text=anh/chị lập đề nghị này nên không được duyệt")
    order = page.url

    # the head confirms it, and completes
    page = sit_down(office[Role.HEAD])
    page.goto(order)
    check(page)
    page.click("button:has-text('Duyệt chi')")
    page.wait_for_selector("text=Đã duyệt chi")
    page.goto(reverse("case_detail", args=(case.pk,)))
    page.click("#acts summary")
    page.click("#acts a[href$='/acts/complete/']")
    page.click("button:has-text('Ghi sổ')")
    page.wait_for_selector("text=Đã ghi sổ")
    assert "Thi hành xong" in page.inner_text("h1")
    timeline = page.inner_text(".timeline")
    assert "Đang thi hành → Đã thu, chưa chi trả: 350.000.000 đồng" in timeline
    assert "Đã thu, chưa chi trả → Thi hành xong: 350.000.000 đồng" in timeline
    page.click("summary:has-text('Dòng sổ')")
    assert page.locator("[aria-label='Dòng sổ'] tbody tr").count() == 10
    check(page)

    # and October's statement holds all of it
    answer = page.request.get(reverse("statement_json", args=("HN-BD", 2019, 1)))
    figures = answer.json()
    for measure, one in (("cases", 1), ("money", 350_000_000)):
        got = {column: figures[measure][column] for column in ("c01", "c03", "c09", "c10", "c19")}
        assert got == {"c01": one, "c03": one, "c09": one, "c10": one, "c19": 0}, measure

    # for another office none of this exists
    page = sit_down(factories.user(Role.HEAD, "HN-HK", username="thutruong.khac"))
    assert page.goto(reverse("case_detail", args=(case.pk,))).status == 404
    assert page.goto(reverse("act_new", args=(case.pk, "reverse"))).status == 404


def test_the_main_road_without_javascript(office, sit_down):
    page = sit_down(office[Role.CLERK], script=False)
    page.goto("/cases/new/")
    fill(page, court="TAND quận Ba Đình", judgment_no="12/2018/DSST", judgment_on="20/08/2018")
    fill(page, signer="Trần Văn Mẫu", debtors__0__name="Lê Văn Cường")
    fill(page, creditors__0__name="Trần Thị Bình", obligations__0__amount="1,2 tỷ")
    page.click("button:has-text('Thêm dòng: người phải thi hành án')")
    fill(page, debtors__1__name="Công ty TNHH Minh Tâm Việt")
    page.select_option("[name='obligations-0-debtor']", "all")
    page.click("button:has-text('Ghi sổ') >> nth=0")
    assert "Đã thụ lý 1/QĐ" in page.inner_text("main")
    case = Case.objects.get()
    assert case.parties.count() == 3
    page.goto(reverse("act_new", args=(case.pk, "postpone")))
    fill(page, signer="Trần Văn Mẫu")
    page.click("button:has-text('Ghi sổ')")
    assert "Căn cứ" in page.inner_text(".error-summary")
    assert page.input_value("[name='signer']") == "Trần Văn Mẫu"
    page.select_option("[name='ground']", "a")
    page.click("button:has-text('Ghi sổ')")
    assert "Hoãn thi hành án" in page.inner_text("h1")
    assert Act.objects.get(kind=ActKind.POSTPONE).ground == "a"


def test_pages_on_a_phone(office, sit_down):
    case = opened(office)
    page = sit_down(office[Role.HEAD], width=390)
    for address in (
        reverse("case_list"),
        reverse("case_list") + "?state=lost",
        reverse("case_new"),
        reverse("case_detail", args=(case.pk,)),
        reverse("act_new", args=(case.pk, "reverse")),
        reverse("act_new", args=(case.pk, "reclassify")),
        reverse("draft_list"),
    ):
        page.goto(address)
        check(page)


def test_keys_in_the_list(office, sit_down):
    """/ searches, j and k go through the rows, Enter opens."""
    for number in (1, 2, 3):
        opened(office, number, debtor=f"Lê Văn {number}")
    page = sit_down(office[Role.OFFICER])
    page.goto("/cases/")
    page.keyboard.press("/")
    page.keyboard.type("lê văn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/?q=*")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("j")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('{chosen}')")
