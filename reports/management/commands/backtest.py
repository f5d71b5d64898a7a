from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management.base import BaseCommand

from cases.periods import last_closed_period
from cases.today import today
from reports.models import Measure
from reports.outlook.backtest import WARNING, Line, backtest
from reports.outlook.cells import closed_years
from reports.outlook.forecast import LEVEL
from reports.outlook.years import Catalogue

HEAD = (
    "| tháng trước 30/9 | số lần | sai số TB, điểm | lệch TB, điểm | rộng TB, điểm | trong khoảng |"
)


class Command(BaseCommand):
    help = "Dự báo từ cuối mỗi tháng của các năm đã khóa, chỉ với những gì khi đó đã biết."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--years", type=int, default=8, help="số năm đã khóa xét đến")

    def handle(self, *, years: int, **options) -> None:
        catalogue = Catalogue.now()
        last = last_closed_period(today()).year
        span = range(last - years, last + 1)
        offices = [frozenset([pk]) for pk, o in catalogue.offices.items() if o.parent_id]
        offices = [catalogue.with_before(office) for office in offices]
        cities = {city: closed_years(catalogue, city, span) for city in catalogue.cities}
        single = [
            (closed_years(catalogue, group, span), cities[catalogue.city_of(group)])
            for group in offices
        ]
        for title, groups in (
            ("thành phố", [(own, own) for own in cities.values()]),
            ("các đơn vị", single),
        ):
            for measure in Measure:
                self.stdout.write(
                    f"\nDự báo tỷ lệ {measure.label.lower()}, {title}; khoảng {LEVEL} %"
                )
                for text in _table(backtest(groups, measure.value)):
                    self.stdout.write(text)
        self.stdout.write(f"\n{WARNING}")


def _table(lines: list[Line]) -> Iterator[str]:
    if not lines:
        yield "Chưa đủ năm đã khóa."
        return
    yield HEAD
    yield "|---:|---:|---:|---:|---:|---:|"
    for line in lines:
        figures = (line.mean_error, line.bias, line.mean_width)
        shown = " | ".join(f"{value:.2f}".replace(".", ",") for value in figures)
        yield f"| {line.months_ahead} | {line.count} | {shown} | {line.coverage:.0f} % |"
