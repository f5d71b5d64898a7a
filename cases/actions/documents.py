"""Documents of a case or judgment: looked into before they are kept, withdrawn, never deleted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cases.actions.rights import is_own
from cases.actions.steps import Parent, place_of, record_steps
from cases.models import Act, AdministrativeJudgment, Case, Document, Filing, Step, User
from cases.roles import MONEY, may_step
from cases.rules import Refusal
from cases.rules.files import chunks, clean_name, kind_of

Holder = Case | AdministrativeJudgment


@dataclass
class Attached:
    """What became of the files: rows made, and documents that hold the same bytes already."""

    made: list[Document] = field(default_factory=list)
    known: list[Document] = field(default_factory=list)


def may_attach(holder: Holder, by: User) -> bool:
    """Who records steps on it; on a case accountants too, whose receipts are papers."""
    keeps = may_step(by.role) or (isinstance(holder, Case) and by.may(MONEY))
    return by.is_active and keeps and is_own(holder, by)


def attach(
    holder: Holder,
    files: Sequence[UploadedFile],
    *,
    by: User,
    title: str = "",
    act: Act | None = None,
    step: Step | None = None,
) -> Attached:
    """Keep the files, all or none. Bytes the case or judgment already holds are not kept twice.

    A file goes to storage before its row is written; a row refused takes its file along.
    """
    _check(holder, by)
    place = place_of(holder)
    for row in (act, step):
        if row is not None and getattr(row, f"{place}_id", None) != holder.pk:
            raise Refusal("Không thuộc hồ sơ này.", "about")
    kinds = [kind_of(_stream(upload), upload.name or "", upload.size or 0) for upload in files]
    attached = Attached()
    stored: list[Document] = []
    try:
        with transaction.atomic():
            # Two who attach the same file at once: the second waits here and finds it.
            rows = type(holder)._default_manager.select_for_update(no_key=True, of=("self",))
            rows.get(pk=holder.pk)
            for upload, kind in zip(files, kinds, strict=True):
                digest = sha256_of(upload)
                held = holder.documents.filter(sha256=digest, withdrawn_at=None).first()
                if held is not None:
                    attached.known.append(held)
                    continue
                name = clean_name(upload.name or "")
                document = Document(
                    **{place: holder}, act=act, step=step, name=name, sha256=digest,
                    title=title or PurePosixPath(name).stem, size=upload.size or 0,
                    content_type=kind.content_type, uploaded_by=by,
                )  # fmt: skip
                upload.seek(0)
                document.file.save(f"{digest[:32]}{kind.extensions[0]}", upload, save=False)
                stored.append(document)
                document.save(force_insert=True)
                attached.made.append(document)
    except BaseException:
        for document in stored:
            document.file.storage.delete(str(document.file.name))
        raise
    return attached


@transaction.atomic
def record_with_papers(
    parent: Parent, files: Sequence[UploadedFile], *, by: User, **what: Any
) -> tuple[list[Step], bool]:
    """Steps and their papers, all or none; papers of several steps hang on the first."""
    steps, repeated = record_steps(parent, by=by, **what)
    if files and not repeated:
        assert not isinstance(parent, Filing)
        attach(parent, files, by=by, step=steps[0])
    return steps, repeated


@transaction.atomic
def withdraw(document: Document, *, by: User, reason: str) -> Document:
    """Gỡ tài liệu: it stays to be seen, struck through, with who and why."""
    _check(document.parent, by)
    if not reason.strip():
        raise Refusal("Nhập lý do gỡ.", "reason")
    kept = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if kept.withdrawn_at is not None:
        raise Refusal("Tài liệu này đã được gỡ.")
    kept.withdrawn_at, kept.withdrawn_by = timezone.now(), by
    kept.withdrawn_reason = reason.strip()
    kept.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return kept


def sha256_of(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(_stream(upload)):
        digest.update(chunk)
    return digest.hexdigest()


def _stream(upload: UploadedFile) -> IO[bytes]:
    """The open file below the upload: in memory when small, on disk when not."""
    assert upload.file is not None
    return upload.file


def _check(holder: Holder, by: User) -> None:
    seen = type(holder).objects.visible_to(by).filter(pk=holder.pk).exists()
    if not seen or not may_attach(holder, by):
        raise PermissionDenied
