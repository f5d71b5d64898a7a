from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.actions.closings import close_month
from cases.actions.demo import name_officers, write_procedure
from cases.actions.demo_coercions import write_coercions
from cases.actions.demo_committee import write_committee
from cases.actions.demo_desk import write_desk
from cases.actions.demo_key_cases import write_key_cases
from cases.actions.demo_till import write_till
from cases.actions.journal import load_journal
from cases.actions.people import create_demo_accounts, create_demo_heads
from cases.choices import Role
from cases.demo.figures import FIRST_YEAR, LAST_YEAR
from cases.demo.journal import write_journal
from cases.demo.territory import DESK
from cases.models import Books, LedgerLine, User
from cases.periods import month_end, year_end, year_start
from reports.demo import unlike_published, write_month_end, write_targets
from reports.models import Issued
from reports.tasks import archive_issued, look_back

CONVENERS = (Role.CITY_CLERK, Role.CITY_LEADER)


class Command(BaseCommand):
    help = (
        "Nạp dữ liệu mô phỏng: các năm thống kê 2018 đến 2025 của Hà Nội, đã khóa đến tháng "
        "8/2025 và đang khóa tháng 9, và tài khoản dùng thử. Chạy lại không đổi gì."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keep", type=Path, help="giữ lại tệp nhật ký CSV tại đây")
        parser.add_argument("--every", type=int, default=1, help="mỗi bao nhiêu hồ sơ lấy một")

    def handle(self, *, keep: Path | None, every: int, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Dữ liệu mô phỏng chỉ nạp ở chế độ trình diễn (./run demo).")
        accounts = create_demo_accounts()
        if not LedgerLine.objects.exists():
            started = perf_counter()
            with transaction.atomic():
                self._load(keep, every)
                if every == 1:
                    refuse_unlike()
            for waiting in Issued.objects.waiting():
                archive_issued(waiting.pk)
            look_back()
            self.stderr.write(f"Đã nạp dữ liệu mô phỏng trong {perf_counter() - started:.0f} giây.")
        for user, password in accounts:
            self.stdout.write(f"{user.username:<20}{password:<24}{user.get_role_display()}")

    def _load(self, keep: Path | None, every: int) -> None:
        first = year_start(FIRST_YEAR)
        with TemporaryDirectory() as folder, self._timed("Nhật ký"):
            path = keep or Path(folder) / "journal.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                write_journal(file, every)
            self._say("đã viết")
            loaded = load_journal(path, books_open=first)
            self._say(f"{loaded.acts} việc ghi sổ, {loaded.cases} hồ sơ")
        name_officers()
        with self._timed("Bước tố tụng, thời hạn"):
            clerks = User.objects.filter(is_demo=True, role__in=(Role.CLERK, Role.CITY_CLERK))
            terms = write_procedure(first, clerks.order_by("username"))
            people = {u.role: u for u in User.objects.filter(is_demo=True, office__code=DESK)}
            write_desk(people)
            write_till(people)
            write_key_cases(clerks.get(role=Role.CITY_CLERK))
            write_coercions()
            self._say(f"{terms} thời hạn")
        write_targets()
        with self._timed("Khóa sổ"):
            self._close()
        with self._timed("Tháng 9/2025"):
            write_month_end(create_demo_heads())
            write_committee(*(User.objects.get(is_demo=True, role=role) for role in CONVENERS))

    def _close(self) -> None:
        """All months but the last, each office from the day before its books were opened."""
        months = [year_end(FIRST_YEAR - 1)]
        months += [month_end(y, m) for y in range(FIRST_YEAR, LAST_YEAR + 1) for m in range(1, 13)]
        kept = list(Books.objects.select_related("office").order_by("office"))
        for cutoff in months[:-1]:
            for books in kept:
                ended = books.office.valid_to is not None and books.office.valid_to < cutoff
                if books.day_before <= cutoff and not ended:
                    close_month(books.office, cutoff, by=None)

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self._say(f"{what}: {perf_counter() - started:.0f} giây")

    def _say(self, words: str) -> None:
        self.stderr.write(f"{words}.")


def refuse_unlike() -> None:
    """A demo that says it meets the published figures meets them, or is not loaded."""
    if wrong := unlike_published():
        raise CommandError("Không khớp số liệu đã công bố: " + "; ".join(wrong))
