"""What every page knows of its reader's duties."""

from django.http import HttpRequest

from lienvung.office.roles import Duty, holds


def rights(request: HttpRequest) -> dict[str, bool]:
    """Give each template `may_write`: whether the reader may upload, confirm and submit."""
    return {"may_write": holds(getattr(request.user, "role", ""), Duty.DIGITISE)} if hasattr(request, "user") else {}
