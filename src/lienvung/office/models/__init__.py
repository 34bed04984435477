"""The tables of the office, one file a subject. Only the office imports them."""

from lienvung.office.models.agreement_draft import AgreementDraft
from lienvung.office.models.api_token import ApiToken
from lienvung.office.models.decision import OPEN_STATES, Decision
from lienvung.office.models.draft import Draft, Submission
from lienvung.office.models.job import Job
from lienvung.office.models.people import User
from lienvung.office.models.register_import import (
    PLAN,
    ImportChunk,
    PlannedRow,
    RegisterImport,
    plans_keep,
    rows_forget,
)
from lienvung.office.models.sent_form import SentForm
from lienvung.office.models.source import Reading, SourceFile, StoredBytes
from lienvung.office.models.table import SavedMapping, TableImport
from lienvung.office.models.trail import AuditEvent

__all__ = [
    "OPEN_STATES",
    "PLAN",
    "AgreementDraft",
    "ApiToken",
    "AuditEvent",
    "Decision",
    "Draft",
    "ImportChunk",
    "Job",
    "PlannedRow",
    "Reading",
    "RegisterImport",
    "SavedMapping",
    "SentForm",
    "SourceFile",
    "StoredBytes",
    "Submission",
    "TableImport",
    "User",
    "plans_keep",
    "rows_forget",
]
