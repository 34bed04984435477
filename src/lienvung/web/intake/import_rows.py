"""Rows of a table on its way into a register, in words: what each would do, what changes, what is wrong and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.key import is_key
from lienvung.office.imports.cells import bounds_of
from lienvung.office.imports.columns import BESIDE, KEY, LATITUDE, LONGITUDE, targets_of
from lienvung.office.imports.headings import LINE
from lienvung.office.imports.mistakes import Mistake
from lienvung.office.imports.recognition import way_name, ways_open
from lienvung.office.node_access import get_node
from lienvung.office.selectors.import_leaving import leaving_of
from lienvung.office.selectors.imports import RegisterImport, ShownRow, all_planned, hidden_fields
from lienvung.office.selectors.sides import sides_known
from lienvung.office.selectors.titles import record_title, values_title
from lienvung.report.exports.columns import TITLES
from lienvung.report.exports.wrong_rows import PLACE, REASON, wrong_rows_file
from lienvung.web.intake.record_form import label_of
from lienvung.web.intake.values import Facts, field_in_words, in_language, title_of, values_in_words
from lienvung.wording.mistakes import Reason, explain_mistake

STATE_WORDS = {
    "new": _("mới"),
    "changed": _("thay đổi"),
    "unchanged": _("không đổi"),
    "wrong": _("sai"),
}
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column: its heading, what it may stand for, what it stands for, an example."""

    name: str
    heading: str
    chosen: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MistakeView:
    """One mistake in words; `url` leads to where it is put right."""

    label: str
    cell: str
    why: str
    do: str
    url: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row in words."""

    place: str
    state: str
    state_label: str
    title: str
    url: str
    facts: Facts
    changes: tuple[tuple[str, str, str], ...]
    mistakes: tuple[MistakeView, ...]


def column_choices(definition: Definition, imported: RegisterImport) -> list[ColumnChoice]:
    """Return the columns with everything that each may stand for."""
    choices = tuple((target.name, _target_words(definition, target.name)) for target in targets_of(definition))
    return [
        ColumnChoice(f"c{n}", heading, imported.columns.get(heading, ""), choices)
        for n, heading in enumerate(imported.headings)
    ]


def is_unused(imported: RegisterImport, heading: str) -> bool:
    """Tell whether a column that says something is not taken over."""
    beside = heading in BESIDE or heading.endswith(TITLES) or heading in (PLACE, REASON)
    return bool(heading.strip()) and not beside and not imported.columns.get(heading)


def match_choices(definition: Definition, columns: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (name, words) of everything by which a row can be recognised, the best first."""
    return [
        (way_name(rule), ", ".join(label_of(definition.fields[name]) for name in rule.names))
        for rule in ways_open(definition, columns)
    ]


def row_views(definition: Definition, rows: Iterable[ShownRow], partner: str = "") -> list[RowView]:
    """Return rows in words, as far as whoever looks may see them; as a partner will see them, where one is named."""
    titles, hidden = sides_known(), hidden_fields(definition)
    if not partner:
        return [_row(definition, row, titles, hidden) for row in rows]
    leaving = leaving_of(definition)
    return [_row_for(definition, row, titles, leaving.values(partner, row)) for row in rows]


def mistake_kinds(definition: Definition, imported: RegisterImport) -> list[tuple[str, str, int]]:
    """Return (field, reason, how many rows) of what is wrong, the commonest first."""
    found = []
    for field, code, rows in imported.notes.get("mistakes", ()):
        known = definition.fields.get(field)
        reason = explain_mistake(code, _facts_of_all(code, known, imported), gettext)
        found.append((_target_words(definition, field) if field else gettext("Cả hàng"), reason.why, rows))
    return found


def _facts_of_all(code: str, field: Field | None, imported: RegisterImport) -> dict[str, object]:
    """Return what holds of a mistake wherever it is made."""
    count = len(imported.headings) if code == "more-cells" else gettext("nhiều")
    facts = {"count": count, "place": gettext("một hàng khác")}
    about = {**bounds_of(field), **({"register": register_title(field.to)} if field.to else {})} if field else {}
    return {**facts, **about}


def wrong_rows(definition: Definition, imported: RegisterImport) -> bytes:
    """Return the wrong rows as a workbook: their cells as they were, and what is wrong with each."""
    return wrong_rows_file(
        imported.headings,
        (
            (row.place, row.cells, [_said(definition, each) for each in row.mistakes])
            for row in all_planned(imported, ("wrong",))
        ),
    )


def _said(definition: Definition, mistake: Mistake) -> str:
    reason = _reason(definition, mistake)
    label = _target_words(definition, mistake.field) if mistake.field else ""
    return f"{label}: {reason.why}. {reason.do}" if label else f"{reason.why}. {reason.do}"


def _reason(definition: Definition, mistake: Mistake) -> Reason:
    """Return why and what to do; than a pattern, what its field says of itself is easier to follow."""
    reason = explain_mistake(mistake.code, _named(mistake), gettext)
    field = definition.fields.get(mistake.field) if mistake.code == "I8-pattern" else None
    return replace(reason, do=in_language(field.help)) if field and field.help else reason


def _row(definition: Definition, row: ShownRow, titles: dict[str, str], hidden: frozenset[str]) -> RowView:
    def words(name: str, value: object) -> str:
        return field_in_words(definition, name, value, titles)[:_LONGEST] if value is not None else ""

    is_there = row.key and row.state != "new" and row.index is not None
    return RowView(
        place=_place(row.place),
        state=row.state,
        state_label=str(STATE_WORDS[row.state]),
        title=row.key if definition.title_field in hidden else row.title or row.key,
        url=reverse("web:record", args=[definition.register, row.key]) if is_there else "",
        facts=values_in_words(definition, row.values, titles) if row.state == "new" else (),
        changes=tuple(
            (label_of(definition.fields[name]), words(name, before), words(name, after))
            for name, before, after in row.changes
            if name not in hidden
        ),
        mistakes=tuple(_mistake(definition, row, each, hidden) for each in row.mistakes),
    )


def _row_for(
    definition: Definition, row: ShownRow, titles: dict[str, str], parts: Mapping[str, Mapping[str, object]]
) -> RowView:
    """Return a row as a partner will see it: the values of the parts that leave, and nothing else."""
    values = {name: value for held in parts.values() for name, value in held.items()}
    title = values_title(definition, values, row.key)
    facts = values_in_words(definition, values, titles)
    return RowView(_place(row.place), row.state, str(STATE_WORDS[row.state]), title, "", facts, (), ())


def _place(place: str) -> str:
    """Return where a row stood, as the reader says it: the line of a text, or sheet and row of a workbook."""
    line = place.removeprefix(LINE)
    return gettext("hàng %(line)s") % {"line": line} if line != place else place


def _mistake(definition: Definition, row: ShownRow, mistake: Mistake, hidden: frozenset[str]) -> MistakeView:
    reason = _reason(definition, mistake)
    proposes = mistake.code == "not-ours" and row.key
    return MistakeView(
        label=_target_words(definition, mistake.field) if mistake.field else "",
        cell="…" if mistake.field in hidden else _cell_words(definition.fields.get(mistake.field), mistake.cell),
        why=reason.why,
        do=reason.do,
        url=reverse("web:propose", args=[definition.register, row.key]) if proposes else "",
    )


def _cell_words(field: Field | None, cell: str) -> str:
    """Return what stands in a cell; a record by its title, where a key has come in the place of its name."""
    return record_title(field.to, cell) if field and field.datatype == "link" and is_key(cell) else cell


def _named(mistake: Mistake) -> dict[str, object]:
    """Return the facts of a mistake with nodes and registers by their titles."""
    facts = dict(mistake.facts)
    if "steward" in facts:
        facts["steward"] = sides_known().get(str(facts["steward"]), facts["steward"])
    if "register" in facts:
        facts["register"] = register_title(str(facts["register"]))
    return facts


def register_title(register: str) -> str:
    """Return what a register is called, its name where this node does not have it."""
    definition = get_node().catalogue.get(register)
    return title_of(definition) if definition else register


def _target_words(definition: Definition, target: str) -> str:
    if target == KEY:
        return gettext("Khóa bản ghi")
    name, point, _rest = target.partition(":")
    if name not in definition.fields:
        return target
    label = label_of(definition.fields[name])
    axis = {LONGITUDE: gettext("kinh độ"), LATITUDE: gettext("vĩ độ")}.get(f":{target.partition(':')[2]}", "")
    return f"{label}: {axis}" if point else label
