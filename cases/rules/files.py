"""Which files a case may hold: told by what is in them, never by what they are called."""

import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

import puremagic

from cases.rules.refusal import Refusal

MOST_BYTES = 20 * 2**20
MOST_FILES = 20
LONGEST_NAME = 200
_CHUNK = 2**16
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_UNPACKED_MOST = 50 * MOST_BYTES


@dataclass(frozen=True)
class FileKind:
    content_type: str
    label: str
    extensions: tuple[str, ...]
    sound: Callable[[IO[bytes]], bool]
    opens_inline: bool = False


def _whole_pdf(file: IO[bytes]) -> bool:
    return _head(file, 5) == b"%PDF-" and b"%%EOF" in _tail(file, 2048)


def _whole_jpeg(file: IO[bytes]) -> bool:
    return _head(file, 3) == b"\xff\xd8\xff" and b"\xff\xd9" in _tail(file, 4096)


def _whole_png(file: IO[bytes]) -> bool:
    return _head(file, 16)[12:] == b"IHDR" and b"IEND" in _tail(file, 64)


def _whole_tiff(file: IO[bytes]) -> bool:
    return _head(file, 4) in (b"II*\0", b"MM\0*")


def _word_97(file: IO[bytes]) -> bool:
    """A compound file that holds Word's stream, and not just any compound file."""
    if _head(file, 8) != bytes.fromhex("d0cf11e0a1b11ae1"):
        return False
    before = b""
    for chunk in chunks(file):
        if _WORD_STREAM in before + chunk:
            return True
        before = chunk[-len(_WORD_STREAM) :]
    return False


def _word(file: IO[bytes]) -> bool:
    """A package that holds a document, no macros, and nothing that swells when unpacked."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as package:
            names = {info.filename for info in package.infolist()}
            unpacked = sum(info.file_size for info in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    whole = {"[Content_Types].xml", "word/document.xml"} <= names
    return whole and "word/vbaProject.bin" not in names and unpacked <= _UNPACKED_MOST


KINDS: tuple[FileKind, ...] = (
    FileKind("application/pdf", "PDF", (".pdf",), _whole_pdf, opens_inline=True),
    FileKind("image/jpeg", "JPEG", (".jpg", ".jpeg"), _whole_jpeg, opens_inline=True),
    FileKind("image/png", "PNG", (".png",), _whole_png, opens_inline=True),
    FileKind("image/tiff", "TIFF", (".tif", ".tiff"), _whole_tiff),
    FileKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "DOCX", (".docx",), _word,
    ),
    FileKind("application/msword", "DOC", (".doc",), _word_97),
)  # fmt: skip
LABELS = ", ".join(kind.label for kind in KINDS)
ACCEPT = ",".join(extension for kind in KINDS for extension in kind.extensions)
INLINE = frozenset(kind.content_type for kind in KINDS if kind.opens_inline)


def kind_of(file: IO[bytes], name: str, size: int) -> FileKind:
    """The kind of a file, from its content; the name's extension must agree. Refuses the rest."""
    shown = clean_name(name)
    if size > MOST_BYTES:
        limit = MOST_BYTES // 2**20
        raise Refusal(f"“{shown}” lớn hơn {limit} MB. Quét lại ở độ phân giải thấp hơn.", "file")
    if not size:
        raise Refusal(f"“{shown}” rỗng.", "file")
    extension = PurePosixPath(shown).suffix.lower()
    kind = next((kind for kind in KINDS if extension in kind.extensions), None)
    if kind is None:
        raise Refusal(f"“{shown}”: chỉ nhận tệp {LABELS}.", "file")
    if kind.content_type not in _told_by_content(file) or not kind.sound(file):
        raise Refusal(f"“{shown}”: nội dung không phải {kind.label}, hoặc tệp bị hỏng.", "file")
    return kind


def _told_by_content(file: IO[bytes]) -> set[str]:
    file.seek(0)
    try:
        return {match.mime_type for match in puremagic.magic_stream(file)}
    except (puremagic.PureError, ValueError):
        return set()


def clean_name(name: str) -> str:
    """The file's own name in composed letters, without folders and control characters."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    composed = unicodedata.normalize("NFC", last)
    kept = "".join(c for c in composed if unicodedata.category(c)[0] != "C").strip(" .")
    if len(kept) > LONGEST_NAME:
        suffix = PurePosixPath(kept).suffix[:10]
        kept = kept[: LONGEST_NAME - len(suffix)] + suffix
    return kept or "tai-lieu"


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The file from its beginning, a little at a time."""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _head(file: IO[bytes], count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def _tail(file: IO[bytes], count: int) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - count))
    return file.read(count)
