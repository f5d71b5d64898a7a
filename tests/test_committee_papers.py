"""The committee's papers, read back: what a meeting is sent, and its draft notice."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from cases.actions.committee_tasks import report
from cases.actions.meetings import edit_item, send_papers
from cases.choices import Role
from cases.committee_kinds import ReportKind
from cases.models import CommitteeTask
from tests.committee import (
    FINANCE,
    FIRST,
    POLICE,
    SECOND,
    agency,
    called,
    held,
    member,
    opened_meeting,
    referred,
)
from tests.test_views_cases import opened


@pytest.fixture
def referral(desk):
    return referred(opened(desk), desk[Role.OFFICER])


def read(answer) -> PdfReader:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF object)
    assert root["/StructTreeRoot"]["/K"] and root["/Lang"] == "vi"
    return reader


def words(page) -> str:
    return " ".join(page.extract_text().split())


def whole(reader) -> str:
    return " ".join(words(page) for page in reader.pages)


def test_papers_are_one_pdf_with_a_sheet_for_each_matter(desk, ba_dinh, referral, login, settings):
    """The cover with the agenda and its pages, what was done, then matter by matter."""
    held(desk, office=ba_dinh)
    done = CommitteeTask.objects.filter(agency=agency(POLICE)).first()
    by = desk[Role.CITY_CLERK]
    report(done, by=by, kind=ReportKind.DONE, on=FIRST, words="Đã bố trí 12 chiến sĩ")
    settings.TODAY = SECOND
    second = opened(desk, number=77, debtor="Phạm Thị Ngọc Ánh")
    referred(second, desk[Role.OFFICER], on=SECOND, asked="Thống nhất phương án bảo vệ")
    meeting = called(by, SECOND, topics=("Kinh phí năm 2019",))
    reader = read(login(by).get(reverse("meeting_papers", args=(meeting.pk,))))
    matters = meeting.items.count()
    assert matters == 5  # the case, three tasks that are late, the topic
    assert len(reader.pages) == 2 + matters
    cover, since, first, *_, last = (words(page) for page in reader.pages)
    for said in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TÀI LIỆU CUỘC HỌP",
                 "ngày 30 tháng 11 năm 2018", "Phạm Thị Ngọc Ánh · 77/QĐ-CCTHADS 3"):  # fmt: skip
        assert said.lower() in cover.lower()
    assert "Đã giao 4 nhiệm vụ: xong 1, quá hạn 3" in since
    assert "Đã bố trí 12 chiến sĩ" in since and "Quá hạn 41 ngày" in since
    assert "Phạm Thị Ngọc Ánh" in first and "Thống nhất phương án bảo vệ" in first
    assert "Kinh phí năm 2019" in last
    foot = "Tài liệu họp Ban Chỉ đạo thi hành án dân sự 30/11/2018"
    for number, page in enumerate(reader.pages, 1):
        assert (f" {number} {foot}" in words(page)) == (number > 1)


def test_a_member_is_sent_its_own_part(desk, referral, login):
    by = desk[Role.CITY_CLERK]
    meeting = called(by, topics=("Chung", "Riêng Công an"))
    edit_item(meeting.items.last(), by=by, asked="", put_to=[agency(POLICE)])
    send_papers(meeting, by=by, on=FIRST)
    address = reverse("meeting_papers", args=(meeting.pk,))
    finance = read(login(member(FINANCE, "tc")).get(address))
    assert len(finance.pages) == 4 and "Riêng Công an" not in whole(finance)
    police = read(login(member(POLICE, "ca")).get(address))
    assert len(police.pages) == 5 and "Riêng Công an" in whole(police)


def test_a_notice_is_a_draft_until_it_has_its_number(desk, ba_dinh, referral, login):
    meeting = opened_meeting(desk[Role.CITY_CLERK])
    client = login(desk[Role.CITY_CLERK])
    draft = whole(read(client.get(reverse("meeting_notice", args=(meeting.pk,)))))
    assert "DỰ THẢO" in draft and "Chưa có kết luận nào" in draft
    meeting.delete()
    issued = held(desk, office=ba_dinh)
    answer = client.get(reverse("meeting_notice", args=(issued.pk,)))
    text = whole(read(answer))
    assert "thảo" not in text.lower().replace("thảo luận", "")
    for said in (
        "Số: 15/TB-UBND", "Hà Nội, ngày 05 tháng 10 năm 2018", "THÔNG BÁO",
        "Thống nhất tổ chức cưỡng chế", "1. Công an thành phố: Bố trí lực lượng bảo vệ.",
        "Chậm nhất ngày 20/10/2018", "Chi cục THADS quận Ba Đình: Lập kế hoạch cưỡng chế.",
        "Nguyễn Mạnh Hùng", "Nơi nhận:",
    ):  # fmt: skip
        assert said in text, said
    again = read(client.get(reverse("meeting_notice", args=(issued.pk,))))
    assert whole(again) == text
    assert date(2018, 10, 5) == issued.notice_on
