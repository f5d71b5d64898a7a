"""Coercion with a plan: when it may be, what must come before it, and how far it has come. Pure.

Lengths and articles are rows of `cases.terms`; the row in force on the day of the coercion is
asked. Law 26/2008/QH12, Articles 46(2) and 72; Decree 62/2015/NĐ-CP, Article 13; Joint Circular
03/2012/TTLT-BTP-BCA, Articles 4 to 6; from 01/07/2026 Decree 152/2026/NĐ-CP, Articles 42, 46, 47
and 106.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import lru_cache

from cases.choices import DUTIES, Actor, Heading, PlanState, StepKind
from cases.laws import L08, cited
from cases.rules.calendar import WEEKDAYS, Calendar, holidays_of
from cases.terms import Side, Term, term_on

K = StepKind
NIGHT_ENDS, NIGHT_BEGINS = time(6), time(22)
TRADITIONAL = {
    (7, 27): "Ngày Thương binh - Liệt sĩ",
    (12, 22): "Ngày thành lập Quân đội nhân dân Việt Nam",
}
"""Traditional days of beneficiaries of policy. The decrees name no list: each may be answered by a
reason, and the debtor's own standing is for the officer to know."""


@dataclass(frozen=True)
class Finding:
    """Why a coercion may not be so: refused, or flagged for a person to weigh."""

    words: str
    article: str = ""
    field: str = ""
    refused: bool = True

    def __str__(self) -> str:
        return f"{self.words} ({self.article})." if self.article else f"{self.words}."


# ---------------------------------------------------------------- days and hours
@lru_cache(maxsize=64)
def tet_of(year: int) -> date:
    """Mùng một Tết Nguyên đán, by the lunar calendar of the package `holidays`."""
    names = ((day, name.split("; ")) for day, name in holidays_of(year).items())
    return min(day for day, said in names if any(n.startswith("Tết Nguyên Đán") for n in said))


def around_tet(day: date) -> tuple[date, date] | None:
    """The span around Tết without forces that the day lies in, ends included."""
    span = timedelta(days=term_on("CC_TET", day).length)
    for year in (day.year, day.year + 1):
        tet = tet_of(year)
        if tet - span <= day <= tet + span:
            return tet - span, tet + span
    return None


def off_because(day: date, calendar: Calendar) -> str:
    """What makes the day a day off: its holiday or weekday; empty on a working day."""
    if calendar.is_working(day):
        return ""
    if name := holidays_of(day.year).get(day):
        return name
    return "ngày nghỉ" if day.weekday() < 5 else WEEKDAYS[day.weekday()]


def shut(day: date, calendar: Calendar, with_forces: bool = True) -> list[Finding]:
    """Why no coercion is carried out on the day, whatever the hour."""
    found = []
    if name := off_because(day, calendar):
        words = f"Không cưỡng chế vào ngày nghỉ, ngày lễ: {day:%d/%m/%Y} là {name}"
        found.append(Finding(words, term_on("CC_TIME", day).article_on(day), "on"))
    if with_forces and (span := around_tet(day)):
        term = term_on("CC_TET", day)
        words = (
            f"Không cưỡng chế có huy động lực lượng trong {term.length} ngày trước và sau Tết"
            f" Nguyên đán: từ {span[0]:%d/%m/%Y} đến hết {span[1]:%d/%m/%Y}"
        )
        found.append(Finding(words, term.article_on(day), "on"))
    return found


def traditional(day: date) -> str:
    return TRADITIONAL.get((day.month, day.day), "")


def barriers(
    on: date, starts_at: time, ends_at: time, *, with_forces: bool, reason: str, calendar: Calendar
) -> list[Finding]:
    """What stands against a coercion on this day at these hours; `reason` answers a special day."""
    night = term_on("CC_TIME", on).article_on(on)
    found = shut(on, calendar, with_forces)
    for name, at in (("starts_at", starts_at), ("ends_at", ends_at)):
        late = at >= NIGHT_BEGINS if name == "starts_at" else at > NIGHT_BEGINS
        if at < NIGHT_ENDS or late:
            words = f"Không cưỡng chế từ 22 giờ đến 6 giờ sáng hôm sau: {at:%H:%M}"
            found.append(Finding(words, night, name))
    if ends_at <= starts_at:
        found.append(Finding("Giờ kết thúc phải sau giờ bắt đầu", field="ends_at"))
    if with_forces and (name := traditional(on)):
        article = term_on("CC_TET", on).article_on(on)
        words = (
            f"{name}: không cưỡng chế có huy động lực lượng đối với đối tượng chính sách vào ngày"
            " truyền thống của họ; nếu vẫn tiến hành, ghi lý do"
        )
        found.append(Finding(words, article, "special_day", refused=not reason))
    return found


# ---------------------------------------------------------------- how far it has come
def state_of(kinds: Iterable[str]) -> PlanState:
    """Where a plan stands, from the kinds of the steps that name it and stand."""
    done = set(kinds)
    if K.COERCED in done:
        return PlanState.HELD
    if K.COERCION_CALLED_OFF in done:
        return PlanState.CALLED_OFF
    return PlanState.ISSUED if K.COERCION_PLANNED in done else PlanState.DRAFT


@dataclass(frozen=True)
class _Asked:
    """A step of the checklist: the terms that set its day, and the step some of them run from."""

    kind: StepKind
    terms: tuple[str, ...]
    since: StepKind | None = None
    forces: bool = False  # only when forces are mobilised
    is_complex: bool = False  # only of a large, complex case


CHECKLIST = (
    _Asked(K.NOTIFIED, ("NOTIFY",), K.COERCION_DECIDED),
    _Asked(K.COERCION_EXCHANGED, ("CC_CONSULT", "CC_REQ_POLICE"), forces=True),
    _Asked(
        K.COERCION_ANSWERED,
        ("CC_EXCHANGE", "CC_EXCHANGE_PROVINCE"),
        K.COERCION_EXCHANGED,
        forces=True,
    ),
    _Asked(K.COERCION_DRAFTED, ("CC_DRAFT",), K.COERCION_ANSWERED, forces=True),
    _Asked(K.COERCION_DISCUSSED, ("CC_DISCUSS",), forces=True),
    _Asked(K.COERCION_REPORTED, ("CC_REPORT_UBND",), is_complex=True),
    _Asked(K.COERCION_PLANNED, ("CC_FINISH", "CC_PLAN"), K.COERCION_DISCUSSED),
    _Asked(K.COERCION_SENT, ("CC_SEND",), K.COERCION_PLANNED),
    _Asked(K.POLICE_PLANNED, ("CC_POLICE_PLAN", "CC_POLICE_SENT"), K.COERCION_PLANNED, forces=True),
    _Asked(K.COERCION_MET, ("CC_MEETING",), forces=True),
    _Asked(K.COERCED, ("CC_TIME",)),
)
"""In the order things are done. A step none of whose terms is in force is not asked for."""
STEPS = frozenset(asked.kind for asked in CHECKLIST)
OF_PLANS = STEPS - {K.NOTIFIED}
"""Recorded on the page of the plan: a notice may be of anything."""
BEFORE_ISSUE = (
    K.COERCION_EXCHANGED, K.COERCION_ANSWERED, K.COERCION_DRAFTED, K.COERCION_DISCUSSED,
    K.COERCION_REPORTED,
)  # fmt: skip
OF_THE_DECISION = (K.COERCION_DECIDED, K.NOTIFIED)
AFTER_ISSUE = (
    K.COERCION_SENT, K.POLICE_PLANNED, K.COERCION_MET, K.COERCED, K.COERCION_CALLED_OFF,
)  # fmt: skip
"""What follows the issue: not before it, and while one of them stands it cannot be cancelled."""


@dataclass(frozen=True)
class Facts:
    """A plan, its measure and what was done, as the rules see them."""

    on: date
    starts_at: time
    ends_at: time
    with_forces: bool
    is_complex: bool = False
    special_day: str = ""
    bodies: frozenset[str] = frozenset()
    police_unit: str = ""
    area: str = ""
    attitude: str = ""
    identity_first: str = ""
    identity_second: str = ""
    identity_decision: str = ""
    measure_open: bool = True
    heading: str = Heading.IN_PROGRESS
    done: Mapping[str, date] = field(default_factory=dict)  # kind → the first day it was done

    @property
    def state(self) -> PlanState:
        return state_of(self.done)


@dataclass(frozen=True)
class Entry:
    """One line of the checklist."""

    kind: StepKind
    actor: Actor
    article: str
    due_on: date | None
    done_on: date | None
    note: str = ""

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def is_duty(self) -> bool:
        """The office's own to do: another's lateness is not its own."""
        return self.actor in DUTIES

    @property
    def late(self) -> bool:
        return bool(self.done_on and self.due_on and self.done_on > self.due_on)

    def overdue(self, today: date) -> bool:
        return bool(self.done_on is None and self.due_on and self.due_on < today)


def checklist(facts: Facts, calendar: Calendar) -> list[Entry]:
    """The steps of the regime in force on the day of the coercion, each with its day."""
    found = []
    for asked in CHECKLIST:
        if (asked.forces and not facts.with_forces) or (asked.is_complex and not facts.is_complex):
            continue
        found_terms = (_in_force(key, facts.on) for key in asked.terms)
        terms = tuple(term for term in found_terms if term and _meant(term, facts))
        if terms:
            due = min(filter(None, (_due(asked, t, facts, calendar) for t in terms)), default=None)
            articles = "; ".join(dict.fromkeys(term.article_on(facts.on) for term in terms))
            note = "; ".join(term.note for term in terms if term.note)
            done = facts.done.get(asked.kind)
            found.append(Entry(asked.kind, terms[0].actor, articles, due, done, note))
    return found


def _in_force(key: str, day: date) -> Term | None:
    term = term_on(key, day)
    return term if term.in_force(day) else None


def _meant(term: Term, facts: Facts) -> bool:
    """Of a complex case the police of the province answers, of any other that of the commune."""
    return ("simple_plan" if facts.is_complex else "complex_plan") not in term.when


def _due(asked: _Asked, term: Term, facts: Facts, calendar: Calendar) -> date | None:
    """Back from the day of the coercion, back from the issue, or on from the step before."""
    if asked.kind == K.COERCED:
        return facts.on
    if term.side == Side.RULE:
        return None
    if term.side == Side.BEFORE:
        return calendar.due_on(term, facts.on, facts.on)
    if term.side == Side.BEFORE_IT:
        # Not issued yet: at the latest it is on the day itself.
        return calendar.due_on(term, facts.done.get(K.COERCION_PLANNED, facts.on))
    since = facts.done.get(asked.since) if asked.since else None
    return calendar.due_on(term, since) if since else None


def next_of(entries: Iterable[Entry], state: PlanState) -> Entry | None:
    """The first step still to be done; none when the plan is over."""
    if state in (PlanState.HELD, PlanState.CALLED_OFF):
        return None
    return next((entry for entry in entries if entry.done_on is None), None)


# ---------------------------------------------------------------- issuing
def before_issue(facts: Facts, issued_on: date, calendar: Calendar) -> list[Finding]:
    """Everything against issuing the plan on the day: refused, or flagged to be weighed."""
    found = _standing(facts)
    found += barriers(
        facts.on, facts.starts_at, facts.ends_at, with_forces=facts.with_forces,
        reason=facts.special_day, calendar=calendar,
    )  # fmt: skip
    if issued_on > facts.on:
        found.append(Finding("Ban hành sau ngày cưỡng chế", field="issued_on"))
    found += _identity(facts)
    if K.NOTIFIED not in facts.done:
        article = term_on("NOTIFY", facts.on).article_on(facts.on)
        found.append(Finding("Chưa thông báo quyết định cưỡng chế cho người bị cưỡng chế", article))
    elif facts.done[K.NOTIFIED] > issued_on:
        found.append(Finding("Ban hành trước ngày thông báo quyết định", field="issued_on"))
    return [*found, *_forces(facts), *_before_it(facts, issued_on, calendar)]


def _standing(facts: Facts) -> list[Finding]:
    """The decisions the coercion rests on: Article 46(1), Articles 48 and 49."""
    if facts.heading != Heading.IN_PROGRESS:
        words = f"Việc không ở tình trạng đang thi hành: {Heading(facts.heading).label.lower()}"
        return [Finding(words, cited(facts.on, f"Điều 46 khoản 1 {L08}"))]
    if K.COERCION_DECIDED not in facts.done:
        return [Finding("Chưa có quyết định cưỡng chế", cited(facts.on, f"Điều 70 {L08}"))]
    if not facts.measure_open:
        return [Finding("Quyết định cưỡng chế đã chấm dứt", cited(facts.on, f"Điều 70 {L08}"))]
    return []


def _identity(facts: Facts) -> list[Finding]:
    """No coercion on a name alone."""
    papers = {facts.identity_first.casefold(), facts.identity_second.casefold()} - {""}
    if len(papers) == 2 or facts.identity_decision:
        return []
    words = (
        "Không cưỡng chế chỉ theo họ tên: ghi hai giấy tờ định danh khác nhau đã đối chiếu,"
        " hoặc quyết định khi không đủ"
    )
    return [Finding(words, field="identity_first")]


def _forces(facts: Facts) -> list[Finding]:
    """Forces and plan go together (Article 72(1)), with what the law wants said of them."""
    outside = facts.bodies - {"enforcement", "witness"}
    article = term_on("CC_PLAN", facts.on).article_on(facts.on)
    if not facts.with_forces:
        if "police" in facts.bodies:
            words = "Có Công an tham gia là huy động lực lượng: đánh dấu để có đủ các bước"
            return [Finding(words, article, "with_forces")]
        return []
    found = []
    if not outside or not facts.police_unit:
        words = "Huy động lực lượng: ghi đơn vị Công an bảo vệ và lực lượng tham gia"
        found.append(Finding(words, article, "police_unit" if outside else "forces"))
    if not (facts.area and facts.attitude):
        words = (
            "Ghi tình hình địa bàn (an ninh, phong tục, ngày lễ hội, sự kiện tại địa phương) và"
            " thái độ của người bị cưỡng chế"
        )
        article = term_on("CC_TET", facts.on).article_on(facts.on)
        found.append(Finding(words, article, "area" if not facts.area else "attitude"))
    return found


def _before_it(facts: Facts, issued_on: date, calendar: Calendar) -> list[Finding]:
    """The steps that come before the issue: the exchange is refused, the others are flagged."""
    supposed = {**facts.done, K.COERCION_PLANNED: facts.done.get(K.COERCION_PLANNED, issued_on)}
    entries = checklist(replace(facts, done=supposed), calendar)
    found = []
    for entry in entries:
        if entry.kind == K.COERCION_PLANNED:
            break
        if entry.kind == K.NOTIFIED:
            continue
        due, done = entry.due_on, entry.done_on
        refused = entry.kind == K.COERCION_EXCHANGED
        consult = refused and _in_force("CC_CONSULT", facts.on)
        if done is None:
            limit = f", hạn {due:%d/%m/%Y}" if due and not consult else ""
            words = f"Chưa ghi bước “{entry.label}”{limit}"
            found.append(Finding(words, entry.article, refused=refused))
        elif due and done > due:
            words = f"“{entry.label}” ngày {done:%d/%m/%Y} muộn, hạn {due:%d/%m/%Y}"
            if consult:
                first = _issued_first(consult, done, calendar)
                words = f"“{entry.label}” ngày {done:%d/%m/%Y}: ban hành sớm nhất {first:%d/%m/%Y}"
            found.append(Finding(words, entry.article, refused=refused))
    return found


def _issued_first(consult: Term, exchanged: date, calendar: Calendar) -> date:
    """The first day on which the exchange came early enough before the issue."""
    day = exchanged + timedelta(days=consult.length)
    while calendar.due_on(consult, day) < exchanged:
        day += timedelta(days=1)
    return day


def may_step(facts: Facts, kind: str, on: date) -> list[Finding]:
    """What stands against recording a step of the plan on a day."""
    found = []
    state = facts.state
    if state in (PlanState.HELD, PlanState.CALLED_OFF):
        found.append(Finding(f"Kế hoạch {state.label.lower()}: không ghi thêm bước"))
    elif kind in AFTER_ISSUE and kind != K.COERCION_CALLED_OFF and state != PlanState.ISSUED:
        found.append(
            Finding("Kế hoạch chưa ban hành", term_on("CC_PLAN", facts.on).article_on(facts.on))
        )
    issued = facts.done.get(K.COERCION_PLANNED)
    if kind in AFTER_ISSUE and issued and on < issued:
        found.append(Finding(f"Trước ngày ban hành kế hoạch ({issued:%d/%m/%Y})", field="on"))
    decided = facts.done.get(K.COERCION_DECIDED)
    if kind == K.NOTIFIED and decided and on < decided:
        found.append(Finding(f"Trước ngày quyết định cưỡng chế ({decided:%d/%m/%Y})", field="on"))
    if kind == K.COERCED and on != facts.on:
        words = (
            f"Kế hoạch ban hành cho ngày {facts.on:%d/%m/%Y}: ngày khác cần dừng kế hoạch này và"
            " lập kế hoạch khác"
        )
        found.append(Finding(words, field="on"))
    elif kind in STEPS - {K.COERCED} and on > facts.on:
        found.append(Finding(f"Sau ngày cưỡng chế ({facts.on:%d/%m/%Y})", field="on"))
    return found


# ---------------------------------------------------------------- two at once
@dataclass(frozen=True)
class Slot:
    """When a plan takes place, and who is taken up by it."""

    pk: int
    office: int
    on: date
    starts_at: time
    ends_at: time
    officers: Mapping[int, str] = field(default_factory=dict)
    police_unit: str = ""

    def overlaps(self, other: "Slot") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Conflict:
    """Two plans on one day that want the same people, or are of one office."""

    other: int
    words: str
    overlaps: bool


def conflicts(slots: Iterable[Slot]) -> dict[int, list[Conflict]]:
    """For each plan those of the same day that get in its way, the overlapping ones first."""
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.on, []).append(slot)
    found: dict[int, list[Conflict]] = {}
    for day in by_day.values():
        for slot in day:
            rows = [c for other in day if other is not slot if (c := _between(slot, other))]
            if rows:
                found[slot.pk] = sorted(rows, key=lambda c: not c.overlaps)
    return found


def _between(slot: Slot, other: Slot) -> Conflict | None:
    names = [name for pk, name in slot.officers.items() if pk in other.officers]
    who = [f"Chấp hành viên {name}" for name in names]
    if slot.police_unit and _same(slot.police_unit) == _same(other.police_unit):
        who.append(slot.police_unit)
    if not who and slot.office == other.office:
        who.append("Cùng đơn vị")
    if not who:
        return None
    hours = "trùng giờ" if slot.overlaps(other) else "cùng ngày"
    return Conflict(other.pk, f"{', '.join(who)} {hours}", slot.overlaps(other))


def _same(text: str) -> str:
    return " ".join(text.casefold().split())
