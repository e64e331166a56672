"""The form that asks politely: what is missing is named, not scolded."""

from django import forms
from django.utils.translation import gettext as _

CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)


class PoliteForm(forms.Form):
    """A form whose empty required fields say 请填写…, 请选择… or 请上传…; also fields that were added once it was made."""

    def full_clean(self) -> None:
        """Check what was sent, with each field asking in its own words."""
        for name, field in self.fields.items():
            if field.error_messages["required"] == field.default_error_messages.get(
                "required", forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = _request(field, str(field.label or name))
        super().full_clean()


def _request(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.FileField):
        return _("请上传%s。") % label
    if isinstance(field, CHOSEN):
        return _("请选择%s。") % label
    return _("请填写%s。") % label
