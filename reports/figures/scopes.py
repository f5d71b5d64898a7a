"""Whose books a statement adds up, and whether they reach back far enough."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from cases.models import Books, Office
from cases.periods import Period
from cases.rules import Refusal

OWN, WITH_BELOW = "own", "with_below"
SCOPES = {WITH_BELOW: "Cả các đơn vị trực thuộc", OWN: "Riêng đơn vị"}


@dataclass(frozen=True)
class Scope:
    """Whose books a statement adds up: with the predecessors, in which transfers cancel and what
    they did not hand over is not lost. `now` keeps to the offices that stand at the cut-off.
    `alive` are those that existed in the period."""

    office: Office
    kind: str
    offices: tuple[Office, ...]
    alive: frozenset[int]
    now: bool = False

    @classmethod
    def of(
        cls, office: Office, kind: str, period: Period, *, now: bool = False, past: bool = False
    ) -> "Scope":
        """Raises Refusal. `past` asks for what an office took over, before there was the office."""
        if kind not in SCOPES:
            raise Refusal(f"Phạm vi không hợp lệ: {kind}.", "scope")
        if office.valid_from > period.cutoff and not past:
            raise Refusal(f"{office.name} hoạt động từ {office.valid_from:%d/%m/%Y}.", "office")
        if office.valid_to is not None and office.valid_to < period.start:
            raise Refusal(
                f"{office.name} đã kết thúc ngày {office.valid_to:%d/%m/%Y}: chọn đơn vị kế thừa.",
                "office",
            )
        every = Office.objects.all()
        chosen = every.itself(office.pk) if kind == OWN else every.with_below(office.pk)
        chosen = chosen.filter(valid_from__lte=period.cutoff)
        if now:
            chosen = chosen.filter(Q(valid_to=None) | Q(valid_to__gte=period.cutoff))
        # The office itself first, then those below it as catalogues list them.
        offices = sorted(chosen, key=lambda o: (o.pk != office.pk, o.parent_id is not None, o.pk))
        alive = (o.pk for o in offices if o.valid_to is None or o.valid_to >= period.start)
        return cls(office, kind, tuple(offices), frozenset(alive), now)

    @property
    def ids(self) -> list[int]:
        return [o.pk for o in self.offices]


def check_books(scope: Scope, period: Period) -> Mapping[int, Books]:
    """The books of the scope's offices. A year that began before they were opened is refused."""
    books = {b.office_id: b for b in Books.objects.filter(office__in=scope.ids)}
    if not books:
        raise Refusal(f"{scope.office.name} chưa mở sổ, chưa có số liệu.", "office")
    late = [
        (books[o.pk].open_on, o)
        for o in scope.offices
        if o.pk in books and books[o.pk].open_on > max(period.start, o.valid_from)
    ]
    if late:
        opened, office = max(late, key=lambda row: row[0])
        raise Refusal(
            f"Sổ của {office.name} mở từ {opened:%d/%m/%Y}: năm thống kê {period.year} "
            "bắt đầu trước ngày đó nên không lập được báo cáo.",
            "year",
        )
    return books
