"""An officer's day without the mouse, and typing with a Vietnamese input method.

Only the keyboard is used; where a page of another part is not there yet, its step is left out.
"""

import re
from datetime import date

import pytest
from django.urls import NoReverseMatch, reverse

from cases.actions.filings import state_of
from cases.choices import FilingState, Role
from cases.forms.days import read_day
from cases.forms.fields import read_money
from cases.models import Case, Draft, Filing, Step
from cases.rules.words import in_words
from cases.templatetags.vietnamese import number
from tests.browser import check, go_to, write
from tests.test_fields import NO_DAYS, TYPED
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db(transaction=True)


def address(name, *args):
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def focus_of(page):
    return page.evaluate("document.activeElement.name ?? ''")


def choose(page, name, value):
    """Pick an option of a select by its keys, without opening it."""
    go_to(page, name)
    page.keyboard.press("Home")
    for _ in range(30):
        if page.input_value(f"[name='{name}']") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {value}")


def save(page):
    page.keyboard.press("ControlOrMeta+s")


# ---------------------------------------------------------------- the day
RECEIVED = {
    "received_on": "5/10/18",
    "sender": "Trần Thị Bình",
    "court": "TAND quận Ba Đình",
    "judgment_no": "12/2018/DSST",
    "judgment_on": "200818",
    "effective_on": "20.9.18",
    "debtor": "Lê Văn Cường",
    "creditor": "Trần Thị Bình",
    "content": "Trả 350 triệu đồng",
}


def test_an_officers_day_without_the_mouse(office, sit_down):
    page = sit_down(office[Role.OFFICER])
    page.goto(address("today") or address("case_list"))
    check(page)

    # a request comes in
    page.goto(address("filing_list"))
    page.keyboard.press("n")
    page.wait_for_url("**/filings/new/")
    assert focus_of(page) == "kind"  # on with typing at once
    check(page)
    page.keyboard.press("Enter")
    assert focus_of(page) == "channel"
    for name, text in RECEIVED.items():
        write(page, name, text)
    assert "Thứ sáu, 05/10/2018" in page.inner_text(".field:has([name='received_on']) .echo")
    save(page)
    page.wait_for_url(re.compile(r"/filings/\d+/$"))
    assert "ngày cuối 20/09/2023" in page.inner_text("main")
    check(page)
    filing = Filing.objects.get()

    # the decision is prepared from it
    page.keyboard.press("t")
    page.wait_for_url(f"**/cases/new/?filing={filing.pk}")
    assert page.input_value("[name='debtors-0-name']") == "Lê Văn Cường"
    check(page)
    write(page, "obligations-0-amount", "350")
    assert "ba trăm năm mươi" in page.inner_text(".field:has([name='obligations-0-amount']) .echo")
    page.keyboard.press("Enter")
    page.wait_for_selector(".remark:has-text('Chỉ 350 đồng')")  # said at once, at its field
    page.keyboard.press("Shift+Enter")
    assert focus_of(page) == "obligations-0-amount"
    page.keyboard.type("350 triệu")
    page.keyboard.press("Enter")
    page.wait_for_selector(".remark:has-text('Chỉ 350 đồng')", state="detached")
    save(page)
    page.wait_for_url("**/drafts/")
    assert Draft.objects.count() == 1
    assert not Case.objects.exists()

    # the head signs it
    page = sit_down(office[Role.HEAD])
    page.goto(address("draft_list"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/new/?draft=*")
    write(page, "decision", "1/QĐ-CCTHADS")
    save(page)
    page.wait_for_selector("text=Đã thụ lý 1/QĐ-CCTHADS")
    case = Case.objects.get()
    assert case.filing == filing
    assert state_of(filing) == FilingState.DECIDED

    # the officer finds it by /, and verifies
    page = sit_down(office[Role.OFFICER])
    page.goto(address("case_list"))
    page.keyboard.press("/")
    page.keyboard.type("le van cuong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/?*q=le*")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    check(page)
    verify_by_keyboard(page, case)
    note_by_keyboard(page, case)


def verify_by_keyboard(page, case):
    page.goto(address("verification_new", case.pk))
    choose(page, "source", "commune")
    write(page, "place", "UBND phường Ngọc Hà")
    write(page, "result", "Không có tài sản.")
    choose(page, "conclusion", "without_means")
    save(page)
    page.wait_for_url(re.compile(rf"/cases/{case.pk}/$"))
    assert Step.objects.filter(case=case, kind="verified").exists()


def note_by_keyboard(page, case):
    page.goto(address("step_new", case.pk, "noted"))
    write(page, "note", "Đương sự hẹn nộp tiền ngày 15")
    save(page)
    page.wait_for_url(re.compile(rf"/cases/{case.pk}/(#.*)?$"))
    assert Step.objects.filter(case=case, kind="noted").exists()


# ---------------------------------------------------------------- what the page says meanwhile
AMOUNTS = (
    "1.234.567|1234567|1 234 567|1,234,567|1.234.567,00|500|1,2 tỷ|1,2tỷ|1.200 tỷ|350 TRIỆU đồng"
    "|350tr|200k|1 tỷ 200 triệu|2 tỉ 350 triệu 500 nghìn|182.690.400.000 đồng|-1,5 triệu|21|1005"
    "|1.2|1,2|1,234|1.2 tỷ|1,200 triệu|1.23.456|một tỷ|1 tỷ 2|1 triệu 2 tỷ|1,23456789012 tỷ"
    "|12 tỷ tỷ|9999999999999999|-|0|1000000000000000|101015|1,5 nghìn tỷ"
)


def expected_money(text):
    try:
        amount = read_money(text)
    except ValueError:
        return ""
    return f"{number(amount)} đồng: {in_words(amount)}" if amount else ""


def test_the_page_reads_amounts_and_days_as_the_forms_do(office, sit_down):
    """The script's grammar is the form's: the same texts, read the same or not at all."""
    page = sit_down(office[Role.OFFICER])
    page.goto(address("case_new"))
    said = page.evaluate("(texts) => texts.map(echoMoney)", AMOUNTS.split("|"))
    assert dict(zip(AMOUNTS.split("|"), said, strict=True)) == {
        text: expected_money(text) for text in AMOUNTS.split("|")
    }
    for text in (*TYPED.split("|"), "5/9/48", "5/9/49", "290220"):
        day = page.evaluate("(text) => readDay(text)?.toISOString().slice(0, 10)", text)
        assert day == read_day(text).isoformat(), text
    for text in NO_DAYS.split("|"):
        assert page.evaluate("(text) => readDay(text)", text) is None, text


def test_warnings_without_a_script(office, sit_down):
    """Shown once on a page of their own, confirmed by a second send; typed text stays."""
    page = sit_down(office[Role.CLERK], script=False)
    page.goto(address("case_new"))
    for name, text in (
        ("court", "TAND quận Ba Đình"), ("judgment_no", "12/2017/DSST"),
        ("judgment_on", "20/08/2018"), ("signer", "Trần Văn Mẫu"),
        ("debtors-0-name", "Lê Văn Cường"), ("creditors-0-name", "Trần Thị Bình"),
        ("obligations-0-amount", "350 triệu"),
    ):  # fmt: skip
        page.fill(f"[name='{name}']", text)
    page.click("button:has-text('Ghi sổ') >> nth=0")
    assert "ghi năm 2017" in page.inner_text(".to-confirm")
    check_text = page.input_value("[name='obligations-0-amount']")
    assert check_text == "350 triệu"
    page.click("button:has-text('Vẫn ghi sổ')")
    assert "Đã thụ lý" in page.inner_text("main")


# ---------------------------------------------------------------- Telex and VNI
def compose(page, text):
    """One syllable as an input method shows it: a preedit, then its commit."""
    client = page.context.new_cdp_session(page)
    for n in range(1, len(text) + 1):
        client.send(
            "Input.imeSetComposition",
            {"text": text[:n], "selectionStart": n, "selectionEnd": n},
        )
    return client


COMPOSING_KEY = """(init) => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...init}))"""


@pytest.mark.parametrize(
    "init",
    [
        {"key": "Enter", "isComposing": True},
        {"key": "Enter", "keyCode": 229},
        {"key": "s", "ctrlKey": True, "isComposing": True},
        {"key": "Enter", "ctrlKey": True, "keyCode": 229},
    ],
)
def test_no_key_acts_in_the_middle_of_a_syllable(office, sit_down, init):
    page = sit_down(office[Role.OFFICER])
    page.goto(address("case_new"))
    go_to(page, "court")
    compose(page, "Tòa")
    page.evaluate(COMPOSING_KEY, init)
    assert focus_of(page) == "court"
    assert page.url.endswith(address("case_new"))
    assert page.locator(".error-summary").count() == 0
    assert page.input_value("[name='court']") == "Tòa"


def test_a_slash_of_an_input_method_is_no_search(office, sit_down):
    page = sit_down(office[Role.OFFICER])
    page.goto(address("case_list"))
    before = focus_of(page)
    page.evaluate("document.activeElement.blur()")
    page.evaluate(COMPOSING_KEY, {"key": "/", "keyCode": 229})
    assert focus_of(page) == before == ""
    page.keyboard.press("/")
    assert focus_of(page) == "q"
    compose(page, "cườ")
    page.evaluate(COMPOSING_KEY, {"key": "Enter", "isComposing": True})
    assert page.url.endswith(address("case_list"))


def test_committed_letters_are_composed_and_kept(office, sit_down):
    """Typed with an input method into a refused form: all of it comes back."""
    page = sit_down(office[Role.OFFICER])
    page.goto(address("case_new"))
    go_to(page, "debtors-0-name")
    client = compose(page, "Đặng")
    client.send("Input.insertText", {"text": "Đặng Thị Ưởng"})
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_selector(".error-summary")
    assert page.input_value("[name='debtors-0-name']") == "Đặng Thị Ưởng"


# ---------------------------------------------------------------- nothing typed is lost
def test_leaving_with_something_typed_asks(office, sit_down):
    page = sit_down(office[Role.OFFICER])
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(address("filing_new"))
    write(page, "sender", "Trần Thị Bình")
    page.evaluate("document.querySelector('.brand').click()")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.input_value("[name='sender']") == "Trần Thị Bình"


def test_save_and_next(office, sit_down):
    page = sit_down(office[Role.CLERK])
    page.goto(address("filing_new"))
    for name, text in RECEIVED.items():
        write(page, name, text)
    page.keyboard.press("ControlOrMeta+Enter")
    page.wait_for_selector("text=Đã ghi: Yêu cầu thi hành án số 1")
    assert page.url.endswith(address("filing_new"))
    assert page.input_value("[name='sender']") == ""
    assert focus_of(page) == "kind"


def test_enter_moves_through_an_act(office, sit_down):
    case = opened(office)
    page = sit_down(office[Role.HEAD])
    page.goto(address("act_new", case.pk, "postpone"))
    seen = [focus_of(page)]
    for _ in range(6):
        page.keyboard.press("Enter")
        seen.append(focus_of(page))
    assert len(set(seen)) > 4
    assert "signer" in seen
    assert Case.objects.get().heading == case.heading


def test_filings_on_a_phone(office, sit_down):
    page = sit_down(office[Role.OFFICER], width=390)
    page.goto(address("filing_new"))
    check(page)
    for name, text in RECEIVED.items():
        page.fill(f"[name='{name}']", text)
    page.click("button:has-text('Vào sổ') >> nth=0")
    page.wait_for_url(re.compile(r"/filings/\d+/$"))
    check(page)
    filing = Filing.objects.get()
    assert filing.received_on == date(2018, 10, 5)
    for where in (
        address("filing_list"),
        address("filing_step", filing.pk, "refused"),
        address("filing_exclude", filing.pk),
        f"{address('case_new')}?filing={filing.pk}",
    ):
        page.goto(where)
        check(page)
