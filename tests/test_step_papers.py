"""The paper of a step goes with it in one send, all or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.choices import Role
from cases.models import Document, Step
from tests.test_documents import PDF
from tests.test_steps import address, send
from tests.test_views_cases import opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def paper(name="bien-ban.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_a_step_and_its_minutes_are_one_send(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    answer = send(client, case, "noted", note="Làm việc tại trụ sở", file=[paper()])
    assert answer.status_code == 302
    step = Step.objects.get(case=case, kind="noted")
    (document,) = Document.objects.all()
    assert (document.step, document.case, document.title) == (step, case, "bien-ban")
    assert "bien-ban" in client.get(f"/cases/{case.pk}/").text


def test_a_notice_to_several_hangs_its_paper_on_the_first(desk, login):
    case = opened(desk)
    parties = list(case.parties.values_list("pk", flat=True))
    answer = send(login(desk[Role.OFFICER]), case, parties=parties, file=[paper()])
    assert answer.status_code == 302
    assert Step.objects.filter(kind="notified").count() == len(parties) == 2
    assert Document.objects.get().step == Step.objects.filter(kind="notified").earliest("pk")


def test_a_file_that_is_none_leaves_no_step(desk, login, files_apart):
    case = opened(desk)
    wrong = [paper(), paper("virus.pdf", b"MZ" + bytes(100))]
    page = send(login(desk[Role.OFFICER]), case, "noted", note="Làm việc", file=wrong)
    assert page.context["form"].errors.keys() == {"file"}
    assert "Làm việc" in page.text
    assert not Step.objects.filter(kind="noted").exists()
    assert not Document.objects.exists()
    assert not [path for path in files_apart.rglob("*") if path.is_file()]


def test_a_double_send_keeps_one_step_and_one_paper(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    seen = client.get(address(case, "noted")).context["form"].initial["last_seen"]
    for _ in range(2):
        typed = {"on": "05/10/2018", "last_seen": seen, "document_no": "", "note": "Làm việc"}
        answer = client.post(address(case, "noted"), typed | {"file": [paper()]})
        assert answer.status_code == 302
    assert Step.objects.filter(kind="noted").count() == 1
    assert Document.objects.count() == 1


def test_without_a_file_nothing_changes(desk, login):
    case = opened(desk)
    assert send(login(desk[Role.OFFICER]), case, "noted", note="x").status_code == 302
    assert not Document.objects.exists()
