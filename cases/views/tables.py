"""Nhập bảng tính: a table pasted or uploaded, checked on its page, saved in the background."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import jobs
from cases.actions import tables as actions
from cases.choices import ActKind, JobKind, PartyRole
from cases.forms import tables as forms
from cases.models import Case, TableJob, User
from cases.roles import may_record
from cases.rules import Refusal, columns
from cases.rules.encodings import Encoding
from cases.rules.tables import Table
from cases.views.cases import PAGE, get_or_post, reader
from cases.views.files import XLSX, download
from cases.views.session import SignedIn

GRID_PAGE = 100
PREVIEW = 20
RECENT = 10


@get_or_post
@reader
def import_new(request: SignedIn) -> HttpResponse:
    if not actions.may_import(request.user):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    upload = sent is not None and "upload" in sent
    paste_form = forms.PasteForm(sent if not upload else None)
    upload_form = forms.UploadForm(sent if upload else None, request.FILES if upload else None)
    if job := _received(request.user, upload_form if upload else paste_form):
        return redirect("job_detail", job.pk)
    recent = TableJob.objects.visible_to(request.user).filter(kind=JobKind.IMPORT)[:RECENT]
    context = {"paste": paste_form, "upload": upload_form, "jobs": recent}
    return render(request, "tables/new.html", context)


def _received(user: User, form: Any) -> TableJob | None:
    if not form.is_valid():
        return None
    try:
        if "file" in form.fields:
            name, sheet = form.cleaned_data["file"]
            return actions.receive(by=user, name=name, cells=sheet.rows, fonts=sheet.fonts)
        cells = form.cleaned_data["text"]
        return actions.receive(by=user, name="Bảng đã dán", cells=cells)
    except Refusal as refusal:
        form.add_error(next(iter(form.fields)), str(refusal))
    return None


@require_safe
@reader
def import_template(request: SignedIn) -> HttpResponse:
    return download(forms.template_workbook(), "mau-nhap-ho-so.xlsx", XLSX)


@get_or_post
@reader
def job_detail(request: SignedIn, pk: int) -> HttpResponse:
    job = _job(request, pk)
    if request.method == "POST" and job.kind == JobKind.IMPORT:
        return _acted(request, job)
    if job.finished_at is not None:
        return render(request, "tables/done.html", _done(request, job))
    if job.kind == JobKind.IMPORT and not job.params["keep"]:
        return render(request, "tables/grid.html", _grid(request, job))
    return render(request, "tables/progress.html", {"job": job, **actions.state_of(job)})


def _job(request: SignedIn, pk: int) -> TableJob:
    own = TableJob.objects.visible_to(request.user).select_related("office", "requested_by")
    return get_object_or_404(own, pk=pk)


@require_safe
@reader
def job_state(request: SignedIn, pk: int) -> JsonResponse:
    job = _job(request, pk)
    return JsonResponse(actions.state_of(job) | {"done": job.done, "total": job.total})


@require_safe
@reader
def job_file(request: SignedIn, pk: int) -> FileResponse:
    made = TableJob.objects.visible_to(request.user).exclude(result="")
    job = get_object_or_404(made, pk=pk)
    name = str(job.result.name).rsplit("/", 1)[-1]
    return FileResponse(job.result.open(), as_attachment=True, filename=name)


# ---------------------------------------------------------------- what is sent from the grid
def _acted(request: SignedIn, job: TableJob) -> HttpResponse:
    """Keep what was typed, then do what the button says."""
    asked = request.POST.get("do", "")
    try:
        if asked == "again":
            return redirect("job_detail", actions.rest_again(job, by=request.user).pk)
        if asked == "read":
            actions.read_again(job, encoding=request.POST.get("encoding", ""))
        else:
            _mend(request, job)
        if asked in (actions.GOOD, actions.ALL):
            _save(job, asked, request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    address = reverse("job_detail", args=(job.pk,))
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


def _mend(request: SignedIn, job: TableJob) -> None:
    cells: dict[tuple[int, int], str] = {}
    keys: dict[int, tuple[str, int]] = {}
    for name, text in request.POST.items():
        part, _, place = name.partition("-")
        numbers = [int(n) for n in place.split("-") if n.isdecimal()]
        if part == "c" and len(numbers) == 2:
            cells[numbers[0], numbers[1]] = str(text).strip()
        elif part == "k" and len(numbers) == 1:
            keys[numbers[0]] = _key_and_unit(str(text))
    shared = forms.SharedForm(request.POST)
    given = shared.cleaned_data if shared.is_valid() else job.params["shared"]
    actions.mend(job, cells=cells, keys=keys, shared={k: v for k, v in given.items() if v})


def _key_and_unit(text: str) -> tuple[str, int]:
    """What a column's select says: "amount" or "amount*1000"."""
    key, _, unit = text.partition("*")
    known = key if key in columns.BY_KEY else ""
    return known, int(unit) if unit.isdecimal() and int(unit) in columns.UNITS else 1


def _save(job: TableJob, keep: str, by: User) -> None:
    kept = TableJob.objects.visible_to(by).get(pk=job.pk)
    if keep == actions.ALL and len((table := actions.table_of(kept)).rows) <= forms.GRID_ROWS:
        checked = forms.check(table, kept.params["shared"], by)
        if checked.bad:
            raise Refusal(f"Còn {len(checked.bad)} dòng có lỗi, chưa lưu dòng nào.")
    actions.ask_to_save(kept, keep=keep)
    jobs.queue(kept)


# ---------------------------------------------------------------- the grid
class Cell(NamedTuple):
    name: str
    text: str
    reasons: list[str]
    remarks: list[str]
    header: str
    label: str


class GridRow(NamedTuple):
    number: int
    reasons: list[str]
    remarks: list[str]
    cells: list[Cell]


def _grid(request: SignedIn, job: TableJob) -> dict[str, Any]:
    table, shared = actions.table_of(job), job.params["shared"]
    large = len(table.rows) > forms.GRID_ROWS
    checked = None if large else forms.check(table, shared, request.user)
    shown, rows = _chosen(request.GET.get("rows", ""), table, checked)
    page = Paginator(rows[:PREVIEW] if large else rows, GRID_PAGE).get_page(request.GET.get("page"))
    return {
        "job": job,
        "table": table,
        "checked": checked,
        "large": large,
        "shown": shown,
        "page_obj": page,
        "rows": [_row(table, checked, r) for r in page],
        "heads": _heads(table),
        "shared": _shared(table, shared),
        "missing": columns.missing((c.key for c in table.columns), shared),
        "encodings": Encoding.choices,
        "records": may_record(request.user.role, ActKind.INTAKE),
    }


def _chosen(asked: str, table: Table, checked: forms.Checked | None) -> tuple[str, list[int]]:
    """Which rows to show: those with problems unless others are asked for, or there are none."""
    if checked is not None and checked.remarks and asked == "odd":
        return "odd", sorted(checked.remarks)
    if checked is not None and checked.bad and asked != "all":
        return "bad", checked.bad
    return "all", list(range(len(table.rows)))


def _row(table: Table, checked: forms.Checked | None, r: int) -> GridRow:
    problems = checked.problems.get(r, {}) if checked else {}
    odd = checked.remarks.get(r, {}) if checked else {}
    keys = {column.key for column in table.columns if column.key}
    cells = [
        Cell(f"c-{r}-{i}", text, problems.get(column.key, []), odd.get(column.key, []),
             column.header, f"{column.header}, dòng {table.numbers[r]}")
        if column.key else Cell(f"c-{r}-{i}", text, [], [], column.header, column.header)
        for i, (column, text) in enumerate(zip(table.columns, table.rows[r], strict=True))
    ]  # fmt: skip
    return GridRow(table.numbers[r], _elsewhere(problems, keys), _elsewhere(odd, keys), cells)


def _elsewhere(sentences: dict[str, list[str]], keys: set[str]) -> list[str]:
    """Those of the whole row, or of a column the table has not got."""
    return [
        f"{columns.BY_KEY[key].header}: {words}" if key else words
        for key, reasons in sentences.items()
        if key not in keys
        for words in reasons
    ]


def _heads(table: Table) -> list[dict[str, Any]]:
    """Each column with what it can be taken for; amounts also by unit."""
    heads = []
    for i, column in enumerate(table.columns):
        chosen = column.key if column.unit == 1 else f"{column.key}*{column.unit}"
        options = [("", "– không lấy –")]
        for known in forms.OFFERED:
            options.append((known.key, known.header))
            if known.kind == columns.MONEY and known.key == column.key:
                options += [
                    (f"{known.key}*{unit}", f"{known.header}, {words}")
                    for unit, words in columns.UNITS.items()
                    if unit > 1
                ]
        kind = columns.BY_KEY[column.key].kind if column.key else columns.IGNORED
        heads.append({
            "header": column.header, "name": f"k-{i}", "chosen": chosen, "options": options,
            "kind": kind, "unit": columns.UNITS[column.unit] if column.unit > 1 else "",
        })  # fmt: skip
    return heads


def _shared(table: Table, shared: dict[str, str]) -> forms.SharedForm:
    """Only what the table has no column for."""
    form = forms.SharedForm(initial=shared)
    for key in {column.key for column in table.columns} & set(form.fields):
        del form.fields[key]
    return form


# ---------------------------------------------------------------- the result
def _done(request: SignedIn, job: TableJob) -> dict[str, Any]:
    made = Case.objects.visible_to(request.user).filter(pk__in=job.params.get("made", []))
    made = made.select_related("judgment").prefetch_related("parties").order_by("pk")
    page = Paginator(made, PAGE).get_page(request.GET.get("page"))
    rows = [(case, [p for p in case.parties.all() if p.role == PartyRole.DEBTOR]) for case in page]
    bad = len(job.params.get("bad", {}))
    records = bool(job.params.get("made"))
    return {"job": job, "page_obj": page, "rows": rows, "bad": bad, "records": records}
