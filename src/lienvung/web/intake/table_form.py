"""The form by which a table is brought: a file, or cells pasted from a spreadsheet, declared to hold no secret."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.web.intake.upload_field import NOT_DECLARED


class TableForm(forms.Form):
    """What every such form asks; each says in `file` which files it takes."""

    pasted = forms.CharField(
        label=_("Hoặc dán các ô sao chép từ bảng tính"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    not_secret = forms.BooleanField(
        label=_("Tôi cam đoan bảng này không chứa bí mật nhà nước (không MẬT)."),
        error_messages={"required": NOT_DECLARED},
    )

    def clean(self) -> Mapping[str, object]:
        """Ask for one of the two."""
        values = super().clean()
        if not values.get("file") and not values.get("pasted", "").strip() and not self.errors.get("file"):
            self.add_error("file", gettext("Chọn một tệp hoặc dán bảng."))
        return values
