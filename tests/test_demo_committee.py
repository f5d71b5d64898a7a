"""The demo's committee: a meeting held, its tasks done, running and late, and the next one."""

from datetime import date

from cases.actions.books import open_books
from cases.actions.demo_committee import write_committee
from cases.choices import Role
from cases.committee import done_since
from cases.committee_kinds import MeetingState
from cases.models import Meeting
from tests import factories
from tests.test_views_cases import opened


def test_a_meeting_held_and_one_prepared(desk, settings):
    factories.user(Role.HEAD, "HN-HK")
    open_books(factories.office("HN-HK"), date(2017, 10, 1))
    opened(desk, number=11)
    opened(desk, at="HN-HK", number=12)
    settings.TODAY = date(2019, 1, 10)
    write_committee(desk[Role.CITY_CLERK], desk[Role.CITY_LEADER])
    first, second = Meeting.objects.order_by("held_on")
    assert (first.state, second.state) == (MeetingState.ISSUED, MeetingState.PREPARING)
    assert second.held_on > settings.TODAY and second.held_on.weekday() < 5
    since = done_since(second, desk[Role.CITY_CLERK], settings.TODAY)
    assert since.done and since.late
    late = [row.task for row in since.rows if row.is_late]
    assert {item.task for item in second.items.exclude(task=None)} >= set(late)
