"""Họp Ban Chỉ đạo: the list, calling a meeting, its agenda, its sitting, its tasks."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.actions import committee_tasks, meetings
from cases.briefs import SCREEN, Shown, brief_of
from cases.committee import (
    done_since,
    meeting_page,
    neighbours,
    task_row,
    task_rows,
)
from cases.committee import meetings as listed
from cases.forms.committee import (
    AttendanceForm,
    ItemForm,
    MeetingForm,
    NoticeForm,
    ReportForm,
    SendForm,
    SittingForm,
    TaskFilter,
    WithdrawForm,
)
from cases.models import AgendaItem, Case, CommitteeTask, Meeting, User
from cases.roles import CONVENE, MEET, SIGN, TASKS
from cases.rules import Refusal
from cases.today import today
from cases.views.cases import PAGE, get_or_post
from cases.views.session import SignedIn

meeter = permission_required(MEET, raise_exception=True)
convener = permission_required(CONVENE, raise_exception=True)
tasked = permission_required(TASKS, raise_exception=True)
AGAIN = "Đã ghi ở lần gửi trước, không ghi lần hai."
MOVES: dict[str, tuple[Callable[..., Meeting], str]] = {
    "open": (meetings.open_meeting, "Đã khai mạc."),
    "close": (meetings.close_meeting, "Cuộc họp đã kết thúc; các cơ quan thấy nhiệm vụ của mình."),
    "approve": (meetings.approve_notice, "Đã duyệt dự thảo thông báo."),
}


def _meeting(request: SignedIn, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office", "prepared_by", "approved_by"), pk=pk)


def _item(request: SignedIn, pk: int) -> AgendaItem:
    rows = AgendaItem.objects.visible_to(request.user).with_subject()
    return get_object_or_404(rows.select_related("meeting__office"), pk=pk)


# ---------------------------------------------------------------- meetings
@require_safe
@meeter
def meeting_list(request: SignedIn) -> HttpResponse:
    rows = listed(request.user, today())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "convenes": request.user.may(CONVENE)}
    return render(request, "committee/list.html", context)


@get_or_post
@convener
def meeting_new(request: SignedIn) -> HttpResponse:
    form = MeetingForm(request.POST if request.method == "POST" else None, by=request.user)
    if made := form.apply():
        said = AGAIN if form.repeated else f"Đã lập {made}. Sắp xếp chương trình, rồi gửi tài liệu."
        messages.success(request, said)
        return redirect("meeting_detail", made.pk)
    return render(request, "committee/new.html", {"form": form})


@get_or_post
@convener
def meeting_edit(request: SignedIn, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(data, by=request.user, meeting=meeting)
    if form.apply():
        messages.success(request, "Đã lưu.")
        return redirect("meeting_detail", pk)
    return render(request, "committee/new.html", {"form": form, "meeting": meeting})


@require_safe
@meeter
def meeting_detail(request: SignedIn, pk: int) -> HttpResponse:
    meeting, user = _meeting(request, pk), request.user
    context = {
        "meeting": meeting,
        "page": meeting_page(meeting, user, today()),
        "since": done_since(meeting, user, today()),
        "convenes": user.may(CONVENE),
        "signs": user.may(SIGN) and user.may(CONVENE),
        "due": meeting.held_on <= today(),
    }
    return render(request, "committee/detail.html", context)


@require_POST
@convener
def meeting_move(request: SignedIn, pk: int, step: str) -> HttpResponse:
    """Khai mạc, bế mạc, duyệt: each once; sent twice it is the same."""
    meeting = _meeting(request, pk)
    if step not in MOVES:
        raise Http404
    move, said = MOVES[step]
    try:
        move(meeting, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("meeting_detail", pk)
    messages.success(request, said)
    return redirect("meeting_sitting", pk, 0) if step == "open" else redirect("meeting_detail", pk)


@get_or_post
@convener
def meeting_send(request: SignedIn, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    data = request.POST if request.method == "POST" else None
    form = SendForm(data, meeting=meeting, by=request.user)
    if form.apply():
        messages.success(request, "Đã ghi gửi tài liệu; các cơ quan được mời thấy cuộc họp.")
        return redirect("meeting_detail", pk)
    page = meeting_page(meeting, request.user, today())
    return render(request, "committee/send.html", {"form": form, "meeting": meeting, "page": page})


@get_or_post
@convener
def meeting_attendance(request: SignedIn, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    data = request.POST if request.method == "POST" else None
    form = AttendanceForm(data, meeting=meeting, by=request.user)
    if form.apply():
        messages.success(request, "Đã ghi thành phần tham dự.")
        return redirect("meeting_detail", pk)
    return render(request, "committee/attendance.html", {"form": form, "meeting": meeting})


@get_or_post
@convener
def meeting_issue(request: SignedIn, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    data = request.POST if request.method == "POST" else None
    form = NoticeForm(data, meeting=meeting, by=request.user)
    if done := form.apply():
        messages.success(request, AGAIN if form.repeated else f"Đã ban hành {done.notice_no}.")
        return redirect("meeting_detail", pk)
    return render(request, "committee/issue.html", {"form": form, "meeting": meeting})


# ---------------------------------------------------------------- the agenda
@get_or_post
@convener
def agenda_new(request: SignedIn, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ItemForm(data, meeting=meeting, by=request.user)
    if form.apply():
        messages.success(request, AGAIN if form.repeated else "Đã đưa vào chương trình.")
        return redirect("meeting_detail", pk)
    return render(request, "committee/item.html", {"form": form, "meeting": meeting})


@get_or_post
@convener
def agenda_edit(request: SignedIn, pk: int) -> HttpResponse:
    item = _item(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ItemForm(data, meeting=item.meeting, by=request.user, item=item)
    if form.apply():
        messages.success(request, "Đã lưu.")
        return redirect("meeting_detail", item.meeting_id)
    context = {"form": form, "meeting": item.meeting, "item": item}
    return render(request, "committee/item.html", context)


@require_POST
@convener
def agenda_move(request: SignedIn, pk: int, where: str) -> HttpResponse:
    """Up, down, or off the agenda."""
    item = _item(request, pk)
    if where not in ("up", "down", "off"):
        raise Http404
    try:
        if where == "off":
            meetings.drop_item(item, by=request.user)
            messages.success(request, f"Đã bỏ khỏi chương trình: {item}.")
        else:
            meetings.move_item(item, by=request.user, up=where == "up")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("meeting_detail", item.meeting_id)


# ---------------------------------------------------------------- the sitting
@get_or_post
@convener
def meeting_sitting(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """One matter at a time on a large screen; 0 is what was done since the last meeting."""
    meeting, user = _meeting(request, pk), request.user
    page = meeting_page(meeting, user, today())
    if number > len(page.rows):
        raise Http404
    if meeting.opened_at is None and request.method != "POST":
        messages.warning(request, "Cuộc họp chưa khai mạc.")
        return redirect("meeting_detail", pk)
    row = page.rows[number - 1] if number else None
    data = request.POST if request.method == "POST" else None
    before, after = neighbours(page.rows, number)
    form = SittingForm(data, meeting=meeting, item=row.item if row else None, by=user)
    if form.apply():
        messages.success(request, AGAIN if form.repeated else "Đã ghi.")
        on = after if "next" in request.POST and after is not None else number
        return redirect("meeting_sitting", pk, on)
    context = {
        "meeting": meeting, "page": page, "row": row, "number": number, "form": form,
        "before": before, "after": after, "writes": not meeting.notice_no,
        "since": done_since(meeting, user, today()) if row is None else None,
        "shown": _brief(row.item, user) if row else None,
    }  # fmt: skip
    return render(request, "committee/sitting.html", context)


def _brief(item: AgendaItem, user: User) -> Shown | None:
    if item.referral is None:
        return None
    return brief_of(item.referral.case, today(), user).within(SCREEN)


@get_or_post
@convener
def agenda_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    item = _item(request, pk)
    data = request.POST if request.method == "POST" else None
    form = WithdrawForm(data, item=item, by=request.user)
    if form.apply():
        messages.success(request, "Đã rút kết luận.")
        return redirect("meeting_detail", item.meeting_id)
    context = {"form": form, "meeting": item.meeting, "item": item}
    return render(request, "committee/withdraw.html", context)


# ---------------------------------------------------------------- tasks
@require_safe
@tasked
def task_list(request: SignedIn) -> HttpResponse:
    filters = TaskFilter(request.GET, by=request.user)
    page = Paginator(filters.rows(), PAGE).get_page(request.GET.get("page"))
    rows = task_rows(page.object_list, today())  # type: ignore[arg-type]
    context = {
        "filters": filters, "page_obj": page, "rows": rows, "meets": request.user.may(MEET),
        "asked": any(request.GET.get(name) for name in filters.fields),
    }  # fmt: skip
    return render(request, "committee/tasks.html", context)


def _task(request: SignedIn, pk: int) -> CommitteeTask:
    rows = CommitteeTask.objects.visible_to(request.user)
    related = ("agency", "office", "meeting", "item__referral__case", "recorded_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@get_or_post
@tasked
def task_detail(request: SignedIn, pk: int) -> HttpResponse:
    task, user = _task(request, pk), request.user
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, task=task, by=user)
    if made := form.apply():
        messages.success(request, AGAIN if form.repeated else f"Đã ghi: {made}.")
        return redirect("committee_task", pk)
    context = {
        "task": task, "row": task_row(task, today()), "convenes": user.may(CONVENE),
        "reports": task.reports.select_related("recorded_by").order_by("-pk"),
        "form": form if form.is_bound or ReportForm.offered_to(task, user) else None,
        "meets": Meeting.objects.visible_to(user).filter(pk=task.meeting_id).exists(),
        "case": _case_of(task, user),
    }  # fmt: skip
    return render(request, "committee/task.html", context)


def _case_of(task: CommitteeTask, user: User) -> Case | None:
    """The case it is about, for who may open it."""
    if task.item is None or task.item.referral is None:
        return None
    return Case.objects.visible_to(user).filter(pk=task.item.referral.case_id).first()


@require_POST
@convener
def task_drop(request: SignedIn, pk: int) -> HttpResponse:
    task = _task(request, pk)
    try:
        committee_tasks.drop_task(task, by=request.user)
        messages.success(request, "Đã xóa nhiệm vụ ghi nhầm.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("meeting_detail", task.meeting_id)
