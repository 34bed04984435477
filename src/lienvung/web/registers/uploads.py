"""Files on a form: those that the record has may go, others may come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from lienvung.office.selectors.titles import file_name
from lienvung.web.registers.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Files:
    """The hashes that stay, and what was uploaded."""

    kept: tuple[str, ...] = ()
    uploaded: tuple[UploadedFile, ...] = ()


class FilesWidget(Drawn, forms.Widget):
    """A box to untick for each file that is there, and one to choose others."""

    template_name = "registers/widgets/files.html"
    use_fieldset = True
    needs_multipart_form = True

    def __init__(self, *, many: bool) -> None:
        super().__init__()
        self.many = many

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Files:
        """Return what stays and what came."""
        kept = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        came = files.getlist(f"{name}-tep") if isinstance(files, MultiValueDict) else []
        return Files(tuple(kept), tuple(came))

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the files that are there by their names."""
        context = super().get_context(name, None, attrs)
        kept = value.kept if isinstance(value, Files) else _as_list(value)
        return context | {"kept": [(digest, file_name(digest)) for digest in kept], "many": self.many}

    def id_for_label(self, id_: str, index: object = None) -> str:
        """Return the box that chooses a file, to which an error leads."""
        return f"{id_}-tep"


class FilesField(forms.Field):
    """The files of a field; only hashes that the record already names can stay."""

    def __init__(self, *, many: bool, present: Iterable[str], **common: Any) -> None:
        self.many, self.present = many, frozenset(present)
        super().__init__(widget=FilesWidget(many=many), **common)

    def clean(self, value: Files | None) -> Files:
        """Return what stays and what came; of one file the new one takes the place of the old."""
        given = value or Files()
        kept = tuple(digest for digest in given.kept if digest in self.present)
        return Files(kept if self.many or not given.uploaded else (), given.uploaded)


def _as_list(value: Any) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []
