from argparse import ArgumentParser
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F

from cases.actions.closings import close_month
from cases.actions.demo import write_procedure
from cases.actions.demo_committee import write_committee
from cases.actions.demo_desk import write_desk
from cases.actions.demo_key_cases import write_key_cases
from cases.actions.demo_till import write_till
from cases.actions.journal import load_journal
from cases.actions.people import create_demo_accounts, create_demo_heads
from cases.choices import Role
from cases.demo.journal import write_journal
from cases.demo.names import draw_person
from cases.models import Books, LedgerLine, Office, Officer, User
from cases.periods import month_end, year_end, year_start
from reports.demo import write_month_end
from reports.models import Issued
from reports.tasks import archive_issued

YEAR = 2018
CONVENERS = (Role.CITY_CLERK, Role.CITY_LEADER)


class Command(BaseCommand):
    help = (
        "Nạp dữ liệu mô phỏng: năm thống kê 2018 của Hà Nội, đã khóa 11 tháng và đang khóa "
        "tháng 9, và tài khoản dùng thử. Chạy lại không đổi gì."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keep", type=Path, help="giữ lại tệp nhật ký CSV tại đây")

    def handle(self, *, keep: Path | None, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Dữ liệu mô phỏng chỉ nạp ở chế độ trình diễn (./run demo).")
        accounts = create_demo_accounts()
        if not LedgerLine.objects.exists():
            started = perf_counter()
            with transaction.atomic():
                self._load(keep)
            for waiting in Issued.objects.waiting():
                archive_issued(waiting.pk)
            self.stderr.write(f"Đã nạp dữ liệu mô phỏng trong {perf_counter() - started:.0f} giây.")
        for user, password in accounts:
            self.stdout.write(f"{user.username:<20}{password:<24}{user.get_role_display()}")

    def _load(self, keep: Path | None) -> None:
        with TemporaryDirectory() as folder:
            path = keep or Path(folder) / "journal.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                write_journal(file)
            loaded = load_journal(path, books_open=year_start(YEAR))
        self.stderr.write(f"{loaded.acts} việc ghi sổ, {loaded.cases} hồ sơ.")
        officers = list(Officer.objects.filter(name=F("code")))
        for officer in officers:
            officer.name = draw_person(Random(officer.code))
        Officer.objects.bulk_update(officers, ["name"])
        started = perf_counter()
        clerks = User.objects.filter(is_demo=True, role__in=(Role.CLERK, Role.CITY_CLERK))
        terms = write_procedure(year_start(YEAR), clerks.order_by("username"))
        people = {u.role: u for u in User.objects.filter(is_demo=True, office__code="HN-BD")}
        write_desk(people)
        write_till(people)
        write_key_cases(clerks.get(role=Role.CITY_CLERK))
        self.stderr.write(f"{terms} thời hạn trong {perf_counter() - started:.0f} giây.")
        started = perf_counter()
        kept = Office.objects.filter(pk__in=Books.objects.values("office"))
        for cutoff in (year_end(YEAR - 1), *(month_end(YEAR, m) for m in range(1, 12))):
            for office in kept:
                close_month(office, cutoff, by=None)
        write_month_end(create_demo_heads())
        write_committee(*(User.objects.get(is_demo=True, role=role) for role in CONVENERS))
        self.stderr.write(f"Khóa sổ trong {perf_counter() - started:.0f} giây.")
