import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cases.models import Office
from cases.periods import Period
from cases.rules import Refusal
from reports.figures import scopes, statistics
from reports.paper import pdf, sheets


class Command(BaseCommand):
    help = "Báo cáo thống kê của một đơn vị: JSON, PDF hoặc bảng tính."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", required=True, metavar="CODE")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--months", required=True, type=int)
        parser.add_argument("--format", choices=("json", "pdf", "xlsx"), default="json")
        parser.add_argument("--scope", choices=tuple(scopes.SCOPES), default=scopes.WITH_BELOW)
        parser.add_argument("--out", type=Path, metavar="FILE")

    def handle(
        self, *, office: str, year: int, months: int, format: str, scope: str,
        out: Path | None, **options,
    ) -> None:  # fmt: skip
        if not 1 <= months <= 12:
            raise CommandError(f"Số tháng phải từ 1 đến 12, không phải {months}.")
        if not 2000 <= year <= 2100:
            raise CommandError(f"Năm thống kê không hợp lệ: {year}.")
        found = Office.objects.filter(code=office).first()
        if found is None:
            raise CommandError(f"Không có đơn vị mang mã {office}.")
        try:
            made = statistics.statement(found, Period(year, months), scope)
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        if format == "json":
            content = made.canonical.encode()
        elif format == "pdf":
            content = pdf.statement_pdf(made, pdf.moment())
        else:
            content = sheets.statement_workbook(made)
        if out is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
        self.stderr.write(f"{out}: {len(content)} byte, SHA-256 của số liệu {made.sha256}")
