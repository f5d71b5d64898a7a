"""Work on tables: a table received, mended, asked to be saved, and thrown away after a while.

The job's row holds its state, its file the cells. A file is replaced, never written over: who
still reads the old one reads it whole.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from cases.actions.books import split_decision
from cases.choices import ActKind, JobKind
from cases.models import Act, Office, TableJob, User
from cases.periods import statistical_year
from cases.roles import PREPARE, may_record
from cases.rules import Refusal, tables
from cases.rules.encodings import Encoding
from cases.rules.moves import REGISTER
from cases.rules.tables import Cells, Mapped, Table

KEPT = timedelta(days=30)
GOOD, ALL = "good", "all"
"""What to save: the cases without a problem, or all of them and only if none has one."""
ASKED = "Bảng này đã được yêu cầu lưu, không lưu hai lần."


def may_import(by: User) -> bool:
    return by.office is not None and (may_record(by.role, ActKind.INTAKE) or by.may(PREPARE))


def receive(
    *, by: User, name: str, cells: Cells, fonts: Mapping[tuple[int, int], str] | None = None
) -> TableJob:
    """A table as it came, recognised. Nothing is saved of it until that is asked."""
    table = tables.recognised(cells, fonts)
    if not table.rows:
        raise Refusal("Không thấy dòng dữ liệu nào trong bảng.", "text")
    return _create(by, name, table, cells)


def _create(by: User, name: str, table: Table, raw: Cells) -> TableJob:
    if not may_import(by):
        raise PermissionDenied
    job = TableJob(kind=JobKind.IMPORT, office=by.office, requested_by=by, name=name[:200])
    job.params, job.total = {"keep": "", "shared": {}}, len(table.rows)
    _keep(job, table, raw)
    job.save()
    return job


def ask_for_export(
    *, by: User, name: str, query: str, found: list[int] | None, words: str, whole_numbers: bool
) -> TableJob:
    """The list of cases at an address as a workbook, made in the background for who asks."""
    params: dict[str, Any] = {"query": query, "found": found, "words": words}
    params["whole_numbers"] = whole_numbers
    assert by.office is not None
    return TableJob.objects.create(
        kind=JobKind.EXPORT, office=by.office, requested_by=by, name=name[:200], params=params
    )


def table_of(job: TableJob) -> Table:
    with job.source.open() as file:
        held = json.load(file)["table"]
    held["columns"] = [Mapped(**column) for column in held["columns"]]
    return Table(**held)


def _raw_of(job: TableJob) -> Cells:
    with job.source.open() as file:
        return json.load(file)["raw"]


def _keep(job: TableJob, table: Table, raw: Cells) -> None:
    """Write the table beside the old one, which goes when the new one is certain."""
    if job.source:
        old, storage = str(job.source.name), job.source.storage
        transaction.on_commit(lambda: storage.delete(old))
    held = json.dumps({"table": asdict(table), "raw": raw}, ensure_ascii=False)
    job.source.save("table.json", ContentFile(held.encode()), save=False)


def _locked(job: TableJob) -> TableJob:
    kept = TableJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if kept.params["keep"]:
        raise Refusal(ASKED)
    return kept


@transaction.atomic
def mend(
    job: TableJob,
    *,
    cells: Mapping[tuple[int, int], str],
    keys: Mapping[int, tuple[str, int]],
    shared: Mapping[str, str],
) -> TableJob:
    """Keep what was changed in the grid: cells, what columns mean, and what all rows share."""
    kept = _locked(job)
    table = table_of(kept)
    for (row, column), text in cells.items():
        if row < len(table.rows) and column < len(table.columns):
            table.rows[row][column] = text
    for column, (key, unit) in keys.items():
        if column < len(table.columns):
            table.columns[column].key, table.columns[column].unit = key, unit
    _keep(kept, table, _raw_of(kept))
    kept.params = kept.params | {"shared": dict(shared)}
    kept.save(update_fields=["params", "source"])
    return kept


@transaction.atomic
def read_again(job: TableJob, *, encoding: str) -> None:
    """Read the table anew in the encoding a person names; what was mended in the grid is lost."""
    kept = _locked(job)
    raw = _raw_of(kept)
    if not raw or encoding not in Encoding.values:
        raise Refusal("Bảng này không đọc lại được theo bảng mã khác.")
    _keep(kept, tables.recognised(raw, encoding=encoding), raw)
    kept.save(update_fields=["source"])


@transaction.atomic
def ask_to_save(job: TableJob, *, keep: str) -> None:
    """Hand the table to the worker, once."""
    kept = _locked(job)
    kept.params = kept.params | {"keep": keep, "bad": {}, "made": []}
    kept.requested_at = timezone.now()
    kept.save(update_fields=["params", "requested_at"])


def rest_again(job: TableJob, *, by: User) -> TableJob:
    """The rows that were not saved, as a table of their own to go on with."""
    if job.finished_at is None or not job.params.get("bad"):
        raise Refusal("Bảng này không còn dòng nào phải sửa.")
    rows = sorted(int(row) for row in job.params["bad"])
    table = table_of(job).only(rows)
    made = _create(by, job.name, table, [])
    made.params = made.params | {"shared": job.params["shared"], "again": True}
    made.save(update_fields=["params"])
    return made


Mark = tuple[int, int, str]
"""What makes a decision of an office the only one: statistical year, number, symbol."""


def mark_of(decision: str, day: date) -> Mark | None:
    number, suffix = split_decision(decision)
    return None if number is None else (statistical_year(day), number, suffix)


def taken(office: Office, marks: Iterable[Mark]) -> dict[Mark, str]:
    """Which decisions live in the office's docket already, and since when; one query for all."""
    asked = set(marks)
    living = Act.objects.filter(
        issuing_office=office,
        register=REGISTER[ActKind.INTAKE],
        decision_no__in={number for _, number, _ in asked},
        reversed_by=None,
    )
    found: dict[Mark, str] = {}
    for act in living.only("decision_year", "decision_no", "decision_suffix", "on"):
        mark = (act.decision_year or 0, act.decision_no or 0, act.decision_suffix)
        if mark in asked:
            found[mark] = f"{act.on:%d/%m/%Y}"
    return found


def give_back(job: TableJob, name: str, content: bytes) -> None:
    job.result.save(name, ContentFile(content), save=False)


def throw_away_old() -> int:
    """Tables are passing: after thirty days the job and its files go."""
    old = TableJob.objects.filter(requested_at__lt=timezone.now() - KEPT)
    files: list[FieldFile] = [f for job in old for f in (job.source, job.result) if f]
    gone, _ = old.delete()
    for file in files:
        file.storage.delete(str(file.name))
    return gone


def state_of(job: TableJob) -> dict[str, Any]:
    """How far the worker is."""
    return {
        "finished": job.finished_at is not None,
        "share": round(100 * job.done / job.total) if job.total else 0,
    }
