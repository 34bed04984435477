"""Is a round with the partners under way?"""

from lienvung.office.models import Job
from lienvung.office.services.pulls import KIND


def pull_under_way() -> Job | None:
    """Return the round that was asked for and has not ended."""
    return Job.objects.filter(kind=KIND, state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
