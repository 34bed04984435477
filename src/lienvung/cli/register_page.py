"""The preview of a register as one HTML page that needs no network, no script and no other file."""

from collections.abc import Iterator
from html import escape

from lienvung.cli.register_docs import Say, grouped
from lienvung.cli.register_preview import MADE_UP, ROWS, columns, hint_of, rows, say_value
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.json_schema import words
from lienvung.core.register.kinds import NUMBERS
from lienvung.core.register.sample import sample_values
from lienvung.wording.sentence import _

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1b1f24 }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.mark { background: #fff3cd; border: 1px solid #8a6d00; padding: .1rem .5rem; display: inline-block }
fieldset { border: 1px solid #c5ccd3; margin: 0 0 1rem; padding: .75rem 1rem }
legend { font-weight: 600; padding: 0 .4rem }
label { display: block; font-weight: 600; margin-top: .75rem } label:first-of-type { margin-top: 0 }
small { display: block; color: #57606a }
input, select, textarea { font: inherit; width: 100%; box-sizing: border-box; padding: .35rem .5rem }
.table { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #c5ccd3; padding: .4rem .6rem; text-align: left; vertical-align: top }
.number { text-align: right } td.number { white-space: nowrap }
"""
_LONG = ("text", "verbatim")


def format_page(definition: Definition, language: str, say: Say) -> str:
    """Return the page: the register's name, its list with two made-up rows, and its form filled with the first."""
    title = escape(words(definition.title, language))
    body = "\n".join((*_head(definition, title, language, say), *_list(definition, language, say)))
    form = "\n".join(_form(definition, language, say))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n{form}\n</main>\n</body>\n</html>\n"
    )


def _head(definition: Definition, title: str, language: str, say: Say) -> Iterator[str]:
    yield f"<h1>{title}</h1>"
    yield f"<p>{escape(words(definition.purpose, language))}</p>"
    told = say(_("Xem trước: mọi giá trị dưới đây là %(mark)s.")) % {"mark": say(MADE_UP)}
    yield f'<p class="mark">{escape(told)}</p>'


def _list(definition: Definition, language: str, say: Say) -> Iterator[str]:
    yield f'<h2>{escape(say(_("Danh sách")))}</h2>\n<div class="table"><table>'
    heads = "".join(_cell(field, words(field.label, language), 'th scope="col"') for field in columns(definition))
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in rows(definition, language, say):
        cells = (_cell(field, text) for field, text in zip(columns(definition), row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _cell(field: Field, text: str, tag: str = "td") -> str:
    kind = ' class="number"' if field.datatype in NUMBERS else ""
    return f"<{tag}{kind}>{escape(text)}</{tag[:2]}>"


def _form(definition: Definition, language: str, say: Say) -> Iterator[str]:
    values = sample_values(definition, ROWS[0])
    yield f"<h2>{escape(say(_('Phiếu nhập')))}</h2>\n<form>"
    for heading, fields in grouped(definition, language, say):
        yield f"<fieldset><legend>{escape(heading)}</legend>"
        for field in fields:
            star = f" ({escape(say(_('bắt buộc')))})" if field.required else ""
            yield f'<label for="{field.name}">{escape(words(field.label, language))}{star}</label>'
            yield _input(field, say_value(field, values[field.name], language, say), language)
            yield f'<small id="{field.name}-hint">{escape(hint_of(field, language, say))}</small>'
        yield "</fieldset>"
    yield "</form>"


def _input(field: Field, text: str, language: str) -> str:
    named = f'id="{field.name}" aria-describedby="{field.name}-hint"'
    if field.values:
        shown = (escape(words(label, language)) for label in field.values.values())
        return f"<select {named}>{''.join(f'<option>{each}</option>' for each in shown)}</select>"
    if field.datatype in _LONG:
        return f'<textarea {named} rows="3" readonly>{escape(text)}</textarea>'
    return f'<input {named} value="{escape(text)}" readonly>'
