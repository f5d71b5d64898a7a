"""How long the largest office of a million cases takes to close, and who waits meanwhile."""

from time import perf_counter

from django.db import connection
from django.db.models import Count

from cases.actions.books import open_books
from cases.actions.closings import close_month
from cases.actions.people import load_offices
from cases.benchmarks import Neighbour, own_database
from cases.choices import Heading, Role
from cases.models import Books, Case, Office, User
from cases.periods import Period
from cases.search_benchmark import FIRST, LAST, generate
from cases.today import today
from reports.monthend import closing
from reports.monthend.months import Month

PERIOD = Period(2026, 12)
BEFORE = Period(2026, 11)

# The books of the generated cases: docketed on their day, most left where they stand 60 days later.
_ACTS = """
INSERT INTO cases_act (
    case_id, kind, "on", booked_on, written_at, issuing_office_id, register, register_year,
    entry_no, decision, decision_suffix, entered_again, signer, ground, opening, note
)
SELECT id, 'intake', decided_on, decided_on, decided_on, office_id, '03', year,
       row_number() OVER (PARTITION BY office_id, year ORDER BY id), '', '', 0, '', '', false, ''
FROM (
    SELECT id, office_id, decided_on,
           extract(year FROM decided_on + interval '3 months')::int AS year
    FROM cases_case
) docketed
"""
_LINES = """
INSERT INTO cases_ledgerline (
    act_id, case_id, obligation_id, office_id, officer_id, case_class_id, pair, heading, ground,
    cases, amount, booked_on
)
SELECT a.id, b.case_id, nullif(b.obligation_id, 0), b.office_id, b.officer_id, b.case_class_id,
       (b.obligation_id > 0)::int, CASE sign WHEN -1 THEN {source} ELSE {target} END, '',
       sign * b.cases, sign * b.amount, {day}
FROM cases_balance b
JOIN cases_act a ON a.case_id = b.case_id
CROSS JOIN (VALUES (-1), (1)) AS side(sign)
WHERE {target} <> {source}
ORDER BY b.case_id, b.obligation_id, sign
"""
_TERMS = """
INSERT INTO cases_deadline (case_id, office_id, officer_id, term, since, due_on)
SELECT id, office_id, officer_id,
       CASE heading WHEN 'WITHOUT_MEANS' THEN 'VERIFY_PERIODIC' ELSE 'VERIFY_FIRST' END,
       decided_on, decided_on + 180
FROM cases_case WHERE heading IN ('WITHOUT_MEANS', 'IN_PROGRESS')
"""
TABLES = ("cases_act", "cases_ledgerline")


def measure(cases: int = 1_000_000) -> list[str]:
    """Ten years of cases, none closed yet: the worst closing is the first, then one of a month."""
    with own_database():
        load_offices()
        generate(cases)
        write_books()
        by_size = Case.objects.values_list("office").annotate(n=Count("pk")).order_by("-n")
        (largest, held), (other, _) = by_size[0], by_size[1]
        office = Office.objects.get(pk=largest)
        head = _head(office)
        kept = Case.objects.filter(office=other, heading=Heading.IN_PROGRESS).earliest("pk")
        with Neighbour(kept.pk, _head(kept.office), LAST) as neighbour:
            whole = _seconds(lambda: close_month(office, BEFORE.cutoff, by=head))
            looked = _seconds(lambda: closing.findings(Month(office, PERIOD, today())))
            month = _seconds(lambda: close_month(office, PERIOD.cutoff, by=head))
            for books in Books.objects.exclude(office__in=(largest, other)).order_by("office"):
                close_month(books.office, PERIOD.cutoff, by=None)
    return [
        f"closing: {cases:,} cases, the largest office holds {held:,}",
        f"closing: its ten years at once {whole:.2f} s, then one month {month:.2f} s",
        f"closing: its {len(closing.CHECKS)} checks {looked:.2f} s",
        f"closing: at another office, while all the others close, {neighbour.words}",
    ]


def write_books() -> None:
    """Open every office's books and write what the generated cases did in them."""
    Office.objects.filter(valid_to__isnull=False).update(valid_to=None)  # nobody ends in between
    for office in Office.objects.filter(valid_from__lte=FIRST):
        open_books(office, FIRST)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(_ACTS)
        cursor.execute(_LINES.format(
            source="'INTAKE'", target="'IN_PROGRESS'", day="b.last_on"))  # fmt: skip
        cursor.execute(_LINES.format(
            source="'IN_PROGRESS'", target="b.heading", day="least(b.last_on + 60, %s::date)"),
            [LAST])  # fmt: skip
        cursor.execute(_TERMS)
        for table in (*TABLES, "cases_balance"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE")


def _head(office: Office) -> User:
    return User.objects.create_user(
        f"head.{office.code.lower()}", role=Role.HEAD, name="Bà Dung", office=office
    )


def _seconds(work) -> float:  # type: ignore[no-untyped-def]
    started = perf_counter()
    work()
    return perf_counter() - started
