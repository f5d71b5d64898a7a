"""How fast a case is found among a million, and how fast the list opens."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import QueryDict

from cases.actions.people import load_offices
from cases.benchmarks import own_database
from cases.caselist import COLUMNS, columns_for, with_columns
from cases.choices import Heading, Role
from cases.demo.amounts import BUDGET, CREDIT, OTHER
from cases.demo.names import draw_papers, draw_person
from cases.filters import CaseFilter
from cases.models import Asset, Case, CaseClass, Office, Officer, User
from cases.search import Found, Sought, by_number
from cases.views.caselist import ListPaginator

FIRST, LAST = date(2016, 10, 1), date(2026, 9, 30)
CHUNK = 100_000
STANDING = (
    *((Heading.IN_PROGRESS, 14), (Heading.WITHOUT_MEANS, 8), (Heading.POSTPONED, 2)),
    *((Heading.COMPLETED, 62), (Heading.TERMINATED, 9), (Heading.DELEGATED, 5)),
)
TABLES = {
    "cases_judgment": ("id", "court", "number", "on", "kind"),
    "cases_case": (
        *("id", "kind", "judgment_id", "decision", "decided_on", "is_key", "office_id"),
        *("officer_id", "case_class_id", "heading", "ground", "last_booked_on"),
    ),
    "cases_obligation": ("id", "case_id", "kind", "description", "joint"),
    "cases_party": ("case_id", "role", "kind", "name", "identity_no", "address"),
    "cases_asset": ("case_id", "kind", "description", "identifier", "written_at"),
    "cases_balance": (
        *("case_id", "obligation_id", "office_id", "officer_id", "case_class_id", "heading"),
        *("ground", "cases", "amount", "last_on"),
    ),
}  # fmt: skip
EVERYTHING = "cases_searchtext, " + ", ".join(TABLES)


# ---------------------------------------------------------------- a million cases
def generate(count: int) -> None:
    """So many cases with parties, assets and balances in all offices of the city, by COPY."""
    rng = random.Random(20261001)
    offices = list(Office.objects.valid_on(FIRST).order_by("code"))
    officers = Officer.objects.bulk_create(
        Officer(office=o, code=f"{o.code}-S{n}", name=draw_person(rng), valid_from=o.valid_from)
        for o in offices
        for n in range(1, 7)
    )
    by_office: dict[int, list[int]] = {}
    for officer in officers:
        by_office.setdefault(officer.office_id, []).append(officer.pk)
    classes = [
        CaseClass.objects.get_or_create(origin=origin, judgment_kind=kind)[0]
        for origin in ("ex_officio", "on_request")
        for kind in ("criminal", "civil", "family", "commercial")
    ]
    days = (LAST - FIRST).days
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_balance DISABLE TRIGGER USER")
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_words'")
        (index,) = cursor.fetchone()
        cursor.execute("DROP INDEX search_words")  # built at the end, as a restore does
        for first in range(1, count + 1, CHUNK):
            rows: dict[str, list[str]] = {table: [] for table in TABLES}
            for n in range(first, min(first + CHUNK, count + 1)):
                office = rng.choice(offices)
                on = FIRST + timedelta(days=n * days // count + rng.randrange(10))
                _case(rows, rng, n, office, rng.choice(by_office[office.pk]),
                      rng.choice(classes), on)  # fmt: skip
            for table, columns in TABLES.items():
                names = ", ".join(f'"{name}"' for name in columns)
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    copy.write("".join(rows[table]))
        cursor.execute(index)


def _case(
    rows: dict[str, list[str]],
    rng: random.Random,
    n: int,
    office: Office,
    officer: int,
    case_class: CaseClass,
    on: date,
) -> None:
    budget = case_class.origin == "ex_officio"
    kind = case_class.judgment_kind
    category = BUDGET if budget else CREDIT if kind == "commercial" else OTHER
    papers = draw_papers(rng, category, kind, office.short_name, on)
    amount = rng.randrange(200_000, 900_000_000, 1_000)
    heading = rng.choices([h for h, _ in STANDING], [w for _, w in STANDING])[0]
    put = lambda table, *values: rows[table].append("\t".join(map(str, values)) + "\n")  # noqa: E731
    put("cases_judgment", n, papers.court, papers.judgment_no, papers.judgment_on, kind)
    decision = f"{n % 4000 + 1}/QĐ-CCTHADS"
    put("cases_case", n, "enforcement", n, decision, on, "f", office.pk, officer,
        case_class.pk, heading, "", on)  # fmt: skip
    put("cases_obligation", n, n, "court_fee" if budget else "debt", "", "f")
    put("cases_party", n, "creditor", "state" if budget else "natural", papers.creditor, "", "")
    for _ in range(1 if rng.random() < 0.75 else 2):
        number = f"001{rng.randrange(10**9):09}" if rng.random() < 0.5 else ""
        put("cases_party", n, "debtor", "natural", papers.debtor, number, f"Tổ {n % 90}, Hà Nội")
        papers = draw_papers(rng, category, kind, office.short_name, on)
    if rng.random() < 0.1:
        plate = f"{rng.choice((29, 30))}{rng.choice('AEFGHK')}-{rng.randrange(10**5):05}"
        plate = f"{plate[:7]}.{plate[7:]}"
        put("cases_asset", n, "vehicle", f"Ô tô con biển số {plate}", plate, "2026-09-30")
    key = (office.pk, officer, case_class.pk, heading, "")
    put("cases_balance", n, 0, *key, 1, 0, on)
    put("cases_balance", n, n, *key, 0, amount, on)


# ---------------------------------------------------------------- what is asked
def _people() -> tuple[User, User]:
    """An officer of one office and the city's clerk."""
    office = Office.objects.get(code="HN-BD")
    officer = User.objects.create_user(
        "bench.officer", role=Role.OFFICER, office=office,
        officer=Officer.objects.get(code="HN-BD-S1"),
    )  # fmt: skip
    city = Office.objects.get(code="HN")
    return officer, User.objects.create_user("bench.clerk", role=Role.CITY_CLERK, office=city)


COMMON = (
    *("nguyễn", "nguyen", "nguyễn văn", "nguyen van", "nguyễn thị", "tran", "trần thị", "lê"),
    *("van", "thị", "Ngân sách nhà nước", "ngan sach", "ngân hàng", "cong ty tnhh"),
    *("ngan hang tmcp", "hoàng", "phạm văn", "đỗ", "vũ thị", "le thi"),
)  # fmt: skip
ONE_WORD = (
    *("Hùng", "dung", "Cường", "huong", "Lan", "thao", "Quỳnh", "khuat", "Cấn", "kiều", "Tuấn"),
    *("phuong", "Hải", "duc", "Đức", "Yến", "linh", "Đạt", "Phượng", "Ánh"),
)
NOTHING = (
    *("Xêxilia Khôngcó", "99999/QĐ-CCTHADS", "Đèo Văn Khâu Lai", "zzz", "88Z-999.99"),
    *("Công ty Không Bao Giờ Có", "770077/2031/ABC", "nguyen van khongai", "Ưng Hoàng Phúc Thịnh"),
)


def queries(offices: list[int]) -> dict[str, list[str]]:
    """What is sought, kind by kind, drawn from the cases of the offices."""
    rng = random.Random(7)
    held = Case.objects.filter(office__in=offices)
    first, last = held.earliest("pk").pk, held.latest("pk").pk
    starts = [rng.randint(first, last) for _ in range(25)]
    some = [held.filter(pk__gte=pk).order_by("pk").first() for pk in starts]
    cases = [case for case in some if case]
    names = [case.parties.filter(role="debtor").order_by("pk")[0].name for case in cases]
    numbers = [c.parties.exclude(identity_no="").values_list("identity_no", flat=True).first()
               for c in cases]  # fmt: skip
    assets = Asset.objects.filter(case__office__in=offices).order_by("pk")[:4000:200]
    plates = [asset.identifier for asset in assets]
    return {
        "number": [case.decision.split("/")[0] for case in cases],
        "whole number": [case.decision for case in cases],
        "judgment": [case.judgment.number for case in cases],
        "part of a judgment": [case.judgment.number.rpartition("/")[0] for case in cases],
        "name": names,
        "name, no marks": [Sought.of(name).plain for name in names],
        "common": list(COMMON),
        "one word": list(ONE_WORD),
        "plate": plates + [re.sub(r"\W", "", plate) for plate in plates],
        "identity": [number for number in numbers if number],
        "nothing": list(NOTHING),
    }


LISTS = {
    "newest": "",
    "open": "state=open",
    "without means": "state=without_means",
    "a year": "since=01/10/2023&until=30/09/2024",
    "a month, open": "state=open&since=01/03/2026&until=31/03/2026",
    "kind": "judgment_kind=commercial&state=in_progress",
    "name, open": "q=nguyen+van&state=open",
}


def search(count: int = 1_000_000) -> list[str]:
    """The list as its view makes it, but for the template: found, ranked, counted, one page read.

    In a database of its own beside the bench's, so that it can be vacuumed like a real one.
    """
    with own_database():
        load_offices()
        loaded = _timed(lambda: generate(count))
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {EVERYTHING}")
        lines = [f"search: {count:,} cases loaded with their search rows in {loaded / 1000:.0f} s"]
        for user in _people():
            lines += _measured(user)
        return lines


def _measured(user: User) -> list[str]:
    offices = list(Office.objects.visible_to(user).values_list("pk", flat=True))
    who = user.get_role_display()
    lines, every = [], []
    for kind, texts in queries(offices).items():
        page(user, {"q": texts[0]}) if kind != "identity" else None  # warm
        taken = [_timed(partial(find, user, kind, text)) for text in texts]
        every += taken
        lines.append(_line(f"{who}, {kind}", taken))
    lines.append(_line(f"{who}, all", every))
    own = "" if user.role == Role.CITY_CLERK else "HN-BD-S1"
    for kind, query in (LISTS | ({"an officer's": f"officer={own}"} if own else {})).items():
        taken = [_timed(partial(page, user, QueryDict(query))) for _ in range(12)]
        lines.append(_line(f"{who}, list {kind}", taken[2:]))
    return lines + _by_hand(user, offices)


def find(user: User, kind: str, text: str) -> None:
    if kind == "identity":
        found = list(by_number(text, Case.objects.visible_to(user)))
        assert found, text
        page(user, {}, looked_up=found)
    else:
        page(user, {"q": text})


def page(user: User, query: Any, **found: Any) -> None:
    codes = columns_for(user.role)
    rows = CaseFilter(query, user=user, **found).rows
    if isinstance(rows, Found):
        rows.cases = with_columns(rows.cases, codes)
    else:
        rows = with_columns(rows, codes)
    for case in ListPaginator(rows).get_page(1):
        for code in codes:
            COLUMNS[code].value(case)


BY_HAND = """
SELECT c.id, c.decision, c.decided_on FROM cases_case c
WHERE c.office_id = ANY (%s) AND EXISTS (
    SELECT FROM cases_party p WHERE p.case_id = c.id AND plain_name(p.name) LIKE %s)
ORDER BY c.decided_on DESC, c.id DESC LIMIT 50
"""


def _by_hand(user: User, offices: list[int]) -> list[str]:
    """The same names by the SQL one would write first, over the tables as they are."""
    names = queries(offices)["name, no marks"][:5]

    def written() -> None:
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(BY_HAND, [offices, f"%{name}%"])
                cursor.fetchall()

    ours = sum(_timed(partial(page, user, {"q": name})) for name in names)
    hand = _timed(written)
    who = user.get_role_display()
    return [f"search: {who}, a name: {ours / hand:.2f} x hand-written SQL ({hand / 5:.0f} ms)"]


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return 1000 * (perf_counter() - started)


def _line(what: str, taken: list[float]) -> str:
    p95 = quantiles(taken, n=20, method="inclusive")[-1]
    return (
        f"search: {what}: p50 {median(taken):.0f} ms, p95 {p95:.0f} ms, max {max(taken):.0f} ms"
        f" ({len(taken)})"
    )
