"""What was done on the demo's cases besides acts: notices, sendings, verifications, publication.

Drawn from the acts as an office would have answered them: nearly all in time, a few late, a few
not at all. Pure: acts come in, steps go out, the same at every call.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cases.demo.days import after_worked_days, next_worked, previous_worked

TERMS_FROM = date(2025, 9, 1)
"""Since when papers sent are on record here; verifications and publication are kept from before."""
SENT = frozenset(
    (
        *("intake", "amend", "terminate", "postpone", "suspend", "without_means", "resume"),
        *("delegate", "take_up", "recall"),
    )
)
HALF_YEAR, YEAR = 181, 363
LATE, MISSING = 0.02, 0.004
SOURCES = (
    *("commune", "commune", "commune", "police", "bank", "land_office", "vehicle_registry"),
    *("social_insurance", "employer"),
)
RESULTS = {
    "without_means": (
        "Không có tài sản đăng ký quyền sở hữu; thu nhập chỉ đủ sinh hoạt tối thiểu.",
        "Không có việc làm ổn định, ở nhờ nhà bố mẹ; không có tài sản để kê biên.",
        "Tài khoản không có số dư; không đứng tên quyền sử dụng đất, phương tiện.",
    ),
    "address_unknown": ("Đã đi khỏi nơi cư trú, địa phương không rõ nơi ở hiện nay.",),
    "with_means": (
        "Có nhà ở ổn định và thu nhập hằng tháng; đề nghị tự nguyện thi hành.",
        "Có quyền sử dụng đất đứng tên, không tranh chấp.",
    ),
    "partly": ("Có thu nhập hằng tháng, nộp dần được một phần.",),
}


@dataclass(frozen=True, slots=True)
class DrawnAct:
    pk: int
    kind: str
    on: date
    ground: str


@dataclass(frozen=True, slots=True)
class DrawnStep:
    kind: str
    on: date
    act: int | None = None
    conclusion: str = ""
    source: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """A case as the books have it now; `acts` without the entry that opened it, by day.

    What is drawn of it is drawn by `number`, its place among all cases: the same in any database.
    """

    pk: int
    number: int
    heading: str
    criminal: bool
    opened_poor: bool  # carried in as without means
    decided_on: date
    acts: Sequence[DrawnAct]


def draw_hindrance(case: DrawnCase) -> date | bool:
    """Why most of those carried in are verified but once a year: Law 26/2008, Article 44(2).

    In prison until the day, or (True) nobody knows where.
    """
    rng = Random(-case.number)
    if not case.opened_poor or case.heading != "WITHOUT_MEANS":
        return False
    if not case.criminal:
        return rng.random() < 0.7
    return rng.random() < 0.9 and date(2027, 11, 1) + timedelta(days=rng.randrange(2000))


def draw_steps(case: DrawnCase, first_day: date, today: date) -> Iterator[DrawnStep]:
    """The steps of one case until today."""
    rng = Random(case.number)
    steps = [*_papers(rng, case), *_verifications(rng, case, first_day, today)]
    steps += _publication(rng, case, first_day)
    for step in sorted(steps, key=lambda step: step.on):
        if step.on <= today:
            yield step


def _papers(rng: Random, case: DrawnCase) -> Iterator[DrawnStep]:
    """Files opened, decisions sent and served, since the terms are kept."""
    for act in case.acts:
        if act.on < TERMS_FROM:
            continue
        if act.kind == "intake" and (on := _answer(rng, act.on, 2)):
            yield DrawnStep("file_opened", on)
        if act.kind in SENT:
            if on := _answer(rng, act.on, 3):
                yield DrawnStep("sent_to_procuracy", on, act.pk)
            if on := _answer(rng, act.on, 3):
                yield DrawnStep("notified", on, act.pk)


def _verifications(
    rng: Random, case: DrawnCase, first_day: date, today: date
) -> Iterator[DrawnStep]:
    intake = next((a for a in case.acts if a.kind == "intake"), None)
    if intake and (intake.on >= TERMS_FROM or case.heading == "IN_PROGRESS"):
        if rng.random() > MISSING * 5:
            first = _worked(intake.on + timedelta(days=rng.randrange(13, 20)))
            yield _verified(rng, first, rng.choice(("with_means", "with_means", "partly")))
    elif case.heading == "IN_PROGRESS" and rng.random() > MISSING:
        ago = timedelta(days=rng.randrange(8, 170))
        yield _verified(rng, max(_worked(today - ago), case.decided_on), "with_means")
    if case.heading == "WITHOUT_MEANS":
        yield from _poor(rng, case, first_day, today)


def _poor(rng: Random, case: DrawnCase, first_day: date, today: date) -> Iterator[DrawnStep]:
    """Verified before the decision, then every half year; those far away once a year."""
    found, why = _last(case, "without_means"), draw_hindrance(case)
    unknown = why is True or (found is not None and found.ground == "c")
    bad = "address_unknown" if unknown else "without_means"
    if why and not found:
        yield _verified(rng, _worked(today - timedelta(days=rng.randrange(8, 340))), bad)
        return
    started, times = first_day - timedelta(days=1), 0
    if found:
        started, times = _worked(found.on - timedelta(days=rng.randrange(1, 5))), 1
        yield _verified(rng, started, bad)
    span = YEAR if unknown else HALF_YEAR
    while (today - started).days > span - 8 and rng.random() > MISSING * 3:
        last = _worked(started + timedelta(days=rng.randrange(span - 70, span - 3)))
        since = (last - found.on).days if found else YEAR
        if times and since > 290 and rng.random() < 0.9:
            # What somebody reports is verified, and the year without news begins anew.
            yield DrawnStep("new_information", _worked(last - timedelta(days=rng.randrange(3, 8))))
        yield _verified(rng, last, bad)
        times += 1
        if times == 2 and (on := _answer(rng, last, 3)):
            yield DrawnStep("verify_result_notified", on)
        started = last


def _verified(rng: Random, on: date, conclusion: str) -> DrawnStep:
    source = rng.choice(SOURCES)
    return DrawnStep("verified", on, None, conclusion, source, rng.choice(RESULTS[conclusion]))


def _worked(day: date) -> date:
    return date.fromordinal(previous_worked(day.toordinal()))


def _last(case: DrawnCase, kind: str) -> DrawnAct | None:
    return next((act for act in reversed(case.acts) if act.kind == kind), None)


def _publication(rng: Random, case: DrawnCase, first_day: date) -> Iterator[DrawnStep]:
    if case.heading == "WITHOUT_MEANS":
        found = _last(case, "without_means")
        if on := _answer(rng, found.on if found else first_day, 5):
            yield DrawnStep("published", on)
    resumed = _last(case, "resume")
    if resumed and resumed.on >= TERMS_FROM:
        before = [a for a in case.acts if a.kind == "without_means" and a.on < resumed.on]
        if before and (on := _answer(rng, before[-1].on, 5)):
            yield DrawnStep("published", min(on, resumed.on))
            if ended := _answer(rng, resumed.on, 2):
                yield DrawnStep("publication_ended", ended)


def _answer(rng: Random, since: date, within: int) -> date | None:
    """When an office answers a term of so many working days; None: it has not."""
    chance = rng.random()
    if chance < MISSING:
        return None
    days = within + rng.randrange(1, 6) if chance < MISSING + LATE else rng.randrange(within + 1)
    start = next_worked(since.toordinal())
    return date.fromordinal(after_worked_days(start, days))
