"""A review written and issued: proposed words, two editors, the paper, what stays frozen."""

import hashlib
import json
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from cases.actions.ledger import record_act
from cases.choices import ActKind, Heading, Role
from cases.models import Case
from cases.rules import Refusal
from reports import seed
from reports.models import BlockCode, Issued, Layout, PublishedFigure, Review
from reports.proof import issued as proof
from reports.review import editing, words
from reports.review.editing import Conflict, begin, write_block
from reports.review.figures import review
from reports.tasks import archive_issued
from tests import factories
from tests.reviewed import keep_books

pytestmark = pytest.mark.django_db
ADDRESS = "https://thads.example/issued/"
TITLE = "Tổng kết 05 năm thực hiện Chỉ thị số 19-CT/TU về công tác thi hành án dân sự"
PAPER = {"number": 328, "issued_on": date(2022, 11, 14), "signer": "Nguyễn Văn Trưởng"}


@pytest.fixture
def city(people, hanoi, hoan_kiem, settings, tmp_path):
    settings.TODAY, settings.MEDIA_ROOT = date(2022, 11, 15), tmp_path
    seed.load_layouts(Layout)
    seed.load_published(PublishedFigure)
    hanoi.letterhead, hanoi.symbol = "Tổng cục Thi hành án dân sự", "CTHADS"
    hanoi.save()
    keep_books(tmp_path, hanoi)
    return hanoi


@pytest.fixture
def draft(city, people) -> Review:
    return begin(
        by=people[Role.CITY_CLERK], office=city, title=TITLE, first_year=2018, last_year=2022,
        boundaries="then",
    )  # fmt: skip


def finish(row, by):
    """What the figures cannot say, written by a person."""
    for block in row.blocks.all():
        text = block.words.replace(words.BLANK, "dịch bệnh kéo dài, tài sản khó bán.")
        write_block(row, block.code, text, seen=block.version, by=by)


def issue(row, by, **changes):
    made = editing.issue(row, by=by, address=ADDRESS, **{**PAPER, **changes})
    archive_issued(made.pk)
    made.refresh_from_db()
    row.refresh_from_db()
    return made


def test_the_words_are_computed_from_the_figures(draft, city):
    texts = {block.code: block.words for block in draft.blocks.all()}
    assert list(texts) == BlockCode.values
    limits = texts["limits"].split("\n")
    assert limits[:2] == [
        "Năm 2018 thiếu 12,66 điểm về tiền so với chỉ tiêu.",
        "Năm 2021 thiếu 12,00 điểm về việc và thiếu 16,19 điểm về tiền so với chỉ tiêu.",
    ]
    assert "Chỉ tiêu về việc: đạt 4 trên 5 năm" in texts["results"]
    assert "Năm 2022 vượt 0,16 điểm về việc và vượt 2,20 điểm về tiền" in texts["results"]
    assert words.BLANK in texts["limits"] and words.BLANK in texts["proposals"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 đồng"), (999_999_999, "999.999.999 đồng"), (10**9, "1 tỷ đồng"),
        (51_049_999_999, "51 tỷ đồng"), (51_050_000_000, "51,1 tỷ đồng"),
        (75_240 * 10**9, "75.240 tỷ đồng"), (-2_560_000_000, "−2,6 tỷ đồng"),
    ],
)  # fmt: skip
def test_money_in_a_sentence(value, text):
    assert words.amount(value, "money") == text


def test_nobody_writes_over_another(draft, people, city):
    clerk = people[Role.CITY_CLERK]
    second = factories.user(Role.CITY_CLERK, username="thuky2.hn", name="Vũ Thị Hai")
    block = draft.blocks.get(code="limits")
    saved = write_block(draft, "limits", "Bản của người thứ hai", seen=block.version, by=second)
    assert saved.version == block.version + 1
    with pytest.raises(Conflict) as told:
        write_block(draft, "limits", "Bản của người thứ nhất", seen=block.version, by=clerk)
    assert told.value.block.words == "Bản của người thứ hai"
    again = write_block(draft, "limits", "Bản của người thứ hai", seen=block.version, by=second)
    assert again.version == saved.version  # sent twice, written once
    joined = write_block(draft, "limits", "Bản ghép", seen=saved.version, by=clerk)
    assert (joined.words, joined.edited_by) == ("Bản ghép", clerk)


def test_in_the_browser_what_was_typed_comes_back_beside_the_other(draft, people, login):
    second = factories.user(Role.CITY_CLERK, username="thuky2.hn", name="Vũ Thị Hai")
    write_block(draft, "tasks", "Đã có người viết", seen=1, by=second)
    client = login(people[Role.CITY_CLERK])
    address = reverse("review_block", args=[draft.pk, "tasks"])
    typed = {"tasks-words": "Chữ tôi vừa gõ", "tasks-version": "1"}
    page = client.post(address, typed)
    text = page.content.decode()
    assert "Chữ tôi vừa gõ" in text and "Đã có người viết" in text
    assert "Vũ Thị Hai đã sửa phần này" in text and 'name="tasks-version" value="2"' in text
    by_itself = client.post(address, typed, headers={"accept": "application/json"})
    assert by_itself.json()["version"] == 2 and "Vũ Thị Hai" in by_itself.json()["conflict"]
    saved = client.post(
        address, {**typed, "tasks-version": "2"}, headers={"accept": "application/json"}
    )
    assert saved.json()["version"] == 3 and saved.json()["saved"].startswith("Đã lưu")
    assert draft.blocks.get(code="tasks").words == "Chữ tôi vừa gõ"


def test_only_the_leader_issues_and_nothing_unwritten_goes_out(draft, people):
    leader, clerk = people[Role.CITY_LEADER], people[Role.CITY_CLERK]
    with pytest.raises(Refusal, match="Còn chỗ ghi"):
        issue(draft, leader)
    finish(draft, clerk)
    for refused in (clerk, people[Role.HEAD]):
        with pytest.raises(editing.PermissionDenied):
            issue(draft, refused)
    assert issue(draft, leader).state == "archived"
    with pytest.raises(Refusal, match="đã phát hành"):
        issue(draft, leader, number=329)
    with pytest.raises(Refusal, match="đã phát hành"):
        write_block(draft, "tasks", "Sửa sau", seen=2, by=clerk)


def test_what_was_issued_stays_when_late_acts_come(draft, people, city, login):
    finish(draft, people[Role.CITY_CLERK])
    made = issue(draft, people[Role.CITY_LEADER])
    before = editing.figures(draft)
    assert hashlib.sha256(made.figures.encode()).hexdigest() == made.sha256
    assert proof.check(made).unchanged
    case = Case.objects.filter(heading=Heading.IN_PROGRESS, office__code="HN-BD").first()
    record_act(
        case.pk, kind=ActKind.TERMINATE, on=date(2022, 9, 20), ground="c", by=people[Role.HEAD]
    )  # known late: booked into the first open month
    assert proof.check(made).unchanged
    assert editing.figures(draft) == before
    factories.target(city, 2022, "cases", 81, decided_on=date(2022, 9, 1))
    told = {(d.row, d.issued, d.now) for d in proof.check(made).differences}
    assert ("/years/2022/city/cases/gap", "0.16", "-0.84") in told
    assert editing.figures(draft) == before
    page = login(people[Role.COMMITTEE]).get(reverse("review_detail", args=[draft.pk]))
    assert "+0,16" in page.content.decode() and "textarea" not in page.content.decode()
    page = login(people[Role.CITY_CLERK]).get(reverse("issued_detail", args=[made.code]))
    assert "Báo cáo tổng kết đã phát hành" in page.content.decode()


def test_the_committee_sees_no_draft(draft, people, login):
    client = login(people[Role.COMMITTEE])
    assert client.get(reverse("review_detail", args=[draft.pk])).status_code == 404
    assert TITLE not in client.get(reverse("review_list")).content.decode()


def test_the_paper_reads_back(draft, people):
    finish(draft, people[Role.CITY_CLERK])
    made = issue(draft, people[Role.CITY_LEADER])
    with made.pdf.open() as archived:
        reader = PdfReader(BytesIO(archived.read()))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for told in (
        "BÁO CÁO", TITLE, "Số: 328/BC-CTHADS", "ngày 14 tháng 11 năm 2022", "Nguyễn Văn Trưởng",
        "Năm 2021 thiếu 12,00 điểm về việc và thiếu 16,19 điểm về tiền so với chỉ tiêu.",
        "Phụ lục 2. Chênh lệch so với chỉ tiêu về việc", made.code, made.sha256,
    ):  # fmt: skip
        assert told in text
    assert "DỰ THẢO" not in text
    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])
    root = reader.trailer["/Root"]
    assert root["/StructTreeRoot"]["/K"] and b"pdfaid" in root["/Metadata"].get_data()
    file = root["/AF"][0].get_object()
    attached = file["/EF"]["/F"].get_object().get_data()
    assert attached.decode() == made.figures and json.loads(attached)["figures"]["first"] == 2018


def test_a_draft_says_so_on_its_paper(draft, people, login):
    answer = login(people[Role.CITY_CLERK]).get(reverse("review_paper", args=[draft.pk]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    first = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert "DỰ THẢO" in first and "Số: …/BC-CTHADS" in first


def test_a_review_is_begun_in_the_browser_and_its_numbers_open(city, people, login):
    client = login(people[Role.CITY_CLERK])
    page = client.get(reverse("review_new")).content.decode()
    assert "Tổng kết 5 năm (2018–2022)" in page
    asked = {"title": TITLE, "first_year": "2018", "last_year": "2022", "boundaries": "now"}
    wrong = client.post(reverse("review_new"), {**asked, "first_year": "2017"})
    assert wrong.status_code == 200 and "mở từ" in wrong.content.decode()
    answer = client.post(reverse("review_new"), asked)
    page = client.get(answer.url)
    text = page.content.decode()
    assert "−16,19" in text and "+2,20" in text
    made = review(city, 2018, 2022)
    year = made.year(2021)
    link = (
        f"{reverse('statement_cell', args=[year.office, 2021, 12])}"
        "?column=c09&amp;measure=cases&amp;scope=with_below&amp;by=area"
    )
    assert link in text
    opened = client.get(link.replace("&amp;", "&"))
    assert opened.context["total"] == year.city["cases"].columns["c09"]


def test_issuing_in_the_browser(draft, people, login):
    finish(draft, people[Role.CITY_CLERK])
    client = login(people[Role.CITY_LEADER])
    address = reverse("review_issue", args=[draft.pk])
    asked = {"number": "328", "issued_on": "14/11/2022", "signer": "Nguyễn Văn Trưởng"}
    assert "Ngày ban hành phải sau" in client.post(
        address, {**asked, "issued_on": "30/09/2022"}
    ).content.decode()  # fmt: skip
    assert client.post(address, asked).status_code == 302
    assert Issued.objects.get().number == 328
    assert login(people[Role.CITY_CLERK]).get(address).status_code == 403
