"""What the fictional clerks and approvers do, through the office's own services.

Run as a process of its own, one node a process: `python -m lienvung.demo.office_work STEP HOME SAMPLES`.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lienvung.demo import dealings
from lienvung.demo.localities import PASSWORD, Locality, locality
from lienvung.office.database import migrate_office, open_office

# Rows of the office; only the office may name their classes.
User = Any
SourceFile = Any
Submission = Any

READING_SECONDS = 60
TICK_SECONDS = 0.1


def accounts(here: Locality, samples: Path) -> None:
    """Make the office database and its people."""
    from lienvung.office.services.people import user_create

    migrate_office()
    for person in here.people:
        user_create(
            username=person.username,
            password=PASSWORD,
            role=person.role,
            full_name=person.full_name,
            office_name=here.office,
        )


def papers(here: Locality, samples: Path) -> None:
    """Digitise, confirm and approve this locality's papers and its task table; ask the others for what they decide."""
    folder = samples / "illustrative"
    if here.name == "hai-phong":
        digitise(folder / "ket-luan-lien-tich.docx", CONCLUSION, ["hai-phong", "quang-ninh"])
        import_table(folder / "phu-luc-1.xlsx")
    if here.name == "quang-ninh":
        digitise(folder / "ke-hoach-thuc-hien.html", PLAN, ["quang-ninh"])
        draw_minutes(folder / "bien-ban-hop.scan.pdf")
    dealings.ask(here)


def answers(here: Locality, samples: Path) -> None:
    """Accept what the other side entered and asked for, and report progress."""
    from lienvung.office.services.records import commitments_accept, progress_report

    if here.name == "quang-ninh":
        clerk = person("clerk")
        found = commitments_of("hai-phong")
        approve(commitments_accept(user=clerk, commitments=[key for key, _ in found][:3]))
        for words, values in REPORTS:
            for key in [key for key, text in found if words in text][:1]:
                approve(progress_report(user=clerk, commitment=key, **values))
    dealings.answer(here)


# What a clerk reads off the papers where the machine was not sure.
CONCLUSION: dict[str, object] = {
    "number": "901-KL/TU/LT",
    "issued-on": "2026-01-15",
    "subject": "Về chương trình hợp tác giai đoạn 2026 - 2030 (minh họa)",
    "issuers": ["Ban Thường vụ Thành ủy Hải Phòng", "Ban Thường vụ Tỉnh ủy Quảng Ninh"],
}
PLAN: dict[str, object] = {
    "number": "945/KH-UBND",
    "issued-on": "2026-02-20",
    "subject": "Thực hiện Kết luận số 901-KL/TU/LT về chương trình hợp tác (minh họa)",
    "issuers": ["Ủy ban nhân dân tỉnh Quảng Ninh"],
}
REPORTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("nút giao mẫu số 3", {"progress": "in-progress", "text": "Đạt 62 % khối lượng (số minh họa)"}),
    (
        "12 trạm quan trắc",
        {
            "progress": "done",
            "done_on": "2026-10-25",
            "text": "Đã lắp đủ 12 trạm",
            "evidence_text": "Biên bản nghiệm thu 961/BB-SNNMT (minh họa)",
        },
    ),
    ("danh mục dữ liệu dùng chung", {"progress": "in-progress", "text": "Đã nối 3 trên 5 danh mục"}),
)


def digitise(paper: Path, header: dict[str, object], owed_by: list[str]) -> None:
    """Upload a paper, confirm its header and proposals, and have it approved.

    `owed_by` answers what the machine asks where the text names no side.
    """
    from lienvung.core.errors import LienVungError
    from lienvung.office.services.drafts import draft_confirm
    from lienvung.office.services.submissions import paper_submit

    clerk = person("clerk")
    source_file = upload(clerk, paper)
    confirm_header(clerk, source_file, header)
    for draft in source_file.drafts.filter(state="proposed", register__in=CONFIRMED_REGISTERS):
        values = {"owed-by": owed_by} if "owed-by" in draft.questions else None
        try:
            draft_confirm(user=clerk, draft_id=draft.id, revision=draft.revision, values=values)
        except LienVungError as refusal:
            print(f"{paper.name}: {refusal}", file=sys.stderr)
    approve(paper_submit(user=clerk, source_file=source_file))


CONFIRMED_REGISTERS = ("commitment", "limitation", "escalation")


def draw_minutes(scan: Path) -> None:
    """Draw the passage of one promise on the page image of a scanned, signed paper, and type what stands there."""
    from lienvung.office.services.drafts import draft_confirm
    from lienvung.office.services.source_files import draft_draw
    from lienvung.office.services.submissions import paper_submit

    clerk = person("clerk")
    source_file = upload(clerk, scan)
    confirm_header(
        clerk,
        source_file,
        {
            "subject": "Biên bản họp tổ thường trực chương trình hợp tác (minh họa)",
            "doc-type": "biên bản",
            "number": "971/BB-TTT",
            "issuers": ["Tổ thường trực chương trình hợp tác"],
            "issued-on": "2026-09-10",
            "nature": "illustrative",
        },
    )
    drawn = draft_draw(
        user=clerk,
        source_file=source_file,
        register="commitment",
        page=1,
        rectangle=[6000, 20200, 56000, 25700],
        exact="Ban Quản lý vịnh Hạ Long và Ban Quản lý vịnh Cát Bà lập danh sách tàu khách dùng chung, "
        "hoàn thành trước ngày 15/12/2026",
    )
    agreed: dict[str, object] = {
        "deadline-kind": "dated",
        "deadline": "2026-12-14",
        "deadline-text": "trước ngày 15/12/2026",
        "owed-by": ["quang-ninh", "hai-phong"],
        "field": "tourism",
        "agreed-on": "2026-09-10",
    }
    draft_confirm(user=clerk, draft_id=drawn.id, revision=drawn.revision, values={**drawn.values, **agreed})
    approve(paper_submit(user=clerk, source_file=source_file))


def import_table(workbook: Path) -> None:
    """Bring the office's own task table in, as on its first Monday."""
    from lienvung.office.services.tables import table_bring, table_map, table_write

    clerk = person("clerk")
    table = table_bring(user=clerk, name=workbook.name, data=workbook.read_bytes())
    table = table_map(user=clerk, table=table, columns=table.columns, programme=programme(), nature="illustrative")
    approve(table_write(user=clerk, table=table, skip_wrong=True))


def upload(clerk: User, paper: Path) -> SourceFile:
    """Upload a paper and wait until it was read."""
    from lienvung.office.services.source_files import source_file_upload

    source_file = source_file_upload(user=clerk, name=paper.name, data=paper.read_bytes(), not_secret=True).source_file
    deadline = time.monotonic() + READING_SECONDS
    while source_file.state == "stored" and time.monotonic() < deadline:
        time.sleep(TICK_SECONDS)
        source_file.refresh_from_db()
    return source_file


def confirm_header(clerk: User, source_file: SourceFile, values: dict[str, object]) -> None:
    """Confirm what the paper is, as a paper of the illustrative programme."""
    from lienvung.office.services.papers import paper_confirm

    draft = source_file.drafts.get(register="document")
    paper_confirm(
        user=clerk,
        source_file=source_file,
        revision=draft.revision,
        values={**draft.values, **values},
        programmes=[programme()],
    )


def approve(submission: Submission) -> None:
    """Send what a clerk confirmed, as the approver."""
    from lienvung.office.services.submissions import submission_approve

    submission_approve(user=person("approver"), submission_id=submission.id)


def person(role: str) -> User:
    """Return this node's fictional person with a role."""
    from lienvung.office.node_access import get_node
    from lienvung.office.selectors.people import user_named

    return user_named(locality(get_node().name).person(role).username)


def programme() -> str:
    """Return the key of the illustrative programme between Hải Phòng and Quảng Ninh."""
    from lienvung.catalogue.load import load_catalogue
    from lienvung.demo.samples import sample_key

    return sample_key("hai-phong", "mh-hp-qn", load_catalogue()["programme"])


def commitments_of(steward: str) -> list[tuple[str, str]]:
    """Return key and text of the illustrative programme's commitments that another node stewards."""
    from lienvung.node.stores.rows import Query
    from lienvung.office.node_access import get_node

    with get_node().store.reading() as reader:
        page = reader.find("commitment", Query(where={"programmes": programme()}, limit=200))
        return [(each.key, str(each.values["text"])) for each in page.records if each.steward == steward]


STEPS: dict[str, Callable[[Locality, Path], Any]] = {"accounts": accounts, "papers": papers, "answers": answers}


def main() -> None:
    """Do one step in one node's office."""
    step, home, samples = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    open_office(home)
    STEPS[step](locality(home.name), samples)


if __name__ == "__main__":
    main()
