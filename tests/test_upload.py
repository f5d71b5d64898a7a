"""Files of cases: a real workbook of before Unicode, refused files, and the worker behind it."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases import jobs
from cases.choices import Role
from cases.models import Case, TableJob
from cases.sheets import Written, cell_text, read_sheet, write_workbook
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
