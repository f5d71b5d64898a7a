"""Security and coercive measures as dated data: article, deciding and ending steps, conditions.

Until 30/06/2026: Law 26/2008/QH12 with Decree 62/2015/NĐ-CP. From 01/07/2026: Law 106/2025/QH15,
of which only what Decree 152/2026/NĐ-CP says of it could be read; the rest is carried over and
marked provisional, as in `grounds`. The rule in force on the measure's own day decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cases.choices import (
    COERCIVE,
    SECURITY,
    ActKind,
    AssetState,
    Heading,
    MeasureKind,
    MeasureOutcome,
    StepKind,
)
from cases.laws import L08, L25, LAW_2008_ON, N62, N152, OLD_LAW_ENDS, UNREAD
from cases.periods import NEW_LAW_ON
from cases.rules.calendar import Calendar
from cases.rules.refusal import Refusal, written
from cases.terms import term_on

M, K, Outcome = MeasureKind, StepKind, MeasureOutcome


# ---------------------------------------------------------------- what each measure is
@dataclass(frozen=True)
class Shape:
    """How a measure is written. `carried` is the step that carries it out, besides the decision."""

    decided: StepKind
    ended: StepKind = K.COERCION_ENDED
    carried: StepKind | None = K.COERCED
    needs_asset: bool = False
    needs_party: bool = False
    sum: str = ""  # what the amount is, when the decision names one
    terms: tuple[str, ...] = ()  # the rows of terms.csv within which it goes on or ends


SHAPES: dict[str, Shape] = {
    M.FREEZE: Shape(
        K.FROZEN, K.SECURITY_ENDED, None, sum="Số tiền phong tỏa", terms=("BD_PHONGTOA",)
    ),
    M.HOLD: Shape(K.HELD, K.SECURITY_ENDED, None, terms=("BD_TAMGIU",)),
    M.STOP_REGISTRATION: Shape(
        K.REGISTRATION_STOPPED, K.SECURITY_ENDED, None, needs_asset=True, terms=("BD_TAMDUNG",)
    ),
    M.EXIT_POSTPONED: Shape(K.EXIT_POSTPONED, K.SECURITY_ENDED, None, needs_party=True),
    M.DEDUCT_ACCOUNT: Shape(K.COERCION_DECIDED, needs_party=True, sum="Số tiền khấu trừ"),
    M.DEDUCT_INCOME: Shape(K.COERCION_DECIDED, needs_party=True, sum="Số tiền trừ mỗi kỳ"),
    M.SEIZE: Shape(K.COERCION_DECIDED, carried=K.SEIZED, needs_asset=True),
    M.EXPLOIT: Shape(K.COERCION_DECIDED, needs_asset=True),
    M.HAND_OVER: Shape(K.COERCION_DECIDED, needs_party=True),
    M.DO_OR_NOT: Shape(K.COERCION_DECIDED, needs_party=True),
}
DECIDES = frozenset(shape.decided for shape in SHAPES.values())
ENDS = frozenset((K.SECURITY_ENDED, K.COERCION_ENDED, K.SEIZURE_LIFTED))
END_TERMS = frozenset(key for shape in SHAPES.values() for key in shape.terms)
"""Within these a measure goes on or ends."""
GROUPS = (("Biện pháp bảo đảm", SECURITY), ("Biện pháp cưỡng chế", COERCIVE))
_ADDS: dict[str, tuple[StepKind, ...]] = {
    M.FREEZE: (K.VERIFY_QUERY_ANSWERED,),
    M.HOLD: (K.OWNERSHIP_ESTABLISHED,),
    M.STOP_REGISTRATION: (K.OWNERSHIP_ESTABLISHED,),
}


def adds(kind: str) -> tuple[StepKind, ...]:
    """What else is recorded while it runs; a coercive one besides what carries it out."""
    carried = SHAPES[kind].carried
    own = (carried,) if carried else _ADDS.get(kind, ())
    return (*own, K.SENT_TO_PROCURACY, K.NOTED)


def is_open(steps: Iterable[str]) -> bool:
    """Of the kinds of the measure's standing steps: decided, and not ended."""
    kinds = set(steps)
    return bool(kinds & DECIDES) and not kinds & ENDS


def decided_on(steps: Iterable[tuple[str, date]]) -> date | None:
    """Of kind and day of its standing steps: when it was decided."""
    return min((on for kind, on in steps if kind in DECIDES), default=None)


_SECURITY_ENDS = (Outcome.TO_COERCION, Outcome.VOLUNTARY, Outcome.LIFTED)
_COERCIVE_ENDS = (Outcome.CARRIED_OUT, Outcome.VOLUNTARY, Outcome.LIFTED, Outcome.FAILED)
EXPLAINED = frozenset((Outcome.LIFTED, Outcome.FAILED))
"""Ends that say why."""


def outcomes(kind: str) -> tuple[MeasureOutcome, ...]:
    if kind == M.EXIT_POSTPONED:
        return (Outcome.VOLUNTARY, Outcome.LIFTED)
    return _SECURITY_ENDS if kind in SECURITY else _COERCIVE_ENDS


def ending(kind: str, outcome: str, steps: Iterable[str]) -> StepKind:
    """The step that ends it: an asset that was seized and not sold is released (Article 105)."""
    if kind == M.SEIZE and outcome != Outcome.CARRIED_OUT and K.SEIZED in set(steps):
        return K.SEIZURE_LIFTED
    return SHAPES[kind].ended


# ---------------------------------------------------------------- articles
@dataclass(frozen=True)
class Basis:
    """Under which article a measure is taken. `security`: one the law counts among its measures."""

    kind: MeasureKind
    article: str
    valid_from: date
    valid_to: date | None
    provisional: bool = False
    counted: bool = True

    def valid_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def words(self) -> str:
        return f"{self.article} ({UNREAD})" if self.provisional else self.article


DECREE_62_ON = date(2015, 9, 1)
_OLD = (
    # kind, of the Law, of the Decree
    (M.FREEZE, "Điều 67", "Điều 20"),
    (M.HOLD, "Điều 68", "Điều 18"),
    (M.STOP_REGISTRATION, "Điều 69", "Điều 19"),
    (M.DEDUCT_ACCOUNT, "khoản 1 Điều 71, các điều 76, 79 đến 83", "các điều 21 đến 23"),
    (M.DEDUCT_INCOME, "khoản 2 Điều 71, Điều 78", ""),
    (M.SEIZE, "khoản 3 Điều 71, các điều 84 đến 113", "Điều 24"),
    (M.EXPLOIT, "khoản 4 Điều 71, các điều 107 đến 109", ""),
    (M.HAND_OVER, "khoản 5 Điều 71, các điều 114 đến 117", ""),
    (M.DO_OR_NOT, "khoản 6 Điều 71, các điều 118 đến 121", ""),
)
_NEW = (
    # kind, article, whether it could be read
    (M.FREEZE, f"Điều 67 {L25}, Điều 43 {N152}", True),
    (M.HOLD, f"Điều 44 {N152}", True),
    (M.STOP_REGISTRATION, L25, False),
    (M.EXIT_POSTPONED, f"Điều 70 {L25}, Điều 45 {N152}", True),
    (M.DEDUCT_ACCOUNT, f"Điều 49, Điều 50 {N152}", True),
    (M.DEDUCT_INCOME, f"Điều 51 {N152}", True),
    (M.SEIZE, f"khoản 4 Điều 71 {L25}, các điều 54 đến 59 {N152}", True),
    (M.EXPLOIT, f"Điều 77 {L25}, Điều 52 {N152}", True),
    (M.HAND_OVER, f"các điều 70 đến 72 {N152}", True),
    (M.DO_OR_NOT, L25, False),
)


def _bases() -> Iterable[Basis]:
    before = DECREE_62_ON - timedelta(days=1)
    for kind, law, decree in _OLD:
        if not decree:
            yield Basis(kind, f"{law} {L08}", LAW_2008_ON, OLD_LAW_ENDS)
            continue
        yield Basis(kind, f"{law} {L08}", LAW_2008_ON, before)
        yield Basis(kind, f"{law} {L08}, {decree} {N62}", DECREE_62_ON, OLD_LAW_ENDS)
    # Before the new law a decision of the head under the law on leaving the country, not one of
    # the measures of Article 66(3): recorded alike, and not counted among them.
    yield Basis(
        M.EXIT_POSTPONED, f"khoản 1 Điều 51 {N62}", DECREE_62_ON, OLD_LAW_ENDS, counted=False
    )
    for kind, article, read in _NEW:
        yield Basis(kind, article, NEW_LAW_ON, None, provisional=not read)


BASES: tuple[Basis, ...] = tuple(_bases())
BY_THE_HEAD = frozenset((M.EXIT_POSTPONED,))
"""Decided by the head, not the officer (Decree 62/2015, Article 51(1))."""


def basis_of(kind: str, on: date) -> Basis | None:
    return next((b for b in BASES if b.kind == kind and b.valid_on(on)), None)


def counted(kind: str, on: date) -> bool:
    """Whether the law of the day counts it among its security or coercive measures."""
    basis = basis_of(kind, on)
    return basis is not None and basis.counted


# ---------------------------------------------------------------- what the file must show
TIMES = 2
"""How many times the obligation an asset may be worth before a reason is asked. The law says
"tương ứng" and "lớn hơn nhiều lần" and gives no number."""
IDENTIFIERS = 2
"""By how many a debtor is known, besides the name, before force is used."""


@dataclass(frozen=True)
class Facts:
    """What of a case the conditions of a measure ask about, on the day of its decision."""

    decided_on: date | None = None  # of the enforcement decision
    heading: str = Heading.IN_PROGRESS  # where the case stood on the day
    notified_on: date | None = None  # when the debtor had the enforcement decision
    loaded: bool = False  # the file began elsewhere: its notices need not be here
    interim: bool = False  # an interim measure of the court is enforced: Article 130
    owed: int | None = None  # money still to be enforced; None when nothing is owed in money
    costs: int = 0
    value: int | None = None  # the debtor's share of the asset
    asset_state: str = ""
    persuaded: bool = False
    identifiers: int = 2  # how many the debtor is known by, besides the name


@dataclass(frozen=True)
class Asked:
    """The decision about to be recorded. `at_once`: why the term for voluntary performance was not
    waited for (Article 45(2))."""

    kind: MeasureKind
    on: date
    at_once: str = ""
    amount: int | None = None
    disproportion: str = ""


_BARS: dict[str, tuple[str, str]] = {
    Heading.POSTPONED: ("đang hoãn thi hành án", f"Điều 48 {L08}"),
    Heading.POSTPONED_BY_CONSENT: ("đang hoãn thi hành án theo thỏa thuận", f"Điều 48 {L08}"),
    Heading.SUSPENDED: ("đang tạm đình chỉ thi hành án", f"Điều 49 {L08}"),
    Heading.WITHOUT_MEANS: (
        "chưa có điều kiện thi hành, phải ra quyết định tiếp tục trước",
        f"khoản 1 Điều 46 {L08}",
    ),
    Heading.SEPARATE_BOOK: (
        "ở sổ theo dõi riêng, phải ra quyết định tiếp tục trước",
        f"khoản 1 Điều 46 {L08}",
    ),
}
"""Where a case stands that is not coerced. Security measures may be taken there."""


def check(asked: Asked, facts: Facts, calendar: Calendar) -> Basis:
    """The article of the day, or a refusal that names the one that forbids the decision."""
    basis = basis_of(asked.kind, asked.on)
    if basis is None:
        since = min(b.valid_from for b in BASES if b.kind == asked.kind)
        raise Refusal(f"Biện pháp này chỉ có từ {since:%d/%m/%Y}.", "kind")
    if facts.decided_on and asked.on < facts.decided_on:
        raise Refusal(
            f"Trước quyết định thi hành án ngày {facts.decided_on:%d/%m/%Y} (Điều 70 {L08}).", "on"
        )
    if facts.heading not in (Heading.IN_PROGRESS, *_BARS):
        raise Refusal("Việc đã kết thúc vào ngày này.", "on")
    if facts.asset_state in (AssetState.SOLD, AssetState.HANDED_OVER):
        state = AssetState(facts.asset_state).label.lower()
        raise Refusal(f"Tài sản {state}.", "asset")
    if asked.kind in COERCIVE:
        _check_coercion(asked, facts, calendar)
    _check_proportion(asked, facts)
    return basis


def _check_coercion(asked: Asked, facts: Facts, calendar: Calendar) -> None:
    if bar := _BARS.get(facts.heading):
        words, article = bar
        raise Refusal(f"Không cưỡng chế khi việc {words} ({_of_day(article, asked.on)}).", "kind")
    if asked.at_once or facts.interim:
        return
    if facts.notified_on is None:
        if not facts.loaded:
            raise Refusal(
                "Chưa ghi việc thông báo quyết định thi hành án cho người phải thi hành án "
                f"({_of_day(f'khoản 1 Điều 45, khoản 1 Điều 46 {L08}', asked.on)}). Ghi thông báo "
                "trước, hoặc ghi lý do áp dụng ngay.",
                "on",
            )
        return
    term = term_on("VOLUNTARY", facts.notified_on)
    due = calendar.due_on(term, facts.notified_on)
    if asked.on <= due:
        raise Refusal(
            f"Chưa hết {term.length:02} ngày tự nguyện thi hành án kể từ thông báo ngày "
            f"{facts.notified_on:%d/%m/%Y}: sớm nhất sau ngày {due:%d/%m/%Y} "
            f"({_of_day(f'khoản 1 Điều 45 {L08}', asked.on)}). Cần ngăn chặn tẩu tán thì ghi lý do "
            "áp dụng ngay.",
            "on",
        )


def _of_day(article: str, on: date) -> str:
    return f"{article}; {UNREAD}" if on >= NEW_LAW_ON else article


def proportion_article(on: date) -> str:
    """Khoản 9 Điều 42 speaks of điểm a khoản 3 Điều 72 of the new law."""
    if on >= NEW_LAW_ON:
        return f"điểm a khoản 3 Điều 72 {L25}, khoản 9 Điều 42 {N152}"
    return f"khoản 1 Điều 13 {N62}"


MAY_EXCEED = frozenset((M.EXPLOIT, M.HAND_OVER, M.DO_OR_NOT, M.EXIT_POSTPONED))
"""Exploiting is for what is worth too much (Article 107(1)(a)); the others take no value."""


def _check_proportion(asked: Asked, facts: Facts) -> None:
    """Measures answer to the obligation with its costs; what takes far more says why."""
    if asked.kind in MAY_EXCEED or facts.owed is None or asked.disproportion:
        return
    most = facts.owed + facts.costs
    article = proportion_article(asked.on)
    if asked.kind == M.DEDUCT_ACCOUNT and asked.amount and asked.amount > most:
        raise Refusal(
            f"Nhiều hơn nghĩa vụ và chi phí đã ghi ({written(most)} đồng): ghi lý do "
            f"({_of_day(f'khoản 1 Điều 76 {L08}', asked.on)}).",
            "disproportion",
        )
    if facts.value is not None and facts.value > TIMES * most:
        raise Refusal(
            f"Tài sản trị giá {written(facts.value)} đồng, nghĩa vụ và chi phí {written(most)} "
            f"đồng: ghi lý do áp dụng với tài sản lớn hơn nhiều lần ({article}).",
            "disproportion",
        )


def warnings(asked: Asked, facts: Facts) -> list[str]:
    """What the file does not show, for a decision of that day."""
    said: list[str] = []
    if asked.kind in COERCIVE:
        if not facts.persuaded:
            said.append("Hồ sơ chưa ghi lần vận động, thuyết phục nào trước khi cưỡng chế.")
            if asked.kind == M.DO_OR_NOT:
                article = _of_day(f"khoản 1 Điều 120 {L08}", asked.on)
                said[-1] += f" Giao người chưa thành niên thì phải thuyết phục trước ({article})."
        if facts.identifiers < IDENTIFIERS:
            said.append(
                "Người phải thi hành án mới được nhận biết bằng tên: kiểm tra số định danh, năm "
                "sinh trước khi cưỡng chế."
            )
        if facts.notified_on is None and facts.loaded:
            said.append(
                "Hồ sơ nhập từ dữ liệu cũ, không thấy việc thông báo quyết định thi hành án: kiểm "
                "tra trên giấy."
            )
    basis = basis_of(asked.kind, asked.on)
    if basis and not basis.counted:
        said.append(
            f"Trước 01/07/2026 tạm hoãn xuất cảnh do Thủ trưởng quyết định ({basis.article}), không"
            f" thuộc các biện pháp bảo đảm của Điều 66 {L08}: không tính vào số biện pháp bảo đảm."
        )
    return said


# ---------------------------------------------------------------- where a case stood
_PLACES: dict[str, str] = {
    ActKind.INTAKE: Heading.IN_PROGRESS,
    ActKind.RESUME: Heading.IN_PROGRESS,
    ActKind.SUSPEND: Heading.SUSPENDED,
    ActKind.WITHOUT_MEANS: Heading.WITHOUT_MEANS,
    ActKind.SEPARATE_BOOK: Heading.SEPARATE_BOOK,
    ActKind.COMPLETE: Heading.COMPLETED,
    ActKind.TERMINATE: Heading.TERMINATED,
    ActKind.DELEGATE: Heading.DELEGATED,
    ActKind.TAKE_UP: Heading.TAKEN_UP,
    ActKind.RECALL: Heading.RECALLED,
    ActKind.RETURN_REQUEST: Heading.RETURNED,
    ActKind.POSTPONE: Heading.POSTPONED,
}


def stood_at(acts: Iterable[tuple[str, date]], on: date, opened: str = "") -> str:
    """The heading of a case on a day, of its standing acts on the whole case, oldest first.

    `opened` is where an opening entry put it, of which no act tells.
    """
    place = opened or Heading.IN_PROGRESS
    for kind, day in acts:
        if day <= on and kind in _PLACES and not (kind == ActKind.INTAKE and opened):
            place = _PLACES[kind]
    return place
