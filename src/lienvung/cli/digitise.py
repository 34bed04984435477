"""`lienvung digitise`: papers in, one JSON file each out; a bad paper does not stop the others."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import track

from lienvung.cli.refusal import REFUSED, failure
from lienvung.core.errors import LienVungError
from lienvung.digitise import digitise, prediction_json, read
from lienvung.wording.errors import explain
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

READABLE = {".txt", ".html", ".htm", ".docx", ".pdf"}
SHOW_PROGRESS_FROM = 5


def command(
    paths: Annotated[list[Path], typer.Argument(help=_("Văn bản (.txt .html .docx .pdf), hoặc thư mục chứa văn bản."))],
    out: Annotated[Path, typer.Option(help=_("Thư mục cho các tệp TÊN.json; chưa có thì được tạo."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("In mỗi văn bản một dòng JSON."))] = False,
) -> None:
    """Read papers and write what they hold as JSON: header, entities, statements with exact spans.

    A paper NAME.ext becomes NAME.json; when papers share a name, the .txt (or the first) has it and the others
    become NAME.ext.json.
    Exit code 0: every paper was read; 1: at least one was refused (the others are written); 2: wrong usage.
    """
    papers = list(_papers(paths))
    out.mkdir(parents=True, exist_ok=True)
    refused = 0
    for paper, target in _watched(_targets(papers, out)):
        outcome = _digitise_one(paper, target)
        refused += "error" in outcome
        _tell(outcome, as_json=as_json)
    if refused:
        raise typer.Exit(REFUSED)


def _papers(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.iterdir() if found.suffix.lower() in READABLE)
        else:
            yield path


def _targets(papers: list[Path], out: Path) -> list[tuple[Path, Path]]:
    """Return each paper with its file; of papers with one name the plain text, else the first, has the plain name."""
    first = {paper.stem: paper for paper in reversed(papers)}
    first.update({paper.stem: paper for paper in papers if paper.suffix.lower() == ".txt"})
    return [(paper, out / f"{paper.stem if paper == first[paper.stem] else paper.name}.json") for paper in papers]


def _watched(targets: list[tuple[Path, Path]]) -> Iterable[tuple[Path, Path]]:
    console = Console(stderr=True)
    if len(targets) < SHOW_PROGRESS_FROM or not console.is_terminal:
        return targets
    _ = translator()
    return track(targets, description=_("Đang đọc văn bản"), console=console)


def _digitise_one(paper: Path, target: Path) -> dict[str, object]:
    """Return what to tell about one paper; its file appears whole or not at all."""
    try:
        reading = digitise(read(paper.read_bytes(), paper.name))
        pending = target.with_name(target.name + ".part")
        pending.write_bytes(orjson.dumps(prediction_json(reading, target.stem), option=orjson.OPT_INDENT_2))
        pending.replace(target)
    except LienVungError as error:
        return {"paper": str(paper), "error": error.code, "message": explain(error, translator()).happened}
    except OSError as error:
        code, sentence = failure(error)
        return {"paper": str(paper), "error": code, "message": sentence}
    return {
        "paper": str(paper),
        "written": str(target),
        "entities": len(reading.entities),
        "statements": len(reading.statements),
    }


def _tell(outcome: dict[str, object], *, as_json: bool) -> None:
    _ = translator()
    if as_json:
        print(orjson.dumps(outcome).decode())
    elif "error" in outcome:
        print(f"{outcome['paper']}: {outcome['message']} ({outcome['error']})", file=sys.stderr)
    else:
        print(_("%(paper)s → %(written)s: %(statements)s đề xuất") % outcome)
