"""Why a fact counts in a number of a form that counts registers, or not: in words, and by the rows
of the books that it is made of."""

from typing import NamedTuple

from django.db.models import QuerySet

from cases.choices import ActKind, CoercionResult, MeasureOutcome, StepKind
from cases.models import Act, RegisterEntry, Step
from cases.register_kinds import Book
from cases.rules.measures import DECIDES, ENDS
from reports.figures.counted import WHENS, CountedStatement, FactColumn, Wanted, share
from reports.figures.facts import COUNTED_STEPS, DONE, OPEN, OUT, Fact, kind_words

SOURCES = {
    **{book.value: f"sổ {book.label[0].lower()}{book.label[1:]}" for book in Book},
    "steps": "các bước tố tụng của hồ sơ",
    "forces": "các ngày tổ chức cưỡng chế",
    "measures": "quyết định bảo đảm, cưỡng chế",
    "reductions": "việc miễn, giảm nghĩa vụ",
    "administrative": "sổ theo dõi án hành chính",
}
STATES = {OUT: "chưa tính trong sổ", OPEN: "đang giải quyết", DONE: "đã xong"}
WHEN_WORDS = {
    "carried": "kỳ trước chuyển sang: còn đang giải quyết khi vào năm thống kê",
    "new": "mới vào sổ trong kỳ",
    "returned": "đã xong ở kỳ trước, kỳ này kết quả bị hủy nên giải quyết lại",
    "struck": "kỳ trước chuyển sang, kỳ này bị hủy khỏi sổ",
    "resolved": "xong trong kỳ",
    "left": "còn đang giải quyết tại ngày khóa sổ",
}
ADDS = {"times": "số mục", "amount": "số tiền ghi ở mục", "people": "số người ghi ở mục"}


class Part(NamedTuple):
    """One thing a column counts, in words."""

    source: str
    when: str
    kinds: str
    adds: str
    sign: int


def parts(column: FactColumn) -> list[Part]:
    """What a column counts, source by source."""
    return [
        Part(SOURCES[w.source], _when(w), _kinds(w), ADDS[w.adds], sign)
        for w, sign in column.wanted
    ]


def _when(wanted: Wanted) -> str:
    return next(WHEN_WORDS[name] for name, states in WHENS.items() if states == wanted.when)


def _kinds(wanted: Wanted) -> str:
    """Which kinds and which outcomes; empty for all."""
    kinds = sorted({kind_words(wanted.source, kind) for kind in wanted.kinds or ()})
    ends = sorted({_outcome(wanted.source, each) for each in wanted.outcomes or ()})
    told = (["; ".join(kinds)] if kinds else []) + ([f"kết quả: {'; '.join(ends)}"] if ends else [])
    return " · ".join(told)


def _outcome(source: str, outcome: str) -> str:
    if not outcome:
        return "không ghi"
    if source in Book.values:
        return kind_words(source, outcome)
    labels = MeasureOutcome if source == "measures" else CoercionResult
    return str(labels(outcome).label)


def key(source: str, fact: Fact) -> str:
    """What names a fact in an address: its source, its kind and what it is about."""
    return "/".join((source, fact.kind, *map(str, fact.at)))


def named(of: CountedStatement, wanted: str) -> list[tuple[str, Fact]]:
    """The facts of a name; more than one where the same was done twice to one matter."""
    source = wanted.partition("/")[0]
    return [(source, fact) for fact in of.facts.get(source, ()) if key(source, fact) == wanted]


def states(fact: Fact) -> tuple[str, str]:
    """How it stood before the period, and how it stands at the cut-off."""
    now = "không còn trong sổ" if fact.now == OUT and fact.was != OUT else STATES[fact.now]
    return STATES[fact.was], now


def counts_in(of: CountedStatement, source: str, fact: Fact) -> list[tuple[FactColumn, int]]:
    """Every column of the form that a fact counts in, and what it adds there."""
    columns = (column for column in of.columns if isinstance(column, FactColumn))
    return [(c, value) for c in columns if (value := share(c, source, fact))]


def why_not(column: FactColumn, source: str, fact: Fact, offices: tuple[int, ...]) -> str:
    """The first reason why a fact is not in a number; empty when it is."""
    if fact.office not in offices:
        return "Mục của đơn vị khác dòng này."
    if share(column, source, fact):
        return ""
    own = [wanted for wanted, _ in column.wanted if wanted.source == source]
    if not own:
        return f"Cột này không đếm {SOURCES[source]}."
    in_time = [wanted for wanted in own if (fact.was, fact.now) in wanted.when]
    was, now = states(fact)
    if not in_time:
        asked = "; ".join(sorted({_when(wanted) for wanted in own}))
        return f"Khi vào năm {was}, tại ngày khóa sổ {now}; cột này đếm mục {asked}."
    if not any(w.kinds is None or fact.kind in w.kinds for w in in_time):
        return f"Loại “{kind_words(source, fact.kind)}” không thuộc cột này."
    if not any(w.outcomes is None or fact.outcome in w.outcomes for w in in_time):
        return "Kết quả của mục không thuộc cột này."
    return "Mục không ghi số mà cột này cộng."


def life(source: str, fact: Fact) -> QuerySet[RegisterEntry] | QuerySet[Step] | QuerySet[Act]:
    """The rows of the books that a fact is made of, cancelled ones too, as they were written."""
    if source in Book.values:
        matter = fact.at[-1]
        entries = RegisterEntry.objects.filter(pk=matter) | RegisterEntry.objects.filter(
            refers_to=matter
        )
        return entries.select_related("recorded_by", "cancelled_by").order_by("pk")
    if source == "reductions":
        acts = Act.objects.filter(case=fact.case, kind=ActKind.REDUCE)
        return acts.select_related("recorded_by", "reversed_by").order_by("pk")
    steps = Step.objects.filter(cancels=None)
    if source == "administrative":
        steps = steps.filter(administrative=fact.at[0])
    elif source == "measures":
        steps = steps.filter(measure=fact.at[0], kind__in=(*DECIDES, *ENDS))
    else:
        kinds = COUNTED_STEPS if source == "steps" else (StepKind.COERCED,)
        steps = steps.filter(case=fact.case, kind__in=kinds)
    return steps.select_related("recorded_by", "cancelled_by").order_by("pk")
