"""A table of cases against the rules of the intake page: each case is that page, filled in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from cases.actions.deadlines import calendar_now
from cases.actions.judgments import judged_before
from cases.actions.tables import Mark, mark_of, taken
from cases.choices import JudgmentKind, ObligationKind, Origin
from cases.forms.acts import officers_of
from cases.forms.intake import Intake, JudgmentForm
from cases.forms.intake_remarks import Row, again, facts_of
from cases.forms.intake_rows import MOST_ROWS, DebtorForm, ObligationForm, PartyForm
from cases.models import Officer, User
from cases.rules import Refusal, columns, tables
from cases.rules.columns import BY_KEY, CREDITORS, DEBTORS, HEAD, OBLIGATIONS, Column, plain
from cases.rules.remarks import Remark, remarks
from cases.rules.tables import Cells, Group, Place, Table
from cases.sheets import MOST_BYTES, Sheet, Written, read_sheet, write_workbook

GRID_ROWS = 500
"""Up to so many rows a table is checked on its page before it is saved."""
WHOLE_ROW = ""
Problem = tuple[Place, str]
Said = tuple[dict[str, Any], list[Row], list[Row]]
FORMS: dict[str, type[forms.Form]] = {
    HEAD: JudgmentForm,
    DEBTORS: DebtorForm,
    CREDITORS: PartyForm,
    OBLIGATIONS: ObligationForm,
}
OFFERED = tuple(
    column
    for column in columns.TABLE_COLUMNS
    if not column.part or column.field in FORMS[column.part].base_fields
)
"""The columns that the intake page has a field for: nothing that is written is lost in silence."""


class PasteForm(forms.Form):
    text = forms.CharField(
        label="Dán bảng vào đây",
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Chọn cả dòng tiêu đề trong Excel, Ctrl+C, rồi Ctrl+V vào ô này.",
        error_messages={"required": "Dán bảng từ Excel vào ô này."},
    )

    def clean_text(self) -> Cells:
        try:
            return tables.pasted(self.cleaned_data["text"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Tệp bảng tính",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.xlsm"}),
        help_text=f"Tệp .xlsx, .xls hoặc .csv, nhiều nhất {MOST_BYTES // 2**20} MB.",
        error_messages={"required": "Chọn một tệp."},
    )

    def clean_file(self) -> tuple[str, Sheet]:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"Tệp lớn hơn {MOST_BYTES // 2**20} MB.")
        try:
            return file.name, read_sheet(file.read())
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


class SharedForm(forms.Form):
    """What is the same in every row and was left out of the table."""

    court = forms.CharField(label="Tòa án, cơ quan ban hành", required=False, max_length=150)
    judgment_kind = forms.ChoiceField(
        label="Loại án", required=False, choices=[("", "Theo số bản án"), *JudgmentKind.choices]
    )
    origin = forms.ChoiceField(
        label="Cách ra quyết định", required=False, choices=[("", "–"), *Origin.choices]
    )
    signer = forms.CharField(label="Người ký quyết định", required=False, max_length=100)
    officer = forms.CharField(label="Chấp hành viên (mã hoặc tên)", required=False, max_length=100)
    obligation_kind = forms.ChoiceField(
        label="Loại nghĩa vụ", required=False, choices=[("", "–"), *ObligationKind.choices]
    )


# ---------------------------------------------------------------- checking
At = dict[int, dict[str, list[str]]]
"""Sentences at cells: by row, then by the key of the column."""


@dataclass
class Checked:
    """Every problem at its cell; a row is good when its whole case is.

    Remarks are what looks wrong and may be right: they hinder nothing.
    """

    table: Table
    problems: At = field(default_factory=dict)
    remarks: At = field(default_factory=dict)
    cases: int = 0
    bad_cases: int = 0

    @property
    def bad(self) -> list[int]:
        return sorted(self.problems)

    @property
    def good(self) -> int:
        return len(self.table.rows) - len(self.problems)

    def reasons(self, row: int) -> list[str]:
        """The problems of a row in words that need no grid beside them."""
        return [
            f"{BY_KEY[key].header}: {words}" if key else words
            for key, reasons in self.problems.get(row, {}).items()
            for words in reasons
        ]


def officers_by_name(by: User) -> dict[str, str]:
    """Ids of the office's officers by code and by name; a name that two bear names nobody."""
    found: dict[str, set[str]] = defaultdict(set)
    for officer in officers_of(by, by.office_id or 0):
        for name in {officer.code, officer.name, f"{officer.code} {officer.name}"}:
            found[plain(name)].add(str(officer.pk))
    return {name: ids.pop() for name, ids in found.items() if name and len(ids) == 1}


def groups_of(table: Table, shared: Mapping[str, str], by: User) -> list[Group]:
    known = officers_by_name(by)
    filled = dict(shared) | {"officer": known.get(plain(shared.get("officer", "")), "")}
    return tables.cases_in(table, filled, known, MOST_ROWS)


def check(table: Table, shared: Mapping[str, str], by: User) -> Checked:
    """All rows by the rules of the intake page, in a fixed number of queries; and some more for
    each new decision on a judgment that has cases already."""
    checked = Checked(table)
    groups = groups_of(table, shared, by)
    checked.cases = len(groups)
    marks: dict[Mark, list[Group]] = defaultdict(list)
    found: list[tuple[Group, list[Problem]]] = []
    judged: list[tuple[Group, Said]] = []
    calendar = calendar_now()
    for group in groups:
        # the officer was found among the office's own above: the form need not ask again
        intake = Intake(group.data | {"officer": ""}, by=by, officers=Officer.objects.none())
        intake.is_valid()
        said = intake.read()
        found.append((group, problems_of(intake, group, table)))
        note_remarks(checked, group, remarks(facts_of(*said), calendar))
        judged.append((group, said))
        fields = getattr(intake.form, "cleaned_data", {})
        if fields.get("decision") and fields.get("decided_on"):
            mark = mark_of(fields["decision"], fields["decided_on"])
            if mark is not None:
                marks[mark].append(group)
    assert by.office is not None
    living = {
        id(group): f"Số này đã có trong sổ thụ lý, ghi ngày {day}."
        for mark, day in taken(by.office, marks).items()
        for group in marks[mark]
    }
    before = judged_before(head.get("judgment_no", "") for _, (head, *_) in judged)
    for group, (head, debtors, _) in judged:
        known = (head.get("judgment_no"), head.get("judgment_on")) in before
        if known and id(group) not in living:
            note_remarks(checked, group, again(head, debtors, by))
    for group, problems in found:
        if words := living.get(id(group)):
            problems.append((group.place_of(HEAD, 0, "decision"), words))
        note(checked, group, problems)
    return checked


def note(checked: Checked, group: Group, problems: list[Problem]) -> None:
    """Put the problems at their cells; the other rows of the case say why they wait."""
    if not problems:
        return
    checked.bad_cases += 1
    for (row, key), words in problems:
        reasons = checked.problems.setdefault(row, {}).setdefault(key, [])
        if words not in reasons:
            reasons.append(words)
    first = checked.table.numbers[min(row for (row, _), _ in problems)]
    for row in group.rows:
        if row not in checked.problems:
            checked.problems[row] = {WHOLE_ROW: [f"Cùng quyết định với dòng {first} còn lỗi."]}


def note_remarks(checked: Checked, group: Group, said: Iterable[Remark]) -> None:
    """Put the remarks of the intake page, which name its fields, at the cells they came from."""
    for remark in said:
        part, _, rest = remark.field.partition("-")
        number, _, name = rest.partition("-")
        place = (part, int(number), name) if name else (HEAD, 0, remark.field)
        row, key = group.place_of(*place)
        reasons = checked.remarks.setdefault(row, {}).setdefault(key, [])
        if remark.text not in reasons:
            reasons.append(remark.text)


def problems_of(intake: Intake, group: Group, table: Table) -> list[Problem]:
    """What reading met, then each message of the page, at the cell its field was read from."""
    found = [(group.place_of(HEAD, 0, name), words) for name, words in _messages(intake.form)]
    for part, rows in intake.parts.items():
        found += [((group.rows[0], WHOLE_ROW), str(e)) for e in rows.non_form_errors()]
        for number, form in enumerate(rows.forms):
            found += [
                (group.place_of(part, number, name), words) for name, words in _messages(form)
            ]
    read = {place for place, _ in group.problems}
    messages = [(place, words + _hint(table, place)) for place, words in found if place not in read]
    return [*group.problems, *messages]


def _hint(table: Table, place: Place) -> str:
    """A number kept as a number has lost the zeros it began with."""
    row, key = place
    if not key.endswith("identity_no"):
        return ""
    text = next((table.rows[row][i] for i, c in enumerate(table.columns) if c.key == key), "")
    lost = text.isdecimal() and 9 < len(text) < 12
    return f" Có thể Excel đã bỏ số 0 ở đầu: {text.zfill(12)}?" if lost else ""


def _messages(form: forms.Form) -> Iterator[tuple[str, str]]:
    for name, errors in form.errors.items():
        yield from ((name, str(words)) for words in errors)


# ---------------------------------------------------------------- given back
def bad_workbook(table: Table, reasons: Mapping[int, list[str]]) -> bytes:
    """The rows that were not saved, as they came, with why: mended, the file is sent in again."""
    kept = [i for i, column in enumerate(table.columns) if column.key != "reason"]
    heads = [_head(table.columns[i]) for i in kept]
    widths = [BY_KEY[key].width if (key := table.columns[i].key) else 16 for i in kept]
    rows = [[*(table.rows[r][i] for i in kept), "\n".join(reasons[r])] for r in sorted(reasons)]
    reason = BY_KEY["reason"]
    sheet = Written("Chưa lưu", [*heads, reason.header], rows, [*widths, reason.width])
    return write_workbook(sheet)


def _head(column: tables.Mapped) -> str:
    """The header as it was, if it says by itself what a person made of the column."""
    if columns.column_named(column.header) == (column.key, column.unit) or not column.key:
        return column.header
    known = BY_KEY[column.key].header
    return known if column.unit == 1 else f"{known} ({columns.UNITS[column.unit]})"


EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "number": "1", "decision": "15/QĐ-CCTHADS", "decided_on": "05/10/2018",
        "signer": "Nguyễn Văn Mẫu", "origin": "Theo yêu cầu", "judgment_no": "12/2018/DSST",
        "judgment_on": "20/08/2018", "court": "TAND quận Ba Đình", "judgment_kind": "Dân sự",
        "debtor_name": "Lê Văn Ví Dụ", "debtor_birth_year": "1975",
        "debtor_address": "Số 1 phố Mẫu, Hà Nội", "creditor_name": "Trần Thị Ví Dụ",
        "obligation_kind": "Trả nợ", "amount": "120.000.000", "description": "Trả nợ vay",
    },
    {
        "number": "2", "decision": "15/QĐ-CCTHADS", "debtor_name": "Phạm Văn Ví Dụ",
        "obligation_kind": "Bồi thường", "amount": "15 triệu", "joint": "x",
    },
    {
        "number": "3", "decision": "16/QĐ-CCTHADS", "decided_on": "05/10/2018",
        "signer": "Nguyễn Văn Mẫu", "origin": "Chủ động", "judgment_no": "30/2018/HSST",
        "judgment_on": "01/09/2018", "court": "TAND quận Ba Đình", "judgment_kind": "Hình sự",
        "debtor_name": "Hoàng Văn Ví Dụ", "amount_court_fee": "200.000",
        "amount_fine": "5.000.000",
    },
)  # fmt: skip


def template_workbook() -> bytes:
    """Headers to fill in, a filled-in example, and what each column takes."""
    offered = [column for column in OFFERED if column.key != "reason"]
    heads, widths = [c.header for c in offered], [c.width for c in offered]
    choices = {
        i: columns.choices_in(c).split("; ")
        for i, c in enumerate(offered)
        if c.kind == columns.CHOICE
    }
    filled = [[row.get(c.key, "") for c in offered] for row in EXAMPLES]
    meaning = [[c.header, "x" if c.key in columns.NEEDED else "", _taken(c)] for c in offered]
    return write_workbook(
        Written("Nhập", heads, [], widths, choices),
        Written("Ví dụ", heads, filled, widths),
        Written("Giải thích", ["Cột", "Phải có", "Ghi thế nào"], meaning, [36, 10, 80]),
    )


def _taken(column: Column) -> str:
    if column.kind == columns.CHOICE:
        return columns.choices_in(column)
    return {
        columns.DAY: "Ngày/tháng/năm: 05/10/2018",
        columns.MONEY: "Đồng: 1.234.567 hoặc 1,2 tỷ; tiêu đề ghi (nghìn đồng) thì tính theo nghìn",
        columns.FLAG: "x hoặc để trống",
        columns.OFFICER: "Mã hoặc họ tên Chấp hành viên của đơn vị",
        columns.IGNORED: "Không lưu, để đối chiếu",
    }.get(
        column.kind, "Nhiều dòng cùng số quyết định là một việc" if column.key == "decision" else ""
    )
