"""The form that adds what a person read on a page image."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lienvung.web.intake.record_form import MOST_LETTERS

_POINTS_PER_MM = 72 / 25.4
_MILLIMETRES = forms.NumberInput(attrs={"step": "0.1"})
_REGISTERS = (
    ("commitment", _("cam kết")),
    ("limitation", _("hạn chế, vướng mắc")),
    ("escalation", _("vấn đề vượt thẩm quyền")),
    ("progress-report", _("kết quả")),
)


class DrawForm(forms.Form):
    """A rectangle on a page image in millimetres from the top left, and what stands in it."""

    page = forms.IntegerField(min_value=1)
    left = forms.FloatField(label=_("Cách mép trái (mm)"), min_value=0, widget=_MILLIMETRES)
    top = forms.FloatField(label=_("Cách mép trên (mm)"), min_value=0, widget=_MILLIMETRES)
    width = forms.FloatField(label=_("Rộng (mm)"), min_value=1, widget=_MILLIMETRES)
    height = forms.FloatField(label=_("Cao (mm)"), min_value=1, widget=_MILLIMETRES)
    register = forms.ChoiceField(label=_("Là"), choices=_REGISTERS)
    exact = forms.CharField(
        label=_("Nguyên văn trong khung"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4})
    )

    def rectangle(self) -> list[int]:
        """Return the corners in 1/100 pt from the top left of the page."""
        left, top, width, height = (self.cleaned_data[name] for name in ("left", "top", "width", "height"))
        return [round(mm * _POINTS_PER_MM * 100) for mm in (left, top, left + width, top + height)]

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The four numbers that say where the rectangle is."""
        return [self[name] for name in ("left", "top", "width", "height")]
