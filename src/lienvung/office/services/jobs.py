"""Run long work beside the pages, one piece at a time in one thread.

A job is a row first and a thread second: `jobs_resume` starts what a stopped process left behind, and
work is written so that doing it again changes nothing.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Final

import structlog
from django.db import close_old_connections, transaction

from lienvung.core.errors import LienVungError
from lienvung.office.models import Job, User
from lienvung.office.node_access import now

Progress = Callable[[int, int], None]
Work = Callable[[str, Progress], None]

log = structlog.get_logger(__name__)
_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lienvung-job")
_kinds: dict[str, Work] = {}
_MODULES: Final = {
    "bundle-export": "bundles",
    "bundle-import": "bundles",
    "decision": "decisions",
    "digitise": "source_files",
    "import-plan": "import_jobs",
    "import-read": "import_jobs",
    "pull": "pulls",
}
"""Where the work of each kind stands: a process that just started may find a job before any page has loaded it."""


def job_kind(name: str) -> Callable[[Work], Work]:
    """Register the work of one kind of job: `work(subject, progress)`; repeating it must be harmless."""

    def register(work: Work) -> Work:
        _kinds[name] = work
        return work

    return register


@transaction.atomic
def job_queue(*, kind: str, subject: object, by: User) -> Job:
    """Queue work and start it once the surrounding transaction is committed; an open one is returned as it is."""
    job, _ = Job.objects.get_or_create(
        kind=kind,
        subject=str(subject),
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
        defaults={"state": Job.State.QUEUED, "started_by": by, "queued_at": now()},
    )
    start(job.id)
    return job


def jobs_resume() -> int:
    """Start again what a stopped process left queued or running; return how many."""
    left = list(Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]))
    for job in left:
        start(job.id)
    return len(left)


def start(job_id: object) -> None:
    """Hand a job to the working thread, once the surrounding transaction is committed."""
    transaction.on_commit(lambda: _executor.submit(_run_in_thread, job_id))


def job_run(job_id: object) -> Job:
    """Do a job's work and write down how it ended; a job that has ended stays as it is."""
    job = Job.objects.get(pk=job_id)
    if job.state in (Job.State.DONE, Job.State.FAILED):
        return job
    _save(job, state=Job.State.RUNNING)
    try:
        _work_of(job.kind)(job.subject, lambda done, total: _save(job, done=done, total=total))
    except LienVungError as error:
        _save(job, state=Job.State.FAILED, refusal={"code": error.code, "facts": _plain(error)}, ended_at=now())
    except Exception:
        log.exception("job failed", kind=job.kind, subject=job.subject)
        _save(job, state=Job.State.FAILED, refusal={"code": "error", "facts": {}}, ended_at=now())
    else:
        _save(job, state=Job.State.DONE, ended_at=now())
    return job


def _work_of(kind: str) -> Work:
    if kind not in _kinds:
        import_module(f"lienvung.office.services.{_MODULES[kind]}")
    return _kinds[kind]


def _run_in_thread(job_id: object) -> None:
    close_old_connections()
    try:
        job_run(job_id)
    finally:
        close_old_connections()


def _save(job: Job, **values: object) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


def _plain(error: LienVungError) -> dict[str, object]:
    return {name: value if isinstance(value, str | int | bool) else str(value) for name, value in error.facts().items()}
