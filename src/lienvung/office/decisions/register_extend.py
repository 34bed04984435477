"""Put the next version of a register of our own in use: it only adds, so that every record stays valid.

facts = {"register", "version", "text": the YAML}
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from lienvung.office.decisions import register_add

KIND = replace(register_add.KIND, code="register-extend", title=_("Mở rộng một sổ"))
