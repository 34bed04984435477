"""Background work: in a thread of its own, resumable, its end written down."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lienvung.core.errors import LienVungError
from lienvung.office.models import Job, SourceFile
from lienvung.office.services import jobs
from lienvung.office.services.jobs import job_kind, job_queue, job_run, jobs_resume
from lienvung.office.services.source_files import source_file_upload


@job_kind("test-counting")
def _count(subject: str, progress) -> None:
    progress(1, 2)
    if subject == "refused":
        raise LienVungError
    if subject == "broken":
        raise ZeroDivisionError
    progress(2, 2)


@pytest.mark.parametrize(("subject", "state"), [("good", "done"), ("refused", "failed"), ("broken", "failed")])
def test_a_job_ends_with_what_happened(person, subject, state):
    """Success, a refusal and a defect are all written down; none leaves the job running."""
    job = job_run(job_queue(kind="test-counting", subject=subject, by=person("clerk")).pk)
    assert job.state == state
    assert job.ended_at is not None
    assert (job.refusal.get("code") is not None) == (state == "failed")


def test_the_same_work_is_queued_once(person):
    """Queuing what is queued already returns the open job; an ended one may be queued again."""
    clerk = person("clerk")
    first = job_queue(kind="test-counting", subject="x", by=clerk)
    assert job_queue(kind="test-counting", subject="x", by=clerk) == first
    job_run(first.pk)
    assert job_queue(kind="test-counting", subject="x", by=clerk) != first


def test_an_ended_job_is_not_run_again(person):
    """Running a job that has ended leaves it as it ended."""
    job = job_run(job_queue(kind="test-counting", subject="x", by=person("clerk")).pk)
    assert job_run(job.pk).ended_at == job.ended_at


def test_a_new_process_finds_the_work_of_every_kind():
    """What a stopped process left may be the first thing that a new one does, before any page is loaded."""
    kinds = [
        kind
        for file in Path(jobs.__file__).parent.glob("*.py")
        for kind in re.findall(r'^@job_kind\((.+)\)$', file.read_text("utf-8"), re.M)
    ]
    program = (
        "import django; django.setup()\n"
        "from lienvung.office.services import jobs\n"
        "print(*(jobs._work_of(kind).__name__ for kind in jobs._MODULES))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert len(ended.stdout.split()) == len(kinds) == len(jobs._MODULES)


def test_what_a_stopped_process_left_is_started_again(person, monkeypatch):
    """Queued and running jobs of a stopped process are handed to the thread at the next start."""
    started = []
    monkeypatch.setattr(jobs, "start", started.append)
    job = job_queue(kind="test-counting", subject="x", by=person("clerk"))
    Job.objects.filter(pk=job.pk).update(state="running")
    started.clear()
    assert jobs_resume() == 1
    assert started == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_a_paper_is_read_in_the_background(node, person, paper):
    """An upload returns at once; a thread reads the paper and the page finds it read."""
    source_file = source_file_upload(user=person("clerk"), name="kl.txt", data=paper, not_secret=True).source_file
    waited_until = time.monotonic() + 20
    while Job.objects.get().state in ("queued", "running") and time.monotonic() < waited_until:
        time.sleep(0.05)
    assert Job.objects.get().state == "done"
    assert SourceFile.objects.get(pk=source_file.pk).drafts.count() > 8
