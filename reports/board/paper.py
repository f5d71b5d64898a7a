"""The board on one sheet of A4, readable in black and white, by WeasyPrint."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from reports.board.assembly import Board, ordered
from reports.paper import pdf


def html(board: Board, made_at: datetime) -> str:
    return render_to_string(
        "reports/board_pdf.html",
        {
            "board": board,
            "statement": board.statement,
            "lines": ordered(board.lines, "")[0],
            "total": board.statement.total,
            "made_at": made_at,
            "demo": settings.DEMO,
        },
    )


def board_pdf(board: Board, made_at: datetime) -> bytes:
    return pdf.paper_pdf(html(board, made_at), "board-print.css")
