"""Tóm tắt việc: what decides, on one A4 page, for who may read it, in so many queries."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from cases.actions.key_cases import Asked, Said, ask
from cases.actions.ledger import NewObligation, NewParty
from cases.actions.plans import make_plan
from cases.actions.referrals import Conclusion, conclude
from cases.briefs import PAPER, SCREEN, brief_of, briefs_of, key_cases_of
from cases.choices import AssetKind, ObligationKind, PartyRole, PersonKind, Role
from cases.models import Asset
from reports.paper.briefs import TAGGED, brief_pdf, fitted
from tests.coercions import measure_of, planned
from tests.committee import COURT, FINANCE, POLICE, agency, member
from tests.test_key_cases import marked, referred
from tests.test_pdf import MADE_AT
from tests.test_views_cases import IDENTITY, TODAY, collect, opened

LONG = "Tài sản thế chấp đang có tranh chấp quyền sử dụng với người thứ ba; " * 7
HUGE = 686_000_123_456_789


def with_assets(case, by, count, value=0):
    Asset.objects.bulk_create(
        Asset(case=case, kind=AssetKind.LAND, description=f"Thửa đất số {n}, {LONG}"[:200],
              identifier=f"BA {n:06}", value=value or None, recorded_by=by)
        for n in range(count)
    )  # fmt: skip


def everything(desk, number=214, *, parties=0):
    """A case with all that a brief may hold, each text as long as its field takes."""
    officer, head = desk[Role.OFFICER], desk[Role.HEAD]
    people = tuple(
        NewParty(
            PartyRole.DEBTOR, f"Công ty cổ phần Đầu tư và Phát triển số {n} " + "Ưng Hoà " * 12
        )
        for n in range(parties)
    )
    case = opened(
        desk, number, HUGE,
        parties=(
            NewParty(PartyRole.CREDITOR, "Ngân hàng TMCP Sông Hồng", kind=PersonKind.LEGAL),
            NewParty(PartyRole.DEBTOR, "Lê Văn Cường", birth_year=1971, identity_no=IDENTITY,
                     address="12 phố Hàng Than"),
            NewParty(PartyRole.CREDITOR, "Trần Thị Bình", identity_no="001071012348"),
            *people,
        ),
        obligations=tuple(
            NewObligation(ObligationKind.DEBT, HUGE, f"{n} {LONG}"[:250], 0, (1,)) for n in range(9)
        ),
    )  # fmt: skip
    with_assets(case, officer, 30, HUGE)
    measure = measure_of(case, officer)
    make_plan(measure, planned(case), by=officer)
    said = Said("credit", LONG[:500], (LONG * 2)[:1000])
    row = marked(case, head, said)
    for n in range(8):
        ask(row, Asked(f"{n} {LONG}"[:500], agency(POLICE), date(2018, 10, 3)), by=head)
    for n in range(4):
        one = referred(
            case, officer, reason=f"{n} {LONG * 2}"[:1000], asked=f"{n} {LONG * 2}"[:1000]
        )
        conclude(one, Conclusion(TODAY, f"{n} {LONG * 2}"[:1000], "5/TB-BCĐ", LONG[:200]), by=head)
    return case


def read(paper):
    reader = PdfReader(BytesIO(paper))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


# ---------------------------------------------------------------- what it says
def test_it_says_what_is_owed_what_blocks_and_what_is_asked(desk):
    case = opened(desk, amount=100_000_000_000)
    collect(desk, case, 1_000_000_000)
    with_assets(case, desk[Role.OFFICER], 2, 5_000_000_000)
    asks = [Asked("Bố trí lực lượng", agency(POLICE), date(2018, 10, 3)), Asked("Chỉ đạo chung")]
    marked(case, desk[Role.HEAD], asks=asks)
    referred(case, desk[Role.OFFICER])
    brief = brief_of(case, TODAY, desk[Role.HEAD])
    assert (brief.total.due, brief.total.collected, brief.total.rest, brief.worth) == (
        100_000_000_000, 1_000_000_000, 99_000_000_000, 10_000_000_000,
    )  # fmt: skip
    assert brief.mark.reason_label == "Án tín dụng, ngân hàng"
    assert brief.obstacles == "Tài sản do bên thứ ba đang ở"
    assert [line.is_late for line in brief.asks] == [True, False] and brief.is_late
    assert brief.asks[1].ask.body == "Ban Chỉ đạo"
    assert brief.referrals[0].asked == "Chỉ đạo cưỡng chế"
    first = brief.terms[0]
    assert (first.term.key, first.is_late) == ("FILE_OPEN", True)


def test_a_mark_without_obstacles_tells_what_was_put_to_the_committee(desk):
    case = opened(desk)
    assert brief_of(case, TODAY, desk[Role.HEAD]).obstacles == ""
    referred(case, desk[Role.OFFICER], reason="Công an có ý kiến khác")
    assert brief_of(case, TODAY, desk[Role.HEAD]).obstacles == "Công an có ý kiến khác"


def test_no_number_birth_or_address_leaves_the_office(desk, login):
    case = everything(desk)
    brief = brief_of(case, TODAY, desk[Role.HEAD])
    assert brief.debtors[0] == "Lê Văn Cường"
    assert brief.creditors == ("Ngân hàng TMCP Sông Hồng", "Trần Thị B.")
    page = login(desk[Role.COMMITTEE]).get(reverse("case_brief", args=(case.pk,))).text
    _, paper = read(brief_pdf(brief, MADE_AT))
    for hidden in (IDENTITY, "Trần Thị Bình", "Hàng Than", "1971", "BA 000000"):
        assert hidden not in page and hidden not in paper


def test_a_member_is_told_what_concerns_the_own_agency_or_all(desk):
    case, head = opened(desk), desk[Role.HEAD]
    asks = [Asked("Bảo vệ", agency(POLICE)), Asked("Bố trí tiền", agency(FINANCE)), Asked("Chung")]
    marked(case, head, asks=asks)
    referred(case, desk[Role.OFFICER])
    referred(case, desk[Role.OFFICER], FINANCE, asked="Riêng")
    told = brief_of(case, TODAY, member(POLICE, "pc.bcd"))
    assert {line.ask.words for line in told.asks} == {"Bảo vệ", "Chung"}
    assert [row.asked for row in told.referrals] == ["Chỉ đạo cưỡng chế"]
    assert len(brief_of(case, TODAY, head).asks) == 3


# ---------------------------------------------------------------- one page
@pytest.mark.parametrize("parties", [0, 60])
def test_it_is_one_page_whatever_it_holds(desk, parties):
    brief = brief_of(everything(desk, parties=parties), TODAY, desk[Role.HEAD])
    shown, drawn = fitted(brief, MADE_AT)
    assert len(drawn.pages) == 1
    reader, text = read(drawn.write_pdf(**TAGGED))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert f"và {30 - len(shown.assets.rows)} tài sản khác" in text


def test_an_empty_case_is_one_page_too(desk):
    brief = brief_of(opened(desk, amount=0), TODAY, desk[Role.HEAD])
    reader, text = read(brief_pdf(brief, MADE_AT))
    assert len(reader.pages) == 1 and "Chưa ghi nhận tài sản nào" in text
    assert fitted(brief, MADE_AT)[0].room == PAPER[0]


def test_one_more_is_not_cut_for_a_line_that_says_so(desk):
    case = opened(desk)
    with_assets(case, desk[Role.OFFICER], PAPER[0].assets + 1)
    brief = brief_of(case, TODAY, desk[Role.HEAD])
    assert brief.within(PAPER[0]).assets.more == 0
    assert brief.within(PAPER[1]).assets.more == PAPER[0].assets + 1 - PAPER[1].assets
    assert len(brief.within(SCREEN).assets.rows) == PAPER[0].assets + 1


# ---------------------------------------------------------------- speed
def queries(work):
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def test_the_queries_do_not_grow_with_the_cases(desk):
    cases = [everything(desk, n) for n in (1, 2)]
    cases += [opened(desk, n) for n in (3, 4)]
    head = desk[Role.HEAD]
    assert queries(lambda: briefs_of(cases[:1], TODAY, head)) == 12
    assert queries(lambda: briefs_of(cases, TODAY, head)) == 12


def test_pages_and_their_queries(desk, login):
    case = everything(desk)
    for number in range(1, 6):
        marked(opened(desk, number), desk[Role.HEAD])
    client = login(desk[Role.CITY_LEADER])
    address = reverse("key_case_list")
    assert queries(lambda: client.get(address)) <= 25
    page = client.get(address, {"state": "overdue"})
    assert [brief.case for brief in page.context["briefs"]] == [case]
    assert queries(lambda: client.get(reverse("case_brief", args=(case.pk,)))) <= 18
    assert queries(lambda: client.get(reverse("case_key", args=(case.pk,)))) <= 25


# ---------------------------------------------------------------- the list
def test_the_list_by_reason_agency_office_and_what_waits(desk, login):
    late, asked, plain, put = (opened(desk, n, n * 10**9) for n in (1, 2, 3, 4))
    head, leader = desk[Role.HEAD], desk[Role.CITY_LEADER]
    marked(late, head, asks=[Asked("Bảo vệ", agency(POLICE), date(2018, 10, 4))])
    marked(asked, head, Said("long"), asks=[Asked("Nộp tiền", agency(FINANCE))])
    marked(plain, head)
    marked(put, head)
    referred(put, desk[Role.OFFICER])
    opened(desk, 5)  # no key case

    def listed(**query):
        page = login(leader).get(reverse("key_case_list"), query)
        return [brief.case for brief in page.context["briefs"]]

    assert listed() == [late, put, plain, asked]
    assert listed(state="overdue") == [late]
    assert listed(state="waiting") == [late, asked]
    assert listed(state="referred") == [put]
    assert listed(reason="long") == [asked]
    assert listed(agency=agency(FINANCE).pk) == [asked]
    assert listed(office="HN-HK") == []
    assert list(key_cases_of(member(COURT, "ct.bcd"))) == [put]


def test_a_member_reads_the_referred_brief_and_nothing_else(desk, login):
    case, other = opened(desk, 1), opened(desk, 2)
    referred(case, desk[Role.OFFICER])
    marked(other, desk[Role.HEAD])
    client = login(desk[Role.COMMITTEE])
    page = client.get(reverse("key_case_list"))
    assert [brief.case for brief in page.context["briefs"]] == [case]
    brief = client.get(reverse("case_brief", args=(case.pk,))).text
    assert f'"{reverse("case_detail", args=(case.pk,))}"' not in page.text + brief
    assert "/referrals/" not in brief
    assert client.get(reverse("case_brief", args=(other.pk,))).status_code == 404
    assert client.get(reverse("brief_pdf", args=(other.pk,))).status_code == 404
    assert client.get(reverse("case_detail", args=(case.pk,))).status_code == 403


# ---------------------------------------------------------------- the page of the mark
def test_a_clerk_marks_asks_settles_and_ends_on_one_page(desk, login):
    case = opened(desk)
    client, address = login(desk[Role.CLERK]), reverse("case_key", args=(case.pk,))
    detail = client.get(reverse("case_detail", args=(case.pk,))).text
    assert "Đưa vào án trọng điểm" in detail
    typed = {"mark-form": "1", "mark-since": "05/10/2018", "mark-reason": "other"}
    refused = client.post(address, typed | {"mark-obstacles": "Nhà có người ở"})
    assert "Nói rõ lý do" in refused.text and "Nhà có người ở" in refused.text
    sent = {"mark-form": "1", "mark-since": "05/10/2018", "mark-reason": "long"}
    assert client.post(address, sent).status_code == 302
    detail = client.get(reverse("case_detail", args=(case.pk,))).text
    assert "Trọng điểm · Tồn đọng kéo dài" in detail and address in detail
    mark = case.key_marks.get()
    client.post(address, {"ask-form": "1", "ask-words": "Bảo vệ", "ask-due_on": "20/10/2018",
                          "ask-agency": agency(POLICE).pk})  # fmt: skip
    asked = mark.asks.get()
    client.post(address, {"settle-form": "1", "settle-asked": asked.pk, "settle-on": "05/10/2018",
                          "settle-result": "Đã có kế hoạch"})  # fmt: skip
    asked.refresh_from_db()
    assert asked.result == "Đã có kế hoạch"
    client.post(address, {"amend-form": "1", "amend-reason": "parties", "amend-words": "40 người",
                          "amend-last_seen": mark.entries.first().pk})  # fmt: skip
    assert "Tồn đọng kéo dài" in client.get(address).text  # among what was said before
    client.post(address, {"end-form": "1", "end-on": "05/10/2018", "end-end_reason": "Đã xong"})
    case.refresh_from_db()
    assert not case.is_key and "Đã xong" in client.get(address).text


def test_who_only_reads_sees_no_form_and_may_send_none(desk, login):
    case = opened(desk)
    address = reverse("case_key", args=(case.pk,))
    client = login(desk[Role.OFFICER])
    assert 'name="mark-form"' not in client.get(address).text
    assert client.post(address, {"mark-form": "1"}).status_code == 403


def test_the_conclusion_stands_in_the_brief_and_the_referral_leads_back(desk, login):
    case = opened(desk)
    marked(case, desk[Role.HEAD])
    row = referred(case, desk[Role.OFFICER])
    conclude(row, Conclusion(TODAY, "Thống nhất cưỡng chế", "5/TB-BCĐ"), by=desk[Role.HEAD])
    client = login(desk[Role.HEAD])
    brief = client.get(reverse("case_brief", args=(case.pk,))).text
    assert "Thống nhất cưỡng chế" in brief and reverse("referral_detail", args=(row.pk,)) in brief
    back = client.get(reverse("referral_detail", args=(row.pk,))).text
    assert reverse("case_brief", args=(case.pk,)) in back
    assert reverse("case_key", args=(case.pk,)) in back
