"""A file is believed by its bytes, not by its name."""

import struct

import pytest

from chuangwen.core.sheets import SheetRefused, check, guards
from tests.core.sheets.making import member, remade, workbook

GOOD = workbook(["单位名称"], ["青石区税务局"])
SHEET = "xl__worksheets__sheet1_dot_xml"


def why_refused(content, name="台账.xlsx", **limits):
    with pytest.raises(SheetRefused) as refusal:
        check(content, name=name, **limits)
    assert name in refusal.value.what
    assert refusal.value.remedy
    return refusal.value.why


def test_an_honest_workbook_passes():
    check(GOOD, name="台账.xlsx")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0JFIF", "图片"),
        (b"<html><body>", "网页"),
        ("单位名称,类型\n税务局,机关\n".encode("gbk"), "文本"),
        (GOOD[: len(GOOD) // 2], "损坏"),
        (GOOD[:-30], "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "没有工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    ],
    ids=["empty", "pdf", "jpeg", "html", "csv", "cut in half", "no directory", "old word", "encrypted"],
)
def test_what_is_no_workbook_is_refused_with_its_kind(content, says):
    assert says in why_refused(content)


def test_a_word_document_named_xlsx_is_called_what_it_is():
    content = remade(GOOD, word__document_dot_xml=b"<w/>")
    content = content.replace(b"xl/workbook.xml", b"xl/workbooq.xml")

    assert "Word" in why_refused(content)


def test_a_file_of_200_megabytes_is_refused_before_it_is_read():
    assert "200 MB" in why_refused(b"PK\x03\x04" + bytes(200 * guards.MEGABYTE - 4))


def test_a_member_that_inflates_without_end_is_refused():
    bomb = remade(GOOD, **{SHEET: b"<x>" + b" " * (40 * guards.MEGABYTE)})

    assert len(bomb) < guards.MEGABYTE
    assert "解压后" in why_refused(bomb)


def test_a_bomb_whose_directory_claims_to_be_small_is_refused():
    bomb = bytearray(remade(GOOD, **{SHEET: b"<x>" + b" " * (40 * guards.MEGABYTE)}))
    true = struct.pack("<I", 40 * guards.MEGABYTE + 3)
    assert bomb.count(true) == 2
    bomb = bomb.replace(true, struct.pack("<I", 1000))

    assert "解压后" in why_refused(bytes(bomb))


def test_many_members_are_refused():
    content = remade(GOOD, **{f"xl__media__{n}_dot_png": b"x" for n in range(guards.MOST_MEMBERS)})

    assert "解压后" in why_refused(content)


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
def test_xml_entities_are_refused_in_any_coding(code):
    old = member(GOOD, "xl/worksheets/sheet1.xml").decode()
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    evil = old.replace("<worksheet", declared + "<worksheet", 1).encode(code)

    assert "实体" in why_refused(remade(GOOD, **{SHEET: evil}))


def test_an_entity_that_straddles_two_pieces_is_found(monkeypatch):
    monkeypatch.setattr(guards, "CHUNK", 7)
    old = member(GOOD, "xl/worksheets/sheet1.xml")

    assert "实体" in why_refused(remade(GOOD, **{SHEET: old.replace(b"<worksheet", b"<!DOCTYPE x><worksheet", 1)}))


@pytest.mark.parametrize(("far", "says"), [("XFD1048576", "16384"), ("A1048576", "1048576"), ("ZZ3", "702")])
def test_a_cell_far_away_is_refused_because_the_sheet_would_fill_memory(far, says):
    content = remade(
        GOOD, **{SHEET: member(GOOD, "xl/worksheets/sheet1.xml").replace(b'r="A2"', f'r="{far}"'.encode())}
    )

    assert says in why_refused(content)


def test_a_sheet_protected_inside_the_archive_is_called_encrypted():
    locked = bytearray(GOOD)
    start = locked.find(b"PK\x01\x02")
    while start != -1:
        locked[start + 8] |= 1
        start = locked.find(b"PK\x01\x02", start + 1)

    assert "打开密码" in why_refused(bytes(locked))
