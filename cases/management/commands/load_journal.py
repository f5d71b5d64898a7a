from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError

from cases.actions.journal import load_journal
from cases.actions.journal_file import JournalRefused


class Command(BaseCommand):
    help = "Ghi một lịch sử (CSV) vào sổ qua cùng các quy tắc; tất cả hoặc không dòng nào."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--books-open", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *, file: Path, books_open: date | None, **options) -> None:
        if not file.is_file():
            raise CommandError(f"Không có tệp {file}.")
        started = perf_counter()
        try:
            loaded = load_journal(file, books_open=books_open)
        except JournalRefused as refused:
            for row in refused.rows:
                self.stderr.write(str(row))
            raise CommandError(str(refused)) from refused
        seconds = perf_counter() - started
        self.stdout.write(
            f"{loaded.acts} việc ghi sổ, {loaded.cases} hồ sơ, {loaded.lines} dòng sổ "
            f"trong {seconds:.1f} giây ({loaded.acts / seconds:.0f} việc/giây)."
        )
