"""Taking files from a form: their size is looked at before a byte is read."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lienvung.digitise.errors import TooLarge
from lienvung.digitise.guard import MAX_BYTES
from lienvung.web.intake.refusals import say

NOT_DECLARED = _("Phải cam đoan trước khi tải lên; văn bản mật không được đưa vào hệ thống này.")


class PaperField(forms.FileField):
    """A file of at most the size that the guard allows."""

    default_error_messages = {  # noqa: RUF012 - the form in which Django's fields name their messages
        "required": _("Chọn một tệp."),
        "empty": _("Tệp rỗng. Chưa có gì được ghi; chọn tệp khác."),
    }

    def clean(self, data: object, initial: object = None) -> UploadedFile | None:
        """Refuse what is too large before anybody reads it into memory."""
        if isinstance(data, UploadedFile) and data.size > MAX_BYTES:
            raise forms.ValidationError(say(TooLarge(data.name, data.size, MAX_BYTES)))
        return super().clean(data, initial)
