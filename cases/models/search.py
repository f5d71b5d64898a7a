"""The words a case is found by, gathered in one row of their own."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from cases.models.cases import Case
from cases.models.offices import Office
from cases.models.procedure import OfOfficeQuerySet


class SearchWords(models.Func):
    """The words of a row as keys: each word, each whole element as "=…", the office as "o:…"."""

    function = "search_words"
    output_field = SearchVectorField()


class SearchText(models.Model):
    """Lời tra cứu: what a case is found by. Written by triggers alone (migration 0011).

    `marked` holds decision, judgment number, names of parties, assets and obligations in small
    letters: "| 214/qđ-ccthads | lê văn cường |"; `plain` the same without diacritics. `office` and
    `day` follow the case, so that a search touches no other table before it shows its page.
    """

    case = models.OneToOneField(
        Case, models.DO_NOTHING, primary_key=True, related_name="search", db_constraint=False
    )
    office = models.ForeignKey(Office, models.DO_NOTHING, db_constraint=False, db_index=False)
    day = models.DateField()
    marked = models.TextField(db_collation="C")
    plain = models.TextField(db_collation="C")
    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "lời tra cứu"
        indexes = [
            GinIndex(SearchWords("office_id", "marked", "plain"), name="search_words"),
            models.Index(fields=("-day", "-case"), name="search_newest"),
            models.Index(fields=("office", "-day", "-case"), name="search_newest_of_office"),
        ]

    def __str__(self) -> str:
        return self.marked
