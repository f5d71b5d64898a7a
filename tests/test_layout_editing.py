"""The next edition of a layout: drawn up, tried on figures, issued, and what was closed stays."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from cases.actions.closings import close_month
from cases.actions.journal import load_journal
from cases.choices import Role
from cases.models import Books
from cases.periods import Period
from cases.rules import Refusal
from reports import seed
from reports.figures import official
from reports.layouts import editing
from reports.layouts.editions import differences
from reports.models import Layout, OfficialForm
from tests.history2018 import HAND, START, random_year, write

pytestmark = pytest.mark.django_db
ANNEX = "Phụ lục I ban hành kèm theo Thông tư"


@pytest.fixture(autouse=True)
def city(people, ba_dinh, hoan_kiem, hanoi, settings, tmp_path):
    settings.TODAY = date(2018, 10, 5)
    seed.load_layouts(Layout)
    seed.load_forms(OfficialForm)
    load_journal(write(tmp_path / "journal.csv", [*HAND, *random_year(61, 40)]), books_open=START)
    return hanoi


@pytest.fixture
def clerk(people):
    return people[Role.CITY_CLERK]


def close_through(months):
    for each in range(1, months + 1):
        for books in Books.objects.select_related("office"):
            close_month(books.office, Period(2018, each).cutoff, by=None)


def postponed_together(draft, clerk):
    """Every postponement in one column."""
    for code, terms in (
        ("c16", []),
        ("c14", [{"of": "stock", "headings": ["POSTPONED", "POSTPONED_BY_CONSENT"]}]),
    ):
        column = next(c for c in draft.columns if c["code"] == code)
        column |= {"terms": terms}
        editing.edit_column(draft.pk, by=clerk, **column)


def about(draft, **changed):
    names = ("name", "valid_from", "basis", "provisional", "annex", "checked_by")
    return {name: getattr(draft, name) for name in names} | changed


def test_what_was_closed_stays_and_what_follows_is_told_anew(city, clerk):
    close_through(7)
    before = {m: official.make(city, Period(2018, m)).canonical for m in (3, 7)}
    old = official.make(city, Period(2018, 8)).total.figures
    draft = editing.draw_up_layout(by=clerk)
    assert editing.draw_up_layout(by=clerk) == draft
    postponed_together(draft, clerk)
    editing.edit_layout(
        draft.pk, by=clerk, **about(draft, name="Bản gộp", valid_from=date(2018, 5, 1))
    )
    assert official.make(city, Period(2018, 8)).total.figures == old  # a draft counts for nothing
    issued = editing.issue_layout(draft.pk, by=clerk)
    assert {m: official.make(city, Period(2018, m)).canonical for m in before} == before
    new = official.make(city, Period(2018, 8))
    assert (new.layout, new.proved) == (issued, True)
    for measure, figures in new.total.figures.items():
        together = old[measure]["c14"] + old[measure]["c16"]
        assert (figures["c14"], figures["c16"]) == (together, None)
        assert figures["c08"] == old[measure]["c08"]
    first = Layout.objects.get(code="tam-thoi-1")
    assert (first.valid_to, issued.valid_to) == (date(2018, 4, 30), date(2026, 6, 30))
    told = list(differences(first.columns, Layout.objects.get(pk=issued.pk).columns))
    assert {each.column for each in told} == {"c14", "c16"}


def test_an_edition_begins_after_every_closed_month(city, clerk, ba_dinh):
    close_month(ba_dinh, date(2017, 10, 31), by=None)
    draft = editing.draw_up_layout(by=clerk)
    with pytest.raises(Refusal, match="sớm nhất từ 01/11/2017"):
        editing.edit_layout(draft.pk, by=clerk, **about(draft, valid_from=date(2017, 10, 31)))
    editing.edit_layout(draft.pk, by=clerk, **about(draft, valid_from=date(2017, 11, 1)))
    close_month(ba_dinh, date(2017, 11, 30), by=None)  # meanwhile
    with pytest.raises(Refusal, match="sớm nhất từ 01/12/2017"):
        editing.issue_layout(draft.pk, by=clerk)
    with pytest.raises(Refusal, match="Đã có bản áp dụng từ 01/07/2026"):
        editing.edit_layout(draft.pk, by=clerk, **about(draft, valid_from=date(2026, 7, 1)))


def test_a_wrong_edition_is_not_issued(city, clerk):
    draft = editing.draw_up_layout(by=clerk)
    column = next(c for c in draft.columns if c["code"] == "c13")
    twice = [{"of": "stock", "headings": ["IN_PROGRESS", "SUSPENDED"]}]
    editing.edit_column(draft.pk, by=clerk, **{**column, "terms": twice})
    with pytest.raises(Refusal, match="I3"):
        editing.issue_layout(draft.pk, by=clerk)
    summed = {**column, "terms": [], "sum": {"c08": 1}}
    with pytest.raises(Refusal, match="tự gọi"):
        editing.edit_column(draft.pk, by=clerk, **summed)
    editing.discard_layout(draft.pk, by=clerk)
    with pytest.raises(Refusal, match="đã bỏ"):
        editing.issue_layout(draft.pk, by=clerk)


def test_what_was_checked_names_the_annex_and_who_checked(city, clerk):
    draft = editing.draw_up_layout(by=clerk)
    for given, words in (
        ({"annex": "", "checked_by": "Lê Văn An"}, "tên phụ lục"),
        ({"annex": ANNEX, "checked_by": ""}, "người đã đối chiếu"),
    ):
        with pytest.raises(Refusal, match=words):
            editing.edit_layout(draft.pk, by=clerk, **about(draft, provisional=False, **given))
    whole = about(draft, provisional=False, annex=ANNEX, checked_by="Lê Văn An")
    editing.edit_layout(draft.pk, by=clerk, **whole)
    assert not editing.issue_layout(draft.pk, by=clerk).provisional


def test_an_issued_edition_is_kept_by_the_database(city):
    first = Layout.objects.get(code="tam-thoi-1")
    for wrong in (
        lambda: Layout.objects.filter(pk=first.pk).update(name="khác"),
        lambda: Layout.objects.filter(pk=first.pk).update(columns=[]),
        first.delete,
    ):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            wrong()


def test_only_the_city_clerk_draws_up(people):
    for role in Role:
        if role != Role.CITY_CLERK:
            with pytest.raises(PermissionDenied):
                editing.draw_up_layout(by=people[role])


def test_a_new_version_of_a_form(city, clerk):
    close_through(7)
    about_form = {
        "name": "Kết quả thi hành án về việc", "basis": "Thông tư mới", "provisional": False,
        "annex": ANNEX, "checked_by": "Lê Văn An",
    }  # fmt: skip
    with pytest.raises(Refusal, match="sớm nhất từ 01/05/2018"):
        editing.renew_form("01", by=clerk, valid_from=date(2018, 4, 30), **about_form)
    editing.renew_form("01", by=clerk, valid_from=date(2018, 5, 1), **about_form)
    titles = [official.make(city, Period(2018, m), form="01").question.title for m in (7, 8)]
    assert titles == ["Kết quả thi hành án dân sự tính bằng việc", "Kết quả thi hành án về việc"]


# ---------------------------------------------------------------- the pages
def test_the_pages(city, login, clerk, django_assert_max_num_queries):
    client = login(clerk)
    (new,) = [client.post("/layouts/new")]
    draft = Layout.objects.get(issued_at=None)
    assert new.url == f"/layouts/{draft.pk}/"
    with django_assert_max_num_queries(12):
        assert "Đang soạn" in client.get("/layouts/").text
    with django_assert_max_num_queries(12):
        assert "Các cột như nhau" in client.get(new.url).text
    column = client.get(f"{new.url}columns/c13")
    assert "Đang thi hành" in column.text
    posted = {
        "number": "13", "label": "Đang thi hành và hoãn", "definition": "Gộp hai loại.",
        "group": "Phải thi hành · Có điều kiện thi hành", "basis": "", "sum": "",
        "terms-TOTAL_FORMS": "2", "terms-INITIAL_FORMS": "1", "terms-0-of": "stock",
        "terms-0-sign": "1", "terms-0-headings": ["IN_PROGRESS", "POSTPONED_BY_CONSENT"],
        "terms-0-grounds": "", "terms-1-of": "movement", "terms-1-sign": "1",
        "terms-1-grounds": "",
    }  # fmt: skip
    assert client.post(f"{new.url}columns/c13", {**posted, "number": ""}).status_code == 200
    assert client.post(f"{new.url}columns/c13", {**posted, "number": "14"}).status_code == 200
    assert client.post(f"{new.url}columns/c13", posted).status_code == 302
    page = client.get(new.url)
    assert "Chưa ban hành được" in page.text
    assert {d.what for d in page.context["differences"]} == {
        "Tên cột", "Cách tính", "Định nghĩa", "Căn cứ",
    } - {"Căn cứ"}  # fmt: skip
    with django_assert_max_num_queries(30):
        page = client.get(f"{new.url}preview", {"office": "HN", "year": 2018, "months": 9})
    assert "ô khác" in page.text
    assert page.context["broken"]
    refused = client.post(f"{new.url}issue", follow=True)
    assert "Chưa ban hành được. " in refused.text
    posted["terms-0-headings"] = ["IN_PROGRESS"]
    assert client.post(f"{new.url}columns/c13", posted).status_code == 302
    about_it = {"name": "Bản 2018", "valid_from": "1/9/2018", "basis": "Thông tư", "checked": "on"}
    assert "tên phụ lục" in client.post(f"{new.url}edit", about_it).text
    about_it |= {"annex": ANNEX, "checked_by": "Lê Văn An"}
    assert client.post(f"{new.url}edit", about_it).status_code == 302
    assert "Đã ban hành: Bản 2018" in client.post(f"{new.url}issue", follow=True).text
    assert client.post(f"{new.url}issue").status_code == 404
    form = OfficialForm.objects.get(number="02")
    assert client.get(f"/layouts/forms/{form.pk}/renew").status_code == 200


def test_a_draft_does_not_exist_for_who_may_not_draw_up(login, people, clerk):
    draft = editing.draw_up_layout(by=clerk)
    for role in (Role.ADMINISTRATOR, Role.HEAD):
        client = login(people[role])
        assert client.get("/layouts/").status_code == 200
        assert client.get(f"/layouts/{draft.pk}/").status_code == 404
