"""The journal as a file: its columns, its rows, and what it names before a row is posted."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cases.choices import ActKind

HEADER = (
    "case,on,act,office,amount,ground,decision,decided_on,origin,judgment_kind,officer,creditor,"
    "debtor,court,judgment_no,judgment_on,flags,heading,opening,continues"
)
COLUMNS = tuple(HEADER.split(","))


class Row(NamedTuple):
    """One line of the file, as text; empty where the file has nothing."""

    case: str
    on: str
    act: str
    office: str
    amount: str
    ground: str
    decision: str
    decided_on: str
    origin: str
    judgment_kind: str
    officer: str
    creditor: str
    debtor: str
    court: str
    judgment_no: str
    judgment_on: str
    flags: str
    heading: str
    opening: str
    continues: str


@dataclass(frozen=True)
class BadRow:
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"dòng {self.line}, cột {self.field or '-'}: {self.reason}"


class JournalRefused(Exception):
    """The file was not posted; `rows` says why, line by line."""

    def __init__(self, rows: list[BadRow]) -> None:
        super().__init__(f"{len(rows)} dòng sai, không ghi dòng nào.", *map(str, rows[:20]))
        self.rows = rows

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass
class Survey:
    """What must exist before the first row is posted."""

    rows: int = 0
    intakes: int = 0
    reversals: bool = False
    offices: set[str] = field(default_factory=set)
    officers: dict[str, tuple[str, str]] = field(default_factory=dict)  # code: office, first day
    classes: set[tuple[str, str, str]] = field(default_factory=set)


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """(line number, row) of the file; refuses another header and rows of another width."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = tuple(next(reader, ()))
        if header != COLUMNS:
            raise JournalRefused([BadRow(1, "", f"tiêu đề phải là: {HEADER}")])
        for values in reader:
            if len(values) != len(COLUMNS):
                reason = f"có {len(values)} cột, cần {len(COLUMNS)}"
                raise JournalRefused([BadRow(reader.line_num, "", reason)])
            yield reader.line_num, Row._make(values)


def survey_of(path: Path) -> Survey:
    survey = Survey()
    offices: dict[str, str] = {}
    for _, row in read_rows(path):
        survey.rows += 1
        if row.act == ActKind.INTAKE:
            survey.intakes += 1
        elif row.act == ActKind.REVERSE:
            survey.reversals = True
        if row.act in (ActKind.INTAKE, ActKind.RECLASSIFY):
            survey.classes.add((row.origin, row.judgment_kind, row.flags))
        if row.office:
            survey.offices.add(row.office)
            if row.act in (ActKind.INTAKE, ActKind.TRANSFER):
                offices[row.case] = row.office
        if row.officer and row.officer not in survey.officers:
            survey.officers[row.officer] = (offices.get(row.case, row.office), row.on)
    return survey
