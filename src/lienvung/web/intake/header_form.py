"""The form that names a paper: its header, and the programme it belongs to or begins."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.office.node_access import get_node
from lienvung.office.selectors.programmes import programmes
from lienvung.office.selectors.review import SourceFile, header_of
from lienvung.office.selectors.sides import sides_known
from lienvung.web.intake.record_form import RecordForm

NEW = "new"


class HeaderForm(RecordForm):
    """Header fields of a document, programmes to choose, and a new programme's title and sides."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, paper: SourceFile, data: object = None) -> "HeaderForm":
        """Return the form for a paper that was read."""
        draft = header_of(paper)
        assert draft is not None, "a paper that was read has a draft of itself"
        form = cls(get_node().catalogue["document"], data, values=draft.values, choices={}, prefix="h")
        form.initial["revision"] = draft.revision
        titles = [(record.key, str(record.values.get("title", record.key))) for record in programmes()]
        form.fields["programmes"] = forms.MultipleChoiceField(
            label=_("Chương trình hợp tác"), choices=titles, widget=forms.CheckboxSelectMultiple, required=False
        )
        form.fields["new-title"] = forms.CharField(
            label=_("Hoặc lập chương trình mới, tên"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        form.fields["new-sides"] = forms.MultipleChoiceField(
            label=_("Các bên của chương trình mới"),
            choices=list(sides_known().items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        return form

    def clean(self) -> dict[str, object]:
        """Ask for a programme: chosen, or new with at least one side."""
        values = super().clean()
        if not values.get("programmes") and not values.get("new-title"):
            self.add_error("programmes", gettext("Chọn chương trình, hoặc lập chương trình mới."))
        if values.get("new-title") and not values.get("new-sides"):
            self.add_error("new-sides", gettext("Chọn các bên của chương trình mới."))
        return values

    def record_values(self) -> dict[str, object]:
        """Return the values of the document's own fields."""
        own = super().record_values()
        return {name: own[name] for name in own if name in get_node().catalogue["document"].fields} | {
            "programmes": self.cleaned_data["programmes"]
        }

    def new_programme(self) -> dict[str, object] | None:
        """Return the values of the programme that begins with this paper, None when there is none."""
        title = self.cleaned_data.get("new-title", "").strip()
        if not title:
            return None
        header = self.record_values()
        return {
            "title": " ".join(title.split()),
            "sides": self.cleaned_data["new-sides"],
            "signed-on": header.get("issued-on", ""),
            "nature": header["nature"],
            "citation": header.get("citation", []),
        }
