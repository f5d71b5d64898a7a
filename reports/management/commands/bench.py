from argparse import ArgumentParser
from collections.abc import Callable

from django.core.management.base import BaseCommand

from cases import benchmarks as ledger
from cases import search_benchmark as finding
from cases.actions.people import load_offices
from reports.benchmarks import annex as lists
from reports.benchmarks import closing as closing
from reports.benchmarks import outlook as ahead
from reports.benchmarks import statement as figures

BENCHES: dict[str, Callable[[], list[str]]] = {
    "annex": lists.annex,
    "closing": closing.measure,
    "handover": ledger.handover,
    "journal": ledger.journal,
    "outlook": ahead.outlook,
    "search": finding.search,
    "statement": figures.statement,
}


class Command(BaseCommand):
    help = "Đo tốc độ ở quy mô thật, trong cơ sở dữ liệu riêng; mỗi số liệu một dòng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", choices=sorted(BENCHES))

    def handle(self, *, name: str | None, **options) -> None:
        load_offices()
        for bench in [BENCHES[name]] if name else BENCHES.values():
            for line in bench():
                self.stdout.write(line)
