"""How a form field of any kind is shown: which shape, which classes, which ids."""

from typing import Any

from django import forms

SHAPES: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.CheckboxSelectMultiple, "choices", ""),
    (forms.RadioSelect, "choices", ""),
    (forms.CheckboxInput, "check", "form-check-input"),
    (forms.FileInput, "file", "cw-drop-input"),
    (forms.Textarea, "plain", "form-control"),
    (forms.Select, "plain", "form-select"),
)


def dressed(bound: forms.BoundField) -> dict[str, Any]:
    """Return what `ui/field.html` needs to show a bound field."""
    widget = bound.field.widget
    shape, css = next(((s, c) for kind, s, c in SHAPES if isinstance(widget, kind)), ("plain", "form-control"))
    _prepare(widget)
    return {
        "field": bound,
        "shape": shape,
        "control": bound.as_widget(attrs=_attrs(bound, css)),
        "help_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "is_required": bound.field.required,
        "accept": widget.attrs.get("accept", ""),
        "cap": widget.attrs.get("data-cap", ""),
        "multiple": getattr(widget, "allow_multiple_selected", False),
    }


def _prepare(widget: forms.Widget) -> None:
    """Give days the browser's own day picker, which wants them as 2025-03-01."""
    if isinstance(widget, forms.DateInput):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    elif isinstance(widget, forms.TimeInput):
        widget.input_type = "time"
        widget.format = "%H:%M"
    elif isinstance(widget, forms.DateTimeInput):
        widget.input_type = "datetime-local"
        widget.format = "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "4"


def _attrs(bound: forms.BoundField, css: str) -> dict[str, str | bool]:
    """Return attributes: our classes beside the form's own, and errors that a reader hears."""
    own = bound.field.widget.attrs.get("class", "")
    wrong = "is-invalid" if bound.errors else ""
    classes = " ".join(filter(None, (css, own, wrong))) if css else own
    attrs: dict[str, str | bool] = {"class": classes} if classes else {}
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described and not bound.use_fieldset:
        attrs["aria-describedby"] = " ".join(described)
    return attrs
