"""The agreements of the demonstration: who lets whom read what, and for what."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import permutations

from lienvung.core.agreement.terms import Grant, Officer, Party, Terms
from lienvung.core.register.definition import Definition
from lienvung.demo.localities import HAI_PHONG, LOCALITIES, QUANG_NINH, Locality

AGREED_SINCE = date(2026, 10, 1)
WITHIN_THE_HOUSE = frozenset({"internal", "personal"})
BAYS = (HAI_PHONG, QUANG_NINH)
BAY_REGISTERS = frozenset({
    "berth", "control-measure", "control-post", "daily-count", "tourist-vessel", "vessel-permit", "vessel-route",
    "vessel-trip",
})  # fmt: skip
"""What is the business of the two who share the bays, and of nobody else."""

TITLE = "Thỏa thuận chia sẻ dữ liệu theo dõi hợp tác (minh họa)"
BASIS = "Kết luận số 901-KL/TU/LT ngày 15/01/2026 (minh họa)"
PURPOSE = "Theo dõi việc thực hiện các chương trình hợp tác"
BAY_TITLE = "Thỏa thuận dùng chung sổ của hai vịnh và các chốt cửa ngõ (minh họa)"
BAY_PURPOSE = "Cùng quản lý tàu du lịch trên hai vịnh và kiểm soát liên ngành tại cửa ngõ"
BRIEF_TITLE = "Thỏa thuận trao đổi đầu mối liên hệ (minh họa)"
BRIEF_PURPOSE = "Cán bộ hai văn phòng liên hệ trực tiếp khi chuẩn bị hội nghị"
BRIEF_ENDS = date(2026, 12, 5)


def all_terms(roots: Mapping[str, str], catalogue: Mapping[str, Definition]) -> dict[str, Terms]:
    """Return every agreement by its name; `roots` are the fingerprints of the nodes' root keys."""
    return {
        "agreement": sharing_terms(roots, catalogue),
        "bay-agreement": bay_terms(roots, catalogue),
        "brief-agreement": brief_terms(roots),
    }


def sharing_terms(roots: Mapping[str, str], catalogue: Mapping[str, Definition]) -> Terms:
    """Return the agreement between all three: every register of cooperation, but nothing internal or personal."""
    shared = [each for _, each in sorted(catalogue.items()) if not each.system and each.register not in BAY_REGISTERS]
    grants = tuple(_grants(LOCALITIES, shared, PURPOSE))
    return _terms(TITLE, LOCALITIES, roots, grants)


def bay_terms(roots: Mapping[str, str], catalogue: Mapping[str, Definition]) -> Terms:
    """Return the agreement of the two sides of the bays; Bắc Ninh reads nothing of vessels and posts."""
    shared = [catalogue[register] for register in sorted(BAY_REGISTERS)]
    return _terms(BAY_TITLE, BAYS, roots, tuple(_grants(BAYS, shared, BAY_PURPOSE)))


def brief_terms(roots: Mapping[str, str]) -> Terms:
    """Return an agreement of two of the parties that ends soon: who the officers of each side are, and their phones."""
    grants = tuple(
        Grant(giver.name, taker.name, "organisation", ("personal", "shared"), BRIEF_PURPOSE, AGREED_SINCE)
        for giver, taker in permutations(BAYS, 2)
    )
    return _terms(BRIEF_TITLE, BAYS, roots, grants, ends=BRIEF_ENDS)


def _terms(
    title: str,
    parties: Sequence[Locality],
    roots: Mapping[str, str],
    grants: tuple[Grant, ...],
    ends: date | None = None,
) -> Terms:
    return Terms(
        title=title,
        parties=tuple(Party(each.name, roots[each.name]) for each in parties),
        basis=BASIS,
        contacts=tuple(Officer(each.name, each.person("clerk").full_name, each.office) for each in parties),
        ends=ends,
        grants=grants,
    )


def _grants(parties: Sequence[Locality], registers: Sequence[Definition], purpose: str) -> Iterator[Grant]:
    for giver, taker in permutations(parties, 2):
        for register in registers:
            yield Grant(giver.name, taker.name, register.register, shared_parts(register), purpose, AGREED_SINCE)


def shared_parts(definition: Definition) -> tuple[str, ...]:
    """Return the parts of a register that leave the house."""
    return tuple(name for name in definition.part_names if name not in WITHIN_THE_HOUSE)
