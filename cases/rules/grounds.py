"""Grounds of decisions as dated code lists, each with its article; and what each lays on the act.

Until 30/06/2026: Law 26/2008/QH12 as amended by Laws 64/2014 and 03/2022, with Decree 62/2015.
From 01/07/2026: Law 106/2025/QH15, whose text could not be read. What Decree 152/2026/NĐ-CP says
of it stands with its article; every other row is carried over and marked provisional. The rule in
force on the act's own day decides, never today.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.choices import ActKind, Heading
from cases.laws import L08, L25, LAW_2008_ON, N62, N152, OLD_LAW_ENDS, UNREAD
from cases.periods import NEW_LAW_ON
from cases.rules.refusal import Refusal

AMENDED_ON = date(2015, 7, 1)
"""Law 64/2014/QH13 amends Law 26/2008: the lists of Articles 44a, 48 and 50 as they stand here."""

CONSENT = "c"
"""Postponement agreed by the parties: counted among the enforceable in its own column."""
ERROR, INTEREST, INSTALMENT = "error", "interest", "instalment"
"""Why money is amended: a mistake put right; late interest; an instalment that has fallen due."""


@dataclass(frozen=True)
class Ground:
    """One point of a list. `stands`: only for a case that stands there; empty: wherever it does.

    `term`: the paper names an end day, at most `months` after its own; `once` in the life of a
    case; `only_part`: for a part of the money; `frees`: no late interest runs meanwhile.
    """

    act: ActKind
    code: str
    label: str
    article: str
    valid_from: date = AMENDED_ON
    valid_to: date | None = OLD_LAW_ENDS
    provisional: bool = False
    stands: frozenset[str] = frozenset()
    term: bool = False
    months: int | None = None
    once: bool = False
    only_part: bool = False
    frees: bool = False

    def valid_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def basis(self) -> str:
        return f"{self.article} ({UNREAD})" if self.provisional else self.article


POSTPONED = frozenset((Heading.POSTPONED, Heading.POSTPONED_BY_CONSENT))
_POINTS = {
    # act: (article, in force from, its points: code, words)
    ActKind.POSTPONE: ("khoản 1 Điều 48", AMENDED_ON, (
        ("a", "Ốm nặng, mất hoặc bị hạn chế năng lực hành vi dân sự"),
        ("b", "Chưa rõ địa chỉ hoặc không thể tự mình thực hiện nghĩa vụ"),
        ("c", "Đương sự đồng ý hoãn, có văn bản ghi thời hạn"),
        ("d", "Tài sản đang tranh chấp hoặc giá giảm bằng, thấp hơn chi phí và nghĩa vụ bảo đảm"),
        ("dd", "Chờ giải thích bản án hoặc trả lời kiến nghị"),
        ("e", "Người nhận tài sản, nhận nuôi dưỡng đã được thông báo hai lần không đến nhận"),
        ("g", "Chưa chuyển giao được quyền, nghĩa vụ vì bất khả kháng, trở ngại khách quan"),
        ("h", "Tài sản kê biên không bán được, người được thi hành án không nhận"),
    )),
    ActKind.TERMINATE: ("khoản 1 Điều 50", AMENDED_ON, (
        ("a", "Người phải thi hành án chết, không có di sản hoặc nghĩa vụ không chuyển giao"),
        ("b", "Người được thi hành án chết, quyền không chuyển giao hoặc không có người thừa kế"),
        ("c", "Đương sự thỏa thuận hoặc người được thi hành án yêu cầu đình chỉ"),
        ("d", "Bản án, quyết định bị hủy một phần hoặc toàn bộ"),
        ("dd", "Tổ chức phải thi hành án giải thể, không còn tài sản"),
        ("e", "Có quyết định miễn nghĩa vụ thi hành án"),
        ("g", "Tòa án ra quyết định mở thủ tục phá sản"),
        ("h", "Người chưa thành niên được giao nuôi dưỡng chết hoặc đã thành niên"),
    )),
    ActKind.WITHOUT_MEANS: ("khoản 1 Điều 44a", AMENDED_ON, (
        ("a", "Không có thu nhập, tài sản để thi hành án"),
        ("b", "Vật đặc định không còn, giấy tờ không thu hồi và không cấp lại được"),
        ("c", "Chưa xác định được địa chỉ, nơi cư trú"),
    )),
    ActKind.RECALL: ("khoản 1 Điều 37", LAW_2008_ON, (
        ("a", "Thu hồi: quyết định ban hành không đúng thẩm quyền"),
        ("b", "Thu hồi: quyết định có sai sót làm thay đổi nội dung vụ việc"),
        ("c", "Thu hồi: căn cứ ra quyết định không còn"),
        ("d", "Thu hồi: chuyển giao quyền, nghĩa vụ, ra quyết định cho người mới"),
    )),
    ActKind.TAKE_UP: ("khoản 2 Điều 35", AMENDED_ON, (
        ("h", "Thấy cần thiết lấy lên để thi hành"),
        ("i", "Có đương sự, tài sản ở nước ngoài hoặc cần ủy thác tư pháp"),
    )),
}  # fmt: skip
_LAYS: dict[tuple[str, str], dict] = {
    (ActKind.POSTPONE, "c"): {"term": True, "frees": True},
    (ActKind.POSTPONE, "2"): {"term": True, "months": 3, "once": True, "frees": True},
    (ActKind.SUSPEND, "1"): {"frees": True},
    (ActKind.TERMINATE, "joint"): {"only_part": True},
    (ActKind.RESUME, "4a"): {"stands": POSTPONED},
    (ActKind.RESUME, "4b"): {"stands": POSTPONED},
    (ActKind.RESUME, "4c"): {"stands": POSTPONED},
    (ActKind.RESUME, "3a"): {"stands": frozenset((Heading.SUSPENDED,))},
    (ActKind.RESUME, "3b"): {"stands": frozenset((Heading.SUSPENDED,))},
    (ActKind.RESUME, "3c"): {"stands": frozenset((Heading.SUSPENDED,))},
    (ActKind.RESUME, "means"): {"stands": frozenset((Heading.WITHOUT_MEANS,))},
    (ActKind.RESUME, "new"): {"stands": frozenset((Heading.SEPARATE_BOOK,))},
}
"""What the law lays on the ground in both regimes (Article 48(1)(c), 48(2), 49(1) of Law 26/2008;
the new law's text on it was not read, so the same holds)."""

_OLD = (
    # act, code, words, article, in force from
    (ActKind.POSTPONE, "2", "Người có thẩm quyền kháng nghị yêu cầu hoãn",
     f"khoản 2 Điều 48 {L08}", AMENDED_ON),
    (ActKind.SUSPEND, "1", "Người có thẩm quyền kháng nghị tạm đình chỉ",
     f"khoản 1 Điều 49 {L08}", LAW_2008_ON),
    (ActKind.SUSPEND, "2", "Tòa án thụ lý đơn yêu cầu mở thủ tục phá sản",
     f"khoản 2 Điều 49 {L08}", LAW_2008_ON),
    (ActKind.RECALL, "3a", "Hủy: cấp dưới không tự khắc phục sau khi có yêu cầu",
     f"điểm a khoản 3 Điều 37 {L08}", LAW_2008_ON),
    (ActKind.RECALL, "3b", "Hủy: quyết định vi phạm pháp luật theo kết luận có thẩm quyền",
     f"điểm b khoản 3 Điều 37 {L08}", LAW_2008_ON),
    (ActKind.REDUCE, "4", "Miễn án phí, tiền phạt còn lại: khó khăn đặc biệt kéo dài, lập công lớn",
     f"khoản 4 Điều 61 {L08}", AMENDED_ON),
    (ActKind.AMEND, ERROR, "Sai sót không làm thay đổi nội dung vụ việc",
     f"khoản 2 Điều 37 {L08}", LAW_2008_ON),
    (ActKind.AMEND, INTEREST, "Lãi chậm thi hành án",
     "Điều 6 Thông tư liên tịch 11/2016/TTLT-BTP-TANDTC-VKSNDTC", LAW_2008_ON),
    (ActKind.AMEND, INSTALMENT, "Kỳ phải thi hành đến hạn", f"khoản 1 Điều 30 {L08}", LAW_2008_ON),
    (ActKind.DELEGATE, "onward", "Nhận ủy thác nhưng điều kiện thi hành ở nơi khác, ủy thác tiếp",
     f"khoản 5 Điều 16 {N62}", date(2015, 9, 1)),
    (ActKind.DELEGATE, "dispute", "Tài sản đang xử lý có tranh chấp, có tài sản ở nơi khác",
     f"khoản 3 Điều 16 {N62}", date(2020, 5, 1)),
    (ActKind.DELEGATE, "b", "Khoản cụ thể có tài sản bảo đảm ở nơi khác",
     f"điểm b khoản 1 Điều 55 {L08}", date(2022, 3, 1)),
    (ActKind.RESUME, "4a", "Căn cứ hoãn không còn", f"khoản 4 Điều 48 {L08}", AMENDED_ON),
    (ActKind.RESUME, "4b", "Hết thời hạn hoãn theo yêu cầu của người có thẩm quyền kháng nghị",
     f"khoản 4 Điều 48 {L08}", AMENDED_ON),
    (ActKind.RESUME, "4c", "Người có thẩm quyền trả lời không có căn cứ kháng nghị",
     f"khoản 4 Điều 48 {L08}", AMENDED_ON),
    (ActKind.RESUME, "3a", "Người có thẩm quyền rút kháng nghị",
     f"điểm a khoản 3 Điều 49 {L08}", LAW_2008_ON),
    (ActKind.RESUME, "3b", "Tòa án giữ nguyên bản án, quyết định bị kháng nghị",
     f"điểm b khoản 3 Điều 49 {L08}", LAW_2008_ON),
    (ActKind.RESUME, "3c", "Tòa án đình chỉ thủ tục phá sản, phục hồi",
     f"điểm c khoản 3 Điều 49 {L08}", LAW_2008_ON),
    (ActKind.RESUME, "means", "Có điều kiện thi hành án trở lại",
     f"khoản 4 Điều 9 {N62}", AMENDED_ON),
    (ActKind.RESUME, "new", "Có thông tin mới về điều kiện thi hành án",
     f"khoản 6 Điều 9 {N62}", AMENDED_ON),
)  # fmt: skip
_NEW = {
    # what Decree 152/2026 lets one read of the new law: (act, code): words or "" as before, article
    (ActKind.TERMINATE, "b"): ("", f"Điều 48 {L25}, điểm b khoản 1 Điều 25 {N152}"),
    (ActKind.TERMINATE, "c"): ("", f"Điều 48 {L25}, khoản 5 Điều 14 {N152}"),
    (ActKind.TERMINATE, "joint"): (
        "Đồng ý cho một số người liên đới không thi hành phần của họ", f"khoản 2 Điều 28 {N152}"),
    (ActKind.WITHOUT_MEANS, "a"): ("", f"điểm a khoản 1 Điều 38 {L25}"),
    (ActKind.RECALL, "c"): ("", f"điểm c khoản 1 Điều 52 {L25}"),
    (ActKind.AMEND, INTEREST): ("", f"khoản 2 Điều 29 {N152}"),
    (ActKind.AMEND, INSTALMENT): ("", f"khoản 1 Điều 10 {N152}"),
    (ActKind.DELEGATE, "a"): ("", f"Điều 49 {L25}, khoản 1 Điều 26 {N152}"),
    (ActKind.DELEGATE, "dispute"): ("", f"khoản 1 Điều 26 {N152}"),
    (ActKind.DELEGATE, "onward"): ("", f"khoản 4 Điều 26 {N152}"),
    (ActKind.RESUME, "new"): ("", f"khoản 1 Điều 22 {N152}"),
    (ActKind.COMPLETE, "a"): ("Chỉ tuyên hủy biện pháp ngăn chặn, khẩn cấp tạm thời, đã thông báo",
                              f"điểm a khoản 1 Điều 32 {N152}"),
    (ActKind.COMPLETE, "b"): ("Theo Luật Phục hồi, phá sản", f"điểm b khoản 1 Điều 32 {N152}"),
    (ActKind.COMPLETE, "c"): ("Giấy tờ không thu hồi, không cấp lại được; tiền hư hỏng",
                              f"điểm c khoản 1 Điều 32 {N152}"),
    (ActKind.COMPLETE, "dd"): ("Người được giao thăm nom, chăm sóc chết hoặc đã thành niên",
                               f"điểm đ khoản 1 Điều 32 {N152}"),
    (ActKind.COMPLETE, "e"): ("Đã truy cứu trách nhiệm hình sự về tội không chấp hành án",
                              f"điểm e khoản 1 Điều 32 {N152}"),
}  # fmt: skip
_ENDED = frozenset(((ActKind.RECALL, "d"), (ActKind.DELEGATE, "b"), (ActKind.TAKE_UP, "i")))
"""Not carried over: under Article 25 of Decree 152/2026 rights pass by a decision of their own;
Article 26 delegates by place alone; point i of Article 35(2) tells two levels of offices apart."""


def _old() -> Iterator[Ground]:
    for act, (article, since, points) in _POINTS.items():
        for code, words in points:
            letter = "đ" if code == "dd" else code
            yield Ground(
                act, code, f"{letter}) {words}", f"điểm {letter} {article} {L08}", since,
                **_LAYS.get((act, code), {}),
            )  # fmt: skip
    elsewhere = "Nơi người phải thi hành án có tài sản, làm việc, cư trú hoặc có trụ sở"
    of_2022 = date(2022, 3, 1)
    yield Ground(
        ActKind.DELEGATE, "a", elsewhere, f"Điều 55 {L08}", LAW_2008_ON, of_2022 - timedelta(days=1)
    )
    yield Ground(ActKind.DELEGATE, "a", elsewhere, f"điểm a khoản 1 Điều 55 {L08}", of_2022)
    for act, code, words, article, since in _OLD:
        yield Ground(act, code, words, article, since, **_LAYS.get((act, code), {}))


def _new(old: Iterable[Ground]) -> Iterator[Ground]:
    """The rows of the new law: those read with their article, the others carried over."""
    words = {(g.act, g.code): g.label.partition(") ")[2] or g.label for g in old}
    for key in [*words, *(key for key in _NEW if key not in words)]:
        if key not in _ENDED:
            said, article = _NEW.get(key, ("", L25))
            yield Ground(
                *key, said or words[key], article, NEW_LAW_ON, None, key not in _NEW,
                **_LAYS.get(key, {}),
            )  # fmt: skip


_BEFORE = tuple(_old())
GROUNDS: tuple[Ground, ...] = (*_BEFORE, *_new(_BEFORE))

ACTS_WITH_GROUND = frozenset(ground.act for ground in GROUNDS)
REQUIRED = frozenset((ActKind.POSTPONE, ActKind.SUSPEND, ActKind.TERMINATE, ActKind.WITHOUT_MEANS))
"""Acts no book holds without a ground. The others' papers of earlier years need not name one."""

_ROWS: dict[tuple[str, str], tuple[Ground, ...]] = {
    key: tuple(g for g in GROUNDS if (g.act, g.code) == key)
    for key in {(g.act, g.code) for g in GROUNDS}
}


def grounds_of(act: str, on: date, heading: str = "") -> list[Ground]:
    """The grounds a decision may name on the day `on`, for a case that stands at `heading`."""
    return [
        g
        for g in GROUNDS
        if g.act == act and g.valid_on(on) and (not heading or not g.stands or heading in g.stands)
    ]


def ground_of(act: str, code: str, on: date) -> Ground | None:
    """The ground as the law had it on the day."""
    return next((g for g in _ROWS.get((act, code), ()) if g.valid_on(on)), None)


def known_ground(act: str, code: str) -> bool:
    """Whether the code ever belonged to the act; what needs none may go without."""
    return (act, code) in _ROWS or (code == "" and act not in REQUIRED)


def check_ground(act: str, code: str, on: date, heading: str = "") -> None:
    """Refuse a ground the act does not know, did not know on the day, or not from the heading."""
    if not known_ground(act, code):
        raise Refusal("Chọn căn cứ theo điều luật.", "ground")
    if not code:
        return
    ground = ground_of(act, code, on)
    if ground is None:
        known = _ROWS[act, code][0]
        raise Refusal(
            f"Căn cứ “{known.label}” ({known.article}) không áp dụng cho ngày {on:%d/%m/%Y}.",
            "ground",
        )
    if heading and ground.stands and heading not in ground.stands:
        raise Refusal(
            f"Căn cứ “{ground.label}” không dùng cho việc đang ở “{Heading(heading).label}”.",
            "ground",
        )


def ground_label(act: str, code: str, on: date) -> str:
    """The ground in the statute's words with its article of the day; empty when there is none."""
    if not code:
        return ""
    rows = _ROWS.get((act, code), ())
    ground = ground_of(act, code, on) or (rows[0] if rows else None)
    return f"{ground.label} ({ground.basis})" if ground else code
