"""A review as its page and its paper show it: charts, tables, text; A4 in the layout of
Decree 30/2020/NĐ-CP, with the figures attached as the JSON that the printed hash is of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from cases.choices import ForceBody
from cases.models import Office
from reports.models import BlockCode, Issued, Review
from reports.paper import pdf, review_charts
from reports.review import events, kept, words
from reports.review.kept import BOUNDARIES, LINES, MEASURES, Amount, Year

MEASURE_WORDS = {"cases": "về việc", "money": "về tiền"}
UNITS = {"cases": "việc, %", "money": "triệu đồng, %"}
MILLION = 10**6
COERCION = (
    ("decided", "quyết định cưỡng chế"), ("held", "đã tổ chức"),
    ("avoided", "tự nguyện sau vận động"),
)  # fmt: skip
GROUPS = (
    ("Cưỡng chế", ("decided", "held", "with_forces", "on_site", "failed")),
    ("Vận động, thuyết phục", ("persuaded", "agreed", "avoided")),
    ("Án trọng điểm, phức tạp", ("key_in", "key_done")),
    (
        "Chỉ đạo, phối hợp",
        ("referred", "concluded", "followed", "due", "in_time", "late", "tasks", "tasks_in_time",
         "tasks_late"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A figure of the city's table: where its lines are, and whether it was published."""

    column: str
    value: int | Decimal | None
    kind: str
    """number, percent or points: how it is written."""
    mark: str = ""


def shown(of: kept.Review) -> dict[str, Any]:
    """What both the page and the paper draw of the figures."""
    return {
        "review": of,
        "boundaries": BOUNDARIES[of.boundaries],
        "rates": [
            review_charts.rates(of, m, f"Tỷ lệ thi hành xong {MEASURE_WORDS[m]} và chỉ tiêu")
            for m in MEASURES
        ],
        "coercion": review_charts.bars(of, COERCION, "Cưỡng chế và vận động"),
        "city": [
            {
                "measure": m, "words": MEASURE_WORDS[m], "unit": UNITS[m],
                "rows": [(year, list(_city(year, m))) for year in of.years],
            }
            for m in MEASURES
        ],
        "gaps": [
            {"measure": m, "words": MEASURE_WORDS[m], "rows": list(_gaps(of, m))} for m in MEASURES
        ],
        "lines": list(_lines(of)),
        "administrative": [
            (year.year, year.administrative["done"], year.administrative["tracked"])
            for year in of.years
        ],
        "groups": [(title, [_event(of, code) for code in codes]) for title, codes in GROUPS],
        "forces": list(_forces(of)),
        "marked": any(
            year.mark(m, figure) for year in of.years for m in MEASURES
            for figure in ("docketed", "enforceable", "completed", "rate", "target", "gap")
        ),
        "demo": settings.DEMO,
    }  # fmt: skip


def _city(year: Year, measure: str) -> Iterator[Cell]:
    amount = year.city[measure]
    marks = {code: figure for figure, code in kept.COUNTED.items()}
    for code in ("c01", "c07", "c08", "c09"):
        mark = year.mark(measure, marks[code]) if code in marks else ""
        yield Cell(code, _whole(amount, code, measure), "number", mark)
    yield Cell("", amount.rate, "percent", year.mark(measure, "rate"))
    yield Cell("", amount.target, "percent", year.mark(measure, "target"))
    yield Cell("", amount.gap, "points", year.mark(measure, "gap"))
    yield Cell("c19", _whole(amount, "c19", measure), "number")
    yield Cell("", amount.growth, "points")


def _whole(amount: Amount, code: str, measure: str) -> int:
    value = amount.columns[code]
    return value if measure == "cases" else (2 * value + MILLION) // (2 * MILLION)


def _gaps(of: kept.Review, measure: str) -> Iterator[dict[str, Any]]:
    yield {
        "label": "Toàn thành phố",
        "total": True,
        "cells": [(year, _gap(year.city[measure])) for year in of.years],
    }
    for row in of.rows:
        cells = [
            (year, _gap(row.years[year.year][measure]) if year.year in row.years else None)
            for year in of.years
        ]
        yield {"label": row.label, "total": False, "cells": cells}


def _gap(amount: Amount) -> dict[str, Any]:
    return {"amount": amount, "shade": review_charts.shade(amount.gap)}


def _lines(of: kept.Review) -> Iterator[dict[str, Any]]:
    for name, label in LINES.items():
        for measure in MEASURES:
            found = [year.lines[name][measure] for year in of.years]
            yield {
                "label": label,
                "measure": MEASURE_WORDS[measure],
                "first": measure == MEASURES[0],
                "cells": [
                    (a.rate, _whole(a, "c09", measure), _whole(a, "c08", measure)) for a in found
                ],
            }


def _event(of: kept.Review, code: str) -> dict[str, Any]:
    values = [(year.year, year.events[code]) for year in of.years]
    label = events.LABELS[code]
    return {
        "code": code,
        "label": label,
        "below": label.startswith("trong đó"),
        "values": values,
        "listed": code in events.LISTED,
        "sum": None if code == "key_in" else sum(value for _, value in values),
    }


def _forces(of: kept.Review) -> Iterator[dict[str, Any]]:
    for body in ForceBody:
        sent: Sequence[tuple[int, int]] = [y.forces.get(body.value, (0, 0)) for y in of.years]
        if any(days for days, _ in sent):
            yield {"label": str(body.label), "cells": sent}


# ---------------------------------------------------------------- paper
def paragraphs(blocks: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
    """Each block with its code and heading, its lines as paragraphs."""
    return [
        (code, BlockCode(code).label, [line for line in text.splitlines() if line.strip()])
        for code, text in blocks.items()
    ]


def html(
    title: str, office: Office, of: kept.Review, blocks: Mapping[str, str], made_at: datetime,
    issued: Issued | None = None,
) -> str:  # fmt: skip
    on: date | datetime = issued.issued_on if issued else made_at
    return render_to_string(
        "reports/review_pdf.html",
        {
            **shown(of),
            "title": title,
            "office": office,
            "texts": paragraphs(blocks),
            "made_at": made_at,
            "on": on,
            "issued": issued,
            "qr": pdf.qr(issued.address) if issued else "",
        },
    )


def draft_pdf(row: Review, of: kept.Review, made_at: datetime) -> bytes:
    """The paper as it stands, marked as a draft."""
    blocks = {block.code: block.words for block in row.blocks.all()}
    frozen = words.as_frozen(row.title, blocks, of)
    text = html(row.title, row.office, of, blocks, made_at)
    return pdf.archive_pdf(text, "review.css", _attached(frozen, row.span), made_at)


def issued_pdf(issued: Issued, made_at: datetime) -> bytes:
    """The paper of an issued review, drawn from what was frozen and nothing else."""
    said = words.frozen(issued.figures)
    of = kept.Review.of(said["figures"])
    blocks = {block["code"]: block["words"] for block in said["texts"]}
    text = html(said["title"], issued.office, of, blocks, made_at, issued)
    return pdf.archive_pdf(text, "review.css", _attached(issued.figures, of.span), made_at)


def _attached(text: str, span: str) -> pdf.Attached:
    return pdf.Attached(f"bao-cao-{span}.json", "Số liệu và lời văn của báo cáo", text)
