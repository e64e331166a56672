"""The form of a report to be read: a file or pasted words, and what time it speaks of."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from chuangwen.civic.ledger.queries.readings import sensible_period
from chuangwen.core.catalogue.drafts import ONE_DAY
from chuangwen.core.reading.written import year_in_title
from chuangwen.web.ui.entry_fields import DayField
from chuangwen.web.ui.forms import PoliteForm
from chuangwen.web.unit.forms.imports import clean_name

REPORTS = ".docx,.doc,.pptx,.pdf,.txt,.xlsx,.csv,.html"
MOST_WORDS = 500_000
LONGEST_NAME = 40
DECEMBER, LAST = 12, 31


class ReportForm(PoliteForm):
    """A report: a file or words, and the days that it covers."""

    file = forms.FileField(
        label="材料",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": REPORTS, "data-cap": settings.UPLOAD_CAP}),
        help_text="工作总结、汇报、简报都可以：Word、PPT、PDF（文字版）、Excel、文本、网页。",
    )
    words = forms.CharField(
        label="或者粘贴文字",
        required=False,
        max_length=MOST_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, this_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.whole_year = date(this_year, 1, 1), date(this_year, DECEMBER, LAST)
        self.fields |= {
            "first": DayField(
                label="材料说的是哪段时间：从",
                year=this_year,
                initial=self.whole_year[0],
                error_messages={"required": "请填写从哪天起。"},
            ),
            "last": DayField(
                label="到",
                year=this_year,
                initial=self.whole_year[1],
                help_text="材料里没有写时间的事项，按这段时间登记。标题里写了另一年的，按标题。",
                error_messages={"required": "请填写到哪天为止。"},
            ),
            "written_on": DayField(
                label="成文日期",
                year=this_year,
                required=False,
                help_text="不填时从材料的落款里找，用来判断“今年以来”“截至目前”。",
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Want one source, and a period that makes sense."""
        said = self.cleaned_data
        if not self.errors and not said.get("file") and not (said.get("words") or "").strip():
            self.add_error("file", "请上传一份材料，或者把文字粘贴到下面。")
        first, last = said.get("first"), said.get("last")
        if first and last and not sensible_period(first, last):
            self.add_error("last", "结束的日期早于开始的日期，请核对。")
        upload: UploadedFile[Any] | None = said.get("file")
        if upload and (upload.size or 0) > settings.UPLOAD_CAP:
            cap = settings.UPLOAD_CAP // (1024 * 1024)
            self.add_error("file", f"文件超过{cap} MB的上限，请删去图片，或把文字粘贴到下面。")
        return said

    def period_of(self, text: str) -> tuple[date, date]:
        """Return the first day and the day after the last; a title's own year stands in for days left untouched."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        year = year_in_title(text)
        if year and (first, last) == self.whole_year:
            first, last = date(year, 1, 1), date(year, DECEMBER, LAST)
        return first, last + ONE_DAY

    @property
    def name(self) -> str:
        """Return the file's name, or the first line of what was pasted."""
        upload: UploadedFile[Any] | None = self.cleaned_data.get("file")
        if upload:
            return clean_name(upload.name or "")
        lines = (line.strip() for line in self.cleaned_data["words"].splitlines())
        first = next((line for line in lines if line), "")
        return clean_name(first)[:LONGEST_NAME]
