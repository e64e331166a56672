"""Papers that the tests write, and ways to read them back."""

from datetime import date
from io import BytesIO

import docx
import pypdfium2

from chuangwen.core.writing import (
    Applicant,
    Attachment,
    Document,
    DocumentKind,
    Heading,
    Items,
    Listed,
    Opinion,
    Paragraph,
    Table,
    answer_to_objection,
    application_form,
    award_decision,
    certificate,
    hearing_notice,
    publicity_notice,
    rectification_notice,
    refusal_notice,
    revocation_decision,
    suspension_decision,
    warning_decision,
)

DAY = date(2026, 3, 5)
SENT = {
    "issuer": "云岭市文明办",
    "doc_number": "云文明办〔2026〕5号",
    "date": DAY,
}
OF_A_TITLE = SENT | {"unit": "青石区税务局", "honour": "云岭市文明单位"}
DECIDED = OF_A_TITLE | {
    "facts": ["2026年1月发生一起有责安全事故。"],
    "basis": "《云岭市文明单位管理办法》第十二条",
    "statement": "你单位于2026年2月10日提交书面陈述，对事实无异议。",
    "remedy": "如不服本决定，可以在收到之日起10个工作日内书面申请复核。",
}
PUBLIC = {
    "issuer": "云岭市文明办",
    "date": DAY,
    "honour": "云岭市文明单位",
    "round_name": "2026年度云岭市文明单位评选",
    "first_date": DAY,
    "last_date": "2026年3月12日（周四）",
    "length": "5个工作日",
    "contact": "电话0000-1234567",
}
NAMES = tuple(Listed(name=f"示例单位{n}", place="青石区") for n in range(1, 61))

BUILDERS = {
    "application": (
        application_form,
        {
            "honour": "云岭市文明单位",
            "round_name": "2026年度",
            "applicant": Applicant(name="青石区水务局", kind="机关", staff=86),
            "self_mark": "91.50分",
            "facts": [("专题会议", "12次")],
            "features": [("志愿服务", "每月一次集中服务。")],
            "opinions": [Opinion(of="申报单位意见"), Opinion(of="主管部门意见", text="同意。", signed_on=DAY)],
        },
    ),
    "refusal": (
        refusal_notice,
        OF_A_TITLE
        | {
            "round_name": "2026年度申报",
            "grounds": ["未建立志愿服务队伍。"],
            "reason": "申报材料未附队伍名册。",
            "remedy": "如有异议，可以在10个工作日内书面提出。",
        },
    ),
    "publicity": (publicity_notice, PUBLIC | {"listed": NAMES}),
    "award": (
        award_decision,
        SENT
        | {
            "to": "各区县、市直各单位",
            "honour": "云岭市文明单位",
            "round_name": "2026年度评选",
            "basis": "《云岭市文明单位管理办法》第三条",
            "verb": "命名",
            "listed": NAMES,
            "term": "3年",
        },
    ),
    "warning": (warning_decision, DECIDED | {"demands": ["排查安全隐患。"]}),
    "rectification": (rectification_notice, DECIDED | {"demands": ["排查安全隐患。"], "due": "2026年4月7日（周二）"}),
    "suspension": (suspension_decision, DECIDED | {"due": "2026年9月4日（周五）"}),
    "revocation": (revocation_decision, DECIDED | {"due": "2026年3月26日（周四）"}),
    "hearing": (
        hearing_notice,
        OF_A_TITLE
        | {
            "intended": "撤销云岭市文明单位称号",
            "facts": ["2026年1月发生一起有责安全事故。"],
            "basis": "《云岭市文明单位管理办法》第十二条",
            "due": "2026年3月19日（周四）",
            "contact": "电话0000-1234567",
        },
    ),
    "answer": (
        answer_to_objection,
        SENT
        | {
            "objector": "编号Y20260012的异议人",
            "matter": "公示对象未如实申报。",
            "findings": ["经查，申报材料与台账一致。"],
            "result": "异议不成立。",
            "remedy": "如对本答复不服，可以在10个工作日内申请复核。",
        },
    ),
    "certificate": (
        certificate,
        {
            "holder": "青石区税务局",
            "honour": "云岭市文明单位",
            "number": "YL-2026-0001",
            "issuer": "云岭市文明办",
            "date": DAY,
            "basis": "云文明办〔2026〕5号",
            "verify_url": "https://cw.example.gov.cn/verify/YL-2026-0001",
        },
    ),
}


def built(name, **changes):
    """Build a paper of a kind, with some values changed."""
    builder, told = BUILDERS[name]
    return builder(**(told | changes))


def a_document(**changes):
    """A long document with everything in it."""
    words = "要把文明创建工作融入日常做到有计划有安排有检查有总结确保各项任务落到实处" * 8
    told = {
        "kind": DocumentKind.LETTER,
        "title": "关于做好年度申报工作的通知",
        "issuer": "云岭市文明办",
        "doc_number": "云文明办〔2026〕6号",
        "date": DAY,
        "to": "各创建单位",
        "body": (
            Heading(text="总体要求"),
            Paragraph(text=words),
            Heading(text="工作安排", level=2),
            Paragraph(text=words),
            Heading(text="第一步", level=3),
            Heading(text="自查", level=4),
            Paragraph(text=words * 3),
            Heading(text="工作要求"),
            Items(items=("按时报送。", "如实填报。")),
        ),
        "attachments": (Attachment(title="名单", body=(wide_table(),), landscape=True),),
    }
    return Document(**(told | changes))


def wide_table(rows=60):
    return Table(head=("序号", "名称"), rows=tuple((str(n), f"示例单位{n}") for n in range(1, rows + 1)), shares=(1, 5))


def plain(text):
    """A document of one paragraph."""
    return Document(kind=DocumentKind.LETTER, title="标题", body=(Paragraph(text=text),))


def opened(written):
    """Open a written paper by its kind."""
    if written.suffix == "docx":
        return docx.Document(BytesIO(written.content))
    return pypdfium2.PdfDocument(written.content)


def words_of(written):
    """All words of a written paper, as another program reads them."""
    file = opened(written)
    if written.suffix == "pdf":
        return "".join(page.get_textpage().get_text_range() for page in file)
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in file.paragraphs] + cells)


def squeezed(text):
    """A text without its spaces: lines and cells may break anywhere."""
    return "".join(text.split())
