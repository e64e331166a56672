"""The kinds of file that may prove a fact."""

from dataclasses import dataclass

from chuangwen.core.refusals import Refusal

ACCEPTED_WORDS = "可以上传图片（JPG、PNG、WebP、GIF）、PDF、Word、Excel、PPT、文本和 MP4 视频。"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """What a file is by its content, whatever its name says."""

    media_type: str
    suffix: str
    name: str
    is_picture: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."

JPEG = FileKind(media_type="image/jpeg", suffix=".jpg", name="图片", is_picture=True)
PNG = FileKind(media_type="image/png", suffix=".png", name="图片", is_picture=True)
WEBP = FileKind(media_type="image/webp", suffix=".webp", name="图片", is_picture=True)
GIF = FileKind(media_type="image/gif", suffix=".gif", name="图片", is_picture=True)
PDF = FileKind(media_type="application/pdf", suffix=".pdf", name="PDF")
DOCX = FileKind(media_type=_OFFICE + "wordprocessingml.document", suffix=".docx", name="Word 文档")
XLSX = FileKind(media_type=_OFFICE + "spreadsheetml.sheet", suffix=".xlsx", name="Excel 表格")
PPTX = FileKind(media_type=_OFFICE + "presentationml.presentation", suffix=".pptx", name="PPT 演示")
DOC = FileKind(media_type="application/msword", suffix=".doc", name="Word 文档")
XLS = FileKind(media_type="application/vnd.ms-excel", suffix=".xls", name="Excel 表格")
PPT = FileKind(media_type="application/vnd.ms-powerpoint", suffix=".ppt", name="PPT 演示")
TEXT = FileKind(media_type="text/plain", suffix=".txt", name="文本")
CSV = FileKind(media_type="text/csv", suffix=".csv", name="CSV 表格")
MP4 = FileKind(media_type="video/mp4", suffix=".mp4", name="视频")

# What a report may come as although nobody may attach it by hand; kept to be downloaded, never shown in a page.
HTML = FileKind(media_type="text/html", suffix=".html", name="网页")
TIFF = FileKind(media_type="image/tiff", suffix=".tif", name="图片")
BMP = FileKind(media_type="image/bmp", suffix=".bmp", name="图片")

ACCEPTED = {
    kind.media_type: kind
    for kind in (JPEG, PNG, WEBP, GIF, PDF, DOCX, XLSX, PPTX, DOC, XLS, PPT, TEXT, CSV, MP4, HTML, TIFF, BMP)
}


class NotAccepted(Refusal):
    """A file that cannot stand as evidence, and what to do about it."""

    def __init__(self, why: str, *, remedy: str = ACCEPTED_WORDS) -> None:
        super().__init__("文件没有保存。", why=why, remedy=remedy)
