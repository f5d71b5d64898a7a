"""Hundreds of rows from a workbook into the docket: recognised, checked, mended, saved."""

import pytest
from django.urls import reverse

from cases import jobs
from cases.choices import ObligationKind, Role
from cases.models import Act, Case, TableJob

HEADS = [
    "STT", "Số QĐ", "Ngày QĐ", "Người ký", "Cách ra quyết định", "Số bản án", "Ngày bản án",
    "Tòa án", "Họ tên người phải thi hành án", "Năm sinh", "Địa chỉ", "Người được thi hành án",
    "Địa chỉ", "Nghĩa vụ", "Số tiền",
]  # fmt: skip


def row(n: int, **changed: str) -> list[str]:
    given = {
        "STT": str(n), "Số QĐ": f"{n}/QĐ-CCTHADS", "Ngày QĐ": "02/10/2018",
        "Người ký": "Nguyễn Văn Mẫu", "Cách ra quyết định": "Theo đơn",
        "Số bản án": f"{n}/2018/DSST", "Ngày bản án": "20/08/2018", "Tòa án": "TAND quận Ba Đình",
        "Họ tên người phải thi hành án": f"Lê Văn {n}", "Năm sinh": "1975",
        "Địa chỉ": "Số 1 phố Huế", "Người được thi hành án": "Trần Thị Bình",
        "Nghĩa vụ": "Trả nợ", "Số tiền": "1.200.000",
    } | changed  # fmt: skip
    return [given[head] for head in HEADS]


def clipboard(*rows: list[str], heads: list[str] = HEADS) -> str:
    def quoted(cell: str) -> str:
        return f'"{cell}"' if "\n" in cell or "\t" in cell else cell

    return "\r\n".join("\t".join(quoted(cell) for cell in line) for line in (heads, *rows)) + "\r\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def at_once(monkeypatch, django_capture_on_commit_callbacks):
    """The worker's part, done in this process."""
    monkeypatch.setattr(jobs, "queue", lambda job: jobs.run_job(job.pk))


def pasted(client, *rows: list[str], heads: list[str] = HEADS) -> TableJob:
    answer = client.post(reverse("import_new"), {"text": clipboard(*rows, heads=heads)})
    assert answer.status_code == 302, answer.text
    return TableJob.objects.latest("pk")


def send(client, job: TableJob, do: str, **fields: str):
    return client.post(reverse("job_detail", args=(job.pk,)), {"do": do} | fields)


def page(client, job: TableJob, query: str = ""):
    return client.get(reverse("job_detail", args=(job.pk,)) + query)


# ---------------------------------------------------------------- the main road
def test_pasted_checked_saved(desk, login, at_once):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1), row(2, **{"Số tiền": "1,2 tỷ"}), row(3))
    shown = page(client, job)
    assert "Dòng có lỗi" in shown.text and "Ghi sổ" in shown.text
    assert not Case.objects.exists()
    send(client, job, "all")
    cases = Case.objects.order_by("pk")
    assert [case.decision for case in cases] == [f"{n}/QĐ-CCTHADS" for n in (1, 2, 3)]
    first = cases[0]
    debtor, creditor = first.parties.get(role="debtor"), first.parties.get(role="creditor")
    assert (debtor.name, debtor.birth_year, debtor.address) == ("Lê Văn 1", 1975, "Số 1 phố Huế")
    assert (creditor.name, creditor.address) == ("Trần Thị Bình", "Số 1 phố Huế")
    assert first.case_class.origin == "on_request"
    assert first.case_class.judgment_kind == "civil"
    assert first.obligations.get().kind == ObligationKind.DEBT
    assert cases[1].balances.get(obligation_id__gt=0, heading="IN_PROGRESS").amount == 1_200_000_000
    done = page(client, job)
    assert "1/QĐ-CCTHADS" in done.text
    job.refresh_from_db()
    assert (job.saved, job.done, job.total) == (3, 3, 3)


def test_a_second_send_saves_nothing_more(desk, login, at_once):
    client = login(desk[Role.CLERK])
    job = pasted(client, row(1))
    send(client, job, "all")
    answer = send(client, job, "all")
    assert "không lưu hai lần" in client.get(answer.url).text
    assert Act.objects.count() == 1
    jobs.run_job(job.pk)
    assert Act.objects.count() == 1
