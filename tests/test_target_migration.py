"""Targets of before decisions were documents: each named decision becomes one, with its rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cases.choices import Role
from cases.models import Office
from cases.periods import Period
from reports.figures import goals
from reports.models import TargetDecision

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("reports", "0005_print_jobs")]


def test_rows_of_one_decision_are_gathered(people, hanoi, ba_dinh):
    executor = MigrationExecutor(connection)
    newest = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "reports"]
    with connection.cursor() as cursor:  # there is no way back for decisions, only for the tables
        cursor.execute("TRUNCATE reports_target, reports_targetdecision")
    executor.migrate(BEFORE)
    try:
        old = executor.loader.project_state(BEFORE).apps.get_model("reports", "Target")
        by = people[Role.CITY_CLERK].pk
        paper = {"year": 2018, "decision": "12/QĐ", "decided_on": date(2018, 1, 5), "set_by_id": by}
        for office, measure in ((hanoi, "cases"), (hanoi, "money"), (ba_dinh, "cases")):
            old.objects.create(office_id=office.pk, measure=measure, rate=Decimal(70), **paper)
        old.objects.create(unit="VN", year=2019, measure="cases", rate=Decimal(80), source="X")
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(newest)
    made = TargetDecision.objects.get(number="12/QĐ")
    assert (made.office, made.decided_on, made.targets.count()) == (hanoi, date(2018, 1, 5), 3)
    assert TargetDecision.objects.get(source="X").targets.get().unit == "VN"
    held = goals.goals(Office.objects.filter(pk=ba_dinh.pk), Period(2018, 4))
    assert held[ba_dinh.pk, "cases"][0].rate == 70
