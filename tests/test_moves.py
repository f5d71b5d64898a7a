"""Every act from every heading in both regimes, and every ground on the days it holds and not."""

from datetime import date, timedelta

import pytest

from cases.choices import OPEN_PLACES, ActKind, Heading
from cases.rules import Refusal
from cases.rules.conditions import Facts, check_conditions, warnings
from cases.rules.grounds import (
    GROUNDS,
    INSTALMENT,
    INTEREST,
    REQUIRED,
    UNREAD,
    check_ground,
    ground_label,
    ground_of,
    grounds_of,
    known_ground,
)
from cases.rules.moves import (
    BASES,
    FROM,
    PARTIAL,
    REGISTER,
    allowed,
    article_of,
    check_allowed,
    ex_officio_only,
    register_of,
)
from cases.rules.position import Entry, Key, Place, Position
from cases.rules.posting import post

LAST_OLD, FIRST_NEW = date(2026, 6, 30), date(2026, 7, 1)
DAYS = (LAST_OLD, FIRST_NEW)
ORIGINS = ("on_request", "ex_officio")
EVERYWHERE = (
    "amend collect pay_out complete terminate reduce delegate take_up recall transfer handover"
    " reclassify"
)
MOVES = {
    # heading: acts allowed in both regimes, whatever the origin
    Heading.IN_PROGRESS: f"{EVERYWHERE} postpone suspend without_means",
    Heading.POSTPONED_BY_CONSENT: f"{EVERYWHERE} postpone suspend without_means resume",
    Heading.POSTPONED: f"{EVERYWHERE} postpone suspend without_means resume",
    Heading.SUSPENDED: f"{EVERYWHERE} without_means resume",
    Heading.WITHOUT_MEANS: f"{EVERYWHERE} postpone suspend resume",
    Heading.SEPARATE_BOOK: f"{EVERYWHERE} resume",
    **dict.fromkeys(
        (Heading.COLLECTED, Heading.COMPLETED, Heading.TERMINATED, Heading.REDUCED), "pay_out"
    ),
    **dict.fromkeys(
        (Heading.DELEGATED, Heading.TAKEN_UP, Heading.RECALLED, Heading.RETURNED), "pay_out"
    ),
    **dict.fromkeys(
        (
            Heading.INTAKE,
            Heading.TRANSFERRED,
            Heading.REOPENED,
            Heading.SEPARATE_ENDED,
            Heading.CORRECTED,
        ),
        "",
    ),
}
BY_REGIME = {
    # Decree 62/2015, Article 9(5); Decree 152/2026, Article 22
    (LAST_OLD, "on_request"): "separate_book",
    (LAST_OLD, "ex_officio"): "separate_book",
    (FIRST_NEW, "on_request"): "return_request",
    (FIRST_NEW, "ex_officio"): "separate_book",
}


def expected(heading, on, origin):
    more = BY_REGIME[on, origin] if heading == Heading.WITHOUT_MEANS else ""
    return {*MOVES[heading].split(), *more.split()}


# ---------------------------------------------------------------- heading × act
def test_the_table_names_every_heading():
    assert set(MOVES) == set(Heading)


@pytest.mark.parametrize("on", DAYS, ids=["old", "new"])
@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("heading", Heading)
@pytest.mark.parametrize("act", sorted(set(ActKind) - {ActKind.INTAKE, ActKind.REVERSE}))
def test_every_act_from_every_heading(act, heading, origin, on):
    if act in expected(heading, on, origin):
        check_allowed(act, heading, on, origin)
        assert act in allowed(heading, on=on, origin=origin)
        return
    with pytest.raises(Refusal) as refused:
        check_allowed(act, heading, on, origin)
    assert refused.value.field in ("kind", "on")
    assert act not in allowed(heading, on=on, origin=origin)


@pytest.mark.parametrize(
    ("act", "on", "origin", "says"),
    [
        ("return_request", LAST_OLD, "on_request", "chỉ áp dụng từ 01/07/2026"),
        ("return_request", FIRST_NEW, "ex_officio", "việc thi hành theo yêu cầu"),
        ("separate_book", FIRST_NEW, "on_request", "gửi lại yêu cầu"),
    ],
)
def test_what_the_regime_keeps_apart_says_so(act, on, origin, says):
    with pytest.raises(Refusal, match=says):
        check_allowed(act, Heading.WITHOUT_MEANS, on, origin)


# ---------------------------------------------------------------- grounds
OLD_CODES = {
    ActKind.POSTPONE: "a b c d dd e g h 2",  # Law 26/2008, Article 48(1) and (2)
    ActKind.SUSPEND: "1 2",  # Article 49
    ActKind.TERMINATE: "a b c d dd e g h",  # Article 50(1)
    ActKind.WITHOUT_MEANS: "a b c",  # Article 44a(1)
    ActKind.RECALL: "a b c d 3a 3b",  # Article 37(1) and (3)
    ActKind.TAKE_UP: "h i",  # Article 35(2)
    ActKind.DELEGATE: "a b dispute onward",  # Article 55(1); Decree 62/2015, Article 16(3), (5)
    ActKind.AMEND: "error interest instalment",  # Article 37(2); 30(1); circular 11/2016
    ActKind.REDUCE: "4",
    ActKind.RESUME: "4a 4b 4c 3a 3b 3c means new",  # Articles 48(4), 49(3); Decree 62/2015, 9
    ActKind.COMPLETE: "",
}
NEW_CODES = OLD_CODES | {
    ActKind.TERMINATE: "a b c d dd e g h joint",  # Decree 152/2026, Article 28(2)
    ActKind.RECALL: "a b c 3a 3b",
    ActKind.TAKE_UP: "h",
    ActKind.DELEGATE: "a dispute onward",  # Decree 152/2026, Article 26
    ActKind.COMPLETE: "a b c dd e",  # Decree 152/2026, Article 32(1)
}


@pytest.mark.parametrize("act", OLD_CODES)
@pytest.mark.parametrize(("on", "codes"), [(LAST_OLD, OLD_CODES), (FIRST_NEW, NEW_CODES)])
def test_the_lists_of_both_laws(act, on, codes):
    assert sorted(g.code for g in grounds_of(act, on)) == sorted(codes[act].split())


def test_every_act_with_grounds_is_in_the_lists():
    assert {g.act for g in GROUNDS} == set(OLD_CODES)
    assert set(REQUIRED) < set(OLD_CODES)


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda g: f"{g.act}-{g.code}-{g.valid_from}")
def test_a_ground_holds_from_its_first_to_its_last_day(ground):
    for on in (ground.valid_from, ground.valid_to or date(2030, 1, 1)):
        check_ground(ground.act, ground.code, on)
        assert ground_of(ground.act, ground.code, on) == ground
    outside = [ground.valid_from - timedelta(days=1)]
    outside += [ground.valid_to + timedelta(days=1)] if ground.valid_to else []
    for on in outside:
        other = ground_of(ground.act, ground.code, on)
        assert other != ground
        if other is None:
            with pytest.raises(Refusal, match="không áp dụng cho ngày") as refused:
                check_ground(ground.act, ground.code, on)
            assert refused.value.field == "ground"


def test_rows_of_one_code_never_overlap():
    for ground in GROUNDS:
        same = [g for g in GROUNDS if (g.act, g.code) == (ground.act, ground.code)]
        assert sum(g.valid_on(ground.valid_from) for g in same) == 1


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda g: f"{g.act}-{g.code}-{g.valid_from}")
def test_no_old_article_stands_behind_a_new_event(ground):
    if ground.valid_from >= FIRST_NEW:
        assert "2008" not in ground.article
        assert "62/2015" not in ground.article
        assert (UNREAD in ground.basis) == ground.provisional
        assert ground.provisional or "152/2026" in ground.article or "2025" in ground.article
    else:
        assert ground.valid_to
        assert ground.valid_to < FIRST_NEW
        assert not ground.provisional


@pytest.mark.parametrize("ground", [g for g in GROUNDS if g.stands], ids=lambda g: g.code)
def test_a_ground_to_resume_is_for_cases_that_stand_there(ground):
    for heading in OPEN_PLACES:
        if heading in ground.stands:
            check_ground(ground.act, ground.code, ground.valid_from, heading)
        else:
            with pytest.raises(Refusal, match="không dùng cho việc đang ở"):
                check_ground(ground.act, ground.code, ground.valid_from, heading)


def test_unknown_grounds_and_acts_without_a_list():
    for act in OLD_CODES:
        assert not known_ground(act, "x")
        assert known_ground(act, "") == (act not in REQUIRED)
    assert known_ground(ActKind.COLLECT, "")
    assert not known_ground(ActKind.COLLECT, "a")


def test_labels_and_articles_follow_the_day():
    assert ground_label("terminate", "c", LAST_OLD).endswith(
        "(điểm c khoản 1 Điều 50 Luật THADS 2008)"
    )
    assert "khoản 5 Điều 14 Nghị định 152/2026/NĐ-CP" in ground_label("terminate", "c", FIRST_NEW)
    assert article_of("terminate", LAST_OLD) == "Điều 50 Luật THADS 2008"
    assert article_of("terminate", FIRST_NEW) == "Điều 48 Luật THADS 2025"
    assert article_of("postpone", FIRST_NEW) == f"Luật THADS 2025 ({UNREAD})"
    assert article_of("return_request", LAST_OLD) == ""
    assert article_of("handover", LAST_OLD) == ""


@pytest.mark.parametrize("basis", BASES, ids=lambda b: f"{b.act}-{b.valid_from}")
def test_every_basis_belongs_to_one_law(basis):
    new = basis.valid_from >= FIRST_NEW
    assert ("2008" in basis.article or "62/2015" in basis.article) != new
    assert new or basis.valid_to == LAST_OLD


def test_money_that_falls_due_takes_no_decision_number():
    assert register_of("amend", "error") == REGISTER[ActKind.AMEND]
    assert register_of("amend", INTEREST) == register_of("amend", INSTALMENT) == "NB"


# ---------------------------------------------------------------- posted
KEY = Key(1, 11, 7)


def standing(place="IN_PROGRESS", ground="", on=date(2026, 1, 5)):
    position = Position()
    intake = {5: 100, None: 1}
    post(
        position, Entry("intake", on, on, key=KEY, place=Place(place, ground), intake=intake, act=1)
    )
    return position


@pytest.mark.parametrize("act", sorted(PARTIAL))
def test_a_part_leaves_the_case_where_it_stands(act):
    position = standing()
    on = LAST_OLD
    if act == ActKind.RESUME:
        post(position, Entry("postpone", on, on, 40, ground="a", act=2))
    code = next((g.code for g in grounds_of(act, on)), "")
    pairs = post(position, Entry(act, on, on, 30, ground=code, act=3))
    assert [(p.obligation, p.amount) for p in pairs] == [(5, 30)]
    assert position.place == Place("IN_PROGRESS")


@pytest.mark.parametrize(
    "act", sorted(set(FROM) - PARTIAL - {"amend", "collect", "pay_out", "reduce"})
)
def test_the_law_knows_no_part_of_it(act):
    with pytest.raises(Refusal) as refused:
        post(standing("WITHOUT_MEANS", "a"), Entry(act, LAST_OLD, LAST_OLD, 30, key=KEY, act=2))
    assert refused.value.field == "amount"


def test_posting_asks_the_ground_of_the_acts_own_day():
    with pytest.raises(Refusal, match="không áp dụng cho ngày"):
        post(standing(), Entry("terminate", LAST_OLD, LAST_OLD, 30, ground="joint", act=2))
    post(standing(), Entry("terminate", FIRST_NEW, FIRST_NEW, 30, ground="joint", act=2))
    with pytest.raises(Refusal, match="không dùng cho việc"):
        post(standing("SUSPENDED", "1"), Entry("resume", LAST_OLD, LAST_OLD, ground="4a", act=2))


# ---------------------------------------------------------------- conditions
ON = date(2026, 3, 10)


def refusal(kind, on=ON, facts=Facts(), **what):  # noqa: B008
    with pytest.raises(Refusal) as refused:
        check_conditions(kind, on, facts, **what)
    return refused.value.field, str(refused.value)


@pytest.mark.parametrize("on", [ON, date(2026, 9, 10)], ids=["old", "new"])
class TestPostponement:
    def test_by_consent_needs_the_agreed_term(self, on):
        field, words = refusal("postpone", on, ground="c")
        assert field == "until"
        assert ("Điều 48" in words) == (on == ON)
        check_conditions("postpone", on, Facts(), ground="c", until=on + timedelta(days=400))

    def test_on_a_protests_eve_three_months_at_most(self, on):
        latest = on.replace(month=on.month + 3)
        check_conditions("postpone", on, Facts(), ground="2", until=latest)
        field, words = refusal("postpone", on, ground="2", until=latest + timedelta(days=1))
        assert field == "until"
        assert f"{latest:%d/%m/%Y}" in words

    def test_and_once(self, on):
        facts = Facts(used=frozenset({("postpone", "2")}))
        assert refusal("postpone", on, facts, ground="2", until=on)[0] == "ground"

    def test_other_grounds_have_no_term(self, on):
        check_conditions("postpone", on, Facts(), ground="d")
        assert refusal("postpone", on, ground="d", until=on)[0] == "until"
        assert refusal("suspend", on, ground="1", until=on)[0] == "until"

    def test_a_term_ends_after_it_begins(self, on):
        assert refusal("postpone", on, ground="c", until=on - timedelta(days=1))[0] == "until"


def test_three_months_from_the_end_of_november():
    on = date(2025, 11, 30)
    check_conditions("postpone", on, Facts(), ground="2", until=date(2026, 2, 28))
    assert refusal("postpone", on, ground="2", until=date(2026, 3, 1))[0] == "until"


@pytest.mark.parametrize(
    ("kind", "since", "long", "first", "article"),
    [
        # Decree 62/2015, Article 9(5)(a): one year, two when in prison or of no known address
        ("separate_book", date(2024, 3, 10), False, date(2025, 3, 11), "khoản 5 Điều 9"),
        ("separate_book", date(2024, 3, 10), True, date(2026, 3, 11), "khoản 5 Điều 9"),
        ("separate_book", date(2024, 2, 29), False, date(2025, 3, 1), "khoản 5 Điều 9"),
        # Decree 152/2026, Article 22: two years for all
        ("separate_book", date(2025, 3, 10), False, date(2027, 3, 11), "Điều 22"),
        ("return_request", date(2025, 3, 10), True, date(2027, 3, 11), "Điều 22"),
        # the old year was over before the new law came, but nobody moved the case in time
        ("separate_book", date(2025, 6, 29), False, date(2026, 6, 30), "khoản 5 Điều 9"),
        ("return_request", date(2025, 6, 29), False, date(2027, 6, 30), "Điều 22"),
    ],
)
def test_how_long_a_case_waits_without_means(kind, since, long, first, article):
    facts = Facts(without_means_on=since, long_wait=long)
    check_conditions(kind, first, facts)
    field, words = refusal(kind, first - timedelta(days=1), facts)
    assert field == "on"
    assert article in words


def test_too_few_verifications_and_news_warn():
    since = date(2024, 3, 10)
    facts = Facts(
        without_means_on=since,
        verified_on=(date(2024, 3, 1), date(2024, 9, 10)),
        informed_on=date(2025, 1, 5),
    )
    few, news = warnings("separate_book", ON, facts)
    assert "Mới ghi 1 lần xác minh" in few
    assert "khoản 5 Điều 9" in few
    assert "05/01/2025" in news
    fine = Facts(without_means_on=since, verified_on=(date(2024, 9, 10), date(2025, 3, 10)))
    assert warnings("separate_book", ON, fine) == []
    assert "Không rõ ngày" in warnings("separate_book", ON, Facts())[0]


def test_illness_postpones_only_what_must_be_done_in_person():
    assert "tự mình" in warnings("postpone", ON, Facts())[0]
    assert warnings("postpone", ON, Facts(in_person=True)) == []


def test_joint_debtors_let_off_are_a_part():
    assert refusal("terminate", FIRST_NEW, ground="joint")[0] == "amount"
    check_conditions("terminate", FIRST_NEW, Facts(), ground="joint", amount=5)


def test_a_thing_not_handed_over_keeps_the_case_open():
    facts = Facts(undone=("Giao nhà",))
    assert "Giao nhà" in refusal("complete", facts=facts)[1]
    check_conditions("complete", FIRST_NEW, facts, ground="c")


def test_budget_claims_are_never_on_request_by_the_law_of_the_day():
    assert "Điều 36 Luật THADS 2008" in ex_officio_only(LAST_OLD)
    assert "Điều 33 Luật THADS 2025" in ex_officio_only(FIRST_NEW)
