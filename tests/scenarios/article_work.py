"""What the offices do with a newspaper article: `python -m tests.scenarios.article_work HOME ARTICLE`.

A process of its own, because an office's settings are those of one home. Prints the new programme's key.
"""

import sys
from pathlib import Path

from lienvung.demo.office_work import approve, person, upload
from lienvung.office.database import open_office

SIDES = ["quang-ninh", "hai-phong"]


def main() -> None:
    """Read the article, confirm its header and every commitment found, and have it approved."""
    home, article = Path(sys.argv[1]), Path(sys.argv[2])
    open_office(home)
    from lienvung.office.services.drafts import draft_confirm
    from lienvung.office.services.papers import paper_confirm
    from lienvung.office.services.submissions import paper_submit

    clerk = person("clerk")
    source_file = upload(clerk, article)
    header = source_file.drafts.get(register="document")
    # What a clerk adds where the article prints none: a subject in our own words.
    values = {"subject": f"Bài báo về một hội nghị hợp tác ({article.stem})", **header.values}
    programme = {"title": f"Chương trình theo {article.stem}", "sides": SIDES, "nature": header.values["nature"]}
    named = paper_confirm(
        user=clerk,
        source_file=source_file,
        revision=header.revision,
        values=values,
        programmes=[],
        new_programme=programme,
    )
    for draft in source_file.drafts.filter(state="proposed", register="commitment"):
        answers = {"owed-by": SIDES} if "owed-by" in draft.questions else None
        draft_confirm(user=clerk, draft_id=draft.id, revision=draft.revision, values=answers)
    approve(paper_submit(user=clerk, source_file=source_file))
    print(named.values["programmes"][0])


if __name__ == "__main__":
    main()
