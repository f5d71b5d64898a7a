"""A table pasted, mended and saved without the mouse, and without a script."""

import pytest

from cases import jobs
from cases.choices import Role
from cases.models import Case
from tests.browser import check, go_to
from tests.test_paste import HEADS, clipboard, row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_once(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(jobs, "queue", lambda job: jobs.run_job(job.pk))


def paste(page, text: str) -> None:
    """Ctrl+V of what a spreadsheet put on the clipboard."""
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const how = { clipboardData: data, bubbles: true, cancelable: true };
          const free = document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
          if (free) document.execCommand("insertText", false, text);
        }""",
        text,
    )


def active(page) -> str:
    return page.evaluate("document.activeElement.name ?? ''")


def test_pasted_and_mended_by_keyboard(office, sit_down):
    rows = [row(n, **({"Số tiền": "1.25", "Năm sinh": "1850"} if n > 18 else {}))
            for n in range(1, 21)]  # fmt: skip
    page = sit_down(office[Role.CLERK])
    page.goto("/import/")
    check(page)
    go_to(page, "text")
    paste(page, clipboard(*rows))
    with page.expect_navigation():
        page.keyboard.press("ControlOrMeta+s")
    check(page)
    assert page.locator("[data-cells] tbody tr").count() == 2  # those with problems
    assert page.locator("td.bad").count() == 4

    # from the list of a row's problems into the cell
    page.locator("tbody th a:has-text('Số tiền')").first.focus()
    page.keyboard.press("Enter")
    assert active(page) == "c-18-14"

    # down and along with the arrows, as in a spreadsheet; a range is pasted over several cells
    page.locator("[name='c-18-9']").focus()
    page.keyboard.press("ArrowDown")
    assert active(page) == "c-19-9"
    page.keyboard.press("ArrowRight")
    assert active(page) == "c-19-10"
    page.keyboard.press("Shift+Enter")
    assert active(page) == "c-18-10"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert active(page) == "c-18-9"
    paste(page, "1970\r\n1980\r\n")
    assert page.input_value("[name='c-19-9']") == "1980"
    page.locator("[name='c-18-13']").focus()
    paste(page, 'Trả nợ\t"1.250.000"\r\nTrả nợ\t1,3 tỷ\r\n')
    with page.expect_navigation():
        page.keyboard.press("ControlOrMeta+s")
    assert "Tất cả các dòng" in page.inner_text("main")
    assert not page.locator("td.bad").count()
    page.locator("button[value='all']").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Việc đã ghi sổ" in page.inner_text("main")
    check(page)
    assert Case.objects.count() == 20
    assert page.locator("[data-rows] tbody tr").count() == 20


def test_without_a_script_on_a_phone(office, sit_down):
    page = sit_down(office[Role.OFFICER], script=False, width=390)
    page.goto("/import/")
    page.fill("[name='text']", clipboard(row(1, **{"Số tiền": ""}), heads=HEADS))
    page.click("button:has-text('Kiểm tra bảng')")
    assert "Nhập số tiền của khoản này" in page.inner_text("td.bad")
    page.fill("[name='c-0-14']", "1.250.000")
    page.click("button:has-text('Kiểm tra lại')")
    page.click("button:has-text('Lập dự thảo')")
    assert "Dự thảo đã lập" in page.inner_text("main")
    page.click("text=Xem dự thảo chờ ký")
    assert "Lê Văn 1 · 1.250.000 đồng" in page.inner_text("main")


def test_on_a_phone(office, sit_down):
    page = sit_down(office[Role.CLERK], width=390)
    page.goto("/import/")
    check(page)
    page.fill("[name='text']", clipboard(row(1, **{"Số tiền": ""}), row(2)))
    with page.expect_navigation():
        page.click("button:has-text('Kiểm tra bảng')")
    check(page)
    with page.expect_navigation():
        page.click("button[value='good']")
    assert "1 dòng chưa lưu" in page.inner_text("main")
    check(page)
