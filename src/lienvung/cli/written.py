"""Read a file that an operator wrote: YAML, of which JSON is a part."""

from typing import Any

import typer

from lienvung.catalogue.strict_yaml import YamlFault, parse_yaml
from lienvung.wording.translator import translator


def read_written(data: bytes) -> Any:
    """Return what a YAML or JSON text says; leave with a usage error, which names the line, where it is neither."""
    _ = translator()
    try:
        return parse_yaml(data.decode()).value
    except UnicodeDecodeError:
        raise typer.BadParameter(_("tệp không phải UTF-8")) from None
    except YamlFault as fault:
        facts = {"line": fault.line, "problem": fault.problem}
        raise typer.BadParameter(_("dòng %(line)d: %(problem)s") % facts) from None
