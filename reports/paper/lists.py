"""Danh sách: cases by name, due with the reports of 3, 6, 10 and 12 months.

Circular 05/2024/TT-BTP, Article 8. A list is a column of a statement, case by case: what its lines
add to the column at the cut-off. So its rows add up to the statement's figures, and a closed period
gives the same list for ever. The columns printed are ours: the official annex could not be read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cases.choices import STOCK, ActKind, Heading, PartyRole
from cases.models import Act, Case, Obligation, Office, Officer, Party, RegisterEntry
from cases.periods import Period
from cases.register_kinds import SHAPES, Book, EntryKind
from cases.rules import Refusal
from cases.rules.grounds import ground_label
from reports.figures import statistics
from reports.figures.statistics import Question, Statement
from reports.paper.annex import STEP, Column, Entry, Field, Sheet, column, entry
from reports.proof.cells import Cell

MONTHS = (3, 6, 10, 12)
PROVISIONAL = "Cột của danh sách là bố cục tạm thời, chưa đối chiếu phụ lục chính thức."

NAMES_OF_TODAY = (
    "Số liệu theo sổ tại ngày khóa sổ; tên người, địa chỉ ghi theo hồ sơ tại lúc lập danh sách."
)


@dataclass(frozen=True)
class NamedList:
    """One list: the statement's column it is made of, and which of its own columns it adds.

    Without a column it is no cases of the ledger but claims of the register of compensation.
    """

    code: str
    title: str
    column: str = ""
    flags: tuple[str, ...] = ()
    months: tuple[int, ...] = MONTHS
    adds: tuple[str, ...] = ()
    what: str = ""


_BASIS = "Thông tư 05/2024/TT-BTP, Điều 8"
LISTS = (
    NamedList(
        "rieng",
        "Danh sách việc chưa có điều kiện thi hành đã chuyển sổ theo dõi riêng",
        "m01",
        adds=("decided", "moved"),
        what="Việc, tiền đứng ở sổ theo dõi riêng tại ngày khóa sổ.",
    ),
    NamedList(
        "dang",
        "Danh sách việc thi hành án dân sự đang thi hành",
        "c13",
        what="Việc, tiền đang thi hành tại ngày khóa sổ, không kể hoãn, tạm đình chỉ và chưa có"
        " điều kiện.",
    ),
    NamedList(
        "tin-dung",
        "Danh sách việc thi hành án cho tổ chức tín dụng, ngân hàng",
        "c19",
        flags=("credit",),
        adds=("place",),
        what="Việc, tiền chưa thi hành xong tại ngày khóa sổ của án tín dụng, ngân hàng.",
    ),
    NamedList(
        "boi-thuong",
        "Danh sách việc bồi thường nhà nước",
        what="Yêu cầu bồi thường nhận trong kỳ và kỳ trước chưa giải quyết xong, theo sổ bồi thường"
        " nhà nước.",
    ),
    NamedList(
        "chuyen",
        "Danh sách việc chưa thi hành xong chuyển kỳ sau",
        "c19",
        months=(12,),
        adds=("place",),
        what="Việc, tiền chưa thi hành xong ngày 30 tháng 9, không kể sổ theo dõi riêng.",
    ),
)
BY_CODE = {each.code: each for each in LISTS}


def due(period: Period) -> list[NamedList]:
    """The lists that go with the report of a period."""
    return [each for each in LISTS if period.months in each.months]


# ---------------------------------------------------------------- what is asked
@dataclass(frozen=True)
class Asked:
    """A list of an office and period, with the statement whose cell it must equal."""

    definition: NamedList
    statement: Statement

    def cell(self, measure: str) -> Cell:
        of = self.statement
        return Cell(of, of.column(self.definition.column), measure, of.total)

    @property
    def cases(self) -> int:
        return self.cell("cases").value if self.definition.column else count(self)

    @property
    def money(self) -> int:
        return self.cell("money").value

    @property
    def column_name(self) -> str:
        found = self.statement.column(self.definition.column)
        return f"cột {found.number} “{found.full_label}”"


def ask(code: str, office: Office, period: Period, scope: str) -> Asked:
    """Raises Refusal where there is no such list, or no statement it could agree with."""
    definition = BY_CODE.get(code)
    if definition is None or period.months not in definition.months:
        raise Refusal(f"Không có danh sách này ở kỳ {period.label}.", "form")
    return Asked(definition, _statement(definition.flags, office, period, scope))


def ask_all(office: Office, period: Period, scope: str) -> list[Asked]:
    """Every list of the period, with as few statements as there are sets of flags."""
    made: dict[tuple[str, ...], Statement] = {}
    for each in due(period):
        if each.flags not in made:
            made[each.flags] = _statement(each.flags, office, period, scope)
    return [Asked(each, made[each.flags]) for each in due(period)]


def _statement(flags: tuple[str, ...], office: Office, period: Period, scope: str) -> Statement:
    return statistics.statement(office, period, scope, question=Question(flags=flags))


# ---------------------------------------------------------------- rows
class Standing(NamedTuple):
    """What one case adds to the cell, and at whose key."""

    case: int
    office: int
    officer: int | None
    cases: int
    amount: int


_STANDING = """
SELECT cell.case_id, line.office_id, line.officer_id, cell.cases::int, cell.amount::bigint
FROM (
    SELECT case_id, coalesce(max(id) FILTER (WHERE cases + amount > 0), max(id)) AS line_id,
           sum(cases) AS cases, sum(amount) AS amount
    FROM (
        SELECT id, case_id, value AS cases, 0 AS amount FROM ({cases}) counted
        UNION ALL
        SELECT id, case_id, 0, value FROM ({money}) counted
    ) line
    GROUP BY case_id HAVING sum(cases) <> 0 OR sum(amount) <> 0
) cell
JOIN cases_ledgerline line ON line.id = cell.line_id
JOIN cases_case held ON held.id = cell.case_id
"""
_ORDER = "ORDER BY array_position(%s, line.office_id::int), held.decided_on, cell.case_id"


def _standing_sql(asked: Asked) -> tuple[str, list[Any]]:
    measured = {}
    parameters: list[Any] = []
    for measure in ("cases", "money"):
        cell = asked.cell(measure)
        measured[measure], added = cell.counted(date.min)
        parameters += added
    return _STANDING.format(**measured), parameters


def count(asked: Asked) -> int:
    """How many cases, or claims, stand on the list."""
    if not asked.definition.column:
        return claims(asked).count()
    sql, parameters = _standing_sql(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) standing", parameters)
        return int(cursor.fetchone()[0])


def standing(asked: Asked) -> Iterator[list[Standing]]:
    """The cases of the list in printed order, some at a time, by a cursor on the server."""
    sql, parameters = _standing_sql(asked)
    offices = asked.statement.scope.ids
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql + _ORDER, [*parameters, offices])
        while batch := cursor.fetchmany(STEP):
            yield [Standing(*row) for row in batch]


@dataclass(frozen=True)
class Line:
    """A case of the list as it is written down."""

    no: int
    case: Case
    holder: str
    cases: int
    amount: int
    place: str
    decided: Act | None
    moved: Act | None

    def people(self, role: str) -> list[Party]:
        return [party for party in self.case.parties.all() if party.role == role]


def lines(asked: Asked) -> Iterator[Line]:
    several = len(asked.statement.scope.alive) > 1
    offices = {office.pk: office for office in asked.statement.scope.offices}
    officers: dict[int, Officer] = {}
    no = 0
    for batch in standing(asked):
        cases = _cases([row.case for row in batch])
        places = _places(asked, list(cases))
        unknown = {row.officer for row in batch if row.officer} - officers.keys()
        officers |= Officer.objects.in_bulk(unknown)
        decided = _acts(asked, cases, ActKind.WITHOUT_MEANS)
        moved = _acts(asked, cases, ActKind.SEPARATE_BOOK)
        for row in batch:
            no += 1
            holder = str(officers[row.officer]) if row.officer else "Chưa phân công"
            if several:
                holder += f", {offices[row.office].short_name}"
            yield Line(
                no, cases[row.case], holder, row.cases, row.amount, places.get(row.case, ""),
                decided.get(row.case), moved.get(row.case),
            )  # fmt: skip


def _cases(ids: Sequence[int]) -> dict[int, Case]:
    return (
        Case.objects.select_related("judgment")
        .prefetch_related(
            Prefetch("parties", Party.objects.order_by("pk")),
            Prefetch("obligations", Obligation.objects.order_by("pk")),
        )
        .in_bulk(list(ids))
    )


def _places(asked: Asked, cases: list[int]) -> dict[int, str]:
    """Where each case stood at the cut-off, by its lines; its money where it itself is gone."""
    if "place" not in asked.definition.adds:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT case_id, heading FROM cases_ledgerline
            WHERE case_id = ANY(%s) AND office_id = ANY(%s) AND booked_on <= %s
              AND heading = ANY(%s)
            GROUP BY case_id, heading HAVING sum(cases) > 0 OR sum(amount) > 0
            ORDER BY case_id, sum(cases), sum(amount)
            """,
            [cases, asked.statement.scope.ids, asked.statement.period.cutoff,
             [heading.value for heading in STOCK]],
        )  # fmt: skip
        return {case: str(Heading(heading).label) for case, heading in cursor}


def _acts(asked: Asked, cases: Mapping[int, Case], kind: str) -> dict[int, Act]:
    """The newest decision of a kind that stood at the cut-off."""
    if "decided" not in asked.definition.adds:
        return {}
    cutoff = asked.statement.period.cutoff
    stood = Act.objects.filter(case__in=list(cases), kind=kind, booked_on__lte=cutoff)
    stood = stood.filter(Q(reversed_by=None) | Q(reversed_by__booked_on__gt=cutoff))
    return {act.case_id: act for act in stood.order_by("booked_on", "pk")}


# ---------------------------------------------------------------- claims for compensation
def claims(asked: Asked) -> QuerySet[RegisterEntry]:
    """Those of the register as it stood at the cut-off, but for those settled before the year."""
    of = asked.statement
    stood = RegisterEntry.objects.filter(
        Q(cancelled_by=None) | Q(cancelled_by__booked_on__gt=of.period.cutoff),
        booked_on__lte=of.period.cutoff, register=Book.COMPENSATION, cancels=None,
    )  # fmt: skip
    settled = stood.filter(
        refers_to=OuterRef("pk"), kind__in=SHAPES[Book.COMPENSATION].ends,
        booked_on__lt=of.period.start,
    )  # fmt: skip
    opened = stood.filter(office__in=of.scope.ids, entry_no__isnull=False)
    answers = Prefetch("answers", stood.order_by("booked_on", "pk"))
    return (
        opened.exclude(Exists(settled)).select_related("office").prefetch_related(answers)
        .order_by("office_id", "booked_on", "pk")
    )  # fmt: skip


class Claim(NamedTuple):
    no: int
    it: RegisterEntry

    def of(self, *kinds: str) -> list[RegisterEntry]:
        return [answer for answer in self.it.answers.all() if answer.kind in kinds]

    @property
    def end(self) -> RegisterEntry | None:
        return next(iter(self.of(*SHAPES[Book.COMPENSATION].ends)), None)

    def sum(self, kind: str) -> int:
        return sum(answer.amount or 0 for answer in self.of(kind))


_CLAIMS = (
    column("STT", 11, lambda claim: claim.no),
    column("Đơn vị", 32, lambda claim: claim.it.office.name),
    Column("Yêu cầu bồi thường", 30, (
        Field("số", lambda claim: f"{claim.it.entry_no}/{claim.it.register_year}"),
        Field("ngày", lambda claim: claim.it.on),
    )),
    column("Người yêu cầu bồi thường", 36, lambda claim: claim.it.person),
    column("Nội dung", 46, lambda claim: claim.it.content),
    column("Số tiền yêu cầu (đồng)", 26, lambda claim: claim.it.amount, is_sum=True),
    Column("Kết quả giải quyết", 34, (
        Field("kết quả", lambda claim: claim.end and claim.end.get_kind_display()),
        Field("ngày", lambda claim: claim.end and claim.end.on),
    )),
    column("Được bồi thường (đồng)", 26, lambda claim: claim.sum(EntryKind.CLAIM_GRANTED),
           is_sum=True),
    column("Đã chi trả (đồng)", 26, lambda claim: claim.sum(EntryKind.COMPENSATED), is_sum=True),
)  # fmt: skip


# ---------------------------------------------------------------- columns
def _names(people: Sequence[Party]) -> str:
    return "; ".join(person.name for person in people)


def _where(people: Sequence[Party]) -> str:
    found = ("chưa rõ địa chỉ" if p.address_unknown else p.address for p in people)
    return "; ".join(dict.fromkeys(filter(None, found)))


def _ground(act: Act | None) -> str:
    return ground_label(act.kind, act.ground, act.on) if act else ""


_DEBTOR, _CREDITOR = PartyRole.DEBTOR, PartyRole.CREDITOR
_ADDED = {
    "place": column("Tình trạng tại ngày khóa sổ", 22, lambda line: line.place),
    "decided": Column(
        "Quyết định về việc chưa có điều kiện", 38,
        (
            Field("số", lambda line: line.decided and line.decided.decision),
            Field("ngày", lambda line: line.decided and line.decided.on),
            Field("căn cứ", lambda line: _ground(line.decided)),
        ),
    ),
    "moved": column("Ngày chuyển sổ theo dõi riêng", 18, lambda line: line.moved and line.moved.on),
}  # fmt: skip


def columns_of(definition: NamedList) -> tuple[Column, ...]:
    if not definition.column:
        return _CLAIMS
    return (
        column("STT", 11, lambda line: line.no),
        Column("Quyết định thi hành án", 27, (
            Field("số", lambda line: str(line.case)),
            Field("ngày", lambda line: line.case.decided_on),
        )),
        Column("Bản án, quyết định của Tòa án", 35, (
            Field("số", lambda line: line.case.judgment.number),
            Field("ngày", lambda line: line.case.judgment.on),
            Field("Tòa án", lambda line: line.case.judgment.court),
        )),
        Column("Người phải thi hành án", 42, (
            Field("tên", lambda line: _names(line.people(_DEBTOR))),
            Field("địa chỉ", lambda line: _where(line.people(_DEBTOR))),
        )),
        column("Người được thi hành án", 31, lambda line: _names(line.people(_CREDITOR))),
        column("Nghĩa vụ phải thi hành", 32,
               lambda line: "; ".join(str(o) for o in line.case.obligations.all())),
        *(_ADDED[name] for name in definition.adds),
        column("Chấp hành viên", 25, lambda line: line.holder),
        column("Việc", 10, lambda line: line.cases, is_sum=True),
        column("Số tiền còn phải thi hành (đồng)", 28, lambda line: line.amount, is_sum=True),
    )  # fmt: skip


def _totals(asked: Asked, columns: Sequence[Column]) -> dict[int, int]:
    """The control totals: of cases the statement's figures, of claims the register's."""
    sums = [place for place, each in enumerate(columns) if each.is_sum]
    if asked.definition.column:
        return dict(zip(sums, (asked.cases, asked.money), strict=True))
    rows = list(entries(asked))
    return {place: sum(row.cells[place][0] or 0 for row in rows) for place in sums}


def sheet(asked: Asked, made_at: datetime) -> Sheet:
    of, definition = asked.statement, asked.definition
    columns = columns_of(definition)
    span = f"từ {of.period.start:%d/%m/%Y} đến {of.period.cutoff:%d/%m/%Y}"
    rows = count(asked)
    closed = of.closed >= len(of.scope.alive)
    remarks = [f"{_BASIS}. {definition.what}".strip()]
    if closed:
        remarks.append(NAMES_OF_TODAY)
    closing: tuple[str, ...] = ()
    if definition.column:
        remarks.append(PROVISIONAL)
        closing = (
            f"Tổng số kiểm tra bằng {asked.column_name} của báo cáo thống kê cùng kỳ"
            f"{' (án tín dụng, ngân hàng)' if definition.flags else ''}.",
        )
    else:
        closing = ("Tổng số theo sổ bồi thường nhà nước tại ngày khóa sổ.",)
    if not rows:
        remarks.append("Không có việc nào.")
    if not closed:
        remarks.append("Sổ của kỳ này chưa khóa hết: số liệu còn có thể thay đổi.")
    return Sheet(
        office=of.office,
        code=of.office.code,
        title=definition.title,
        period=f"{of.when} ({span})",
        columns=columns,
        count=rows,
        made_at=made_at,
        totals=_totals(asked, columns),
        remarks=tuple(remarks),
        closing=closing,
        signs=("Người lập", "Thủ trưởng đơn vị"),
    )


def entries(asked: Asked) -> Iterator[Entry]:
    columns = columns_of(asked.definition)
    if asked.definition.column:
        yield from (entry(columns, line) for line in lines(asked))
        return
    for no, claim in enumerate(claims(asked).iterator(STEP), 1):
        yield entry(columns, Claim(no, claim))
