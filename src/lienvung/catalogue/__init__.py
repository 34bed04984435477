"""The catalogue: register definitions as YAML files, and reading them."""

from lienvung.catalogue.load import OwnRegisters, load_catalogue, read_definition, read_own_registers

__all__ = ["OwnRegisters", "load_catalogue", "read_definition", "read_own_registers"]
