"""How the journal's rows reach PostgreSQL: as text for COPY, a chunk ahead of the server."""

import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

from django.db import connection
from django.db.utils import IntegrityError

from cases.actions.books import LINE_COLUMNS
from cases.actions.journal_file import BadRow, JournalRefused

TABLES: dict[str, tuple[str, ...]] = {
    "cases_judgment": ("id", "court", "number", "on", "kind"),
    "cases_case": (
        *("id", "kind", "judgment_id", "decision", "decided_on", "is_key", "continues_id"),
        *("office_id", "officer_id", "case_class_id", "heading", "ground"),
    ),
    "cases_party": ("id", "case_id", "role", "kind", "name", "identity_no", "address"),
    "cases_obligation": ("id", "case_id", "kind", "description", "creditor_id", "joint"),
    "cases_obligationdebtor": ("obligation_id", "party_id"),
    "cases_act": (
        *("id", "case_id", "kind", "on", "booked_on", "written_at", "issuing_office_id"),
        *("register", "register_year", "entry_no", "decision", "decision_no", "decision_suffix"),
        *("decision_year", "entered_again", "decided_on", "signer", "amount", "obligation_id"),
        *("ground", "opening", "reverses_id", "note"),
    ),
    "cases_ledgerline": LINE_COLUMNS,
}

LINE = "\t".join(["%s"] * len(LINE_COLUMNS)) + "\n"  # no free text among a line's columns

Chunk = dict[str, str]


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def text_of(text: str) -> str:
    """Text in COPY's format."""
    return text.translate(_ESCAPES) if ("\\" in text or not text.isprintable()) else text


def field_of(value: object) -> str:
    """A number, day, code or nothing in COPY's format; free text goes through `text_of`."""
    return r"\N" if value is None else str(value)


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_act, cases_case, cases_ledgerline, cases_balance")


def ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks, worked out in another thread one or two ahead of the reader."""
    ready: queue.Queue[Chunk | BaseException | None] = queue.Queue(maxsize=2)
    stop = threading.Event()

    def put(item: Chunk | BaseException | None) -> None:
        while not stop.is_set():
            with suppress(queue.Full):
                ready.put(item, timeout=0.2)
                return

    def produce() -> None:
        try:
            for chunk in chunks:
                put(chunk)
                if stop.is_set():
                    return
            put(None)
        except BaseException as fault:
            put(fault)

    thread = threading.Thread(target=produce, daemon=True)
    # The sending thread needs the interpreter at every full socket buffer. At the usual interval
    # it would wait five milliseconds for it each time, and lose more than the overlap wins.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    thread.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        thread.join()
        sys.setswitchinterval(interval)


def copy_chunk(chunk: Chunk) -> None:
    """One COPY a table, parents first. What the database refuses refuses the file."""
    try:
        for table, columns in TABLES.items():
            if text := chunk[table]:
                copy_rows(table, columns, text)
    except IntegrityError as fault:
        raise JournalRefused([BadRow(0, "", str(fault).strip().splitlines()[0])]) from fault


def copy_rows(table: str, columns: tuple[str, ...], text: str) -> None:
    """One COPY, one statement to the triggers."""
    names = ", ".join(f'"{column}"' for column in columns)
    null = "None" if table == "cases_ledgerline" else r"\N"
    copying = f"COPY {table} ({names}) FROM STDIN (NULL '{null}')"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(copying) as copy,
    ):
        copy.write(text)


def reserve(table: str, count: int) -> Iterator[int]:
    """`count` new ids in one block; asked again when another session drew from the middle."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT min(i), max(i) FROM (SELECT nextval(%s::regclass) i"
                " FROM generate_series(1, %s)) drawn",
                [f"{table}_id_seq", count],
            )
            first, last = cursor.fetchone()
            if not count or last - first + 1 == count:
                return iter(range(first or 0, (first or 0) + count))
