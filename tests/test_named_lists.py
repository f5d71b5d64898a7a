"""Lists by name: each adds up to its cell, names stand on paper, the work goes on by itself."""

import os
import signal
import time
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.actions.registers import answer, enter
from cases.choices import Role
from cases.models import Books
from cases.periods import Period
from cases.register_kinds import Book, EntryKind
from cases.rules import Refusal
from reports import actions, seed, tasks
from reports.figures import statistics
from reports.figures.statistics import Question
from reports.models import Layout, PrintJob
from reports.paper import annex, annex_paper, lists, pdf
from tests.history2018 import START, act, intake, random_year, write
from tests.test_upload import worker  # noqa: F401

YEAR, HALF = Period(2018, 12), Period(2018, 6)
DEBTORS = (
    "Trần Thị Bình",
    "Công ty cổ phần đầu tư xây dựng và thương mại dịch vụ xuất nhập khẩu Đông Đô Thăng Long",
    "Nguyễn Phương Thảo Uyên",
)
BANK = "Ngân hàng thương mại cổ phần Đầu tư và Phát triển Việt Nam, chi nhánh Tây Hà Nội"


def unfinished(count: int) -> list[dict]:
    """Cases of which most are still to be enforced: under way, postponed, without means, apart."""
    rows = []
    for n in range(count):
        case, office = f"M{n}", ("HN-BD", "HN-HK", "HN")[n % 3]
        old = n % 7 == 0
        day = date(2016, 3, 1) if old else START + timedelta(n % 120)
        row = intake(
            case,
            day,
            office,
            1_000_003 * (n + 1),
            opening=old,
            heading="SEPARATE_BOOK" if old else "",
            flags="credit" if n % 4 == 0 else "",
        )
        row |= {
            "debtor": DEBTORS[n % 3],
            "creditor": BANK if n % 4 == 0 else "Lê Văn Cường",
            "decision": f"{n + 1}/QĐ-CCTHADS",
            "decided_on": day,
        }
        rows.append(row)
        if n % 5 == 1 and not old:
            rows.append(act(case, day + timedelta(20), "without_means"))
        elif n % 5 == 2 and not old:
            rows.append(act(case, day + timedelta(30), "collect", 500_000))
            rows.append(act(case, day + timedelta(40), "postpone"))
        elif n % 5 == 3 and not old:
            rows.append(act(case, day + timedelta(50), "terminate"))
        elif n % 11 == 5 and not old:
            rows.append(act(case, day + timedelta(60), "without_means", 300_000))
    return rows


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TODAY = date(2018, 10, 5)


@pytest.fixture
def city(hanoi, ba_dinh, hoan_kiem):
    seed.load_layouts(Layout)
    return hanoi


@pytest.fixture
def load(city, tmp_path):
    def loaded(rows):
        return load_journal(write(tmp_path / "journal.csv", rows), books_open=START)

    return loaded


@pytest.fixture
def year(load):
    load([*random_year(31, 60), *unfinished(120)])


@pytest.fixture
def sent(monkeypatch):
    queued = []
    for task in (tasks.print_list, tasks.print_statement):
        monkeypatch.setattr(task, "delay", queued.append)
    return queued


def asked_for(by, office, code="chuyen", period=YEAR, scope="with_below", paper="a4"):
    return actions.request_list(
        by=by, office=office, period=period, scope=scope, code=code, paper=paper
    )


def drawn(asked, paper="a4", path="/tmp/annex.pdf"):
    sheet = lists.sheet(asked, pdf.moment())
    for _ in annex_paper.write_pdf(str(path), sheet, lists.entries(asked), paper):
        pass
    return PdfReader(path)


# ---------------------------------------------------------------- figures
@pytest.mark.django_db
@pytest.mark.parametrize("period", [HALF, YEAR], ids=str)
def test_a_list_adds_up_to_its_cell_in_every_office(year, city, ba_dinh, hoan_kiem, period):
    some = 0
    for office in (city, ba_dinh, hoan_kiem):
        for asked in lists.ask_all(office, period, "with_below"):
            if not (code := asked.definition.column):
                continue
            made = statistics.statement(
                office, period, question=Question(flags=asked.definition.flags)
            )
            rows = list(lists.lines(asked))
            assert sum(row.cases for row in rows) == made.total.figures["cases"][code]
            assert sum(row.amount for row in rows) == made.total.figures["money"][code]
            assert [row.no for row in rows] == list(range(1, lists.count(asked) + 1))
            assert len({row.case.pk for row in rows}) == len(rows)
            some += len(rows)
    assert some > 100


@pytest.mark.django_db
def test_a_closed_period_gives_the_same_list_whatever_happens_later(load, city):
    rows = [*random_year(32, 40), *unfinished(40)]
    load([r for r in rows if r["on"] <= HALF.cutoff])
    for months in range(1, 7):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, months).cutoff, by=None)

    def written():
        of = [lists.ask(code, city, HALF, "with_below") for code in ("rieng", "dang", "tin-dung")]
        return [list(lists.entries(asked)) for asked in of]

    before = written()
    load([r for r in rows if r["on"] > HALF.cutoff and r["act"] == "intake"])
    assert written() == before
    assert any(before)


@pytest.mark.django_db
def test_what_goes_with_a_period(city, load):
    load(random_year(33, 20))
    assert [each.code for each in lists.due(HALF)] == ["rieng", "dang", "tin-dung", "boi-thuong"]
    assert "chuyen" in [each.code for each in lists.due(YEAR)]
    assert lists.due(Period(2018, 5)) == []
    with pytest.raises(Refusal):
        lists.ask("chuyen", city, HALF, "own")
    asked = lists.ask("boi-thuong", city, HALF, "own")
    assert "Không có việc nào" in drawn(asked).pages[0].extract_text()


@pytest.mark.django_db
def test_claims_for_compensation_come_from_their_register(desk, city, settings, tmp_path):
    by = desk[Role.CLERK]

    def written(kind, on, **fields):
        settings.TODAY = on
        return enter(Book.COMPENSATION, kind=kind, on=on, by=by, content="Kê biên sai", **fields)[0]

    old = written(EntryKind.CLAIM, date(2017, 10, 20), person="Đỗ Thị Hồng", amount=90_000_000)
    new = written(EntryKind.CLAIM, date(2018, 3, 5), person="Lê Văn Cường", amount=10_000_000)
    settings.TODAY = date(2018, 4, 10)
    answer(new, kind=EntryKind.CLAIM_GRANTED, on=settings.TODAY, by=by, amount=8_000_000)
    half, whole = (lists.ask("boi-thuong", city, p, "with_below") for p in (HALF, YEAR))
    for asked, granted in ((half, 0), (whole, 8_000_000)):
        rows = list(lists.entries(asked))
        assert [row.cells[3][0] for row in rows] == [old.person, new.person]
        totals = lists.sheet(asked, pdf.moment()).totals
        assert (asked.cases, totals[5], totals[7]) == (2, 100_000_000, granted)
    assert "Đỗ Thị Hồng" in drawn(whole, path=tmp_path / "list.pdf").pages[0].extract_text()


@pytest.mark.django_db
def test_a_list_that_changes_under_the_pen_is_refused(year, city, tmp_path):
    asked = lists.ask("chuyen", city, YEAR, "with_below")
    sheet = lists.sheet(asked, pdf.moment())
    rows = list(lists.entries(asked))
    with pytest.raises(Refusal, match="đã đổi"):
        list(annex.write_workbook(str(tmp_path / "a.xlsx"), sheet, rows[:-1]))


# ---------------------------------------------------------------- paper and workbook
@pytest.mark.django_db
def test_every_page_has_heads_its_number_and_its_rows(year, city, tmp_path):
    asked = lists.ask("chuyen", city, YEAR, "with_below")
    paper = drawn(asked, path=tmp_path / "list.pdf")
    pages = [page.extract_text() for page in paper.pages]
    count = lists.count(asked)
    assert len(pages) > 3
    seen = 0
    for number, text in enumerate(pages, 1):
        assert f"Trang {number}/" in text and str(len(pages)) in text
        assert "Người phải thi hành án" in text and "Số tiền còn phải" in text
        if f"trên tổng số {count}" in text:
            first = int(text.partition("Dòng ")[2].partition("–")[0])
            last = int(text.partition("Dòng ")[2].partition("–")[2].split()[0])
            assert first == seen + 1
            seen = last
    assert seen == count
    assert "CỘNG HÒA XÃ HỘI" in pages[0] and "CỘNG HÒA XÃ HỘI" not in pages[1]
    assert "Tổng cộng" in pages[-1] and "cột 19" in pages[-1]
    width, height = paper.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (842, 595)
    fonts = paper.pages[0]["/Resources"]["/Font"]
    embedded = [f.get_object()["/FontDescriptor"].get_object() for f in fonts.values()
                if "/FontDescriptor" in f.get_object()]  # fmt: skip
    assert embedded and all("/FontFile2" in each for each in embedded)


@pytest.mark.django_db
def test_the_workbook_holds_numbers_days_and_the_control_total(year, city, tmp_path):
    asked = lists.ask("chuyen", city, YEAR, "with_below")
    path = tmp_path / "list.xlsx"
    sheet = lists.sheet(asked, pdf.moment())
    list(annex.write_workbook(str(path), sheet, lists.entries(asked)))
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    head, *rows, total = book.get_sheet_by_name("Danh sách").to_python()
    assert head[:3] == ["STT", "Quyết định thi hành án: số", "Quyết định thi hành án: ngày"]
    assert len(rows) == lists.count(asked)
    assert isinstance(rows[0][2], date)
    assert sum(row[-1] for row in rows) == total[-1] == asked.money
    assert sum(row[-2] for row in rows) == total[-2] == asked.cases


def test_long_words_are_broken_and_nothing_is_lost():
    annex_paper._fonts()
    text = "Công ty trách nhiệm hữu hạn " + "A" * 90 + " Nguyễn Thị Thùy Dương"
    lines = annex_paper.wrapped(text, 60, 9)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(annex_paper.width(line) * 9 <= 60.01 for line in lines)


# ---------------------------------------------------------------- asking, in the background
@pytest.mark.django_db
def test_a_list_is_asked_for_followed_and_fetched(
    year, city, people, login, sent, django_capture_on_commit_callbacks
):
    client = login(people[Role.CITY_CLERK])
    page = client.get(reverse("named_lists"), {"office": "HN", "year": 2018, "months": 12})
    asked = lists.ask("chuyen", city, YEAR, "with_below")
    assert asked.definition.title in page.text
    address = reverse("list_print", args=["HN", 2018, 12])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, {"list": "chuyen", "scope": "with_below", "paper": "xlsx"})
        client.post(address, {"list": "chuyen", "scope": "with_below", "paper": "xlsx"})
    job = PrintJob.objects.get()
    assert answer.url == reverse("print_job", args=[job.pk])
    assert "0 %" in client.get(answer.url).text
    for _ in sent:
        tasks.print_list(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("printed", lists.count(asked), lists.count(asked))
    assert len(list(Path(job.file.path).parent.iterdir())) == 1
    assert "Tải bảng tính" in client.get(answer.url).text
    content = b"".join(client.get(reverse("print_file", args=[job.pk])).streaming_content)
    assert content.startswith(b"PK")


@pytest.mark.django_db
def test_names_are_for_who_may_read_them(year, city, ba_dinh, people, login, sent):
    with pytest.raises(PermissionDenied):
        asked_for(people[Role.COMMITTEE], city)
    with pytest.raises(PermissionDenied):
        asked_for(people[Role.CLERK], city)
    job = asked_for(people[Role.CITY_CLERK], city)
    tasks.print_list(job.pk)
    mine = login(people[Role.CITY_CLERK])
    answer = mine.get(reverse("print_file", args=[job.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    for role in (Role.CLERK, Role.CITY_LEADER):
        other = login(people[role])
        assert other.get(reverse("print_file", args=[job.pk])).status_code == 404
        assert other.get(reverse("print_job", args=[job.pk])).status_code == 404
    clerk = login(people[Role.CLERK])
    assert clerk.get(reverse("named_lists"), {"office": "HN"}).status_code == 404
    own = {"office": "HN-BD", "year": 2018, "months": 6}
    assert clerk.get(reverse("named_lists"), own).status_code == 200
    assert login(people[Role.COMMITTEE]).get(reverse("named_lists")).status_code == 403


@pytest.mark.django_db
def test_who_lost_the_right_meanwhile_gets_nothing(year, city, people, sent):
    by = people[Role.CITY_CLERK]
    job = asked_for(by, city)
    by.role = Role.OFFICER
    by.save()
    tasks.print_list(job.pk)
    job.refresh_from_db()
    assert "không còn quyền" in job.refused and not job.file


@pytest.mark.django_db
def test_an_error_ends_the_job_with_words(year, city, people, sent, monkeypatch):
    job = asked_for(people[Role.CITY_CLERK], city)
    monkeypatch.setattr(annex_paper.Paper, "add", lambda *a: 1 / 0)
    tasks.print_list(job.pk)
    job.refresh_from_db()
    assert job.refused == tasks.BROKEN


@pytest.mark.django_db
def test_a_waiting_list_is_queued_again(year, city, people, sent):
    job = asked_for(people[Role.CITY_CLERK], city)
    PrintJob.objects.update(requested_at=timezone.now() - timedelta(minutes=3))
    tasks.print_waiting()
    assert sent == [job.pk]


@pytest.mark.django_db
def test_the_page_asks_a_fixed_number_of_questions(
    year, people, login, django_assert_max_num_queries
):
    client = login(people[Role.CITY_CLERK])
    with django_assert_max_num_queries(45):
        client.get(reverse("named_lists"), {"office": "HN", "year": 2018, "months": 12})


def until(job, ready):
    end = time.monotonic() + 90
    while time.monotonic() < end:
        job.refresh_from_db()
        if ready(job):
            return
        time.sleep(0.02)
    raise AssertionError((job.done, job.total, job.refused))


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_killed_on_the_way_and_another_that_begins_anew(
    load,
    city,
    people,
    worker,  # noqa: F811
    tmp_path,
):
    load(unfinished(4_000))
    job = asked_for(people[Role.CITY_CLERK], city)
    first = worker()
    until(job, lambda job: job.done > 0)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    job.refresh_from_db()
    assert 0 < job.done < job.total
    assert job.state == "waiting" and not job.file
    worker()
    for _ in range(2):
        tasks.print_list.delay(job.pk)  # as beat does for a job that waits
    until(job, lambda job: job.state == "printed")
    assert job.done == job.total == lists.count(lists.ask("chuyen", city, YEAR, "with_below"))
    (made,) = (tmp_path / "files" / "statements").rglob("*.pdf")
    assert made.name in job.file.name
    assert "Tổng cộng" in PdfReader(made).pages[-1].extract_text()


@pytest.mark.django_db(transaction=True)
def test_a_list_another_worker_is_at_is_left_to_it(load, city, people, monkeypatch):
    load(unfinished(20))
    monkeypatch.setattr(tasks.print_list, "delay", lambda pk: None)
    job = asked_for(people[Role.CITY_CLERK], city)
    elsewhere = connection.copy()
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [tasks._LEASES, job.pk])
        tasks.print_list(job.pk)
        job.refresh_from_db()
        assert job.state == "waiting"
    elsewhere.close()

    def printed_now(job):
        tasks.print_list(job.pk)  # the server may take a moment to let go of the lock
        job.refresh_from_db()
        return job.state == "printed"

    until(job, printed_now)
