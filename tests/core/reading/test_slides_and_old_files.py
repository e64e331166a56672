"""Presentations, old Word documents, and printed PDF files in Chinese."""

import os
import stat

import pytest

from chuangwen.core.reading import UnreadableFile, extract, read
from chuangwen.core.reading.text import old_word
from tests.core.reading.catalogue import shipped
from tests.core.reading.files import docx_bytes, zip_bytes
from tests.core.reading.printed import needs_font, printed_pdf

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")


def shape(*lines, top=0, role=""):
    words = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    mark = f'<p:nvSpPr><p:nvPr><p:ph type="{role}"/></p:nvPr></p:nvSpPr>' if role else ""
    return f'<p:sp>{mark}<p:spPr><a:xfrm><a:off x="0" y="{top}"/></a:xfrm></p:spPr><p:txBody>{words}</p:txBody></p:sp>'


def table(*rows):
    cells = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in row)
        + "</a:tr>"
        for row in rows
    )
    return f'<p:graphicFrame><p:xfrm><a:off x="0" y="900"/></p:xfrm><a:graphic><a:graphicData><a:tbl>{cells}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>'


def slide(*shapes):
    return f"<p:sld {A} {P}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def pptx_bytes(slides, order, notes=""):
    links = "".join(f'<Relationship Id="r{i}" Target="slides/slide{i}.xml"/>' for i in range(1, len(slides) + 1))
    listed = "".join(f'<p:sldId id="{255 + i}" r:id="r{i}"/>' for i in order)
    parts = {f"ppt/slides/slide{i}.xml": body for i, body in enumerate(slides, start=1)}
    if notes:
        parts["ppt/slides/_rels/slide1.xml.rels"] = (
            '<Relationships><Relationship Id="n" Target="../notesSlides/notesSlide1.xml"/></Relationships>'
        )
        parts["ppt/notesSlides/notesSlide1.xml"] = slide(shape(notes), shape("3", role="sldNum"))
    return zip_bytes(
        {
            "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": f"<Relationships>{links}</Relationships>",
            **parts,
        }
    )


def test_slides_are_read_in_the_order_shown_from_top_to_bottom_with_tables_and_notes():
    first = slide(shape("全年召开推进会12次。", top=500), shape("工作汇报", top=10), shape("2", role="sldNum"))
    second = slide(table(["项目", "场次"], ["道德讲堂", "8"]))
    heard = []

    document = extract(
        pptx_bytes([first, second], order=[2, 1], notes="另有义诊3场。"),
        "汇报.pptx",
        progress=lambda *pages: heard.append(pages),
    )

    assert document.text == "项目\t场次\n道德讲堂\t8\n工作汇报\n全年召开推进会12次。\n另有义诊3场。\n"
    assert document.label_at(document.text.index("道德")) == "第1页"
    assert document.label_at(document.text.index("义诊")) == "第2页备注"
    assert heard[-1] == (2, 2)
    assert next((f.num, f.kind) for f in read(document, catalogue=shipped()).facts) == ("8", "lecture")


def test_an_old_word_document_is_sent_back_where_libreoffice_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UnreadableFile, match=r"没有安装 LibreOffice.*另存为 \.docx"):
        extract(OLE, "旧.doc")


def a_program(folder, script):
    """A soffice of our own on the path, which does what the script says."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_an_old_word_document_is_read_by_way_of_libreoffice(monkeypatch, tmp_path):
    made = tmp_path / "made.docx"
    made.write_bytes(docx_bytes(lambda document: document.add_paragraph("全年召开推进会12次。")))
    a_program(
        tmp_path, f'for last; do :; done\nmkdir -p "$(dirname "$last")/out"\ncp {made} "$(dirname "$last")/out/in.docx"'
    )
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    document = extract(OLE, "旧.doc")

    assert (document.text, document.media_type) == ("全年召开推进会12次。\n", "application/msword")


def test_a_conversion_that_gives_nothing_or_does_not_end_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    a_program(tmp_path, "exit 1")
    with pytest.raises(UnreadableFile, match="已损坏"):
        extract(OLE, "旧.doc")

    monkeypatch.setattr(old_word, "_SECONDS", 0.2)
    a_program(tmp_path, "sleep 30")
    with pytest.raises(UnreadableFile, match="仍未完成，已停止"):
        extract(OLE, "旧.doc")


@needs_font
def test_a_printed_page_in_chinese_has_its_wrapped_lines_joined_even_across_pages():
    first = [
        "青石区水务局文明创建工作简报",
        "今年以来，我局坚持把文明创建摆在突出位置，健全组织，强化",
        "保障，全年召开推进会十二次，开展志愿服务活动87场，参与152",
        "0人次，清理河道12公里，发放宣传单5000余份，取得了良好的",
        "效果。全局干部职工热情高涨，踊跃投身创建，先后涌现出市级",
    ]
    second = ["好人3名、岗位能手5名。", "二、下一步打算", "新建文化广场2处。"]

    document = extract(printed_pdf([first, second]), "简报.pdf")
    facts = read(document, catalogue=shipped()).facts

    assert "参与1520人次" in document.text
    assert "市级好人3名" in document.text
    assert [(f.num, f.kind, f.status) for f in facts if f.num in {"1520", "3", "2"}] == [
        ("1520", "participant", "done"),
        ("3", "title_person", "done"),
        ("2", "budget_facility", "plan"),
    ]
    assert document.label_at(document.text.index("岗位能手")) == "第2页"
