"""The frame and the parts that pages are made of."""

import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from cases.choices import Heading, Role
from cases.models import Office, User
from enforcement import context
from enforcement.errors import csrf_failure


class Sample(forms.Form):
    number = forms.CharField(label="Số quyết định", help_text="Số kế tiếp là 215.")
    origin = forms.ChoiceField(
        label="Cách ra quyết định",
        choices=[("a", "Chủ động"), ("b", "Theo yêu cầu")],
        widget=forms.RadioSelect,
    )
    key = forms.BooleanField(label="Trọng điểm", required=False)
    amount = forms.CharField(
        label="Số tiền", required=False, widget=forms.TextInput(attrs={"class": "num"})
    )
    version = forms.CharField(widget=forms.HiddenInput)


@pytest.fixture(autouse=True)
def pressing(monkeypatch):
    """What is due stands in the database, and these pages are drawn without one."""
    monkeypatch.setattr(context, "pressing", lambda user, day: 7)


def signed_in(path="/", role=Role.OFFICER):
    request = RequestFactory().get(path)
    request.user = User(username="an", name="Nguyễn Thị An", role=role, office=Office(name="Ba Vì"))
    return request


def test_a_refused_form_names_each_error_above_and_at_the_field():
    form = Sample({"number": "", "amount": "182.690.400.000"})
    form.add_error(None, "Kỳ này đã khóa sổ.")
    html = render_to_string("components/form.html", {"form": form}, signed_in())
    summary, fields = html.split('<div class="form-grid"')
    assert "Kỳ này đã khóa sổ." in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_number", "id_origin"]
    assert all(f'id="{target}"' in fields for target in targets)
    number = re.search(r"<input[^>]*name=\"number\"[^>]*>", fields)[0]
    assert 'aria-invalid="true"' in number
    assert 'aria-describedby="id_number_helptext id_number_error"' in number
    assert 'id="id_number_helptext"' in fields
    assert 'id="id_number_error"' in fields
    assert 'value="182.690.400.000"' in fields  # what was typed stays
    assert "required-mark" in fields


def test_controls_wear_the_skin_and_keep_their_own_classes():
    form = Sample()
    assert 'class="form-control num"' in str(form["amount"])
    assert 'class="form-check-input"' in str(form["key"])
    assert str(form["origin"]).count('class="form-check-input"') == 2
    assert "class=" not in str(form["version"])
    # Django's own rendering and ours are one.
    same = render_to_string("components/field.html", {"field": form["number"]})
    assert form["number"].as_field_group().strip() == same.strip()


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in render_to_string("components/form.html", {"form": Sample()})


def test_pager_keeps_the_filters():
    page = Paginator(range(1234), 40).get_page(3)
    request = signed_in("/cases/?q=B%C3%ACnh&page=3")
    html = render_to_string("components/pager.html", {"page_obj": page, "noun": "hồ sơ"}, request)
    assert "81–120 trong 1.234 hồ sơ" in html
    assert re.findall(r'href="\?([^"]+)"', html) == [
        "q=B%C3%ACnh",
        "q=B%C3%ACnh&amp;page=2",
        "q=B%C3%ACnh&amp;page=4",
        "q=B%C3%ACnh&amp;page=31",
    ]


@pytest.mark.parametrize("heading", Heading.values)
def test_a_state_is_always_said_in_words(heading):
    html = render_to_string("components/state.html", {"code": heading, "label": "Tên"})
    assert ">Tên</span>" in html


def test_a_bar_is_drawn_in_machine_numbers():
    html = render_to_string(
        "components/bar.html", {"value": "43.28", "target": 72, "pace": "behind"}
    )
    assert 'width="43.28"' in html
    assert 'x="72"' in html


def test_menu_marks_the_page_and_leaves_out_what_is_not_there(monkeypatch):
    addresses = {"case_list": "/cases/", "board": "/"}
    monkeypatch.setattr(context, "address", addresses.get)
    menu = context.frame(signed_in("/cases/214/"))["menu"]
    assert [(e["label"], e["current"], e["exact"]) for e in menu] == [
        ("Hồ sơ", True, False),
        ("Kết quả", False, False),
    ]
    assert context.frame(signed_in("/"))["menu"][1]["exact"]


def test_the_administrator_has_no_case_search(monkeypatch):
    monkeypatch.setattr(context, "address", {"case_list": "/cases/"}.get)
    shared = context.frame(signed_in(role=Role.ADMINISTRATOR))
    assert shared["search_url"] is None
    assert shared["menu"] == []


def test_nobody_has_no_menu():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    shared = context.frame(request)
    assert "menu" not in shared
    html = render_to_string("404.html", {}, request)
    assert "data-idle-minutes" not in html


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_for_a_broken_server_need_nothing(name):
    assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_error_pages_keep_the_frame(name):
    html = render_to_string(name, {}, signed_in())
    assert "Nguyễn Thị An" in html
    assert "7<span" in html
    assert 'data-idle-minutes="30"' in html


def test_an_old_page_is_refused_with_a_way_back():
    response = csrf_failure(signed_in(), reason="")
    assert response.status_code == 403
    assert "nội dung đã nhập vẫn còn" in response.content.decode()
