"""Which agency is asked about which commitments, and the table that goes out to it and comes back."""

from collections import defaultdict
from dataclasses import dataclass

from lienvung.core.programme.records import Commitment
from lienvung.core.programme.rollup import Overview
from lienvung.core.programme.sides import ProgressState
from lienvung.core.programme.status import Cell
from lienvung.core.text.fold import fold
from lienvung.report.facts import Facts
from lienvung.report.places import place_name
from lienvung.report.words import PROGRESS_NAMES, format_deadline, format_paper, format_status, sentence_case

KEY, TEXT, BASIS, DEADLINE, STATUS = "Mã bản ghi", "Nội dung", "Căn cứ", "Thời hạn", "Tình trạng"
PROGRESS, DONE_ON, RESULT, EVIDENCE, OBSTACLE = "Tiến độ", "Ngày hoàn thành", "Kết quả", "Minh chứng", "Vướng mắc"
GIVEN = (KEY, TEXT, BASIS, DEADLINE, STATUS)
ASKED = (PROGRESS, DONE_ON, RESULT, EVIDENCE, OBSTACLE)
COLUMNS = (*GIVEN, *ASKED)
PROGRESS_CHOICES = {PROGRESS_NAMES[state]: state for state in ProgressState}


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """Hold what an agency is told of one commitment, in the order of GIVEN."""

    key: str
    text: str
    basis: str
    deadline: str
    status: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the cells in the order of GIVEN."""
        return self.key, self.text, self.basis, self.deadline, self.status


def rows_by_agency(facts: Facts, seen: Overview, side: str) -> dict[str, tuple[AgencyRow, ...]]:
    """Return, for each agency of `side`, the commitments it should report on: what waits for the side, most
    pressing first, and what is recurring.

    An assignment names the agency; without one the paper's leads are asked, without these the side itself.
    """
    commitments = {one.key: one for one in facts.follow_up.commitments}
    recurring = [key for key in seen.in_cell(Cell.RECURRING) if side in commitments[key].owed_by]
    found: defaultdict[str, list[AgencyRow]] = defaultdict(list)
    for key in (*seen.waiting_for.get(side, ()), *recurring):
        for agency in agencies_of(facts, commitments[key], side):
            found[agency].append(_row(facts, seen, commitments[key]))
    return {agency: tuple(rows) for agency, rows in sorted(found.items())}


def agencies_of(facts: Facts, commitment: Commitment, side: str) -> tuple[str, ...]:
    """Return who leads a commitment on one side: by assignment, else by the paper, else the side itself."""
    assigned = [one.lead for one in facts.follow_up.assignments if (one.commitment, one.side) == (commitment.key, side)]
    named = [lead for lead in commitment.leads if _side_of(facts, lead) in {side, ""}]
    return tuple(dict.fromkeys(assigned or named or (facts.side(side),)))


def _side_of(facts: Facts, agency: str) -> str:
    """Return the side an agency belongs to: by the register of organisations, else by the place in its name."""
    if agency in facts.agencies:
        return facts.agencies[agency]
    named = [side for side, title in facts.sides.items() if fold(place_name(title)) in fold(agency)]
    return named[0] if len(named) == 1 else ""


def _row(facts: Facts, seen: Overview, commitment: Commitment) -> AgencyRow:
    status = seen.statuses[commitment.key]
    papers = {paper.key: paper for paper in facts.follow_up.papers}
    paper = papers.get(commitment.document)
    return AgencyRow(
        key=commitment.key,
        text=commitment.text,
        basis=format_paper(paper) if paper else "",
        deadline=format_deadline(commitment, status),
        status=sentence_case(format_status(status)),
    )
