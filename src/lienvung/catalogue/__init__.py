"""The catalogue: register definitions as YAML files, and reading them."""

from lienvung.catalogue.load import load_catalogue, read_definition

__all__ = ["load_catalogue", "read_definition"]
