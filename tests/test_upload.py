"""Files of cases: a real workbook of before Unicode, refused files, and the worker behind it."""

import os
import signal
import subprocess
import sys
import time
import unicodedata
import zipfile
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cases import jobs
from cases.choices import Role
from cases.forms import tables as forms
from cases.forms.intake import Intake
from cases.models import Act, Case, TableJob
from cases.rules import Refusal
from cases.rules.encodings import TONES
from cases.sheets import MOST_BYTES, MOST_UNPACKED, Written, cell_text, read_sheet, write_workbook
from enforcement.upkeep import tidy
from tests import workbooks


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def at_once(monkeypatch):
    """The worker's part, done in this process."""
    monkeypatch.setattr(jobs, "queue", lambda job: jobs.run_job(job.pk))


def upload(client, content: bytes, name: str = "ds.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("import_new"), {"upload": "1", "file": file})


def send(client, job: TableJob, do: str, **fields: str):
    return client.post(reverse("job_detail", args=(job.pk,)), {"do": do} | fields)


def test_three_hundred_rows_of_before_unicode(desk, login, at_once):
    """280 saved under their right names; 20 come back with reasons, are mended, and are saved."""
    client = login(desk[Role.CLERK])
    wrong = set(range(15, 301, 15))
    rows = [workbooks.seeded(n, n // 15) if n in wrong else workbooks.good_row(n)
            for n in range(1, 301)]  # fmt: skip
    assert upload(client, workbooks.legacy_workbook(rows)).status_code == 302
    job = TableJob.objects.get()

    started = time.perf_counter()
    page = client.get(reverse("job_detail", args=(job.pk,)))
    checking = time.perf_counter() - started
    assert 'behind">20</dd>' in page.text and 'done">280</dd>' in page.text
    assert workbooks.in_tcvn3("phố Huế") in page.text  # before and after, to be seen
    assert "nghìn đồng" in page.text
    assert page.text.count('class="bad"') >= 20

    started = time.perf_counter()
    send(client, job, "good")
    saving = time.perf_counter() - started
    job.refresh_from_db()
    assert (job.saved, job.done, len(job.params["bad"])) == (280, 300, 20)
    saved = {case.decision: case for case in Case.objects.prefetch_related("parties")}
    for n in set(range(1, 301)) - wrong:
        case = saved[f"{n}/QĐ-CCTHADS"]
        names = {party.role: party.name for party in case.parties.all()}
        assert names == {"debtor": workbooks.person(n), "creditor": "Trần Thị Bình"}
    held = case.balances.get(heading="IN_PROGRESS", obligation_id__gt=0)
    assert held.amount == 1_250_000_000
    assert checking < 6 and saving < 60, (checking, saving)  # 1.2 s and 14 s on a busy machine

    # the file that comes back, mended in a spreadsheet, is taken as it is
    answer = client.get(reverse("job_file", args=(job.pk,)))
    heads, *back = read_sheet(b"".join(answer.streaming_content)).rows
    kept = [*workbooks.HEADS]
    kept[12] = "Địa chỉ người được thi hành án"  # by itself "Địa chỉ" would be the debtor's
    assert heads == [*kept, "Lý do chưa lưu"]
    assert len(back) == 20 and all(row[-1] for row in back)
    assert back[0][16] == "hồ sơ số 15"  # a column of their own is kept
    mended = [[*map(cell_text, workbooks.good_row(int(row[0]))), row[-1]] for row in back]
    again = write_workbook(Written("Chưa lưu", heads, mended))
    assert upload(client, again).status_code == 302
    second = TableJob.objects.latest("pk")
    send(client, second, "all")
    second.refresh_from_db()
    assert second.saved == 20
    assert Case.objects.count() == 300


# ---------------------------------------------------------------- what files are read
def lines(*rows: list, sep: str = ";") -> str:
    return "\r\n".join(sep.join(str(cell) for cell in line) for line in rows) + "\r\n"


TABLE = lines(workbooks.HEADS, *(map(cell_text, workbooks.good_row(n)) for n in (1, 2, 3)))


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.replace(";", "\t").encode("utf-16"),
        TABLE.replace(",", " ").replace(";", ",").encode(),
        workbooks.in_tcvn3(TABLE).encode("latin-1"),
        unicodedata.normalize("NFD", TABLE).encode(),
        (Path(__file__).parent / "data" / "legacy.xls").read_bytes(),  # Excel 97-2003, .VnTime
        workbooks.legacy_workbook([workbooks.good_row(n) for n in (1, 2, 3)]),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-le", "tabs", "commas", "tcvn3", "nfd", "xls", "xlsx"],
)
def test_every_kind_of_file_gives_the_same_rows(desk, login, at_once, content):
    client = login(desk[Role.CLERK])
    assert upload(client, content, "danh sách.csv").status_code == 302
    job = TableJob.objects.get()
    send(client, job, "all")
    found = [
        (case.decision, case.judgment.court, case.parties.get(role="debtor").name)
        for case in Case.objects.order_by("pk")
    ]
    assert found == [
        (f"{n}/QĐ-CCTHADS", "TAND quận Ba Đình", workbooks.person(n)) for n in (1, 2, 3)
    ]


def in_1258(text: str) -> bytes:
    """Letters with their roofs, then the tone as a mark of its own."""
    written = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = "".join(c for c in parts if c not in TONES)
        written += unicodedata.normalize("NFC", base) + "".join(c for c in parts if c in TONES)
    return written.encode("cp1258")


def test_windows_1258_is_read_when_it_is_no_older_code():
    row = ["Nguyễn Văn Đức", "Hà Nội", "Trần Thị Hường"]
    assert read_sheet(in_1258(";".join(row))).rows == [row]


def bomb() -> bytes:
    """A workbook of zeros, small while packed."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (MOST_UNPACKED + 1))
    return buffer.getvalue()


def far_away() -> bytes:
    """Two cells, one in the last corner: laid out, seventeen thousand million cells."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "Số QĐ")
    sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    return buffer.getvalue()


CORNER = "XFD1048576"


def with_sheet(rows: str, path: str = "worksheets/sheet1.xml", **more: str) -> bytes:
    """A sound workbook but for its cells, written as another program might write them."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet()
    book.close()
    made = BytesIO()
    with zipfile.ZipFile(buffer) as sound, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sound.namelist():
            text = sound.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                head = text[: text.index("<sheetData/>")]
                text = f"{head}<sheetData>{rows}</sheetData></worksheet>"
                name = f"xl/{path}"
            out.writestr(name, text.replace("worksheets/sheet1.xml", path))
        for name, text in more.items():
            out.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    "cells",
    [
        f"<row r='1'><c r='A1'><v>1</v></c><c r='{CORNER}'><v>1</v></c></row>",
        f'<row r="1"><c r="a1"><v>1</v></c><c r="{CORNER.lower()}"><v>1</v></c></row>',
        f'<row r="1"><c r="A1"><v>1</v></c><c note="&gt;>" r = "{CORNER}"><v>1</v></c></row>',
        f'<row r="1">{"<c><v>1</v></c>" * 300}</row><row r="1048576"><c><v>1</v></c></row>',
    ],
    ids=["quotes", "letters", "order", "places"],
)
@pytest.mark.parametrize("path", ["worksheets/sheet1.xml", "cells.dat"])
def test_a_far_cell_is_found_however_it_is_written(cells, path):
    """Each of these a reader would lay out in full, and run out of memory."""
    with pytest.raises(Refusal, match="quá lớn"):
        read_sheet(with_sheet(cells, path))


def test_an_empty_far_cell_is_no_table():
    """A column formatted to its end is common, and nobody lays it out."""
    cells = f'<row r="1"><c r="A1"><v>7</v></c></row><row r="9"><c r="{CORNER}" s="0"/></row>'
    assert read_sheet(with_sheet(cells)).rows == [["7"]]


def test_a_workbook_that_is_also_another_is_none():
    with pytest.raises(Refusal, match="không phải bảng tính"):
        read_sheet(with_sheet('<row r="1"><c r="A1"><v>7</v></c></row>', **{"content.xml": "<a/>"}))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_file_of_open_tags_is_refused_at_once(part):
    """Two million beginnings without an end took a pattern the square of that."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        made.writestr(part, "<sheetData>" + "<c <fonts " * 1_000_000)
    started = time.monotonic()
    with pytest.raises(Refusal, match="bị hỏng"):
        read_sheet(buffer.getvalue())
    assert time.monotonic() - started < 5


def archive(**parts: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n\x00\x01\x02", "không phải bảng tính"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "không phải bảng tính"),
        (archive(readme="x"), "không phải bảng tính"),
        (workbooks.legacy_workbook([])[:2000], "bị hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2000, "bị hỏng"),
        (b";;;\n;;\n", "không có dòng nào"),
        ("Số QĐ;Ngày QĐ;Số bản án\n".encode(), "Không thấy dòng dữ liệu"),
    ],
    ids=["pdf", "png", "zip", "cut", "ole", "blank", "heads"],
)
def test_what_is_no_table_is_refused_at_the_field(desk, login, content, words):
    answer = upload(login(desk[Role.CLERK]), content, "ds.csv")
    assert answer.status_code == 200
    assert words in answer.text
    assert not TableJob.objects.exists()


def test_bombs_are_refused_before_they_are_laid_out():
    for content in (bomb(), far_away()):
        with pytest.raises(Refusal, match="quá lớn"):
            read_sheet(content)
    with pytest.raises(Refusal, match="10 MB"):
        read_sheet(b"x" * (MOST_BYTES + 1))
    with pytest.raises(Refusal, match="quá lớn"):
        read_sheet(b"a;b\n" * 20_001)


def test_a_name_never_becomes_a_formula():
    """Nor a link, nor a number: each cell we write is text."""
    typed = ["=1+1", "+84", "-5", "@SUM(A1)", "https://example.vn", "001071012347", "\t=cmd"]
    content = write_workbook(Written("Bảng", ["Cột"], [[text] for text in typed]))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert sheet.count('t="s"') == len(typed) + 1
    assert [row[0] for row in read_sheet(content).rows] == ["Cột", *typed]


def test_a_formula_counts_as_its_last_value():
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_formula(0, 0, "=1000*1250", None, 1_250_000)
    book.close()
    assert read_sheet(buffer.getvalue()).rows == [["1250000"]]


# ---------------------------------------------------------------- large tables, the worker
def large_table(count: int) -> bytes:
    wrong = {7, count - 3}
    rows = [workbooks.seeded(n, 0) if n in wrong else workbooks.good_row(n)
            for n in range(1, count + 1)]  # fmt: skip
    return workbooks.legacy_workbook(rows)


def test_a_large_table_is_checked_while_it_is_saved(desk, login, monkeypatch, at_once):
    monkeypatch.setattr(forms, "GRID_ROWS", 50)
    client = login(desk[Role.CLERK])
    upload(client, large_table(60))
    job = TableJob.objects.get()
    page = client.get(reverse("job_detail", args=(job.pk,))).text
    assert "Bảng lớn được kiểm tra khi lưu" in page and 'name="c-19-1"' in page
    assert 'name="c-20-1"' not in page
    # all or nothing: two are bad, so nothing
    send(client, job, "all")
    job.refresh_from_db()
    assert (job.saved, len(job.params["bad"])) == (0, 2)
    assert not Case.objects.exists()
    # the good ones
    upload(client, large_table(60))
    job = TableJob.objects.latest("pk")
    send(client, job, "good")
    job.refresh_from_db()
    assert (job.saved, job.done, len(job.params["bad"])) == (58, 60, 2)
    assert Case.objects.count() == 58


def test_a_worker_that_dies_in_a_step_leaves_nothing_of_it(desk, login, monkeypatch):
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    monkeypatch.setattr(jobs, "STEP", 10)
    client = login(desk[Role.CLERK])
    upload(client, large_table(40))
    job = TableJob.objects.get()
    send(client, job, "good")
    real, seen = Intake.apply, []

    def dies(intake):
        seen.append(intake)
        if len(seen) == 24:
            raise SystemExit  # not an error to be caught: the process goes
        return real(intake)

    with monkeypatch.context() as killed:
        killed.setattr(Intake, "apply", dies)
        with pytest.raises(SystemExit):
            jobs.run_job(job.pk)
    job.refresh_from_db()
    assert (job.done, job.saved, Case.objects.count()) == (20, 19, 19)
    assert job.finished_at is None
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert (job.done, job.saved, Case.objects.count()) == (40, 38, 38)
    assert len(job.params["bad"]) == 2
    numbers = Act.objects.order_by("entry_no").values_list("entry_no", flat=True)
    assert list(numbers) == list(range(1, 39))


def test_two_workers_on_one_job_leave_it_to_the_one_that_is_ahead(desk, login, monkeypatch):
    """The same job delivered again between two steps of the first worker."""
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    monkeypatch.setattr(jobs, "STEP", 5)
    client = login(desk[Role.CLERK])
    upload(client, workbooks.legacy_workbook([workbooks.good_row(n) for n in range(1, 21)]))
    send(client, TableJob.objects.get(), "good")
    slow, quick = TableJob.objects.get(), TableJob.objects.get()
    steps = jobs.save_cases(slow)
    next(steps)
    quick.refresh_from_db()
    next(jobs.save_cases(quick))
    slow.refresh_from_db()
    with pytest.raises(jobs.Elsewhere):
        next(steps)
    slow.refresh_from_db()
    assert (slow.done, slow.saved, slow.params["bad"], Case.objects.count()) == (10, 10, {}, 10)


def test_an_unforeseen_error_ends_the_job_in_words(desk, login, at_once, monkeypatch):
    monkeypatch.setattr(Intake, "apply", lambda intake: 1 / 0)
    client = login(desk[Role.CLERK])
    upload(client, large_table(8))
    job = TableJob.objects.get()
    send(client, job, "good")
    assert "Báo quản trị hệ thống" in client.get(reverse("job_detail", args=(job.pk,))).text


def test_old_tables_go_by_night(desk, login, at_once, tmp_path, django_capture_on_commit_callbacks):
    client = login(desk[Role.CLERK])
    for _ in range(2):
        upload(client, large_table(10))
    old, new = TableJob.objects.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        send(client, old, "good")
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 3
    TableJob.objects.filter(pk=old.pk).update(requested_at=timezone.now() - timedelta(days=31))
    tidy()
    assert list(TableJob.objects.all()) == [new]
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1
    assert Case.objects.count() == 9  # what was saved stays


@pytest.fixture
def worker(tmp_path, settings):
    """A worker as `./run` starts it, on the tests' database."""
    settings.MEDIA_ROOT = tmp_path / "files"
    database = conninfo_to_dict(os.environ["DATABASE_URL"])
    database["dbname"] = connection.settings_dict["NAME"]
    env = {"VAR_DIR": str(tmp_path), "TODAY": "2018-10-05",
           "DATABASE_URL": make_conninfo(**database)}  # fmt: skip
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "enforcement", "worker", "--concurrency", "1",
             "--without-gossip", "--without-mingle"],
            cwd=Path(__file__).parent.parent, env={**os.environ, **env},
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        return running[-1]

    yield start
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(job: TableJob, ready) -> TableJob:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        job.refresh_from_db()
        if ready(job):
            return job
        time.sleep(0.1)
    raise AssertionError((job.done, job.saved))


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_killed_on_the_way_and_another_that_goes_on(desk, login, worker):
    client = login(desk[Role.CLERK])
    upload(client, large_table(150))
    job = TableJob.objects.get()
    first = worker()
    send(client, job, "good")
    until(job, lambda job: job.done > 0)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    job.refresh_from_db()
    assert 0 < job.done < 150 and job.finished_at is None
    assert "Có thể đóng trang này" in client.get(reverse("job_detail", args=(job.pk,))).text
    worker()
    jobs.run_job.delay(job.pk)  # as beat does for a job that waits
    until(job, lambda job: job.finished_at is not None)
    assert (job.done, job.saved, Case.objects.count()) == (150, 148, 148)
    state = client.get(reverse("job_state", args=(job.pk,))).json()
    assert state == {"finished": True, "share": 100, "done": 150, "total": 150}


def test_what_waits_is_queued_again(desk, login, monkeypatch):
    """Only what was asked for: a table still in the grid waits for nobody."""
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    client = login(desk[Role.CLERK])
    for _ in range(3):
        upload(client, large_table(8))
    grid, old, new = TableJob.objects.order_by("pk")
    for job in (old, new):
        send(client, job, "good")
    long_ago = timezone.now() - timedelta(minutes=5)
    TableJob.objects.filter(pk__in=(grid.pk, old.pk)).update(requested_at=long_ago)
    queued: list[int] = []
    monkeypatch.setattr(jobs.run_job, "delay", queued.append)
    jobs.run_waiting()
    assert queued == [old.pk]
