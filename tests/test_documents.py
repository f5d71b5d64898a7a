"""Papers of a case: looked into before they are kept, reached through the case alone."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from cases.actions.documents import attach, withdraw
from cases.actions.steps import record_step
from cases.choices import Role, StepKind
from cases.models import Document
from cases.rules import Refusal
from cases.rules.files import MOST_BYTES, clean_name, kind_of
from tests import factories
from tests.test_views_cases import TODAY, opened

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
TIFF = b"II*\x00" + bytes(64)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1500)
DOC = OLE + "WordDocument".encode("utf-16-le") + bytes(500)


def package(*names, content="<x/>"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def address(case):
    return reverse("document_new", args=(case.pk,))


def upload(client, case, *files, **fields):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(address(case), {"file": sent, "title": "", "about": ""} | fields)


# ---------------------------------------------------------------- what is a file
@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("Biên bản.pdf", PDF, "PDF"),
        ("ảnh.JPG", JPEG, "JPEG"),
        ("ảnh.jpeg", JPEG, "JPEG"),
        ("so do.png", PNG, "PNG"),
        ("quet.tif", TIFF, "TIFF"),
        ("QĐ.docx", DOCX, "DOCX"),
        ("cũ.doc", DOC, "DOC"),
    ],
)
def test_a_file_is_known_by_its_content(name, content, label):
    assert kind_of(io.BytesIO(content), name, len(content)).label == label


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("giả.pdf", b"MZ\x90\x00" + bytes(200)),
        ("giả.pdf", PNG),
        ("dở dang.pdf", b"%PDF-1.7 cut off"),
        ("giả.jpg", PDF),
        ("cụt.png", PNG[:20]),
        ("trang.pdf", b"<html><script>alert(1)</script></html>"),
        ("excel.doc", OLE),
        ("nén.docx", package("a.txt")),
        ("bảng.docx", package("[Content_Types].xml", "xl/workbook.xml")),
        ("macro.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("cụt.docx", DOCX[:40]),
        ("chay.exe", b"MZ" + bytes(100)),
        ("trang.html", b"<html></html>"),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("khong duoi", PDF),
        ("rỗng.pdf", b""),
    ],
)
def test_what_is_not_what_it_is_called_is_refused(name, content):
    with pytest.raises(Refusal) as refused:
        kind_of(io.BytesIO(content), name, len(content))
    assert refused.value.field == "file"
    assert name in str(refused.value)


def test_a_package_that_swells_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as entry:
            for _ in range(1100):
                entry.write(bytes(2**20))
    with pytest.raises(Refusal):
        kind_of(made, "bom.docx", made.tell())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Biên bản.pdf", "Biên bản.pdf"),
        ("Quyê\u0301t đi\u0323nh.pdf", "Quyết định.pdf"),
        ("../../etc/x.pdf", "x.pdf"),
        ("C:\\Users\\an\\x.pdf", "x.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("...", "tai-lieu"),
    ],
)
def test_names_are_composed_and_lose_their_folders(given, kept):
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_extension():
    assert clean_name("ố" * 300 + ".pdf") == "ố" * 196 + ".pdf"


# ---------------------------------------------------------------- attaching
def test_several_files_are_kept_with_their_hash(desk, login, files_apart):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    answer = upload(client, case, ("Quyê\u0301t đi\u0323nh.pdf", PDF), ("ảnh nhà.jpg", JPEG))
    assert answer.url == reverse("case_detail", args=(case.pk,))
    first, second = Document.objects.order_by("pk")
    assert (first.name, first.title) == ("Quyết định.pdf", "Quyết định")
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (first.size, first.content_type) == (len(PDF), "application/pdf")
    assert second.content_type == "image/jpeg"
    assert sorted(path.read_bytes() for path in stored(files_apart)) == sorted([PDF, JPEG])
    assert "Quyết" not in first.file.name
    text = client.get(answer.url).text
    assert "Đã đính kèm 2 tệp" in text
    assert "ảnh nhà" in text


def test_the_wrong_content_is_said_at_the_field_and_nothing_is_kept(desk, login, files_apart):
    case = opened(desk)
    answer = upload(login(desk[Role.OFFICER]), case, ("thật.pdf", PDF), ("giả.pdf", b"MZ" * 50))
    assert "“giả.pdf”" in answer.context["form"].errors["file"][0]
    assert not Document.objects.exists()
    assert not stored(files_apart)


def test_a_form_without_a_file_asks_for_one(desk, login):
    case = opened(desk)
    answer = login(desk[Role.OFFICER]).post(address(case), {"title": "x"})
    assert "file" in answer.context["form"].errors


def test_a_big_file_is_refused_before_it_is_read(desk, files_apart):
    class Big(TemporaryUploadedFile):
        def read(self, *args):
            raise AssertionError("read into memory")

    big = Big("to.pdf", "application/pdf", MOST_BYTES + 1, None)
    with pytest.raises(Refusal, match="lớn hơn 20 MB"):
        attach(opened(desk), [big], by=desk[Role.OFFICER])
    assert not stored(files_apart)


def test_a_big_upload_streams_to_disk_and_is_refused_at_the_field(desk, login):
    case = opened(desk)
    answer = upload(login(desk[Role.OFFICER]), case, ("to.pdf", b"%PDF-" + bytes(MOST_BYTES)))
    assert "lớn hơn 20 MB" in answer.context["form"].errors["file"][0]


def test_the_same_bytes_are_not_kept_twice(desk, login, files_apart):
    case, other = opened(desk), opened(desk, 215)
    client = login(desk[Role.OFFICER])
    upload(client, case, ("a.pdf", PDF))
    held = Document.objects.get()
    answer = upload(client, case, ("b.pdf", PDF), ("b lần nữa.pdf", PDF))
    assert Document.objects.count() == 1
    text = client.get(answer.url).text
    assert "không lưu lần hai" in text
    assert reverse("document", args=(held.pk,)) in text
    upload(client, other, ("a.pdf", PDF))  # another case has its own
    withdraw(held, by=desk[Role.OFFICER], reason="Nhầm")
    upload(client, case, ("a.pdf", PDF))  # what was withdrawn may come again
    assert Document.objects.count() == 3


def test_a_document_belongs_to_an_act_or_a_step_of_the_same_case(desk, login):
    case, other = opened(desk), opened(desk, 215)
    step = record_step(case, kind=StepKind.NOTED, on=TODAY, by=desk[Role.OFFICER])
    client = login(desk[Role.OFFICER])
    page = client.get(address(case), {"about": f"step-{step.pk}"})
    assert f'value="step-{step.pk}" selected' in page.text
    upload(client, case, ("a.pdf", PDF), about=f"step-{step.pk}")
    upload(client, case, ("b.png", PNG), about=f"act-{case.acts.get().pk}")
    assert [d.step or d.act for d in Document.objects.order_by("pk")] == [step, case.acts.get()]
    text = client.get(reverse("case_detail", args=(case.pk,))).text
    assert text.count("Kèm: ") == 2
    answer = upload(client, other, ("c.jpg", JPEG), about=f"step-{step.pk}")
    assert "about" in answer.context["form"].errors
    with pytest.raises(Refusal):
        attach(other, [SimpleUploadedFile("c.jpg", JPEG)], by=desk[Role.OFFICER], step=step)


def test_a_row_refused_takes_its_file_along(desk, files_apart, monkeypatch):
    case = opened(desk)
    monkeypatch.setattr(Document, "save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(case, [SimpleUploadedFile("a.pdf", PDF)], by=desk[Role.OFFICER])
    assert not stored(files_apart)


# ---------------------------------------------------------------- reading, withdrawing
def read(client, document, **query):
    answer = client.get(reverse("document", args=(document.pk,)), query)
    body = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer, body


def test_a_file_comes_back_whole_under_its_vietnamese_name(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    upload(client, case, ("Quyết định.pdf", PDF))
    answer, body = read(client, Document.objects.get())
    assert body == PDF
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf"
    )
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    shown, _ = read(client, Document.objects.get(), open="1")
    assert shown["Content-Disposition"].startswith("inline;")
    assert "default-src 'none'" in shown["Content-Security-Policy"]


def test_only_pictures_and_pdf_open_in_the_browser(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    upload(client, case, ("a.docx", DOCX))
    answer, _ = read(client, Document.objects.get(), open="1")
    assert answer["Content-Disposition"].startswith("attachment;")


def test_another_office_finds_nothing_and_a_reader_attaches_nothing(desk, login):
    case = opened(desk)
    upload(login(desk[Role.OFFICER]), case, ("a.pdf", PDF))
    document = Document.objects.get()
    stranger = login(factories.user(Role.HEAD, "HN-HK", username="la"))
    for name in ("document", "document_withdraw"):
        assert stranger.get(reverse(name, args=(document.pk,))).status_code == 404
    assert stranger.get(address(case)).status_code == 404
    colleague = factories.user(
        Role.OFFICER, username="hai", officer=factories.officer("HN-BD-02", "Hai")
    )
    assert login(colleague).get(address(case)).status_code == 403
    assert read(login(colleague), document)[0].status_code == 200
    with pytest.raises(PermissionDenied):
        withdraw(document, by=colleague, reason="x")
    assert login(desk[Role.ACCOUNTANT]).get(address(case)).status_code == 200


def test_a_withdrawn_document_stays_struck_through_with_its_reason(desk, login):
    case = opened(desk)
    client = login(desk[Role.OFFICER])
    upload(client, case, ("a.pdf", PDF))
    document = Document.objects.get()
    take_back = reverse("document_withdraw", args=(document.pk,))
    assert "reason" in client.post(take_back, {"reason": " "}).context["form"].errors
    assert client.post(take_back, {"reason": "Nhầm hồ sơ"}).status_code == 302
    text = client.get(reverse("case_detail", args=(case.pk,))).text
    assert "<s>a</s>" in text
    assert "Nhầm hồ sơ" in text
    assert client.post(take_back, {"reason": "lần nữa"}).status_code == 200
    document.refresh_from_db()
    assert document.withdrawn_reason == "Nhầm hồ sơ"
    assert document.withdrawn_by == desk[Role.OFFICER]
