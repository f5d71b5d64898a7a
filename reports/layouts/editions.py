"""Editions of a layout: what two of them differ in, and whether one may be issued. Pure.

Every act moves something from one place of the ledger to another, so a layout is right when each
such move alone satisfies the identities I1–I8: sums of right moves are right.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from cases.choices import EXITS, RESULTS, STOCK, Heading
from cases.periods import NEW_LAW_ON
from cases.rules import Refusal
from reports.figures.columns import TERM_LABELS, Balances, Column, Sums, evaluate, parse
from reports.figures.identities import identities

FIELDS = {
    "number": "Số thứ tự",
    "label": "Tên cột",
    "group": "Nhóm",
    "composed": "Cách tính",
    "definition": "Định nghĩa",
    "basis": "Căn cứ",
}
COUNTED = (*STOCK, *RESULTS, *EXITS, Heading.SEPARATE_BOOK)
"""Where a case or money stands that some column must count; no request is returned before the new
law."""


# ---------------------------------------------------------------- in words
def composed(column: Mapping[str, Any]) -> str:
    """How a column is made up: "(9) …" sums, or terms over the ledger."""
    if "rate" in column:
        part, whole = column["rate"]
        return f"{part} : {whole} × 100"
    if column.get("sum"):
        parts = [f"{'+' if sign > 0 else '−'} {code}" for code, sign in column["sum"].items()]
        return " ".join(parts).removeprefix("+ ")
    return "; ".join(term_words(term) for term in column.get("terms", ())) or "–"


def term_words(term: Mapping[str, Any]) -> str:
    names = ", ".join(Heading(h).label for h in Heading.values if h in term["headings"])
    grounds = term.get("grounds")
    why = "" if grounds is None else f" (căn cứ: {', '.join(map(_ground, grounds))})"
    sign = "trừ " if term.get("sign", 1) < 0 else ""
    return f"{sign}{TERM_LABELS[term['of']].lower()} của {names}{why}"


def _ground(code: str) -> str:
    """A correction's ground names the heading it corrects."""
    return Heading(code).label if code in Heading.values else code or "không ghi"


class Difference(NamedTuple):
    """One thing that two editions say otherwise of a column."""

    column: str
    what: str
    before: str
    after: str


def differences(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    """Column by column, in the order of the later edition."""
    earlier = {c["code"]: _told(c) for c in before}
    later = {c["code"]: _told(c) for c in after}
    for code in (*later, *(c for c in earlier if c not in later)):
        old, new = earlier.get(code), later.get(code)
        if old is None or new is None:
            whole = "có" if new else "không còn"
            yield Difference(code, "Cột", "–" if old is None else "có", whole)
            continue
        for field, label in FIELDS.items():
            if old[field] != new[field]:
                yield Difference(code, label, old[field], new[field])


def _told(column: Mapping[str, Any]) -> dict[str, str]:
    plain = {f: str(column[f]) for f in ("number", "label", "definition", "basis")}
    return {**plain, "group": " · ".join(column["group"]), "composed": composed(column)}


# ---------------------------------------------------------------- may it be issued
def check(columns: Sequence[Mapping[str, Any]], through: date | None = None) -> tuple[Column, ...]:
    """The columns of an edition that holds together `through` its last day. Refuses a circle, an
    unknown column, a heading that is lost or counted twice."""
    unknown = () if through is None or through >= NEW_LAW_ON else (Heading.RETURNED,)
    parsed = check_sums(columns)
    if len(next(c.sums for c in parsed if c.code == "c01")) != 2:
        raise Refusal("Cột c01 phải là tổng của hai cột: số cũ và số mới.", "sum")
    placed = {h for c in parsed for term in c.terms for h in term.headings}
    for heading in COUNTED:
        if heading not in placed and heading not in unknown:
            raise Refusal(f"“{heading.label}” không nằm ở cột nào.", "terms")
    _check_moves(parsed, unknown)
    return parsed


def check_sums(columns: Sequence[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns, where none is numbered twice and every sum is of columns there are."""
    codes = {c["code"] for c in columns}
    for c in columns:
        if unknown := [code for code in c.get("sum", {}) if code not in codes]:
            raise Refusal(f"Cột {c['code']} cộng từ cột không có: {', '.join(unknown)}.", "sum")
    numbers = [c["number"] for c in columns]
    if doubled := sorted({n for n in numbers if numbers.count(n) > 1}):
        raise Refusal(f"Số thứ tự {doubled[0]} dùng cho hai cột.", "number")
    try:
        return parse(columns)
    except ValueError as circle:
        raise Refusal(str(circle), "sum") from None


def _check_moves(columns: Sequence[Column], unknown: Sequence[Heading]) -> None:
    for words, places in moves():
        if any(heading in unknown for heading, _ in places):
            continue
        for measure in ("cases", "money"):
            figures = {measure: evaluate(columns, places, measure)}
            for identity in identities(figures, places):
                if not identity.holds:
                    raise Refusal(
                        f"{words}: đẳng thức {identity.code} {identity.label} sai "
                        f"({identity.left} và {identity.right}). Tài khoản bị bỏ sót hoặc tính "
                        "hai lần.",
                        "terms",
                    )
            separate = places.get((Heading.SEPARATE_BOOK.value, ""))
            memo = figures[measure].get("m01")
            if separate is not None and memo != separate.cases:
                raise Refusal(f"{words}: cột m01 phải bằng số đang ở sổ theo dõi riêng.", "terms")


def moves() -> Iterator[tuple[str, Balances]]:
    """Every kind of move alone, with what it stands on: carried in, or docketed this year."""
    progress = Heading.IN_PROGRESS
    for carried in (True, False):
        when = "năm trước chuyển sang" if carried else "thụ lý mới"
        for heading in (*STOCK, *RESULTS, *EXITS):
            if carried and heading in STOCK:
                yield (
                    f"{heading.label}, {when}",
                    _placed((heading, "", 1, 1), ("INTAKE", "", -1, -1)),
                )
            moved = [("INTAKE", "", -int(carried), -1), (progress, "", int(carried), 0)]
            yield f"{heading.label}, {when}", _placed(*moved, (heading, "", 0, 1))
            if carried and heading not in STOCK:
                corrected = (("CORRECTED", heading, 0, -1), ("CORRECTED", "", 0, 1))
                yield (
                    f"{heading.label}, điều chỉnh năm trước",
                    _placed(*moved, (heading, "", 0, 1), *corrected),
                )
    separate, ended, means = Heading.SEPARATE_BOOK, Heading.SEPARATE_ENDED, Heading.WITHOUT_MEANS
    out = ("INTAKE", "", -1, -1)
    yield (
        "Chuyển sổ theo dõi riêng trong năm",
        _placed(out, (means, "", 1, 0), (separate, "", 0, 1)),
    )
    yield "Sổ theo dõi riêng của năm trước", _placed(out, (separate, "", 1, 1))
    yield (
        "Thụ lý lại từ sổ theo dõi riêng",
        _placed(out, (separate, "", 1, 0), (ended, "", 0, 1), ("REOPENED", "", 0, -1),
                (progress, "", 0, 1)),
    )  # fmt: skip
    yield (
        "Thụ lý của năm trước ghi muộn",
        _placed(("INTAKE", "", 0, -1), (progress, "", 0, 1), ("CORRECTED", "", 0, -1),
                ("CORRECTED", "INTAKE", 0, 1)),
    )  # fmt: skip
    yield (
        "Chuyển sổ theo dõi riêng của năm trước ghi muộn",
        _placed(out, (means, "", 1, 0), (separate, "", 0, 1), ("CORRECTED", separate, 0, -1),
                ("CORRECTED", "", 0, 1)),
    )  # fmt: skip
    yield "Nhận bàn giao số cũ", _placed(("TRANSFERRED", "", 0, -1), (progress, "", 0, 1))
    yield "Bàn giao đi số cũ", _placed(out, (progress, "", 1, 0), ("TRANSFERRED", "", 0, 1))
    yield (
        "Kết thúc trước năm thống kê",
        _placed(out, (Heading.COMPLETED, "", 1, 1)),
    )


def _placed(*places: tuple[str, str, int, int]) -> Balances:
    """One case and one đồng: heading, ground, at the opening, at the cut-off."""
    found: dict[tuple[str, str], Sums] = {}
    for heading, ground, opening, closing in places:
        key = (str(heading), str(ground))
        sums = Sums(opening, closing, opening, closing)
        found[key] = found[key].plus(sums) if key in found else sums
    return found
