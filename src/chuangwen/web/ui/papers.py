"""How a written paper leaves the house: as docx or as PDF, under its own name."""

from io import BytesIO

from django.http import FileResponse, Http404

from chuangwen.core.writing import Certificate, Document, Written, write_docx, write_pdf
from chuangwen.core.writing.faces import families_for
from chuangwen.places import FONTS

FOLDERS = (FONTS,)


def _written(paper: Document | Certificate, suffix: str) -> Written:
    return write_docx(paper) if suffix == "docx" else write_pdf(paper, font_folders=FOLDERS)


def fonts_replaced() -> tuple[tuple[str, str], ...]:
    """Return each typeface that this machine lacks, with what stands in for it in a PDF."""
    return families_for(FOLDERS)[1]


def paper_response(paper: Document | Certificate, suffix: str, name: str) -> FileResponse:
    """Write a paper and give it to be kept; `name` comes without its ending.

    :raises Http404: there is no such form of a paper.
    """
    if suffix not in {"docx", "pdf"}:
        raise Http404
    written = _written(paper, suffix)
    file_name = f"{name}.{written.suffix}"
    response = FileResponse(
        BytesIO(written.content), as_attachment=True, filename=file_name, content_type=written.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
