"""The demo's targets and month-end: August issued, entries that came late, September half closed.

Each thing is done on its own day, through the actions of the screens and by whoever does it there.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial

from django.conf import settings

from cases.actions import closings, signoffs
from cases.actions.intake import class_of
from cases.actions.ledger import Paper, record_act
from cases.choices import ActKind, Heading, Role
from cases.demo.figures import FIRST_YEAR, LAST_YEAR
from cases.demo.territory import DESK
from cases.demo.years import YEARS
from cases.forms.acts import proposed_number
from cases.models import Case, CaseClass, Office, User
from cases.periods import Period
from reports import actions, published
from reports.figures import official
from reports.models import Measure, PublishedFigure, Target, TargetDecision
from reports.monthend import closing
from reports.monthend.months import Month

AUGUST, SEPTEMBER = Period(2025, 11), Period(2025, 12)

# Days of October 2025 on which a division closed, sent, and was accepted; 0: not yet.
_USUAL = ((1, 1, 2), (1, 2, 3), (2, 2, 3), (1, 2, 2), (2, 2, 6))
_OTHERWISE = {
    "HN-KV01": (0, 0, 0),  # left to be closed by the visitor
    "HN-KV12": (0, 0, 0),
    "HN-KV03": (3, 0, 0),
    "HN-KV02": (3, 6, 0),
    "HN-KV07": (3, 6, 6),
    "HN-KV09": (6, 6, 6),
    "HN-KV06": (2, 3, 0),
    "HN-KV04": (1, 2, 3),
}
_RETURNED = {"HN-KV06": "Giải trình các thời hạn đã quá chưa nêu từng việc: bổ sung rồi gửi lại"}
_REOPENED = {"HN-KV04": "Đơn vị ghi thiếu ngày gửi Viện kiểm sát của quyết định ngày 26/9"}
_AGAIN = (6, 6, 6)
_SAID = {
    "gaps": "Số bỏ trống là quyết định rút trước khi ban hành, có biên bản lưu sổ",
    "held": "Chờ đương sự đến nhận, đã thông báo lần hai",
    "means": "Đã lên lịch xác minh lại trong tháng 10",
    "delegated": "Đã gửi, bưu điện chưa báo phát",
    "terms": "Chấp hành viên đã báo cáo từng việc, xong trước ngày 15/10",
    "nobody": "Chờ quyết định phân công lại",
}
_CHECKED = "Đã rà soát, đúng với hồ sơ giấy"

Event = tuple[int, Callable[[], object]]
"""Something done on a day of October 2025."""


INVENTED = "Chỉ tiêu mô phỏng: mức giao riêng cho Hà Nội năm này chưa từng công bố"


def write_targets() -> None:
    """The city's targets of the years after 2018, none of them published; each says so.

    The year of the reorganisation binds the old city office and the new one.
    """
    offices = {o.code: o for o in Office.objects.filter(code__in=("HN", "HN-TP"))}
    for row in YEARS:
        decision = TargetDecision.objects.create(
            year=row.year, decided_on=date(row.year - 1, 12, 28), source="mô phỏng", note=INVENTED
        )
        rates = {Measure.CASES: row.target_cases, Measure.MONEY: row.target_money}
        bound = [offices["HN"], *([offices["HN-TP"]] if row.year == LAST_YEAR else [])]
        Target.objects.bulk_create(
            Target(decision=decision, office=office, measure=measure, rate=Decimal(rate))
            for office in bound
            for measure, rate in rates.items()
        )


def write_month_end(heads: Iterable[User]) -> None:
    """From August's papers to the sixth of October; the months before are closed already."""
    desk, city = (_team(code) for code in (DESK, "HN-TP"))
    with _on(date(2025, 9, 8)):
        for team, signer, number in ((desk, Role.HEAD, 211), (city, Role.CITY_LEADER, 1846)):
            for form in ("01", "02"):
                _issue(team, signer, number := number + 1, form)
    _known_late(desk)
    events = [
        event
        for n, head in enumerate(heads)
        for event in _events(head.office, n, head, city[Role.CITY_CLERK])  # type: ignore[arg-type]
    ]
    for day, event in sorted(events, key=lambda row: row[0]):
        with _on(date(2025, 10, day)):
            event()


COLUMNS = {
    "carried_in": "c02", "new_intake": "c03", "docketed": "c01", "to_enforce": "c07",
    "enforceable": "c08", "not_yet_enforceable": "c18", "completed": "c09",
}  # fmt: skip
ROUNDED = "làm tròn"


def unlike_published() -> list[str]:
    """Where the city's statements are not as an authority or the press printed them.

    A figure printed as round words is held by its rate and its gap alone.
    """
    wrong = []
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    for row in PublishedFigure.objects.filter(unit="HANOI", year__in=years):
        code = "HN" if (row.year, row.months) < (LAST_YEAR, 10) else "HN-TP"
        made = official.make(Office.objects.get(code=code), Period(row.year, row.months))
        total, unit = made.total, 1000 if row.measure == "money" else 1
        found = total.figures[row.measure]
        said: dict[str, tuple[object, object]] = {}
        if ROUNDED not in row.note:
            for name, column in COLUMNS.items():
                if (number := getattr(row, name)) is not None:
                    said[column] = number, (found[column] or 0) // unit
        if row.gap_points:
            said["gap"] = Decimal(row.gap_points), total.gap(row.measure)
        for name, (printed, ours) in said.items():
            if printed != ours:
                wrong.append(f"{row.code} {name}: {printed} ≠ {ours}")
        if row.rate_printed and not published.confirms(row.rate_printed, total.rate(row.measure)):
            wrong.append(f"{row.code}: {row.rate_printed} ≠ {total.rate(row.measure)}")
    return wrong


@contextmanager
def _on(day: date) -> Iterator[None]:
    now, settings.TODAY = settings.TODAY, day
    try:
        yield
    finally:
        settings.TODAY = now


def _team(code: str) -> dict[str, User]:
    rows = User.objects.filter(is_demo=True, office__code=code)
    return {user.role: user for user in rows.select_related("office")}


# ---------------------------------------------------------------- August
def _issue(team: dict[str, User], signer: str, number: int, form: str) -> None:
    by = team[signer]
    assert by.office is not None
    actions.issue(
        official.make(by.office, AUGUST, form=form), by=by, number=number, signer=by.name,
        issued_on=date(2025, 9, 5), address="http://127.0.0.1:8000/issued/",
    )  # fmt: skip


def _known_late(team: dict[str, User]) -> None:
    """What the office heard of after August had been closed: a case is a bank's, another stood
    postponed at the end of August and runs again. Of September's totals neither tells."""
    head, clerk = team[Role.HEAD], team[Role.CLERK]
    rows = Case.objects.filter(
        office=head.office_id, heading=Heading.IN_PROGRESS, officer__isnull=False,
        last_booked_on__lt=date(2025, 8, 1), decided_on__gte=date(2024, 11, 1),
        case_class__credit=False, case_class__budget=False, measures=None, money_lines=None,
    )  # fmt: skip
    sold, postponed = rows.select_related("case_class").order_by("pk")[:2]
    was = sold.case_class
    flags = {name: getattr(was, name) for name in CaseClass.FLAGS} | {"credit": True}
    with _on(date(2025, 9, 12)):
        record_act(
            sold.pk, kind=ActKind.RECLASSIFY, on=date(2025, 8, 27), by=clerk,
            to_class=class_of(was.origin, was.judgment_kind, **flags),
            paper=Paper(note="Quyền đòi nợ đã chuyển cho ngân hàng, nhận văn bản ngày 11/9"),
        )  # fmt: skip
        _decide(postponed, ActKind.POSTPONE, date(2025, 8, 28), head, "d")
    with _on(date(2025, 9, 19)):
        _decide(postponed, ActKind.RESUME, date(2025, 9, 18), head)


def _decide(case: Case, kind: ActKind, on: date, head: User, ground: str = "") -> None:
    assert head.office is not None
    number = proposed_number(head.office, kind, on)
    paper = Paper(decision=number, decided_on=on, signer=head.name, issuing_office=head.office)
    record_act(case.pk, kind=kind, on=on, by=head, ground=ground, paper=paper)


# ---------------------------------------------------------------- September
def _events(office: Office, n: int, head: User, clerk: User) -> Iterator[Event]:
    """What a division and the city did with its month, in order."""
    month = Month(office, SEPTEMBER, date(2025, 10, 6))
    at = (office, SEPTEMBER.cutoff)
    yield from _round(month, head, clerk, _OTHERWISE.get(office.code, _USUAL[n % len(_USUAL)]))
    if office.code in _RETURNED:
        yield 6, partial(signoffs.give_back, *at, by=clerk, reason=_RETURNED[office.code])
    if office.code in _REOPENED:
        open_again = partial(closings.reopen, expires_on=date(2025, 10, 9))
        yield 6, partial(open_again, *at, by=clerk, reason=_REOPENED[office.code])
        yield from _round(month, head, clerk, _AGAIN)


def _round(month: Month, head: User, clerk: User, days: tuple[int, int, int]) -> Iterator[Event]:
    closed, sent, accepted = days
    if closed:
        yield closed, partial(_close, month, head)
    if sent:
        yield sent, partial(actions.send, month, "", by=head)
    if accepted:
        yield accepted, partial(signoffs.accept, month.office, month.period.cutoff, by=clerk)


def _close(month: Month, head: User) -> None:
    for found in closing.findings(month):
        if found.asks:
            words = _SAID.get(found.check.code, _CHECKED)
            actions.explain(month, found.check.code, words, by=head)
    actions.close(month, by=head)
