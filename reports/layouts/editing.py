"""Drawing up, trying and issuing editions of layouts and forms. Writes for the city's clerk."""

import secrets
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from cases.models import Books, Closing, Office, User
from cases.periods import last_closed_period
from cases.roles import may_set_layouts
from cases.rules import Refusal
from cases.today import today
from reports.figures import statistics
from reports.layouts import editions
from reports.models import Layout, OfficialForm

Editions = QuerySet[Layout] | QuerySet[OfficialForm]


def first_free_day() -> date:
    """The first day that no office has ever closed: an edition begins there or later, so that
    nothing closed is told otherwise."""
    last = Closing.objects.aggregate(last=Max("cutoff"))["last"]
    return last + timedelta(days=1) if last else date(2009, 7, 1)


def _check_sets(by: User) -> None:
    if not may_set_layouts(by.role):
        raise PermissionDenied


def _check_begin(rows: Editions, valid_from: date) -> None:
    if valid_from < (free := first_free_day()):
        raise Refusal(
            f"Đã có đơn vị khóa sổ đến {free - timedelta(days=1):%d/%m/%Y}: "
            f"bản mới áp dụng sớm nhất từ {free:%d/%m/%Y}.",
            "valid_from",
        )
    if rows.filter(valid_from=valid_from).exists():
        raise Refusal(f"Đã có bản áp dụng từ {valid_from:%d/%m/%Y}.", "valid_from")


def _make_room(rows: Editions, valid_from: date) -> date | None:
    """The earlier edition ends the day before; answers when the new one ends, if one follows."""
    _check_begin(rows, valid_from)
    day_before = valid_from - timedelta(days=1)
    endless = Q(valid_to=None) | Q(valid_to__gt=day_before)
    rows.filter(endless, valid_from__lt=valid_from).update(valid_to=day_before)
    return last_day(rows, valid_from)


def last_day(rows: Editions, valid_from: date) -> date | None:
    """When an edition that begins on the day will end, if one follows it."""
    following = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    return following.valid_from - timedelta(days=1) if following else None


def check_layout(draft: Layout) -> None:
    """Refuse a draft that does not hold together."""
    editions.check(draft.columns, last_day(Layout.objects.issued(), draft.valid_from))


def _check_checked(provisional: bool, annex: str, checked_by: str) -> None:
    if not provisional and not annex:
        raise Refusal("Ghi tên phụ lục chính thức đã đối chiếu.", "annex")
    if not provisional and not checked_by:
        raise Refusal("Ghi người đã đối chiếu.", "checked_by")


def _hold_closings() -> None:
    """No month is closed until this transaction ends."""
    list(Books.objects.select_for_update().order_by("office_id").values_list("pk"))


def _draft(pk: int) -> Layout:
    found = Layout.objects.select_for_update().filter(pk=pk, issued_at=None).first()
    if found is None:
        raise Refusal("Bản này đã ban hành hoặc đã bỏ, không sửa được.")
    return found


@transaction.atomic
def draw_up_layout(*, by: User) -> Layout:
    """A draft that copies the edition in force; the one that is being drawn up, if there is one."""
    _check_sets(by)
    rows = list(Layout.objects.select_for_update().order_by("valid_from"))
    if waiting := [row for row in rows if row.issued_at is None]:
        return waiting[0]
    day = max(first_free_day(), today())
    copied = Layout.objects.at(day)
    return Layout.objects.create(
        code=f"ban-{len(rows) + 1}-{secrets.token_hex(2)}",
        name=f"Bố cục từ {day:%d/%m/%Y}",
        valid_from=day,
        basis=copied.basis,
        columns=copied.columns,
        made_by=by,
        issued_at=None,
    )


@transaction.atomic
def edit_layout(pk: int, *, by: User, **fields: Any) -> Layout:
    """What a draft says of itself: its name, first day and basis, and who checked it."""
    _check_sets(by)
    draft = _draft(pk)
    _check_begin(Layout.objects.issued(), fields["valid_from"])
    _check_checked(fields["provisional"], fields["annex"], fields["checked_by"])
    for name in ("name", "valid_from", "basis", "provisional", "annex", "checked_by"):
        setattr(draft, name, fields[name])
    draft.made_by, draft.made_at = by, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def edit_column(pk: int, code: str, *, by: User, **fields: Any) -> Layout:
    """One column of a draft; what is wrong with the whole is said when it is tried or issued."""
    _check_sets(by)
    draft = _draft(pk)
    column = next(c for c in draft.columns if c["code"] == code)
    column.update({n: fields[n] for n in ("number", "label", "group", "definition", "basis")})
    for name in ("terms", "sum"):
        column.pop(name, None)
        if fields.get(name):
            column[name] = fields[name]
    if not any(column.get(name) for name in ("terms", "sum", "rate")):
        column["terms"] = []
    editions.check_sums(draft.columns)
    draft.columns = sorted(draft.columns, key=lambda c: c["number"])
    draft.made_by, draft.made_at = by, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def discard_layout(pk: int, *, by: User) -> None:
    _check_sets(by)
    _draft(pk).delete()


@transaction.atomic
def issue_layout(pk: int, *, by: User) -> Layout:
    """The draft becomes the edition in force from its day; the earlier ends the day before.

    Refused when it does not hold together, or leaves a remainder on the city's own figures.
    """
    _check_sets(by)
    draft = _draft(pk)
    check_layout(draft)
    _check_checked(draft.provisional, draft.annex, draft.checked_by)
    for office in Office.objects.filter(parent=None).valid_on(today()):
        try:
            made = statistics.statement(office, last_closed_period(today()), layout=draft)
        except Refusal:  # no books yet, or no whole year of them
            continue
        if wrong := [i for i in made.identities if not i.holds]:
            raise Refusal(f"Đẳng thức {wrong[0].code} sai trên số liệu của {office.name}.")
    _hold_closings()
    draft.valid_to = _make_room(Layout.objects.issued(), draft.valid_from)
    draft.made_by, draft.issued_at = by, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def renew_form(number: str, *, by: User, **fields: Any) -> OfficialForm:
    """A new version of an official form; it asks the same, and the earlier ends the day before."""
    _check_sets(by)
    _hold_closings()
    versions = OfficialForm.objects.select_for_update().filter(number=number)
    newest = versions.order_by("valid_from").last()
    if newest is None:
        raise Refusal(f"Không có biểu {number}.")
    _check_checked(fields["provisional"], fields["annex"], fields["checked_by"])
    valid_to = _make_room(versions, fields["valid_from"])
    return OfficialForm.objects.create(
        number=number,
        source=newest.source,
        asks=newest.asks,
        valid_to=valid_to,
        made_by=by,
        **{
            n: fields[n]
            for n in ("name", "valid_from", "basis", "provisional", "annex", "checked_by")
        },
    )
