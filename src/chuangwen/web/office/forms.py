"""Forms of the office's own pages."""

from django import forms

from chuangwen import clock


class BookForm(forms.Form):
    """A rule book handed in: one YAML file, or a zip of several."""

    file = forms.FileField(
        label="细则文件",
        help_text="一个 .yaml 文件，或把一版细则的全部 .yaml 文件压缩成一个 .zip。上传后先成为草案，检查无误再发布。",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.zip"}),
    )
    assessed_on = forms.DateField(
        label="测评日",
        help_text="统计期按这一天往前推算。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through to Django's form
        self.fields["assessed_on"].initial = clock.today().replace(year=clock.today().year + 1, month=1, day=1)


class RetireForm(forms.Form):
    """Why an edition is taken out of force."""

    reason = forms.CharField(label="停用原因", max_length=200, help_text="例如：新一版细则已经发布。")
