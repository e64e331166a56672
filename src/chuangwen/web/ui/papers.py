"""How a written paper leaves the house: as docx or as PDF, under its own name."""

from io import BytesIO

from django.http import FileResponse, Http404

from chuangwen.core.writing import Certificate, Document, write_docx, write_pdf

WRITERS = {"docx": write_docx, "pdf": write_pdf}


def paper_response(paper: Document | Certificate, suffix: str, name: str) -> FileResponse:
    """Write a paper and give it to be kept; `name` comes without its ending.

    :raises Http404: there is no such form of a paper.
    """
    if suffix not in WRITERS:
        raise Http404
    written = WRITERS[suffix](paper)
    file_name = f"{name}.{written.suffix}"
    response = FileResponse(
        BytesIO(written.content), as_attachment=True, filename=file_name, content_type=written.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
