"""What the visitor may do with a record from its page: links into the pages that write."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from lienvung.core.register.record import Record
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty, holds
from lienvung.web.intake.erasure import held_personal


@dataclass(frozen=True, slots=True)
class Act:
    """A link to a page on which something is done."""

    title: str
    url: str
    first: bool = False


def commitment_acts(user: AbstractBaseUser | AnonymousUser, record: Record) -> list[Act]:
    """Return what a clerk may do about a commitment: report progress, and accept what a partner wrote."""
    if not _may(user, Duty.DIGITISE):
        return []
    acts = [_act(_("Báo tiến độ"), "intake:progress", record.key, first=True)]
    if record.steward != get_node().name:
        acts.append(_act(_("Chấp thuận"), "intake:accept", record.key))
        acts.append(_act(_("Đề nghị sửa"), "web:propose", record.register, record.key))
    if record.values.get("deadline-kind") == "dated" and len({record.steward, *record.values.get("owed-by", ())}) > 1:
        acts.append(_act(_("Đề nghị đổi thời hạn chung"), "web:propose-deadline", record.key))
    return [act for act in acts if act]


def record_acts(user: AbstractBaseUser | AnonymousUser, record: Record) -> list[Act]:
    """Return what a clerk may do: change, merge, retire, restore or erase a record of ours; ask for a partner's."""
    definition = get_node().catalogue.get(record.register)
    if definition is None or definition.system or not _may(user, Duty.DIGITISE):
        return []
    ours, live = record.steward == get_node().name, record.state == "live"
    acts = []
    place = (record.register, record.key)
    if ours and record.state not in ("retired", "merged"):
        acts.append(_act(_("Sửa"), "registers:change", *place, first=True))
    if ours and record.state == "retired":
        acts.append(_act(_("Đưa trở lại sổ"), "intake:restore", *place, first=True))
    if ours and live:
        acts.append(_act(_("Nhập vào bản ghi khác"), "registers:merge", *place))
        acts.append(_act(_("Rút khỏi sổ"), "intake:retire", *place))
    if ours and held_personal(definition, record):
        acts.append(_act(_("Xóa phần cá nhân"), "intake:erase", *place))
    if live and not ours:
        acts.append(_act(_("Đề nghị sửa"), "web:propose", *place))
    return [act for act in acts if act]


def _may(user: AbstractBaseUser | AnonymousUser, duty: Duty) -> bool:
    return holds(getattr(user, "role", ""), duty)


def _act(title: str, name: str, *args: str, first: bool = False) -> Act | None:
    url = _address(name, *args)
    return Act(title, url, first) if url else None


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
