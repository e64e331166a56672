"""The forms of reports: files or pasted words to be read, what time they speak of, and the words of an office."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from chuangwen.civic.ledger.models import Proposal
from chuangwen.civic.ledger.queries.intakes import Wanted
from chuangwen.civic.ledger.queries.lexicon import LONGEST, SHORTEST, is_near, plain
from chuangwen.civic.ledger.queries.readings import sensible_period
from chuangwen.civic.wordbook import kinds
from chuangwen.web.ui.entry_fields import DayField
from chuangwen.web.ui.forms import PoliteForm
from chuangwen.web.ui.sheet_forms import clean_name

REPORTS = ".docx,.doc,.pptx,.pdf,.txt,.xlsx,.xls,.csv,.html,.htm,.png,.jpg,.jpeg,.webp,.tif,.tiff"
MOST_FILES = 20
MOST_WORDS = 1_000_000
LONGEST_NAME = 40
DECEMBER, LAST = 12, 31


class ManyFiles(forms.FileInput):
    """A picker of several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each within the cap."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files; none is an empty list."""
        files = [super(FilesField, self).clean(each, initial) for each in data or [] if each]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"一次最多交{MOST_FILES}份，这次选了{len(files)}份。请分几次上传。")
        cap = settings.UPLOAD_CAP
        large = [f"“{clean_name(each.name or '')}”" for each in files if (each.size or 0) > cap]
        if large:
            raise forms.ValidationError(
                f"{'、'.join(large)}超过{cap // (1024 * 1024)} MB的上限。请删去或压缩图片，或把文字粘贴到下面。"
            )
        return files


class PeriodForm(PoliteForm):
    """The days that a report covers, and the day on which it was written."""

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
                help_text="材料里没有写时间的事项，按这段时间登记。这里没有改动的，按材料标题和落款的年份。",
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
        """Want a period that makes sense."""
        said = self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and not sensible_period(first, last):
            self.add_error("last", "结束的日期早于开始的日期，请核对。")
        return said


class ReportForm(PeriodForm):
    """Reports: files or words, and the days that they cover."""

    file = FilesField(
        label="材料",
        required=False,
        allow_empty_file=True,
        widget=ManyFiles(attrs={"accept": REPORTS, "data-cap": settings.UPLOAD_CAP}),
        help_text="工作总结、汇报、简报、扫描件和照片都可以，一次最多20份。",
    )
    words = forms.CharField(
        label="或者粘贴文字",
        required=False,
        max_length=MOST_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        """Want a source, too."""
        said = super().clean()
        if "file" not in self.errors and not said.get("file") and not (said.get("words") or "").strip():
            self.add_error("file", "请上传一份材料，或者把文字粘贴到下面。")
        return said

    def sources(self) -> list[tuple[Wanted, bytes]]:
        """Return what is asked of each report, and its bytes; pasted words are named by their first line."""
        found = [(self._wanted(clean_name(each.name or "")), each.read()) for each in self.cleaned_data["file"]]
        words = self.cleaned_data["words"]
        if not words.strip():
            return found
        first = next(line for line in (line.strip() for line in words.splitlines()) if line)
        # Line ends are made one, so that the same words pasted twice are the same bytes.
        content = words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
        return [*found, (self._wanted(clean_name(first)[:LONGEST_NAME], is_pasted=True), content)]

    def _wanted(self, name: str, *, is_pasted: bool = False) -> Wanted:
        said = self.cleaned_data
        days = said["first"], said["last"]
        return Wanted(
            name=name,
            first=days[0],
            last=days[1],
            may_follow_title=days == self.whole_year,
            is_pasted=is_pasted,
            written_on=said["written_on"],
        )


class LearnForm(PoliteForm):
    """Whether the word of a fact is learnt with it, so that the next report is read better."""

    learn = forms.BooleanField(label="记住这个说法，下次识读直接按这一类", required=False)
    words = forms.CharField(label="说法", max_length=60, required=False, help_text="原文里数字旁边的词，可以改短一些。")

    def __init__(self, proposal: Proposal, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.proposal = proposal

    def clean(self) -> dict[str, Any]:
        """Want a word that the reader will find beside such a number."""
        said = self.cleaned_data
        words = plain(said.get("words") or "")
        if said.get("learn") and not (
            SHORTEST <= len(words) <= LONGEST and is_near(words, self.proposal, self.proposal.document)
        ):
            self.add_error("words", f"请填写原文里这个数字旁边的词，{SHORTEST}到{LONGEST}个字；或者不勾选“记住”。")
        return said

    @property
    def chosen(self) -> str:
        """Return the word to be learnt, or nothing."""
        return plain(self.cleaned_data["words"]) if self.cleaned_data.get("learn") else ""


class TermForm(PoliteForm):
    """A word of the office and what it stands for."""

    words = forms.CharField(label="词语", max_length=60, help_text="材料里数字旁边的说法，例如：板凳议事会。")
    kind = forms.ChoiceField(label="记为哪一类")
    topic = forms.ChoiceField(label="主题", required=False, help_text="可以不选，由系统按上下文判断。")
    is_off = forms.BooleanField(label="停用这个词，识读时不再使用", required=False)

    def __init__(self, *args: Any, with_switch: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        book = kinds()
        own = [(kind.code, kind.name) for kind in book.kinds.values() if kind.recorded_by == "unit"]
        self.fields["kind"].choices = own  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["topic"].choices = [("", "不指定"), *book.topics.items()]  # type: ignore[attr-defined]  # likewise
        if not with_switch:
            del self.fields["is_off"]
