"""A reading as plain JSON, in the schema of the labelled corpus."""

from .model import Entity, Reading, Statement


def prediction_json(reading: Reading, identifier: str = "") -> dict[str, object]:
    """Return meta, entities and statements with offsets into the NFC text."""
    return {
        "id": identifier,
        "sha256": reading.layer.sha256,
        "n_chars": len(reading.layer.text),
        "normalization": "NFC",
        "offsets": "nfc",
        "layer": {
            "sha256": reading.layer.digest,
            "producer": reading.layer.producer,
            "version": reading.layer.version,
            "media_type": reading.layer.media_type,
        },
        "body": list(reading.body),
        "ignore": [list(span) for span in reading.ignore],
        "meta": dict(reading.meta),
        "entities": [_entity(entity) for entity in reading.entities],
        "statements": [
            _statement(statement, number, identifier) for number, statement in enumerate(reading.statements, start=1)
        ],
    }


def _entity(entity: Entity) -> dict[str, object]:
    span = {"type": entity.type, "start": entity.start, "end": entity.end, "text": entity.text}
    return {**span, "nested": entity.nested, **entity.attributes}


def _statement(statement: Statement, number: int, identifier: str) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": f"{identifier}-{number}",
        "type": statement.type,
        "start": statement.start,
        "end": statement.end,
        "text": statement.text,
        "confidence": statement.confidence,
    }
    optional = {
        "lead": list(statement.lead),
        "partners": list(statement.partners),
        "deadline": statement.deadline,
        "deadline_text": statement.deadline_text,
        "old_deadline": statement.old_deadline,
        "product": statement.product,
        "mode": statement.mode,
        "escalates_to": list(statement.escalates_to),
        "source": statement.source,
        "inferred": list(statement.inferred),
    }
    plain.update({name: value for name, value in optional.items() if value})
    if statement.duplicate_of is not None:
        plain["duplicate_of"] = f"{identifier}-{statement.duplicate_of + 1}"
    return plain
