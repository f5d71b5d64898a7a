"""Static files: vendored ones unchanged, nothing from elsewhere, every letter in the fonts."""

import hashlib
import json
import re
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDORED = json.loads((STATIC / "vendor" / "manifest.json").read_text())
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_FILES = sorted([*STATIC.glob("*.css"), *STATIC.glob("*.js"), *STATIC.glob("icons/*.svg")])

PLAIN = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
LETTERS = {
    unicodedata.normalize("NFC", case(letter) + tone)
    for letter in PLAIN
    for tone in ("", *TONES)
    for case in (str.lower, str.upper)
} | set("đĐbcdfghjklmnpqrstvxzwBCDFGHJKLMNPQRSTVXZW")
SIGNS = set("0123456789 .,;:!?%/()[]+-–−…·•×²“”\"'&§≤≥→")


def vendored_files():
    return [(row["file"], row["sha256"]) for item in VENDORED for row in item["files"]]


@pytest.mark.parametrize(("name", "sha256"), vendored_files())
def test_vendored_file_is_the_recorded_one(name, sha256):
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == sha256


def test_every_foreign_file_is_in_the_manifest_with_its_licence():
    recorded = {name for name, _ in vendored_files()}
    found = {
        str(path.relative_to(STATIC))
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == recorded
    assert all(item["name"] and item["version"] and item["licence"] for item in VENDORED)


def faces(pattern):
    """The characters that the files of one screen face hold together."""
    together = set()
    for path in sorted((STATIC / "fonts").glob(pattern)):
        together |= {chr(code) for code in TTFont(path).getBestCmap()}
    return together


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_screen_font_has_every_letter_and_sign(weight):
    missing = (LETTERS | SIGNS | set("←↑↓✓")) - faces(f"be-vietnam-pro/*-{weight}.woff2")
    assert not missing


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_screen_digits_are_tabular_and_alike_in_every_weight(weight):
    font = TTFont(STATIC / f"fonts/be-vietnam-pro/figures-{weight}.woff2")
    names = font.getBestCmap()
    assert {font["hmtx"][names[ord(digit)]][0] for digit in "0123456789"} == {630}


def test_paper_font_has_every_letter_and_sign_in_whole_files():
    paths = sorted((STATIC / "fonts" / "liberation-serif").glob("*.ttf"))
    assert len(paths) == 4
    for path in paths:
        font = TTFont(path)
        assert not {ord(c) for c in LETTERS | SIGNS | set(TONES)} - set(font.getBestCmap())
        assert "2.1.5" in font["name"].getDebugName(5)


def served_ranges():
    """unicode-range of each screen face in site.css, by file."""
    css = (STATIC / "site.css").read_text()
    for rule in re.findall(r"@font-face \{([^}]*)\}", css):
        file = re.search(r'url\("([^"]+)"\)', rule)[1]
        codes = set()
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", rule):
            codes |= set(range(int(first, 16), int(last or first, 16) + 1))
        yield file, codes


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_a_vietnamese_page_fetches_each_letter_from_one_file_and_never_latin_ext(weight):
    ranges = {file: codes for file, codes in served_ranges() if f"-{weight}." in file}
    assert len(ranges) == 4
    for letter in LETTERS | SIGNS:
        homes = [file for file, codes in ranges.items() if ord(letter) in codes]
        assert len(homes) == 1, (letter, homes)
        assert "latin-ext" not in homes[0]
        assert ord(letter) in TTFont(STATIC / homes[0]).getBestCmap()


ELSEWHERE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]""", re.IGNORECASE)


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN_FILES], ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_is_fetched_from_elsewhere(path):
    assert not ELSEWHERE.search(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_keep_to_the_content_security_policy(path):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda p: p.name)
def test_own_style_sheets_name_files_that_exist(path):
    addresses = re.findall(r"url\(\"?([^)\"]+)\"?\)", path.read_text())
    assert addresses or path.name not in ("site.css", "print.css")  # those two name the fonts
    assert not [a for a in addresses if a.startswith("data:")]
    assert not [a for a in addresses if not (STATIC / a).is_file()]


def test_vendored_css_names_no_source_map():
    # The hashed storage follows it and stops where it is missing.
    assert "sourceMappingURL" not in (STATIC / "vendor/bootstrap/bootstrap.min.css").read_text()
