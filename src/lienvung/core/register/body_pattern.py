"""What the plain body of a part looks like, as one pattern made from its definition.

Nearly every body that a partner sends is plain: names in order, no string that needs rare escapes, dates of a day or
a month. A match says in one look what `parse_part_body` and `check_held` find out step by step: canonical, pruned,
each value in its place and of its datatype, nothing required missing. Only a value with a pattern of its own or with
bounds is judged besides. A body that does not match may still be right; it is for them to say, and to name the rule
that it breaks.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from json import dumps
from typing import Any
from unicodedata import is_normalized

from orjson import loads

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.value import judge_of

MOST_PLAIN = 64
"""Values of one field: to see in this way that each stands once costs their square, and a body may hold very many."""

_HASH = '"[0-9a-f]{64}"'
_INTEGER = "(?:0|-?[1-9][0-9]{0,14})"
_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = f"(?:{_MONTH}-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
_TIME = f'"(?:19|20)[0-9]{{2}}-{_DAY}T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){{2}}Z"'
_DATE = f'"(?:19|20)[0-9]{{2}}(?:-{_DAY}|-{_MONTH}|-Q[1-4]|-H[12])?"'
_KEY = '"(?=[a-z0-9-]{1,128}")[a-z0-9]+(?:-[a-z0-9]+)*"'
_LINE = '"[^"\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]+"'
_PARAGRAPHS = '"(?!")[^"\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]*(?:\\\\[nt"\\\\][^"\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]*)*"'
_VERBATIM = '"(?!")[^"\\\\\x00-\x1f]*(?:\\\\[nt"\\\\][^"\\\\\x00-\x1f]*)*"'

_DECIMAL = '"(?:0|-?(?=[0-9.]*[1-9])(?:0|[1-9][0-9]*))(?:\\.[0-9]+)?"'

_EAST = '"(?!-0")-?(?:180|(?:1[0-7][0-9]|[1-9]?[0-9])(?:\\.[0-9]{0,6}[1-9])?)"'
_NORTH = '"(?!-0")-?(?:90|[1-8]?[0-9](?:\\.[0-9]{0,6}[1-9])?)"'
_POINT = rf'{{"coordinates":\[{_EAST},{_NORTH}\],"type":"Point"}}'

_VALUES: Mapping[str, str] = {
    "string": _LINE,
    "text": _PARAGRAPHS,
    "verbatim": _VERBATIM,
    "integer": _INTEGER,
    "money": _INTEGER,
    "boolean": "(?:true|false)",
    "date": _DATE,
    "deadline": _DATE,
    "decimal": _DECIMAL,
    "measure": _DECIMAL,
    "link": _KEY,
    "file": _HASH,
    "geometry": _POINT,
}
_NATURAL = "(?:0|[1-9][0-9]{0,14})"
_POSITIVE = '"(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?"'
_UNSIGNED = {"integer": _NATURAL, "money": _NATURAL, "decimal": _POSITIVE, "measure": _POSITIVE}
_ATTRIBUTION = {
    "approved-at": _TIME,
    "approved-by": _VERBATIM,
    "confirmed-at": _TIME,
    "confirmed-by": _VERBATIM,
    "entered-by": _VERBATIM,
    "entered-office": _VERBATIM,
    "reason": _VERBATIM,
}
_NEXT = '(?:,(?=")|(?=}))'
_CITATION = rf'{{(?:"citation":\[{_VERBATIM}(?:,{_VERBATIM})*\])?}}'


def is_plain(definition: Definition, part: str, body: bytes) -> bool:
    """Tell whether the body matches: then it is right. Where it does not, nothing is said."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    pattern, judges = _form(definition, part)
    found = pattern.fullmatch(text)
    # Only whole letters stand beside quotes, commas and brackets, so a normal text has only normal strings in it.
    if found is None or not is_normalized("NFC", text):
        return False
    return not judges or not any(found[group] is not None and judge(loads(found[group])) for group, judge in judges)


@lru_cache(maxsize=1024)
def _form(definition: Definition, part: str) -> tuple[re.Pattern[str], Sequence[tuple[str, Callable[[Any], str]]]]:
    """Return the pattern of a part, and by its groups what judges values with a pattern of their own or bounds."""
    judged = (each for each in definition.fields_of(part) if _is_judged(each))
    return _pattern(definition, part), tuple((_group(each), judge_of(each)) for each in judged)


def _pattern(definition: Definition, part: str) -> re.Pattern[str]:
    if part == "source":
        return re.compile(_CITATION)
    if part == "attribution":
        return _object({name: (value, False) for name, value in _ATTRIBUTION.items()})
    if part not in definition.parts:
        return re.compile("(?!)")
    fields = {each.name: (_value(each), each.required) for each in definition.fields_of(part)}
    return _object(fields)


def _object(fields: Mapping[str, tuple[str, bool]]) -> re.Pattern[str]:
    """Return the pattern of an object with these names, each with its value's pattern and whether it must be there."""
    members = (
        f'"{name}":{value}{_NEXT}' if required else f'(?:"{name}":{value}{_NEXT})?'
        for name, (value, required) in sorted(fields.items())
    )
    return re.compile("{" + "".join(members) + "}")


def _value(field: Field) -> str:
    one = _one(field)
    if not field.many:
        return f"(?P<{_group(field)}>{one})" if _is_judged(field) else one
    # Each value once: none stands again further on.
    group = _group(field)
    return rf"\[(?:(?P<{group}>{one})(?!(?:,{one})*,(?P={group})[],])(?:,(?!\])|(?=\]))){{1,{MOST_PLAIN}}}\]"


def _one(field: Field) -> str:
    if _is_unsigned(field):
        return _UNSIGNED[field.datatype]
    if field.many and _is_bounded(field):
        return "(?!)"
    if field.datatype == "enumeration":
        return "(?:" + "|".join(re.escape(dumps(value, ensure_ascii=False)) for value in field.values) + ")"
    return _VALUES.get(field.datatype, "(?!)")


def _group(field: Field) -> str:
    return "_" + field.name.replace("-", "_")


def _is_judged(field: Field) -> bool:
    return _is_bounded(field) and not _is_unsigned(field) and not field.many


def _is_bounded(field: Field) -> bool:
    return bool(field.pattern or field.minimum or field.maximum)


def _is_unsigned(field: Field) -> bool:
    # The usual bounds, nought and no end, are a matter of the sign.
    return not field.pattern and (field.minimum, field.maximum) == ("0", "") and field.datatype in _UNSIGNED
