"""The description of the JSON interface, made true where the framework supposes: refusals are problems, not JSON."""

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from lienvung.api.problems import MEDIA_TYPE

_SUPPOSED = "application/json"
_FIRST_REFUSAL = 400


class DescribedAPI(NinjaAPI):
    """An interface whose description names the media types that it sends."""

    def get_openapi_schema(self, **address: Any) -> OpenAPISchema:
        """Return the description in OpenAPI 3.1."""
        document = super().get_openapi_schema(**address)
        for status, content in _contents(document):
            if int(status) >= _FIRST_REFUSAL:
                content[MEDIA_TYPE] = content.pop(_SUPPOSED)
            elif len(content) > 1:
                # An operation that names its kind of answer sends no other.
                content.update(dict.fromkeys(content, content.pop(_SUPPOSED)))
        return document


def _contents(document: OpenAPISchema) -> Iterator[tuple[int | str, dict[str, Any]]]:
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if "content" in answer:
                    yield status, answer["content"]
