"""Readings as a spreadsheet: one row a fact, with the words that state it and the reason."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.reading.model import ReadFact, Reading
from chuangwen.core.sheets.writing import FORMULA_STARTS, LONGEST_TEXT

HEADS = (
    ("文件", 24),
    ("类别", 12),
    ("主题", 12),
    ("数值", 12),
    ("单位", 8),
    ("约数", 6),
    ("时间", 14),
    ("单位或部门", 18),
    ("状态", 8),
    ("把握", 8),
    ("原文", 48),
    ("判断理由", 48),
    ("位置", 12),
)


def workbook(readings: Iterable[tuple[str, Reading]], catalogue: Catalogue) -> bytes:
    """Return an .xlsx of all facts, file by file; words are never taken for formulas."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("识读结果")
        bold = book.add_format({"bold": True, "bottom": 1})
        quoted = book.add_format({"quote_prefix": True})
        for at, (head, width) in enumerate(HEADS):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, head, bold)
        facts = ((name, fact) for name, reading in readings for fact in reading.facts)
        for line, (name, fact) in enumerate(facts, start=1):
            for at, cell in enumerate(_cells(name, fact, catalogue)):
                if isinstance(cell, float):
                    sheet.write_number(line, at, cell)
                else:
                    sheet.write_string(
                        line, at, cell[:LONGEST_TEXT], quoted if cell.startswith(FORMULA_STARTS) else None
                    )
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _cells(name: str, fact: ReadFact, catalogue: Catalogue) -> tuple[str | float, ...]:
    kind = catalogue.kinds.get(fact.kind)
    return (
        name,
        kind.name if kind else "其他",
        catalogue.topics.get(fact.topic, ""),
        float(fact.value),
        fact.unit,
        "约" if fact.approx else "",
        fact.period or "",
        fact.subject or "",
        "计划" if fact.status == "plan" else "已完成",
        fact.confidence,
        fact.text,
        fact.because,
        f"{fact.start}—{fact.end}",
    )
