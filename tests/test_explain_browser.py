"""A clerk asks a number what it is made of, and why a case is not in it."""

from datetime import date

import pytest

from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Case
from reports import seed
from reports.models import OfficialForm
from tests.browser import check
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_number_explains_itself(sit_down, people, settings, tmp_path, width):
    settings.TODAY = date(2018, 10, 5)
    seed.load_forms(OfficialForm)
    load_journal(write(tmp_path / "journal.csv", [*HAND, *random_year(51, 30)]), books_open=START)
    page = sit_down(people[Role.CITY_CLERK], width=width)
    page.goto("/statements/HN/2018/5/lines?column=c18&measure=money")
    page.click("main .actions a:text-is('Giải thích')")
    page.wait_for_selector("text=Cộng đúng con số")
    check(page)
    case = Case.objects.get(judgment__number="D/2017/DSST")
    page.goto(f"/statements/HN/2018/5/explain?column=c13&measure=cases&case={case.pk}")
    page.wait_for_selector("text=Có vào cột này rồi ra")
    check(page)
