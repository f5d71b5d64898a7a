"""The list as a workbook: read back, it holds the same numbers, days and texts, and all of them."""

from datetime import date
from io import BytesIO

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cases import export, jobs
from cases import sheets as table_sheets
from cases.actions.ledger import NewObligation
from cases.choices import JobKind, ObligationKind, PartyRole, Role
from cases.models import Case, Party, PersonLookup, TableJob
from cases.rules import columns, tables
from cases.views import caselist
from enforcement.celery import app
from tests import factories
from tests.test_views_cases import IDENTITY, TODAY, collect, opened


def signed_in(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def officer(desk):
    return signed_in(desk[Role.OFFICER])


def exported(client, query="", **more):
    answer = client.post(reverse("case_export"), {"query": query} | more)
    assert answer.status_code == 200, answer
    return read(b"".join(answer.streaming_content))


def read(data):
    """The rows of the first sheet by head."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    heads, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_numbers_are_numbers_days_are_days_and_ids_are_text(desk, officer):
    case = opened(desk, 214, amount=182_690_400_001)
    collect(desk, case, 31_250_000_000)
    (row,) = exported(officer)
    assert row["Quyết định thi hành án số"] == "214/QĐ-CCTHADS"
    assert row["Ngày quyết định thi hành án"] == TODAY
    assert row["Ngày bản án, quyết định"] == date(2018, 6, 12)
    assert row["Số tiền (đồng)"] == 182_690_400_001
    assert row["Đã thu, chưa chi (đồng)"] == 31_250_000_000
    assert row["Còn phải thi hành (đồng)"] == 151_440_400_001
    assert row["Số định danh người phải thi hành án (đã che)"] == "001•••••••47"
    assert row["Năm sinh"] == "1971"
    assert row["Đơn vị"] == "Chi cục THADS quận Ba Đình"
    assert (row["Chấp hành viên"], row["Mã số cán bộ"]) == ("Nguyễn Văn An", "HN-BD-01")
    assert row["Tình trạng"] == "Đang thi hành"


def test_whole_identity_numbers_are_asked_for_by_who_enters_cases_and_logged(desk, officer):
    opened(desk, 1)
    (row,) = exported(officer, whole_numbers="on")
    assert row["Số định danh người phải thi hành án"] == IDENTITY
    log = PersonLookup.objects.get()
    assert (log.by, log.found) == (desk[Role.OFFICER], 1)
    assert "Xuất 1 hồ sơ có số định danh" in log.sought
    accountant = signed_in(desk[Role.ACCOUNTANT])
    answer = accountant.post(reverse("case_export"), {"whole_numbers": "on"})
    assert answer.status_code == 403
    assert 'name="whole_numbers"' not in accountant.get(reverse("case_list")).text


def test_a_name_never_becomes_a_formula(desk, officer):
    names = ['=HYPERLINK("http://x")', "+84 90", "-1", "@SUM(A1)", "007"]
    for number, name in enumerate(names, start=1):
        opened(desk, number, debtor=name)
    rows = exported(officer, "sort=day")
    assert [row["Người phải thi hành án"] for row in rows] == names


def test_nothing_is_left_out_and_the_order_is_the_lists(desk, officer, monkeypatch):
    for number in range(1, 8):
        opened(desk, number, amount=number * 1_000)
    monkeypatch.setattr(caselist, "COUNTED", 3)
    monkeypatch.setattr(export, "BATCH", 2)
    monkeypatch.setattr(caselist, "PAGE", 2)
    numbers = [row["Quyết định thi hành án số"].split("/")[0] for row in exported(officer)]
    assert numbers == ["7", "6", "5", "4", "3", "2", "1"]
    rows = exported(officer, "sort=rest")
    assert [row["Còn phải thi hành (đồng)"] for row in rows] == [n * 1_000 for n in range(1, 8)]
    assert len(exported(officer, "q=cuong")) == 7
    assert len(exported(officer, "q=cuong&amount_from=5.000")) == 3


def test_a_list_longer_than_a_sheet_goes_on_on_another(tmp_path, monkeypatch):
    monkeypatch.setattr(table_sheets, "ROWS_A_SHEET", 3)
    path = str(tmp_path / "long.xlsx")
    with table_sheets.ListBook(path, "Hồ sơ", ["Số"], [10], ["ghi chú"]) as book:
        for number in range(8):
            book.add([number])
    read_back = CalamineWorkbook.from_path(path)
    assert read_back.sheet_names == ["Hồ sơ", "Hồ sơ 2", "Hồ sơ 3", "Ghi chú"]
    rows = [read_back.get_sheet_by_index(i).to_python()[1:] for i in range(3)]
    assert [int(cell) for sheet in rows for (cell,) in sheet] == list(range(8))


def test_another_offices_cases_are_not_in_it(desk, officer):
    opened(desk, 1)
    opened(desk, 2, at="HN-HK", debtor="Khuất Thị Bí Mật")
    for query in ("", "q=bi+mat", "office=HN-HK", "sort=debtor"):
        assert "Khuất Thị Bí Mật" not in str(exported(officer, query))
    assert len(exported(signed_in(desk[Role.CITY_CLERK]))) == 2


def test_several_obligations_have_a_column_each_and_add_up(desk, officer):
    case = opened(
        desk, 1,
        obligations=(
            NewObligation(ObligationKind.COMPENSATION, 50_000_000, "Bồi thường", 0, (1,)),
            NewObligation(ObligationKind.COURT_FEE, 2_500_000, "", None, (1,)),
            NewObligation(ObligationKind.COURT_FEE, 300_000, "", None, (1,)),
            NewObligation(ObligationKind.OTHER, 7_000, "Chi phí giám định", None, (1,)),
        ),
    )  # fmt: skip
    Party.objects.create(case=case, role=PartyRole.DEBTOR, name="Trần Thị Hai")
    (row,) = exported(officer)
    assert row["Bồi thường (đồng)"] == 50_000_000
    assert row["Án phí, lệ phí Tòa án (đồng)"] == 2_800_000
    assert (row["Loại nghĩa vụ"], row["Số tiền (đồng)"]) == ("Khác", 7_000)
    assert row["Tổng phải thi hành (đồng)"] == 52_807_000
    assert row["Những người phải thi hành án khác"] == "Trần Thị Hai"


def test_what_was_exported_can_be_brought_back(desk, officer):
    """The import knows the heads, and reads the same case out of the row."""
    opened(desk, 214, amount=350_000_000)
    answer = officer.post(reverse("case_export"), {"whole_numbers": "on"})
    sheet = table_sheets.read_sheet(b"".join(answer.streaming_content))
    table = tables.recognised(sheet.rows)
    found = {column.key: text for column, text in zip(table.columns, table.rows[0], strict=True)}
    assert found["decision"] == "214/QĐ-CCTHADS"
    assert columns.day_of(found["decided_on"]) == "05/10/2018"
    assert found["debtor_name"] == "Lê Văn Cường"
    assert found["debtor_identity_no"] == IDENTITY
    assert found["amount"] == "350000000"
    keys = [column.key for column in table.columns if column.key]
    assert len(keys) == len(set(keys)), "two columns for one meaning"
    (group,) = tables.cases_in(table, {}, {"nguyen van an": "1"}, 50)
    assert not group.problems
    assert group.data["obligations-0-amount"] == "350000000"


def test_extra_columns_mean_nothing_to_the_import():
    extra = [c.head for c in export.columns_of(True) if c.head.split(" (đồng)")[0] not in {
        column.header for column in columns.TABLE_COLUMNS}]  # fmt: skip
    assert len(extra) > 8
    assert {head: columns.column_named(head)[0] for head in extra} == dict.fromkeys(extra, "")


# ---------------------------------------------------------------- in the background
@pytest.fixture
def long(desk, settings, tmp_path, monkeypatch):
    """More cases than are written at once, by today's limits made small."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(caselist, "AT_ONCE", 2)
    monkeypatch.setattr(export, "BATCH", 2)
    for number in range(1, 6):
        opened(desk, number)
    return desk


def test_a_long_list_is_made_in_the_background_with_its_progress(long, officer, monkeypatch):
    queued = []
    monkeypatch.setattr(jobs, "queue", queued.append)
    answer = officer.post(reverse("case_export"), {"query": "q=cuong&state=open"})
    job = TableJob.objects.get(kind=JobKind.EXPORT)
    assert answer.url == reverse("job_detail", args=(job.pk,))
    assert queued == [job]
    assert "Đang xuất bảng tính" in officer.get(answer.url).text
    seen = []
    real = jobs.export_cases

    def watched(job):
        for step in real(job):
            seen.append(TableJob.objects.values_list("done", "total").get(pk=job.pk))
            yield step

    monkeypatch.setitem(jobs.WORK, JobKind.EXPORT, watched)
    jobs.run_job(job.pk)
    assert seen == [(2, 5), (4, 5), (5, 5)]
    job.refresh_from_db()
    assert job.finished_at
    assert not job.refused
    assert "Tải ho-so-2018-10-05.xlsx" in officer.get(answer.url).text
    file = officer.get(reverse("job_file", args=(job.pk,)))
    assert len(read(b"".join(file.streaming_content))) == 5


def test_the_workbook_is_the_askers_alone(long, officer, monkeypatch):
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    officer.post(reverse("case_export"))
    job = TableJob.objects.get()
    jobs.run_job(job.pk)
    for stranger in (long[Role.HEAD], long[Role.CITY_CLERK], factories.user(Role.CLERK, "HN-HK")):
        for name in ("job_detail", "job_file"):
            answer = signed_in(stranger).get(reverse(name, args=(job.pk,)))
            assert answer.status_code == 404


def test_a_case_that_left_the_scope_meanwhile_is_not_written(long, officer, monkeypatch):
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    officer.post(reverse("case_export"))
    job = TableJob.objects.get()
    Case.objects.filter(decision__startswith="3/").update(office=factories.office("HN-HK"))
    jobs.run_job(job.pk)
    job.refresh_from_db()
    with job.result.open() as file:
        numbers = [row["Quyết định thi hành án số"][0] for row in read(file.read())]
    assert numbers == ["5", "4", "2", "1"]


def test_a_second_worker_leaves_it_and_after_a_death_begins_anew(long, officer, monkeypatch):
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    officer.post(reverse("case_export"))
    job = TableJob.objects.get()
    first = jobs.export_cases(job)
    next(first)
    jobs.run_job(job.pk)
    assert TableJob.objects.get().finished_at is None
    first.close()
    monkeypatch.setattr(jobs, "LOST_AFTER", jobs.timedelta(0))
    jobs.run_job(job.pk)
    job.refresh_from_db()
    with job.result.open() as file:
        assert len(read(file.read())) == 5


def test_no_task_runs_as_long_as_the_broker_waits_for_it():
    """Killed sooner than it is delivered again; a job on a table may take longer than others."""
    waits = app.conf.broker_transport_options["visibility_timeout"]
    app.loader.import_default_modules()
    limits = {
        name: task.time_limit or app.conf.task_time_limit
        for name, task in app.tasks.items()
        if task.acks_late
    }
    assert {"cases.jobs.run_job", "cases.tasks.post_handover"} <= set(limits)
    assert max(limits.values()) < waits
    assert app.conf.task_time_limit < jobs.run_job.soft_time_limit < jobs.run_job.time_limit
    assert app.conf.worker_prefetch_multiplier == 1


def test_an_export_that_takes_too_long_says_so_and_is_not_begun_anew(long, officer, monkeypatch):
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    officer.post(reverse("case_export"))
    job = TableJob.objects.get()
    real = jobs.export_cases

    def slow(job):
        yield next(real(job))
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(jobs.WORK, JobKind.EXPORT, slow)
    jobs.run_job(job.pk)
    assert not TableJob.objects.waiting().exists()
    assert "lọc bớt" in officer.get(reverse("job_detail", args=(job.pk,))).text


def test_an_import_that_takes_long_goes_on_later(long, monkeypatch):
    job = TableJob.objects.create(
        kind=JobKind.IMPORT, requested_by=long[Role.CLERK], office=long[Role.CLERK].office,
        params={"keep": "good"}, name="a.csv",
    )  # fmt: skip

    def slow(job):
        yield
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(jobs.WORK, JobKind.IMPORT, slow)
    jobs.run_job(job.pk)
    assert list(TableJob.objects.waiting()) == [job]
