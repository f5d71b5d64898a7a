"""What a review over several years holds, and its JSON. Pure: no database.

Only whole numbers and targets are kept; rates and gaps follow from them by the rules of every
statement, so a review that was frozen reads the same for ever.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reports.figures.columns import half_up, printed_rate
from reports.published import confirms, step

CODES = ("c01", "c02", "c03", "c07", "c08", "c09", "c19", "c20")
"""Columns of the form that a review keeps: docketed, carried in, new, to enforce, enforceable,
completed, carried over, and of these enforceable."""
COUNTED = {"docketed": "c01", "enforceable": "c08", "completed": "c09"}
"""Columns by the names under which published tables print them."""
MEASURES = ("cases", "money")
BOUNDARIES = {
    "then": "Địa giới khi đó: đơn vị đang hoạt động ngày khóa sổ mỗi năm",
    "now": "Địa giới hiện nay: đơn vị mới bằng tổng các đơn vị cũ",
}
LINES = {
    "corruption": "Tham nhũng, kinh tế",
    "credit": "Tín dụng, ngân hàng",
    "budget": "Thu cho ngân sách nhà nước",
}


@dataclass(frozen=True)
class Amount:
    """One row of one year by one measure, against its target."""

    columns: Mapping[str, int]
    target: Decimal | None = None
    strict: bool = False
    inherited: bool = False

    @property
    def rate(self) -> Decimal | None:
        return printed_rate(self.columns["c09"], self.columns["c08"])

    @property
    def gap(self) -> Decimal | None:
        """In percentage points, on the rounded rate."""
        rate = self.rate
        return None if rate is None or self.target is None else rate - self.target

    @property
    def met(self) -> bool | None:
        if self.gap is None:
            return None
        return self.gap > 0 if self.strict else self.gap >= 0

    @property
    def growth(self) -> Decimal | None:
        """Of what is carried over, in per cent of what was carried in."""
        before = self.columns["c02"]
        return half_up(Fraction(100 * (self.columns["c19"] - before), before)) if before else None

    @property
    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {**self.columns, "rate": _text(self.rate)}
        if self.target is not None:
            said |= {"target": str(self.target), "strict": self.strict, "gap": _text(self.gap)}
            said |= {"inherited": True} if self.inherited else {}
        return said

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Amount":
        target = Decimal(said["target"]) if "target" in said else None
        columns = {code: said[code] for code in CODES}
        return cls(columns, target, said.get("strict", False), said.get("inherited", False))


By = Mapping[str, Amount]
"""By measure."""


@dataclass(frozen=True)
class Year:
    """The city's year as its books were closed."""

    year: int
    office: str
    """The code of the city's office on the day of the closing."""
    layout: str
    provisional: bool
    closed: int
    owing: int
    """How many offices owe a closing through the cut-off, or through their own last day."""
    city: By
    lines: Mapping[str, By]
    events: Mapping[str, int]
    """What was done besides the ledger: see `reports.review.events`."""
    forces: Mapping[str, tuple[int, int]]
    """Days of coercion and people, by the body that sent them."""
    administrative: Mapping[str, int]
    published: Mapping[str, str] = field(default_factory=dict)
    """What was printed of the year, by "measure.figure", as printed; money in thousands of đồng."""

    def mark(self, measure: str, figure: str) -> str:
        """Whether a figure of the city was published: "same", "other", or not at all."""
        printed = self.published.get(f"{measure}.{figure}")
        if printed is None:
            return ""
        found = self.city[measure]
        if figure == "rate":
            return "same" if confirms(printed, found.rate) else "other"
        if figure in ("target", "gap"):
            ours = found.target if figure == "target" else found.gap
            return "same" if ours == Decimal(printed) else "other"
        value = found.columns[COUNTED[figure]]
        said, ours = int(printed), Decimal(value) / (1000 if measure == "money" else 1)
        return "same" if abs(ours - said) < step(said) else "other"


@dataclass(frozen=True)
class Row:
    """An office through the years; a year in which it did not stand is left out."""

    office: str
    label: str
    years: Mapping[int, By]
    members: Mapping[int, tuple[str, ...]]
    """By year the codes of the offices whose books are added up."""


@dataclass(frozen=True)
class Review:
    office: str
    name: str
    first: int
    last: int
    boundaries: str
    years: tuple[Year, ...]
    rows: tuple[Row, ...]

    @property
    def span(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    def year(self, year: int) -> Year:
        return self.years[year - self.first]

    @property
    def open_years(self) -> list[Year]:
        """Years of which not every office has closed its books."""
        return [year for year in self.years if year.closed < year.owing]

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "office": self.office, "name": self.name, "first": self.first, "last": self.last,
            "boundaries": self.boundaries,
            "years": [
                {
                    "year": y.year, "office": y.office, "layout": y.layout,
                    "provisional": y.provisional, "closed": y.closed, "owing": y.owing,
                    "city": _by_json(y.city),
                    "lines": {name: _by_json(by) for name, by in y.lines.items()},
                    "events": dict(y.events),
                    "forces": {body: list(sent) for body, sent in y.forces.items()},
                    "administrative": dict(y.administrative), "published": dict(y.published),
                }
                for y in self.years
            ],
            "rows": [
                {
                    "office": row.office, "label": row.label,
                    "years": {
                        str(year): {**_by_json(by), "of": list(row.members[year])}
                        for year, by in row.years.items()
                    },
                }
                for row in self.rows
            ],
        }  # fmt: skip

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Review":
        """A review as it was frozen."""
        years = tuple(
            Year(
                **{name: y[name] for name in ("year", "office", "layout", "provisional")},
                **{name: y[name] for name in ("closed", "owing", "events", "administrative")},
                published=y["published"], city=_by(y["city"]),
                lines={name: _by(by) for name, by in y["lines"].items()},
                forces={body: (days, people) for body, (days, people) in y["forces"].items()},
            )
            for y in said["years"]
        )  # fmt: skip
        rows = tuple(
            Row(
                row["office"], row["label"],
                {int(year): _by(by) for year, by in row["years"].items()},
                {int(year): tuple(by["of"]) for year, by in row["years"].items()},
            )
            for row in said["rows"]
        )  # fmt: skip
        asked = {name: said[name] for name in ("office", "name", "first", "last", "boundaries")}
        return cls(**asked, years=years, rows=rows)


def flat(said: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure of a review's JSON with its way to it, so that two can be compared."""
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from flat(value, f"{path}/{name}")
    elif isinstance(said, list):
        for number, value in enumerate(said):
            name = value.get("year", value.get("office")) if isinstance(value, dict) else number
            yield from flat(value, f"{path}/{name}")
    else:
        yield path, said


PARTS = {
    "years": "Năm", "rows": "Đơn vị", "city": "toàn thành phố", "cases": "về việc",
    "money": "về tiền", "gap": "chênh lệch", "rate": "tỷ lệ", "target": "chỉ tiêu",
    "events": "việc ngoài sổ cái", "forces": "lực lượng", "administrative": "án hành chính",
    "lines": "loại án", "published": "đã công bố", "closed": "đơn vị đã khóa sổ",
    "c01": "thụ lý", "c02": "năm trước chuyển sang", "c03": "thụ lý mới", "c07": "phải thi hành",
    "c08": "có điều kiện", "c09": "thi hành xong", "c19": "chuyển năm sau",
    "c20": "có điều kiện chuyển năm sau", **LINES,
}  # fmt: skip


def place(path: str) -> tuple[str, str]:
    """Where a figure of `flat` stands, in words: whose it is, and which figure."""
    head, *rest = path.strip("/").split("/")
    words = [PARTS.get(part, part) for part in rest]
    return f"{PARTS.get(head, head)} {words[0]}" if words else head, ", ".join(words[1:])


def _by_json(by: By) -> dict[str, Any]:
    return {measure: amount.as_json for measure, amount in by.items()}


def _by(said: Mapping[str, Any]) -> By:
    return {measure: Amount.of(said[measure]) for measure in MEASURES}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
