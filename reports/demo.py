"""The demo's month-end: August issued, entries that came late, September half closed.

Each thing is done on its own day, through the actions of the screens and by whoever does it there.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from django.conf import settings

from cases.actions import closings, signoffs
from cases.actions.intake import class_of
from cases.actions.ledger import Paper, record_act
from cases.choices import ActKind, Heading, Role
from cases.forms.acts import proposed_number
from cases.models import Case, CaseClass, Office, User
from cases.periods import Period
from reports import actions
from reports.figures import official
from reports.monthend import closing
from reports.monthend.months import Month

AUGUST, SEPTEMBER = Period(2018, 11), Period(2018, 12)

# Days of October 2018 on which a district closed, sent, and was accepted; 0: not yet.
_USUAL = ((1, 1, 2), (1, 2, 3), (2, 3, 3), (2, 2, 4), (3, 3, 4))
_OTHERWISE = {
    "HN-BD": (0, 0, 0),  # left to be closed by the visitor
    "HN-MD": (0, 0, 0),
    "HN-HM": (3, 0, 0),
    "HN-TX": (4, 5, 0),
    "HN-DA": (3, 4, 5),
    "HN-BV": (4, 4, 5),
    "HN-HK": (2, 3, 0),
    "HN-CG": (1, 2, 3),
}
_RETURNED = {"HN-HK": "Giải trình các thời hạn đã quá chưa nêu từng việc: bổ sung rồi gửi lại"}
_REOPENED = {"HN-CG": "Đơn vị ghi thiếu ngày gửi Viện kiểm sát của quyết định ngày 27/9"}
_AGAIN = (4, 4, 5)
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
"""Something done on a day of October 2018."""


def write_month_end(heads: Iterable[User]) -> None:
    """From August's papers to the fifth of October; the months before are closed already."""
    ba_dinh, city = (_team(code) for code in ("HN-BD", "HN"))
    with _on(date(2018, 9, 6)):
        for team, signer, number in ((ba_dinh, Role.HEAD, 211), (city, Role.CITY_LEADER, 1846)):
            for form in ("01", "02"):
                _issue(team, signer, number := number + 1, form)
    _known_late(ba_dinh)
    events = [
        event
        for n, head in enumerate(heads)
        for event in _events(head.office, n, head, city[Role.CITY_CLERK])  # type: ignore[arg-type]
    ]
    for day, event in sorted(events, key=lambda row: row[0]):
        with _on(date(2018, 10, day)):
            event()


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
        issued_on=date(2018, 9, 5), address="http://127.0.0.1:8000/issued/",
    )  # fmt: skip


def _known_late(team: dict[str, User]) -> None:
    """What the office heard of after August had been closed: a case is a bank's, another stood
    postponed at the end of August and runs again. Of September's totals neither tells."""
    head, clerk = team[Role.HEAD], team[Role.CLERK]
    rows = Case.objects.filter(
        office=head.office_id, heading=Heading.IN_PROGRESS, officer__isnull=False,
        last_booked_on__lt=date(2018, 8, 1), decided_on__gte=date(2017, 11, 1),
        case_class__credit=False, case_class__budget=False, measures=None, money_lines=None,
    )  # fmt: skip
    sold, postponed = rows.select_related("case_class").order_by("pk")[:2]
    was = sold.case_class
    flags = {name: getattr(was, name) for name in CaseClass.FLAGS} | {"credit": True}
    with _on(date(2018, 9, 12)):
        record_act(
            sold.pk, kind=ActKind.RECLASSIFY, on=date(2018, 8, 27), by=clerk,
            to_class=class_of(was.origin, was.judgment_kind, **flags),
            paper=Paper(note="Quyền đòi nợ đã chuyển cho ngân hàng, nhận văn bản ngày 11/9"),
        )  # fmt: skip
        _decide(postponed, ActKind.POSTPONE, date(2018, 8, 28), head, "d")
    with _on(date(2018, 9, 19)):
        _decide(postponed, ActKind.RESUME, date(2018, 9, 18), head)


def _decide(case: Case, kind: ActKind, on: date, head: User, ground: str = "") -> None:
    assert head.office is not None
    number = proposed_number(head.office, kind, on)
    paper = Paper(decision=number, decided_on=on, signer=head.name, issuing_office=head.office)
    record_act(case.pk, kind=kind, on=on, by=head, ground=ground, paper=paper)


# ---------------------------------------------------------------- September
def _events(office: Office, n: int, head: User, clerk: User) -> Iterator[Event]:
    """What a district and the city did with its month, in order."""
    month = Month(office, SEPTEMBER, date(2018, 10, 5))
    at = (office, SEPTEMBER.cutoff)
    yield from _round(month, head, clerk, _OTHERWISE.get(office.code, _USUAL[n % len(_USUAL)]))
    if office.code in _RETURNED:
        yield 4, partial(signoffs.give_back, *at, by=clerk, reason=_RETURNED[office.code])
    if office.code in _REOPENED:
        open_again = partial(closings.reopen, expires_on=date(2018, 10, 8))
        yield 4, partial(open_again, *at, by=clerk, reason=_REOPENED[office.code])
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
