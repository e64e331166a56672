"""Form fields that take what people write: 2025.3.1, 3月5日, １２, 1.2万, 约30人."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from chuangwen.core.sheets import CellProblem, date_of, number_of

REPORTED = {True: "主动报告", False: "他人发现", None: "未说明"}


class DayField(forms.Field):
    """A day as people write it; `year` stands for one that is not written."""

    widget = forms.DateInput

    def __init__(self, *, year: int, **options: Any) -> None:
        self.year = year
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """Read the day."""
        if value in self.empty_values:
            return None
        try:
            return date_of(value, year=self.year)
        except CellProblem as problem:
            raise forms.ValidationError(problem.message) from problem


class FigureField(forms.Field):
    """A number as people write it, in one of `units`; an estimate (约30) is a number too."""

    def __init__(self, *, units: Collection[str], places: int = 0, **options: Any) -> None:
        self.units, self.places = units, places
        mode = "decimal" if places else "numeric"
        super().__init__(widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"}), **options)

    def to_python(self, value: Any) -> Decimal | None:
        """Read the number."""
        if value in self.empty_values:
            return None
        try:
            return number_of(value, units=self.units, places=self.places, least=Decimal(0), rough=True)
        except CellProblem as problem:
            raise forms.ValidationError(problem.message) from problem


class FilesInput(forms.FileInput):
    """An input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; gives a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        """Check each file."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]
