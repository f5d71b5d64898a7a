"""Sổ thi hành án: the books an office keeps, printed by the quarter.

Circular 04/2023/TT-BTP, Article 30: kept by the statistical year, closed and printed every quarter;
what is wrong is struck through and the remark says "đã sửa đổi, bổ sung ngày …". The columns are
ours: the forms of its Annex I could not be read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.choices import ActKind, Register
from cases.models import Books, Office, Party
from cases.periods import Period
from cases.rules import Refusal
from cases.rules.grounds import ground_label
from cases.step_kinds import StepKind as K
from cases.templatetags.vietnamese import number
from reports.paper import register_rows as found
from reports.paper.annex import Column, Entry, Field, Sheet, column, entry
from reports.paper.register_rows import QUARTERS, Quarter, Row, Source

BASIS = "Thông tư 04/2023/TT-BTP, Điều 30"
PROVISIONAL = "Cột của sổ là bố cục tạm thời, chưa đối chiếu mẫu tại Phụ lục I."


# ---------------------------------------------------------------- columns
def _names(people: Sequence[Party]) -> str:
    return "; ".join(person.name for person in people)


def _where(people: Sequence[Party]) -> str:
    known = ("chưa rõ địa chỉ" if p.address_unknown else p.address for p in people)
    return "; ".join(dict.fromkeys(filter(None, known)))


def _remark(row: Row) -> str:
    """The correction in the circular's words, what changed the decision since, and the note."""
    said = [f"đã sửa đổi, bổ sung ngày {row.mended:%d/%m/%Y}"] if row.mended else []
    for change in getattr(getattr(row.it, "case", None), "changes", ()):
        paper = f" số {change.decision}" if change.decision else ""
        said.append(f"{change.get_kind_display()}{paper} ngày {change.on:%d/%m/%Y}")
    return "; ".join([*said, *filter(None, [getattr(row.it, "note", "")])])


def _papered(head: str, width: float, number: str, day: str) -> Column:
    """A number and a day of the row itself."""
    return Column(head, width, (
        Field("số", lambda row: getattr(row.it, number)),
        Field("ngày", lambda row: getattr(row.it, day)),
    ))  # fmt: skip


def _judgment(of: Callable[[Row], Any]) -> Column:
    return Column("Bản án, quyết định", 34, (
        Field("số", lambda row: of(row).number),
        Field("ngày", lambda row: of(row).on),
        Field("Tòa án", lambda row: of(row).court),
    ))  # fmt: skip


NO = column("Số thứ tự", 12, lambda row: row.no)
REMARK = column("Ghi chú", 32, _remark)
DECIDED = _papered("Số, ngày quyết định", 28, "decision", "on")
CASE = Column("Quyết định thi hành án", 28, (
    Field("số", lambda row: str(row.case)),
    Field("ngày", lambda row: row.case.decided_on),
))  # fmt: skip
JUDGMENT = _judgment(lambda row: row.case.judgment)
DEBTOR = Column("Người phải thi hành án", 38, (
    Field("tên", lambda row: _names(row.debtors)),
    Field("địa chỉ", lambda row: _where(row.debtors)),
))  # fmt: skip
CREDITOR = column("Người được thi hành án", 30, lambda row: _names(row.creditors))
KIND = column("Loại quyết định", 24, lambda row: ActKind(row.it.kind).label)
GROUND = column("Căn cứ", 40, lambda row: ground_label(row.it.kind, row.it.ground, row.it.on))
AMOUNT = column("Số tiền (đồng)", 24, lambda row: row.it.amount)
SIGNER = column("Người ký", 22, lambda row: row.it.signer)
UNTIL = column("Đến hết ngày", 18, lambda row: row.it.until)
_ACT = (NO, DECIDED, KIND, CASE, DEBTOR, CREDITOR, GROUND, AMOUNT)

_STEP_PAPER = _papered("Số, ngày văn bản", 28, "document_no", "on")
_STEP = column("Nội dung", 34, lambda row: row.it.label)
_ASSET = column("Tài sản", 46, lambda row: str(row.it.asset or ""))
_OFFICER = column("Chấp hành viên", 24, lambda row: str(row.it.officer or ""))


def _measure(row: Row) -> str:
    measure = row.it.measure
    return f"{measure.get_kind_display()}: {measure.object}" if measure else row.it.label


def _aimed_at(row: Row) -> str:
    party = row.it.party or (row.it.measure and row.it.measure.party)
    return str(party or "") or _names(row.debtors)


_MEASURE = (
    NO, _STEP_PAPER, column("Biện pháp, đối tượng", 50, _measure),
    column("Người bị áp dụng", 32, _aimed_at), CASE, CREDITOR, _OFFICER, REMARK,
)  # fmt: skip
_FILED = (
    NO,
    Column("Ngày và cách nhận", 26, (
        Field("ngày nhận", lambda row: row.it.received_on),
        Field("cách nhận", lambda row: row.it.get_channel_display()),
    )),
    column("Bên gửi", 34, lambda row: row.it.sender),
    _judgment(lambda row: row.it.judgment),
    column("Người phải thi hành án", 32, lambda row: row.it.debtor),
    column("Người được thi hành án", 32, lambda row: row.it.creditor),
    column("Nội dung", 36, lambda row: row.it.content),
    REMARK,
)  # fmt: skip
"""A book of receipt shows number, day and way received, judgment, parties, papers (Law 26/2008,
Article 29; Decree 152/2026, Article 7(4))."""


# ---------------------------------------------------------------- the books
@dataclass(frozen=True)
class Book:
    """One book. Without a source there is nothing of it in the system; its cover says so."""

    number: str
    name: str
    source: Source | None = None
    columns: tuple[Column, ...] = (NO, REMARK)
    basis: str = BASIS


def _acts(number: str, name: str, *more: Column) -> Book:
    return Book(number, name, found.acts(Register(number)), (*_ACT, *more, SIGNER, REMARK))


BOOKS = (
    Book("01", "Sổ nhận bản án, quyết định", found.filings(Register.JUDGMENTS), _FILED),
    Book("02", "Sổ nhận yêu cầu thi hành án", found.filings(Register.REQUESTS), _FILED),
    Book("03", "Sổ thụ lý thi hành án (chủ động, theo yêu cầu)", found.acts(Register.DOCKET), (
        NO, DECIDED, column("Cách ra quyết định", 20,
                            lambda row: row.case.case_class.get_origin_display()),
        JUDGMENT, DEBTOR, CREDITOR,
        column("Nội dung phải thi hành", 32,
               lambda row: "; ".join(str(o) for o in row.case.obligations.all())),
        column("Số tiền (đồng)", 24, lambda row: row.it.docketed), SIGNER, REMARK,
    )),
    _acts("04", "Sổ ra quyết định thu hồi, sửa đổi, bổ sung, hủy quyết định về thi hành án"),
    _acts("05", "Sổ ra quyết định ủy thác thi hành án"),
    Book("06", "Sổ nhận quyết định ủy thác thi hành án", found.filings(Register.DELEGATIONS_IN),
         _FILED),
    Book("07", "Sổ ra quyết định ủy thác xử lý tài sản"),
    Book("08", "Sổ ra quyết định xử lý tài sản ủy thác",
         found.steps(K.ASSET_DELEGATION_DECIDED),
         (NO, _STEP_PAPER, JUDGMENT, DEBTOR, CREDITOR, _OFFICER, REMARK)),
    _acts("09", "Sổ ra quyết định hoãn, tạm đình chỉ, tiếp tục thi hành án", UNTIL),
    _acts("10", "Sổ ra quyết định đình chỉ thi hành án"),
    _acts("11", "Sổ ra quyết định về việc chưa có điều kiện thi hành án"),
    _acts("12", "Sổ ra quyết định rút hồ sơ thi hành án"),
    Book("13", "Sổ theo dõi vật chứng, tài sản kê biên, tạm giữ",
         found.steps(K.SEIZED, K.HELD, K.SEIZURE_LIFTED, K.ASSET_HANDED_OVER),
         (NO, _STEP_PAPER, _STEP, _ASSET, CASE, DEBTOR, _OFFICER, REMARK)),
    Book("14", "Sổ ra quyết định áp dụng biện pháp bảo đảm thi hành án",
         found.steps(K.FROZEN, K.HELD, K.REGISTRATION_STOPPED, K.EXIT_POSTPONED), _MEASURE),
    Book("15", "Sổ ra quyết định cưỡng chế thi hành án",
         found.steps(K.COERCION_DECIDED), _MEASURE),
    Book("16", "Sổ ra quyết định thu phí thi hành án", found.fees(), (
        NO,
        Column("Số, ngày quyết định", 28, (
            Field("số", lambda row: row.it.decision),
            Field("ngày", lambda row: row.it.voucher.on),
        )),
        CASE,
        column("Người nộp phí", 32, lambda row: str(row.it.party or row.it.voucher.name)),
        column("Số tiền thực nhận (đồng)", 26, lambda row: row.it.received),
        column("Phí (đồng)", 22, lambda row: row.it.amount),
        column("Cách tính", 48, lambda row: row.it.basis), REMARK,
    )),
    Book("17", "Sổ theo dõi xử lý tài sản bán đấu giá thi hành án",
         found.steps(
             K.VALUED, K.AUCTION_CONTRACT, K.AUCTION_FAILED, K.PRICE_REDUCED, K.AUCTION_WON,
             K.AUCTION_PAID, K.AUCTION_STOPPED, K.REDEEMED, K.CREDITOR_TAKES,
         ),
         (NO, _STEP_PAPER, _STEP, _ASSET, AMOUNT,
          column("Tổ chức, người liên quan", 34, lambda row: row.it.counterpart),
          CASE, _OFFICER, REMARK)),
    _acts("18", "Sổ theo dõi miễn, giảm trong thi hành án"),
    Book("19", "Sổ theo dõi, quản lý thi hành án hành chính", found.administrative(), (
        NO, column("Ngày nhận bản án", 20, lambda row: row.it.received_on),
        _judgment(lambda row: row.it.judgment),
        column("Người được thi hành án", 32, lambda row: row.it.creditor),
        column("Cơ quan phải thi hành án", 36, lambda row: str(row.it.debtor)),
        column("Nội dung phải thi hành", 46, lambda row: row.it.content), _OFFICER, REMARK,
    )),
    _acts("20", "Sổ theo dõi việc chưa có điều kiện thi hành án"),
    Book("21", "Sổ theo dõi lưu trữ hồ sơ thi hành án"),
    Book("PT", "Sổ phiếu thu, biên lai thu tiền thi hành án", found.receipts(), (
        NO, _papered("Số, ngày chứng từ", 28, "number", "on"),
        column("Ký hiệu", 18, lambda row: row.it.symbol),
        column("Người nộp", 36, lambda row: row.it.name or str(row.it.party or "")),
        column("Quyết định thi hành án", 28, lambda row: str(row.case or "")),
        column("Nội dung", 44, lambda row: row.it.reason),
        column("Hình thức", 20, lambda row: row.it.get_method_display()),
        AMOUNT, REMARK,
    ), basis=f"{BASIS}, khoản 3: sổ khác phục vụ quản lý"),
)  # fmt: skip
BY_NUMBER = {each.number: each for each in BOOKS}


# ---------------------------------------------------------------- what is asked
@dataclass(frozen=True)
class Asked:
    """A book of an office's quarter, with how many entries it holds, the first and last number."""

    book: Book
    quarter: Quarter
    count: int
    first: int
    last: int


def quarter_of(office: Office, period: Period, today: date) -> Quarter:
    """A quarter of the statistical year that is over."""
    if period.months not in QUARTERS:
        raise Refusal("Sổ in theo quý của năm thống kê.", "months")
    if period.cutoff >= today:
        raise Refusal("Quý này chưa hết: sổ in khi hết quý.", "months")
    return Quarter(office, period)


def ask(number: str, quarter: Quarter) -> Asked:
    if (book := BY_NUMBER.get(number)) is None:
        raise Refusal("Không có sổ này.", "form")
    return Asked(book, quarter, *(book.source.counted(quarter) if book.source else (0, 0, 0)))


def ask_all(quarter: Quarter) -> list[Asked]:
    return [ask(book.number, quarter) for book in BOOKS]


def sheet(asked: Asked, made_at: datetime) -> Sheet:
    book, quarter = asked.book, asked.quarter
    since, until = quarter.days
    span = f"từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}"
    books = Books.objects.filter(office=quarter.office).first()
    closed = books is not None and books.closed_through and books.closed_through >= until
    if not book.source:
        holds = "Hệ thống chưa có dữ liệu của sổ này: sổ ghi ngoài hệ thống."
    else:
        holds = f"{number(asked.count)} số" if asked.count else "Không có số nào trong quý."
    if asked.count:
        holds += f", từ số {number(asked.first)} đến số {number(asked.last)}"
    state = "" if closed else f"Sổ chưa khóa đến {until:%d/%m/%Y}: chưa phải bản kết sổ."
    return Sheet(
        office=quarter.office,
        code=f"{quarter.office.code} · Sổ {book.number}",
        title=book.name,
        period=f"{quarter.label} ({span})",
        columns=book.columns,
        count=asked.count,
        made_at=made_at,
        totals={},
        remarks=(f"{book.basis}. {PROVISIONAL}",),
        closing=(f"Kết sổ {quarter.label}: {holds}".rstrip(".") + ".", *filter(None, (state,))),
        signs=("Người kết sổ", "Thủ trưởng đơn vị"),
        cover=tuple(filter(None, (
            f"NĂM {quarter.period.year}",
            f"Mẫu số {book.number} · {quarter.label} ({span})" if book.number.isdigit()
            else f"{quarter.label} ({span})",
            holds, state, f"{book.basis}. {PROVISIONAL}",
        ))),
    )  # fmt: skip


def entries(asked: Asked) -> Iterator[Entry]:
    if asked.book.source is None:
        return
    for row in asked.book.source.each(asked.quarter):
        yield entry(asked.book.columns, row, struck=row.mended is not None)
