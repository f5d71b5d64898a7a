"""The columns of a table of cases: what they are called, and what people write in them.

One list serves the paste, the upload, the template and the export of the case list, so that what
was exported can be brought back. A column is a field of the intake page.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cases.choices import JudgmentKind, ObligationKind, Origin, PersonKind

HEAD, DEBTORS, CREDITORS, OBLIGATIONS = "head", "debtors", "creditors", "obligations"
TEXT, DAY, MONEY, FLAG, CHOICE, OFFICER, IGNORED = (
    "text", "day", "money", "flag", "choice", "officer", "ignored",
)  # fmt: skip


class Column(NamedTuple):
    """`header` is what we write; `names` are what others write, without diacritics."""

    key: str
    header: str
    part: str
    field: str
    kind: str = TEXT
    names: tuple[str, ...] = ()
    width: int = 16


TABLE_COLUMNS = (
    Column("number", "STT", "", "", IGNORED, ("so tt", "thu tu", "tt", "no"), 6),
    Column(
        "decision", "Quyết định thi hành án số", HEAD, "decision", TEXT,
        ("quyet dinh", "so quyet dinh", "so qd", "qd so", "so qd tha", "qd tha so", "so qdtha",
         "quyet dinh so", "qd thi hanh an", "so quyet dinh thi hanh an", "so qd thi hanh an"), 22,
    ),
    Column(
        "decided_on", "Ngày quyết định thi hành án", HEAD, "decided_on", DAY,
        ("ngay quyet dinh", "ngay qd", "ngay ra quyet dinh", "ngay qd tha", "ngay thu ly",
         "ngay ra qd"), 14,
    ),
    Column(
        "signer", "Người ký quyết định", HEAD, "signer", TEXT,
        ("nguoi ky", "nguoi ky qd", "thu truong ky"), 20,
    ),
    Column(
        "origin", "Cách ra quyết định", HEAD, "origin", CHOICE,
        ("cach ra quyet dinh thi hanh an", "chu dong theo yeu cau", "cd yc", "dien thi hanh",
         "dien thi hanh an", "loai viec", "hinh thuc"), 14,
    ),
    Column(
        "judgment_no", "Bản án, quyết định số", HEAD, "judgment_no", TEXT,
        ("ban an so", "so ban an", "so ba", "ba so", "ban an quyet dinh", "ban an", "so ba qd",
         "so ban an quyet dinh"), 18,
    ),
    Column(
        "judgment_on", "Ngày bản án, quyết định", HEAD, "judgment_on", DAY,
        ("ngay ban an", "ngay ba", "ngay tuyen an", "ngay ba qd", "ban an ngay"), 14,
    ),
    Column(
        "effective_on", "Ngày có hiệu lực", HEAD, "effective_on", DAY,
        ("ngay hieu luc", "ngay ban an co hieu luc", "hieu luc tu ngay", "hieu luc"), 14,
    ),
    Column(
        "court", "Tòa án, cơ quan ban hành", HEAD, "court", TEXT,
        ("toa an", "toa", "toa an xet xu", "toa an ban hanh", "co quan ban hanh", "toa an tuyen",
         "tand"), 26,
    ),
    Column("judgment_kind", "Loại án", HEAD, "judgment_kind", CHOICE, ("loai ban an", "linh vuc")),
    Column(
        "officer", "Chấp hành viên", HEAD, "officer", OFFICER,
        ("chv", "ma chv", "ten chv", "chap hanh vien phu trach", "can bo phu trach",
         "ma chap hanh vien"), 20,
    ),
    Column("budget", "Thu cho ngân sách nhà nước", HEAD, "budget", FLAG, ("thu ngan sach",), 10),
    Column(
        "credit", "Tín dụng, ngân hàng", HEAD, "credit", FLAG,
        ("tin dung", "ngan hang", "an tin dung", "viec tin dung"), 10,
    ),
    Column(
        "corruption", "Tham nhũng, kinh tế", HEAD, "corruption", FLAG,
        ("tham nhung", "an tham nhung", "kinh te tham nhung"), 10,
    ),
    Column(
        "is_key", "Trọng điểm, phức tạp", HEAD, "is_key", FLAG,
        ("trong diem", "an trong diem", "phuc tap"), 10,
    ),
    Column(
        "debtor_name", "Người phải thi hành án", DEBTORS, "name", TEXT,
        ("ten nguoi phai thi hanh an", "nguoi phai tha", "nguoi phai thi hanh", "ho ten nptha",
         "nguoi ptha", "ho ten nguoi phai thi hanh an", "ho va ten nguoi phai thi hanh an",
         "nptha", "ben phai thi hanh an", "bi an", "duong su phai thi hanh"), 28,
    ),
    Column(
        "debtor_kind", "Người phải: cá nhân, tổ chức", DEBTORS, "kind", CHOICE,
        ("loai nguoi phai thi hanh", "ca nhan to chuc"), 12,
    ),
    Column("debtor_birth_year", "Năm sinh", DEBTORS, "birth_year", TEXT,
           ("nam sinh nguoi phai thi hanh an", "sinh nam", "ns"), 10),
    Column(
        "debtor_identity_no", "Số định danh người phải thi hành án", DEBTORS, "identity_no", TEXT,
        ("so dinh danh", "cccd", "so cccd", "cmnd", "so cmnd", "cmnd cccd", "ma so thue", "mst",
         "so dinh danh ma so thue", "cccd mst", "so cmnd cccd"), 18,
    ),
    Column(
        "debtor_address", "Địa chỉ người phải thi hành án", DEBTORS, "address", TEXT,
        ("dia chi", "noi o", "noi cu tru", "dia chi nguoi phai thi hanh", "dia chi nptha"), 34,
    ),
    Column(
        "debtor_in_prison", "Đang chấp hành án phạt tù", DEBTORS, "in_prison", CHOICE,
        ("dang chap hanh hinh phat tu", "o tu", "phat tu", "dang o trai"), 12,
    ),
    Column(
        "debtor_prison_until", "Chấp hành án phạt tù đến ngày", DEBTORS, "prison_until", DAY,
        ("ngay het an", "ngay man han tu"), 14,
    ),
    Column(
        "debtor_address_unknown", "Chưa rõ địa chỉ, nơi cư trú", DEBTORS, "address_unknown", FLAG,
        ("chua ro dia chi", "khong ro dia chi"), 12,
    ),
    Column(
        "creditor_name", "Người được thi hành án", CREDITORS, "name", TEXT,
        ("ten nguoi duoc thi hanh an", "nguoi duoc tha", "nguoi duoc thi hanh", "ndtha",
         "ho ten nguoi duoc thi hanh an", "ho va ten nguoi duoc thi hanh an",
         "ben duoc thi hanh an"), 28,
    ),
    Column("creditor_kind", "Người được: cá nhân, tổ chức", CREDITORS, "kind", CHOICE, (), 12),
    Column("creditor_identity_no", "Số định danh người được thi hành án", CREDITORS, "identity_no",
           TEXT, ("mst nguoi duoc", "cccd nguoi duoc"), 18),
    Column(
        "creditor_address", "Địa chỉ người được thi hành án", CREDITORS, "address", TEXT,
        ("dia chi nguoi duoc thi hanh", "dia chi nguoi duoc", "dia chi ndtha"), 34,
    ),
    Column(
        "obligation_kind", "Loại nghĩa vụ", OBLIGATIONS, "kind", CHOICE,
        ("loai khoan", "nghia vu", "khoan", "khoan phai thi hanh", "loai khoan thu"), 18,
    ),
    Column(
        "amount", "Số tiền", OBLIGATIONS, "amount", MONEY,
        ("so tien phai thi hanh", "so tien phai thi hanh an", "phai thi hanh", "tien",
         "gia tri", "so phai thi hanh", "so tien phai thu"), 18,
    ),
    Column(
        "description", "Nội dung nghĩa vụ", OBLIGATIONS, "description", TEXT,
        ("noi dung", "noi dung thi hanh", "noi dung phai thi hanh", "dien giai",
         "noi dung khoan"), 34,
    ),
    Column("joint", "Liên đới", OBLIGATIONS, "debtor", FLAG, ("nghia vu lien doi",), 10),
    *(
        Column(f"amount_{kind.value}", kind.label, OBLIGATIONS, "amount", MONEY, names, 16)
        for kind, names in {
            ObligationKind.COURT_FEE: ("an phi", "tien an phi", "le phi"),
            ObligationKind.FINE: ("tien phat", "phat"),
            ObligationKind.CONFISCATION: ("tich thu", "truy thu", "sung cong"),
            ObligationKind.COMPENSATION: ("tien boi thuong", "btth"),
            ObligationKind.DEBT: ("tien no", "tra no goc va lai"),
            ObligationKind.MAINTENANCE: ("tien cap duong",),
        }.items()
    ),
    Column("reason", "Lý do chưa lưu", "", "", IGNORED, ("ly do chua ghi",), 60),
)  # fmt: skip
BY_KEY: Mapping[str, Column] = {column.key: column for column in TABLE_COLUMNS}
NEEDED = ("decided_on", "judgment_no", "judgment_on", "court", "debtor_name")
"""Without these no row can be good, whoever sends it."""
SHARED = ("court", "judgment_kind", "origin", "signer", "officer", "obligation_kind")
"""What a table may leave out because it is the same in every row."""


# ---------------------------------------------------------------- names of columns
def plain(text: str) -> str:
    """Lower-case letters and digits without diacritics, single spaces: đ is d."""
    parts = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return re.sub(r"[^a-z0-9]+", " ", parts.encode("ascii", "ignore").decode()).strip()


_NAMES = {
    name: column.key for column in TABLE_COLUMNS for name in (plain(column.header), *column.names)
}
UNITS = {1: "đồng", 1_000: "nghìn đồng", 1_000_000: "triệu đồng", 10**9: "tỷ đồng"}
_DONG = r"\s*(?:dong\b|vnd\b|d\b)?"
_UNIT = re.compile(
    rf"(?P<m>(?:1 ?000 ?000|\btrieu|\btr\b){_DONG})"
    rf"|(?P<k>(?:1 ?000|\bnghin|\bngan\b(?! (?:hang|sach))){_DONG})"
    rf"|(?P<b>\bty\b{_DONG})|(?P<d>\bd(?:ong)?\b|\bvnd\b)"
)


def column_named(header: str) -> tuple[str, int]:
    """The column a header means ("" for none), and the unit its amounts are in."""
    words = plain(header)
    if words in _NAMES:
        return _NAMES[words], 1
    loose = re.sub(r"\b(dvt|don vi|don vi tinh|tinh bang)\b", " ", words)
    unit = 1
    if found := list(_UNIT.finditer(loose)):
        groups = {group for match in found for group, text in match.groupdict().items() if text}
        unit = 10**6 if "m" in groups else 10**3 if "k" in groups else 10**9 if "b" in groups else 1
        loose = " ".join(_UNIT.sub(" ", loose).split())
    key = _NAMES.get(loose, "")
    return (key, unit) if key and BY_KEY[key].kind == MONEY else (_NAMES.get(words, ""), 1)


# ---------------------------------------------------------------- what is written in a cell
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "judgment_kind": {
        JudgmentKind.CIVIL: ("ds", "dsst", "dspt"),
        JudgmentKind.CRIMINAL: ("hs", "hsst", "hspt"),
        JudgmentKind.ADMINISTRATIVE: ("hc", "hcst"),
        JudgmentKind.FAMILY: ("hngd", "hon nhan", "hngdst", "hon nhan gia dinh", "hn gd"),
        JudgmentKind.COMMERCIAL: ("kdtm", "kdtmst", "kinh doanh thuong mai", "kinh te"),
        JudgmentKind.LABOUR: ("ld", "ldst"),
        JudgmentKind.BANKRUPTCY: ("ps",),
        JudgmentKind.ARBITRATION: ("tt", "trong tai thuong mai"),
    },
    "origin": {
        Origin.EX_OFFICIO: ("cd", "chu dong thi hanh"),
        Origin.ON_REQUEST: ("yc", "tyc", "yeu cau", "don yeu cau", "theo don", "theo don yeu cau"),
    },
    "kind": {
        PersonKind.NATURAL: ("cn", "nguoi"),
        PersonKind.LEGAL: ("tc", "phap nhan", "cong ty", "doanh nghiep", "co quan"),
    },
    "obligation": {
        ObligationKind.COURT_FEE: ("an phi", "ap", "apdsst", "aphsst", "le phi"),
        ObligationKind.FINE: ("phat", "tien phat", "phat sung quy"),
        ObligationKind.CONFISCATION: ("tich thu", "truy thu", "sung cong", "sung cong quy"),
        ObligationKind.BUDGET_CLAIM: ("khoan thu khac", "nop ngan sach"),
        ObligationKind.COMPENSATION: ("bt", "boi thuong thiet hai", "btth"),
        ObligationKind.DEBT: ("no", "tra tien", "tra no vay", "no vay", "no goc va lai"),
        ObligationKind.MAINTENANCE: ("cap duong nuoi con", "cd nuoi con"),
        ObligationKind.RETURN_PROPERTY: ("tra lai tai san", "tra tai san"),
        ObligationKind.HAND_OVER: ("giao nha", "giao tai san", "giao nha dat", "giao dat"),
        ObligationKind.DO_OR_NOT: ("buoc lam", "khong duoc lam"),
    },
    "in_prison": {"yes": ("x", "dang o tu", "dang chap hanh"), "no": ("k", "ko")},
}
CHOICES: Mapping[str, Sequence[tuple[str, str]]] = {
    "judgment_kind": JudgmentKind.choices,
    "origin": Origin.choices,
    "kind": PersonKind.choices[:2],
    "obligation": ObligationKind.choices,
    "in_prison": (("yes", "Có"), ("no", "Không"), ("unknown", "Chưa rõ")),
}
_CODES = {
    group: {
        name: code
        for code, label in CHOICES[group]
        for name in (plain(str(label)), plain(code), *words.get(code, ()))
    }
    for group, words in _WORDS.items()
}
YES = {"x", "co", "yes", "dung", "1", "v", "true", "roi"}
NO = {"", "khong", "no", "0", "false", "chua", "k", "ko"}
_JUDGMENT_SUFFIX = (
    ("hngd", JudgmentKind.FAMILY), ("kdtm", JudgmentKind.COMMERCIAL), ("ds", JudgmentKind.CIVIL),
    ("hs", JudgmentKind.CRIMINAL), ("ld", JudgmentKind.LABOUR), ("hc", JudgmentKind.ADMINISTRATIVE),
)  # fmt: skip


def choice_of(column: Column, text: str) -> str:
    """The code of a choice written in words or by its usual abbreviation; empty for other words."""
    return _CODES[_group(column)].get(plain(text), "")


def choices_in(column: Column) -> str:
    return "; ".join(str(label) for _, label in CHOICES[_group(column)])


def _group(column: Column) -> str:
    return "obligation" if column.key == "obligation_kind" else column.field


def kind_of_judgment(number: str) -> str:
    """What the number itself says: 12/2018/DSST is a civil judgment. Empty when it says nothing."""
    words = plain(number).replace(" ", "")
    for letters, kind in _JUDGMENT_SUFFIX:
        if re.search(rf"\d{letters}", words):
            return kind.value
    return ""


EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 10_000, 75_000
"""1927 to 2105: five digits in a column of days are a day as Excel counts them."""


def day_of(text: str) -> str:
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        serial = int(text[:5])
        if FIRST_SERIAL <= serial <= LAST_SERIAL:
            return f"{EPOCH + timedelta(serial):%d/%m/%Y}"
    moment = re.fullmatch(r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})[ T]\d{1,2}:\d{2}(:\d{2})?", text)
    return moment[1] if moment else text


def money_of(text: str, unit: int) -> str:
    """An amount as the money field reads it: in its column's unit unless it names its own."""
    if unit == 1 or not text or re.search(r"[^\W\d_]", text):
        return text
    return f"{text} {UNITS[unit].split()[0]}"


def missing(keys: Iterable[str], shared: Mapping[str, str]) -> list[Column]:
    """The needed columns a table has not got."""
    given = {*keys, *(key for key, value in shared.items() if value)}
    return [BY_KEY[key] for key in NEEDED if key not in given]
