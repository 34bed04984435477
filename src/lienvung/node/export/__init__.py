"""Write out all of a node, readable and verifiable without this programme (docs/formats/sealed-export.md)."""
