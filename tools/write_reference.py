"""Write docs/registers.md and docs/errors.md from the definitions and the wordings.

Run after a register or a refusal changed: `.venv/bin/python -m tools.write_reference`.
"""

from pathlib import Path

from lienvung.catalogue.load import load_catalogue
from lienvung.core.register.definition import Definition
from lienvung.wording.errors import WORDINGS

DOCS = Path(__file__).resolve().parent.parent / "docs"

REGISTERS_HEAD = """# Registers

Written by `python -m tools.write_reference` from `src/lienvung/catalogue/registers/`. In every register the parts
`source` (where it stands) and `attribution` (who wrote it down) come on top of those named here.
"""
ERRORS_HEAD = """# Errors

Written by `python -m tools.write_reference` from `src/lienvung/wording/`. A code never changes; the sentences are what
a person reads. `%(…)s` stands for a fact of the refusal.

| Code | What happened | What is safe | What to do |
|---|---|---|---|
"""


def pages() -> dict[Path, str]:
    """Return each page with the text it should have."""
    registers = "".join(register_section(each) for _, each in sorted(load_catalogue().items()))
    errors = "".join(
        f"| `{code}` | {wording.happened} | {wording.safe} | {wording.do} |\n"
        for code, wording in sorted(WORDINGS.items())
    )
    return {DOCS / "registers.md": REGISTERS_HEAD + registers, DOCS / "errors.md": ERRORS_HEAD + errors}


def register_section(definition: Definition) -> str:
    """Return the section of one register."""
    rows = "".join(
        f"| `{field.name}` | {field.label['vi']} | {field.label.get('en', '')} | {datatype} | {field.part} |\n"
        for field in definition.fields.values()
        for datatype in [f"{field.datatype}{' (many)' if field.many else ''}{', required' if field.required else ''}"]
    )
    return (
        f"\n## {definition.register}\n\n**{definition.title['vi']}** · {definition.title.get('en', '')}. "
        f"{definition.purpose.get('en', '')}\n\n"
        f"Keys: {definition.keys}. Parts: {', '.join(sorted(definition.parts))}.\n\n"
        f"| Field | Nhãn | Label | Datatype | Part |\n|---|---|---|---|---|\n{rows}"
    )


def main() -> None:
    """Write both pages."""
    for path, text in pages().items():
        path.write_text(text, "utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
