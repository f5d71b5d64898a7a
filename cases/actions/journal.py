"""Nhập lịch sử: posts a journal (CSV) in bulk through the same rules as the screens.

All or nothing, and every bad row is listed with its line number and reason. The rows are worked
out in memory in a thread of their own and handed over in chunks, while PostgreSQL takes the chunk
before by COPY. The triggers meet each chunk as one statement, as they meet a single act.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from cases.actions.books import line_rows, open_books, split_decision
from cases.actions.intake import class_of
from cases.actions.journal_copy import (
    LINE,
    TABLES,
    Chunk,
    ahead,
    analyze,
    copy_chunk,
    field_of,
    reserve,
    text_of,
)
from cases.actions.journal_file import BadRow, JournalRefused, Row, Survey, read_rows, survey_of
from cases.actions.key_cases import mark_flagged
from cases.actions.vouchers import vouchers_of_loaded
from cases.choices import (
    ActKind,
    CaseKind,
    Heading,
    JudgmentKind,
    ObligationKind,
    Origin,
    PartyRole,
    PersonKind,
)
from cases.models import Books, Case, CaseClass, Office, Officer, Series
from cases.periods import statistical_year
from cases.rules import Refusal
from cases.rules.grounds import CONSENT, known_ground
from cases.rules.moves import ORIGIN_MATTERS, REGISTER, check_allowed
from cases.rules.position import Entry, Key, Place, Position
from cases.rules.posting import booking_day, post, touched_offices
from cases.today import today

CHUNK = 20_000


@dataclass(frozen=True)
class Loaded:
    acts: int
    cases: int
    lines: int


@dataclass
class _CaseInHand:
    """A case of the file while its rows are read."""

    pk: int
    obligation: int
    position: Position


def load_journal(path: Path, *, books_open: date | None = None) -> Loaded:
    """Post a whole file. Raises JournalRefused; then nothing of it stands.

    `books_open` is the day from which offices without books are opened; those that begin later
    are opened on their first day.
    """
    with transaction.atomic(), _no_collection():
        survey = survey_of(path)
        loader = Loader(path, survey, books_open)
        for number, chunk in enumerate(ahead(loader.chunks())):
            if not loader.bad:
                copy_chunk(chunk)
            if number in (0, 3, 12):  # the triggers' plans must know that the tables have grown
                analyze()
        if loader.bad:
            raise JournalRefused(sorted(loader.bad, key=lambda row: row.line))
        vouchers_of_loaded(loader.first_act, loader.last_act)
        mark_flagged(Case.objects.filter(is_key=True))
    analyze()
    return loader.loaded


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without Python's cycle collector: it would walk every case in hand again and again.

    Nothing here makes cycles. Without it the rows are worked out in 0.6 of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


# ---------------------------------------------------------------- second pass: posting
_LEGAL_NAMES = ("Công ty", "CÔNG TY", "Ngân hàng", "Doanh nghiệp", "Hợp tác xã", "Quỹ", "Tổng công")


class Loader:
    """Turns rows into the text of COPY, keeping every case of the file in memory."""

    def __init__(self, path: Path, survey: Survey, books_open: date | None) -> None:
        self.path = path
        self.bad: list[BadRow] = []
        self.survey = survey
        self.today = today()
        self.written_at: datetime = timezone.now()
        self.offices = {office.code: office for office in Office.objects.all()}
        self._open_books(books_open)
        self._add_officers()
        self._add_classes()
        self.cases: dict[str, _CaseInHand] = {}
        self.judgments: dict[tuple[str, str, date | None, str], int] = {}
        self.decisions: dict[tuple, tuple[int, int]] = {}  # number → times entered, living act
        self.decision_of: dict[int, tuple] = {}
        self.acts = reserve("cases_act", survey.rows)
        self.first_act = self.last_act = 0
        intakes = survey.intakes
        self.judgment_ids = reserve("cases_judgment", intakes)
        self.case_ids = reserve("cases_case", intakes)
        self.obligation_ids = reserve("cases_obligation", intakes)
        self.party_ids = reserve("cases_party", 2 * intakes)
        self.days: dict[str, date] = {}
        self.counts = {"acts": 0, "cases": 0, "lines": 0}
        self.out: dict[str, list[str]] = {}

    @property
    def loaded(self) -> Loaded:
        return Loaded(**self.counts)

    def _open_books(self, books_open: date | None) -> None:
        """Open books where asked; hold them, and every series of these offices, until commit."""
        named = [self.offices[code] for code in sorted(self.survey.offices & self.offices.keys())]
        if books_open is not None:
            for office in named:
                open_books(office, max(books_open, office.valid_from))
        ids = sorted(office.pk for office in named)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT office_id FROM cases_books WHERE office_id = ANY(%s)"
                " ORDER BY office_id FOR SHARE",
                [ids],
            )
        self.books = {books.office_id: books for books in Books.objects.filter(office__in=ids)}
        self.open_from = {
            pk: _next_day(books.closed_through) if books.closed_through else books.open_on
            for pk, books in self.books.items()
        }
        rows = Series.objects.filter(office__in=ids).order_by("pk").select_for_update(no_key=True)
        self.series = {(row.office_id, row.register, row.year): row.last_no for row in rows}

    def _add_officers(self) -> None:
        known = set(Officer.objects.values_list("code", flat=True))
        Officer.objects.bulk_create(
            Officer(office=self.offices[office], code=code, name=code, valid_from=first)
            for code, (office, on) in self.survey.officers.items()
            if code not in known
            and office in self.offices
            and (first := self._books_or_day(office, on))
        )
        self.officers = {o.code: (o.pk, o.office_id) for o in Officer.objects.all()}

    def _books_or_day(self, office: str, on: str) -> date | None:
        with suppress(ValueError):
            return max(self.offices[office].valid_from, date.fromisoformat(on))
        return None

    def _add_classes(self) -> None:
        self.classes: dict[tuple[str, str, str], int] = {}
        self.origins: dict[int, str] = {}
        for origin, judgment_kind, flags in sorted(self.survey.classes):
            named = set(flags.split())
            if (
                origin in Origin.values
                and judgment_kind in JudgmentKind.values
                and named <= {*CaseClass.FLAGS, "key"}
            ):
                given = {flag: flag in named for flag in CaseClass.FLAGS}
                row = class_of(origin, judgment_kind, **given)
                self.classes[origin, judgment_kind, flags] = row.pk
                self.origins[row.pk] = origin

    def chunks(self) -> Iterator[Chunk]:
        self.out = {table: [] for table in TABLES}
        for number, (line, row) in enumerate(read_rows(self.path), 1):
            try:
                self._post(row)
            except Refusal as refusal:
                self.bad.append(BadRow(line, refusal.field or "", str(refusal)))
            if number % CHUNK == 0:
                yield self._take()
        yield self._take()

    def _take(self) -> Chunk:
        chunk = {table: "".join(rows) for table, rows in self.out.items()}
        self.out = {table: [] for table in TABLES}
        return chunk

    def _add(self, table: str, *values: object) -> None:
        self.out[table].append("\t".join(map(field_of, values)) + "\n")

    # ------------------------------------------------------------ one row
    def _post(self, row: Row) -> None:
        if row.act not in _KINDS:
            raise Refusal(f"không có việc ghi sổ “{row.act}”", "act")
        on = self._day(row.on, "on")
        decided_on = self._day(row.decided_on, "decided_on") if row.decided_on else None
        if on > self.today or (decided_on and decided_on > self.today):
            raise Refusal("ngày ở tương lai", "on")
        act = self.last_act = next(self.acts)
        self.first_act = self.first_act or act
        if row.act == _INTAKE:
            case, entry, write_case = self._intake(row, act, on, decided_on)
        else:
            case = self._known(row.case, "case")
            entry, write_case = self._entry(row, act, on, case), None
        issuing = self._issuing_office(row, case)
        if entry.opening:
            entry.booked_on = self.books[entry.key.office].day_before  # type: ignore[union-attr]
            if self.books[entry.key.office].closed_through:  # type: ignore[union-attr]
                raise Refusal("sổ đã khóa, không nhận số dư mở sổ", "opening")
        else:
            offices = touched_offices(case.position, entry)
            entry.booked_on = booking_day(
                on, [self.open_from[pk] for pk in offices], case.position.last_booked_on
            )
        if row.act == _INTAKE:
            self._check_valid(self.offices[row.office], entry.booked_on)
        number = self._decision(row, issuing, on, decided_on)
        pairs = post(case.position, entry)
        if write_case:
            write_case()
            self.cases[row.case] = case
            self.counts["cases"] += 1
        self._write_act(row, act, case, entry, issuing, decided_on, number)
        self.out["cases_ledgerline"] += [
            LINE % line for line in line_rows(act, case.pk, pairs, entry.booked_on)
        ]
        self.counts["acts"] += 1
        self.counts["lines"] += 2 * len(pairs)
        if not self.survey.reversals:
            case.position.history.clear()

    def _write_act(
        self,
        row: Row,
        act: int,
        case: _CaseInHand,
        entry: Entry,
        issuing: int,
        decided_on: date | None,
        number: tuple[int | None, str, int | None, int],
    ) -> None:
        register, year = _REGISTERS[entry.kind], statistical_year(entry.booked_on)
        series = (issuing, register, year)
        self.series[series] = entry_no = self.series.get(series, 0) + 1
        decision_no, suffix, decision_year, again = number
        if entry.reversed and (freed := self.decision_of.pop(entry.reversed.act, None)):
            self.decisions[freed] = (self.decisions[freed][0], 0)
        if decision_no is not None:
            key = (issuing, register, decision_year, decision_no, suffix)
            self.decisions[key] = (again + 1, act)
            if self.survey.reversals:
                self.decision_of[act] = key
        self._add(
            "cases_act",
            *(act, case.pk, entry.kind, entry.on, entry.booked_on, self.written_at, issuing),
            *(register, year, entry_no, text_of(row.decision), decision_no, text_of(suffix)),
            *(decision_year, again, decided_on, "", entry.amount, entry.obligation),
            *(entry.ground, entry.opening, entry.reversed.act if entry.reversed else None, ""),
        )

    def _intake(self, row: Row, act: int, on: date, decided_on: date | None):
        """A new case: its entry, and what writes it once the rules have accepted it."""
        if row.case in self.cases:
            raise Refusal("hồ sơ đã được thụ lý ở dòng trước", "case")
        office = self._office(row.office)
        case_class = self.classes.get((row.origin, row.judgment_kind, row.flags))
        if case_class is None:
            raise Refusal("cách ra quyết định, loại án hoặc cờ không hợp lệ", "origin")
        amount = self._amount(row)
        if amount is None or amount < 0:
            raise Refusal("thiếu số tiền", "amount")
        case = _CaseInHand(next(self.case_ids), next(self.obligation_ids), Position())
        opening = row.opening == "1"
        entry = Entry(
            kind=_INTAKE,
            on=on,
            booked_on=on,
            key=Key(office.pk, self._officer(row, office.pk), case_class),
            place=self._opening_place(row) if opening else Place("IN_PROGRESS"),
            intake={case.obligation: amount, None: 1} if amount else {None: 1},
            opening=opening,
            act=act,
        )
        continues = self._known(row.continues, "continues").pk if row.continues else None
        judgment_on = self._day(row.judgment_on, "judgment_on") if row.judgment_on else None

        def write() -> None:
            self._write_case(row, case, entry.key, judgment_on, decided_on or on, continues)

        return case, entry, write

    def _write_case(
        self,
        row: Row,
        case: _CaseInHand,
        key: Key | None,
        judgment_on: date | None,
        decided_on: date,
        continues: int | None,
    ) -> None:
        assert key is not None
        flags = row.flags.split()
        title = (row.court, row.judgment_no, judgment_on, row.judgment_kind)
        if title not in self.judgments:
            self.judgments[title] = next(self.judgment_ids)
            court, number = text_of(row.court), text_of(row.judgment_no)
            kind = row.judgment_kind
            self._add("cases_judgment", self.judgments[title], court, number, judgment_on, kind)
        self._add(
            "cases_case",
            *(case.pk, CaseKind.ENFORCEMENT.value, self.judgments[title], text_of(row.decision)),
            *(decided_on, "key" in flags, continues, *key, Heading.INTAKE.value, ""),
        )
        creditor = debtor = None
        if row.creditor:
            creditor = next(self.party_ids)
            kind = _person_kind(row.creditor)
            self._add(
                "cases_party", creditor, case.pk, _CREDITOR, kind, text_of(row.creditor), "", ""
            )
        if row.debtor:
            debtor = next(self.party_ids)
            kind = _person_kind(row.debtor)
            self._add("cases_party", debtor, case.pk, _DEBTOR, kind, text_of(row.debtor), "", "")
        kind = _BUDGET if "budget" in flags else _DEBT
        self._add("cases_obligation", case.obligation, case.pk, kind, "", creditor, False)
        if debtor:
            self._add("cases_obligationdebtor", case.obligation, debtor)

    def _entry(self, row: Row, act: int, on: date, case: _CaseInHand) -> Entry:
        entry = Entry(row.act, on, on, self._amount(row), case.obligation, row.ground, act=act)
        key = case.position.key
        assert key is not None
        if row.act in ORIGIN_MATTERS and case.position.place is not None:
            origin = self.origins[key.case_class]
            check_allowed(row.act, case.position.place.heading, on, origin)
        if entry.amount is None:
            entry.obligation = None
        if row.act == _REVERSE:
            entry.reversed = self._reversed(row, case)
            entry.ground, entry.amount, entry.obligation = "", None, None
        elif row.act == _TRANSFER:
            office = self._office(row.office)
            entry.key = Key(office.pk, self._officer(row, office.pk), key.case_class)
        elif row.act == _HANDOVER:
            entry.key = Key(key.office, self._officer(row, key.office), key.case_class)
        elif row.act == _RECLASSIFY:
            case_class = self.classes.get((row.origin, row.judgment_kind, row.flags))
            if case_class is None:
                raise Refusal("cách ra quyết định, loại án hoặc cờ không hợp lệ", "origin")
            entry.key = Key(key.office, key.officer, case_class)
        return entry

    def _reversed(self, row: Row, case: _CaseInHand):
        """The newest act not yet reversed; of the kind that `ground` names, if it names one."""
        for posted in reversed(case.position.history):
            if row.ground in ("", posted.kind):
                return posted
        raise Refusal("không có bút toán như vậy để hủy", "ground")

    # ------------------------------------------------------------ one field
    def _known(self, key: str, column: str) -> _CaseInHand:
        case = self.cases.get(key)
        if case is None:
            raise Refusal(f"hồ sơ “{key}” chưa được thụ lý ở dòng nào phía trên", column)
        return case

    def _day(self, text: str, column: str) -> date:
        day = self.days.get(text)
        if day is None:
            try:
                day = self.days[text] = date.fromisoformat(text)
            except ValueError:
                raise Refusal(f"“{text}” không phải ngày YYYY-MM-DD", column) from None
        return day

    def _amount(self, row: Row) -> int | None:
        if not row.amount:
            return None
        try:
            return int(row.amount)
        except ValueError:
            raise Refusal(f"“{row.amount}” không phải số đồng", "amount") from None

    def _office(self, code: str) -> Office:
        office = self.offices.get(code)
        if office is None:
            raise Refusal(f"không có đơn vị “{code}”", "office")
        if office.pk not in self.books:
            raise Refusal(f"đơn vị {code} chưa mở sổ (dùng --books-open)", "office")
        return office

    def _issuing_office(self, row: Row, case: _CaseInHand) -> int:
        """Who issued the act: the office named, but on a transfer `office` is the receiver."""
        if row.office and row.act != _TRANSFER:
            return self._office(row.office).pk
        assert case.position.key is not None
        return case.position.key.office

    def _officer(self, row: Row, office: int) -> int | None:
        if not row.officer:
            return None
        pk, own_office = self.officers.get(row.officer, (None, None))
        if own_office != office:
            raise Refusal(f"chấp hành viên “{row.officer}” thuộc đơn vị khác", "officer")
        return pk

    def _check_valid(self, office: Office, day: date) -> None:
        if day < office.valid_from or (office.valid_to is not None and day > office.valid_to):
            raise Refusal(f"{office.code} không hoạt động vào ngày {day:%d/%m/%Y}", "office")

    def _opening_place(self, row: Row) -> Place:
        heading = row.heading or "IN_PROGRESS"
        if heading not in _OPENING_GROUNDS:
            raise Refusal(f"“{heading}” không phải nơi đứng khi mở sổ", "heading")
        act = _OPENING_GROUNDS[heading]
        ground = CONSENT if heading == Heading.POSTPONED_BY_CONSENT else row.ground
        if ground and (act is None or not known_ground(act, ground)):
            raise Refusal(f"“{ground}” không phải căn cứ", "ground")
        return Place(heading, ground)

    def _decision(
        self, row: Row, issuing: int, on: date, decided_on: date | None
    ) -> tuple[int | None, str, int | None, int]:
        """Number, symbol and year of the decision, and how often it was entered before."""
        number, suffix = split_decision(row.decision)
        if number is None:
            return None, "", None, 0
        year = statistical_year(decided_on or on)
        key = (issuing, _REGISTERS[row.act], year, number, suffix)
        entered, living = self.decisions.get(key, (0, 0))
        if living:
            raise Refusal(f"số {row.decision} đã dùng ở dòng trước", "decision")
        return number, suffix, year, entered


_KINDS = frozenset(ActKind.values)
_REGISTERS = {str(kind): str(register) for kind, register in REGISTER.items()}
_INTAKE, _REVERSE = ActKind.INTAKE.value, ActKind.REVERSE.value
_TRANSFER, _HANDOVER = ActKind.TRANSFER.value, ActKind.HANDOVER.value
_RECLASSIFY = ActKind.RECLASSIFY.value
_OPENING_GROUNDS: dict[str, ActKind | None] = {
    Heading.IN_PROGRESS: None,
    Heading.POSTPONED_BY_CONSENT: ActKind.POSTPONE,
    Heading.POSTPONED: ActKind.POSTPONE,
    Heading.SUSPENDED: ActKind.SUSPEND,
    Heading.WITHOUT_MEANS: ActKind.WITHOUT_MEANS,
    Heading.SEPARATE_BOOK: None,
}
_CREDITOR, _DEBTOR = PartyRole.CREDITOR.value, PartyRole.DEBTOR.value
_BUDGET, _DEBT = ObligationKind.BUDGET_CLAIM.value, ObligationKind.DEBT.value


def _person_kind(name: str) -> str:
    if name.startswith(("Ngân sách", "Nhà nước")):
        return PersonKind.STATE.value
    return (PersonKind.LEGAL if name.startswith(_LEGAL_NAMES) else PersonKind.NATURAL).value


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
