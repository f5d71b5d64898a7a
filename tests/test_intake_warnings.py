"""The intake page as the officers' workbook: what looks wrong is said, in words, and can be right.

Also amounts in words, and a page filled in from the receipt book.
"""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.filings import exclude, state_of
from cases.choices import ExclusionReason, FilingState, Role
from cases.models import Case, Draft
from cases.rules.calendar import Calendar
from cases.rules.remarks import (
    Debtor,
    Facts,
    Owed,
    Received,
    likely_swap,
    remarks,
    swap_words,
    swapped,
)
from cases.rules.words import in_words
from tests import factories
from tests.test_filings import OLD, received
from tests.test_views_cases import opened, typed

TODAY = date(2018, 10, 5)


# ---------------------------------------------------------------- amounts in words
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không"),
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm lẻ một"),
        (105, "một trăm lẻ năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm lẻ một"),
        (1_005, "một nghìn không trăm lẻ năm"),
        (1_050, "một nghìn không trăm năm mươi"),
        (2_018, "hai nghìn không trăm mười tám"),
        (10_000, "mười nghìn"),
        (1_000_000, "một triệu"),
        (1_000_001, "một triệu không trăm lẻ một"),
        (1_234_567, "một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy"),
        (350_000_000, "ba trăm năm mươi triệu"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_005, "một tỷ không trăm lẻ năm"),
        (1_015_000_000, "một tỷ không trăm mười lăm triệu"),
        (182_690_400_000, "một trăm tám mươi hai tỷ sáu trăm chín mươi triệu bốn trăm nghìn"),
        (10**12, "một nghìn tỷ"),
        (
            116_531_786_859_000,
            "một trăm mười sáu nghìn năm trăm ba mươi mốt tỷ bảy trăm tám mươi sáu triệu "
            "tám trăm năm mươi chín nghìn",
        ),
        (10**15, "một triệu tỷ"),
        (10**18, "một tỷ tỷ"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_amounts_in_words(amount, words):
    assert in_words(amount) == words


DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def heard(words: str) -> int:
    """What a listener writes down."""
    total = billions = group = 0
    for word in words.split():
        if word == "tỷ":
            billions = (billions + total + group) * 10**9
            total = group = 0
        elif word in ("nghìn", "triệu"):
            total += group * {"nghìn": 10**3, "triệu": 10**6}[word]
            group = 0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group = group // 10 * 10 + group % 10 * 10 if group >= 100 else group * 10
        elif word == "mười":
            group += 10
        elif word != "lẻ":
            group += DIGITS[word]
    return billions + total + group


@given(st.integers(1, 10**20))
def test_what_is_said_is_heard(amount):
    assert heard(in_words(amount)) == amount


# ---------------------------------------------------------------- day and month swapped
def test_swapping_a_day_and_its_month():
    assert swapped(date(2018, 3, 10)) == date(2018, 10, 3)
    assert swapped(date(2018, 10, 13)) is None  # there is no 13th month
    assert swapped(date(2018, 5, 5)) is None
    # typed 10/03 for 03/10: only the swap comes after the judgment of 12/06
    assert likely_swap(date(2018, 3, 10), date(2018, 6, 12), TODAY) == date(2018, 10, 3)
    assert likely_swap(date(2018, 7, 10), date(2018, 6, 12), TODAY) is None  # fits as typed
    assert "03/10/2018" in swap_words(date(2018, 3, 10), date(2018, 6, 12), TODAY)
    assert swap_words(date(2018, 7, 10), date(2018, 6, 12), TODAY) == ""


# ---------------------------------------------------------------- each remark
def facts(**changes):
    return Facts(
        **{
            "today": TODAY,
            "judgment_no": "12/2018/DSST",
            "judgment_on": date(2018, 8, 20),
            "effective_on": date(2018, 9, 20),
            "judgment_kind": "civil",
            "origin": "on_request",
            "decided_on": TODAY,
            "debtors": ((0, Debtor("Lê Văn Cường", True, False)),),
            "obligations": ((0, Owed("debt", 350_000_000, False)),),
        }
        | changes
    )


def said(**changes):
    return [(remark.field, remark.text) for remark in remarks(facts(**changes), Calendar())]


def test_an_ordinary_case_gets_no_remark():
    assert said() == []


CUONG, DUNG = (0, Debtor("Lê Văn Cường", True, True)), (1, Debtor("Lê Thị Dung", True, True))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (
            {"judgment_on": date(2018, 2, 5), "effective_on": date(2018, 9, 3),
             "decided_on": TODAY},
            "effective_on", "Có phải 09/03/2018",
        ),
        (
            {"effective_on": date(2018, 10, 4), "decided_on": date(2018, 10, 2)},
            "decided_on", "khoản 2 Điều 2",
        ),
        (
            {"judgment_on": date(2018, 2, 20), "effective_on": date(2018, 3, 1),
             "decided_on": date(2018, 3, 10)},
            "decided_on", "Có phải 03/10/2018",
        ),
        ({"judgment_no": "12/2017/DSST"}, "judgment_on", "ghi năm 2017"),
        (
            {"judgment_no": "1/2013/DS", "judgment_on": date(2013, 5, 2),
             "effective_on": date(2013, 6, 12)},
            "effective_on", "đã hết ngày 12/06/2018",
        ),
        ({"judgment_kind": "criminal"}, "debtors-0-in_prison", "Án hình sự"),
        ({"origin": "ex_officio"}, "obligations-0-kind", "theo yêu cầu"),
        (
            {"obligations": ((2, Owed("debt", 1_200_000_000_000, False)),)},
            "obligations-2-amount", "một nghìn hai trăm tỷ",
        ),
        (
            {"origin": "ex_officio", "obligations": ((0, Owed("court_fee", 2 * 10**9, False)),)},
            "obligations-0-amount", "hai tỷ",
        ),
        ({"obligations": ((0, Owed("debt", 350, False)),)}, "obligations-0-amount", "Chỉ 350 đồng"),
        # against the receipt book
        (
            {"received": Received("21/2018/DSST", date(2018, 8, 20), TODAY)},
            "judgment_no", "bản án số 21/2018/DSST",
        ),
        (
            {"judgment_on": date(2018, 7, 8),
             "received": Received("12/2018/DSST", date(2018, 8, 7), TODAY)},
            "judgment_on", "Có phải 07/08/2018",
        ),
        (
            {"decided_on": date(2018, 10, 4),
             "received": Received("12/2018/DSST", date(2018, 8, 20), TODAY)},
            "decided_on", "Trước ngày nhận 05/10/2018",
        ),
        (
            {"today": date(2026, 7, 6), "decided_on": date(2026, 7, 6), "judgment_no": "1/2026/DS",
             "judgment_on": date(2026, 5, 4), "effective_on": date(2026, 6, 4),
             "received": Received("1/2026/DS", date(2026, 5, 4), date(2026, 7, 2),
                                  date(2026, 12, 31))},
            "decided_on", "khoản 2 Điều 11 Nghị định 152/2026",
        ),
        (
            {"today": date(2026, 7, 6), "decided_on": date(2026, 7, 6),
             "judgment_no": "1/2026/DS", "judgment_on": date(2026, 5, 4),
             "effective_on": date(2026, 6, 4), "debtors": (CUONG, DUNG)},
            "debtors-1-name", "khoản 1 Điều 11 Nghị định 152/2026",
        ),
    ],
)  # fmt: skip
def test_a_remark_stands_at_its_field(changes, field, words):
    found = said(**changes)
    assert [at for at, _ in found] == [field], found
    assert words in found[0][1]


@pytest.mark.parametrize(
    "changes",
    [
        {"judgment_kind": "criminal", "debtors": (CUONG,)},  # answered, if only "chưa rõ"
        {"judgment_kind": "criminal", "debtors": ((0, Debtor("Công ty Minh Tâm", False, False)),)},
        {"debtors": (CUONG, DUNG)},  # before 01/07/2026 one decision for the request
        {"obligations": ((0, Owed("debt", 10**12, False)),)},  # a thousand tỷ exactly
        {"obligations": ((0, Owed("debt", None, False)),)},
        {"effective_on": None, "judgment_on": None, "decided_on": None},
        # of a filing the receipt book counts the limitation
        {
            "received": Received("1/2013/DS", date(2013, 5, 2), TODAY), "judgment_no": "1/2013/DS",
            "judgment_on": date(2013, 5, 2), "effective_on": date(2013, 6, 12),
        },
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(changes):
    assert said(**changes) == []


# ---------------------------------------------------------------- the page
def send(client, address=None, **changes):
    return client.post(address or reverse("case_new"), typed(**changes))


def test_what_looks_wrong_is_shown_once_and_written_when_confirmed(desk, login):
    client = login(desk[Role.CLERK])
    page = send(client, judgment_no="12/2017/DSST")
    assert "Vẫn ghi sổ" in page.text
    assert "ghi năm 2017" in page.text
    assert 'value="350 triệu"' in page.text
    assert not Case.objects.exists()
    seen = page.context["intake"].seen
    other = send(client, judgment_no="12/2017/DSST", obligations__0__amount="350", confirmed=seen)
    assert "Chỉ 350 đồng" in other.text  # a new remark asks again
    send(client, judgment_no="12/2017/DSST", confirmed=seen)
    assert Case.objects.get().judgment.number == "12/2017/DSST"


def test_an_officer_confirms_a_draft_and_the_head_is_asked_too(desk, login):
    client = login(desk[Role.OFFICER])
    draft = {"judgment_no": "12/2017/DSST", "decision": "", "signer": ""}
    seen = send(client, **draft).context["intake"].seen
    send(client, **draft, confirmed=seen)
    kept = Draft.objects.get()
    assert "confirmed" not in kept.fields
    client = login(desk[Role.HEAD])
    address = f"{reverse('case_new')}?draft={kept.pk}"
    page = send(client, address, judgment_no="12/2017/DSST")
    assert "Vẫn ghi sổ" in page.text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"effective_on": "19/08/2018"}, "trước ngày ban hành"),
        ({"effective_on": "06/10/2018"}, "tương lai"),
        ({"judgment_on": "10/11/2018", "decided_on": "5/10/2018"}, "Ngày bản án ở tương lai"),
        ({"judgment_on": "09/12/2017", "effective_on": "12/10/2017"}, "Có phải 10/12/2017"),
        ({"debtors__0__prison_until": "01/01/2020"}, "chọn “Có”"),
    ],
)
def test_what_cannot_be_right_is_refused(desk, login, changes, says):
    page = send(login(desk[Role.CLERK]), **changes)
    assert says in page.text
    assert not Case.objects.exists()


def test_prison_and_address_are_kept(desk, login):
    client = login(desk[Role.CLERK])
    where = {"debtors__0__in_prison": "yes", "debtors__0__prison_until": "1/9/20"}
    send(client, judgment_kind="criminal", **where, debtors__0__address_unknown="on")
    debtor = Case.objects.get().parties.get(role="debtor")
    assert (debtor.in_prison, debtor.prison_until) == (True, date(2020, 9, 1))
    assert debtor.address_unknown
    send(client, decision="2/QĐ", judgment_kind="criminal", debtors__0__in_prison="unknown",
         debtors__0__name="Phạm Văn Hải", debtors__0__identity_no="")  # fmt: skip
    assert Case.objects.order_by("-pk")[0].parties.get(role="debtor").in_prison is None


def test_a_number_that_leaves_a_gap_is_said(desk, login):
    client = login(desk[Role.CLERK])
    send(client)
    page = send(client, decision="4/QĐ-CCTHADS", debtors__0__name="Phạm Văn Hải",
                debtors__0__identity_no="")  # fmt: skip
    assert "bỏ cách số 2 đến 3" in page.text


def test_the_same_judgment_and_debtor_again(desk, login):
    """Of one's own with a link in words; of another office's only that there is one."""
    client = login(desk[Role.CLERK])
    send(client)
    again = {"decision": "2/QĐ-CCTHADS", "court": "Tòa án nhân dân quận Ba Đình"}
    page = send(client, **again)
    assert "đã có việc với người này: 1/QĐ-CCTHADS, đang thi hành" in page.text
    assert "đã có việc" not in send(client, **again, debtors__0__name="Ngô Thị Hoa").text
    stranger = factories.user(Role.CLERK, "HN-HK")
    page = send(login(stranger), decision="9/QĐ")
    assert "một việc ở Chi cục THADS quận Ba Đình" in page.text
    assert "1/QĐ-CCTHADS" not in page.context["intake"].remarks[0].text


def test_the_check_answers_what_was_typed_and_keeps_nothing(desk, login):
    client = login(desk[Role.CLERK])
    opened(desk)
    fields = typed(
        court="", signer="", decision="214/QĐ-CCTHADS", judgment_kind="criminal",
        judgment_on="06/10/2018", debtors__0__birth_year="2020", obligations__0__kind="court_fee",
    )  # fmt: skip
    found = client.post(reverse("case_check"), fields).json()["remarks"]
    by_field = {row["field"]: row for row in found}
    assert by_field["judgment_on"]["error"]
    assert by_field["debtors-0-birth_year"]["error"]
    assert "đã ghi ngày" in by_field["decision"]["text"]
    assert not by_field["debtors-0-in_prison"]["error"]
    assert "court" not in by_field  # empty is not wrong while one is still typing
    assert Case.objects.count() == 1
    assert not Draft.objects.exists()


def test_who_may_not_enter_may_not_check(desk, login):
    assert login(desk[Role.ACCOUNTANT]).post(reverse("case_check"), typed()).status_code == 403


# ---------------------------------------------------------------- from the receipt book
def test_intake_from_a_filing_is_filled_in(desk, login):
    filing = received(desk[Role.CLERK])
    client = login(desk[Role.CLERK])
    address = f"{reverse('case_new')}?filing={filing.pk}"
    page = client.get(address)
    for words in (
        'value="12/2018/DSST"', 'value="20/08/2018"', 'value="20/09/2018"',
        'value="Lê Văn Cường"', 'value="Lê Thị Dung"', 'value="Trần Thị Bình"',
        f'name="filing" value="{filing.pk}"',
    ):  # fmt: skip
        assert words in page.text, words
    send(client, address, filing=str(filing.pk), effective_on="20/09/2018")
    assert Case.objects.get().filing == filing
    assert state_of(filing) == FilingState.DECIDED


def test_a_draft_remembers_its_filing(desk, login):
    filing = received(desk[Role.OFFICER])
    client = login(desk[Role.OFFICER])
    address = f"{reverse('case_new')}?filing={filing.pk}"
    send(client, address, filing=str(filing.pk), decision="", signer="")
    draft = Draft.objects.get()
    assert str(draft) in client.get(reverse("filing_detail", args=(filing.pk,))).text
    assert state_of(filing) == FilingState.WAITING
    client = login(desk[Role.HEAD])
    signing = f"{reverse('case_new')}?draft={draft.pk}"
    assert f'name="filing" value="{filing.pk}"' in client.get(signing).text
    send(client, signing, filing=str(filing.pk))
    assert Case.objects.get().filing == filing


def test_another_offices_filing_does_not_exist(desk, login):
    filing = received(factories.user(Role.CLERK, "HN-HK"))
    client = login(desk[Role.CLERK])
    assert client.get(f"{reverse('case_new')}?filing={filing.pk}").status_code == 404
    assert client.get(f"{reverse('case_new')}?filing=x").status_code == 404
    assert send(client, filing=str(filing.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER])
def test_a_late_request_is_refused_on_the_page_too(desk, login, role):
    """And by the officer's draft: with time excluded it goes through."""
    filing = received(desk[role], **OLD, judgment_no="12/2013/DSST")
    client = login(desk[role])
    address = f"{reverse('case_new')}?filing={filing.pk}"
    old = {
        "filing": str(filing.pk), "judgment_no": "12/2013/DSST", "judgment_on": "02/05/2013",
        "effective_on": "12/06/2013",
    }  # fmt: skip
    page = send(client, address, **old)
    assert "điểm c khoản 5 Điều 31" in page.text
    assert "Phạm nhân tự nguyện nộp" in page.text
    assert not Case.objects.exists()
    assert not Draft.objects.exists()
    ill = {"since": date(2018, 2, 1), "until": date(2018, 5, 31)}
    exclude(filing, **ill, reason=ExclusionReason.OBSTACLE, proof="Bệnh án", by=desk[role])
    send(client, address, **old)
    assert Case.objects.exists() or Draft.objects.exists()


def test_from_july_2026_one_decision_for_each_debtor_of_a_request(desk, login, settings):
    settings.TODAY = date(2026, 7, 6)
    valid = {"judgment_on": date(2026, 5, 4), "effective_on": date(2026, 6, 4)}
    filing = received(desk[Role.CLERK], received_on=date(2026, 7, 2), **valid)
    client = login(desk[Role.CLERK])
    page = client.get(reverse("filing_detail", args=(filing.pk,)))
    assert "Ra quyết định đối với Lê Thị Dung" in page.text
    one = client.get(reverse("case_new"), {"filing": filing.pk, "debtor": "Lê Thị Dung"})
    assert 'value="Lê Thị Dung"' in one.text
    assert 'value="Lê Văn Cường"' not in one.text
