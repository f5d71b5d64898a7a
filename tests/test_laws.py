"""Which law a page cites: that of the day of the event, and where it was not read, that it was not.

30/06/2026 is the last day of Law 26/2008/QH12, 01/07/2026 the first of Law 106/2025/QH15.
"""

from datetime import date

import pytest
from django.urls import reverse

from cases.choices import ExclusionReason, JudgmentKind, ObligationKind, Origin, Role
from cases.deadlines import running_of
from cases.deadlines.checks import CHECKS, Range
from cases.laws import CARRIED_OVER, LAW_2008_ON, UNREAD, cited, cited_over
from cases.rules.calendar import Calendar
from cases.rules.filings import refused_by
from cases.rules.limitation import article_of, limitation, periodic
from cases.rules.remarks import Debtor, Facts, Owed, remarks
from cases.terms import TERMS, term_on
from tests.test_deadlines import opened

OLD, NEW = date(2026, 6, 30), date(2026, 7, 1)
PAST = ("Luật THADS 2008", "Điều 30 Luật THADS", "Điều 36 Luật THADS", "Điều 44 Luật THADS",
        "Điều 2 Luật THADS", "Điều 31 Luật", "Điều 38 Luật THADS")  # fmt: skip
"""Articles of the old law as texts name them."""


def cites_the_old_law(text: str) -> bool:
    left = text.replace("Luật THADS 2025", "").replace(UNREAD, "")
    return any(name in left for name in PAST)


def test_the_day_of_the_event_decides():
    assert cited(OLD, "Điều 44 Luật THADS") == "Điều 44 Luật THADS"
    assert cited(NEW, "Điều 44 Luật THADS") == CARRIED_OVER
    assert cited(NEW, "Điều 36 Luật THADS", "Điều 33") == "Điều 33"
    assert cited_over(OLD, OLD, "cũ") == "cũ"
    assert cited_over(NEW, NEW, "cũ") == CARRIED_OVER
    assert cited_over(OLD, NEW, "cũ", "mới") == "cũ; từ 01/07/2026 mới"


@pytest.mark.parametrize("term", TERMS, ids=lambda t: f"{t.key}-{t.valid_from.year}")
def test_no_term_of_the_new_law_cites_the_old_one(term):
    """A row that goes on under the new law prints its article up to the change, then that none
    was read; the administrative judgments' own law is untouched."""
    if term.in_force(OLD):
        assert term.article_on(OLD) == term.article
    if not term.in_force(NEW):
        return
    assert (term.article_on(NEW) == CARRIED_OVER) == term.is_provisional(NEW)
    assert not cites_the_old_law(term.article_on(NEW))


@pytest.mark.parametrize(("since", "old"), [(OLD, True), (NEW, False)])
def test_the_limitation_stands_where_the_law_of_its_beginning_has_it(since, old):
    found = limitation(since)
    assert ("khoản 1 Điều 30 Luật THADS" in found.why[0]) == old
    assert ("khoản 1 Điều 10 Nghị định 152/2026/NĐ-CP" in found.why[0]) == (not old)
    assert cites_the_old_law(found.why[0]) == old
    for reason in (ExclusionReason.POSTPONED, ExclusionReason.SUSPENDED):
        assert ("khoản 2 Điều 30 Luật THADS" in article_of(reason, since)) == old


def test_instalments_name_each_law_they_fell_due_under():
    both = periodic(date(2026, 1, 10), 6, date(2026, 7, 10), date(2026, 8, 1))
    assert len(both.articles) == 2
    assert len(periodic(date(2018, 1, 10), 6, date(2018, 7, 10), date(2018, 8, 1)).articles) == 1


@pytest.mark.parametrize(("on", "old"), [(OLD, True), (NEW, False)])
def test_a_refusal_cites_the_law_of_its_day(on, old):
    assert ("điểm c khoản 5 Điều 31" in refused_by(on, "điểm c")) == old
    assert cites_the_old_law(refused_by(on, "điểm c")) == old


@pytest.mark.parametrize("on", [OLD, NEW])
def test_the_remarks_of_intake_cite_the_law_of_the_decision(on):
    facts = Facts(
        today=on,
        judgment_on=date(2020, 1, 6),
        effective_on=date(on.year, on.month, 28) if on == OLD else date(2026, 7, 20),
        decided_on=date(on.year, on.month, 1),
        judgment_kind=JudgmentKind.CRIMINAL,
        origin=Origin.EX_OFFICIO,
        debtors=((0, Debtor("A", True, False)),),
        obligations=((0, Owed(ObligationKind.DEBT, 5_000_000, False)),),
    )
    said = [r.text for r in remarks(facts, Calendar()) if "Luật THADS" in r.text]
    assert len(said) == 3  # before the legal effect, the prison, an item that needs a request
    for text in said:
        assert cites_the_old_law(text) == (on == OLD)
        assert ("Luật THADS 2025" in text) == (on == NEW)


@pytest.mark.parametrize(("effective", "old"), [(date(2015, 7, 1), True), (NEW, False)])
def test_the_shadow_of_the_limitation_cites_the_law_it_began_under(effective, old):
    late = Facts(
        today=date(2032, 1, 1), effective_on=effective, decided_on=date(2031, 12, 1),
        origin=Origin.ON_REQUEST,
    )  # fmt: skip
    (text,) = [r.text for r in remarks(late, Calendar()) if "Thời hiệu" in r.text]
    assert ("Điều 30 Luật THADS" in text) == old


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.code)
def test_the_self_check_cites_the_laws_of_the_days_it_looks_at(check):
    old, new = Range(None, LAW_2008_ON, OLD), Range(None, NEW, date(2026, 8, 1))
    assert check.article(old) == check.old
    assert not cites_the_old_law(check.article(new))
    assert "62/2015" not in check.article(new)
    both = check.article(Range(None, OLD, NEW))
    assert both == check.old or both == f"{check.old}; từ 01/07/2026 {check.article(new)}"


# ---------------------------------------------------------------- on the pages
@pytest.fixture
def later(desk, settings):
    """A case of the last Friday of the old law and one of the first of the new."""
    settings.TODAY = date(2026, 7, 10)
    return [opened(desk, number, on=on) for number, on in ((1, OLD), (2, date(2026, 7, 2)))]


def test_a_term_on_a_page_cites_the_law_it_began_under(later, desk, login):
    before, after = later
    (old,) = [
        line for line in running_of(before, date(2026, 7, 10)) if line.term.key == "QD_TO_VKS"
    ]
    (new,) = [line for line in running_of(after, date(2026, 7, 10)) if line.term.key == "QD_TO_VKS"]
    assert (old.article, new.article) == ("Điều 38 Luật THADS", CARRIED_OVER)
    client = login(desk[Role.OFFICER])
    assert "Điều 38 Luật THADS<" in client.get(reverse("case_detail", args=(before.pk,))).text
    page = client.get(reverse("case_detail", args=(after.pk,))).text
    assert not cites_the_old_law(page)
    assert UNREAD in page
    for name in ("today", "deadline_list"):
        assert UNREAD in client.get(reverse(name)).text


def test_the_pages_of_the_new_law_name_no_article_of_the_old(later, desk, login):
    client = login(desk[Role.OFFICER])
    debtor = later[1].parties.filter(role="debtor").first()
    page = client.get(reverse("party_edit", args=(debtor.pk,))).text
    assert CARRIED_OVER in page
    assert not cites_the_old_law(page)
    sent = client.get(reverse("procuracy"), {"since": "01/07/2026"}).text
    assert CARRIED_OVER in sent
    assert not cites_the_old_law(sent)
    assert "Điều 38 Luật THADS; từ 01/07/2026" in client.get(reverse("procuracy")).text


def test_the_pages_of_the_old_law_go_on_naming_it(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    debtor = case.parties.filter(role="debtor").first()
    assert "khoản 2 Điều 44 Luật THADS" in client.get(reverse("party_edit", args=(debtor.pk,))).text
    assert "(Điều 38 Luật THADS)" in client.get(reverse("procuracy")).text
    assert term_on("QD_TO_VKS", OLD).article == "Điều 38 Luật THADS"
