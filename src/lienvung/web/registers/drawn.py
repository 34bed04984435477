"""Widgets that are drawn by a template of ours: Django's own renderer does not know our folders."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Drawn:
    """Mix into a widget whose `template_name` lies in a folder of ours."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: object = None) -> SafeString:
        return render_to_string(template_name, context)
