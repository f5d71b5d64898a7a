"""The case list, a case's page and intake, as people of an office meet them."""

import threading
from datetime import date
from unicodedata import normalize
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.actions.ledger import NewCase, NewObligation, NewParty, Paper, open_case, record_act
from cases.casefile import movements_of, obligations_of
from cases.choices import ActKind, Heading, ObligationKind, PartyRole, Role
from cases.models import Act, Case, CaseClass, Draft, LedgerLine
from tests import factories

TODAY = date(2018, 10, 5)  # of the fixture `desk`
IDENTITY = "001071012347"


def opened(people, number=214, amount=182_690_400_000, at="HN-BD", debtor="Lê Văn Cường", **fields):
    clerk = people[Role.CLERK] if at == "HN-BD" else factories.user(Role.CLERK, at)
    row, _ = CaseClass.objects.get_or_create(
        **({"origin": "on_request", "judgment_kind": "commercial"} | fields.pop("classed", {}))
    )
    new = NewCase(
        office=factories.office(at),
        officer=factories.officer(f"{at}-01"),
        case_class=row,
        court="TAND quận Ba Đình",
        judgment_no="45/2018/KDTM-ST",
        judgment_on=date(2018, 6, 12),
        **{
            "parties": (
                NewParty(PartyRole.CREDITOR, "Ngân hàng TMCP Sông Hồng"),
                NewParty(PartyRole.DEBTOR, debtor, birth_year=1971, identity_no=IDENTITY),
            ),
            "obligations": (NewObligation(ObligationKind.DEBT, amount, "Nợ gốc và lãi", 0, (1,)),),
        }
        | fields,
    )
    paper = Paper(f"{number}/QĐ-CCTHADS", TODAY, "Trần Văn Mẫu")
    return open_case(new, on=date(2018, 10, 2), paper=paper, by=clerk)


def collect(people, case, amount, number="AA/0412", on=TODAY):
    return record_act(
        case.pk, kind=ActKind.COLLECT, on=on, amount=amount, by=people[Role.ACCOUNTANT],
        paper=Paper(number, on),
    )  # fmt: skip


def typed(**changes):
    """The intake page filled in as an officer would."""
    return {
        "court": "TAND quận Ba Đình",
        "judgment_no": "12/2018/DSST",
        "judgment_on": "20/08/2018",
        "judgment_kind": "civil",
        "origin": "on_request",
        "decision": "1/QĐ-CCTHADS",
        "decided_on": "05/10/2018",
        "signer": "Trần Văn Mẫu",
        "debtors-TOTAL_FORMS": "1",
        "debtors-INITIAL_FORMS": "0",
        "debtors-0-name": "Lê Văn Cường",
        "debtors-0-kind": "natural",
        "debtors-0-birth_year": "1971",
        "debtors-0-identity_no": IDENTITY,
        "creditors-TOTAL_FORMS": "1",
        "creditors-INITIAL_FORMS": "0",
        "creditors-0-name": "Trần Thị Bình",
        "creditors-0-kind": "natural",
        "obligations-TOTAL_FORMS": "2",
        "obligations-INITIAL_FORMS": "0",
        "obligations-0-kind": "debt",
        "obligations-0-amount": "350 triệu",
        "obligations-0-description": "Trả nợ vay",
        "obligations-0-debtor": "1",
        "obligations-0-creditor": "1",
        "obligations-1-kind": "debt",
        "obligations-1-amount": "",
        "obligations-1-debtor": "1",
        "obligations-1-creditor": "1",
    } | {name.replace("__", "-"): value for name, value in changes.items()}


# ---------------------------------------------------------------- the list
@pytest.mark.parametrize(
    "typed_name",
    ["Đặng Thị Ưởng", "dang thi uong", "ĐẶNG", "thi ươ", normalize("NFD", "Đặng Thị Ưởng")],
)
def test_a_name_is_found_with_and_without_diacritics(desk, login, typed_name):
    """Typed in haste, in capitals, or pasted decomposed: the same person."""
    found = opened(desk, debtor="Đặng Thị Ưởng")
    opened(desk, number=215)
    page = login(desk[Role.HEAD]).get(reverse("case_list"), {"q": typed_name})
    assert list(page.context["page_obj"].paginator.object_list) == [found]


def test_the_list_shows_the_own_office_and_the_city_all_below(desk, login):
    opened(desk)
    opened(desk, 7, at="HN-HK", debtor="Phạm Văn Hải")
    page = login(desk[Role.OFFICER]).get(reverse("case_list"))
    assert "214/QĐ-CCTHADS" in page.text
    assert "Phạm Văn Hải" not in page.text
    assert "182.690.400.000" in page.text
    assert 'name="office"' not in page.text
    city = login(desk[Role.CITY_LEADER]).get(reverse("case_list"))
    assert "Phạm Văn Hải" in city.text
    chosen = login(desk[Role.CITY_LEADER]).get(reverse("case_list"), {"office": "HN-HK"})
    assert "214/QĐ-CCTHADS" not in chosen.text
    assert "Phạm Văn Hải" in chosen.text


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ({"q": "214"}, True),
        ({"q": "21"}, False),
        ({"q": "214/QĐ"}, True),
        ({"q": "văn cường"}, True),
        ({"q": "Văn  Dũng"}, False),
        ({"state": "in_progress"}, True),
        ({"state": "completed"}, False),
        ({"origin": "ex_officio"}, False),
        ({"judgment_kind": "commercial"}, True),
        ({"flag": "credit"}, False),
        ({"officer": "HN-BD-01"}, True),
        ({"since": "01/10/2018", "until": "31/10/2018"}, True),
        ({"until": "01/10/2018"}, False),
        ({"key": "on"}, False),
        ({"sort": "day"}, True),
    ],
)
def test_filters(desk, login, query, finds):
    opened(desk)
    page = login(desk[Role.OFFICER]).get(reverse("case_list"), query)
    assert page.status_code == 200
    assert ("214/QĐ-CCTHADS</b>" in page.text) == finds


def test_what_is_chosen_is_said_and_can_be_taken_back(desk, login):
    opened(desk)
    page = login(desk[Role.OFFICER]).get(
        reverse("case_list"), {"state": "in_progress", "q": "Cường", "page": "1"}
    )
    assert "Bỏ lọc: Đang thi hành" in page.text
    assert 'href="?q=C%C6%B0%E1%BB%9Dng"' in page.text
    assert 'href="?state=in_progress"' in page.text


@pytest.mark.parametrize(
    "query", [{"state": "lost"}, {"since": "31/02/2018"}, {"officer": "HN-HK-01"}]
)
def test_a_wrong_filter_finds_nothing_and_says_so(desk, login, query):
    opened(desk)
    factories.officer("HN-HK-01")
    page = login(desk[Role.OFFICER]).get(reverse("case_list"), query)
    assert "Chưa lọc được" in page.text
    assert "214/QĐ-CCTHADS" not in page.text


def test_identity_numbers_stay_out_of_addresses(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    answer = client.get(reverse("case_list"), {"q": IDENTITY, "state": "open"})
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.url).query) == {"state": ["open"]}
    assert "Không tìm bằng số định danh" in client.get(answer.url).text
    page = client.get(reverse("case_detail", args=(case.pk,)))
    assert IDENTITY not in page.text
    assert "001•••••••47" in page.text


def test_the_list_costs_the_same_for_one_case_and_for_many(
    desk, login, django_assert_max_num_queries
):
    for number in range(1, 8):
        collect(desk, opened(desk, number), 1_000, f"A{number}")
    client = login(desk[Role.OFFICER])
    with django_assert_max_num_queries(16):  # one of them counts what is due, for the menu
        assert client.get(reverse("case_list")).context["page_obj"].paginator.count == 7


# ---------------------------------------------------------------- the page
def test_the_page_tells_what_each_act_moved(desk, login, django_assert_max_num_queries):
    case = opened(desk)
    late = collect(desk, case, 31_250_000_000)
    wrong = collect(desk, case, 5_000, "AA/0413")
    record_act(
        case.pk, kind=ActKind.REVERSE, on=TODAY, reverses=wrong, by=desk[Role.HEAD],
        paper=Paper(note="Ghi nhầm hồ sơ"),
    )  # fmt: skip
    client = login(desk[Role.OFFICER])
    with django_assert_max_num_queries(30):  # four of them keep the session
        page = client.get(reverse("case_detail", args=(case.pk,))).text
    assert "Đang thi hành → Đã thu, chưa chi trả: 31.250.000.000 đồng" in page
    assert "Thụ lý → Đang thi hành: 1 việc, 182.690.400.000 đồng" in page or (
        "Thụ lý → Đang thi hành: 1 việc" in page
    )
    assert "AA/0412" in page
    assert 'class="reversed"' in page
    assert "đã hủy bởi bút toán 1" in page
    assert "Ghi nhầm hồ sơ" in page
    assert "151.440.400.000" in page
    assert page.count("<tr>") > len(LedgerLine.objects.filter(case=case))
    assert late.get_kind_display() in page


def test_a_late_fact_is_marked(desk, login):
    case = opened(desk)
    collect(desk, case, 10, on=date(2018, 10, 2))
    record_act(
        case.pk, kind=ActKind.POSTPONE, ground="a", on=TODAY, by=desk[Role.HEAD],
        paper=Paper("1/QĐ-CCTHADS", TODAY, "Trần Văn Mẫu"),
    )  # fmt: skip
    collect(desk, case, 10, "AA/0500", on=date(2018, 10, 3))
    page = login(desk[Role.OFFICER]).get(reverse("case_detail", args=(case.pk,))).text
    assert "ghi muộn 2 ngày" in page
    assert "tính vào ngày 05/10/2018" in page


def test_a_handover_names_both_officers(desk):
    case = opened(desk)
    record_act(
        case.pk, kind=ActKind.HANDOVER, on=TODAY, by=desk[Role.HEAD],
        to_officer=factories.officer("HN-BD-02", "Đặng Thị Hoa"),
    )  # fmt: skip
    act = case.acts.get(kind=ActKind.HANDOVER)
    assert [str(m) for m in movements_of(case)[act.pk]] == [
        "Nguyễn Văn An → Đặng Thị Hoa: 1 việc, 182.690.400.000 đồng"
    ]


def test_balances_add_up_to_what_is_due(desk):
    case = opened(desk, amount=1_000)
    collect(desk, case, 300)
    record_act(
        case.pk, kind=ActKind.PAY_OUT, on=TODAY, amount=200, by=desk[Role.ACCOUNTANT],
        paper=Paper("PC1", prepared_by=factories.second_accountant()),
    )  # fmt: skip
    for kind, amount, ground in ((ActKind.REDUCE, 50, ""), (ActKind.POSTPONE, 100, "c")):
        record_act(
            case.pk, kind=kind, on=TODAY, amount=amount, ground=ground, by=desk[Role.HEAD],
            paper=Paper(f"9/{kind}", TODAY, "Trần Văn Mẫu"),
        )  # fmt: skip
    (row,), total = obligations_of(case)
    assert row.sum == total
    assert (total.due, total.collected, total.held) == (1_000, 300, 100)
    assert (total.reduced, total.rest) == (50, 650)
    assert dict(total.elsewhere)["Hoãn theo thỏa thuận (điểm c)"] == 100


def test_another_offices_case_does_not_exist(desk, login):
    case = opened(desk, at="HN-HK")
    client = login(desk[Role.OFFICER])
    for name, args in (
        ("case_detail", (case.pk,)),
        ("act_new", (case.pk, "postpone")),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMMITTEE])
def test_who_may_not_read_cases_is_told(desk, login, role):
    assert login(desk[role]).get(reverse("case_list")).status_code == 403


# ---------------------------------------------------------------- intake
def test_a_clerk_enters_a_case_on_one_page(desk, login):
    answer = login(desk[Role.CLERK]).post(reverse("case_new"), typed())
    case = Case.objects.get()
    assert answer.url == reverse("case_detail", args=(case.pk,))
    assert (case.decision, case.heading) == ("1/QĐ-CCTHADS", Heading.IN_PROGRESS)
    assert case.judgment.on == date(2018, 8, 20)
    obligation = case.obligations.get()
    assert obligation.creditor.name == "Trần Thị Bình"
    assert [p.name for p in obligation.debtors.all()] == ["Lê Văn Cường"]
    assert case.balances.get(obligation_id=obligation.pk).amount == 350_000_000
    assert case.parties.get(role="debtor").identity_no == IDENTITY


def test_court_fees_belong_to_the_state(desk, login):
    login(desk[Role.CLERK]).post(
        reverse("case_new"),
        typed(
            origin="ex_officio", creditors__0__name="", obligations__0__kind="court_fee",
            obligations__0__amount="200 nghìn",
        ),
    )  # fmt: skip
    case = Case.objects.get()
    assert case.case_class.budget
    assert case.obligations.get().creditor.kind == "state"
    assert case.parties.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"judgment_on": "06/10/2018", "decided_on": "05/10/2018"}, "judgment_on", "tương lai"),
        ({"judgment_on": "04/10/2018", "decided_on": "03/10/2018"}, "judgment_on", "có trước"),
        ({"decided_on": "06/10/2018"}, "decided_on", "tương lai"),
        ({"budget": "on"}, "budget", "Điều 36"),
        ({"obligations__0__kind": "fine"}, "obligations-0-kind", "Điều 36"),
        ({"obligations__0__amount": "1.2"}, "obligations-0-amount", "hai cách"),
        ({"obligations__0__amount": ""}, "obligations-0-amount", "Nhập số tiền"),
        ({"obligations__0__kind": "hand_over", "obligations__0__amount": "",
          "obligations__0__description": ""}, "obligations-0-description", "ghi rõ"),
        ({"creditors__0__name": ""}, "obligations-0-creditor", "Chưa nhập"),
        ({"debtors__0__name": ""}, "debtors-0-name", "bắt buộc"),
        ({"debtors__0__identity_no": "chín chữ số"}, "debtors-0-identity_no", "chữ số"),
        ({"debtors__0__birth_year": "2031"}, "debtors-0-birth_year", "tương lai"),
        ({"decision": ""}, "decision", "bắt buộc"),
        ({"officer": "999"}, "officer", "hợp lệ"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_at_its_field_and_nothing_is_lost(
    desk, login, changes, field, says
):
    form = typed(**changes)
    page = login(desk[Role.CLERK]).post(reverse("case_new"), form)
    assert page.status_code == 200
    assert not Case.objects.exists()
    errors = page.text.partition('error-summary"')[2].partition("</ul>")[0]
    assert f'href="#id_{field}"' in errors
    assert says in errors
    for name in ("court", "debtors-0-address", "obligations-0-amount", "debtors-0-identity_no"):
        if form.get(name):
            assert f'value="{form[name]}"' in page.text


def test_books_that_are_not_open_refuse(people, login, settings):
    settings.TODAY = TODAY
    page = login(people[Role.CLERK]).post(reverse("case_new"), typed())
    assert "chưa mở sổ" in page.text
    assert not Case.objects.exists()


def test_a_taken_number_is_refused_and_the_same_page_twice_is_one_case(desk, login):
    client = login(desk[Role.CLERK])
    first = client.post(reverse("case_new"), typed())
    again = client.post(reverse("case_new"), typed())
    assert again.url == first.url
    assert "không ghi lần hai" in client.get(again.url).text
    other = client.post(reverse("case_new"), typed(debtors__0__name="Người khác"))
    assert "đã ghi cho hồ sơ 1/QĐ-CCTHADS" in other.text
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("decision", ["1/QĐ-CCTHADS", "QĐ-CCTHADS"])
def test_the_same_page_sent_twice_at_once_is_one_case(desk, settings, decision):
    barrier = threading.Barrier(2)
    answers = []

    def post():
        try:
            client = Client()
            client.force_login(desk[Role.CLERK], backend=settings.AUTHENTICATION_BACKENDS[-1])
            barrier.wait(timeout=10)
            answers.append(client.post(reverse("case_new"), typed(decision=decision)))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case = Case.objects.get()
    assert {answer.url for answer in answers} == {reverse("case_detail", args=(case.pk,))}


def test_a_case_carried_on_names_the_other_and_links_only_what_is_ones_own(desk, login):
    first = opened(desk)
    second = opened(desk, 7, at="HN-HK", continues=first)
    page = login(desk[Role.OFFICER]).get(reverse("case_detail", args=(first.pk,))).text
    assert "Được tiếp nối bởi" in page
    assert "7/QĐ-CCTHADS" in page
    assert reverse("case_detail", args=(second.pk,)) not in page
    page = login(desk[Role.CITY_LEADER]).get(reverse("case_detail", args=(second.pk,))).text
    assert reverse("case_detail", args=(first.pk,)) in page


def test_rows_are_added_without_a_script_and_keep_what_was_typed(desk, login):
    page = login(desk[Role.CLERK]).post(
        reverse("case_new"), typed(add="debtors", obligations__0__amount="1.2")
    )
    assert 'name="debtors-1-name"' in page.text
    assert 'name="debtors-TOTAL_FORMS" value="2"' in page.text
    assert 'value="Lê Văn Cường"' in page.text
    assert "1 · Lê Văn Cường" in page.text
    assert "Tất cả, liên đới" in page.text
    assert 'value="1.2"' in page.text
    assert "error-summary" not in page.text


def test_joint_debtors(desk, login):
    login(desk[Role.CLERK]).post(
        reverse("case_new"),
        typed(
            **{
                "debtors-TOTAL_FORMS": "2",
                "debtors-1-name": "Công ty A",
                "debtors-1-kind": "legal",
            },
            obligations__0__debtor="all",
        ),
    )
    obligation = Case.objects.get().obligations.get()
    assert obligation.joint
    assert obligation.debtors.count() == 2


def test_an_officer_prepares_and_the_head_signs(desk, login):
    client = login(desk[Role.OFFICER])
    answer = client.post(reverse("case_new"), typed(decision="", signer=""))
    assert answer.url == reverse("draft_list")
    assert not Case.objects.exists()
    draft = Draft.objects.get()
    assert str(draft) == "Thụ lý, ra quyết định thi hành án: Lê Văn Cường · 350.000.000 đồng"
    client = login(desk[Role.HEAD])
    assert "Lê Văn Cường" in client.get(reverse("draft_list")).text
    opened_form = client.get(reverse("draft_open", args=(draft.pk,)), follow=True)
    assert "Ký, ghi sổ" in opened_form.text
    assert 'value="350 triệu"' in opened_form.text
    assert 'value="1/QĐ"' in opened_form.text  # the next number, proposed
    address = opened_form.redirect_chain[-1][0]
    client.post(address, typed(decision="1/QĐ-CCTHADS"))
    assert Case.objects.get().decision == "1/QĐ-CCTHADS"
    assert not Draft.objects.exists()
    assert client.post(address, typed(decision="2/QĐ-CCTHADS")).status_code == 404


def test_an_accountant_enters_no_case(desk, login):
    assert login(desk[Role.ACCOUNTANT]).get(reverse("case_new")).status_code == 403


def test_an_empty_page_is_refused_whole(desk, login):
    page = login(desk[Role.CLERK]).post(reverse("case_new"), {})
    assert page.status_code == 200
    assert not Act.objects.exists()
