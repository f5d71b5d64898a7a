"""How fast the ledger takes acts, measured against what PostgreSQL takes without it."""

import csv
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.db import connection, transaction

from cases.actions.journal import Loader, load_journal
from cases.actions.journal_copy import ahead, copy_chunk
from cases.actions.journal_file import COLUMNS, survey_of
from cases.models import Office

START = date(2017, 10, 1)


class _Discard(Exception):
    """Leaves a transaction without keeping what it did."""


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


def _timed(work: Callable[[], object]) -> float:
    """Seconds of `work` with its keys checked; what it wrote is rolled back."""
    started = perf_counter()
    try:
        with transaction.atomic():
            work()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            seconds = perf_counter() - started
            raise _Discard
    except _Discard:
        pass
    with connection.cursor() as cursor:
        for table in ("act", "ledgerline", "case", "balance", "party", "obligation", "judgment"):
            cursor.execute(f"VACUUM cases_{table}")
    return seconds


def _bare_copy(path: Path) -> float:
    """Seconds of COPY alone; the text is produced before the clock starts."""
    seconds = 0.0
    try:
        with transaction.atomic():
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
            raise _Discard
    except _Discard:
        pass
    return seconds
