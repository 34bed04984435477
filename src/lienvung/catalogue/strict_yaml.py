"""Read YAML without its surprises, and keep the line of everything (rule D1).

Only `true` and `false` are booleans, only decimal digits are integers; `no`, `on`, `none` and dates stay the
words that were written. A name that stands twice is a fault, not the last one wins.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its value, and the line of each place in it."""

    value: Any
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """Return the line of a place, or of the nearest thing around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(frozen=True, slots=True)
class YamlFault(Exception):
    """The text is not YAML of this kind."""

    line: int
    problem: str


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML reads this class attribute; it is replaced, never changed


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), list("-0123456789"))


def parse_yaml(text: str) -> Document:
    """Return the one document in the text; raise YamlFault with the line of what is wrong."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise YamlFault(1, "empty")
        lines: dict[Path, int] = {}
        return Document(_build(loader, node, (), lines), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(mark.line + 1 if mark else 1, error.problem or "") from error
    except yaml.YAMLError as error:
        raise YamlFault(1, str(error)) from error
    finally:
        loader.dispose()


def _build(loader: _Loader, node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, child, (*path, index), lines) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(loader, node, path, lines)
    return loader.construct_object(node)


def _build_mapping(loader: _Loader, node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for name_node, child in node.value:
        name = name_node.value
        if not isinstance(name, str):
            raise YamlFault(name_node.start_mark.line + 1, "name is not a word")
        if name in mapping:
            raise YamlFault(name_node.start_mark.line + 1, f"twice: {name}")
        mapping[name] = _build(loader, child, (*path, name), lines)
        lines[(*path, name)] = name_node.start_mark.line + 1
    return mapping
