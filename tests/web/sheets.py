"""Spreadsheets as pages give and take them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook


def cells_of(response, sheet=0):
    """The cells of a spreadsheet that a page answered with."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def upload(content, name="单位.xlsx"):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)
