"""Text out of files: every format, and everything that a hostile or careless sender may send."""

import io

import pytest
import xlsxwriter

from chuangwen.core.reading import UnreadableFile, extract, read
from chuangwen.core.reading.text import Limits
from tests.core.reading.catalogue import shipped
from tests.core.reading.files import BODY, docx_bytes, pdf_bytes, raw_docx, tracked, zip_bytes

REPORT = "青石区水务局文明创建工作总结\r\n全年开展志愿服务活动87场，参与1520人次。\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_every_chinese_encoding_with_its_line_ends(encoding):
    assert extract(REPORT.encode(encoding), "总结.txt").text == REPORT


def test_big5_text_is_recognised():
    report = "全年開展志願服務活動八十七場，參與一千五百二十人次，群眾滿意度明顯提高，工作取得新的成效。" * 5

    assert extract(report.encode("big5"), "總結.txt").text == report


def test_a_fact_stands_at_its_place_in_the_extracted_text():
    document = extract(REPORT.encode("gb18030"), "总结.txt")

    fact = read(document, catalogue=shipped()).facts[0]

    assert document.text[fact.num_start : fact.num_end] == "87"


def a_report(document):
    document.add_paragraph("全年召开推进会12次。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["项目", "完成数", "植树", "300株"], strict=True):
        cell.text = text
    document.add_paragraph("下一步打算。")
    document.sections[0].header.paragraphs[0].text = "青石区水务局"


def test_a_word_file_gives_paragraphs_tables_and_headers_in_order():
    document = extract(docx_bytes(a_report), "总结.docx")

    assert document.text == "全年召开推进会12次。\n项目\t完成数\n植树\t300株\n下一步打算。\n青石区水务局\n"
    assert document.label_at(document.text.index("300株")) == "表1"
    assert document.label_at(document.text.index("青石区")) == "页眉"
    assert document.label_at(0) == ""


def test_tracked_insertions_are_kept_and_deletions_dropped():
    def build(document):
        paragraph = document.add_paragraph("植树")
        tracked(paragraph, "del", "200")
        tracked(paragraph, "ins", "300")
        paragraph.add_run("株。")

    document = extract(docx_bytes(build), "总结.docx")

    assert document.text.strip() == "植树300株。"
    assert document.notes == ("文件里有修订痕迹：新增的文字已读取，删除的文字没有读取。",)


def test_a_text_box_is_read_once_though_word_stores_it_twice():
    box = "<w:txbxContent><w:p><w:r><w:t>投入资金35万元。</w:t></w:r></w:p></w:txbxContent>"
    xml = BODY % (
        '<w:p><w:r><w:t>正文。</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert extract(raw_docx(xml), "总结.docx").text == "正文。\n投入资金35万元。\n"


def test_a_pdf_gives_its_pages_with_labels():
    document = extract(
        pdf_bytes([["Volunteers served 87 times in the first half."], ["Second page has 12 meetings held."]]), "a.pdf"
    )

    assert "87 times" in document.text
    assert document.label_at(document.text.index("12 meetings")) == "第2页"


def test_a_workbook_gives_its_rows_as_lines():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["活动", "场次"])
        sheet.write_row(1, 0, ["道德讲堂", 12])

    document = extract(file.getvalue(), "台账.xlsx")

    assert document.text == "台账\n活动\t场次\n道德讲堂\t12\n"
    assert document.label_at(3) == "工作表“台账”"


def test_csv_and_html_are_read():
    page = "<html><head><title>x</title><script>var a=5</script></head><body><p>植树<b>300</b>株。</p><table><tr><td>甲</td><td>乙</td></tr></table></body></html>"

    assert extract("活动,场次\n讲堂,12\n".encode("gb18030"), "a.csv").text == "活动\t场次\n讲堂\t12"
    assert extract(page.encode(), "a.html").text == "植树300株。\n甲\t乙"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "空.txt", "是空的"),
        (OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"), "宏.doc", "带有宏"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "旧.ppt", "另存为 .pptx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密.docx", "设有密码"),
        (OLE + "Workbook".encode("utf-16-le") + "_VBA_PROJECT_CUR".encode("utf-16-le"), "宏.xls", "带有宏"),
        (OLE + "Workbook".encode("utf-16-le"), "坏.xls", "已损坏"),
        (b"PK\x03\x04broken", "坏.docx", "已损坏"),
        (zip_bytes({"word/document.xml": "<a/>", "word/vbaProject.bin": "x"}), "宏.docm", "带有宏"),
        (zip_bytes({"a.txt": "x"}), "包.zip", "是压缩包"),
        (zip_bytes({"ppt/presentation.xml": "<a/>"}), "空.pptx", "没有找到文字"),
        (
            zip_bytes(
                {
                    "ppt/presentation.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a/>',
                    "ppt/_rels/presentation.xml.rels": "<a/>",
                }
            ),
            "攻.pptx",
            "外部实体",
        ),
        (zip_bytes({"ppt/presentation.xml": "<a/>", "ppt/vbaProject.bin": "x"}), "宏.pptm", "带有宏"),
        (raw_docx("<a><b></a>"), "坏.docx", "已损坏"),
        (raw_docx("<a/>"), "无正文.docx", "已损坏"),
        (raw_docx('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), "攻.docx", "外部实体"),
        (
            raw_docx(
                '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16")
            ),
            "攻.docx",
            "外部实体",
        ),
        (zip_bytes({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a/>'}), "攻.xlsx", "外部实体"),
        (zip_bytes({"word/document.xml": b"0" * 60_000_000}), "弹.docx", "异常巨大"),
        (b"%PDF-1.7 broken", "坏.pdf", "已损坏"),
        (b"{\\rtf1 abc}", "a.rtf", "是 RTF 格式"),
        (b"MZ\x90\x00", "a.txt", "是程序文件"),
        (b"abc\x00\x01\x02def", "a.txt", "不是文本文件"),
        (BODY.encode() and raw_docx(BODY % ""), "空.docx", "没有找到文字"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_file_the_reason_and_advice(data, name, words):
    with pytest.raises(UnreadableFile) as refusal:
        extract(data, name)

    message = str(refusal.value)
    assert name in message
    assert words in message
    assert message.endswith("。")


def test_limits_are_the_callers_to_set():
    with pytest.raises(UnreadableFile, match="上限"):
        extract(b"a" * 100, "大.txt", limits=Limits(file_bytes=10))
    with pytest.raises(UnreadableFile, match="上限"):
        extract(b"a" * 100, "长.txt", limits=Limits(characters=10))
    with pytest.raises(UnreadableFile, match="2 页，超过 1 页"):
        extract(pdf_bytes([["abc"], ["def"]]), "多.pdf", limits=Limits(pages=1))
    with pytest.raises(UnreadableFile, match="超过 1 行"):
        extract("甲\n乙\n".encode(), "多.csv", limits=Limits(rows=1))


def test_a_bomb_of_many_small_steep_parts_is_refused_by_its_sum():
    parts = {f"word/p{i}.xml": b"0" * 900_000 for i in range(60)}

    with pytest.raises(UnreadableFile, match="异常巨大"):
        extract(zip_bytes({"word/document.xml": "<a/>", **parts}), "弹.docx", limits=Limits(unpacked_bytes=20_000_000))
