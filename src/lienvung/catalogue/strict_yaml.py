"""Read YAML without its surprises, and keep the line of everything (rules D1 and D37).

Only `true` and `false` are booleans, only decimal digits are integers; `no`, `on`, `none` and dates stay the
words that were written. A name that stands twice is a fault, not the last one wins. Nothing refers to anything
(no alias), so a small file is a small value, and nothing lies deeper than a definition has reason to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Final

import yaml

Path = tuple[str | int, ...]

MOST_BYTES: Final = 512 * 1024
DEEPEST: Final = 24


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
    """The text is not YAML (D1), or not YAML of this kind (D37)."""

    line: int
    problem: str
    rule: str = "D1-yaml"


class _Loader(yaml.composer.Composer, yaml.CSafeLoader):
    """libyaml scans, five times as fast; nodes are composed here, where what is not wanted is seen."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML reads this class attribute; it is replaced, never changed
    depth = 0

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        self.anchors: dict[str, yaml.Node] = {}

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        assert event is not None and event.start_mark is not None  # noqa: PT018 - a node begins somewhere
        if isinstance(event, yaml.AliasEvent):
            raise YamlFault(event.start_mark.line + 1, f"*{event.anchor}", "D37-plain")
        if self.depth == DEEPEST:
            raise YamlFault(event.start_mark.line + 1, f"> {DEEPEST}", "D37-plain")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]{0,18})\Z"), list("-0123456789"))


def read_file(path: FilePath) -> bytes:
    """Return the bytes of a file, of one that is too long only so many that it is seen to be."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def parse_yaml(text: str | bytes) -> Document:
    """Return the one document in the text; raise YamlFault with the line of what is wrong."""
    if isinstance(text, bytes):
        return parse_yaml(_decode(text))
    stray = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if stray:
        raise YamlFault(text.count("\n", 0, stray.start()) + 1, f"U+{ord(stray[0]):04X}")
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise YamlFault(1, "empty")
        lines: dict[Path, int] = {}
        return Document(_build(loader, node, (), lines), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        # What stands there, in the writer's own words, not what the library calls it in English.
        raise YamlFault(line + 1, "".join(text.splitlines()[line : line + 1]).strip()[:100]) from error
    except yaml.YAMLError as error:
        raise YamlFault(1, str(error)) from error
    finally:
        loader.dispose()


def _decode(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise YamlFault(1, f"> {MOST_BYTES}", "D37-plain")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise YamlFault(data.count(b"\n", 0, error.start) + 1, "not UTF-8", "D37-plain") from error


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
