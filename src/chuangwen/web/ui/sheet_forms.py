"""Forms of an import: the sheet, the cells mended on the page, and how it is committed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from chuangwen.civic.ledger.queries.imports import Mending
from chuangwen.core.sheets import SheetRefused
from chuangwen.core.sheets.guards import MEGABYTE
from chuangwen.web.ui.forms import PoliteForm

YEARS_BACK = 8
SHEETS = ".xlsx,.xls,.et,.xlsm"
LEFT_OUT = "skip-"
CELL = "cell-"


class SheetForm(PoliteForm):
    """A sheet to be imported."""

    file = forms.FileField(
        label="表格",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": SHEETS, "data-cap": settings.UPLOAD_CAP}),
        help_text="Excel或WPS表格，最多20万行。上传后先检查，您确认后才会写入。",
    )
    year = forms.TypedChoiceField(
        label="没有写年份的日期，按哪一年",
        coerce=int,
        help_text="表里写“3月5日”这样的日期时用到。",
    )

    def __init__(self, *args: Any, this_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = years(this_year)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["year"].initial = this_year

    def content(self) -> bytes:
        """Return the file's bytes.

        :raises SheetRefused: it is larger than the office allows.
        """
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_CAP:
            raise SheetRefused(
                f"文件“{self.name}”没有导入。",
                why=f"文件有{(upload.size or 0) / MEGABYTE:.0f} MB，超过了{settings.UPLOAD_CAP // MEGABYTE} MB的上限。",
                remedy="请删去图片和无关的工作表，或分成几份导入。",
            )
        content: bytes = upload.read()
        return content

    @property
    def name(self) -> str:
        """Return the file's name as a page may show it."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        return clean_name(upload.name or "")


def clean_name(name: str) -> str:
    """Return a file's name without signs that are not printed, no longer than its column."""
    return "".join(letter for letter in name if letter.isprintable()).strip()[-200:] or "未命名"


def years(this_year: int) -> list[tuple[int, str]]:
    """Return the years that a sheet may be about, newest first."""
    return [(year, f"{year}年") for year in range(this_year, this_year - YEARS_BACK, -1)]


class CommitForm(PoliteForm):
    """How a clean sheet goes into the ledger."""

    confirm = forms.TypedChoiceField(
        label="导入为",
        choices=[("yes", "已确认的记录，马上计分"), ("no", "草稿，逐条核对后再确认")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    twins = forms.TypedChoiceField(
        label="和台账或本表重复的行",
        choices=[("skip", "不再导入"), ("keep", "也导入，它们是不同的事")],
        coerce=lambda word: word == "keep",
        widget=forms.RadioSelect,
        initial="skip",
        required=False,
    )

    def __init__(self, *args: Any, of_office: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if of_office:  # what an office records counts at once
            del self.fields["confirm"]


class UndoForm(PoliteForm):
    """Why an import is taken back."""

    reason = forms.CharField(label="撤销原因", max_length=200, help_text="用一句话写明，例如：年份选错了。")


def mending_after(mending: Mending, sent: QueryDict) -> Mending:
    """Return the clerk's changes with those of the rows that the page sent; other rows stay as they were."""
    merged: Mending = dict(mending)
    for row in sent.getlist("row"):
        if not row.isdecimal():
            continue
        if f"{LEFT_OUT}{row}" in sent:
            merged[row] = None
        else:
            cells = {**(merged.get(row) or {}), **_cells(sent, row)}
            merged.pop(row, None)
            if cells:
                merged[row] = cells
    return merged


def _cells(sent: Mapping[str, Any], row: str) -> dict[str, str]:
    """Return what was typed into the cells of a row, by column number."""
    start = f"{CELL}{row}-"
    return {
        name.removeprefix(start): str(sent[name])[:1000]
        for name in sent
        if name.startswith(start) and name.removeprefix(start).isdecimal() and len(name) < len(start) + 4
    }
