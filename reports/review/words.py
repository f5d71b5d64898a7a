"""Words about a review's figures: the blocks of its text, proposed in plain Vietnamese. Pure.

Every sentence is computed from figures that stand in the same report; nothing is said of causes,
tasks or proposals that the figures do not show: there the clerk finds the facts to write about.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from cases.templatetags.vietnamese import number, percent
from reports.figures.statistics import canonical
from reports.models import BlockCode
from reports.review.kept import LINES, Amount, Review, Row, Year

NOUN = {"cases": "việc", "money": "tiền"}
OF = {"cases": "về việc", "money": "về tiền"}
BLANK = "[bổ sung]"
"""What the figures cannot say; a report in which it still stands is not issued."""
FEW = 5
"""How many offices a sentence names."""


def proposals(of: Review) -> dict[str, str]:
    """Each block as the figures propose it: paragraphs divided by a line break."""
    made: dict[BlockCode, Callable[[Review], Iterable[str]]] = {
        BlockCode.SITUATION: _situation,
        BlockCode.RESULTS: _results,
        BlockCode.LIMITS: _limits,
        BlockCode.TASKS: _tasks,
        BlockCode.PROPOSALS: _requests,
    }
    return {code.value: "\n".join(filter(None, write(of))) for code, write in made.items()}


# ---------------------------------------------------------------- frozen
def as_frozen(title: str, blocks: Mapping[str, str], figures: Review) -> str:
    """Figures and text as one canonical JSON text: what the printed hash is of."""
    texts = [{"code": code, "words": text} for code, text in blocks.items()]
    return canonical({"title": title, "figures": figures.as_json, "texts": texts})


def frozen(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


# ---------------------------------------------------------------- how figures are said
def amount(value: int, measure: str) -> str:
    """Cases as they are; money in tỷ with one decimal, in full below a tỷ."""
    if measure == "cases":
        return f"{number(value)} việc"
    if abs(value) < 10**9:
        return f"{number(value)} đồng"
    tenths = (abs(value) + 5 * 10**7) // 10**8
    tenth = f",{tenths % 10}" if tenths % 10 else ""
    return f"{'−' if value < 0 else ''}{number(tenths // 10)}{tenth} tỷ đồng"


def points(gap: Decimal) -> str:
    return percent(abs(gap))


def listed(parts: Iterable[str]) -> str:
    said = list(parts)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} và {said[-1]}"


def judged(found: Amount, measure: str) -> str:
    """ "thiếu 12,00 điểm về việc", "vượt 0,16 điểm về việc"."""
    gap = found.gap
    if gap is None:
        return ""
    if gap < 0:
        return f"thiếu {points(gap)} điểm {OF[measure]}"
    if gap > 0:
        return f"vượt {points(gap)} điểm {OF[measure]}"
    return f"bằng đúng chỉ tiêu {OF[measure]}" + (" (chưa vượt)" if found.strict else "")


def year_sentence(year: Year) -> str:
    """ "Năm 2021 thiếu 12,00 điểm về việc và thiếu 16,19 điểm về tiền." """
    said = [judged(found, measure) for measure, found in year.city.items()]
    known = [words for words in said if words]
    return f"Năm {year.year} {listed(known)} so với chỉ tiêu." if known else ""


# ---------------------------------------------------------------- the blocks
def _situation(of: Review) -> Iterator[str]:
    first, last = of.years[0], of.years[-1]
    yield (
        f"Trong {len(of.years)} năm thống kê ({of.span}), {of.name} và các đơn vị trực thuộc"
        f" phải thi hành mỗi năm như sau:"
    )
    for year in of.years:
        cases, money = (year.city[m].columns["c07"] for m in ("cases", "money"))
        enforceable = [amount(year.city[m].columns["c08"], m) for m in ("cases", "money")]
        yield (
            f"Năm {year.year}: phải thi hành {amount(cases, 'cases')}, {amount(money, 'money')};"
            f" có điều kiện {enforceable[0]}, {enforceable[1]}."
        )
    if len(of.years) > 1:
        yield " ".join(_trend(first.city[m], last.city[m], m, first, last) for m in OF)
    for measure in OF:
        grown = last.city[measure].growth
        if grown is not None:
            turned = "tăng" if grown > 0 else "giảm"
            yield (
                f"Số {NOUN[measure]} chuyển sang năm {last.year + 1} là"
                f" {amount(last.city[measure].columns['c19'], measure)}, {turned}"
                f" {percent(abs(grown))} % so với số đầu năm {last.year}."
            )


def _trend(first: Amount, last: Amount, measure: str, began: Year, ended: Year) -> str:
    before, after = first.columns["c07"], last.columns["c07"]
    if not before:
        return ""
    share = abs(Decimal(100) * (after - before) / before)
    if percent(share) == percent(0):
        turned = "không đổi"
    else:
        turned = f"{'tăng' if after > before else 'giảm'} {percent(share)} %"
    return f"So với năm {began.year}, số {NOUN[measure]} phải thi hành năm {ended.year} {turned}."


def _results(of: Review) -> Iterator[str]:
    for year in of.years:
        yield _result(year)
    met = {m: [y.year for y in of.years if y.city[m].met] for m in OF}
    for measure, years in met.items():
        aimed = [y.year for y in of.years if y.city[measure].met is not None]
        if aimed:
            yield (
                f"Chỉ tiêu {OF[measure]}: đạt {len(years)} trên {len(aimed)} năm"
                + (f" ({listed(map(str, years))})." if years else ".")
            )
    yield from _lines(of)
    yield _coercion(of)
    yield _persuasion(of)
    yield _together(of)
    yield _administrative(of)


def _result(year: Year) -> str:
    said = []
    for measure, found in year.city.items():
        if found.rate is None:
            continue
        aim = f", chỉ tiêu {'trên ' if found.strict else ''}{percent(found.target)} %"
        said.append(
            f"{OF[measure]} thi hành xong {amount(found.columns['c09'], measure)}, đạt"
            f" {percent(found.rate)} %{aim if found.target is not None else ''}"
        )
    if not said:
        return f"Năm {year.year}: không có việc có điều kiện thi hành."
    return f"Năm {year.year}: {'; '.join(said)}. {year_sentence(year)}".strip()


def _lines(of: Review) -> Iterator[str]:
    for name, label in LINES.items():
        sums = {
            m: [sum(y.lines[name][m].columns[c] for y in of.years) for c in ("c08", "c09")]
            for m in OF
        }
        if sums["cases"][0]:
            yield (
                f"{label}: thi hành xong {amount(sums['cases'][1], 'cases')},"
                f" {amount(sums['money'][1], 'money')} trong cả giai đoạn."
            )


def _sum(of: Review, code: str) -> int:
    return sum(year.events[code] for year in of.years)


def _coercion(of: Review) -> str:
    if not _sum(of, "decided") and not _sum(of, "held"):
        return ""
    return (
        f"Đã ra {number(_sum(of, 'decided'))} quyết định cưỡng chế, tổ chức cưỡng chế"
        f" {number(_sum(of, 'held'))} cuộc, trong đó huy động lực lượng"
        f" {number(_sum(of, 'with_forces'))} cuộc."
    )


def _persuasion(of: Review) -> str:
    if not _sum(of, "persuaded") and not _sum(of, "avoided"):
        return ""
    return (
        f"Đã vận động, thuyết phục {number(_sum(of, 'persuaded'))} lượt, chuyển biến"
        f" {number(_sum(of, 'agreed'))} lượt; {number(_sum(of, 'avoided'))} việc đã quyết định"
        f" cưỡng chế nhưng đương sự tự nguyện sau vận động,"
        f" {number(_sum(of, 'on_site'))} việc tự nguyện ngay tại buổi cưỡng chế."
    )


def _together(of: Review) -> str:
    if not _sum(of, "referred"):
        return ""
    return (
        f"Đã báo cáo, xin ý kiến {number(_sum(of, 'referred'))} lượt; có"
        f" {number(_sum(of, 'concluded'))} kết luận, đã thực hiện"
        f" {number(_sum(of, 'followed'))}."
    )


def _administrative(of: Review) -> str:
    done = sum(year.administrative["done"] for year in of.years)
    last = of.years[-1].administrative["tracked"]
    if not done and not last:
        return ""
    return (
        f"Án hành chính: thi hành xong {number(done)} bản án trong cả giai đoạn; năm {of.last}"
        f" theo dõi {number(last)} bản án."
    )


def _limits(of: Review) -> Iterator[str]:
    short = [y for y in of.years if any(a.met is False for a in y.city.values())]
    for year in short:
        said = [judged(a, m) for m, a in year.city.items() if a.met is False]
        yield f"Năm {year.year} {listed(said)} so với chỉ tiêu."
    if not short:
        yield "Không có năm nào thiếu chỉ tiêu của thành phố."
    for year in of.years[-1:]:
        for measure in OF:
            yield _lowest(of.rows, year.year, measure)
    late = _sum(of, "late") + _sum(of, "tasks_late")
    if late:
        yield f"Còn {number(late)} kết luận, nhiệm vụ đến hạn trong giai đoạn thực hiện quá hạn."
    yield f"Nguyên nhân: {BLANK}"


def _lowest(rows: Iterable[Row], year: int, measure: str) -> str:
    behind = [
        (found.gap, row.label)
        for row in rows
        if year in row.years
        and (found := row.years[year][measure]).met is False
        and found.gap is not None
    ]
    if not behind:
        return ""
    said = listed(f"{label} (thiếu {points(gap)} điểm)" for gap, label in sorted(behind)[:FEW])
    return (
        f"Năm {year} có {number(len(behind))} đơn vị chưa đạt chỉ tiêu {OF[measure]}; thấp nhất:"
        f" {said}."
    )


def _tasks(of: Review) -> Iterator[str]:
    left = of.years[-1].events["key_in"]
    if left:
        yield f"Giải quyết dứt điểm {number(left)} việc trọng điểm, phức tạp còn trong sổ."
    for measure in OF:
        over = of.years[-1].city[measure].columns["c20"]
        yield (
            f"Tập trung thi hành {amount(over, measure)} có điều kiện chuyển sang năm"
            f" {of.last + 1}."
        )
    yield f"Nhiệm vụ, giải pháp khác: {BLANK}"


def _requests(of: Review) -> Iterator[str]:
    yield f"Kiến nghị Thành ủy, Ủy ban nhân dân thành phố: {BLANK}"
    yield f"Kiến nghị Cục Quản lý Thi hành án dân sự: {BLANK}"
