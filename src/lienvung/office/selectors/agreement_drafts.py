"""Terms that are being written."""

from lienvung.office.models import AgreementDraft

__all__ = ["AgreementDraft", "draft_by_id", "drafts_open"]


def drafts_open() -> list[AgreementDraft]:
    """Return the drafts that nobody has put before a second person yet, or whose decision was returned."""
    drafts = AgreementDraft.objects.select_related("written_by", "decision")
    return [each for each in drafts if each.decision is None or each.decision.state == "returned"]


def draft_by_id(draft_id: object) -> AgreementDraft | None:
    """Return one draft."""
    return AgreementDraft.objects.select_related("written_by", "decision").filter(pk=draft_id).first()
