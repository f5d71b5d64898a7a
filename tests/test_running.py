"""Which terms run, from facts alone: order on one day, where acts and steps are numbered apart."""

from datetime import date

import pytest

from cases.rules.calendar import Calendar
from cases.rules.running import Fact, Subject, running_terms

DAY = date(2018, 9, 10)  # a Monday


def ends_of_publication(*facts: Fact) -> list[tuple[date, date | None]]:
    rows = running_terms(Subject(), facts, Calendar())
    return [(row.due_on, row.done_on) for row in rows if row.term.key == "PUBLISH_END"]


@pytest.mark.parametrize("published_on", [date(2018, 8, 1), DAY])
def test_what_was_published_the_same_day_must_come_down_too(published_on):
    resumed = Fact("resume", DAY, 1, is_act=True)
    published = Fact("published", published_on, 7)
    assert ends_of_publication(published, resumed) == [(date(2018, 9, 12), None)]
    ended = Fact("publication_ended", DAY, 8)
    assert ends_of_publication(published, resumed, ended) == [(date(2018, 9, 12), DAY)]


def test_what_came_down_before_need_not_come_down_again():
    published = Fact("published", date(2018, 8, 1), 1)
    ended = Fact("publication_ended", date(2018, 9, 7), 2)
    resumed = Fact("resume", DAY, 1, is_act=True)
    assert ends_of_publication(published, ended, resumed) == []
    again = Fact("published", date(2018, 9, 7), 3)
    assert ends_of_publication(published, ended, again, resumed) == [(date(2018, 9, 12), None)]
