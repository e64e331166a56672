"""Documents out: one description, written as docx and as PDF in the layout of GB/T 9704-2012.

    paper = refusal_notice(…)              # builders: plain data in, a `Document` out, or `BlankField`
    docx = write_docx(paper)               # Written(content, media_type, suffix, fonts_replaced)
    pdf = write_pdf(paper, font_folders=…)

The same paper gives the same bytes. A typeface that the machine lacks is named in
the docx all the same; the PDF takes another and says so in `fonts_replaced`.
"""

from chuangwen.core.writing.builders import (
    Applicant,
    BlankField,
    Listed,
    Opinion,
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
from chuangwen.core.writing.docx_writer import write_docx
from chuangwen.core.writing.model import (
    Align,
    Attachment,
    Cell,
    Certificate,
    Document,
    DocumentKind,
    Form,
    Heading,
    Items,
    Paragraph,
    Table,
    Written,
)
from chuangwen.core.writing.pdf_writer import write_pdf
from chuangwen.core.writing.wording import is_doc_number, say_date

__all__ = [
    "Align",
    "Applicant",
    "Attachment",
    "BlankField",
    "Cell",
    "Certificate",
    "Document",
    "DocumentKind",
    "Form",
    "Heading",
    "Items",
    "Listed",
    "Opinion",
    "Paragraph",
    "Table",
    "Written",
    "answer_to_objection",
    "application_form",
    "award_decision",
    "certificate",
    "hearing_notice",
    "is_doc_number",
    "publicity_notice",
    "rectification_notice",
    "refusal_notice",
    "revocation_decision",
    "say_date",
    "suspension_decision",
    "warning_decision",
    "write_docx",
    "write_pdf",
]
