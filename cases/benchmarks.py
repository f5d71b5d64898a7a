"""How fast the ledger takes acts, measured against what PostgreSQL takes without it."""

import csv
import multiprocessing
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.db import connection, transaction

from cases.actions import handovers
from cases.actions.deadlines import sync_in_batches
from cases.actions.journal import Loader, load_journal
from cases.actions.journal_copy import ahead, copy_chunk
from cases.actions.journal_file import COLUMNS, survey_of
from cases.actions.ledger import record_act
from cases.actions.people import load_offices
from cases.choices import ActKind, HandoverKind, Heading, OfficeKind, Role
from cases.models import Books, Case, Handover, HandoverItem, Office, User

START = date(2017, 10, 1)


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction that keeps nothing of what is done in it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def write_history(path: Path, rows: int) -> None:
    """A journal of `rows` acts with plain lives: intake, postponement, collections, completion."""
    rng = random.Random(20181005)
    offices = list(Office.objects.valid_on(START).values_list("code", flat=True))
    acts: list[tuple] = []
    number = 0
    while len(acts) < rows:
        number += 1
        office, amount = rng.choice(offices), rng.randrange(200_000, 900_000_000, 1_000)
        day = START + timedelta(days=rng.randrange(300))
        case = f"B{number}"
        budget = rng.random() < 0.6
        acts.append(
            (
                *(case, day, "intake", office, amount, "", f"{number}/QĐ-THADS", day),
                *("ex_officio" if budget else "on_request", rng.choice(("civil", "criminal"))),
                *(f"{office}-{rng.randrange(1, 9):02d}", "Ngân sách nhà nước", f"Người {number}"),
                *("TAND thành phố Hà Nội", f"{number}/2017/HSST", day - timedelta(days=30)),
                *("budget" if budget else "", "", "", ""),
            )
        )
        if rng.random() < 0.25:
            day += timedelta(days=5)
            acts.append(_act(case, day, "without_means", ground="a"))
            day += timedelta(days=9)
            acts.append(_act(case, day, "resume"))
        for part in (amount // 3, amount - amount // 3):
            day += timedelta(days=rng.randrange(9))
            acts.append(_act(case, day, "collect", part))
            acts.append(_act(case, day, "pay_out", part))
        acts.append(_act(case, day, "complete"))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(acts[:rows])


def _act(case: str, on: date, act: str, amount: int | str = "", ground: str = "") -> tuple:
    return (case, on, act, "", amount, ground, *[""] * 14)


def journal(rows: int = 1_000_000) -> list[str]:
    """Acts per second of a bulk load, and its time over that of bare COPYs of the same text.

    Both end with every foreign key checked. The bare COPY goes into the same tables with their
    indexes and keys, with the ledger's own triggers switched off.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.csv"
        write_history(path, rows)
        whole = _timed(lambda: load_journal(path, books_open=START))
        bare = _bare_copy(path)
    return [
        f"journal: {rows / whole:,.0f} acts/s ({rows:,} acts in {whole:.1f} s)",
        f"journal: {whole / bare:.2f} x the time of bare COPY ({bare:.1f} s)",
    ]


@contextmanager
def own_database() -> Iterator[None]:
    """A database beside the bench's, for what must be committed to be measured."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined] # its connections lead to the bench's own
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


# ---------------------------------------------------------------- handing over
CUT = date(2025, 7, 1)


def handover(cases: int = 20_000) -> list[str]:
    """Thirty districts hand their cases to twelve divisions, one signed document each.

    Meanwhile somebody works on at a division that receives: how long did one act of theirs take?
    """
    with own_database():
        load_offices()
        old = list(
            Office.objects.filter(kind=OfficeKind.DISTRICT, valid_to__lt=CUT, valid_to__year=2025)
        )
        _open_cases(old, cases)
        city = Office.objects.get(code="HN-TP")
        by = User.objects.create_user("thu.ky", role=Role.CITY_CLERK, name="Thư ký", office=city)
        documents = [_document(office, by) for office in old]
        first = documents.pop(0)  # the longest: a thousand cases
        lines = [_signing([first], by)]
        with Neighbour(first.items.latest("pk").case_id, by, CUT) as neighbour:
            lines.append(_signing(documents, by))
        return [*lines, f"handover: at a receiving division meanwhile {neighbour.words}"]


def _open_cases(offices: list[Office], cases: int) -> None:
    """Open cases of a year that began on 1 October 2024; a thousand of them at the first office."""
    rng, start = random.Random(20250701), date(2024, 10, 1)
    acts: list[tuple] = []
    for number in range(cases):
        office = offices[0] if number < 1000 else rng.choice(offices[1:])
        day, amount = start + timedelta(days=rng.randrange(200)), rng.randrange(10**6, 10**9)
        case = f"B{number}"
        acts.append(
            (
                *(case, day, "intake", office.code, amount, "", f"{number}/QĐ-CCTHADS", day),
                *("on_request", "civil", f"{office.code}-{rng.randrange(1, 9):02d}"),
                *("Ngân hàng", f"Người {number}", "TAND thành phố Hà Nội", f"{number}/2024/DSST"),
                *(day - timedelta(days=30), "", "", "", ""),
            )
        )
        if rng.random() < 0.5:
            acts.append(_act(case, day + timedelta(days=20), "collect", amount // 3))
        if rng.random() < 0.3:
            acts.append(_act(case, day + timedelta(days=40), "without_means", ground="a"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *acts])
        load_journal(path, books_open=start)
    Books.objects.update(terms_from=start)
    sync_in_batches(Case, Case.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _document(office: Office, by: User) -> Handover:
    return handovers.prepare(
        by=by, kind=HandoverKind.OFFICE, from_office=office, to_office=office.successors.get(),
        on=CUT, reason="Sắp xếp tổ chức bộ máy", cases=Case.objects.filter(office=office),
    )  # fmt: skip


def _signing(documents: list[Handover], by: User) -> str:
    started, slowest = perf_counter(), 0.0
    for number, document in enumerate(documents, 1):
        began = perf_counter()
        handovers.sign(document.pk, by=by, number=f"{number}/BB", on=CUT, signer="Bà Dung")
        while handovers.post_signed(document.pk):
            pass
        slowest = max(slowest, perf_counter() - began)
    seconds = perf_counter() - started
    acts = HandoverItem.objects.filter(handover__in=documents, act__isnull=False).count()
    return (
        f"handover: {acts:,} cases in {len(documents)} documents in {seconds:.1f} s,"
        f" {acts / seconds:,.0f} acts/s, the longest document {slowest:.1f} s"
    )


class Neighbour:
    """Somebody elsewhere who records one act after the other meanwhile, on one case.

    A process of its own: in one process the two would wait for the interpreter, not for locks.
    """

    def __init__(self, case: int, by: User, on: date) -> None:
        self.case, self.by, self.on = case, by, on
        self.alone = sorted(self._act() for _ in range(20))
        context = multiprocessing.get_context("fork")
        self.stop = context.Event()
        self.results: SimpleQueue[list[float]] = context.SimpleQueue()
        self.process = context.Process(target=self._work, daemon=True)

    def _act(self) -> float:
        heading = Case.objects.get(pk=self.case).heading
        kind = ActKind.RESUME if heading == Heading.POSTPONED else ActKind.POSTPONE
        ground = "" if kind == ActKind.RESUME else "d"
        started = perf_counter()
        record_act(self.case, kind=kind, on=self.on, ground=ground, by=self.by)
        return (perf_counter() - started) * 1000

    def _work(self) -> None:
        taken = []
        while not self.stop.is_set():
            taken.append(self._act())
            self.stop.wait(0.02)
        self.results.put(taken)

    def __enter__(self) -> "Neighbour":
        connection.close()  # none may be shared with the child
        connection.close_pool()  # type: ignore[attr-defined]
        self.process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.taken = sorted(self.results.get())
        self.process.join()

    @property
    def words(self) -> str:
        number, middle = len(self.taken), self.taken[len(self.taken) // 2]
        alone, longest = self.alone[10], self.alone[-1]
        return (
            f"{number} acts took {middle:.0f} ms in the middle, {self.taken[-1]:.0f} ms at most"
            f" (alone {alone:.0f} and {longest:.0f} ms)"
        )


def _timed(work: Callable[[], object]) -> float:
    """Seconds of `work` with its keys checked; what it wrote is rolled back."""
    started = perf_counter()
    with rolled_back():
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = perf_counter() - started
    with connection.cursor() as cursor:
        for table in ("act", "ledgerline", "case", "balance", "party", "obligation", "judgment"):
            cursor.execute(f"VACUUM cases_{table}")
    return seconds


def _bare_copy(path: Path) -> float:
    """Seconds of COPY alone; the text is produced before the clock starts."""
    with rolled_back():
        loader = Loader(path, survey_of(path), START)
        chunks = list(ahead(loader.chunks()))
        with connection.cursor() as cursor:
            for table in ("cases_act", "cases_ledgerline"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        started = perf_counter()
        for chunk in chunks:
            copy_chunk(chunk)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = perf_counter() - started
    return seconds
