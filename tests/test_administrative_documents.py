"""Papers of an administrative judgment: the same care as those of a case, by the same code."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.actions.documents import attach, may_attach, withdraw
from cases.actions.steps import cancel_step
from cases.choices import Role, StepKind
from cases.models import Document, Step
from cases.rules import Refusal
from cases.rules.files import MOST_BYTES
from tests import factories
from tests.test_administrative import entered, step
from tests.test_documents import DOCX, JPEG, PDF, read, stored
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def found(desk):
    return entered(desk[Role.CLERK])


def address(found):
    return reverse("administrative_document", args=(found.pk,))


def page(found):
    return reverse("administrative_detail", args=(found.pk,))


def paper(name="quyet-dinh.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def upload(client, found, *files, **fields):
    return client.post(address(found), {"file": list(files), "title": "", "about": ""} | fields)


def test_papers_are_kept_with_their_hash_and_come_back_whole(found, desk, login, files_apart):
    client = login(desk[Role.CLERK])
    answer = upload(client, found, paper("Quyết định buộc.pdf"), paper("công văn.docx", DOCX))
    assert answer.url == page(found)
    first, second = Document.objects.order_by("pk")
    assert (first.administrative, first.case, first.title) == (found, None, "Quyết định buộc")
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    assert second.kind_label == "DOCX"
    text = client.get(page(found)).text
    assert "Đã đính kèm 2 tệp" in text
    assert reverse("document", args=(first.pk,)) + "?open=1" in text
    answer, body = read(client, first)
    assert body == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert len(stored(files_apart)) == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("giả.pdf", b"MZ" * 50, "nội dung không phải PDF"),
        ("trang.html", b"<html></html>", "chỉ nhận tệp"),
        ("rỗng.pdf", b"", "rỗng"),
        ("to.pdf", b"%PDF-" + bytes(MOST_BYTES), "lớn hơn 20 MB"),
    ],
)
def test_what_no_case_takes_no_judgment_takes(
    found, desk, login, files_apart, name, content, words
):
    answer = upload(login(desk[Role.CLERK]), found, paper(), paper(name, content))
    assert words in answer.context["form"].errors["file"][0]
    assert "Đính kèm tài liệu" in answer.text
    assert not Document.objects.exists()
    assert not stored(files_apart)


def test_another_office_finds_nothing_and_who_may_not_write_attaches_nothing(found, desk, login):
    document = attach(found, [paper()], by=desk[Role.CLERK]).made[0]
    stranger = factories.user(Role.HEAD, "HN-HK", username="la")
    client = login(stranger)
    for where in (address(found), page(found)):
        assert client.get(where).status_code == 404
    for name in ("document", "document_withdraw"):
        assert client.get(reverse(name, args=(document.pk,))).status_code == 404
    with pytest.raises(PermissionDenied):
        attach(found, [paper("khác.jpg", JPEG)], by=stranger)
    # Receipts of an accountant belong to cases; a judgment that is tracked has none.
    accountant = desk[Role.ACCOUNTANT]
    assert not may_attach(found, accountant)
    client = login(accountant)
    assert client.get(address(found)).status_code == 403
    assert read(client, document)[1] == PDF
    assert "Đính kèm" not in client.get(page(found)).text


def test_another_officers_judgment_is_read_and_not_written(desk, login):
    other = factories.officer("HN-BD-02", "Hai")
    found = entered(desk[Role.CLERK], officer=other)
    document = attach(found, [paper()], by=desk[Role.CLERK]).made[0]
    client = login(desk[Role.OFFICER])
    assert client.get(address(found)).status_code == 403
    assert read(client, document)[0].status_code == 200


def test_a_step_and_its_paper_are_one_send(found, desk, login, files_apart):
    client = login(desk[Role.CLERK])
    where = reverse("administrative_step", args=(found.pk, StepKind.COMPELLED))
    form = client.get(where).context["form"]
    typed = {"on": "04/10/2018", "document_no": "5/QĐ", "note": "", "file": [paper()]}
    typed["last_seen"] = form.initial["last_seen"]
    refused = client.post(where, typed | {"file": [paper("giả.pdf", b"MZ" * 50)]})
    assert refused.context["form"].errors.keys() == {"file"}
    assert not Step.objects.filter(kind=StepKind.COMPELLED).exists()
    for _ in range(2):
        assert client.post(where, typed | {"file": [paper()]}).status_code == 302
    made = Step.objects.get(kind=StepKind.COMPELLED)
    document = Document.objects.get()
    assert (document.step, document.administrative) == (made, found)
    assert len(stored(files_apart)) == 1
    text = client.get(page(found)).text
    assert text.count("Kèm: ") == 1
    assert f"?about=step-{made.pk}" in text


def test_a_paper_is_hung_on_a_step_of_its_own_judgment(found, desk, login):
    clerk = desk[Role.CLERK]
    own, other = step(found, StepKind.NOTED, clerk), entered(clerk, 2)
    theirs, case = step(other, StepKind.NOTED, clerk), opened(desk)
    client = login(clerk)
    assert (
        f'value="step-{own.pk}" selected'
        in client.get(address(found), {"about": f"step-{own.pk}"}).text
    )
    upload(client, found, paper(), about=f"step-{own.pk}")
    assert Document.objects.get().step == own
    answer = upload(client, found, paper("b.jpg", JPEG), about=f"step-{theirs.pk}")
    assert "about" in answer.context["form"].errors
    for holder, about in ((found, {"act": case.acts.get()}), (found, {"step": theirs})):
        with pytest.raises(Refusal):
            attach(holder, [paper("b.jpg", JPEG)], by=clerk, **about)
    cancel_step(own, by=clerk, reason="Nhầm")
    assert f"step-{own.pk}" not in client.get(address(found)).text


def test_the_same_bytes_once_in_each_and_withdrawn_with_a_reason(found, desk, login):
    clerk, case = desk[Role.CLERK], opened(desk)
    document = attach(found, [paper()], by=clerk).made[0]
    assert attach(found, [paper("lại.pdf")], by=clerk).known == [document]
    assert attach(case, [paper()], by=clerk).made[0].case == case
    client = login(clerk)
    take_back = reverse("document_withdraw", args=(document.pk,))
    assert page(found) in client.get(take_back).text
    assert client.post(take_back, {"reason": "Nhầm việc"}).url == page(found)
    text = client.get(page(found)).text
    assert "<s>quyet-dinh</s>" in text
    assert "Nhầm việc" in text
    with pytest.raises(Refusal):
        withdraw(document, by=clerk, reason="lần nữa")


def test_a_document_has_one_parent(found, desk):
    document = attach(found, [paper()], by=desk[Role.CLERK]).made[0]
    case = opened(desk)
    for parents in ({"case": case}, {"administrative": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**parents)


def test_the_page_asks_for_its_papers_once(found, desk, login, django_assert_max_num_queries):
    for number in range(8):
        on = step(found, StepKind.NOTED, desk[Role.CLERK], date(2018, 10, 3))
        attach(found, [paper(f"{number}.jpg", JPEG + bytes(number))], by=desk[Role.CLERK], step=on)
    client = login(desk[Role.CLERK])
    client.get(page(found))
    with django_assert_max_num_queries(16):
        assert client.get(page(found)).text.count("Kèm: ") == 8
