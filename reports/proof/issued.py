"""What became of an issued statement: is the archive whole, and what has changed since."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from cases.periods import Period
from cases.rules import Refusal
from reports.figures import clocks, official, statistics
from reports.figures.statistics import Statement
from reports.models import Issued, IssuedKind
from reports.review import figures, kept


class Difference(NamedTuple):
    """One figure that is not any more what was issued."""

    measure: str
    row: str
    label: str
    column: str
    issued: int | str | None
    now: int | str | None


@dataclass(frozen=True)
class Check:
    figures_whole: bool
    """The frozen figures still have the hash that stands on the paper."""
    paper_whole: bool | None
    """The archived PDF still has its hash; none while it is not archived."""
    now: Statement | None
    refused: str
    differences: tuple[Difference, ...]
    late: int
    """How many late entries the books do not count at this cut-off."""

    @property
    def unchanged(self) -> bool:
        return not self.refused and not self.differences


def check(row: Issued) -> Check:
    """Compare an issued statement with its archive and with the books as they stand now."""
    paper = None
    if row.archived_at:
        with row.pdf.open() as file:
            paper = hashlib.sha256(file.read()).hexdigest() == row.pdf_sha256
    whole = hashlib.sha256(row.figures.encode()).hexdigest() == row.sha256
    if row.kind == IssuedKind.REVIEW:
        return _review(row, whole, paper)
    marks = statistics.marks(Period(row.year, row.months))
    try:
        now, today = official.again(row), clocks.known_today(marks)
    except Refusal as refused:
        return Check(whole, paper, None, str(refused), (), 0)
    late = clocks.late_entries(now.scope.ids, marks, today)
    return Check(whole, paper, now, "", tuple(_differences(row, now)), len(late))


def _review(row: Issued, whole: bool, paper: bool | None) -> Check:
    """Every year of a review once more, as its books stand today."""
    said = json.loads(row.figures)["figures"]
    try:
        now = figures.review(row.office, said["first"], said["last"], said["boundaries"])
    except Refusal as refused:
        return Check(whole, paper, None, str(refused), (), 0)
    before, after = dict(kept.flat(said)), dict(kept.flat(now.as_json))
    told = [
        Difference(
            "money" if "/money/" in path else "cases",
            path,
            *kept.place(path),
            before.get(path),
            after.get(path),
        )
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]
    return Check(whole, paper, None, "", tuple(told), 0)


def _differences(row: Issued, now: Statement) -> list[Difference]:
    if row.figures == now.canonical:
        return []
    before, after = (_flat(json.loads(text)) for text in (row.figures, now.canonical))
    labels = {each.key or "": each.label for each in (now.total, *now.rows)}
    columns = {column.code: column.full_label for column in now.columns}
    return [
        Difference(
            measure,
            key,
            labels.get(key, key),
            columns.get(code, code),
            before.get((measure, key, code)),
            after.get((measure, key, code)),
        )
        for measure, key, code in sorted({*before, *after})
        if before.get((measure, key, code)) != after.get((measure, key, code))
    ]


def _flat(said: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    rows = [{"row": "", **said}, *said["rows"]]
    return {
        (measure, row["row"], code): value
        for row in rows
        for measure in (*statistics.MEASURES, statistics.REGISTER)
        if measure in row
        for code, value in row[measure].items()
    }
