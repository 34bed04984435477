"""Reading: bytes of a paper become a text layer, and the layer becomes proposals with exact spans.

    layer = read(data, name)          # guard, child process, secrecy; raises digitise.errors
    reading = digitise(layer)         # header, entities, statements
    for proposal in candidates(reading): ...

The machine proposes; a named person confirms. Nothing here writes anything.
"""

from .candidates import Candidate, candidates
from .digitise import digitise
from .finders.official_header import split_joint
from .layer import Page, TextLayer
from .model import Entity, Reading, Statement
from .prediction import prediction_json
from .reading import read

__all__ = [
    "Candidate",
    "Entity",
    "Page",
    "Reading",
    "Statement",
    "TextLayer",
    "candidates",
    "digitise",
    "prediction_json",
    "read",
    "split_joint",
]
