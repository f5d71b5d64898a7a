"""On which day and hour a coercion may be, what comes before it, and how far a plan has come."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import PlanState, StepKind
from cases.laws import UNREAD
from cases.rules.calendar import Calendar
from cases.rules.coercion import (
    AFTER_ISSUE,
    Facts,
    Slot,
    around_tet,
    barriers,
    before_issue,
    checklist,
    conflicts,
    may_step,
    next_of,
    state_of,
    tet_of,
)

CALENDAR = Calendar()
K = StepKind
MORNING = (time(8), time(11, 30))


def refused(on, hours=MORNING, *, with_forces=True, reason="", calendar=CALENDAR):
    found = barriers(on, *hours, with_forces=with_forces, reason=reason, calendar=calendar)
    return [(finding.field, finding.article) for finding in found if finding.refused]


# ---------------------------------------------------------------- days and hours
@pytest.mark.parametrize(
    "day",
    [
        date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12),
        date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29),
        date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13),
        date(2030, 2, 2),
    ],
)  # fmt: skip
def test_the_first_day_of_tet_is_computed(day):
    """2030 by the Vietnamese calendar: the Chinese one has the new year a day later."""
    assert tet_of(day.year) == day


@given(st.dates(date(2018, 1, 1), date(2050, 12, 31)))
def test_fifteen_days_on_either_side_of_tet(day):
    far = min(abs((day - tet_of(year)).days) for year in (day.year, day.year + 1))
    assert (around_tet(day) is not None) == (far <= 15)


def test_27_tet_is_refused_with_the_article_of_its_law():
    """27 Tết of 2019 is Friday 01/02/2019; of 2027, Wednesday 03/02/2027."""
    old, new = date(2019, 2, 1), date(2027, 2, 3)
    assert refused(old) == [("on", "Điều 13 khoản 2 Nghị định 62/2015/NĐ-CP")]
    assert refused(new) == [("on", "Điều 42 khoản 2 Nghị định 152/2026/NĐ-CP")]
    (finding,) = barriers(old, *MORNING, with_forces=True, reason="", calendar=CALENDAR)
    assert "từ 21/01/2019 đến hết 20/02/2019" in str(finding)


def test_near_tet_a_coercion_without_forces_is_allowed_on_working_days():
    assert refused(date(2019, 2, 1), with_forces=False) == []
    assert refused(date(2019, 2, 5), with_forces=False) == [("on", "Điều 46 khoản 2 Luật THADS")]


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ((time(5, 59), time(8)), "starts_at"),
        ((time(22), time(23)), "starts_at"),
        ((time(20), time(22, 1)), "ends_at"),
        ((time(11), time(8)), "ends_at"),
        ((time(6), time(22)), None),
    ],
)
def test_the_night_is_refused(hours, field):
    found = refused(date(2018, 10, 9), hours)
    assert (field is None and not found) or field in [name for name, _ in found]


def test_days_off_holidays_and_what_the_official_calendar_says():
    saturday, monday = date(2018, 10, 6), date(2018, 10, 8)
    law = [("on", "Điều 46 khoản 2 Luật THADS")]
    assert refused(saturday) == law
    assert refused(date(2018, 9, 3)) == law  # in lieu of Sunday 02/09
    assert refused(saturday, calendar=Calendar({saturday: True})) == []
    assert refused(monday, calendar=Calendar({monday: False})) == law


def test_the_day_of_war_invalids_asks_for_a_reason():
    day = date(2018, 7, 27)
    assert refused(day) == [("special_day", "Điều 13 khoản 2 Nghị định 62/2015/NĐ-CP")]
    reason = "Người phải thi hành án không thuộc đối tượng chính sách"
    assert refused(day, reason=reason) == []
    assert refused(day, with_forces=False) == []
    flagged = barriers(day, *MORNING, with_forces=True, reason=reason, calendar=CALENDAR)
    assert [finding.field for finding in flagged] == ["special_day"]


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)), st.times(), st.times(), st.booleans())
def test_what_passes_is_a_working_day_by_daylight_far_from_tet(day, starts, ends, forces):
    if not refused(day, (starts, ends), with_forces=forces):
        assert CALENDAR.is_working(day)
        assert time(6) <= starts < ends <= time(22)
        assert not forces or around_tet(day) is None


# ---------------------------------------------------------------- issuing
OLD = Facts(
    on=date(2018, 10, 25),
    starts_at=time(8),
    ends_at=time(11),
    with_forces=True,
    bodies=frozenset(("enforcement", "police", "commune")),
    police_unit="Công an quận Ba Đình",
    area="Khu dân cư đông, không có lễ hội",
    attitude="Không hợp tác",
    identity_first="CCCD 001071012347",
    identity_second="Sổ hộ khẩu số 12",
    done={
        K.COERCION_DECIDED: date(2018, 9, 10),
        K.NOTIFIED: date(2018, 9, 12),
        K.COERCION_EXCHANGED: date(2018, 9, 14),
        K.COERCION_ANSWERED: date(2018, 9, 19),
        K.COERCION_DRAFTED: date(2018, 9, 21),
        K.COERCION_DISCUSSED: date(2018, 10, 3),
    },
)
NEW = replace(
    OLD,
    on=date(2026, 8, 13),
    done={
        K.COERCION_DECIDED: date(2026, 7, 6),
        K.NOTIFIED: date(2026, 7, 8),
        K.COERCION_EXCHANGED: date(2026, 7, 10),
        K.COERCION_ANSWERED: date(2026, 7, 15),
        K.COERCION_DRAFTED: date(2026, 7, 20),
    },
)


def against(facts, on, *, flags=False):
    found = before_issue(facts, on, CALENDAR)
    return [finding.words for finding in found if flags or finding.refused]


def without(facts, *kinds):
    return replace(facts, done={k: day for k, day in facts.done.items() if k not in kinds})


@pytest.mark.parametrize(("facts", "on"), [(OLD, date(2018, 10, 5)), (NEW, date(2026, 7, 22))])
def test_a_plan_with_all_its_steps_is_issued(facts, on):
    assert against(facts, on, flags=True) == []


def test_no_coercion_on_a_name_alone():
    on = date(2018, 10, 5)
    for left in ("", "cccd 001071012347"):
        (words,) = against(replace(OLD, identity_second=left), on)
        assert "chỉ theo họ tên" in words
    decided = replace(OLD, identity_second="", identity_decision="Quyết định 12 ngày 01/10/2018")
    assert against(decided, on) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (without(OLD, K.NOTIFIED), "Chưa thông báo quyết định cưỡng chế"),
        (without(OLD, K.COERCION_DECIDED), "Chưa có quyết định cưỡng chế"),
        (replace(OLD, measure_open=False), "đã chấm dứt"),
        (replace(OLD, heading="POSTPONED"), "hoãn thi hành án"),
        (replace(OLD, heading="COMPLETED"), "thi hành xong"),
        (without(OLD, K.COERCION_EXCHANGED), "Chưa ghi bước “Gửi văn bản trao đổi"),
        (replace(OLD, police_unit=""), "ghi đơn vị Công an"),
        (replace(OLD, bodies=frozenset(("enforcement",))), "lực lượng tham gia"),
        (replace(OLD, with_forces=False), "Có Công an tham gia"),
        (replace(OLD, area=""), "tình hình địa bàn"),
    ],
)
def test_what_stands_against_the_issue(facts, words):
    (found,) = against(facts, date(2018, 10, 5))
    assert words in found


def test_the_exchange_comes_ten_days_before_the_issue_and_under_the_new_law_five_before_the_day():
    late = replace(OLD, done=OLD.done | {K.COERCION_EXCHANGED: date(2018, 9, 26)})
    (words,) = against(late, date(2018, 10, 5))
    assert words.endswith("ngày 26/09/2018: ban hành sớm nhất 06/10/2018")
    assert against(late, date(2018, 10, 8)) == []
    for day, refusals in ((date(2026, 8, 6), 0), (date(2026, 8, 7), 1)):
        facts = replace(NEW, done=NEW.done | {K.COERCION_EXCHANGED: day})
        found = before_issue(facts, date(2026, 8, 10), CALENDAR)
        assert sum(finding.refused for finding in found) == refusals


def test_a_late_meeting_or_report_is_flagged_not_refused():
    facts = replace(without(OLD, K.COERCION_DISCUSSED), is_complex=True)
    on = date(2018, 10, 5)
    assert against(facts, on) == []
    flagged = against(facts, on, flags=True)
    assert any("Họp góp ý" in words and "hạn 15/10/2018" in words for words in flagged)
    assert any("Báo cáo Chủ tịch" in words and "hạn 18/10/2018" in words for words in flagged)


# ---------------------------------------------------------------- the checklist
def test_the_old_checklist_counts_back_from_the_day_and_on_from_the_step_before():
    done = OLD.done | {K.COERCION_PLANNED: date(2018, 10, 5)}
    rows = checklist(replace(OLD, done=done, is_complex=True), CALENDAR)
    assert [(row.kind, row.due_on) for row in rows] == [
        (K.NOTIFIED, date(2018, 9, 13)),
        (K.COERCION_EXCHANGED, date(2018, 9, 25)),
        (K.COERCION_ANSWERED, date(2018, 9, 19)),
        (K.COERCION_DRAFTED, date(2018, 9, 21)),
        (K.COERCION_DISCUSSED, date(2018, 10, 15)),
        (K.COERCION_REPORTED, date(2018, 10, 18)),
        (K.COERCION_PLANNED, date(2018, 10, 5)),
        (K.COERCION_SENT, date(2018, 10, 5)),
        (K.POLICE_PLANNED, date(2018, 10, 10)),
        (K.COERCION_MET, date(2018, 10, 24)),
        (K.COERCED, date(2018, 10, 25)),
    ]
    assert not [row.kind for row in rows if row.late]


def test_the_new_checklist_has_no_meeting_on_the_draft_and_the_police_five_days_ahead():
    done = NEW.done | {K.COERCION_PLANNED: date(2026, 8, 10)}
    rows = {row.kind: row for row in checklist(replace(NEW, done=done), CALENDAR)}
    assert K.COERCION_DISCUSSED not in rows
    assert rows[K.COERCION_EXCHANGED].due_on == date(2026, 8, 6)
    assert rows[K.COERCION_DRAFTED].due_on == date(2026, 7, 20)
    assert rows[K.POLICE_PLANNED].due_on == date(2026, 8, 6)
    assert rows[K.COERCION_MET].due_on == date(2026, 8, 12)
    assert "Điều 47 khoản 3" in rows[K.COERCION_MET].article


def test_a_day_under_the_new_law_never_cites_the_old_one_as_in_force():
    found = before_issue(without(replace(NEW, on=date(2027, 2, 3)), *NEW.done), NEW.on, CALENDAR)
    found += barriers(
        date(2026, 8, 15), time(5), time(7), with_forces=True, reason="", calendar=CALENDAR
    )
    cited = {finding.article for finding in found} | {e.article for e in checklist(NEW, CALENDAR)}
    assert len(cited) >= 8
    assert not [article for article in cited if "2008" in article.replace(UNREAD, "")]
    assert not [article for article in cited if article.endswith("Luật THADS")]


def test_without_forces_the_police_has_no_part():
    rows = checklist(replace(OLD, with_forces=False), CALENDAR)
    assert [row.kind for row in rows] == [
        K.NOTIFIED, K.COERCION_PLANNED, K.COERCION_SENT, K.COERCED,
    ]  # fmt: skip


def test_the_first_step_not_done_is_the_next():
    rows = checklist(OLD, CALENDAR)
    assert next_of(rows, PlanState.DRAFT).kind == K.COERCION_PLANNED
    assert next_of(rows, PlanState.CALLED_OFF) is None


@given(st.lists(st.sampled_from([K.COERCION_EXCHANGED, K.COERCION_PLANNED, *AFTER_ISSUE])))
def test_the_state_is_read_off_the_steps_in_any_order(kinds):
    state = state_of(kinds)
    assert state == state_of(reversed(kinds))
    assert (state == PlanState.HELD) == (K.COERCED in kinds)
    assert (state == PlanState.DRAFT) == (
        not set(kinds) & {K.COERCED, K.COERCION_CALLED_OFF, K.COERCION_PLANNED}
    )


@pytest.mark.parametrize(
    ("facts", "kind", "on", "words"),
    [
        (OLD, K.COERCED, OLD.on, "chưa ban hành"),
        (OLD, K.COERCION_SENT, OLD.on, "chưa ban hành"),
        (OLD, K.NOTIFIED, date(2018, 9, 9), "Trước ngày quyết định"),
        (OLD, K.COERCION_ANSWERED, OLD.on + timedelta(1), "Sau ngày cưỡng chế"),
        (
            replace(OLD, done=OLD.done | {K.COERCION_PLANNED: date(2018, 10, 5)}),
            K.COERCED, date(2018, 10, 26), "lập kế hoạch khác",
        ),
        (
            replace(OLD, done=OLD.done | {K.COERCION_CALLED_OFF: date(2018, 10, 5)}),
            K.COERCION_MET, date(2018, 10, 5), "đã dừng, hủy",
        ),
    ],
)  # fmt: skip
def test_steps_out_of_their_place_are_refused(facts, kind, on, words):
    (found,) = may_step(facts, kind, on)
    assert words in found.words


# ---------------------------------------------------------------- two at once
def slot(pk, starts=8, ends=11, on=date(2018, 10, 25), office=1, officers=(), police=""):
    names = {n: f"Cán bộ {n}" for n in officers}
    return Slot(pk, office, on, time(starts), time(ends), names, police)


def test_conflicts_name_who_is_wanted_twice_overlapping_first():
    found = conflicts(
        (
            slot(1, officers=(7,), police="Công an quận Ba Đình"),
            slot(2, 10, 12, office=2, officers=(7,)),
            slot(3, 14, 16, office=2, police="công an  quận Ba Đình"),
            slot(4, 14, 16, office=3),
            slot(5, on=date(2018, 10, 26), officers=(7,)),
        )
    )
    assert [(c.other, c.words) for c in found[1]] == [
        (2, "Chấp hành viên Cán bộ 7 trùng giờ"),
        (3, "Công an quận Ba Đình cùng ngày"),
    ]
    assert [(c.other, c.words) for c in found[3]][-1] == (2, "Cùng đơn vị cùng ngày")
    assert 4 not in found and 5 not in found


@given(
    st.lists(
        st.tuples(st.integers(6, 20), st.integers(1, 2), st.sets(st.integers(1, 3))), max_size=8
    )
)
def test_a_conflict_is_seen_from_both_sides(rows):
    slots = [slot(n, at, at + 1, office=o, officers=who) for n, (at, o, who) in enumerate(rows)]
    found = conflicts(slots)
    pairs = {(pk, c.other, c.overlaps) for pk, rows in found.items() for c in rows}
    assert pairs == {(other, pk, overlaps) for pk, other, overlaps in pairs}
