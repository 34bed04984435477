"""What a register asks of several fields together, a sentence each."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.json_schema import words
from lienvung.wording.sentence import _

Say = Callable[[str], str]


def rules_between(definition: Definition, language: str, say: Say) -> Iterator[str]:
    """Yield the conditions of a register and what only one record may have; `say` translates the words around it."""

    def named(names: Iterable[str]) -> str:
        return ", ".join(f"“{words(definition.fields[name].label, language)}”" for name in names)

    for each in definition.conditions:
        value = _meaning(definition.fields[each.field], each.equals, language, say)
        facts = {"field": named([each.field]), "value": value}
        if each.required:
            yield say(_("Khi %(field)s là %(value)s thì cần %(wanted)s.")) % {**facts, "wanted": named(each.required)}
        if each.required_any:
            said = say(_("Khi %(field)s là %(value)s thì cần ít nhất một trong: %(wanted)s."))
            yield said % {**facts, "wanted": named(each.required_any)}
    yield from (f"{words(each.message, language).rstrip('.')}." for each in definition.schemas)
    for first, later in definition.orders:
        yield say(_("%(first)s không sau %(later)s.")) % {"first": named([first]), "later": named([later])}
    for rule in definition.uniques:
        facts = {"fields": named(rule.fields), "over": named(rule.over)}
        if rule.over:
            yield say(_("Các bản ghi cùng %(fields)s không chồng nhau về thời gian: %(over)s.")) % facts
        elif len(rule.fields) > 1:
            yield say(_("Không có hai bản ghi nào trùng cả %(fields)s.")) % facts


def _meaning(field: Field, value: object, language: str, say: Say) -> str:
    if isinstance(value, bool):
        return say(_("có") if value else _("không"))
    label: Mapping[str, str] = field.values.get(str(value), {})
    return words(label, language) or str(value)
