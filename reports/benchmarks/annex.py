"""What a list by name costs: time, pages and memory, in a process of its own as a worker is."""

import multiprocessing
import re
import resource
from multiprocessing.queues import SimpleQueue
from time import perf_counter

from django.db import connection
from django.db.models import Count

from cases.actions.people import load_offices
from cases.benchmarks import own_database
from cases.choices import OPEN_PLACES, Role
from cases.models import Case, Office, User
from cases.search_benchmark import generate
from reports import seed, tasks
from reports.benchmarks.closing import PERIOD, write_books
from reports.figures import scopes
from reports.models import Layout, PrintJob, PrintKind

PAGE = re.compile(rb"/Type /Page\b")


def annex(cases: int = 250_000) -> list[str]:
    """Cases carried over: of an office about 2,000 rows, of the city about 60,000."""
    with own_database():
        load_offices()
        seed.load_layouts(Layout)
        generate(cases)
        write_books()
        held = Case.objects.filter(heading__in=OPEN_PLACES).values_list("office")
        ((office, _), *_) = held.annotate(n=Count("pk")).order_by("-n")
        asked = [
            (Office.objects.get(pk=office), scopes.OWN),
            (Office.objects.get(code="HN"), scopes.WITH_BELOW),
        ]
        return [_measured(of, scope, paper) for of, scope in asked for paper in ("a4", "xlsx")]


def _measured(office: Office, scope: str, paper: str) -> str:
    by = User.objects.filter(office=office).first() or User.objects.create_user(
        f"bench.{office.code.lower()}", role=Role.CITY_CLERK, name="Thư ký", office=office
    )
    job = PrintJob.objects.create(
        kind=PrintKind.LIST, form="chuyen", office=office, scope=scope, year=PERIOD.year,
        months=PERIOD.months, paper=paper, requested_by=by,
    )  # fmt: skip
    seconds, memory = _made(job.pk)
    job.refresh_from_db()
    if not job.file:
        return f"annex: {job.refused}"
    content = job.file.read()
    job.file.close()
    job.file.storage.delete(str(job.file.name))
    pages = f"{len(PAGE.findall(content)):,} pages, " if paper != "xlsx" else ""
    return (
        f"annex: {job.total or 0:,} rows as {'workbook' if paper == 'xlsx' else 'PDF'}: "
        f"{seconds:.1f} s, {pages}{len(content) / 2**20:.1f} MB, {memory:.0f} MB of memory at most"
    )


def _made(job: int) -> tuple[float, float]:
    """Seconds and megabytes that a process of its own takes."""
    connection.close()  # none may be shared with the child
    connection.close_pool()  # type: ignore[attr-defined]
    context = multiprocessing.get_context("fork")
    told: SimpleQueue[tuple[float, float]] = context.SimpleQueue()

    def work() -> None:
        started = perf_counter()
        tasks.print_list(job)
        taken = perf_counter() - started
        told.put((taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    process = context.Process(target=work)
    process.start()
    process.join()
    return told.get()
